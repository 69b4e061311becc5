"""Which limits a run goes by: those in force, or some of them replaced by values that an officer tries out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lookthrough.flows.rule import Rule
from lookthrough.kernel.limits import Limits

TRIED = "试算 / trial"


@dataclass(frozen=True, slots=True)
class LimitsInForce:
    """The dated limits of each rule; ``tried`` holds (rule, name, value) that stand in their place whatever the day."""

    tried: tuple[tuple[str, str, float], ...] = ()

    def on(self, rule: Rule, day: date) -> Limits:
        """Return the limits of a rule on a day."""
        found = rule.limits.on(day)
        values = {name: value for slug, name, value in self.tried if slug == rule.name}
        rows = {
            name: replace(row, value=values[name], threshold_basis=TRIED) if name in values else row for name, row in found.rows.items()
        }
        return Limits(on=day, rows=rows)


def trying(values: Mapping[str, Mapping[str, float]]) -> LimitsInForce:
    """Return limits of which some are tried, by rule and name; ``KeyError`` for a rule or name that there is not."""
    from lookthrough.flows.rule import all_rules

    for slug, names in values.items():
        known = {row.name for row in all_rules()[slug].limits.rows}
        for name in names:
            if name not in known:
                raise KeyError(f"{slug}: {name}")
    return LimitsInForce(tuple(sorted((slug, name, value) for slug, names in values.items() for name, value in names.items())))
