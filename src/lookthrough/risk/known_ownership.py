"""What the register's relations tell of firms that are looked at closely: holdings in a circle, people in many firms, licences that ended.

Only firms on the key watch list and firms that operate an institution are walked through: for all firms it would take hours a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lookthrough.offices.queries import District
from lookthrough.registry import licences_queries as licences
from lookthrough.registry import queries as register
from lookthrough.registry import watch_queries as watch
from lookthrough.registry.ownership import queries as ownership
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.score_kept import KnownFact

_EVERYWHERE = District(prefix="", unplaced=True)


def firms_looked_at(*, on: date) -> list[str]:
    """Return the firms on the key watch list and those that operate an institution."""
    watched = {one.company_id for one in watch.watched(district=_EVERYWHERE, today=on)}
    operators = {one.operator.company_id for one in register.institutions() if one.operator}
    return sorted(watched | operators)


def facts_of_relations(*, firms: Iterable[str], month: str, on: date) -> Iterator[KnownFact]:
    """Yield the share of each firm that ends in rings, its busiest person's posts, and whether all its licences ended."""
    for firm in firms:
        known = ownership.ownership(company_id=firm, on=on)
        if known is not None and known.tables.holders:
            yield KnownFact(COMPANY, firm, month, "circular_holding_share", known.ended_in_rings)
        if known is not None and known.many:  # below the register's own mark nobody is counted
            yield KnownFact(COMPANY, firm, month, "head_posts_count", max(one.firms for one in known.many))
        held = licences.licences_of(company_id=firm, on=on)
        if held:
            yield KnownFact(COMPANY, firm, month, "licence_lapsed_flag", float(not any(one.standing == "in_force" for one in held)))
