"""The key watch list: a person puts a firm there for a reason and a term, it ends by itself, and its history stays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lookthrough.audit import queries as audit
from lookthrough.registry import watch_operations as watching
from lookthrough.registry import watch_queries as queries
from lookthrough.registry.handling_operations import NotAllowed
from registry.register import firm
from registry.working import AT, EAST, TODAY, WEST, appoint, ident, settle

Ids = dict[str, int]
UNTIL = date(2027, 3, 1)


@pytest.fixture
def officers(db: None, tmp_path: Path) -> Ids:
    found = appoint()
    settle(tmp_path, firm(1, region_code="330302"), firm(2, region_code="330302"), screen=False)
    return found


def put(officers: Ids, number: int = 1, until: date = UNTIL, who: str = "east", reason: str = "资金来源不清") -> int:
    return watching.put(company_ids=[ident(number)], reason=reason, until=until, officer_id=officers[who], at=AT)[0]


def test_a_firm_is_on_the_list_for_its_term_and_not_a_day_longer(officers: Ids) -> None:
    put(officers)
    assert [one.company_id for one in queries.watched(district=EAST, today=TODAY)] == [ident(1)]
    assert queries.watched(district=EAST, today=UNTIL)
    assert queries.watched(district=EAST, today=UNTIL + timedelta(days=1)) == []
    assert queries.watch_history(company_id=ident(1), today=UNTIL + timedelta(days=1))[0].state == "ended"
    assert queries.watched(district=WEST, today=TODAY) == []
    assert audit.entries(object_type="company", object_id=ident(1))[0][0].purpose == "资金来源不清"


def test_of_some_firms_those_on_the_list_are_told_in_one_question(officers: Ids, django_assert_num_queries: Any) -> None:
    put(officers)
    with django_assert_num_queries(1):
        assert queries.watched_among(company_ids=[ident(1), ident(2)], today=TODAY) == {ident(1)}
    assert queries.watched_among(company_ids=[ident(1)], today=UNTIL + timedelta(days=1)) == set()


def test_no_term_is_longer_than_the_office_allows(officers: Ids) -> None:
    assert watching.longest_until(TODAY) == date(2027, 11, 2)
    put(officers, until=date(2027, 11, 2))
    with pytest.raises(NotAllowed, match="2027-11-02"):
        put(officers, 2, until=date(2027, 11, 3))
    with pytest.raises(NotAllowed):
        put(officers, 2, until=TODAY)
    assert watching.longest_until(date(2027, 2, 28)) == date(2028, 2, 28)
    assert watching.longest_until(date(2028, 2, 29)) == date(2029, 2, 28)


def test_an_extension_is_a_term_of_its_own(officers: Ids) -> None:
    first = put(officers)
    later = date(2027, 9, 1)
    watching.extend(entry_id=first, reason="仍未说明", until=later, officer_id=officers["east"], at=AT)
    history = queries.watch_history(company_id=ident(1), today=TODAY)
    assert [(one.from_on, one.until, one.state) for one in history] == [(date(2027, 3, 2), later, "coming"), (TODAY, UNTIL, "running")]
    assert queries.watched(district=EAST, today=later)
    with pytest.raises(NotAllowed):
        watching.extend(entry_id=first, reason="再延", until=later, officer_id=officers["east"], at=AT)


def test_taking_off_ends_the_term_with_its_extension_and_can_be_undone_that_day(officers: Ids) -> None:
    first = put(officers)
    watching.extend(entry_id=first, reason="仍未说明", until=date(2027, 9, 1), officer_id=officers["east"], at=AT)
    watching.take_off(entry_id=first, reason="已说明", officer_id=officers["east"], at=AT)
    assert queries.watched(district=EAST, today=TODAY) == []
    assert not queries.is_watched(company_id=ident(1), today=date(2027, 6, 1))
    watching.put_back(entry_id=first, officer_id=officers["east"], at=AT)
    assert queries.is_watched(company_id=ident(1), today=TODAY)
    assert queries.is_watched(company_id=ident(1), today=date(2027, 6, 1))


def test_twice_on_the_list_is_refused(officers: Ids) -> None:
    put(officers)
    with pytest.raises(NotAllowed):
        put(officers)


def test_what_ends_soon_is_shown_unless_it_is_extended(officers: Ids) -> None:
    first = put(officers, until=TODAY + timedelta(days=10))
    put(officers, 2)
    assert [one.company_id for one in queries.watched(district=EAST, today=TODAY, state="soon")] == [ident(1)]
    watching.extend(entry_id=first, reason="仍未说明", until=TODAY + timedelta(days=90), officer_id=officers["east"], at=AT)
    assert queries.watched(district=EAST, today=TODAY, state="soon") == []


@pytest.mark.parametrize("who", ["west", "auditor", "analyst"])
def test_others_decide_nothing(officers: Ids, who: str) -> None:
    first = put(officers)
    for deed in (
        lambda: put(officers, 2, who=who),
        lambda: watching.extend(entry_id=first, reason="x", until=date(2027, 9, 1), officer_id=officers[who], at=AT),
        lambda: watching.take_off(entry_id=first, reason="x", officer_id=officers[who], at=AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(NotAllowed):
        put(officers, 2, reason=" ")
