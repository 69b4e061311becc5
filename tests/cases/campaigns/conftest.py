"""A city's campaign in two districts, with a firm found in the east."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from lookthrough.cases.campaigns import entry_operations, operations
from lookthrough.cases.campaigns.models import CampaignField
from lookthrough.cases.campaigns.stages import ORDER
from lookthrough.cases.campaigns.visit_operations import Sent
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from registry.working import AT, TODAY, appoint, barred, ident, settle

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


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return the city's officers, a second head among them, with a firm of each district that the screen has hit."""
    made = appoint()
    offices.appoint_officer(username="head2", name="head2", office="市局", role=Role.HEAD, password="long enough for a test")
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), barred(2), barred(3, "330303"))
    return made | {"head2": Officer.objects.get(username="head2").pk}


@pytest.fixture
def number(people: dict[str, int]) -> str:
    """Return the campaign's number."""
    return opened(people)


@pytest.fixture
def entry_id(people: dict[str, int], number: str) -> int:
    """Return the first eastern firm, entered by hand."""
    return entry_operations.enter(
        number=number, field_id=first_field(number), company_id=ident(1), name="", region_code="", reason="群众反映",
        officer_id=people["east"], at=AT,
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
