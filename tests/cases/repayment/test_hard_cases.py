"""Where money goes astray: one person alone, two who claim for one client, figures that are corrected later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases.repayment.claiming import TODAY, YUAN, approved_plan, claim, open_case, person, receive, round_done
from lookthrough.cases.repayment import (
    account_operations,
    asset_operations,
    claim_importing,
    claim_operations,
    claim_queries,
    clawback_operations,
    deposit_operations,
    dispute_operations,
    matching,
    repayment_queries,
    sums_queries,
)
from lookthrough.cases.repayment.matching import Matched
from lookthrough.flows.client_sums import ClientSums, SumsOfClients
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint

LATER = AT + timedelta(hours=1)


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def told(number: str, *sums: ClientSums) -> Matched:
    return matching.held_against(number, SumsOfClients(TODAY, list(sums)), "east", AT)


def claim_for(people: dict[str, int], number: str, who: int, client: str, yuan: int = 100) -> int:
    return claim_operations.register(
        number=number, person=person(who), contributed_fen=yuan * YUAN, returned_fen=0, client_id=client, officer_id=people["east"], at=AT
    )


def test_who_registered_or_objected_does_not_settle_the_dispute(people: dict[str, int]) -> None:
    number = open_case(people)
    serial = claim(people, number, 1, 100, confirm=False)
    dispute_operations.raise_dispute(number=number, serial=serial, text="应为200", officer_id=people["head"], at=AT)
    dispute_operations.hear(number=number, serial=serial, hearing="到场", officer_id=people["east2"], at=AT)
    settle = {
        "number": number,
        "serial": serial,
        "outcome": "upheld",
        "decision": "按200",
        "contributed_fen": 200 * YUAN,
        "returned_fen": 0,
    }
    for who in ("east", "east2", "head"):  # registered it, heard it, raised it
        with pytest.raises(NotAllowed, match="another officer"):
            dispute_operations.settle(officer_id=people[who], at=AT, **settle)  # type: ignore[arg-type]


def test_a_payment_that_came_back_goes_to_another_account_by_two_persons_only(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    serial = claim(people, number, 1, 100)
    receive(people, number, 100)
    approved_plan(people, number, tmp_path)
    one = round_done(people, number, 100)
    about = {"number": number, "serial": serial}
    deposit_operations.returned(round_serial=one, on=TODAY, why="账户已注销", officer_id=people["east"], at=AT, **about)  # type: ignore[arg-type]
    claim_operations.change_account(account="6222999999999999", bank="另一银行", officer_id=people["east"], at=LATER, **about)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="changed the bank account"):
        deposit_operations.try_again(round_serial=one, officer_id=people["east"], at=LATER, **about)  # type: ignore[arg-type]
    deposit_operations.try_again(round_serial=one, officer_id=people["east2"], at=LATER, **about)  # type: ignore[arg-type]
    assert [each.account for each in repayment_queries.payments_again(number=number, serial=one)] == ["6222999999999999"]
    assert sums_queries.sums(numbers=[number])[number].paid_fen == 100 * YUAN  # sent back, and paid again


def test_who_changed_the_account_does_not_release_a_deposit_to_it(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    serial = claim(people, number, 1, 100, account="")
    receive(people, number, 100)
    approved_plan(people, number, tmp_path)
    round_done(people, number, 100)
    claim_operations.change_account(
        number=number, serial=serial, account="6222999999999999", bank="某行", officer_id=people["head"], at=LATER
    )
    (deposit,) = repayment_queries.deposits(number=number)
    release = {"number": number, "deposit_id": deposit.deposit_id, "at": LATER}
    deposit_operations.propose_release(paid_fen=100 * YUAN, note="本人到场", officer_id=people["east"], **release)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="changed the bank account"):
        deposit_operations.release(officer_id=people["head"], **release)  # type: ignore[arg-type]
    claim_operations.change_account(
        number=number, serial=serial, account="6222999999999999", bank="某行", officer_id=people["east"], at=LATER
    )
    deposit_operations.release(officer_id=people["head"], **release)  # type: ignore[arg-type]
    assert sums_queries.sums(numbers=[number])[number].paid_fen == 100 * YUAN


def test_two_who_claim_for_one_client_are_not_borne_out_by_the_ledger(people: dict[str, int]) -> None:
    number = open_case(people)
    first, second, other = claim_for(people, number, 1, "p1"), claim_for(people, number, 2, "p1"), claim_for(people, number, 3, "p3")
    done = told(number, ClientSums("p1", "", 100 * YUAN, 0), ClientSums("p3", "", 100 * YUAN, 0))
    assert (done.alike, done.different, done.doubled, done.unclaimed) == (3, 0, 2, 0)
    assert claim_queries.counts(number=number).alike_waiting == 1
    assert claim_operations.confirm_alike(number=number, serials=None, officer_id=people["east2"], at=AT) == 1
    assert [row.serial for row in claim_queries.rows(number=number, difference="doubled")] == [first, second]
    assert claim_queries.file_of(number=number, serial=first).same_client == (second,)  # type: ignore[union-attr]
    assert claim_queries.file_of(number=number, serial=other).row.state == "confirmed"  # type: ignore[union-attr]
    decide = {"number": number, "contributed_fen": 100 * YUAN, "returned_fen": 0, "officer_id": people["east2"], "at": AT}
    with pytest.raises(NotAllowed, match="somebody else claims"):
        claim_operations.decide(serial=first, reason="", **decide)  # type: ignore[arg-type]
    claim_operations.turn_down(number=number, serial=second, state="rejected", reason="不是本人", officer_id=people["east2"], at=AT)
    claim_operations.decide(serial=first, reason="", **decide)  # type: ignore[arg-type]


def test_a_file_in_which_two_name_one_client_loses_nobody(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    told(number, ClientSums("p1", "", 100 * YUAN, 0))
    path = tmp_path / "claims.csv"
    path.write_text("姓名,证件号码,投入金额,平台客户号\n甲,E00000001,100,p1\n乙,E00000002,100,p1\n", encoding="utf-8")
    done = claim_importing.import_claims(number=number, path=path, officer_id=people["east"], at=AT)
    assert (done.taken, done.upgraded, done.rejects) == (2, 1, [])
    assert [row.source for row in claim_queries.shown(claim_queries.rows(number=number))] == ["import", "import"]


def test_who_withdrew_is_not_entered_again_when_claims_are_matched_once_more(people: dict[str, int]) -> None:
    number = open_case(people)
    told(number, ClientSums("p1", "", 100 * YUAN, 0))
    claim_operations.turn_down(number=number, serial=1, state="withdrawn", reason="书面放弃", officer_id=people["east"], at=AT)
    done = told(number, ClientSums("p1", "", 100 * YUAN, 0))
    assert (done.unclaimed, claim_queries.counts(number=number).all) == (0, 1)


def test_what_was_got_back_and_booked_wrongly_is_not_got_back(people: dict[str, int]) -> None:
    number = open_case(people)
    row = clawback_operations.list_other(
        number=number, kind="commission", whom="某人", fen=900, basis="返点", officer_id=people["east"], at=AT
    )
    entry = {"number": number, "kind": "clawback", "fen": 400, "on": TODAY, "text": "退回", "reference": "", "at": AT}
    with pytest.raises(NotAllowed, match="no such row"):
        account_operations.enter(clawback_id=row + 1, officer_id=people["east"], **entry)  # type: ignore[arg-type]
    serial = account_operations.enter(clawback_id=row, officer_id=people["east"], **entry)  # type: ignore[arg-type]
    account_operations.reverse(number=number, serial=serial, reason="记错案件", officer_id=people["east2"], at=AT)
    assert [got for _row, got in repayment_queries.clawbacks(number=number)] == [0]


def test_the_time_to_claim_is_never_cut_short(people: dict[str, int]) -> None:
    number = open_case(people)
    extend = {"number": number, "reason": "x", "officer_id": people["east"], "at": AT}
    with pytest.raises(NotAllowed, match="after the one"):
        claim_operations.extend_claims(closes_on=TODAY + timedelta(days=29), **extend)  # type: ignore[arg-type]
    claim_operations.extend_claims(closes_on=TODAY + timedelta(days=31), **extend)  # type: ignore[arg-type]


def test_a_sale_that_fetches_less_or_was_entered_wrongly_is_put_right(people: dict[str, int]) -> None:
    number = open_case(people)
    serial = asset_operations.register_asset(
        number=number, kind="goods", source="balance", description="货", holder="某公司", place="", perishable=True,
        officer_id=people["east"], at=AT,
    )  # fmt: skip
    about = {"number": number, "serial": serial, "at": AT}
    for floor in (500, 100):
        asset_operations.propose_sale(early=False, way="auction", floor_fen=floor, reason="x", officer_id=people["east"], **about)  # type: ignore[arg-type]
        asset_operations.decide_sale(approve=True, reason="", officer_id=people["head"], **about)  # type: ignore[arg-type]
        if floor == 500:
            with pytest.raises(NotAllowed, match="withdraw"):
                asset_operations.sell(on=TODAY, proceeds_fen=400, buyer="甲", reference="", officer_id=people["east"], **about)  # type: ignore[arg-type]
            asset_operations.withdraw_sale(reason="流拍", officer_id=people["east"], **about)  # type: ignore[arg-type]
    asset_operations.sell(on=TODAY, proceeds_fen=4_000, buyer="甲", reference="", officer_id=people["east"], **about)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="another officer"):
        asset_operations.take_sale_back(reason="多写一个零", officer_id=people["east"], **about)  # type: ignore[arg-type]
    asset_operations.take_sale_back(reason="多写一个零", officer_id=people["east2"], **about)  # type: ignore[arg-type]
    asset_operations.sell(on=TODAY, proceeds_fen=400, buyer="甲", reference="", officer_id=people["east"], **about)  # type: ignore[arg-type]
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.receipts_fen, agreed.book_fen, agreed.sound) == (400, 400, True)


def test_an_entry_sent_twice_is_booked_once(people: dict[str, int]) -> None:
    number = open_case(people)
    entry = {"number": number, "kind": "surrender", "fen": 400, "on": TODAY, "text": "退缴", "reference": "", "officer_id": people["east"]}
    account_operations.enter(after=0, at=AT, **entry)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="sent twice"):
        account_operations.enter(after=0, at=AT, **entry)  # type: ignore[arg-type]
    account_operations.enter(after=1, at=AT, **entry)  # type: ignore[arg-type]
    assert repayment_queries.reconciliation(number=number).book_fen == 800
