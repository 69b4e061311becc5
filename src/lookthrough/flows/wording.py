"""How a finding says its value in two languages: a share in per cent, money in yuan, days, persons, times."""

from __future__ import annotations

from typing import Any

from lookthrough.flows.rule import Rule
from lookthrough.kernel.findings import Finding
from lookthrough.kernel.money import fen_text
from lookthrough.kernel.texts import Text

# what follows a number of that unit
_WORDS = {
    "times": Text(" 倍", " ×"),
    "days": Text(" 天", " days"),
    "working days": Text(" 个工作日", " working days"),
    "persons": Text(" 人", " persons"),
    "merchants": Text(" 户", " merchants"),
    "banks": Text(" 家银行", " banks"),
    "rounds": Text(" 次", " times"),
    "layers": Text(" 层", " layers"),
}


def value_text(value: float, unit: str, language: str) -> str:
    """Return a value with its unit: ``12.3%``, ``1,000万元``, ``4.0 天``, ``35 人``."""
    if unit == "share":
        return f"{value:.1%}"
    if unit == "points":
        return f"{value * 100:.1f} {'个百分点' if language == 'zh' else 'points'}"
    if unit == "fen":
        return fen_text(round(value), language)
    number = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
    return number + (_WORDS[unit].in_language(language) if unit in _WORDS else "")


def sentence(rule: Rule, finding: Finding, scale: str, language: str) -> str:
    """Return the rule's sentence for a finding."""
    known: dict[str, Any] = finding.details | {
        "from_date": finding.from_date,
        "to_date": finding.to_date,
        "value": value_text(finding.value, finding.unit, language),
        "limit": value_text(finding.limit, finding.unit, language),
        "part": fen_text(finding.details["part_fen"], language),
        "whole": fen_text(finding.details["whole_fen"], language),
    }
    return rule.says(scale).in_language(language).format(**known)
