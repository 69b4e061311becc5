"""How the console writes figures that were reported: money, shares, days and flags by the kind of their column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lookthrough.console.templatetags.console import money, share

register = template.Library()
_EPOCH = date(1970, 1, 1)


@register.filter
def reported(value: Any, kind: str) -> str | SafeString:
    """Write one reported value; what was not reported is a dash."""
    if value is None or value == "":
        return format_html('<span class="quiet">{}</span>', "–")
    if isinstance(value, str):
        return value
    if kind == "money":
        return money(int(value))
    if kind in ("share", "rate"):
        return share(float(value))
    if kind == "flag":
        return _("是") if value else _("否")
    if kind == "day":
        return (_EPOCH + timedelta(days=int(value))).isoformat()
    return f"{value:,.10g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"


@register.filter
def is_figure(kind: str) -> bool:
    """Say whether a column's values stand at the right, as figures do."""
    return kind not in ("text", "choice", "uscc", "month", "flag")


@register.simple_tag
def quality_line(scores: list[tuple[str, float]]) -> SafeString:
    """Draw scores from 0 to 100 as a line; the table beside it says the same."""
    if len(scores) < 2:
        return SafeString("")
    step = 240 / (len(scores) - 1)
    points = " ".join(f"{place * step:.1f},{44 - score * 0.4:.1f}" for place, (_month, score) in enumerate(scores))
    return format_html(
        '<svg class="quality-line" viewBox="-4 0 248 48" role="img" aria-label="{}"><path class="rail" d="M0 44H240M0 4H240"/>'
        '<polyline points="{}"/><circle cx="240" cy="{}" r="3"/></svg>',
        _("各月末数据质量得分，0 至 100"), points, f"{44 - scores[-1][1] * 0.4:.1f}",
    )  # fmt: skip


@register.simple_tag
def part_bar(part: float | None) -> SafeString:
    """Draw a share as a bar."""
    if part is None:
        return SafeString("")
    return format_html(
        '<svg class="part-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-ground" width="100" height="8"/><rect class="part-value" width="{}" height="8"/></svg>',
        f"{100 * part:.1f}",
    )


@register.filter
def nth(some: Sequence[Any], place: int) -> Any:
    """Return what stands at a place."""
    return some[place]
