"""All stored companies screened, and the hits kept so that screening again changes only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from lookthrough.registry.licences import Licence, allowed_words
from lookthrough.registry.lists import lists_version
from lookthrough.registry.models import Company, Hit, LicenceHeld
from lookthrough.registry.screening import Firm, Screen

_COMPANIES_AT_A_TIME = 20_000
_ROWS_A_STATEMENT = 1_000

_Kept = dict[tuple[int, str, int], tuple[Any, ...]]  # company, field, start → the rest


@dataclass(slots=True)
class ScreenedStore:
    """What screening the store found and what it changed."""

    on: date
    lists_version: str
    companies: int = 0
    hits: int = 0
    graded: int = 0
    companies_graded: int = 0
    new: int = 0
    gone: int = 0


_FIRM_COLUMNS = ("pk", "uscc", "name", "business_scope", "province", "region_code", "event", "site_owner")


def screen_all(*, on: date, progress: Callable[[int], None] = lambda _: None) -> ScreenedStore:
    """Screen every stored company under the lists and licences in force on a day; hits that stand stay untouched."""
    done = ScreenedStore(on=on, lists_version=lists_version())
    screen = _screen(on)
    for firms in _stored_firms():
        _screen_some(screen, firms, done)
        progress(len(firms))
    return done


def screen_some(*, company_pks: Sequence[int], on: date) -> int:
    """Screen some firms, each by itself, because something about them has changed; returns how many."""
    done, screen = ScreenedStore(on=on, lists_version=lists_version()), _screen(on)
    for begin in range(0, len(company_pks), _ROWS_A_STATEMENT):
        some = Company.objects.filter(pk__in=company_pks[begin : begin + _ROWS_A_STATEMENT])
        for row in some.values_list(*_FIRM_COLUMNS):
            _screen_some(screen, [Firm(*row)], done)
    return done.companies


def _screen(on: date) -> Screen:
    held = LicenceHeld.objects.values_list(*(one.name for one in fields(Licence)))
    licences = (Licence(uscc, kind, frozenset(words), *rest) for uscc, kind, words, *rest in held)
    return Screen(on=on, allowed=allowed_words(licences, on=on))


def _stored_firms() -> Iterator[list[Firm]]:
    last = 0
    while rows := list(Company.objects.filter(pk__gt=last).order_by("pk").values_list(*_FIRM_COLUMNS)[:_COMPANIES_AT_A_TIME]):
        yield [Firm(*row) for row in rows]
        last = rows[-1][0]


@transaction.atomic
def _screen_some(screen: Screen, firms: Sequence[Firm], done: ScreenedStore) -> None:
    found: _Kept = {
        (hit.row, hit.field, hit.start): (hit.word, hit.list, hit.listed_word, hit.grade, hit.negated, hit.licensed)
        for hit in screen.hits(firms)
    }
    rows = Hit.objects.filter(company_id__gte=firms[0].row, company_id__lte=firms[-1].row)
    kept = rows.values_list("pk", "company_id", "field", "start", "word", "list_name", "listed_word", "grade", "negated", "licensed")
    standing: _Kept = {}
    gone = []
    for pk, company, field, start, *rest in kept:
        if found.get((company, field, start)) == tuple(rest):
            standing[company, field, start] = tuple(rest)
        else:
            gone.append(pk)
    new = [key for key in found if key not in standing]
    for begin in range(0, len(gone), _ROWS_A_STATEMENT):
        Hit.objects.filter(pk__in=gone[begin : begin + _ROWS_A_STATEMENT]).delete()
    Hit.objects.bulk_create((_hit(key, found[key]) for key in new), batch_size=_ROWS_A_STATEMENT)
    _count(done, firms, found, new=len(new), gone=len(gone))


def _hit(key: tuple[int, str, int], rest: tuple[Any, ...]) -> Hit:
    company, field, start = key
    word, list_name, listed_word, grade, negated, licensed = rest
    return Hit(
        company_id=company, field=field, start=start, word=word, list_name=list_name, listed_word=listed_word, grade=grade,
        negated=negated, licensed=licensed,
    )  # fmt: skip


def _count(done: ScreenedStore, firms: Sequence[Firm], found: _Kept, *, new: int, gone: int) -> None:
    graded = [key for key, rest in found.items() if rest[3] != "none"]
    done.companies += len(firms)
    done.hits += len(found)
    done.graded += len(graded)
    done.companies_graded += len({company for company, _, _ in graded})
    done.new += new
    done.gone += gone
