"""What templates of campaigns need: an answer in words, what a form was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from lookthrough.cases.campaigns.forms import Item
from lookthrough.console import words

register = template.Library()


@register.simple_tag
def answer(item: Item, answers: Mapping[str, Any]) -> str:
    """Return what a record answers to a question, in words."""
    given = answers.get(item.slug) if isinstance(answers, Mapping) else None
    return item.said(given).in_language(words.language())


@register.filter
def item_of(given: Mapping[str, Any], slug: str) -> Any:
    """Return what was given for a question: what a form sent, or what a draft holds."""
    found = given.get(f"item_{slug}", given.get(slug))
    return "" if found is None else found
