"""A month's report: drafted when the month is over, proposed by one, signed by another, then the same bytes for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lookthrough.audit import queries as trail
from lookthrough.kernel.periods import Month
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.reports import keeping, operations, queries
from registry.working import AT, CITY, EAST, TODAY, WEST, appoint

OCTOBER = Month(2026, 10)


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    """Return those who work here; the east has a head of its own beside the city's."""
    settings.HOME = tmp_path
    made = appoint()
    offices.appoint_officer(username="east-head", name="东区主任", office="东区金融办", role=Role.HEAD, password="long enough for a test")
    return made | {"east-head": Officer.objects.get(username="east-head").pk}


def drafted(people: dict[str, int], by: str = "east", month: Month = OCTOBER) -> int:
    return operations.draft(month=month, as_of=TODAY, officer_id=people[by], at=AT)


def edition(report_id: int) -> int:
    found = queries.report(report_id=report_id, district=EAST)
    assert found is not None
    return found.row.edition


def deed(name: str, report_id: int, officer: int, **more: str) -> Any:
    return getattr(operations, name)(report_id=report_id, edition=edition(report_id), officer_id=officer, at=AT, **more)


def signed(people: dict[str, int], month: Month = OCTOBER) -> int:
    one = drafted(people, month=month)
    deed("propose", one, people["east"])
    deed("sign", one, people["east-head"])
    return one


def test_from_draft_to_signature(people: dict[str, int]) -> None:
    one = drafted(people)
    deed("write_foreword", one, people["east-head"], text="请各科室抓紧整改。")
    deed("propose", one, people["east"])
    with pytest.raises(NotAllowed, match="not changed"):
        deed("write_foreword", one, people["east"], text="改一改")
    assert deed("sign", one, people["east-head"]) == "金融监测〔2026〕1号"
    found = queries.report(report_id=one, district=EAST)
    assert found is not None
    assert (found.row.state, found.row.signed_by, found.foreword) == ("signed", "east-head", "请各科室抓紧整改。")
    assert [act.kind for act in found.acts] == ["signed", "proposed", "edited", "drafted"]
    assert set(found.files) == {"zh.pdf", "zh.docx", "en.pdf", "en.docx"}
    assert trail.head()[0] >= 4  # each deed stands in the trail


def test_nobody_signs_what_he_proposed_and_nobody_without_the_role(people: dict[str, int]) -> None:
    one = drafted(people, by="east-head")
    deed("propose", one, people["east-head"])
    for name, reason in (("east-head", "another head does"), ("east", "does not sign")):
        with pytest.raises(NotAllowed, match=reason):
            deed("sign", one, people[name])
    deed("withdraw", one, people["east-head"])
    deed("propose", one, people["east"])
    deed("send_back", one, people["east-head"], reason="数字有误")
    assert queries.reports(district=EAST)[0].state == "draft"


def test_signed_papers_are_the_same_bytes_for_good_and_a_touched_one_is_not_handed_out(people: dict[str, int], tmp_path: Path) -> None:
    one = signed(people)
    before = queries.paper(report_id=one, district=EAST, kind="docx", language="zh")
    Officer.objects.filter(username="east").update(name="改了名")  # a new name would change a paper written anew
    assert queries.paper(report_id=one, district=EAST, kind="docx", language="zh") == before
    kept = next((tmp_path / "reports").rglob("*.pdf"))
    kept.write_bytes(kept.read_bytes() + b"%")
    with pytest.raises(keeping.PaperChanged):
        [queries.paper(report_id=one, district=EAST, kind="pdf", language=language) for language in ("zh", "en")]


def test_a_correction_is_a_new_version_and_takes_the_next_number(people: dict[str, int]) -> None:
    one = signed(people)
    with pytest.raises(NotAllowed, match="draft a correction"):
        drafted(people)
    two = operations.correct(report_id=one, reason="报送补报", as_of=TODAY, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="in work already"):
        operations.correct(report_id=one, reason="又一次", as_of=TODAY, officer_id=people["east"], at=AT)
    deed("propose", two, people["east"])
    assert deed("sign", two, people["east-head"]) == "金融监测〔2026〕2号"
    rows = queries.reports(district=EAST)
    assert [(row.version, row.state, row.correction_of) for row in rows] == [(2, "signed", "金融监测〔2026〕1号"), (1, "signed", "")]


def test_a_change_that_somebody_else_made_is_not_overwritten(people: dict[str, int]) -> None:
    one = drafted(people)
    seen = edition(one)
    deed("write_foreword", one, people["east-head"], text="先写的")
    with pytest.raises(NotAllowed, match="east-head changed this report"):
        operations.write_foreword(report_id=one, edition=seen, text="后写的", officer_id=people["east"], at=AT)


def test_a_month_that_runs_is_not_reported_and_a_discarded_draft_makes_room(people: dict[str, int]) -> None:
    with pytest.raises(NotAllowed, match="not over"):
        operations.draft(month=Month(2026, 11), as_of=TODAY, officer_id=people["east"], at=AT)
    one = drafted(people)
    with pytest.raises(NotAllowed, match="in work already"):
        drafted(people, by="east2")
    deed("discard", one, people["east2"], reason="重来")
    assert drafted(people) != one
    assert queries.next_month(district=EAST, today=date(2026, 11, 20)) == Month(2026, 9)


def test_another_district_sees_nothing_and_the_city_only_what_is_signed(people: dict[str, int]) -> None:
    one = drafted(people)
    assert queries.reports(district=WEST) == queries.reports(district=CITY) == []
    assert queries.report(report_id=one, district=WEST) is None
    with pytest.raises(NotAllowed, match="no such report"):
        operations.propose(report_id=one, edition=1, officer_id=people["head"], at=AT)
    deed("propose", one, people["east"])
    deed("sign", one, people["east-head"])
    assert [row.report_id for row in queries.reports(district=CITY)] == [one]
    assert queries.paper(report_id=one, district=WEST, kind="pdf", language="zh") is None
