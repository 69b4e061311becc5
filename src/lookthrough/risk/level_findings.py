"""A subject at orange or above is a lead for a person: its level becomes a reason of its alert, with score, limit and the main figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk import score_kept
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.reasons_written import contributions, value_text
from lookthrough.risk.score_models import Standing
from lookthrough.risk.score_operations import folder_of
from lookthrough.risk.scorecard import INSUFFICIENT, Scorecard, all_versions, level_limits, levels_on
from lookthrough.risk.scorecards_in_force import card_of

RULE = "concern_level"
TITLE = Text("关注等级", "Level of concern")
_TOLD = 3  # figures named in the sentence


def level_findings(*, month: Month, as_of: date) -> list[Finding]:
    """Return a finding for each standing of a month at or above the score from which a level alerts.

    Points only grow with what is known, so a subject with too little data whose known part already reaches that score is told as well.
    """
    limit = level_limits().on(month.last_day)["alert_from"]
    found = Standing.objects.filter(month=str(month), points__gte=limit.value).select_related("scoring")
    by_subject: dict[tuple[str, str], Standing] = {}
    for one in found.order_by("points", "scorecard"):
        by_subject[one.subject_type, one.subject_id] = one  # the gravest scorecard speaks
    return [_finding(by_subject[key], month, as_of) for key in sorted(by_subject)]


def _finding(one: Standing, month: Month, as_of: date) -> Finding:
    limit, card = level_limits().on(month.last_day)["alert_from"], card_of(one.scoring)
    score = min(one.points, 100.0)
    level = levels_on(month.last_day).of(score)
    said = {language: _sentence(one, card, month, level, score, language) for language in ("zh", "en")}
    return Finding(
        rule=RULE, subject_type=one.subject_type, subject_id=one.subject_id, from_date=month.first_day, to_date=month.last_day,
        measure=one.scorecard, value=round(score, 1), limit=limit.value, unit=limit.unit,
        severity=Severity.HIGH if level == "red" else Severity.MEDIUM, prohibition_basis=card.basis, threshold_basis=limit.threshold_basis,
        explanation_zh=said["zh"], explanation_en=said["en"], rule_version=one.scoring.version, limits_version=level_limits().version,
        as_of=as_of, details={"scorecard": one.scorecard},
    )  # fmt: skip


def _sentence(one: Standing, card: Scorecard, month: Month, level: str, score: float, language: str) -> str:
    values = values_of(one)
    main = contributions(card, values, month)[:_TOLD]
    parts = [f"{part.title.in_language(language)} {_value(part.indicator, part.value, language)}" for part in main]
    name, word = card.title.in_language(language), LEVEL[level].in_language(language)
    if language == "zh":
        lacking = "（已知数据不足，以下为至少达到的等级）" if one.level == INSUFFICIENT else ""
        return f"{name}评分 {score:.1f} 分，等级为{word}{lacking}；主要因素：{'、'.join(parts)}。"
    lacking = " at least, as too little is known" if one.level == INSUFFICIENT else ""
    return f"{name}: {score:.1f} points, level {word}{lacking}; mainly {', '.join(parts)}."


def _value(indicator: str, value: float | None, language: str) -> str:
    if value is None:
        return "未报送" if language == "zh" else "not reported"
    return value_text(value, all_indicators()[indicator].unit, language)


def values_of(one: Standing) -> dict[str, float | None]:
    """Return the values of all indicators behind a standing, as they were when it was scored."""
    rows = score_kept.read_row(folder_of(one.scoring.key), score_kept.SCORES, one.subject_type, one.subject_id)
    return {name.removeprefix("v_"): value for name, value in (rows[0] if rows else {}).items() if name.startswith("v_")}


def scorecard_titles() -> dict[str, Text]:
    """Return the titles of all scorecards by slug."""
    return {slug: versions[-1].title for slug, versions in all_versions().items()}


def graver(levels: Iterable[str]) -> str:
    """Return the gravest of some levels; insufficient only if all are."""
    order = (INSUFFICIENT, "none", "blue", "yellow", "orange", "red")
    return max(levels, key=order.index, default=INSUFFICIENT)
