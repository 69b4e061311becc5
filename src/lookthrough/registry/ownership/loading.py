"""The part of the register's ties that one question reaches, read step by step from the firm outward: never the whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from lookthrough.registry.models import Company, OutsideParty, Relation
from lookthrough.registry.ownership.graph import Tie
from lookthrough.registry.relation_kinds import CONTROLLER, SHAREHOLDER

OWNING = (SHAREHOLDER, CONTROLLER)
MOST_DIRECT = 20_000  # holders of one firm, or firms of one holder, that are read: as many as the largest have
MOST_PARTIES = 1_000  # and so many parties beyond them; a question that reaches further is answered up to here, and says so
_A_STATEMENT = 5_000
_COLUMNS = ("holder", "target", "kind", "share", "amount_fen", "valid_from", "valid_to", "pk")


@dataclass(frozen=True, slots=True)
class Reached:
    """Ties found and whether the walk ended because there was nothing more."""

    ties: list[Tie]
    whole: bool


def owners_above(start: str, *, on: date) -> Reached:
    """Return the ownership and control ties above a firm: its holders, theirs, and so on."""
    return _walk([start], on=on, into="target", next_of=lambda tie: tie.holder)


def holdings_below(starts: Iterable[str], *, on: date) -> Reached:
    """Return the ownership and control ties below some parties: what they hold, what that holds, and so on."""
    return _walk(starts, on=on, into="holder", next_of=lambda tie: tie.target)


def ties_of(target: str, *, on: date) -> list[Tie]:
    """Return the ties to one firm that are neither ownership nor control: its officers, guarantors, neighbours."""
    rows = _standing(on).filter(target=target).exclude(kind__in=OWNING)
    return [Tie(*row) for row in rows.order_by("kind", "holder").values_list(*_COLUMNS)]


def busy(holders: Sequence[str], *, on: date, kinds: Sequence[str], at_least: int) -> list[str]:
    """Return which of some people hold seats in so many firms; counted by the database."""
    found: list[str] = []
    for begin in range(0, len(holders), _A_STATEMENT):
        rows = _standing(on).filter(kind__in=kinds, holder__in=holders[begin : begin + _A_STATEMENT]).values("holder")
        found += rows.annotate(firms=Count("target", distinct=True)).filter(firms__gte=at_least).values_list("holder", flat=True)
    return found


def seats_of(holders: Iterable[str], *, on: date, kinds: Sequence[str]) -> list[Tie]:
    """Return the seats of some people in all firms."""
    return _in_parts(_standing(on).filter(kind__in=kinds), "holder", list(holders))


def days_of_change(target: str) -> list[date]:
    """Return the days on which somebody came to or left a firm, the latest last."""
    rows = Relation.objects.filter(target=target, kind__in=OWNING, replaced_at=None).values_list("valid_from", "valid_to")
    days = {first for first, _ in rows if first != date.min}
    days |= {date.fromordinal(last.toordinal() + 1) for _, last in rows if last != date.max}
    return sorted(days)


def state_bodies(parties: Iterable[str]) -> set[str]:
    """Return which of some parties are state bodies."""
    wanted = [int(key[1:]) for key in parties if key.startswith("o")]
    return {f"o{pk}" for pk in OutsideParty.objects.filter(pk__in=wanted, state_body=True).values_list("pk", flat=True)}


def firms(parties: Iterable[str]) -> dict[str, tuple[str, str, str, str]]:
    """Return id, name, USCC and region of firms and outside parties by key; people are not looked up here."""
    keys, found = list(parties), dict[str, tuple[str, str, str, str]]()
    for part in _parts([int(key[1:]) for key in keys if key.startswith("c")]):
        rows = Company.objects.filter(pk__in=part).values_list("pk", "identity", "name", "uscc", "region_code")
        found |= {f"c{pk}": (identity, name, uscc, region) for pk, identity, name, uscc, region in rows}
    for part in _parts([int(key[1:]) for key in keys if key.startswith("o")]):
        outside = OutsideParty.objects.filter(pk__in=part).values_list("pk", "name", "uscc")
        found |= {f"o{pk}": ("", name or uscc, uscc, "") for pk, name, uscc in outside}
    return found


def _walk(starts: Iterable[str], *, on: date, into: str, next_of: Callable[[Tie], str]) -> Reached:
    """Read level by level; of a level that is too large only as many parties as fit, each of them with all its ties or none."""
    seen, left = set(starts), MOST_DIRECT
    front, ties, whole = sorted(seen), list[Tie](), True
    standing = _standing(on).filter(kind__in=OWNING)
    while front:
        fresh, cut = _level(standing, into, front, at_most=left)
        ties += fresh
        reached = {next_of(tie) for tie in fresh} - seen
        left = MOST_PARTIES if left == MOST_DIRECT else left - len(reached)
        seen |= reached
        # nobody owns a person, so there is nothing to ask above one
        front = sorted(key for key in reached if into == "holder" or not key.startswith("p"))
        if cut or (front and left <= 0):
            whole, front = False, []
    return Reached(ties, whole)


def _level(standing: QuerySet[Relation], into: str, front: Sequence[str], *, at_most: int) -> tuple[list[Tie], bool]:
    """Return the ties of one level, and whether it was cut short."""
    ties: list[Tie] = []
    for begin in range(0, len(front), _A_STATEMENT):
        rows = standing.filter(**{f"{into}__in": front[begin : begin + _A_STATEMENT]}).order_by(into, "kind")
        ties += [Tie(*row) for row in rows.values_list(*_COLUMNS)[: at_most - len(ties) + 1]]
        if len(ties) > at_most:
            last = getattr(ties[-1], into)
            return [tie for tie in ties if getattr(tie, into) != last] or ties[:at_most], True
    return ties, False


def _standing(on: date) -> QuerySet[Relation]:
    return Relation.objects.filter(replaced_at=None, valid_from__lte=on, valid_to__gte=on)


def _in_parts(rows: QuerySet[Relation], column: str, keys: Sequence[str]) -> list[Tie]:
    return [
        Tie(*row)
        for begin in range(0, len(keys), _A_STATEMENT)
        for row in rows.filter(**{f"{column}__in": keys[begin : begin + _A_STATEMENT]}).values_list(*_COLUMNS)
    ]


def _parts(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[begin : begin + _A_STATEMENT] for begin in range(0, len(keys), _A_STATEMENT)]
