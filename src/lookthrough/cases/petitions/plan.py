"""The emergency plan (应急预案) as a check-list: which step is whose, from which level on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.cases.petitions.terms import LEVELS
from lookthrough.kernel.texts import Text

_ORDER = list(reversed(LEVELS))  # small, medium, large


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One step of the plan."""

    slug: str
    from_level: str
    who: Text
    what: Text


def plan_for(level: str) -> list[PlanItem]:
    """Return the steps that a level asks for, in order; a graver one asks for those below it, too."""
    if level not in LEVELS:
        return []
    return [item for item in plan() if _ORDER.index(item.from_level) <= _ORDER.index(level)]


@cache
def plan() -> tuple[PlanItem, ...]:
    """Return all steps of the plan."""
    said: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("plan.yml").read_text(encoding="utf-8"))
    return tuple(
        PlanItem(slug, one["from"], Text(one["who"]["zh"], one["who"]["en"]), Text(one["zh"], one["en"])) for slug, one in said.items()
    )
