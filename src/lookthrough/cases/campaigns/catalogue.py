"""What the office sets for campaigns: classes and handlings, criteria of acceptance, dated terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.limits import Limits, LimitTable, read_limits
from lookthrough.kernel.texts import Text

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that acceptance asks; a counted one is reckoned, another is confirmed by a person."""

    slug: str
    title: Text
    counted: bool


@cache
def _handlings() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((_HERE / "handlings.yml").read_text(encoding="utf-8"))
    return said


def classes() -> Mapping[str, Text]:
    """Return what a firm found may be called."""
    return {slug: Text(one["zh"], one["en"]) for slug, one in _handlings()["classes"].items()}


def handlings() -> Mapping[str, Text]:
    """Return what may be done with a firm."""
    return {slug: Text(one["zh"], one["en"]) for slug, one in _handlings()["handlings"].items()}


def handlings_for(*, licensed: bool) -> list[str]:
    """Return the ways that a city's plan names for firms with, or without, a licence; what fits both is in both."""
    return [slug for slug, one in _handlings()["handlings"].items() if one.get("licensed") in (None, licensed)]


@cache
def criteria() -> tuple[Criterion, ...]:
    """Return what acceptance asks, in order."""
    said: dict[str, Any] = yaml.safe_load((_HERE / "criteria.yml").read_text(encoding="utf-8"))
    return tuple(Criterion(slug, Text(one["zh"], one["en"]), one["counted"]) for slug, one in said.items())


@cache
def _terms() -> LimitTable:
    return read_limits(_HERE / "terms.yml")


def terms_on(day: date) -> Limits:
    """Return the terms in force on a day; before the first row the first one holds."""
    return _terms().on(max(day, min(row.valid_from for row in _terms().rows)))
