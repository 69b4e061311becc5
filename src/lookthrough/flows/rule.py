"""What a rule is: a measure with a legal basis, a scope and two-language words; its limits lie beside it as dated rows.

A rule measures, its limit decides, the runner records. A rule says of which money a share is taken and which part of it counts; the
runner sums all rules in one pass over a ``Ledger`` of Ibis tables and takes the worst trailing window of each month (``flows.measuring``).
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from lookthrough.flows import rules
from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.limits import Limits, LimitTable, read_limits
from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Ledger:
    """One partition of a ledger as tables; codes as in ``flows.classes`` and ``flows.coding``, days since 1970-01-01.

    ``transfers``: institution, row, place, day, from_role, to_role, from_own (the account is this institution's), from_party, to_party,
    to_custodian, from_holder, to_holder, purpose, product, has_order, amount_fen. ``movements``: the same for each part of a transfer
    out of, or inside, the books: ``amount_fen`` is the part, with its origin, use and whether it was matched to the transfer's own
    listing. In both ``assigned`` tells a payout that is the fair price of a claim really given up (``flows.assignments``).
    ``products``: product, kind, debt (the debt beneath, or the listing itself), debt_is_traded, annual_rate.
    """

    transfers: ir.Table
    movements: ir.Table
    products: ir.Table


@dataclass(frozen=True, slots=True)
class Contribution:
    """Money that makes up a share: rows of ``transfers`` or ``movements`` that count as ``whole``, and of those the ones that are ``part``.

    Both are conditions on a row, as Ibis expressions.
    """

    rows: ir.Table
    whole: Any
    part: Any


Measure = Callable[[Ledger, Limits], Sequence[Contribution]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue.

    ``needs`` names, for a business or for ``all``, the tables or ``table.column`` without which the rule is not assessed there.
    """

    name: str
    measure: Measure
    title: Text
    reason: Text
    subject: str
    unit: str
    applies_to: frozenset[str]
    prohibition_basis: str
    sentence: Text
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    version: str

    @property
    def limits(self) -> LimitTable:
        """Return the rule's dated limits."""
        return _limits(self.name)


def rule(
    *,
    title: Text,
    sentence: Text,
    subject: str,
    unit: str,
    applies_to: Sequence[str],
    prohibition_basis: str,
    reason: Text,
    needs: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Measure], Rule]:
    """Make a measuring function an entry of the catalogue; its version is the hash of its source.

    ``sentence`` explains one finding and may use {from_date}, {to_date}, {value}, {limit}, {part} and {whole}.
    """

    def entry(measure: Measure) -> Rule:
        source = inspect.getsource(inspect.getmodule(measure) or measure)
        return Rule(
            name=measure.__name__,
            measure=measure,
            title=title,
            reason=reason,
            subject=subject,
            unit=unit,
            applies_to=frozenset(applies_to),
            prohibition_basis=prohibition_basis,
            sentence=sentence,
            needs=tuple((business, tuple(names)) for business, names in (needs or {}).items()),
            version=hashlib.sha256(source.encode()).hexdigest()[:12],
        )

    return entry


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule of the catalogue by its slug."""
    return catalogue(rules, Rule)


@cache
def _limits(name: str) -> LimitTable:
    return read_limits(Path(str(resources.files("lookthrough.flows") / "limits" / f"{name}.yml")))
