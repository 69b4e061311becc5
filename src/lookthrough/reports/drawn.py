"""What sections share: the two months as columns and series, a chart with the office's own source."""

from __future__ import annotations

from lookthrough.kernel.texts import Text
from lookthrough.reports.content import RIGHT, Bar, Chart, Column
from lookthrough.reports.figures import Figures
from lookthrough.reports.phrases import month_text

OWN = Text("来源：本局预警系统。", "Source: this office's early-warning system.")
RETURNS = Text("来源：各报送单位报表。", "Source: returns of the reporting bodies.")
SUBJECTS = Text("个", "subjects")
ALERTS = Text("件", "alerts")


def two_months(one: Figures) -> tuple[Text, Text]:
    """Return the month and the one before, as a chart's series."""
    return (month_text(one.month), month_text(one.month.previous))


def columns(one: Figures, first: Text) -> tuple[Column, ...]:
    """Return a column for what is counted and one for each month."""
    now, before = two_months(one)
    return (Column(first, width=2.4), Column(now, RIGHT), Column(before, RIGHT))


def beside_before(slug: str, title: Text, one: Figures, bars: tuple[Bar, ...], *, unit: Text, source: Text = OWN) -> Chart:
    """Return a chart of this month beside the month before."""
    return Chart(slug, title, unit, source, two_months(one), ("now", "before"), bars)
