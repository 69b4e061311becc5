"""The tables at a report's end: each subject, sender, body, ring, correction and rescue by name."""

from __future__ import annotations

from lookthrough.cases.rescues.words import TIERS
from lookthrough.kernel import citations
from lookthrough.kernel.texts import Text
from lookthrough.reports.content import RIGHT, Column, Table, number, same
from lookthrough.reports.figures import Figures, Risen
from lookthrough.reports.phrases import money
from lookthrough.reports.words import GRAPH, INCIDENT, INCIDENT_STATE, KIND, word
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.reasons_written import both
from lookthrough.supervision.month_queries import Beyond

_UNITS = {"share", "rate", "times", "fen", "days", "count", "persons"}
_SUBJECT, _PLACE = Text("主体", "Subject"), Text("地区", "Place")


def annexes(one: Figures) -> tuple[Table, ...]:
    """Return the annexes in the order in which sections speak of them."""
    return (_risen(one), _late(one), _beyond(one), _linked(one), _incidents(one), _overdue(one), _rescues(one))


def _risen(one: Figures) -> Table:
    columns = (
        Column(_SUBJECT, width=2.6), Column(Text("类别", "Kind"), width=1.3), Column(_PLACE), Column(Text("等级", "Level"), width=1.1),
        Column(Text("分值", "Score"), RIGHT, 0.8), Column(Text("主要因素", "Main figures"), width=4),
    )  # fmt: skip
    rows = tuple(_risen_row(each) for each in one.risen)
    return Table(Text("附表1　新进入橙色及以上的主体", "Annex 1: subjects new at orange or above"), columns, rows, _none(rows))


def _risen_row(each: Risen) -> tuple[Text, ...]:
    before = LEVEL[each.before] if each.before else Text("未评", "not scored")
    level = Text(f"{LEVEL[each.level].zh}（上月{before.zh}）", f"{LEVEL[each.level].en} (was {before.en})")
    why = Text(
        "；".join(f"{one.title.zh} {one.value.zh}" for one in each.why) or "–",
        "; ".join(f"{one.title.en} {one.value.en}" for one in each.why) or "–",
    )
    return same(each.name), word(KIND, each.kind), same(each.region), level, same("–" if each.score is None else f"{each.score:.1f}"), why


def _late(one: Figures) -> Table:
    columns = (
        Column(Text("报送单位", "Sender"), width=2.6), Column(Text("报表", "Return"), width=2.6), Column(Text("所属期", "Period")),
        Column(Text("应报日", "Due")), Column(Text("情况", "State"), width=1.6),
    )  # fmt: skip
    late = [each for each in one.returns if not each.came or each.working_days_late]
    rows = tuple(
        (same(each.sender), each.title, same(each.period), same(each.due_on.isoformat()), _state(each.came, each.working_days_late))
        for each in late
    )
    return Table(Text("附表2　迟报与未报", "Annex 2: late and missing returns"), columns, rows, _none(rows))


def _state(came: bool, days: int) -> Text:
    if came:
        return Text(f"迟报{days}个工作日", f"{days} working days late")
    return Text(f"未报，已逾期{days}个工作日", f"missing for {days} working days")


def _beyond(one: Figures) -> Table:
    columns = (
        Column(Text("机构", "Body"), width=2.4), Column(Text("业务", "Business"), width=1.3), Column(Text("指标", "Figure"), width=2.4),
        Column(Text("数值", "Value"), RIGHT, 1.1), Column(Text("上限", "Limit"), RIGHT, 1.1), Column(Text("依据", "Basis"), width=2.6),
    )  # fmt: skip
    rows = tuple(_beyond_row(each, one.body_names.get(each.institution_id, each.institution_id)) for each in one.limits.beyond)
    return Table(Text("附表3　超出监管上限的持牌机构", "Annex 3: licensed bodies beyond a limit"), columns, rows, _none(rows))


def _beyond_row(each: Beyond, name: str) -> tuple[Text, ...]:
    value = Text("净资产不为正", "net assets are not positive") if each.value is None else _figure(each.value, each.unit)
    basis = Text(citations.in_language(each.basis, "zh"), citations.in_language(each.basis, "en"))
    return same(name), word(KIND, each.business), each.title, value, _figure(each.limit, each.unit), basis


def _figure(value: float, unit: str) -> Text:
    return both(value, unit) if unit in _UNITS else same(f"{value:,.2f}")


def _linked(one: Figures) -> Table:
    columns = (
        Column(Text("类别", "Kind"), width=1.2), Column(Text("名称", "Name"), width=4.6), Column(Text("涉及方", "Parties"), RIGHT, 0.8),
        Column(Text("金额", "Amount"), RIGHT, 1.4),
    )  # fmt: skip
    rows = tuple(
        (word(GRAPH, each.kind), same(title), number(size), money(fen))
        for each in one.graph
        for title, size, fen, _value, _limit, _unit in each.gravest
    )
    note = Text("每类列最严重的若干项。", "The gravest of each kind.") if rows else _none(rows)
    return Table(Text("附表4　担保圈与关联风险", "Annex 4: guarantee rings and linked risks"), columns, rows, note)


def _incidents(one: Figures) -> Table:
    columns = (
        Column(Text("类别", "Kind"), width=1.4), Column(Text("对象", "About"), width=2.6), Column(Text("起止", "Days"), width=2),
        Column(Text("件数", "Count"), RIGHT, 0.8), Column(Text("按往常应有", "Expected"), RIGHT), Column(Text("判断", "Judged")),
    )  # fmt: skip
    rows = tuple(
        (word(INCIDENT, each.kind), same(each.name or each.region_code), same(f"{each.from_day} – {each.to_day}"), number(each.count),
         number(each.expected), word(INCIDENT_STATE, each.state))
        for each in one.incidents
    )  # fmt: skip
    return Table(Text("附表5　群体性事件苗头", "Annex 5: group incidents"), columns, rows, _none(rows))


def _overdue(one: Figures) -> Table:
    columns = (
        Column(Text("机构", "Body"), width=2.4), Column(Text("检查", "Check"), width=1.4), Column(Text("整改事项", "Correction"), width=4),
        Column(Text("期限", "Due")),
    )  # fmt: skip
    rows = tuple((same(name), same(number_), same(what), same(due.isoformat())) for name, number_, what, due in one.checks.overdue)
    return Table(Text("附表6　逾期未改", "Annex 6: overdue corrections"), columns, rows, _none(rows))


def _rescues(one: Figures) -> Table:
    columns = (
        Column(Text("编号", "Number"), width=1.4), Column(Text("企业", "Firm"), width=2.6), Column(Text("层级", "Tier"), width=1.4),
        Column(Text("主办银行", "Lead bank"), width=2), Column(Text("债权合计", "Owed"), RIGHT, 1.4),
        Column(Text("起止", "From, to"), width=2),
    )  # fmt: skip
    rows = tuple(
        (same(each.number), same(each.name), word(TIERS, each.tier), same(each.lead_bank), money(each.owed_fen),
         same(f"{each.opened_on} – {each.ended_on}"))
        for each in one.rescues.rows
    )  # fmt: skip
    return Table(Text("附表7　纾困企业", "Annex 7: firms under rescue"), columns, rows, _none(rows))


def _none(rows: tuple[tuple[Text, ...], ...]) -> Text | None:
    return None if rows else Text("本月无。", "None this month.")
