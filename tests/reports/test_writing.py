"""A month told: sentences hold the figures, titles state what a chart shows, and nothing is said where nothing happened."""

from __future__ import annotations

import json
from typing import Any

from lookthrough.reports.content import Content, Table, as_plain, said
from lookthrough.reports.writing import write
from reports.months import busy, quiet


def whole(content: Content) -> str:
    return json.dumps(as_plain(content), ensure_ascii=False)


def tables(content: Content) -> list[Table]:
    return [*(one for section in content.sections for one in section.tables), *content.annexes]


def test_the_month_in_brief_counts_levels_alerts_returns_and_rescues() -> None:
    levels, alerts, returns, rest = (one.zh for one in write(busy()).summary)
    assert "主体1,748个，其中红色3个、橙色10个，合计比上月增加4个" in levels
    assert "本月新进入橙色及以上1个，降出1个" in levels
    assert "预警57件，比上月增加8个" in alerts
    assert "到期报表3份，截至2026年11月12日仍有1份未报；有1家持牌机构超出监管上限" in returns
    assert "存续担保圈3个，本月新发现1个；群体性苗头1起，采信1起；月末在办纾困企业1家" in rest


def test_who_came_to_orange_is_named_with_the_reason() -> None:
    content = write(busy())
    assert "某融资担保有限公司（橙色，主要因担保责任余额与净资产之比）" in content.sections[0].paragraphs[0].zh
    row = content.annexes[0].rows[0]
    assert [cell.zh for cell in row] == [
        "某融资担保有限公司",
        "融资担保公司",
        "东区",
        "橙（上月黄）",
        "63.2",
        "担保责任余额与净资产之比 14.2 倍",
    ]


def test_every_chart_says_its_finding_unit_and_source_and_has_a_number_for_each_series() -> None:
    charts = [chart for section in write(busy()).sections for chart in section.charts]
    assert [chart.slug for chart in charts] == ["levels-by-kind", "levels-before", "alert-reasons", "returns"]
    assert charts[1].title.zh == "橙色和红色主体13个，比上月增加4个"
    for chart in charts:
        assert chart.unit.zh
        assert chart.source.en.startswith("Source")
        assert all(len(bar.values) == len(chart.series) == len(chart.colours) for bar in chart.bars)


def test_charts_and_tables_say_the_same() -> None:
    levels = write(busy()).sections[0]
    reds = {bar.label.zh: bar.values[0] for bar in levels.charts[0].bars}
    cells = {row[0].zh: row[1].zh for row in levels.tables[0].rows}
    assert (reds["一般企业"], cells["一般企业"], cells["合计"]) == (3.0, "3 (+1)", "3 (+1)")


def test_a_quiet_month_draws_no_picture_and_says_so() -> None:
    content = write(quiet())
    assert not [chart for section in content.sections for chart in section.charts]
    assert all(table.rows == () and table.note for table in content.annexes)
    assert "本月没有主体新进入橙色或红色。" in whole(content)
    assert "合计与上月持平" in content.summary[0].zh


def test_every_row_has_a_cell_for_every_column() -> None:
    for one in (busy(), quiet()):
        for table in tables(write(one)):
            assert all(len(row) == len(table.columns) for row in table.rows), table.title.zh


def test_one_language_is_taken_whole() -> None:
    def words(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [word for value in node.values() for word in words(value)]
        return [word for one in node for word in words(one)] if isinstance(node, list) else [node] if isinstance(node, str) else []

    english = said(as_plain(write(quiet(place="Somewhere"))), "en")
    assert not [word for word in words(english) if any("\u4e00" <= sign <= "\u9fff" for sign in word)]
