"""What is asked of the register of products: a district's registrations, one with its history, and which held on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.registry.models import Institution, ProductImport, RegisteredProduct
from lookthrough.registry.triage_queries import of_district

STATE_TITLES = {
    "registered": Text("有效", "in force"),
    "ended": Text("到期终止", "ended"),
    "withdrawn": Text("撤回", "withdrawn"),
    "revoked": Text("注销", "revoked"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration as it stands."""

    registration_no: str
    institution_id: str
    product_id: str
    name: str
    kind: str
    amount_fen: int
    annual_rate: float
    term_days: int
    borrower: str
    purpose_text: str
    registered_on: date
    sale_from: date | None
    sale_to: date | None
    state: str
    ended_on: date | None
    institution: str = ""
    region_code: str = ""
    source: str = ""
    source_row: int = 0

    def in_force(self, day: date) -> bool:
        """Return whether the product is registered on a day; the day on which a registration ends is no longer covered."""
        return self.registered_on <= day and (self.ended_on is None or day < self.ended_on)

    def on_sale(self, day: date) -> bool:
        """Return whether the registered span of sale covers a day; without one, any."""
        return (self.sale_from is None or self.sale_from <= day) and (self.sale_to is None or day <= self.sale_to)


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a registration's history; without a column it is the registration itself."""

    at: datetime
    actor: str
    column: str
    old: str
    new: str
    source: str


@dataclass(frozen=True, slots=True)
class Import:
    """One file that was read in."""

    import_id: int
    at: datetime
    actor: str
    source: str
    new: int
    changed: int
    undone: bool


def products(
    *, district: District | None = None, text: str = "", kind: str = "", state: str = "", start: int = 0, limit: int | None = None
) -> list[Registration]:  # fmt: skip
    """Return a district's registrations (all without one), the newest first; ``text`` is looked for in numbers, names, institutions."""
    end = None if limit is None else start + limit
    return [_registration(one) for one in _asked(district, text, kind, state)[start:end]]


def count(*, district: District | None = None, text: str = "", kind: str = "", state: str = "") -> int:
    """Return how many registrations such a list has in all."""
    return _asked(district, text, kind, state).count()


def any_registered() -> bool:
    """Return whether the register of products is in use at all."""
    return RegisteredProduct.objects.exists()


def registrations_of(*, institution_ids: Iterable[str]) -> dict[tuple[str, str], Registration]:
    """Return the registrations of some institutions by institution and product."""
    ids = sorted(set(institution_ids))
    found: dict[tuple[str, str], Registration] = {}
    for begin in range(0, len(ids), 500):
        rows = _all().filter(institution_id__in=ids[begin : begin + 500])
        found |= {(one.institution_id, one.product_id): _registration(one) for one in rows}
    return found


def product(*, registration_no: str, district: District) -> tuple[Registration, list[Changed]] | None:
    """Return one registration of a district with its history, the newest first."""
    found = _asked(district, "", "", "").filter(registration_no=registration_no).first()
    if found is None:
        return None
    changes = found.changes.select_related("read_by__source").order_by("-at", "-pk")
    history = [Changed(one.at, one.read_by.actor, one.column, one.old, one.new, one.read_by.source.name) for one in changes]
    return _registration(found), history


def imports(*, actor: str, limit: int = 5) -> list[Import]:
    """Return an officer's own latest imports."""
    rows = ProductImport.objects.filter(actor=actor).select_related("source").order_by("-at", "-pk")[:limit]
    return [Import(one.pk, one.at, one.actor, one.source.name, one.new, one.changed, one.undone_at is not None) for one in rows]


def _all() -> QuerySet[RegisteredProduct]:
    """Return all registrations with the name and region of their institution, empty where the register does not know it."""
    known = Institution.objects.filter(institution_id=OuterRef("institution_id"))
    region = Coalesce(NullIf("region_code", Value("")), "operator__region_code", output_field=TextField())
    return (
        RegisteredProduct.objects.select_related("read_by__source")
        .annotate(
            institution_name=Coalesce(Subquery(known.values("name")[:1]), Value(""), output_field=TextField()),
            region_code=Coalesce(Subquery(known.annotate(region=region).values("region")[:1]), Value(""), output_field=TextField()),
        )
        .order_by("-registered_on", "registration_no")
    )


def _asked(district: District | None, text: str, kind: str, state: str) -> QuerySet[RegisteredProduct]:
    found = _all()
    if district is not None:
        found = found.filter(of_district(district, "region_code"))
    for word in text.split():
        found = found.filter(
            Q(registration_no__icontains=word) | Q(product_id__icontains=word) | Q(name__icontains=word)
            | Q(institution_name__icontains=word) | Q(institution_id__icontains=word) | Q(borrower__icontains=word)
        )  # fmt: skip
    if kind:
        found = found.filter(kind=kind)
    return found.filter(state=state) if state else found


def _registration(one: RegisteredProduct) -> Registration:
    return Registration(
        registration_no=one.registration_no, institution_id=one.institution_id, product_id=one.product_id, name=one.name, kind=one.kind,
        amount_fen=one.amount_fen, annual_rate=one.annual_rate, term_days=one.term_days, borrower=one.borrower,
        purpose_text=one.purpose_text, registered_on=one.registered_on, sale_from=one.sale_from, sale_to=one.sale_to, state=one.state,
        ended_on=one.ended_on, institution=getattr(one, "institution_name", ""), region_code=getattr(one, "region_code", ""),
        source=one.read_by.source.name, source_row=one.source_row,
    )  # fmt: skip
