"""From the figures of a month to the report: sentences, charts and tables, each section a function of its own."""

from __future__ import annotations

from collections import Counter

from lookthrough.kernel.texts import Text
from lookthrough.reports.annexes import annexes
from lookthrough.reports.content import RIGHT, Bar, Chart, Column, Content, Section, Table, number, same
from lookthrough.reports.figures import Figures, Levels
from lookthrough.reports.phrases import against, counted, month_text, parts, share
from lookthrough.reports.words import GRAPH, INCIDENT, KIND, OUTCOME, SEVERITY, rule_title, word
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.month_queries import GRAVE

LEVELS = ("red", "orange", "yellow", "blue", "none", "insufficient")
_RULES = 8  # reasons of alerts in the chart; the others are in one line
_OWN = Text("来源：本局预警系统。", "Source: this office's early-warning system.")
_RETURNS = Text("来源：各报送单位报表。", "Source: returns of the reporting bodies.")


def write(figures: Figures) -> Content:
    """Return the report of a month."""
    sections = (
        levels(figures), alerts(figures), returns(figures), bodies(figures), graph(figures), incidents(figures), checks(figures),
        rescues(figures),
    )  # fmt: skip
    month = month_text(figures.month)
    title = Text(f"{figures.place}地方金融风险监测月报", f"Monthly report on local financial risk: {figures.place}")
    period = Text(f"{month.zh}（数据截至{_day(figures)}）", f"{month.en} (figures as of {figures.as_of.isoformat()})")
    return Content(title, period, _summary(figures), sections, annexes(figures), _BASIS)


_BASIS = (
    Text(
        "关注等级由公布于本局内部的评分卡计算，每次评分的输入、锚点、权重和版本均留存，可逐字节复算；等级是供人核实的线索，不是认定。",
        "Levels come from scorecards open to this office; inputs, anchors, weights and versions of each scoring are kept and replay byte for "
        "byte. A level is a lead for a person, not a determination.",
    ),
    Text(
        "部门应报未报的数据不增加企业分值；机构自身应报未报的，按评分卡计分。",
        "What a department has not sent costs a firm nothing; what a body itself owes and has not sent counts as its scorecard says.",
    ),
    Text("本月报供内部使用，未经批准不得公开。", "For internal use; not to be published without approval."),
)


def _day(figures: Figures) -> str:
    return f"{figures.as_of.year}年{figures.as_of.month}月{figures.as_of.day}日"


def _summary(one: Figures) -> tuple[Text, ...]:
    """Return the state of the area in four sentences."""
    grave, before = one.levels.at(*GRAVE), one.levels_before.at(*GRAVE)
    change = against(grave, before)
    missing = sum(not each.came for each in one.returns)
    beyond = len({each.institution_id for each in one.limits.beyond})
    first = Text(
        f"本月末辖区评定关注等级的主体{one.levels.total:,}个，其中红色{one.levels.at('red')}个、橙色{one.levels.at('orange')}个，"
        f"合计{change.zh}；本月新进入橙色及以上{len(one.risen)}个，降出{len(one.eased)}个。",
        f"At the end of the month {counted(one.levels.total, 'subject')} had a level: {one.levels.at('red')} red and "
        f"{one.levels.at('orange')} orange, together {change.en}. {len(one.risen)} came to orange or above, {len(one.eased)} left it.",
    )
    second_change = against(one.alerts.total, one.alerts_before.total)
    second = Text(
        f"本月预警{one.alerts.total:,}件，{second_change.zh}；月末待处理{one.alerts.waiting:,}件，本月办结{sum(one.alerts.outcomes.values())}件。",
        f"{counted(one.alerts.total, 'alert')} this month, {second_change.en}; {one.alerts.waiting:,} waited at its end, "
        f"{sum(one.alerts.outcomes.values())} were closed.",
    )
    third = Text(
        f"本月到期报表{len(one.returns)}份，截至{_day(one)}仍有{missing}份未报；有{beyond}家持牌机构超出监管上限。",
        f"{counted(len(one.returns), 'return')} fell due; {missing} had not come by {one.as_of.isoformat()}. "
        f"{counted(beyond, 'licensed body', 'licensed bodies')} stood beyond a limit.",
    )
    rings = next((each for each in one.graph if each.kind == "ring"), None)
    accepted = sum(each.state == "accepted" for each in one.incidents)
    fourth = Text(
        f"存续担保圈{rings.standing if rings else 0}个，本月新发现{rings.new if rings else 0}个；群体性苗头{len(one.incidents)}起，采信{accepted}起；"
        f"月末在办纾困企业{one.rescues.under_way}家。",
        f"{counted(rings.standing if rings else 0, 'guarantee ring')} stand, {rings.new if rings else 0} first seen this month; "
        f"{counted(len(one.incidents), 'burst')} of complaints, withdrawals or visits, {accepted} accepted; "
        f"{counted(one.rescues.under_way, 'firm')} under rescue.",
    )
    return (first, second, third, fourth)


