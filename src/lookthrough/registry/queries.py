"""What is asked of the register: one firm or many, what screening found, who operates an institution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold
from lookthrough.registry.lists import FIELDS, GRADES, WatchList, watch_lists
from lookthrough.registry.models import Company, Hit, Institution, LicenceHeld

_IDS_A_STATEMENT = 5_000

__all__ = ["FIELDS", "GRADES", "WatchList", "watch_lists"]


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """One firm. ``company_id`` stays the same when the store is built anew: the USCC where it is sound."""

    company_id: str
    uscc: str
    uscc_sound: bool
    name: str
    established_on: date | None
    type: str
    registered_capital_text: str
    registered_capital_fen: int | None
    currency: str
    business_scope: str
    province: str
    city: str
    region_code: str
    event: str
    site_owner: str
    extra: dict[str, str]
    doubts: tuple[tuple[str, str, Text], ...]  # column, what was found, why
    source_file: str
    source_row: int


@dataclass(frozen=True, slots=True)
class StoredHit:
    """One place that holds a listed word, with the source of the list that speaks."""

    company_id: str
    uscc: str
    name: str
    region_code: str
    field: str
    word: str
    start: int
    list: str
    listed_word: str
    grade: str
    negated: bool
    licensed: bool
    basis: str


@dataclass(frozen=True, slots=True)
class HitCount:
    """How many hits of one list and word were graded, negated and licensed."""

    list: str
    word: str
    field: str
    graded: int
    negated: int
    licensed: int
    ungraded: int


@dataclass(frozen=True, slots=True)
class InstitutionFacts:
    """An institution, its operator as far as the register knows it, and the region it sits in."""

    institution_id: str
    name: str
    business: str
    operator_uscc: str
    operator: CompanyFacts | None
    region_code: str
    licence_no: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the register holds."""

    companies: int
    companies_with_doubts: int
    institutions: int
    licences: int
    hits: int
    hits_graded: int


def company(*, uscc: str) -> CompanyFacts | None:
    """Return the firm with a USCC; of firms that share an unsound code, the one stored first."""
    found = _companies().filter(uscc=normalise_uscc(uscc)).order_by("-uscc_sound", "pk").first()
    return _facts(found) if found else None


def company_by_id(*, company_id: str) -> CompanyFacts | None:
    """Return the firm with an id of ours."""
    found = _companies().filter(identity=company_id).first()
    return _facts(found) if found else None


def companies(
    *, search: str = "", region_prefix: str = "", company_ids: Iterable[str] | None = None, limit: int | None = 100, offset: int = 0
) -> list[CompanyFacts]:
    """Return firms by name: whose folded name or USCC holds ``search``, in regions whose code begins with a prefix, or of given ids."""
    found = _companies().filter(region_code__startswith=region_prefix).order_by("folded_name", "pk")
    if search.strip():
        found = found.filter(Q(folded_name__contains=fold(search.strip())) | Q(uscc__startswith=normalise_uscc(search)))
    if company_ids is not None:
        return [_facts(one) for one in _of_ids(found, company_ids)][offset : None if limit is None else offset + limit]
    return [_facts(one) for one in found[offset : None if limit is None else offset + limit]]


def _of_ids(found: QuerySet[Company], company_ids: Iterable[str]) -> list[Company]:
    """Return the firms of some ids in order; asked in parts, because databases bound the length of a statement."""
    ids = sorted(set(company_ids))
    parts = (ids[begin : begin + _IDS_A_STATEMENT] for begin in range(0, len(ids), _IDS_A_STATEMENT))
    companies = [one for part in parts for one in found.filter(identity__in=part)]
    return sorted(companies, key=lambda one: (one.folded_name, one.pk))


def hits_of(*, company_id: str) -> list[StoredHit]:
    """Return all hits of a firm by field and place."""
    found = Hit.objects.filter(company__identity=company_id).select_related("company").order_by("field", "start")
    return [_hit(one) for one in found]


