"""Levels on pages: the chip with word, shape and number; figures with their units; the small drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lookthrough.console import level_charts, words
from lookthrough.risk.indicator import Indicator, all_indicators
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.reasons_written import month_text, value_text
from lookthrough.risk.score_queries import LevelRow, Series
from lookthrough.risk.scorecard import Levels, all_versions

register = template.Library()
_DRAWN = {
    "red": '<path d="M4 0h6l4 4v6l-4 4H4l-4-4V4z"/>',
    "orange": '<path d="M7 0l7 14H0z"/>',
    "yellow": '<path d="M7 0l7 7-7 7-7-7z"/>',
    "blue": '<circle cx="7" cy="7" r="7"/>',
    "none": '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "insufficient": '<path d="M1 6h12v2H1z"/>',
}


@register.simple_tag
def level(slug: str, score: float | None = None) -> SafeString:
    """Write a level: word, shape and colour, with its number; never colour alone."""
    number = "" if score is None else format_html(' <span class="number">{}</span>', f"{score:.0f}")
    drawn = SafeString(_DRAWN.get(slug, ""))  # fixed drawings of our own
    return format_html(
        '<span class="level level-{}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>{}{}</span>',
        slug,
        drawn,
        level_word(slug),
        number,
    )


@register.filter
def level_word(slug: str) -> str:
    """Return a level's word in the reader's language."""
    return LEVEL[slug].in_language(words.language()) if slug in LEVEL else slug


@register.filter
def figure_of(value: float | None, indicator: str) -> str:
    """Return an indicator's value with its unit."""
    if value is None:
        return "–"
    return value_text(value, all_indicators()[indicator].unit, "en" if words.language().startswith("en") else "zh")


@register.filter
def indicator_title(name: str) -> str:
    """Return an indicator's title in the reader's language."""
    found = all_indicators().get(name)
    return words.said(found.title) if found else name


@register.filter
def scorecard_title(slug: str) -> str:
    """Return a scorecard's title in the reader's language."""
    found = all_versions().get(slug)
    return words.said(found[-1].title) if found else slug


@register.filter
def month_said(month: Any) -> str:
    """Return a month as people write it."""
    return month_text(month, "en" if words.language().startswith("en") else "zh")


@register.filter
def point_bar(points: float, longest: float) -> SafeString:
    """Draw points as a bar on a scale that holds the longest beside it."""
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-ground" width="1000" '
        'height="16"/><rect class="bar-value" width="{}" height="16"/></svg>',
        round(1000 * points / max(longest, points, 0.1)),
    )


@register.simple_tag
def months_line(history: Sequence[LevelRow], levels: Levels) -> SafeString:
    """Draw the score over months."""
    return level_charts.months_line(history, levels)


@register.filter
def small_multiple(series: Series) -> SafeString:
    """Draw one figure over months."""
    return level_charts.small_multiple(series)


@register.filter
def owed_by_word(one: Indicator) -> str:
    """Return whose silence it is when the value is missing."""
    return words.word_of(words.OWED_BY, one.owed_by.value)
