"""The sample area shows work half done: triages of two ages, a question, an answer, the watch list; settling again changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lookthrough.audit import queries as audit
from lookthrough.offices.queries import District
from lookthrough.registry import operations as registry
from lookthrough.registry import triage_operations, watch_queries
from lookthrough.registry.models import Answer, CompanyEvent, LicenceHeld, Question, Triage
from lookthrough.sample.operations import write_area
from lookthrough.sample.settling import settle

AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_area_is_settled_once_and_then_left_alone(tmp_path: Path, db: None, settings: Any) -> None:
    settings.HOME = tmp_path
    area = write_area(seed=3, home=tmp_path, companies=2_500, institutions=12)
    settle(area=area, at=AT)
    registry.screen_all(on=area.as_of)
    triage_operations.open_triages(on=AT.date(), at=AT)

    states = Counter(Triage.objects.values_list("state", flat=True))
    assert {"open", "asked", "answered", "cleared", "watched"} <= set(states)
    assert len(set(Triage.objects.values_list("opened_on", flat=True))) == 2, "some days ago, and today"
    assert (Question.objects.count(), Answer.objects.count()) == (2, 1)
    assert len(watch_queries.watched(district=District("", unplaced=True), today=AT.date())) == 2
    assert len(set(CompanyEvent.objects.values_list("kind", flat=True))) >= 8
    assert LicenceHeld.objects.exclude(suspended_from=None).count() == 1
    assert LicenceHeld.objects.exclude(revoked_on=None).count() == 1

    days = [one.at for one in audit.all_entries(search=audit.Search(), most=1_000)]
    assert days == sorted(days, reverse=True), "the trail runs in the order of its days"
    entries = audit.verify()
    settle(area=area, at=AT)
    registry.screen_all(on=area.as_of)
    triage_operations.open_triages(on=AT.date(), at=AT)
    assert Counter(Triage.objects.values_list("state", flat=True)) == states
    again, _ = audit.entries(page_size=3)
    assert audit.verify() == entries, [(one.action, one.details) for one in again]
