"""Where subjects stand at the end of the month, who came to orange or red, and what alerts there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lookthrough.kernel.texts import Text
from lookthrough.reports.content import RIGHT, Bar, Chart, Column, Section, Table, number, same
from lookthrough.reports.drawn import ALERTS, OWN, SUBJECTS, beside_before, columns
from lookthrough.reports.figures import Figures, Levels
from lookthrough.reports.phrases import against, counted, parts, share
from lookthrough.reports.words import KIND, OUTCOME, SEVERITY, rule_title, word
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.month_queries import GRAVE

LEVELS = ("red", "orange", "yellow", "blue", "none", "insufficient")
_RULES = 8  # reasons of alerts in the chart; the table has them all
_ALL = Text("合计", "All")


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
                f"For {lacking:,} subjects ({share(lacking, one.levels.total)}) too little is known, which does not mean that they are "
                "well; the bodies that owe returns should be reminded.",
            )
        )
    title, table = Text("关注等级", "Levels of concern"), _level_table(one, kinds)
    return Section("levels", title, tuple(paragraphs), _level_charts(one, known), (table,))


def _risen_sentence(one: Figures) -> Text:
    if not one.risen:
        return Text("本月没有主体新进入橙色或红色。", "No subject came to orange or red this month.")
    named = one.risen[:3]
    zh = "；".join(f"{each.name}（{LEVEL[each.level].zh}色，主要因{'、'.join(why.title.zh for why in each.why) or '–'}）" for each in named)
    en = "; ".join(f"{each.name} ({each.level}, mainly {', '.join(why.title.en for why in each.why) or '–'})" for each in named)
    more_zh, more_en = (f"等{len(one.risen)}个主体", f" and {len(one.risen) - 3} others") if len(one.risen) > 3 else ("", "")
    return Text(
        f"新进入橙色及以上的有：{zh}{more_zh}，名单与理由见附表1。", f"New at orange or above: {en}{more_en}; annex 1 has the reasons."
    )


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
        series = tuple(LEVEL[level] for level in shown)
        charts.append(Chart("levels-by-kind", title, SUBJECTS, OWN, series, tuple(shown), bars, stacked=True))
    graver = tuple(Bar(LEVEL[level], (float(one.levels.at(level)), float(one.levels_before.at(level)))) for level in LEVELS[:4])
    title = Text(f"橙色和红色主体{grave}个，{change.zh}", f"{counted(grave, 'subject')} at orange or red, {change.en}")
    return (*charts, beside_before("levels-before", title, one, graver, unit=SUBJECTS))


def _level_table(one: Figures, kinds: list[str]) -> Table:
    columns = (Column(Text("主体类别", "Kind"), width=2.2), *(Column(LEVEL[level], RIGHT) for level in LEVELS), Column(_ALL, RIGHT))
    rows = [
        (word(KIND, kind), *(_beside(one.levels.by_kind.get(kind, {}), one.levels_before.by_kind.get(kind, {}), level) for level in LEVELS),
         number(sum(one.levels.by_kind.get(kind, {}).values())))
        for kind in kinds
    ]  # fmt: skip
    whole = (_ALL, *(_beside(_sums(one.levels), _sums(one.levels_before), level) for level in LEVELS), number(one.levels.total))
    note = Text("括号内为较上月末增减。" + OWN.zh, "In brackets: change on the month before. " + OWN.en)
    empty = Text("本月没有评分。运行监测周期后由系统生成。", "Nothing was scored this month; run the monitoring cycle.")
    return Table(Text("各类主体关注等级", "Levels by kind of subject"), columns, (*rows, whole) if rows else (), note if rows else empty)


def _sums(levels: Levels) -> dict[str, int]:
    every = Counter[str]()
    for by_level in levels.by_kind.values():
        every.update(by_level)
    return dict(every)


def _beside(now: Mapping[str, int], then: Mapping[str, int], level: str) -> Text:
    count = now.get(level, 0)
    change = count - then.get(level, 0)
    return same(f"{count:,}" + (f" ({change:+,})" if change else ""))


def alerts(one: Figures) -> Section:
    """Alerts by gravity and reason, and how those closed ended."""
    now, before, closed = one.alerts, one.alerts_before, sum(one.alerts.outcomes.values())
    grave = parts((SEVERITY[each], count) for each, count in now.by_severity.items())
    ended = parts((word(OUTCOME, each), count) for each, count in now.outcomes.items())
    sentence = Text(
        f"本月预警按轻重：{grave.zh}。本月办结{closed}件{'：' + ended.zh if closed else ''}。",
        f"By gravity: {grave.en}. {closed} closed{': ' + ended.en if closed else ''}.",
    )
    top = list(now.by_rule.items())[:_RULES]
    bars = tuple(Bar(rule_title(slug), (float(count), float(before.by_rule.get(slug, 0)))) for slug, count in top)
    charts: tuple[Chart, ...] = ()
    if bars:
        title = Text(
            f"最常见的预警原因是“{bars[0].label.zh}”，{top[0][1]}件", f"The commonest reason of alerts is “{bars[0].label.en}”: {top[0][1]}"
        )
        charts = (beside_before("alert-reasons", title, one, bars, unit=ALERTS),)
    rows = tuple((rule_title(slug), number(count), number(before.by_rule.get(slug, 0))) for slug, count in now.by_rule.items())
    note = Text("一件预警可有多个原因。" + OWN.zh, "An alert may have several reasons. " + OWN.en)
    empty = Text("本月没有预警。", "No alert this month.")
    table = Table(Text("预警原因", "Reasons of alerts"), columns(one, Text("原因", "Reason")), rows, note if rows else empty)
    return Section("alerts", Text("预警", "Alerts"), (sentence,), charts, (table,))