def graded_hits(*, grades: Iterable[str] = ("watch", "block")) -> Iterator[StoredHit]:
    """Yield the hits of some grades, firm by firm."""
    found = Hit.objects.filter(grade__in=list(grades)).select_related("company").order_by("company_id", "field", "start")
    return (_hit(one) for one in found.iterator(chunk_size=2_000))


def hit_summary() -> list[HitCount]:
    """Count hits by list, word and field."""
    rows = (
        Hit.objects.values("list_name", "word", "field")
        .annotate(
            graded=Count("pk", filter=~Q(grade="none")),
            denied=Count("pk", filter=Q(negated=True)),
            exempt=Count("pk", filter=Q(negated=False, licensed=True)),
            plain=Count("pk", filter=Q(grade="none", negated=False, licensed=False)),
        )
        .order_by("list_name", "word", "field")
    )
    return [
        HitCount(row["list_name"], row["word"], row["field"], row["graded"], row["denied"], row["exempt"], row["plain"]) for row in rows
    ]


def institution(*, institution_id: str) -> InstitutionFacts | None:
    """Return one institution, or None."""
    return next(iter(institutions(institution_ids=[institution_id])), None)


def institutions(*, institution_ids: Iterable[str] | None = None, operator_id: str | None = None) -> list[InstitutionFacts]:
    """Return all institutions, those of given ids, or those that one firm operates, by id."""
    found = Institution.objects.select_related("operator__source").order_by("institution_id")
    if operator_id is not None:
        found = found.filter(operator__identity=operator_id)
    if institution_ids is not None:
        found = found.filter(institution_id__in=list(institution_ids))
    return [_institution(one) for one in found]


def operated_by(*, company_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the institutions that each of these firms operates; firms that operate none are left out."""
    found: dict[str, list[str]] = {}
    rows = Institution.objects.filter(operator__identity__in=list(company_ids)).order_by("institution_id")
    for company_id, institution_id in rows.values_list("operator__identity", "institution_id"):
        found.setdefault(company_id, []).append(institution_id)
    return found


def counts() -> Counts:
    """Count what the register holds."""
    return Counts(
        companies=Company.objects.count(),
        companies_with_doubts=Company.objects.exclude(warnings=[]).count(),
        institutions=Institution.objects.count(),
        licences=LicenceHeld.objects.count(),
        hits=Hit.objects.count(),
        hits_graded=Hit.objects.exclude(grade="none").count(),
    )


def _companies() -> QuerySet[Company]:
    return Company.objects.select_related("source")


def _facts(one: Company) -> CompanyFacts:
    return CompanyFacts(
        company_id=one.identity, uscc=one.uscc, uscc_sound=one.uscc_sound, name=one.name, established_on=one.established_on, type=one.type,
        registered_capital_text=one.registered_capital_text, registered_capital_fen=one.registered_capital_fen, currency=one.currency,
        business_scope=one.business_scope, province=one.province, city=one.city, region_code=one.region_code, event=one.event,
        site_owner=one.site_owner, extra=one.extra, source_file=one.source.name, source_row=one.source_row,
        doubts=tuple((doubt["column"], doubt["found"], Text(doubt["zh"], doubt["en"])) for doubt in one.warnings),
    )  # fmt: skip


def _hit(one: Hit) -> StoredHit:
    firm = one.company
    sources = {found.name: found.source for found in watch_lists()}
    return StoredHit(
        company_id=firm.identity, uscc=firm.uscc, name=firm.name, region_code=firm.region_code, field=one.field, word=one.word,
        start=one.start, list=one.list_name, listed_word=one.listed_word, grade=one.grade, negated=one.negated, licensed=one.licensed,
        basis=sources.get(one.list_name, ""),
    )  # fmt: skip


def _institution(one: Institution) -> InstitutionFacts:
    operator = _facts(one.operator) if one.operator else None
    region = one.region_code or (operator.region_code if operator else "")
    return InstitutionFacts(one.institution_id, one.name, one.business, one.operator_uscc, operator, region, one.licence_no)
