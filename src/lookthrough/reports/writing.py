"""From the figures of a month to the report: sentences, charts and tables, each section a function of its own."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.reports.annexes import annexes
from lookthrough.reports.content import Content
from lookthrough.reports.figures import Figures
from lookthrough.reports.level_sections import alerts, levels
from lookthrough.reports.phrases import against, counted, month_text
from lookthrough.reports.sections import bodies, checks, graph, incidents, rescues, returns
from lookthrough.risk.month_queries import GRAVE


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
        "Levels come from scorecards open to this office; inputs, anchors, weights and versions of each scoring are kept and replay byte "
        "for byte. A level is a lead for a person, not a determination.",
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
        f"存续担保圈{rings.standing if rings else 0}个，本月新发现{rings.new if rings else 0}个；"
        f"群体性苗头{len(one.incidents)}起，采信{accepted}起；"
        f"月末在办纾困企业{one.rescues.under_way}家。",
        f"{counted(rings.standing if rings else 0, 'guarantee ring')} stand, {rings.new if rings else 0} first seen this month; "
        f"{counted(len(one.incidents), 'burst')} of complaints, withdrawals or visits, {accepted} accepted; "
        f"{counted(one.rescues.under_way, 'firm')} under rescue.",
    )
    return (first, second, third, fourth)
