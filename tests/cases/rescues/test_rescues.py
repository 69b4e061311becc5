"""A firm that is rescued: by district or city, a lead bank, creditors who vote, measures, and nothing released without a second person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lookthrough.audit import queries as trail
from lookthrough.cases.rescues import committee_operations, operations, queries, release_operations
from lookthrough.cases.rescues.words import MEASURES
from lookthrough.registry.handling_operations import NotAllowed
from registry.register import firm
from registry.working import AT, EAST, TODAY, WEST, appoint, ident, settle

MILLION = 100_000_000  # fen


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return those who work here, with a firm in trouble."""
    made = appoint()
    settle(tmp_path, firm(1, name="东区纺织有限公司", region_code="330302"), screen=False)
    return made


def opened(people: dict[str, int], tier: str = "district") -> str:
    """Open the firm's rescue."""
    return operations.open_rescue(
        company_id=ident(1), tier=tier, tier_reason="影响有限", situation="订单减少，贷款将到期", officer_id=people["east"], at=AT
    )


def shown(number: str) -> queries.RescueFile:
    """Return the rescue as the east sees it."""
    found = queries.rescue(number=number, district=EAST)
    assert found is not None
    return found


def committee(people: dict[str, int], number: str) -> list[int]:
    """Take three banks onto the committee: one holds half of the debt."""
    banks = (("甲银行", 5), ("乙银行", 3), ("丙银行", 2))
    return [
        committee_operations.join(number=number, creditor=name, fen=share * MILLION, secured=True, officer_id=people["east"], at=AT)
        for name, share in banks
    ]


def voted(people: dict[str, int], number: str, creditors: list[int], *yes: int) -> bool:
    """Put a question, have some vote for it and the rest against, and count."""
    question = committee_operations.put_to_vote(number=number, text="展期一年", officer_id=people["east"], at=AT)
    for place, creditor in enumerate(creditors):
        said = "yes" if place in yes else "no"
        committee_operations.vote(number=number, resolution_id=question, creditor_id=creditor, vote=said, officer_id=people["east"], at=AT)
    return committee_operations.close_vote(number=number, resolution_id=question, officer_id=people["east"], at=AT)


def test_both_majorities_are_needed(people: dict[str, int]) -> None:
    number = opened(people)
    creditors = committee(people, number)
    assert voted(people, number, creditors, 0, 1)  # two of three heads, 80 % of the debt
    assert not voted(people, number, creditors, 1, 2)  # two heads, but half of the debt
    assert not voted(people, number, creditors, 0)  # half of the debt, one head
    assert not voted(people, number, creditors)


def test_who_is_silent_has_not_agreed(people: dict[str, int]) -> None:
    number = opened(people)
    first, *_ = committee(people, number)
    question = committee_operations.put_to_vote(number=number, text="展期", officer_id=people["east"], at=AT)
    committee_operations.vote(number=number, resolution_id=question, creditor_id=first, vote="yes", officer_id=people["east"], at=AT)
    assert not committee_operations.close_vote(number=number, resolution_id=question, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="no such question"):
        committee_operations.vote(number=number, resolution_id=question, creditor_id=first, vote="no", officer_id=people["east"], at=AT)


def test_a_release_waits_for_a_second_person(people: dict[str, int]) -> None:
    number = opened(people)
    waiting = release_operations.propose_release(
        number=number, text="企业正常经营", audience="各债权银行", officer_id=people["east"], at=AT
    )
    with pytest.raises(NotAllowed, match="before it is approved"):
        release_operations.release(number=number, release_id=waiting, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="role"):
        release_operations.decide_release(number=number, release_id=waiting, approve=True, reason="", officer_id=people["east2"], at=AT)
    release_operations.decide_release(number=number, release_id=waiting, approve=True, reason="", officer_id=people["head"], at=AT)
    assert release_operations.release(number=number, release_id=waiting, officer_id=people["east"], at=AT) == "企业正常经营"
    own = release_operations.propose_release(number=number, text="x", audience="x", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="whoever proposes"):
        release_operations.decide_release(number=number, release_id=own, approve=True, reason="", officer_id=people["head"], at=AT)