def levels(one: Figures) -> Section:
    """Levels by kind of subject, and who came to orange or red."""
    kinds = list(dict.fromkeys([*one.levels.by_kind, *one.levels_before.by_kind]))
    known = [level for level in LEVELS if any(level in by for by in one.levels.by_kind.values())]
    paragraphs = [_risen_sentence(one)]
    lacking = one.levels.at("insufficient")
    if lacking:
        paragraphs.append(
            Text(
                f"有{lacking:,}个主体数据不足（占{share(lacking, one.levels.total)}），不等于没有风险；应向欠报单位催报。",
                f"For {lacking:,} subjects ({share(lacking, one.levels.total)}) too little is known, which does not mean that they are well; "
                "the bodies that owe returns should be reminded.",
            )
        )
    return Section("levels", Text("关注等级", "Levels of concern"), tuple(paragraphs), _level_charts(one, known), (_level_table(one, kinds),))


def _risen_sentence(one: Figures) -> Text:
    if not one.risen:
        return Text("本月没有主体新进入橙色或红色。", "No subject came to orange or red this month.")
    named = one.risen[:3]
    zh = "；".join(f"{each.name}（{LEVEL[each.level].zh}色，主要因{'、'.join(why.title.zh for why in each.why) or '–'}）" for each in named)
    en = "; ".join(f"{each.name} ({each.level}, mainly {', '.join(why.title.en for why in each.why) or '–'})" for each in named)
    more_zh, more_en = (f"等{len(one.risen)}个主体", f" and {len(one.risen) - 3} others") if len(one.risen) > 3 else ("", "")
    return Text(f"新进入橙色及以上的有：{zh}{more_zh}，名单与理由见附表1。", f"New at orange or above: {en}{more_en}; see annex 1 for reasons.")


def _level_charts(one: Figures, known: list[str]) -> tuple[Chart, ...]:
    """Return two pictures: all known subjects by kind, and the grave ones beside the month before."""
    by_kind = [(kind, by) for kind, by in one.levels.by_kind.items() if sum(by.values())]
    if not by_kind:
        return ()
    grave, change = one.levels.at(*GRAVE), against(one.levels.at(*GRAVE), one.levels_before.at(*GRAVE))
    shown = [level for level in known if level not in ("none", "insufficient")]
    charts = []
    if shown:
        bars = tuple(Bar(word(KIND, kind), tuple(float(by.get(level, 0)) for level in shown)) for kind, by in by_kind)
        bars = tuple(bar for bar in bars if sum(bar.values))
        most = max(bars, key=lambda bar: sum(bar.values))
        title = Text(
            f"蓝色及以上的主体中，{most.label.zh}最多，{sum(most.values):,.0f}个",
            f"Of subjects at blue or above, {most.label.en.lower()} are the most: {sum(most.values):,.0f}",
        )
        charts.append(_chart("levels-by-kind", title, tuple(LEVEL[level] for level in shown), tuple(shown), bars, stacked=True))
    graver = tuple(Bar(LEVEL[level], (float(one.levels.at(level)), float(one.levels_before.at(level)))) for level in LEVELS[:4])
    title = Text(f"橙色和红色主体{grave}个，{change.zh}", f"{counted(grave, 'subject')} at orange or red, {change.en}")
    return (*charts, _chart("levels-before", title, _two(one), ("now", "before"), graver))


def _level_table(one: Figures, kinds: list[str]) -> Table:
    columns = (Column(Text("主体类别", "Kind"), width=2.2), *(Column(LEVEL[level], RIGHT) for level in LEVELS), Column(_ALL, RIGHT))
    rows = [
        (word(KIND, kind), *(_beside(one.levels.by_kind.get(kind, {}), one.levels_before.by_kind.get(kind, {}), level) for level in LEVELS),
         number(sum(one.levels.by_kind.get(kind, {}).values())))
        for kind in kinds
    ]  # fmt: skip
    whole = (_ALL, *(_beside(_sums(one.levels), _sums(one.levels_before), level) for level in LEVELS), number(one.levels.total))
    note = Text("括号内为较上月末增减。" + _OWN.zh, "In brackets: change on the month before. " + _OWN.en)
    empty = Text("本月没有评分。运行监测周期后由系统生成。", "Nothing was scored this month; run the monitoring cycle.")
    return Table(Text("各类主体关注等级", "Levels by kind of subject"), columns, (*rows, whole) if rows else (), note if rows else empty)


_ALL = Text("合计", "All")


