"""Small drawings of levels: months of a score before the bands of the levels, and one figure's months before its own base."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lookthrough.risk.score_queries import LevelRow, Series
from lookthrough.risk.scorecard import Levels

WIDTH, HEIGHT = 480, 120
SMALL_WIDTH, SMALL_HEIGHT = 200, 56


def months_line(history: Sequence[LevelRow], levels: Levels) -> SafeString:
    """Draw the score of each month from 0 to 100, the bands of the levels behind; a month without a score breaks the line."""
    step = WIDTH / max(len(history) - 1, 1)
    begins = [("none", 0.0), *levels.begins]
    ends = [begin for _, begin in begins[1:]] + [100.0]
    bands = [(level, _y(end), _y(begin) - _y(end)) for (level, begin), end in zip(begins, ends, strict=True)]
    points = [(place * step, _y(one.score)) for place, one in enumerate(history) if one.score is not None]
    return format_html(
        '<svg class="months" viewBox="-4 -4 {} {}" preserveAspectRatio="none" aria-hidden="true">{}<polyline points="{}"/>{}</svg>',
        WIDTH + 8, HEIGHT + 8,
        format_html_join(
            "", '<rect class="band band-{}" x="-4" y="{}" width="{}" height="{}"/>',
            ((level, f"{y:.1f}", WIDTH + 8, f"{height:.1f}") for level, y, height in bands),
        ),
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        format_html_join("", '<circle cx="{}" cy="{}" r="3"/>', ((f"{x:.1f}", f"{y:.1f}") for x, y in points[-1:])),
    )  # fmt: skip


def _y(score: float) -> float:
    return HEIGHT - HEIGHT * min(max(score, 0.0), 100.0) / 100


def small_multiple(series: Series) -> SafeString:
    """Draw one figure's months, its own base (the middle half of the months before) shaded."""
    known = [value for value in series.values if value is not None]
    if not known:
        return SafeString("")
    low, high = min([*known, series.base_low or known[0]]), max([*known, series.base_high or known[0]])
    span, step = (high - low) or 1.0, SMALL_WIDTH / max(len(series.values) - 1, 1)
    points = [(place * step, _at(value, low, span)) for place, value in enumerate(series.values) if value is not None]
    base = SafeString("")
    if series.base_low is not None and series.base_high is not None:
        top, bottom = _at(series.base_high, low, span), _at(series.base_low, low, span)
        drawn = '<rect class="own-base" x="0" y="{}" width="{}" height="{}"/>'
        base = format_html(drawn, f"{top - 2:.1f}", SMALL_WIDTH, f"{bottom - top + 4:.1f}")
    last_x, last_y = points[-1]
    return format_html(
        '<svg class="multiple" viewBox="-4 -4 {} {}" preserveAspectRatio="none" aria-hidden="true">{}<polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="3"/></svg>',
        SMALL_WIDTH + 8, SMALL_HEIGHT + 8, base, " ".join(f"{x:.1f},{y:.1f}" for x, y in points), f"{last_x:.1f}", f"{last_y:.1f}",
    )  # fmt: skip


def _at(value: float, low: float, span: float) -> float:
    return SMALL_HEIGHT - SMALL_HEIGHT * (value - low) / span
