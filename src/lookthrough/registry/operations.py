"""What changes in the register: companies are imported, institutions and licences recorded, and everything stored is screened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.files import look_at
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.registry import search_index
from lookthrough.registry.importing import EveryRowRefused, Imported, import_sound_file
from lookthrough.registry.licences import Licence
from lookthrough.registry.models import Company, Institution, LicenceHeld
from lookthrough.registry.reading import COMPANY_COLUMNS
from lookthrough.registry.storing_hits import ScreenedStore, screen_all

__all__ = [
    "EveryRowRefused",
    "Imported",
    "InstitutionToRecord",
    "Recorded",
    "ScreenedStore",
    "import_companies",
    "record_institutions",
    "record_licences",
    "screen_all",
]


@dataclass(frozen=True, slots=True)
class InstitutionToRecord:
    """An institution as a ledger or a licence register names it; without a region it sits where its operator does."""

    institution_id: str
    name: str
    business: str
    operator_uscc: str = ""
    region_code: str = ""
    licence_no: str = ""
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(slots=True)
class Recorded:
    """How many were new, changed and known already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_companies(*, path: Path, at: datetime, actor: str, advance: Callable[[int], None] = lambda _: None) -> Imported:
    """Import a file of companies in one transaction; importing it again changes nothing.

    Raises ``FileRefused`` when the file is unsound and ``EveryRowRefused`` when no row can be stored; the store is then as it was.
    """
    sound = look_at(path, required=COMPANY_COLUMNS)
    last = search_index.last_company()
    done = import_sound_file(sound, at=at, advance=advance)
    if done.new or done.changed:
        search_index.index_imported(after=last, at=at)
        _link_operators()
        search_index.index_institutions()
        details = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": len(done.rejects)}
        audit.record(
            actor=actor, action="registry.import", object_type="file", object_id=path.name[:120], purpose="", at=at, details=details
        )
    return done


@transaction.atomic
def record_institutions(*, institutions: Iterable[InstitutionToRecord]) -> Recorded:
    """Record institutions by their ids and link each to the firm that operates it."""
    done = Recorded()
    for one in institutions:
        values = {"name": one.name, "business": one.business, "operator_uscc": normalise_uscc(one.operator_uscc)}
        more: dict[str, object] = {"licence_no": one.licence_no, "opened_on": one.opened_on, "closed_on": one.closed_on}
        _record(done, Institution, {"institution_id": one.institution_id}, more | values | {"region_code": one.region_code})
    _link_operators()
    search_index.index_institutions()
    return done


@transaction.atomic
def record_licences(*, licences: Iterable[Licence]) -> Recorded:
    """Record licences by firm, kind and first day."""
    done = Recorded()
    for one in licences:
        key = {"uscc": one.uscc, "kind": one.kind, "valid_from": one.valid_from}
        _record(
            done, LicenceHeld, key, {name: value for name, value in asdict(one).items() if name not in key} | {"words": sorted(one.words)}
        )
    return done


def _record(done: Recorded, model: type[Institution] | type[LicenceHeld], key: Mapping[str, object], values: Mapping[str, object]) -> None:
    found = model.objects.filter(**key).first()
    if found is None:
        model.objects.create(**key, **values)
        done.new += 1
    elif all(getattr(found, name) == value for name, value in values.items()):
        done.unchanged += 1
    else:
        model.objects.filter(pk=found.pk).update(**values)
        done.changed += 1


def _link_operators() -> None:
    """Link each institution to its operator as far as the register knows the firm."""
    institutions = list(Institution.objects.exclude(operator_uscc=""))
    codes = {one.operator_uscc for one in institutions}
    firms = dict(Company.objects.filter(uscc_sound=True, uscc__in=codes).values_list("uscc", "pk"))
    for one in institutions:
        operator = firms.get(one.operator_uscc)
        if operator != one.operator_id:
            Institution.objects.filter(pk=one.pk).update(operator=operator)
