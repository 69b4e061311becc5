"""What an indicator is: one figure of a subject and month with its reason, unit, direction, source and what its absence means.

An indicator has no weight. A scorecard gives it one; until then it runs in shadow: its values are kept and shown and move no level.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.texts import Text
from lookthrough.risk import indicators
from lookthrough.risk.facts import Asked, Column, Facts
from lookthrough.risk.groups import Group

UNITS = ("share", "points", "fen", "days", "months", "count", "persons", "times", "rate", "flag", "score", "severity")


class OwedBy(StrEnum):
    """Who owes the facts: what a department has not sent costs the firm nothing, what the firm itself has not sent may count."""

    DEPARTMENT = "department"
    FIRM = "firm"
    US = "us"  # what our own rooms know: registry, money, patrol


Measure = Callable[[Facts], Column]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue. ``worse`` is ``more`` or ``less``: the direction in which concern grows."""

    name: str
    measure: Measure
    title: Text
    measures: Text
    reason: Text
    basis: str
    sentence: Text
    unit: str
    worse: str
    group: Group
    source: str
    owed_by: OwedBy
    missing: Text
    subject: str
    version: str

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return the facts it asks for."""
        facts = Facts()
        self.measure(facts)
        return tuple(sorted(facts.asked, key=lambda one: (one.field, one.months_ago, one.quantile or 0.0)))

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields of intake (or of our own rooms) that it is made from."""
        return tuple(sorted({one.field for one in self.asked}))

    @property
    def months_back(self) -> int:
        """Return how many months back it looks."""
        return max(one.months_ago for one in self.asked)


def indicator(
    *,
    title: Text,
    measures: Text,
    reason: Text,
    basis: str,
    sentence: Text,
    unit: str,
    worse: str,
    group: Group,
    source: str,
    owed_by: OwedBy,
    missing: Text,
    subject: str,
) -> Callable[[Measure], Indicator]:
    """Make a measuring function an entry of the catalogue; its version is the hash of its source.

    ``sentence`` says one value in both languages and may use {value} and {month}. ``source`` is the slug of the return's template or the
    room that knows the facts. ``basis`` is the article or document that makes the figure matter; where there is none, ``reason`` stands.
    ``subject`` is ``company``, ``institution`` or ``any``.
    """
    said = dict(locals())
    if unit not in UNITS or worse not in ("more", "less"):
        raise ValueError(f"unit {unit!r}, worse {worse!r}")

    def entry(measure: Measure) -> Indicator:
        source_text = inspect.getsource(inspect.getmodule(measure) or measure)
        version = hashlib.sha256(source_text.encode()).hexdigest()[:12]
        values: dict[str, Any] = said | {"name": measure.__name__, "measure": measure, "version": version}
        return Indicator(**values)

    return entry


@cache
def all_indicators() -> dict[str, Indicator]:
    """Return every indicator of the catalogue by its slug."""
    return catalogue(indicators, Indicator)


def fields_asked(names: Sequence[str]) -> tuple[Asked, ...]:
    """Return what some indicators together ask for, each once."""
    every = {asked for name in names for asked in all_indicators()[name].asked}
    return tuple(sorted(every, key=lambda one: (one.field, one.months_ago, one.quantile or 0.0)))
