"""How the console writes money, days, shares and the words of the house."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lookthrough.console import words
from lookthrough.flows.wording import value_text
from lookthrough.kernel.citations import in_language
from lookthrough.kernel.money import fen_text, full_text
from lookthrough.kernel.texts import Text

register = template.Library()
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_WHOLE = re.compile(r"(\d{4}-\d{2}-\d{2}|¥[\d,.]+(?: \w+)?|[\d,.]+[万亿]*元|（[\d.]+%）|[\d.]+%)")
_SHAPES = {
    "critical_proposed": '<path d="M7 0 14 7 7 14 0 7Z"/>',
    "high": '<path d="M7 1 14 13H0Z"/>',
    "medium": '<path d="M1 1h12v12H1Z"/>',
    "low": '<circle cx="7" cy="7" r="6"/>',
    "info": '<circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" stroke-width="2"/>',
}


def _english() -> bool:
    return words.language().startswith("en")


@register.filter
def money(fen: int) -> SafeString:
    """Write an amount with 万/亿 and the full figure on hover."""
    return format_html('<span class="money" title="{}">{}</span>', full_text(fen, words.language()), fen_text(fen, words.language()))


@register.filter
def full_money(fen: int) -> str:
    """Write an amount to the fen."""
    return full_text(fen, words.language())


@register.filter
def yuan(fen: int) -> str:
    """Write an amount as a bare figure, for a column whose heading names the unit."""
    return full_text(fen, "en").replace("¥", "")


@register.filter
def count(number: int) -> str:
    """Write a count with its thousands apart."""
    return f"{number:,}"


@register.filter
def day(value: date | None) -> str:
    """Write a day with its weekday: 2026-11-21 (周六)."""
    if value is None:
        return ""
    value = timezone.localtime(value).date() if isinstance(value, datetime) else value
    name = _WEEKDAYS["en"][value.weekday()] if _english() else f"周{_WEEKDAYS['zh'][value.weekday()]}"
    return f"{value:%Y-%m-%d} ({name})"


@register.filter
def moment(value: datetime) -> str:
    """Write a time in Shanghai to the second."""
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M:%S}"


@register.filter
def basis(cited: str) -> str:
    """Write a legal basis in the reader's language."""
    return in_language(cited, words.language())


@register.filter
def slug(name: str) -> SafeString:
    """Write a slug so that a narrow screen breaks it between its words."""
    *first, last = re.findall("[^_-]*[_-]|[^_-]+$", name) or [name]
    return format_html("{}{}", format_html_join("", "{}<wbr>", ((piece,) for piece in first)), last)


@register.filter
def figure(value: float | None, unit: str) -> str:
    """Write a value in its unit: a share as per cent, money in yuan, else a number and what it counts."""
    if value is None:
        return "–"
    return value_text(value, unit, words.language())


@register.filter
def limit_name(name: str) -> str:
    """Write what a limit is called."""
    return words.limit_name(name)


@register.filter
def share(value: Decimal | float) -> str:
    """Write a share of one as per cent, with as many places as it has, at most two."""
    return f"{value * 100:.2f}".rstrip("0").rstrip(".") + "%"


@register.filter
def times(value: float) -> str:
    """Write how many times its limit something is."""
    return f"{value:,.1f}×"


@register.filter
def named(names: Mapping[str, str], username: str) -> str:
    """Write what an officer is called; an unknown user name stands for itself."""
    return names.get(username, username)


@register.filter
def said(text: Text | None) -> str:
    """Write a text in the reader's language."""
    return text.in_language(words.language()) if text else ""


@register.filter
def sentence(text: Text | None) -> SafeString:
    """Write a sentence so that no date, amount or share is torn between two lines."""
    said = text.in_language(words.language()) if text else ""
    pieces = _WHOLE.split(said)  # plain and whole pieces in turn
    pairs = zip_longest(pieces[::2], pieces[1::2], fillvalue="")
    return format_html_join("", "{}{}", ((plain, format_html('<span class="whole">{}</span>', whole)) for plain, whole in pairs))


@register.filter
def word(slug: Any, table: str) -> str:
    """Write the console's word for a slug; a slug without a word stays as it is."""
    found: Mapping[str, Any] = getattr(words, table)
    return words.said(found.get(str(slug), str(slug)))


@register.filter(name="words")
def words_of(text: str) -> list[str]:
    """Return the slugs in a line of a template."""
    return text.split()


@register.filter
def at(table: Mapping[str, Any], key: str) -> Any:
    """Return what a table holds under a key."""
    return table.get(key)


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON, for an attribute that a script reads."""
    return json.dumps(value, ensure_ascii=True, default=dict)


@register.filter
def days_on(value: date, days: int) -> date:
    """Return the day that many days later."""
    return value + timedelta(days=days)


@register.filter
def rule_title(slug: str) -> str:
    """Write a rule's title."""
    return words.rule_title(slug)


@register.filter
def subject_name(name: str) -> str:
    """Return whom an alert is about in the reader's language."""
    return words.subject_name(name)


@register.filter
def list_title(slug: str) -> str:
    """Write a watch list's title."""
    return words.list_title(slug)


@register.simple_tag
def severity(level: Any) -> SafeString:
    """Write how grave something is: word, shape and colour, never colour alone."""
    return format_html(
        '<span class="severity severity-{}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>{}</span>',
        level,
        SafeString(_SHAPES.get(str(level), "")),  # fixed drawings of our own
        word(level, "SEVERITY"),
    )


@register.simple_tag
def bar(times_limit: float, longest: float, level: Any) -> SafeString:
    """Draw how many times its limit a value is, on a scale that holds the ``longest`` bar beside it; the mark is the limit."""
    whole = max(longest, times_limit, 1.0) * 1.05
    return format_html(
        '<svg class="bar severity-{}" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-ground" width="1000" height="16"/><rect class="bar-value" width="{}" height="16"/>'
        '<rect class="bar-limit" x="{}" y="0" width="3" height="16"/></svg>',
        level,
        round(1000 * times_limit / whole),
        round(1000 / whole),
    )


@register.simple_tag(takes_context=True)
def with_query(context: Mapping[str, Any], **changes: Any) -> str:
    """Return this page's query with some words changed; an empty word leaves it out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("console/parts/pages.html", takes_context=True)
def pages(context: Mapping[str, Any], page: int, page_size: int, total: int) -> dict[str, Any]:
    """Show where one is in a long list."""
    last = max(1, -(-total // page_size))
    return {
        "request": context["request"],
        "first_row": min((page - 1) * page_size + 1, total),
        "last_row": min(page * page_size, total),
        "total": total,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if page < last else None,
    }
