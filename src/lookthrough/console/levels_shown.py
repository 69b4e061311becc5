"""Where the subjects of a list stand: one question for a whole page, the gravest of a firm and of the institutions it operates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lookthrough.offices.queries import District
from lookthrough.risk import score_queries as scores
from lookthrough.risk.score_queries import LevelRow, Subject
from lookthrough.risk.scorecard import INSUFFICIENT, LEVELS

_ORDER = (INSUFFICIENT, *LEVELS)


def gravest_levels(*, of: Mapping[str, Sequence[Subject]], district: District) -> dict[str, LevelRow]:
    """Return for each key the gravest newest standing of its subjects; one without a standing is left out."""
    found = scores.levels_of(subjects=[one for some in of.values() for one in some], district=district)
    shown = {key: [found[one] for one in some if one in found] for key, some in of.items()}
    return {key: max(rows, key=lambda row: (_ORDER.index(row.at_least), row.score or 0)) for key, rows in shown.items() if rows}
