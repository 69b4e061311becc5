"""What the office did and who kept its days: returns, limits of licensed bodies, linked risks, bursts, checks, rescues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lookthrough.intake.month_queries import DueReturn
from lookthrough.kernel.texts import Text
from lookthrough.reports.content import RIGHT, Bar, Chart, Column, Section, Table, number
from lookthrough.reports.drawn import OWN, RETURNS, beside_before, columns
from lookthrough.reports.figures import Figures
from lookthrough.reports.phrases import against, counted, money, parts, share
from lookthrough.reports.words import GRAPH, INCIDENT, KIND, word

_RETURNED = Text("数据报送", "Returns")
_LINKED = Text("担保圈与关联风险", "Guarantee rings and linked risks")
_FIGURES = Text("项", "figures")


def returns(one: Figures) -> Section:
    """Who kept the days for returns and who did not."""
    in_time, late, missing = _kept(one.returns)
    if not one.returns:
        none = Text("本月没有到期的报表。", "No return fell due this month.")
        return Section("returns", _RETURNED, (none,))
    sentence = Text(
        f"本月到期{len(one.returns)}份：按时{in_time}份（{share(in_time, len(one.returns))}），迟报{late}份，未报{missing}份。",
        f"{counted(len(one.returns), 'return')} fell due: {in_time} in time ({share(in_time, len(one.returns))}), {late} late, "
        f"{missing} missing.",
    )
    named = _missing(one)
    also = Text(
        f"未报单位：{'、'.join(named[:5])}{'等' if len(named) > 5 else ''}，明细见附表2。" if named else "没有未报单位。",
        f"Missing: {', '.join(named[:5])}{' and others' if len(named) > 5 else ''}; see annex 2." if named else "Nobody is missing.",
    )
    before = _kept(one.returns_before)
    labels = (Text("按时", "In time"), Text("迟报", "Late"), Text("未报", "Missing"))
    bars = tuple(Bar(label, (float(now), float(then))) for label, now, then in zip(labels, (in_time, late, missing), before, strict=True))
    title = Text(f"到期报表中{share(in_time, len(one.returns))}按时报送", f"{share(in_time, len(one.returns))} of returns came in time")
    chart = beside_before("returns", title, one, bars, unit=Text("份", "returns"), source=RETURNS)
    table = Table(
        Text("报送时效", "Returns in time"), columns(one, Text("情况", "State")),
        tuple((bar.label, number(bar.values[0]), number(bar.values[1])) for bar in bars), RETURNS,
    )  # fmt: skip
    return Section("returns", _RETURNED, (sentence, also), (chart,), (table,))


def _kept(every: Sequence[DueReturn]) -> tuple[int, int, int]:
    """Return how many came in time, late, or not at all."""
    came = [each for each in every if each.came]
    late = sum(each.working_days_late > 0 for each in came)
    return len(came) - late, late, len(every) - len(came)


def _missing(one: Figures) -> list[str]:
    """Return who owes most, first."""
    return [name for name, _ in Counter(each.sender for each in one.returns if not each.came).most_common()]


def bodies(one: Figures) -> Section:
    """Licensed bodies beyond a limit."""
    now, before = one.limits, one.limits_before
    over = {each.institution_id for each in now.beyond}
    over_before = {each.institution_id for each in before.beyond}
    change = against(len(over), len(over_before), "家")
    sentences = [
        Text(
            f"设有监管上限的持牌机构{now.bodies}家，本月报送{now.reported}家，其中{len(over)}家超出上限，{change.zh}。",
            f"{counted(now.bodies, 'licensed body', 'licensed bodies')} have limits; {now.reported} reported the month, "
            f"{len(over)} of them beyond a limit, {change.en}.",
        )
    ]
    new = sorted(one.body_names.get(each, each) for each in over - over_before)
    if new:
        sentences.append(Text(f"本月新超限：{'、'.join(new)}，明细见附表3。", f"New beyond a limit: {', '.join(new)}; see annex 3."))
    by_kind = Counter(each.business for each in now.beyond)
    then = Counter(each.business for each in before.beyond)
    bars = tuple(Bar(word(KIND, kind), (float(by_kind[kind]), float(then[kind]))) for kind in sorted({*by_kind, *then}))
    charts: tuple[Chart, ...] = ()
    if len(bars) > 1:
        many = counted(len(now.beyond), "figure")
        title = Text(f"持牌机构有{len(now.beyond)}项指标超出上限", f"{many} of licensed bodies beyond a limit")
        charts = (beside_before("limits", title, one, bars, unit=_FIGURES, source=RETURNS),)
    return Section("bodies", Text("持牌机构监管上限", "Limits of licensed bodies"), tuple(sentences), charts)


def graph(one: Figures) -> Section:
    """Guarantee rings and chains, large exposures, many lenders."""
    if not one.graph:
        none = Text(
            "没有发现担保圈、担保链、大额风险暴露或多头借款。", "No guarantee ring or chain, large exposure or borrower of many lenders."
        )
        return Section("graph", _LINKED, (none,))
    standing = parts((word(GRAPH, each.kind), each.standing) for each in one.graph)
    new = parts((word(GRAPH, each.kind), each.new) for each in one.graph)
    sentence = Text(f"存续：{standing.zh}；本月新发现：{new.zh}。", f"Standing: {standing.en}; first seen this month: {new.en}.")
    heads = (Column(Text("类别", "Kind"), width=2), Column(Text("存续", "Standing"), RIGHT), Column(Text("本月新发现", "New"), RIGHT))
    rows = tuple((word(GRAPH, each.kind), number(each.standing), number(each.new)) for each in one.graph)
    return Section("graph", _LINKED, (sentence,), (), (Table(Text("关联风险", "Linked risks"), heads, rows, OWN),))


def incidents(one: Figures) -> Section:
    """Bursts of complaints, withdrawals and visits."""
    title = Text("群体性事件苗头", "Group incidents")
    now, before = (Counter(each.kind for each in some) for some in (one.incidents, one.incidents_before))
    if not now and not before:
        return Section("incidents", title, (Text("本月和上月均无异常集中。", "No burst this month or the month before."),))
    kinds = sorted({*now, *before})
    states = Counter(each.state for each in one.incidents)
    change = against(len(one.incidents), len(one.incidents_before), "起")
    sentence = Text(
        f"投诉、提现、上访异常集中{len(one.incidents)}起，{change.zh}；采信{states['accepted']}起，待判断{states['proposed']}起。"
        "未经采信的不计入关注等级。",
        f"{counted(len(one.incidents), 'burst')}, {change.en}; {states['accepted']} accepted, {states['proposed']} to be judged. "
        "Only accepted ones weigh in a level.",
    )
    rows = tuple((word(INCIDENT, kind), number(now[kind]), number(before[kind])) for kind in kinds)
    return Section("incidents", title, (sentence,), (), (Table(title, columns(one, Text("类别", "Kind")), rows, OWN),))


def checks(one: Figures) -> Section:
    """Joint checks and corrections."""
    now, before = one.checks, one.checks_before
    sentence = Text(
        f"本月制定检查计划{now.planned}项，现场检查{now.visited}项，办结{now.closed}项，签署事实确认书{now.signed}份；"
        f"责令整改{now.ordered}项，复查合格{now.mended}项，月末逾期未改{len(now.overdue)}项。",
        f"{counted(now.planned, 'check')} planned, {now.visited} on site, {now.closed} closed, {now.signed} confirmations of facts signed; "
        f"{counted(now.ordered, 'correction')} ordered, {now.mended} found mended, {len(now.overdue)} overdue at the end of the month.",
    )
    said = (
        (Text("制定计划", "Planned"), "planned"), (Text("现场检查", "On site"), "visited"), (Text("办结", "Closed"), "closed"),
        (Text("签署事实确认书", "Facts signed"), "signed"), (Text("责令整改", "Corrections ordered"), "ordered"),
        (Text("复查合格", "Found mended"), "mended"),
    )  # fmt: skip
    rows = [(title, number(getattr(now, name)), number(getattr(before, name))) for title, name in said]
    rows.append((Text("月末逾期未改", "Overdue at the end"), number(len(now.overdue)), number(len(before.overdue))))
    title = Text("检查与整改", "Checks and corrections")
    return Section("checks", title, (sentence,), (), (Table(title, columns(one, Text("事项", "Deed")), tuple(rows), OWN),))


def rescues(one: Figures) -> Section:
    """Firms under rescue."""
    now, before = one.rescues, one.rescues_before
    change = against(now.under_way, before.under_way, "家")
    owed = sum(each.owed_fen for each in now.rows if not each.ended_on)
    amount = money(owed)
    sentence = Text(
        f"月末在办纾困企业{now.under_way}家，{change.zh}，债权人会员债权合计{amount.zh}；本月新建{now.opened}家，结束{now.ended}家，"
        f"经第二人批准对外发布信息{now.released}次。",
        f"{counted(now.under_way, 'firm')} under rescue, {change.en}, owing their committees {amount.en}; {now.opened} opened, "
        f"{now.ended} ended, {now.released} releases of information approved by a second person.",
    )
    return Section("rescues", Text("企业纾困", "Rescues"), (sentence,))
