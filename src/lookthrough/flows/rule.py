"""What a rule is: a measure with a legal basis, a scope and two-language words; its limits lie beside it as dated rows.

A rule measures, its limit decides, the runner records. There are three ways to measure:

* a **share**: of which money a share is taken and which part of it counts (``Contribution``); the runner sums all such rules in one
  pass and takes the worst trailing window of each month;
* a **reading**: a table of values, one a subject and day, as an Ibis expression over a partition (``Reading``);
* **sightings**: whatever must see the whole ledger at once, reckoned on its columns (``Whole``, ``Sighting``).
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import pyarrow as pa

from lookthrough.flows import rules
from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.limits import Limits, LimitTable, read_limits
from lookthrough.kernel.texts import Text

if TYPE_CHECKING:
    from lookthrough.flows.whole import Whole


@dataclass(frozen=True, slots=True)
class Ledger:
    """A partition of a ledger, whole institutions at a time, as Ibis tables; their columns stand in ``flows.ledger_tables``.

    ``transfers`` and ``movements`` (the parts of each transfer out of, or inside, the books) and ``listing_days`` hold the partition;
    the other tables hold all that the ledger lists.
    """

    transfers: ir.Table
    movements: ir.Table
    listing_days: ir.Table
    products: ir.Table
    institutions: ir.Table
    parties: ir.Table
    circle: ir.Table
    relations: ir.Table
    withdrawals: ir.Table
    days: ir.Table


@dataclass(frozen=True, slots=True)
class Contribution:
    """Money that makes up a share: rows of ``transfers`` or ``movements`` that count as ``whole``, and of those the ones that are ``part``.

    Both are conditions on a row, as Ibis expressions.
    """

    rows: ir.Table
    whole: Any
    part: Any


@dataclass(frozen=True, slots=True)
class Reading:
    """Values on days, and the transfers that show them.

    ``values``: institution, day, from_day, value, part_fen, whole_fen, and if need be ``scale`` (the beginning of the names of the
    limits that judge this value, such as ``listing_``; empty for ``medium_from`` and ``high_from``) and ``product``, ``party`` or
    ``account`` (codes; they are named in the finding's details). ``evidence``: institution, day, place, fen and whichever of
    ``product``, ``party``, ``account`` it shares with ``values``; rows within the value's days stand as its evidence, largest first.
    ``reckon``: what makes ``values`` out of the rows that the expression gives, where a database would need a row for every day.
    """

    values: ir.Table
    evidence: ir.Table
    reckon: Callable[[pa.Table], pa.Table] | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One value of a subject (the code of a party or institution, as the rule says) over days, with the places of its transfers.

    ``scale`` as of ``Reading``; ``details`` are plain values for the finding's ``details``. ``lowered``: the value is reached with weak
    ties only, which decide nothing: a finding of low severity, and none if there is another.
    """

    subject: int
    from_day: int
    to_day: int
    value: float
    part_fen: int
    whole_fen: int
    places: Sequence[int]
    scale: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    lowered: bool = False


Measured = Sequence[Contribution] | Reading
Measure = Callable[[Ledger, Limits], Measured]
Sight = Callable[["Whole", Limits], Iterable[Sighting]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue; it has a ``measure`` or a ``sight``.

    ``needs`` names, for a business or for ``all``, the tables or ``table.column`` without which the rule is not assessed there.
    ``sentences`` holds the words for values of other scales than the first.
    """

    name: str
    measure: Measure | None
    sight: Sight | None
    title: Text
    measures: Text
    reason: Text
    subject: str
    applies_to: frozenset[str]
    prohibition_basis: str
    sentence: Text
    sentences: tuple[tuple[str, Text], ...]
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    version: str

    @property
    def limits(self) -> LimitTable:
        """Return the rule's dated limits."""
        return _limits(self.name)

    @property
    def unit(self) -> str:
        """Return the unit of its first limit."""
        return next(row.unit for row in self.limits.rows if row.name.endswith("medium_from"))

    def says(self, scale: str) -> Text:
        """Return the sentence for a value of some scale."""
        return dict(self.sentences).get(scale, self.sentence)


def rule(
    *,
    title: Text,
    measures: Text,
    sentence: Text,
    subject: str,
    applies_to: Sequence[str],
    prohibition_basis: str,
    reason: Text,
    needs: Mapping[str, Sequence[str]] | None = None,
    sentences: Mapping[str, Text] | None = None,
) -> Callable[[Measure], Rule]:
    """Make a measuring function an entry of the catalogue; its version is the hash of its source.

    ``measures`` says in two languages what is measured. ``sentence`` explains one finding and may use {from_date}, {to_date}, {value},
    {limit}, {part}, {whole} and what stands in the finding's details; ``sentences`` does so for values of other scales.
    """
    return _entry(locals(), whole=False)


def whole_ledger_rule(
    *,
    title: Text,
    measures: Text,
    sentence: Text,
    subject: str,
    applies_to: Sequence[str],
    prohibition_basis: str,
    reason: Text,
    needs: Mapping[str, Sequence[str]] | None = None,
    sentences: Mapping[str, Text] | None = None,
) -> Callable[[Sight], Rule]:
    """Make a function that looks at the whole ledger an entry of the catalogue; words as of ``rule``."""
    return _entry(locals(), whole=True)


def _entry(said: Mapping[str, Any], *, whole: bool) -> Callable[[Any], Rule]:
    def entry(function: Any) -> Rule:
        source = inspect.getsource(inspect.getmodule(function) or function)
        return Rule(
            **dict(said)
            | {
                "name": function.__name__,
                "measure": None if whole else function,
                "sight": function if whole else None,
                "applies_to": frozenset(said["applies_to"]),
                "needs": tuple((business, tuple(names)) for business, names in (said["needs"] or {}).items()),
                "sentences": tuple((said["sentences"] or {}).items()),
                "version": hashlib.sha256(source.encode()).hexdigest()[:12],
            }
        )

    return entry


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule of the catalogue by its slug."""
    return catalogue(rules, Rule)


@cache
def _limits(name: str) -> LimitTable:
    return read_limits(Path(str(resources.files("lookthrough.flows") / "limits" / f"{name}.yml")))