def _sums(levels: Levels) -> dict[str, int]:
    every = Counter[str]()
    for by_level in levels.by_kind.values():
        every.update(by_level)
    return dict(every)


def _beside(now: object, then: object, level: str) -> Text:
    count, before = (dict(one).get(level, 0) for one in (now, then))  # type: ignore[call-overload]
    change = count - before
    return same(f"{count:,}" + (f" ({change:+,})" if change else ""))


def alerts(one: Figures) -> Section:
    """Alerts by gravity and reason, and how those closed ended."""
    now, before = one.alerts, one.alerts_before
    closed = sum(now.outcomes.values())
    sentence = Text(
        f"本月预警按轻重：{parts((SEVERITY[each], count) for each, count in now.by_severity.items()).zh}。"
        f"本月办结{closed}件{'：' + parts((word(OUTCOME, each), count) for each, count in now.outcomes.items()).zh if closed else ''}。",
        f"By gravity: {parts((SEVERITY[each], count) for each, count in now.by_severity.items()).en}. "
        f"{closed} closed{': ' + parts((word(OUTCOME, each), count) for each, count in now.outcomes.items()).en if closed else ''}.",
    )
    top = list(now.by_rule.items())[:_RULES]
    bars = tuple(Bar(rule_title(slug), (float(count), float(before.by_rule.get(slug, 0)))) for slug, count in top)
    charts = ()
    if bars:
        title = Text(
            f"最常见的预警原因是“{bars[0].label.zh}”，{top[0][1]}件", f"The commonest reason of alerts is “{bars[0].label.en}”: {top[0][1]}"
        )
        charts = (_chart("alert-reasons", title, _two(one), ("now", "before"), bars),)
    rows = tuple((rule_title(slug), number(count), number(before.by_rule.get(slug, 0))) for slug, count in now.by_rule.items())
    note = Text("一件预警可有多个原因。" + _OWN.zh, "An alert may have several reasons. " + _OWN.en)
    empty = Text("本月没有预警。", "No alert this month.")
    table = Table(Text("预警原因", "Reasons of alerts"), _columns(one, Text("原因", "Reason")), rows, note if rows else empty)
    return Section("alerts", Text("预警", "Alerts"), (sentence,), charts, (table,))


def returns(one: Figures) -> Section:
    """Who kept the days for returns and who did not."""
    in_time, late, missing = (sum(test(each) for each in one.returns) for test in _KEPT)
    if not one.returns:
        none = Text("本月没有到期的报表。", "No return fell due this month.")
        return Section("returns", _RETURNED, (none,))
    sentence = Text(
        f"本月到期{len(one.returns)}份：按时{in_time}份（{share(in_time, len(one.returns))}），迟报{late}份，未报{missing}份。",
        f"{counted(len(one.returns), 'return')} fell due: {in_time} in time ({share(in_time, len(one.returns))}), {late} late, "
        f"{missing} missing.",
    )
    senders = _senders(one)
    named = [name for name, counts in senders if counts[2]][:5]
    also = Text(
        f"未报单位：{'、'.join(named)}{'等' if len(senders) > len(named) else ''}，明细见附表2。" if named else "没有未报单位。",
        f"Missing: {', '.join(named)}; see annex 2." if named else "Nobody is missing.",
    )
    before = [sum(test(each) for each in one.returns_before) for test in _KEPT]
    labels = (Text("按时", "In time"), Text("迟报", "Late"), Text("未报", "Missing"))
    bars = tuple(Bar(label, (float(now), float(then))) for label, now, then in zip(labels, (in_time, late, missing), before, strict=True))
    title = Text(f"到期报表中{share(in_time, len(one.returns))}按时报送", f"{share(in_time, len(one.returns))} of returns came in time")
    chart = _chart("returns", title, _two(one), ("now", "before"), bars, unit=Text("份", "returns"), source=_RETURNS)
    table = Table(
        Text("报送时效", "Returns in time"), _columns(one, Text("情况", "State")),
        tuple((bar.label, number(bar.values[0]), number(bar.values[1])) for bar in bars), _RETURNS,
    )  # fmt: skip
    return Section("returns", _RETURNED, (sentence, also), (chart,), (table,))


_RETURNED = Text("数据报送", "Returns")
_KEPT = (
    lambda each: each.came and not each.working_days_late,
    lambda each: each.came and each.working_days_late > 0,
    lambda each: not each.came,
)


def _senders(one: Figures) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    for each in one.returns:
        counts = found.setdefault(each.sender, [0, 0, 0])
        counts[next(place for place, test in enumerate(_KEPT) if test(each))] += 1
    late = [(name, counts) for name, counts in found.items() if counts[1] or counts[2]]
    return sorted(late, key=lambda pair: (-pair[1][2], -pair[1][1], pair[0]))


