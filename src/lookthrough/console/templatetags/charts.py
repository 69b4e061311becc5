"""Charts and date fields of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lookthrough.console import charts
from lookthrough.console.templatetags.console import day

register = template.Library()


@register.simple_tag
def sparkline(values: Sequence[int]) -> SafeString:
    """Draw a small line of values."""
    return charts.sparkline(values)


@register.simple_tag
def date_field(name: str, label: str, value: date | None, first: date | None = None, last: date | None = None) -> SafeString:
    """Ask for a day. A browser shows days in its own way, so the day is said beside the field in ours."""
    written = value.isoformat() if value else ""
    return format_html(
        '<span class="date-field"><label for="{0}-day">{1}</label> '
        '<input type="date" id="{0}-day" name="{0}" value="{2}" min="{3}" max="{4}" data-says="{0}-said">'
        '<output id="{0}-said" for="{0}-day">{5}</output></span>',
        name,
        label,
        written,
        first.isoformat() if first else "",
        last.isoformat() if last else "",
        day(value),
    )
