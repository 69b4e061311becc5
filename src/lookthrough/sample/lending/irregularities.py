"""Ordinary irregularities of sound institutions: what looks like trouble and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending


def before_payouts(lending: Lending) -> None:
    """Change instalments before clients are paid."""


def after_payouts(lending: Lending) -> None:
    """Add what happened beside the payouts."""
