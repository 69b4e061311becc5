"""The names by which firms and institutions are found, kept in step with the register: what has not changed is not touched.

Each kind of name is an entry of ``SOURCES``. A new kind of name needs an entry there and a call of ``index_names`` when it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple, TypeVar

from django.db import transaction

from lookthrough.registry.folding import fold_fields
from lookthrough.registry.models import Company, CompanyChange, Institution, OtherName, SearchForm, SearchName
from lookthrough.registry.search_grams import FORM, document
from lookthrough.registry.search_store import COLUMNS, Name, Store, rank, store

_Id = TypeVar("_Id", int, str)
_COMPANIES_AT_A_TIME = 5_000
_OLD_NUMBERS = ("注册号", "工商注册号", "registration_number")  # columns kept beside the known ones


class Kind(IntEnum):
    """What a name is to its owner; the number stands in the store."""

    NAME = 0
    INSTITUTION = 1
    FORMER = 2
    OTHER = 3
    SITE_OWNER = 4
    OLD_NUMBER = 5


class Told(NamedTuple):
    """A name as its source tells it, of a firm by its key in the store."""

    object_id: int
    company: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where names of a kind come from, for some firms by their keys."""

    kind: Kind
    read: Callable[[Sequence[int]], Iterable[Told]]


def _former(companies: Sequence[int]) -> Iterable[Told]:
    rows = CompanyChange.objects.filter(company_id__in=companies, column="name").exclude(old="")
    return (Told(*row) for row in rows.values_list("pk", "company_id", "old"))


def _site_owners(companies: Sequence[int]) -> Iterable[Told]:
    rows = Company.objects.filter(pk__in=companies).exclude(site_owner="").values_list("pk", "site_owner")
    return (Told(pk, pk, text) for pk, text in rows)


def _other_names(companies: Sequence[int]) -> Iterable[Told]:
    rows = OtherName.objects.filter(company_id__in=companies)
    return (Told(*row) for row in rows.values_list("pk", "company_id", "name"))


def _old_numbers(companies: Sequence[int]) -> Iterable[Told]:
    for pk, extra in Company.objects.filter(pk__in=companies).exclude(extra={}).values_list("pk", "extra"):
        number = next((extra[column] for column in _OLD_NUMBERS if extra.get(column)), "")
        if number:
            yield Told(pk, pk, number)


SOURCES = [
    Source(Kind.FORMER, _former),
    Source(Kind.OTHER, _other_names),
    Source(Kind.SITE_OWNER, _site_owners),
    Source(Kind.OLD_NUMBER, _old_numbers),
]


def index_names(company_ids: Iterable[str]) -> int:
    """Bring the index in line for some firms, by our ids; return how many names changed in it."""
    ids = sorted(set(company_ids))
    changed = 0
    for part in _parts(ids):
        changed += index_companies(list(Company.objects.filter(identity__in=part).values_list("pk", flat=True)))
    return changed


@transaction.atomic
def index_companies(companies: Sequence[int]) -> int:
    """Bring the index in line for some firms, by their keys in the store; return how many names changed in it."""
    return sum(_bring_in_line(_kept_of(kept), _wanted(kept)) for kept in _parts(sorted(companies)))


@transaction.atomic
def index_new_companies(*, after: int, advance: Callable[[int], None] = lambda _: None) -> int:
    """Index the firms whose key is greater than ``after``: those that an import has just added."""
    changed = 0
    while some := list(Company.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_COMPANIES_AT_A_TIME]):
        changed += _bring_in_line([], _wanted(some))
        after = some[-1]
        advance(len(some))
    return changed


@transaction.atomic
def index_institutions() -> int:
    """Bring the index in line for all institutions; return how many names changed in it."""
    rows = list(Institution.objects.order_by("pk").values_list("pk", "name", "region_code", "operator_id", "operator__region_code"))
    names = _squeezed([row[1] for row in rows])
    wanted = [
        _name(Kind.INSTITUTION, pk, None, pk, text, squeezed, "", region or operator_region or "")
        for (pk, text, region, _, operator_region), squeezed in zip(rows, names, strict=True)
    ]
    kept = [_from_row(row) for row in SearchName.objects.filter(kind=Kind.INSTITUTION).values_list(*COLUMNS)]
    return _bring_in_line(kept, [one for one in wanted if one.squeezed])


@transaction.atomic
def rebuild(*, at: datetime, advance: Callable[[int], None] = lambda _: None) -> int:
    """Build the whole index anew; return how many names it holds."""
    place = store()
    place.clear()
    place.prepare()
    count = index_new_companies(after=0, advance=advance) + index_institutions()
    place.finish()
    SearchForm.objects.update_or_create(pk=1, defaults={"form": FORM, "built_at": at})
    return count


def is_stale() -> bool:
    """Tell whether the index was built in a form that this program no longer reads."""
    kept = SearchForm.objects.filter(pk=1).values_list("form", flat=True).first()
    return kept is not None and kept != FORM


def _parts(ids: Sequence[_Id]) -> Iterator[Sequence[_Id]]:
    return (ids[begin : begin + _COMPANIES_AT_A_TIME] for begin in range(0, len(ids), _COMPANIES_AT_A_TIME))


def _kept_of(companies: Sequence[int]) -> list[Name]:
    rows = SearchName.objects.filter(company_id__in=companies).values_list(*COLUMNS)
    return [_from_row(row) for row in rows]


def _from_row(row: Sequence[object]) -> Name:
    values = dict(zip(COLUMNS, row, strict=True))
    return _with_pieces(Name(**values, pieces=""))  # type: ignore[arg-type]


def _wanted(companies: Sequence[int]) -> list[Name]:
    """Return every name of some firms that should be in the index."""
    columns = ("pk", "name", "folded_name", "uscc", "region_code")
    firms = {row[0]: row for row in Company.objects.filter(pk__in=companies).values_list(*columns)}
    names = [
        _name(Kind.NAME, pk, pk, None, text, "".join(folded.split()), uscc.upper(), region)
        for pk, text, folded, uscc, region in firms.values()
    ]
    for source in SOURCES:
        told = list(source.read(companies))
        for one, squeezed in zip(told, _squeezed([one.text for one in told]), strict=True):
            names.append(_name(source.kind, one.object_id, one.company, None, one.text, squeezed, "", firms[one.company][4]))
    return [one for one in names if one.squeezed]


def _squeezed(texts: Sequence[str]) -> list[str]:
    return ["".join(text.split()) for text in fold_fields(texts).text.split("\0")[:-1]] if texts else []


def _name(
    kind: Kind, object_id: int, company: int | None, institution: int | None, text: str, squeezed: str, code: str, region: str
) -> Name:
    key = rank(kind=kind, object_id=object_id, length=len(squeezed))
    return _with_pieces(Name(key, int(kind), object_id, company, institution, text, squeezed, code[:100], region, ""))


def _with_pieces(name: Name) -> Name:
    pieces = document(kind=name.kind, squeezed=name.squeezed, region_code=name.region_code, code=name.code)
    return name._replace(pieces=pieces)


def _bring_in_line(kept: Sequence[Name], wanted: Sequence[Name]) -> int:
    """Write only what differs."""
    place: Store = store()
    standing, asked = set(kept), set(wanted) if kept else set()
    gone = [one for one in kept if one not in asked]
    new = [one for one in wanted if one not in standing]
    if gone:
        place.remove(gone)
    if new:
        place.add(new)
    return len(gone) + len(new)