def test_a_refused_release_says_why_and_never_goes_out(people: dict[str, int]) -> None:
    number = opened(people)
    waiting = release_operations.propose_release(number=number, text="x", audience="媒体", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="write something"):
        release_operations.decide_release(number=number, release_id=waiting, approve=False, reason=" ", officer_id=people["head"], at=AT)
    release_operations.decide_release(number=number, release_id=waiting, approve=False, reason="措辞不妥", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="before it is approved"):
        release_operations.release(number=number, release_id=waiting, officer_id=people["east"], at=AT)


def test_what_the_city_handles_the_district_reads_and_does_not_work_on(people: dict[str, int]) -> None:
    number = opened(people)
    operations.raise_to_city(number=number, reason="波及多个县区", officer_id=people["east"], at=AT)
    assert shown(number).row.tier == "city"
    assert not queries.may_work(district=EAST, row=shown(number).row)
    with pytest.raises(NotAllowed, match="city's officers"):
        operations.name_lead_bank(number=number, bank="甲银行", officer_id=people["east"], at=AT)
    operations.name_lead_bank(number=number, bank="甲银行", officer_id=people["head"], at=AT)
    assert shown(number).row.lead_bank == "甲银行"


def test_another_district_sees_nothing_of_it(people: dict[str, int]) -> None:
    number = opened(people)
    assert queries.rescue(number=number, district=WEST) is None
    assert queries.rescues(district=WEST, state="all") == []
    with pytest.raises(NotAllowed, match="district"):
        operations.name_lead_bank(number=number, bank="x", officer_id=people["west"], at=AT)


def test_no_measure_takes_all_loans_back_at_once(people: dict[str, int]) -> None:
    assert "no_withdrawal" in MEASURES
    number = opened(people)
    with pytest.raises(NotAllowed, match="from the list"):
        operations.set_measure(
            number=number, kind="withdrawal", text="x", creditor_id=0, fen=0, from_on=TODAY, to_on=None, officer_id=people["east"], at=AT
        )
    with pytest.raises(NotAllowed, match="cannot lie before"):
        operations.set_measure(
            number=number, kind="rollover", text="x", creditor_id=0, fen=0, from_on=TODAY, to_on=TODAY - timedelta(days=1),
            officer_id=people["east"], at=AT,
        )  # fmt: skip


def test_a_creditor_that_left_keeps_its_votes_and_casts_no_more(people: dict[str, int]) -> None:
    number = opened(people)
    creditors = committee(people, number)
    voted(people, number, creditors, 0, 1)
    committee_operations.leave(number=number, creditor_id=creditors[2], reason="债权转让", officer_id=people["east"], at=AT)
    question = committee_operations.put_to_vote(number=number, text="重组", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="has left"):
        committee_operations.vote(
            number=number, resolution_id=question, creditor_id=creditors[2], vote="no", officer_id=people["east"], at=AT
        )
    assert len(shown(number).resolutions[1].votes) == 3
    assert len(shown(number).sitting) == 2


def test_it_ends_and_the_end_can_be_taken_back(people: dict[str, int]) -> None:
    number = opened(people)
    with pytest.raises(NotAllowed, match="open already"):
        opened(people)
    operations.end(number=number, outcome="recovered", text="恢复正常", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="has ended"):
        operations.name_lead_bank(number=number, bank="x", officer_id=people["east"], at=AT)
    operations.reopen(number=number, reason="再度逾期", officer_id=people["east"], at=AT)
    assert shown(number).row.state == "open"


def test_minutes_lie_behind_and_every_act_stands_in_the_trail(people: dict[str, int]) -> None:
    number = opened(people)
    with pytest.raises(NotAllowed, match="lie ahead"):
        operations.record_meeting(
            number=number, held_on=TODAY + timedelta(days=1), attended="x", text="x", officer_id=people["east"], at=AT
        )  # fmt: skip
    operations.record_meeting(number=number, held_on=TODAY, attended="甲银行", text="同意展期", officer_id=people["east"], at=AT)
    assert len(shown(number).meetings[0].sha256) == 64
    actions = {entry.action for entry in trail.all_entries(search=trail.Search(object_type="rescue"), most=100)}
    assert actions == {"rescue.opened", "rescue.met"}
