"""A triage lies where its firm lies, whoever moves the firm; lists and counts by place are those of the firms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lookthrough.registry import changes_operations as changes
from lookthrough.registry import corrections_operations as correcting
from lookthrough.registry import corrections_reading as reading
from lookthrough.registry import triage_operations as triage
from lookthrough.registry import triage_queries as queries
from lookthrough.registry.models import Company, Triage
from lookthrough.registry.triage_opening import open_triages
from lookthrough.registry.triage_queries import ORDERS, SHOWN, TriageFilter
from registry.register import write
from registry.working import AT, CITY, EAST, TODAY, WEST, appoint, barred, ident, settle

Ids = dict[str, int]


@pytest.fixture
def officers(db: None, tmp_path: Path) -> Ids:
    """Four barred names in the east, two in the west; two are decided, one is overdue."""
    made = appoint()
    settle(tmp_path, *(barred(number, "330302" if number < 5 else "330303") for number in range(1, 7)))
    open_triages(on=TODAY, at=AT)
    keys = list(Triage.objects.order_by("pk").values_list("pk", flat=True))
    triage.clear(triage_ids=[keys[0], keys[4]], reason="已核实", officer_id=made["head"], at=AT)
    triage.take(triage_ids=[keys[1]], officer_id=made["east"], at=AT)
    Triage.objects.filter(pk=keys[2]).update(due_on=TODAY - timedelta(days=3))
    return made


def places() -> None:
    """Check that every triage lies where its firm lies, and that lists, counts and regions say so."""
    every = list(Triage.objects.select_related("company"))
    assert [one.region_code for one in every] == [one.company.region_code for one in every]
    for district in (CITY, EAST, WEST):
        reached = [one for one in every if district.reaches(one.company.region_code)]
        waiting = [one for one in reached if one.state in SHOWN["waiting"]]
        assert queries.regions(district=district) == sorted({one.company.region_code for one in reached} - {""})
        assert queries.counts(district=district, today=TODAY) == {
            "waiting": len(waiting),
            "overdue": sum(one.due_on < TODAY for one in waiting),
            "answered": sum(one.state == "answered" for one in waiting),
            "block": sum(one.grade == "block" for one in waiting),
        }
        for state, states in SHOWN.items():
            expected = sorted(one.pk for one in reached if one.state in states)
            for order in ORDERS:
                page = queries.triages(district=district, asked=TriageFilter(state=state, order=order), today=TODAY)
                assert sorted(row.triage_id for row in page.rows) == expected
                assert page.total == len(expected)
                _in_order(page.rows, order)


def _in_order(rows: list[queries.TriageRow], order: str) -> None:
    found = Triage.objects.in_bulk([row.triage_id for row in rows])
    keys = {
        "rank": lambda one: (-one.rank, one.due_on, one.pk),
        "due": lambda one: (one.due_on, -one.rank, one.pk),
        "newest": lambda one: (-one.opened_on.toordinal(), -one.rank, one.pk),
    }
    assert [row.triage_id for row in rows] == [one.pk for one in sorted(found.values(), key=keys[order])]


def test_triages_lie_where_their_firms_lie(officers: Ids) -> None:
    places()
    assert set(Triage.objects.values_list("region_code", flat=True)) == {"330302", "330303"}


def test_a_file_that_moves_a_firm_moves_its_triage(officers: Ids, tmp_path: Path) -> None:
    settle(tmp_path, barred(2, "330303"), barred(6, "330302"), screen=False)
    assert Triage.objects.get(company__identity=ident(2)).region_code == "330303"
    places()


def test_a_notice_that_moves_a_firm_moves_its_triage(officers: Ids, tmp_path: Path) -> None:
    told = {"notice_id": "N1", "uscc": ident(3), "name": "某市第3理财有限公司", "kind": "move_in", "on": "2026-10-30", "region": "330303"}
    changes.import_changes(path=write(tmp_path / "notices.csv", [told], columns=(*told,)), at=AT, actor="test")
    assert Triage.objects.get(company__identity=ident(3)).region_code == "330303"
    places()


def test_a_correction_moves_a_triage_and_undone_moves_it_back(officers: Ids) -> None:
    wanted = reading.wanted_of_codes([ident(4)], column="region_code", value="330303")
    planned = reading.plan(wanted, district=CITY)[0]
    made = correcting.draft(planned=planned, reason="来函", officer_id=officers["head"], at=AT)
    assert correcting.make(correction_id=made, officer_id=officers["head"], at=AT)
    assert Triage.objects.get(company__identity=ident(4)).region_code == "330303"
    places()
    correcting.undo(correction_id=made, officer_id=officers["head"], at=AT)
    assert Triage.objects.get(company__identity=ident(4)).region_code == "330302"
    places()


def test_the_next_run_mends_what_was_moved_past_us(officers: Ids) -> None:
    Company.objects.filter(identity=ident(4)).update(region_code="")
    open_triages(on=TODAY, at=AT)
    assert Triage.objects.get(company__identity=ident(4)).region_code == ""
    places()
