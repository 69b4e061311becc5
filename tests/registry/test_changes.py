"""Change notices: each is an event of a firm's history, sets what it is newest about, and is screened by the rules of its event."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.audit import queries as audit
from lookthrough.kernel.files import FileRefused
from lookthrough.registry import operations as registry
from lookthrough.registry.changes import Notice
from lookthrough.registry.changes_operations import import_changes
from lookthrough.registry.changes_queries import events_of, standing_of
from lookthrough.registry.models import Company, CompanyEvent
from lookthrough.registry.queries import company_by_id, hits_of
from registry.register import code, firm, write

AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COLUMNS = ("notice_id", "uscc", "name", "kind", "on", "before", "after", "region", "place")


def notice(notice_id: str, kind: str, on: str, number: int = 1, **more: str) -> dict[str, str]:
    return {"notice_id": notice_id, "uscc": code(number), "name": f"某市第{number}商贸有限公司", "kind": kind, "on": on} | more


def tell(tmp_path: Path, *notices: dict[str, str], file: str = "notices.csv") -> object:
    return import_changes(path=write(tmp_path / file, list(notices), columns=COLUMNS), at=AT, actor="test")


@pytest.fixture
def registered(tmp_path: Path, db: None) -> Path:
    registry.import_companies(path=write(tmp_path / "companies.csv", [firm(1), firm(2)]), at=AT, actor="test")
    return tmp_path


def test_a_new_name_is_an_event_and_the_firm_goes_by_it(registered: Path) -> None:
    done = tell(registered, notice("N1", "name_change", "2026-10-20", before="某市第1商贸有限公司", after="某市甲乙有限公司"))

    assert (done.new, done.late, done.rejects) == (1, 0, [])
    found = company_by_id(company_id=code(1))
    assert (found.name, found.event) == ("某市甲乙有限公司", "name_change")
    event = events_of(code(1))[0]
    assert (event.at.isoformat(), event.kind) == ("2026-10-20", "name_change")
    assert event.text.zh == "名称变更：某市第1商贸有限公司 → 某市甲乙有限公司"
    assert event.source == "notices.csv:1"


def test_the_same_file_again_changes_nothing(registered: Path) -> None:
    one = notice("N1", "scope_change", "2026-10-20", after="理财咨询")
    tell(registered, one)
    entries = audit.verify()
    again = tell(registered, one)
    assert (again.new, again.repeated) == (0, 1)
    assert audit.verify() == entries


def test_a_known_id_with_other_content_is_refused(registered: Path) -> None:
    tell(registered, notice("N1", "scope_change", "2026-10-20", after="甲"))
    again = tell(
        registered, notice("N1", "scope_change", "2026-10-20", after="乙"), notice("N2", "capital_change", "2026-10-20", after="50万")
    )
    assert [(one.row, one.column) for one in again.rejects] == [(1, "notice_id")]
    assert again.new == 1


def test_an_older_notice_that_comes_late_is_history_only(registered: Path) -> None:
    tell(registered, notice("N2", "name_change", "2026-10-20", before="某市丙有限公司", after="某市丁有限公司", number=1))
    assert company_by_id(company_id=code(1)).name == "某市第1商贸有限公司", "the file knows another name: the step between is missing"
    late = tell(
        registered, notice("N1", "name_change", "2026-10-10", before="某市第1商贸有限公司", after="某市丙有限公司"), file="late.csv"
    )
    assert late.late == 1
    assert company_by_id(company_id=code(1)).name == "某市丁有限公司"
    assert [one.kind for one in events_of(code(1))] == ["name_change", "name_change"]
    assert not CompanyEvent.objects.get(notice_id="N1").applied


@pytest.mark.django_db
@given(order=st.permutations(range(4)))
@settings(max_examples=12, deadline=None)
def test_whatever_the_order_of_arrival_the_last_day_decides(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("order")
    Company.objects.all().delete()
    told = [notice(f"N{day}", "scope_change", f"2026-10-{10 + day}", number=7, after=f"第{day}项") for day in range(4)]
    for place in order:
        tell(folder, told[place], file=f"{place}.csv")
    assert company_by_id(company_id=code(7)).business_scope == "第3项"
    assert CompanyEvent.objects.filter(company__uscc=code(7)).count() == 4


def test_a_notice_older_than_a_file_that_knows_more_does_not_set_it_back(registered: Path) -> None:
    registry.import_companies(path=write(registered / "newer.csv", [firm(1, name="某市最新有限公司")]), at=AT, actor="test")
    done = tell(registered, notice("N1", "name_change", "2026-10-01", before="某市第1商贸有限公司", after="某市中间有限公司"))
    assert done.late == 1
    assert company_by_id(company_id=code(1)).name == "某市最新有限公司"


def test_a_file_that_only_repeats_itself_does_not_set_a_notice_back(registered: Path) -> None:
    tell(registered, notice("N1", "name_change", "2026-10-20", before="某市第1商贸有限公司", after="某市甲乙有限公司"))
    changed = firm(1, business_scope="五金销售")  # the old name again, with something else that is new
    registry.import_companies(path=write(registered / "next.csv", [changed]), at=AT, actor="test")
    found = company_by_id(company_id=code(1))
    assert (found.name, found.business_scope) == ("某市甲乙有限公司", "五金销售")


def test_a_firm_nobody_knew_comes_into_the_register(registered: Path) -> None:
    done = tell(registered, notice("N9", "new", "2026-10-30", number=9, after="日用百货销售", region="330302"))
    found = company_by_id(company_id=code(9))
    assert done.firms_new == 1
    assert (found.event, found.business_scope, found.region_code) == ("new", "日用百货销售", "330302")
    assert found.established_on.isoformat() == "2026-10-30"
    assert standing_of(code(9)).status == "active"


def test_the_end_of_a_firm_and_its_two_places_are_known(registered: Path) -> None:
    tell(
        registered,
        notice("N1", "address_change", "2026-09-01", after="车站大道1号", region="330302"),
        notice("N2", "address_change", "2026-09-02", after="学院路2号", region="330303", place="operating"),
        notice("N3", "revoked", "2026-10-01"),
    )  # fmt: skip
    stands = standing_of(code(1))
    assert (stands.status, stands.status_on.isoformat()) == ("revoked", "2026-10-01")
    assert (stands.registered_address, stands.operating_address) == ("车站大道1号", "学院路2号")
    assert (stands.registered_region_code, stands.operating_region_code) == ("330302", "330303")
    assert company_by_id(company_id=code(1)).region_code == "330302"


def test_beijings_suspended_words_bind_a_firm_that_moves_there(registered: Path) -> None:
    registry.import_companies(path=write(registered / "invest.csv", [firm(3, name="某市丙投资有限公司")]), at=AT, actor="test")
    tell(registered, notice("N1", "move_in", "2016-10-20", number=3, name="某市丙投资有限公司", region="110105"))
    hits = hits_of(company_id=code(3))
    assert [(hit.word, hit.grade) for hit in hits if hit.field == "name"] == [("投资", "block")]
    registry.screen_all(on=AT.date())
    assert [(hit.word, hit.grade) for hit in hits_of(company_id=code(3)) if hit.field == "name"] == [("投资", "block")]


def test_names_of_people_are_not_kept(registered: Path) -> None:
    tell(registered, notice("N1", "legal_representative_change", "2026-10-20", before="张三", after="李四"))
    event = CompanyEvent.objects.get()
    assert (event.before, event.after) == ("", "")
    assert events_of(code(1))[0].text.zh == "法定代表人变更"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"uscc": "123"}, "uscc"),
        ({"kind": "merger"}, "kind"),
        ({"on": "2026-02-30"}, "on"),
        ({"after": ""}, "after"),
        ({"notice_id": ""}, "notice_id"),
        ({"place": "moon"}, "place"),
        ({"name": ""}, "name"),
    ],
)
def test_rows_that_cannot_be_understood_are_told_by_row_and_column(registered: Path, wrong: dict[str, str], column: str) -> None:
    good = notice("N1", "scope_change", "2026-10-20", after="甲")
    done = tell(registered, good, notice("N2", "scope_change", "2026-10-21", number=2, after="乙") | wrong)
    assert [(one.row, one.column) for one in done.rejects] == [(2, column)]
    assert done.new == 1


def test_a_file_without_one_sound_row_stores_nothing(registered: Path) -> None:
    with pytest.raises(FileRefused):
        tell(registered, notice("N1", "merger", "2026-10-20"))
    assert CompanyEvent.objects.count() == 0


def test_what_a_notice_sets_follows_from_its_kind() -> None:
    moved = Notice("N", code(1), "甲", "move_out", AT.date(), after="某路", region_code="330200")
    assert moved.sets() == {
        "status": "moved_out", "registered_address": "某路", "registered_region_code": "330200", "region_code": "330200",
    }  # fmt: skip
