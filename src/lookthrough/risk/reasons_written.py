"""Says in two languages why a subject stands where it stands: one sentence a contribution, with figure, anchor and basis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from lookthrough.kernel import citations
from lookthrough.kernel.money import fen_text
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import Indicator, all_indicators
from lookthrough.risk.scorecard import Row, Scorecard
from lookthrough.risk.scoring import points_of

_WORDS = {
    "days": Text(" 天", " days"),
    "months": Text(" 个月", " months"),
    "persons": Text(" 人", " persons"),
    "times": Text(" 倍", " times"),
    "score": Text(" 分", " points"),
}
_FLAG = {True: Text("有", "yes"), False: Text("无", "no")}
# how grave a finding is, in the order of kernel.findings.Severity
_SEVERITIES = (
    Text("无发现", "none"),
    Text("低", "low"),
    Text("中", "medium"),
    Text("高", "high"),
    Text("重大（拟）", "critical (proposed)"),
)
_SHARES = ("share", "rate")


@dataclass(frozen=True, slots=True)
class Contribution:
    """One bar of «why it is here»: an indicator, its value, the points it gives, and the sentence with figure, anchors and basis."""

    indicator: str
    title: Text
    group: Group
    value: float | None
    value_text: Text
    points: float
    weight: float
    sentence: Text
    basis: str
    source: str


def value_text(value: float, unit: str, language: str) -> str:
    """Return a value with its unit: ``-55.0%``, ``3 个月``, ``1,000万元``, ``有``."""
    if unit in _SHARES:
        return f"{value:.1%}"
    if unit == "points":
        return f"{value * 100:.1f} {'个百分点' if language == 'zh' else 'points'}"
    if unit == "fen":
        return fen_text(round(value), language)
    if unit == "flag":
        return _FLAG[value > 0].in_language(language)
    if unit == "severity":
        return _SEVERITIES[round(value)].in_language(language)
    number = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
    return number + (_WORDS[unit].in_language(language) if unit in _WORDS else "")


def both(value: float, unit: str) -> Text:
    """Return a value with its unit in both languages."""
    return Text(value_text(value, unit, "zh"), value_text(value, unit, "en"))


def contributions(card: Scorecard, values: Mapping[str, float | None], month: Month) -> list[Contribution]:
    """Return what gives points, most points first; rows that give none are left out."""
    every = [_contribution(row, values.get(row.indicator), month) for row in card.rows]
    return sorted((one for one in every if one.points > 0), key=lambda one: (-one.points, one.indicator))


def _contribution(row: Row, value: float | None, month: Month) -> Contribution:
    one, points = all_indicators()[row.indicator], points_of(row, value)
    said = both(value, one.unit) if value is not None else Text("未报送", "not reported")
    return Contribution(
        row.indicator, one.title, one.group, value, said, points, row.weight,
        Text(_sentence(one, row, value, points, month, "zh"), _sentence(one, row, value, points, month, "en")), row.basis, one.source,
    )  # fmt: skip


def _sentence(one: Indicator, row: Row, value: float | None, points: float, month: Month, language: str) -> str:
    basis = citations.in_language(row.basis, language)
    begin, end = (value_text(row.anchors[place][0], one.unit, language) for place in (0, -1))
    if value is None:
        head = one.missing.in_language(language).rstrip("。.")
    else:
        said = month_text(month, language)
        head = one.sentence.in_language(language).format(value=value_text(value, one.unit, language), month=said)
    if language == "zh":
        return f"{head}；自{begin}起计分，至{end}计满{row.weight:g}分，计{points:.1f}分。依据：{basis}。"
    return f"{head}; points begin at {begin} and reach {row.weight:g} at {end}: {points:.1f} points. Basis: {basis}."


def month_text(month: Month, language: str) -> str:
    """Return a month as people write it: 2026年3月, or 2026-03."""
    return f"{month.year}年{month.number}月" if language == "zh" else str(month)


def sentences_of(con: duckdb.DuckDBPyConnection, source: str, card: Scorecard, month: Month) -> str:
    """Make a table of scored subjects with ``said``, their contributions as JSON with a sentence in each language; return its name."""
    con.execute(f"CREATE OR REPLACE TABLE scored AS SELECT * FROM {source}")
    names = [row.indicator for row in card.rows]
    columns = ", ".join(f'"v_{name}"' for name in names)
    rows = con.execute(f"SELECT subject_type, subject_id, {columns} FROM scored").fetchall()
    said = [as_json(contributions(card, dict(zip(names, row[2:], strict=True)), month)) for row in rows]
    con.register("told", pa.table({"t": [row[0] for row in rows], "i": [row[1] for row in rows], "said": pa.array(said, pa.string())}))
    con.execute("CREATE OR REPLACE TABLE said AS SELECT s.*, told.said FROM scored s JOIN told ON s.subject_type = t AND s.subject_id = i")
    con.unregister("told")
    return "said"


def as_json(every: list[Contribution]) -> str:
    """Return contributions as the column of scores has them."""
    return json.dumps([_plain(one) for one in every], ensure_ascii=False, separators=(",", ":"))


def _plain(one: Contribution) -> dict[str, object]:
    figures = {"indicator": one.indicator, "weight": one.weight, "points": one.points, "value": one.value}
    return figures | {"zh": one.sentence.zh, "en": one.sentence.en}
