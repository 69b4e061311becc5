"""Other names of firms kept in step with what the register knows: short names, former names, brands, sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lookthrough.registry.folding import fold
from lookthrough.registry.matching.reading import site_of
from lookthrough.registry.matching.standing import standing_links
from lookthrough.registry.models import Company, CompanyChange, CompanyEvent, Institution, OtherName
from lookthrough.registry.names import name_key, short_name
from lookthrough.registry.naming_places import know_regions

DERIVED, INSTITUTIONS, CHANGES, NOTICES = "name", "institutions", "changes", "notices"
_AT_A_TIME = 1_000
_SITE_COLUMNS = ("site", "website", "网站", "网址")


@dataclass(slots=True)
class Renewed:
    """How many names were added, taken away and known already."""

    added: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    name: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


def renew_names(*, company_ids: Iterable[str] | None = None, advance: Callable[[int], None] = lambda _: None) -> Renewed:
    """Bring the other names of some firms, or of all, in step with the register; again, it changes nothing."""
    done, changed = Renewed(), list[str]()
    for part in _parts(company_ids):
        with transaction.atomic():
            changed += _renew(part, done)
        advance(len(part))
    if changed:
        _tell_search(changed)
    return done


def _parts(company_ids: Iterable[str] | None) -> Iterator[Sequence[Company]]:
    if company_ids is not None:
        ids = sorted(set(company_ids))
        for begin in range(0, len(ids), _AT_A_TIME):
            yield list(_wanted().filter(identity__in=ids[begin : begin + _AT_A_TIME]).order_by("pk"))
        return
    last = 0
    while part := list(_wanted().filter(pk__gt=last).order_by("pk")[:_AT_A_TIME]):
        last = part[-1].pk
        yield part


def _wanted() -> QuerySet[Company]:
    return Company.objects.only("pk", "identity", "name", "extra", "region_code")


def _renew(companies: Sequence[Company], done: Renewed) -> list[str]:
    """Write what changed of some firms' names and return the ids of the firms it changed for."""
    know_regions({one.region_code for one in companies})
    wanted, here = _names_of(companies), {one.pk: one.identity for one in companies}
    stored = {(one.company_id, one.kind, one.folded): one for one in OtherName.objects.filter(company__in=list(here))}
    fresh = [
        OtherName(company_id=key[0], kind=key[1], folded=key[2], **_columns(said)) for key, said in wanted.items() if key not in stored
    ]
    gone = [one for key, one in stored.items() if key not in wanted]
    OtherName.objects.bulk_create(fresh, batch_size=500)
    for begin in range(0, len(gone), 500):
        OtherName.objects.filter(pk__in=[one.pk for one in gone[begin : begin + 500]]).delete()
    moved = [_moved(stored[key], said) for key, said in wanted.items() if key in stored and _differs(stored[key], said)]
    OtherName.objects.bulk_update(moved, ["name", "source", "valid_from", "valid_to"], batch_size=500)
    done.added += len(fresh)
    done.removed += len(gone)
    done.unchanged += len(wanted) - len(fresh)
    return sorted({here[one.company_id] for one in [*fresh, *gone, *moved]})


def _columns(said: _Name) -> dict[str, object]:
    return {"name": said.name, "source": said.source, "valid_from": said.valid_from, "valid_to": said.valid_to}


def _differs(one: OtherName, said: _Name) -> bool:
    return any(getattr(one, column) != value for column, value in _columns(said).items())


def _moved(one: OtherName, said: _Name) -> OtherName:
    for column, value in _columns(said).items():
        setattr(one, column, value)
    return one


_Key = tuple[int, str, str]


def _names_of(companies: Sequence[Company]) -> dict[_Key, _Name]:
    """Return every other name of some firms; where two sources tell the same name, the first stays."""
    found: dict[_Key, _Name] = {}
    registered = {one.pk: name_key(one.name) for one in companies}
    for pk, said in _told(companies):
        folded = said.name if said.kind == "site" else fold(said.name).strip()
        if folded and (said.kind == "site" or name_key(folded) != registered[pk]):
            found.setdefault((pk, said.kind, folded), said)
    return found


def _told(companies: Sequence[Company]) -> Iterator[tuple[int, _Name]]:
    keys = [one.pk for one in companies]
    for one in companies:
        if short := short_name(one.name):
            yield one.pk, _Name("short", short, DERIVED)
        for column in _SITE_COLUMNS:
            if site := site_of(str(one.extra.get(column, ""))):
                yield one.pk, _Name("site", site, column)
    yield from _former(keys)
    for pk, name in Institution.objects.filter(operator__in=keys).order_by("pk").values_list("operator_id", "name"):
        yield pk, _Name("brand", name, INSTITUTIONS)
    for link in standing_links(companies=keys):
        yield link.company, _Name("brand", link.brand, link.source)
        yield link.company, _Name("site", link.site, link.source)
        yield link.company, _Name("former" if link.called_otherwise else "brand", link.name, link.source)


def _former(keys: Sequence[int]) -> Iterator[tuple[int, _Name]]:
    """Yield the names firms bore before, each with its last day as far as it is known, and the short forms of those."""
    changes = CompanyChange.objects.filter(company__in=keys, column="name").order_by("pk")
    rows = [(pk, old, CHANGES, timezone.localtime(at).date()) for pk, old, at in changes.values_list("company_id", "old", "changed_at")]
    notices = CompanyEvent.objects.filter(company__in=keys, kind="name_change").exclude(before="").order_by("on", "pk")
    rows += [(pk, old, NOTICES, on) for pk, old, on in notices.values_list("company_id", "before", "on")]
    for pk, old, source, until in rows:
        yield pk, _Name("former", old, source, None, until)
        if short := short_name(old):
            yield pk, _Name("short", short, source, None, until)


def _tell_search(company_ids: list[str]) -> None:
    from lookthrough.registry.search_index import index_names

    index_names(company_ids)
