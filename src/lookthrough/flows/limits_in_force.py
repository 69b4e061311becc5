"""Which limits a run goes by: the dated rows of the house, rows that two officers adopted, or values that one of them tries out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lookthrough.flows.rule import Rule
from lookthrough.kernel.limits import Limit, Limits, LimitTable

TRIED = "试算 / trial"


@dataclass(frozen=True, slots=True)
class LimitsInForce:
    """The dated limits of each rule.

    ``adopted``: (rule, row) that an office adopted, each in force from its day on, after the house's own row of that day. ``tried``:
    (rule, name, value) that stand in the place of all others whatever the day.
    """

    adopted: tuple[tuple[str, Limit], ...] = ()
    tried: tuple[tuple[str, str, float], ...] = ()

    def table(self, rule: Rule) -> LimitTable:
        """Return all dated rows of a rule, with a version that changes with any of them."""
        rows = tuple(row for slug, row in self.adopted if slug == rule.name)
        tried = tuple(one for one in self.tried if one[0] == rule.name)
        if not rows and not tried:
            return rule.limits
        version = hashlib.sha256(f"{rule.limits.version} {rows} {tried}".encode()).hexdigest()[:12]
        return LimitTable(rows=(*rule.limits.rows, *rows), version=version)

    def on(self, rule: Rule, day: date) -> Limits:
        """Return the limits of a rule on a day."""
        found = self.table(rule).on(day) if self.adopted else rule.limits.on(day)
        values = {name: value for slug, name, value in self.tried if slug == rule.name}
        tried = {name: replace(found[name], value=value, threshold_basis=TRIED) for name, value in values.items() if name in found}
        return Limits(on=day, rows=dict(found.rows) | tried)


def trying(values: Mapping[str, Mapping[str, float]], *, adopted: tuple[tuple[str, Limit], ...] = ()) -> LimitsInForce:
    """Return limits of which some are tried, by rule and name; ``KeyError`` for a rule or name that there is not."""
    from lookthrough.flows.rule import all_rules

    for slug, names in values.items():
        known = {row.name for row in all_rules()[slug].limits.rows}
        for name in names:
            if name not in known:
                raise KeyError(f"{slug}: {name}")
    return LimitsInForce(adopted, tuple(sorted((slug, name, value) for slug, names in values.items() for name, value in names.items())))
