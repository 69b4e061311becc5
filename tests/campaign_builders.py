"""Campaigns for stories and walks: a city's in two districts, a district's own with one of everything, records as phones send them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from lookthrough.cases.campaigns import entry_operations, operations, report_operations, visit_operations
from lookthrough.cases.campaigns.models import CampaignField, Task, VisitPhoto
from lookthrough.cases.campaigns.stages import ORDER
from lookthrough.cases.campaigns.visit_operations import Sent
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from registry.working import AT, TODAY

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
SPANS = {stage: (TODAY + timedelta(days=20 * place), TODAY + timedelta(days=20 * place + 19)) for place, stage in enumerate(ORDER)}
SEEN = {
    "found_there": "yes", "operating": "open", "advertising": "promising", "takes_public_money": "suspected", "licences_shown": "none",
    "cooperation": "full", "staff": 6,
}  # fmt: skip
PHONE_A, PHONE_B = uuid4(), uuid4()


def opened(people: Mapping[str, int], **more: Any) -> str:
    """Open the city's campaign in both districts."""
    said: dict[str, Any] = {
        "name": "互联网金融风险专项整治", "basis": "国办发〔2016〕21号", "spans": SPANS,
        "fields": [("网络借贷", "银监分局"), ("股权众筹", "证监办")], "districts": ["330302", "330303"], "tasks": {},
    }  # fmt: skip
    return operations.open_campaign(**(said | more), officer_id=people["head"], at=AT)


def sent(entry_id: int, *, phone: UUID = PHONE_A, based_on: UUID | None = None, at: datetime = AT, **answers: Any) -> Sent:
    """Return a record as a phone sends it."""
    return Sent(
        visit_id=uuid4(), phone=phone, entry_id=entry_id, based_on=based_on, answers=SEEN | answers, note="前台三人", place=None,
        no_place="refused", seen_at=at, photos=(),
    )  # fmt: skip


def first_field(number: str) -> int:
    """Return the id of the campaign's first field."""
    return CampaignField.objects.filter(campaign__number=number).order_by("pk").values_list("pk", flat=True)[0]


def days(number: int) -> datetime:
    """Return the hour of the beginning, some days on."""
    return AT + timedelta(days=number)


def day(number: int) -> date:
    """Return the day some days on."""
    return TODAY + timedelta(days=number)


def one_of_everything(*, company_id: str, folder: Path, officer_id: int, at: datetime) -> dict[str, Any]:
    """Open a campaign of the eastern district alone, with a firm, a visit with its photo, a task and a report; how addresses name them."""
    offices.appoint_officer(username="east-head", name="东", office="东区金融办", role=Role.HEAD, password="long enough for a test")
    head, today = Officer.objects.get(username="east-head").pk, at.date()
    spans = {stage: (today + timedelta(days=9 * place), today + timedelta(days=9 * place + 8)) for place, stage in enumerate(ORDER)}
    number = operations.open_campaign(
        name="东区专项整治",
        basis="东办发〔2026〕1号",
        spans=spans,
        fields=[("网络借贷", "金融办")],
        districts=["330302"],
        tasks={},
        officer_id=head,
        at=at,
    )
    entry = entry_operations.enter(
        number=number,
        field_id=first_field(number),
        company_id=company_id,
        name="",
        region_code="",
        reason="举报",
        officer_id=officer_id,
        at=at,
    )
    one = Sent(uuid4(), PHONE_A, entry, None, SEEN, "", None, "refused", at, (PNG,))
    visit_operations.receive(sent=one, folder=folder, officer_id=officer_id, at=at)
    answers = {"officers_sent": "1", "situation": "x", "problems": "y"}
    report = report_operations.draft(number=number, stage="sweep", region_code="330302", answers=answers, officer_id=officer_id, at=at)
    task = Task.objects.filter(campaign__number=number).values_list("pk", flat=True)[0]
    return {
        "campaign": number, "entry_id": entry, "task_id": task, "photo_id": VisitPhoto.objects.get().pk, "campaign_report_id": report,
        "region_code": "330302", "stage": "sweep", "format": "xlsx",
    }  # fmt: skip
