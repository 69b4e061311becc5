"""What is asked of administrative procedure: all of one case, and who reviews legally."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model

from lookthrough.cases.clocks import left
from lookthrough.cases.procedure.models import (
    AccountQuery,
    Announcement,
    Inspection,
    LegalReviewer,
    Proceeding,
    Rectification,
    Registration,
    Service,
)  # fmt: skip
from lookthrough.cases.procedure.proceedings import hearing_offered, standing_of
from lookthrough.cases.procedure.remedy_operations import until
from lookthrough.cases.procedure.rows import (
    AnnouncementRow,
    InspectionItemRow,
    InspectionRow,
    ItemRow,
    ProcedureFile,
    ProceedingRow,
    QueryRow,
    ReceiptRow,
    RectificationRow,
    RegistrationRow,
    RemedyRow,
    ReviewerRow,
    ReviewRow,
    ServiceRow,
)  # fmt: skip
from lookthrough.cases.procedure.steps import DEEDS, refusals
from lookthrough.cases.procedure.words import REMEDIES
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague

_SHOWN = 4  # signs of an account number
Row = TypeVar("Row")


def procedure(*, number: str, today: date) -> ProcedureFile:
    """Return all of a case's procedure; whoever asks has looked at the case itself first."""
    queries = AccountQuery.objects.filter(case_number=number).prefetch_related("receipts")
    registrations = Registration.objects.filter(case_number=number).prefetch_related("items")
    proceedings = Proceeding.objects.filter(case_number=number).prefetch_related("reviews", "remedies")
    inspections = Inspection.objects.filter(case_number=number).prefetch_related("items")
    return ProcedureFile(
        tuple(_query(one) for one in queries), tuple(_registration(one, today) for one in registrations),
        tuple(_proceeding(one, today) for one in proceedings),
        tuple(_service(one, today) for one in Service.objects.filter(case_number=number)),
        tuple(_rectification(one, today) for one in Rectification.objects.filter(case_number=number)),
        tuple(_same(AnnouncementRow, one) for one in Announcement.objects.filter(case_number=number)),
        tuple(_inspection(one) for one in inspections),
    )  # fmt: skip


def reviewers(*, by: Colleague) -> list[ReviewerRow]:
    """Return the persons with the legal qualification whose office lies on the officer's line of offices."""
    found = LegalReviewer.objects.filter(ended_at=None)
    return [_same(ReviewerRow, one) for one in found if _on_the_line(offices.officer(officer_id=one.officer_id), by)]


def is_reviewer(*, officer_id: int) -> bool:
    """Return whether an officer is on record as a legal reviewer."""
    return LegalReviewer.objects.filter(officer_id=officer_id, ended_at=None).exists()


def _on_the_line(one: Colleague | None, by: Colleague) -> bool:
    if one is None or one.district is None or by.district is None:
        return False
    return by.district.reaches(one.district.prefix) or one.district.reaches(by.district.prefix)


def _same(kind: type[Row], one: Model, **more: Any) -> Row:
    """Return a row whose fields are those of what is kept, lists as tuples, but for what is given."""
    taken = {field.name: getattr(one, field.name) for field in fields(kind) if field.name not in more}  # type: ignore[arg-type]
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in taken.items()}, **more)


def _rows(kind: type[Row], found: Iterable[Model]) -> tuple[Row, ...]:
    return tuple(_same(kind, one) for one in found)


def _query(one: AccountQuery) -> QueryRow:
    masked = tuple("*" * max(0, len(each) - _SHOWN) + each[-_SHOWN:] for each in one.accounts)
    return _same(QueryRow, one, masked=masked, receipts=_rows(ReceiptRow, one.receipts.all()))


def _registration(one: Registration, today: date) -> RegistrationRow:
    days = left(on=today, due_on=one.due_on) if one.state == "registered" and one.due_on else None
    return _same(RegistrationRow, one, items=_rows(ItemRow, one.items.all()), working_days_left=days)


def _proceeding(one: Proceeding, today: date) -> ProceedingRow:
    standing = standing_of(one)
    open_deeds = frozenset(deed for deed in DEEDS if not refusals(deed=deed, standing=standing, today=today))
    ends = [(kind, until(one, kind)) for kind in REMEDIES]
    return _same(
        ProceedingRow, one, hearing_offered=hearing_offered(one.measures), reviews=_rows(ReviewRow, one.reviews.all()),
        remedies=_rows(RemedyRow, one.remedies.all()), remedy_until=tuple((kind, day) for kind, day in ends if day), open_deeds=open_deeds,
    )  # fmt: skip


def _service(one: Service, today: date) -> ServiceRow:
    return _same(ServiceRow, one, may_confirm=one.state == "running" and one.served_on is not None and today > one.served_on)


def _rectification(one: Rectification, today: date) -> RectificationRow:
    days = left(on=today, due_on=one.due_on) if one.state == "running" and one.due_on else None
    return _same(RectificationRow, one, working_days_left=days)


def _inspection(one: Inspection) -> InspectionRow:
    return _same(InspectionRow, one, items=_rows(InspectionItemRow, one.items.all()))
