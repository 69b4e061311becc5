"""Writes days, moments and who did something on the senders' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from lookthrough.kernel.citations import in_language
from lookthrough.portal import returns_words as words

register = template.Library()
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


@register.filter
def day_said(value: date) -> str:
    """Write a day with its weekday: 2026-11-21 (周六)."""
    english = (get_language() or "").startswith("en")
    name = _WEEKDAYS["en"][value.weekday()] if english else f"周{_WEEKDAYS['zh'][value.weekday()]}"
    return f"{value:%Y-%m-%d} ({name})"


@register.filter
def moment_said(value: datetime) -> str:
    """Write a time in Shanghai to the minute."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def basis_said(cited: str) -> str:
    """Write a legal basis in the reader's language."""
    return in_language(cited, get_language() or "zh-hans")


@register.filter
def person(actor: str, names: Mapping[str, str]) -> str:
    """Say who did something, by name."""
    return words.person(actor, names).in_language(get_language())
