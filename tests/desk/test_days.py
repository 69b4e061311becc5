"""The days of an office: what a licensed body owes after a check, and when stages and tasks of a campaign end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lookthrough.cases.campaigns import operations as campaigns
from lookthrough.cases.campaigns import task_operations
from lookthrough.cases.campaigns.models import Task
from lookthrough.cases.campaigns.stages import ORDER
from lookthrough.desk import work_queries
from lookthrough.desk.work_item import WorkItem
from lookthrough.supervision.models import Check, Correction
from lookthrough.supervision.stages import Stage
from registry.working import AT, TODAY, appoint

WEEK = timedelta(days=7)


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def days(people: dict[str, int], who: str, *, mine: bool = True, today: date = TODAY) -> list[WorkItem]:
    return work_queries.days_of(officer_id=people[who], at=AT, today=today, first=TODAY, last=TODAY + timedelta(days=60), mine=mine)


def owed(number: str, due_on: date, *officers: str, region: str = "330302", state: str = "open") -> None:
    check = Check.objects.create(
        number=number, company_id=number, name="某担保公司", business="guarantor", region_code=region, purpose="年检", lead_office="东区",
        officers=list(officers), checklist="guarantor", checklist_version="1", stage=Stage.CORRECT, on_site_on=TODAY,
        self_check_due=TODAY, created_by="head", created_at=AT,
    )  # fmt: skip
    Correction.objects.create(
        check_of=check, what="压降余额", due_on=due_on, first_due_on=due_on, state=state, ordered_by="head", ordered_at=AT
    )


def test_a_correction_stands_in_the_calendar_of_its_checkers_and_of_the_district(people: dict[str, int]) -> None:
    owed("检1", date(2026, 11, 16), "east")
    owed("检2", date(2026, 11, 17), "east", state="done")
    owed("检3", date(2026, 11, 18), region="330303")
    assert [(one.number, one.due_on, one.left, one.page) for one in days(people, "east")] == [("检1", date(2026, 11, 16), 10, "check")]
    assert days(people, "east2") == []
    assert [one.number for one in days(people, "east2", mine=False)] == ["检1"]
    assert [one.number for one in days(people, "head", mine=False)] == ["检1", "检3"]
    assert [one.late for one in days(people, "east", today=date(2026, 11, 21))] == [True]  # a Saturday


def test_stages_and_tasks_of_a_campaign_stand_in_it_until_they_are_over(people: dict[str, int]) -> None:
    spans = {str(stage): (TODAY + place * WEEK, TODAY + (place + 1) * WEEK) for place, stage in enumerate(ORDER)}
    number = campaigns.open_campaign(
        name="清理整顿", basis="市里通知", spans=spans, fields=[("投资理财", "金融办")], districts=["330302"], tasks={},
        officer_id=people["head"], at=AT,
    )  # fmt: skip
    ends = [TODAY + (place + 1) * WEEK for place in range(len(ORDER))]
    assert [one.due_on for one in days(people, "head")] == ends  # the city has no tasks of its own
    assert [one.due_on for one in days(people, "east")] == sorted([*ends, *ends])
    task_operations.finish_task(task_id=Task.objects.order_by("due_on")[0].pk, note="已部署", officer_id=people["east"], at=AT)
    campaigns.advance(number=number, version=1, officer_id=people["head"], at=AT)
    assert [one.due_on for one in days(people, "east")] == sorted([*ends[1:], *ends[1:]])
    assert {one.due_on for one in days(people, "west")} == set(ends[1:])
    assert {one.page for one in days(people, "east")} == {"campaign"}
