"""Writes two-language texts on the portal's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from lookthrough.kernel.texts import Text

register = template.Library()


@register.filter
def in_words(text: Text | None) -> str:
    """Write a text in the reader's language."""
    return text.in_language(get_language()) if text else ""


@register.filter
def title_of(table: Mapping[str, Text], slug: str) -> str:
    """Write a table's text for a slug in the reader's language."""
    return in_words(table.get(slug))
