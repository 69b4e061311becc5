"""Writes amounts and shares on the page of a claimant."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from lookthrough.kernel.money import full_text

register = template.Library()


@register.filter
def written_out(fen: int) -> str:
    """Write an amount out to the fen in the reader's language."""
    return full_text(fen, get_language())


@register.filter
def percent(share: float) -> str:
    """Write a share with two decimals, cut and never rounded up: nobody reads more than was paid."""
    return f"{int(share * 10_000) / 100:.2f}%"
