"""The names by which firms and institutions are found, kept in step with the register: what has not changed is not touched.

Each kind of name is an entry of ``SOURCES``. A new kind of name needs an entry there and a call of ``index_names`` when it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from lookthrough.registry.folding import fold_fields
from lookthrough.registry.models import Company, CompanyChange, Institution, OtherName, SearchForm, SearchName
from lookthrough.registry.search_grams import FORM, document
from lookthrough.registry.search_store import COLUMNS, Name, NameRow, Store, rank, store

_COMPANIES_AT_A_TIME, _IDS_A_STATEMENT = 20_000, 1_000
_OLD_NUMBERS = ("注册号", "工商注册号", "registration_number")  # columns kept beside the known ones

_TOLD = ("name", "uscc", "region_code", "site_owner", "extra")  # columns of a firm that the index tells of


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
class Firms:
    """Some firms by their keys in the store: those named, or all from one key to another."""

    keys: Sequence[int] = ()
    first: int = 0
    last: int = 0

    def among(self, column: str) -> Q:
        """Return the condition that a column holds the key of one of them."""
        if self.keys:
            return Q(**{f"{column}__in": self.keys})
        return Q(**{f"{column}__gte": self.first, f"{column}__lte": self.last})


@dataclass(frozen=True, slots=True)
class Source:
    """Where names of a kind come from."""

    kind: Kind
    read: Callable[[Firms], Iterable[Told]]


def _former(firms: Firms) -> Iterable[Told]:
    rows = CompanyChange.objects.filter(firms.among("company_id"), column="name").exclude(old="")
    return (Told(*row) for row in rows.values_list("pk", "company_id", "old"))


def _site_owners(firms: Firms) -> Iterable[Told]:
    rows = Company.objects.filter(firms.among("pk")).exclude(site_owner="").values_list("pk", "site_owner")
    return (Told(pk, pk, text) for pk, text in rows)


def _other_names(firms: Firms) -> Iterable[Told]:
    return (Told(*row) for row in OtherName.objects.filter(firms.among("company_id")).values_list("pk", "company_id", "name"))


def _old_numbers(firms: Firms) -> Iterable[Told]:
    for pk, extra in Company.objects.filter(firms.among("pk")).exclude(extra={}).values_list("pk", "extra"):
        number = next((extra[column] for column in _OLD_NUMBERS if extra.get(column)), "")
        if number:
            yield Told(pk, pk, number)


SOURCES = [
    Source(Kind.FORMER, _former),
    Source(Kind.OTHER, _other_names),
    Source(Kind.SITE_OWNER, _site_owners),
    Source(Kind.OLD_NUMBER, _old_numbers),
]


@transaction.atomic
def index_names(company_ids: Iterable[str]) -> int:
    """Bring the index in line for some firms, by our ids; return how many names changed in it."""
    ids = sorted(set(company_ids))
    parts = (ids[begin : begin + _IDS_A_STATEMENT] for begin in range(0, len(ids), _IDS_A_STATEMENT))
    return sum(index_companies(list(Company.objects.filter(identity__in=part).values_list("pk", flat=True))) for part in parts)


@transaction.atomic
def index_companies(keys: Sequence[int]) -> int:
    """Bring the index in line for some firms, by their keys in the store; return how many names changed in it."""
    parts = (keys[begin : begin + _IDS_A_STATEMENT] for begin in range(0, len(keys), _IDS_A_STATEMENT))
    return sum(_index_some(Firms(keys=part)) for part in parts)


def _index_some(firms: Firms) -> int:
    kept = SearchName.objects.filter(firms.among("company_id")).values_list(*COLUMNS)
    return _bring_in_line([_from_row(row) for row in kept], _wanted(firms))


def last_company() -> int:
    """Return the key of the firm stored last; 0 in an empty store."""
    return Company.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def index_imported(*, after: int, at: datetime) -> int:
    """Bring the index in line after an import: firms stored after a key are new, others changed where the import's time says so."""
    changes = CompanyChange.objects.filter(changed_at=at, company_id__lte=after, column__in=_TOLD).order_by()
    changed = sorted(set(changes.values_list("company_id", flat=True)))
    return index_companies(changed) + index_new_companies(after=after)


@transaction.atomic
def index_new_companies(*, after: int, advance: Callable[[int], None] = lambda _: None) -> int:
    """Index the firms whose key is greater than ``after``: those that an import has just added."""
    changed, end = 0, last_company()
    for begin in range(after + 1, end + 1, _COMPANIES_AT_A_TIME):
        names = _wanted(Firms(first=begin, last=min(begin + _COMPANIES_AT_A_TIME - 1, end)))
        changed += _bring_in_line([], names)
        advance(len(names))
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
    kept = [_from_row(row) for row in SearchName.objects.filter(company=None).values_list(*COLUMNS)]
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


def _from_row(row: tuple[Any, ...]) -> Name:
    kept = NameRow(*row)
    return Name(*kept, document(kind=kept.kind, squeezed=kept.squeezed, region_code=kept.region_code, code=kept.code))


def _wanted(firms: Firms) -> list[Name]:
    """Return every name of some firms that should be in the index."""
    names, regions = [], {}
    columns = ("pk", "name", "folded_name", "uscc", "region_code")
    for pk, text, folded, uscc, region in Company.objects.filter(firms.among("pk")).values_list(*columns):
        regions[pk] = region
        names.append(_name(Kind.NAME, pk, pk, None, text, "".join(folded.split()), uscc, region))
    for source in SOURCES:
        told = list(source.read(firms))
        for one, squeezed in zip(told, _squeezed([one.text for one in told]), strict=True):
            names.append(_name(source.kind, one.object_id, one.company, None, one.text, squeezed, "", regions[one.company]))
    return [one for one in names if one.squeezed]


def _squeezed(texts: Sequence[str]) -> list[str]:
    return ["".join(text.split()) for text in fold_fields(texts).text.split("\0")[:-1]] if texts else []


def _name(
    kind: Kind, object_id: int, company: int | None, institution: int | None, text: str, squeezed: str, code: str, region: str
) -> Name:
    key = rank(kind=kind, object_id=object_id, length=len(squeezed))
    pieces = document(kind=kind, squeezed=squeezed, region_code=region, code=code)
    return Name(key, int(kind), object_id, company, institution, text, squeezed, code, region, pieces)


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
