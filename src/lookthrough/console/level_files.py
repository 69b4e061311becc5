"""Where a subject stands, to take along: every figure with its points and reason as a table, or the page as a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.console import export, words
from lookthrough.console.templatetags.console import basis
from lookthrough.console.typesetting import pdf
from lookthrough.flows import queries as flows
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.lead_time import GRAVE
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.reasons_written import value_text
from lookthrough.risk.score_queries import LevelFile, LevelRow


def grave_since(history: Sequence[LevelRow]) -> LevelRow | None:
    """Return the month from which on a subject has stood at orange or above without a break; nothing if it does not stand there now."""
    since = None
    for row in reversed(history):
        if row.at_least not in GRAVE:
            break
        since = row
    return since


def days_grave(file: LevelFile) -> int | None:
    """Return how many days before the end of the newest month the subject came to orange or above to stay: the warning's lead so far."""
    since = grave_since(file.history)
    return (file.row.month.last_day - since.month.last_day).days if since else None


def as_file(*, name: str, file: LevelFile, subject: str, format: str, officer: str, office: str, at: datetime) -> HttpResponseBase:  # noqa: A002
    """Answer with the level as CSV, Excel or PDF."""
    if format == "pdf":
        made = pdf(template="level.typ", file=_document(file, subject, officer, office, at), made_at=at)
        return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'})
    header = [_("月份"), _("指标"), _("现值"), _("计分"), _("满分"), _("说明"), _("依据"), _("数据来源")]
    return export.table(name=name, format=format, header=header, rows=_rows(file))


def _rows(file: LevelFile) -> Iterator[Sequence[Any]]:
    language = words.language()
    for one in file.reasons:
        yield [
            str(file.row.month), one.title.in_language(language), one.value_text.in_language(language), one.points, one.weight,
            one.sentence.in_language(language), basis(one.basis), one.source,
        ]  # fmt: skip
    for name in file.unknown:
        if name not in {one.indicator for one in file.reasons}:
            known = all_indicators()[name]
            yield [str(file.row.month), known.title.in_language(language), _("未报送"), 0, file.card.row(name).weight, "", "", known.source]


def _document(file: LevelFile, subject: str, officer: str, office: str, at: datetime) -> dict[str, Any]:
    row, language = file.row, words.language()
    english = language.startswith("en")
    score = "–" if row.score is None else f"{row.score:.1f}"
    lead = days_grave(file)
    facts = [
        [_("评分卡"), f"{file.card.title.in_language(language)} {file.card.version}"],
        [_("评分"), f"{score} / 100"],
        [_("已知权重"), f"{row.coverage:.0%}"],
        [_("已处于橙色及以上"), _("%(days)d 天") % {"days": lead} if lead is not None else "–"],
        [_("校验值"), file.key[:16]],
    ]
    return {
        "lang": "en" if english else "zh", "region": "GB" if english else "CN", "title": f"{subject} {_('关注等级')}", "name": subject,
        "office": office, "generated": _("演示数据：本页的主体、人员和资金均由程序生成") if flows.ledger_is_generated() else "",
        "footer": _("%(office)s %(name)s 导出于 %(made)s。所列为供人核实的线索，不是认定；不得外传。")
        % {"office": office, "name": officer, "made": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"},
        "month": str(row.month), "level": row.level, "level_word": LEVEL[row.level].in_language(language), "score": score, "facts": facts,
        "reasons": [
            {"title": one.title.in_language(language), "value": one.value_text.in_language(language), "points": f"{one.points:.1f}",
             "weight": f"{one.weight:g}", "length": round(100 * one.points / max(each.points for each in file.reasons), 1),
             "sentence": one.sentence.in_language(language)}
            for one in file.reasons
        ],
        "changes": _way_out(file, language),
        "history": [[str(one.month), LEVEL[one.level].in_language(language), "–" if one.score is None else f"{one.score:.1f}",
                     f"{one.coverage:.0%}"] for one in file.history],
        "words": {
            "why": _("为什么在这里"), "lower": _("怎样才会降级"), "months": _("各月等级"), "none": _("已知指标都没有计分。"),
            "no_way": _("企业自身能改变的指标不足以离开这一级，或已是最低一级。"),
            "history": [_("月份"), _("等级"), _("评分"), _("已知权重")],
        },
    }  # fmt: skip


def _way_out(file: LevelFile, language: str) -> list[str]:
    def said(indicator: str, value: float | None) -> str:
        short = "en" if language.startswith("en") else "zh"
        return _("未报送") if value is None else value_text(value, all_indicators()[indicator].unit, short)

    return [
        f"{all_indicators()[one.indicator].title.in_language(language)} "
        f"{said(one.indicator, one.value)} → {said(one.indicator, one.needed)}"
        for one in (file.way_out.changes if file.way_out else ())
    ]