def bodies(one: Figures) -> Section:
    """Licensed bodies beyond a limit."""
    now, before = one.limits, one.limits_before
    over = {each.institution_id for each in now.beyond}
    over_before = {each.institution_id for each in before.beyond}
    change = against(len(over), len(over_before), "家")
    sentences = [
        Text(
            f"设有监管上限的持牌机构{now.bodies}家，本月报送{now.reported}家，其中{len(over)}家超出上限，{change.zh}。",
            f"{counted(now.bodies, 'licensed body', 'licensed bodies')} have limits; {now.reported} reported the month, {len(over)} of them "
            f"beyond a limit, {change.en}.",
        )
    ]
    new = sorted(one.body_names.get(each, each) for each in over - over_before)
    if new:
        sentences.append(Text(f"本月新超限：{'、'.join(new)}，明细见附表3。", f"New beyond a limit: {', '.join(new)}; see annex 3."))
    by_kind = Counter(each.business for each in now.beyond)
    then = Counter(each.business for each in before.beyond)
    bars = tuple(Bar(word(KIND, kind), (float(by_kind[kind]), float(then[kind]))) for kind in sorted({*by_kind, *then}))
    charts = ()
    if bars:
        title = Text(f"持牌机构有{len(now.beyond)}项指标超出上限", f"{counted(len(now.beyond), 'figure')} of licensed bodies beyond a limit")
        charts = (_chart("limits", title, _two(one), ("now", "before"), bars, unit=Text("项", "figures"), source=_RETURNS),)
    return Section("bodies", Text("持牌机构监管上限", "Limits of licensed bodies"), tuple(sentences), charts)


def graph(one: Figures) -> Section:
    """Guarantee rings and chains, large exposures, many lenders."""
    if not one.graph:
        none = Text("没有发现担保圈、担保链、大额风险暴露或多头借款。", "No guarantee ring or chain, large exposure or borrower of many lenders.")
        return Section("graph", _LINKED, (none,))
    sentence = Text(
        f"存续：{parts((word(GRAPH, each.kind), each.standing) for each in one.graph).zh}；"
        f"本月新发现：{parts((word(GRAPH, each.kind), each.new) for each in one.graph).zh}。",
        f"Standing: {parts((word(GRAPH, each.kind), each.standing) for each in one.graph).en}; "
        f"first seen this month: {parts((word(GRAPH, each.kind), each.new) for each in one.graph).en}.",
    )
    columns = (Column(Text("类别", "Kind"), width=2), Column(Text("存续", "Standing"), RIGHT), Column(Text("本月新发现", "New"), RIGHT))
    rows = tuple((word(GRAPH, each.kind), number(each.standing), number(each.new)) for each in one.graph)
    return Section("graph", _LINKED, (sentence,), (), (Table(Text("关联风险", "Linked risks"), columns, rows, _OWN),))


_LINKED = Text("担保圈与关联风险", "Guarantee rings and linked risks")


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
    return Section("incidents", title, (sentence,), (), (Table(title, _columns(one, Text("类别", "Kind")), rows, _OWN),))


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
    return Section("checks", title, (sentence,), (), (Table(title, _columns(one, Text("事项", "Deed")), tuple(rows), _OWN),))


def rescues(one: Figures) -> Section:
    """Firms under rescue."""
    now, before = one.rescues, one.rescues_before
    change = against(now.under_way, before.under_way, "家")
    owed = sum(each.owed_fen for each in now.rows if not each.ended_on)
    from lookthrough.reports.phrases import money

    amount = money(owed)
    sentence = Text(
        f"月末在办纾困企业{now.under_way}家，{change.zh}，债权人会员债权合计{amount.zh}；本月新建{now.opened}家，结束{now.ended}家，"
        f"经第二人批准对外发布信息{now.released}次。",
        f"{counted(now.under_way, 'firm')} under rescue, {change.en}, owing their committees {amount.en}; {now.opened} opened, "
        f"{now.ended} ended, {now.released} releases of information approved by a second person.",
    )
    return Section("rescues", Text("企业纾困", "Rescues"), (sentence,))


def _two(one: Figures) -> tuple[Text, Text]:
    return (month_text(one.month), month_text(one.month.previous))


def _columns(one: Figures, first: Text) -> tuple[Column, ...]:
    now, before = _two(one)
    return (Column(first, width=2.4), Column(now, RIGHT), Column(before, RIGHT))


def _chart(
    slug: str, title: Text, series: tuple[Text, ...], colours: tuple[str, ...], bars: tuple[Bar, ...], *, stacked: bool = False,
    unit: Text = Text("个", "number"), source: Text = _OWN,  # noqa: B008  texts are frozen
) -> Chart:  # fmt: skip
    return Chart(slug, title, unit, source, series, colours, bars, stacked)
