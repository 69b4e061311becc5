"""From claims to the last fen: a court's plan, rounds with a late claimant, deposits, returned payments, an account that agrees."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases.repayment.claiming import TODAY, YUAN, approved_plan, claim, open_case, person, receive, round_done
from lookthrough.cases import case_queries
from lookthrough.cases.repayment import (
    account_operations,
    asset_operations,
    bank_files,
    claim_operations,
    claim_queries,
    clawback_operations,
    deposit_operations,
    dispute_operations,
    matching,
    plan_operations,
    repayment_queries,
    round_operations,
    statement_operations,
)
from lookthrough.cases.repayment.models import Claim
from lookthrough.flows.client_sums import ClientSums, SumsOfClients
from lookthrough.flows.source import all_sources
from lookthrough.flows.source_mapping import NONE
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


def shares(number: str, serial: int) -> dict[int, tuple[int, int]]:
    return {row.serial: (row.paid_fen // YUAN, row.held_fen // YUAN) for row in repayment_queries.shares(number=number, serial=serial)}


def test_two_rounds_and_a_late_claimant_who_catches_up(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    a, b = claim(people, number, 1, 100), claim(people, number, 2, 300)
    claim_operations.close_claims(number=number, officer_id=people["head"], at=AT)
    receive(people, number, 350)
    with pytest.raises(NotAllowed, match="court"):
        round_operations.draft_round(number=number, available_fen=1, officer_id=people["east"], at=AT)
    approved_plan(people, number, tmp_path)
    assert {"claims_closed", "plan_approved_by_court"} <= set(case_queries.milestones(number=number))
    assert shares(number, round_done(people, number, 100)) == {a: (25, 0), b: (75, 0)}
    late = claim(people, number, 3, 100)
    assert claim_queries.file_of(number=number, serial=late).row.late  # type: ignore[union-attr]
    assert shares(number, round_done(people, number, 75)) == {a: (10, 0), b: (30, 0), late: (35, 0)}
    assert shares(number, round_done(people, number, 175)) == {a: (35, 0), b: (105, 0), late: (35, 0)}
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.receipts_fen, agreed.payments_fen, agreed.book_fen, agreed.sound) == (350 * YUAN, 350 * YUAN, 0, True)
    round_operations.complete(number=number, note="", officer_id=people["head"], at=AT)
    assert "repayment_complete" in case_queries.milestones(number=number)


def test_who_drafts_does_not_check_and_a_changed_claim_stops_the_round(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    first = claim(people, number, 1, 100)
    receive(people, number, 50)
    approved_plan(people, number, tmp_path)
    serial = round_operations.draft_round(number=number, available_fen=50 * YUAN, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="drafted"):
        round_operations.check_round(number=number, serial=serial, officer_id=people["east"], at=AT)
    round_operations.check_round(number=number, serial=serial, officer_id=people["east2"], at=AT)
    dispute_operations.raise_dispute(number=number, serial=first, text="金额不对", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="changed"):
        round_operations.execute_round(number=number, serial=serial, officer_id=people["east"], at=AT)
    assert repayment_queries.reconciliation(number=number).book_fen == 50 * YUAN
    with pytest.raises(NotAllowed, match="in hand"):
        round_operations.draft_round(number=number, available_fen=1, officer_id=people["east"], at=AT)
    round_operations.cancel_round(number=number, serial=serial, reason="债权有变", officer_id=people["east"], at=AT)
    assert shares(number, round_done(people, number, 50)) == {first: (0, 50)}
    with pytest.raises(NotAllowed, match="more is to be shared out"):
        round_operations.draft_round(number=number, available_fen=1, officer_id=people["east"], at=AT)


def test_a_disputed_share_lies_in_deposit_until_a_second_person_lets_it_go(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    a, b = claim(people, number, 1, 100), claim(people, number, 2, 100)
    dispute_operations.raise_dispute(number=number, serial=b, text="投入应为100", officer_id=people["east"], at=AT)
    receive(people, number, 100)
    approved_plan(people, number, tmp_path)
    assert shares(number, round_done(people, number, 100)) == {a: (50, 0), b: (0, 50)}
    waiting = repayment_queries.deposits(number=number)[0]
    assert (waiting.reason, waiting.fen, waiting.entitled_fen) == ("disputed", 50 * YUAN, 0)
    release = {"number": number, "deposit_id": waiting.deposit_id, "at": AT}
    with pytest.raises(NotAllowed, match="disputed"):
        deposit_operations.propose_release(paid_fen=1, note="x", officer_id=people["east"], **release)  # type: ignore[arg-type]
    dispute_operations.hear(number=number, serial=b, hearing="双方到场", officer_id=people["east"], at=AT)
    settle = {"number": number, "serial": b, "outcome": "upheld", "decision": "按80核定", "contributed_fen": 80 * YUAN, "returned_fen": 0}
    with pytest.raises(NotAllowed, match="another officer"):
        dispute_operations.settle(officer_id=people["east"], at=AT, **settle)  # type: ignore[arg-type]
    dispute_operations.settle(officer_id=people["head"], at=AT, **settle)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="more than the plan"):
        deposit_operations.propose_release(paid_fen=41 * YUAN, note="x", officer_id=people["east"], **release)  # type: ignore[arg-type]
    deposit_operations.propose_release(paid_fen=40 * YUAN, note="异议已结", officer_id=people["east"], **release)  # type: ignore[arg-type]
    deposit_operations.release(officer_id=people["head"], **release)  # type: ignore[arg-type]
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.book_fen, agreed.deposits_fen, agreed.deposits_left_fen, agreed.sound) == (10 * YUAN, 40 * YUAN, 0, True)
    assert shares(number, round_done(people, number, 10)) == {a: (5, 0), b: (4, 0)} or repayment_queries.reconciliation(number=number).sound
    paid = [claim_queries.file_of(number=number, serial=serial).paid_fen for serial in (a, b)]  # type: ignore[union-attr]
    assert sum(paid) == 100 * YUAN
    assert abs(paid[0] * 80 - paid[1] * 100) < 100


def test_a_returned_payment_is_tried_again_or_put_aside_and_no_fen_is_lost(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    a, b, poor = claim(people, number, 1, 100), claim(people, number, 2, 100), claim(people, number, 3, 200, account="")
    receive(people, number, 200)
    approved_plan(people, number, tmp_path)
    one = round_done(people, number, 200)
    assert shares(number, one) == {a: (50, 0), b: (50, 0), poor: (0, 100)}
    for serial in (a, b):
        deposit_operations.returned(
            number=number, round_serial=one, serial=serial, on=TODAY, why="账户已注销", officer_id=people["east"], at=AT
        )
    assert repayment_queries.reconciliation(number=number).book_fen == 100 * YUAN
    deposit_operations.try_again(number=number, round_serial=one, serial=a, officer_id=people["east"], at=AT)
    deposit_operations.put_aside(number=number, round_serial=one, serial=b, officer_id=people["east"], at=AT)
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.payments_fen, agreed.deposits_fen, agreed.book_fen, agreed.sound) == (50 * YUAN, 150 * YUAN, 0, True)
    assert [one.reason for one in repayment_queries.deposits(number=number)] == ["no_account", "returned"]
    assert shares_of(number, b) == (0, 50 * YUAN)
    statement_operations.state_balance(number=number, on=TODAY, fen=7, source="银行回单", officer_id=people["east"], at=AT)
    broken = repayment_queries.reconciliation(number=number)
    assert (broken.bank_break_fen, broken.sound) == (7, False)


def shares_of(number: str, serial: int) -> tuple[int, int]:
    found = claim_queries.file_of(number=number, serial=serial)
    assert found is not None
    return found.paid_fen, found.aside_fen


def test_the_bank_file_reads_back_as_it_was_written(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    claim(people, number, 1, 100, name="<王>&某")
    claim(people, number, 2, 50)
    receive(people, number, 75)
    approved_plan(people, number, tmp_path)
    serial = round_done(people, number, 75)
    orders = repayment_queries.payments(number=number, serial=serial)
    said = {
        "message_id": "M1",
        "debtor": "处置专户",
        "debtor_account": "3301000011112222",
        "on": TODAY,
        "made_at": AT,
        "remittance": "清退",
    }
    path = tmp_path / "round.xml"
    path.write_bytes(bank_files.as_pain_001(orders, **said))  # type: ignore[arg-type]
    source = next(one for one in all_sources().values() if one.recognises(path))
    read = source.read(path, NONE)
    assert source.name == "pain.001"
    assert (read.breaks, read.refused) == ([], [])
    assert [(one.amount_fen, one.to_account_id, one.reference) for one in read.orders] == [
        (one.fen, one.account, one.reference) for one in orders
    ]
    table = bank_files.as_csv(orders, remittance="清退").decode("utf-8-sig").splitlines()
    assert len(table) == 3
    assert ",50.00," in table[1]


def test_an_account_that_is_changed_after_the_check_gets_nothing(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    a, b = claim(people, number, 1, 100), claim(people, number, 2, 100)
    receive(people, number, 100)
    approved_plan(people, number, tmp_path)
    serial = round_operations.draft_round(number=number, available_fen=100 * YUAN, officer_id=people["east"], at=AT)
    round_operations.check_round(number=number, serial=serial, officer_id=people["east2"], at=AT)
    other = {"number": number, "account": "6222000099998888", "bank": "", "officer_id": people["east"]}
    claim_operations.change_account(serial=a, at=AT, **other)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="changed"):
        round_operations.execute_round(number=number, serial=serial, officer_id=people["east"], at=AT)
    round_operations.cancel_round(number=number, serial=serial, reason="账户有变", officer_id=people["east"], at=AT)
    serial = round_done(people, number, 100)
    claim_operations.change_account(serial=b, at=AT + timedelta(minutes=1), **other)  # type: ignore[arg-type]
    assert [one.reference[-1] for one in repayment_queries.payments(number=number, serial=serial)] == [str(a)]
    assert repayment_queries.left_out(number=number, serial=serial) == [b]


def statement(folder: Path, closing: str, *moved: tuple[str, str, str]) -> Path:
    """Write a statement of the bank; of each movement: yuan, CRDT or DBIT, end-to-end id."""
    balance = (
        '<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{yuan}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Dt><Dt>{day}</Dt></Dt></Bal>"
    )
    entry = (
        '<Ntry><Amt Ccy="CNY">{yuan}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>'
        "<AcctSvcrRef>x{line}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{told}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
    )
    entries = (entry.format(yuan=yuan, way=way, told=told, day=TODAY, line=line) for line, (yuan, way, told) in enumerate(moved))
    path = folder / "statement.xml"
    path.write_text(
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        "<Acct><Id><Othr><Id>33010</Id></Othr></Id></Acct>"
        + balance.format(kind="OPBD", yuan="0.00", day=TODAY) + balance.format(kind="CLBD", yuan=closing, day=TODAY)
        + "".join(entries) + "</Stmt></BkToCstmrStmt></Document>",
        encoding="utf-8",
    )  # fmt: skip
    return path


def taken(people: dict[str, int], number: str, path: Path) -> list[int]:
    """Take a statement; returns the amounts of movements that the books do not know."""
    read = statement_operations.take_statement(number=number, path=path, name="十月.xml", account="", officer_id=people["east"], at=AT)
    return [one["fen"] for one in read.unmatched if not one.get("candidates")]


def test_a_statement_of_the_bank_is_held_against_the_books(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    receive(people, number, 100)
    assert taken(people, number, statement(tmp_path, "103.00", ("100.00", "CRDT", "NOTPROVIDED"), ("3.00", "CRDT", ""))) == [300]
    assert repayment_queries.reconciliation(number=number).bank_break_fen == 300


def test_payments_of_a_round_are_known_by_their_ids_and_so_is_what_came_back_and_went_out_again(
    people: dict[str, int], tmp_path: Path
) -> None:
    number = open_case(people)
    first = claim(people, number, 1, 60)
    claim(people, number, 2, 40)
    receive(people, number, 100)
    approved_plan(people, number, tmp_path)
    serial = round_done(people, number, 100)
    back = {"number": number, "round_serial": serial, "serial": first, "officer_id": people["east"], "at": AT}
    deposit_operations.returned(on=TODAY, why="账户已注销", **back)  # type: ignore[arg-type]
    assert repayment_queries.payments_again(number=number, serial=serial) == []
    deposit_operations.try_again(**back)  # type: ignore[arg-type]
    (again,) = repayment_queries.payments_again(number=number, serial=serial)
    assert (again.account, again.fen, again.reference.startswith("R001Q00000001T")) == (person(1).account, 60 * YUAN, True)
    moved = [("100.00", "CRDT", ""), ("60.00", "DBIT", "R001Q00000001"), ("40.00", "DBIT", "R001Q00000002"),
             ("60.00", "CRDT", "R001Q00000001"), ("60.00", "DBIT", again.reference)]  # fmt: skip
    assert taken(people, number, statement(tmp_path, "0.00", *moved)) == []
    assert taken(people, number, statement(tmp_path, "0.00", *moved, ("40.00", "DBIT", "R001Q00000002"))) == [-40 * YUAN]
    assert repayment_queries.reconciliation(number=number).asked == []


def test_what_may_be_one_of_several_entries_is_told_by_a_person(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    receive(people, number, 5)
    receive(people, number, 5)
    assert taken(people, number, statement(tmp_path, "5.00", ("5.00", "CRDT", ""))) == []
    (asked,) = repayment_queries.reconciliation(number=number).asked
    tell = {"number": number, "line": asked["line"], "officer_id": people["east"], "at": AT}
    assert asked["candidates"] == [1, 2]
    with pytest.raises(NotAllowed, match="nobody asks"):
        statement_operations.tell_movement(serial=3, **tell)
    statement_operations.tell_movement(serial=2, **tell)
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.asked, agreed.unmatched) == ([], [])
    with pytest.raises(NotAllowed, match="told already"):
        statement_operations.tell_movement(serial=1, **tell)


def test_an_entry_is_reversed_by_another_officer_and_both_stay(people: dict[str, int]) -> None:
    number = open_case(people)
    receive(people, number, 100)
    with pytest.raises(NotAllowed, match="another officer"):
        account_operations.reverse(number=number, serial=1, reason="记错", officer_id=people["east"], at=AT)
    account_operations.reverse(number=number, serial=1, reason="记错", officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed, match="reversed"):
        account_operations.reverse(number=number, serial=1, reason="记错", officer_id=people["east2"], at=AT)
    agreed = repayment_queries.reconciliation(number=number)
    assert (agreed.receipts_fen, agreed.book_fen, agreed.sound, len(repayment_queries.entries(number=number))) == (0, 0, True, 2)


def test_a_perishable_asset_is_sold_early_only_with_leave_and_its_seizure_has_a_clock(people: dict[str, int]) -> None:
    number = open_case(people)
    asset = {"kind": "goods", "source": "balance", "holder": "某公司", "place": "仓库", "officer_id": people["east"], "at": AT}
    fruit = asset_operations.register_asset(number=number, description="水果一批", perishable=True, **asset)  # type: ignore[arg-type]
    flat = asset_operations.register_asset(number=number, description="房产", perishable=False, **asset)  # type: ignore[arg-type]
    asset_operations.seize(
        number=number, serial=fruit, measure="seize", body="公安局", document="扣字1号", from_on=TODAY, until_on=TODAY + timedelta(days=90),
        officer_id=people["east"], at=AT,
    )  # fmt: skip
    friday = TODAY + timedelta(days=88)  # the measure lapses on a Sunday
    assert case_queries.clocks(number=number, today=TODAY)[0].due_on == friday
    sale = {"early": True, "way": "auction", "reason": "易腐", "floor_fen": 100, "officer_id": people["east"], "at": AT}
    with pytest.raises(NotAllowed, match="perishes"):
        asset_operations.propose_sale(number=number, serial=flat, **sale)  # type: ignore[arg-type]
    asset_operations.propose_sale(number=number, serial=fruit, **sale)  # type: ignore[arg-type]
    sold = {"on": TODAY, "buyer": "某买家", "reference": "", "officer_id": people["east"], "at": AT}
    with pytest.raises(NotAllowed, match="approved"):
        asset_operations.sell(number=number, serial=fruit, proceeds_fen=500, **sold)  # type: ignore[arg-type]
    asset_operations.decide_sale(number=number, serial=fruit, approve=True, reason="", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="floor"):
        asset_operations.sell(number=number, serial=fruit, proceeds_fen=99, **sold)  # type: ignore[arg-type]
    asset_operations.sell(number=number, serial=fruit, proceeds_fen=500, **sold)  # type: ignore[arg-type]
    assert repayment_queries.reconciliation(number=number).receipts_fen == 500
    assert case_queries.clocks(number=number, today=TODAY)[0].state == "stopped"


def test_the_court_s_ruling_needs_its_paper_and_a_second_person(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    version = plan_operations.draft_plan(number=number, base="net", text="扣除已返还", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="drafted"):
        plan_operations.check_plan(number=number, version=version, officer_id=people["east"], at=AT)
    plan_operations.check_plan(number=number, version=version, officer_id=people["east2"], at=AT)
    ruling = {
        "court": "某法院",
        "ruling": "1号",
        "folder": tmp_path,
        "officer_id": people["head"],
        "at": AT,
        "number": number,
        "version": version,
    }
    with pytest.raises(NotAllowed, match="itself"):
        plan_operations.record_ruling(ruled_on=TODAY, paper=None, **ruling)  # type: ignore[arg-type]
    from cases.repayment.claiming import PAPER

    plan_operations.record_ruling(ruled_on=TODAY, paper=PAPER, **ruling)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="does not confirm"):
        plan_operations.confirm_ruling(number=number, version=version, agrees=True, reason="", officer_id=people["head"], at=AT)


def test_net_winners_and_commissions_are_on_the_claw_back_list(people: dict[str, int]) -> None:
    number = open_case(people)
    claim(people, number, 1, 100, 130)
    claim(people, number, 2, 100, 20)
    assert clawback_operations.list_net_winners(number=number, officer_id=people["east"], at=AT) == 1
    assert clawback_operations.list_net_winners(number=number, officer_id=people["east"], at=AT) == 0
    other = clawback_operations.list_other(
        number=number, kind="commission", whom="某推广公司", fen=900, basis="返点", officer_id=people["east"], at=AT
    )
    account_operations.enter(
        number=number,
        kind="clawback",
        fen=400,
        on=TODAY,
        text="部分退回",
        reference="",
        officer_id=people["east"],
        at=AT,
        clawback_id=other,
    )
    assert [(one.kind, one.fen, got) for one, got in repayment_queries.clawbacks(number=number)] == [
        ("net_winner", 30 * YUAN, 0), ("commission", 900, 400),
    ]  # fmt: skip


def test_one_claimant_has_one_claim_and_a_registrar_does_not_decide(people: dict[str, int]) -> None:
    number = open_case(people)
    serial = claim(people, number, 1, 100, confirm=False)
    with pytest.raises(NotAllowed, match="one each"):
        claim(people, number, 1, 50)
    decide = {"number": number, "serial": serial, "returned_fen": 0, "at": AT}
    with pytest.raises(NotAllowed, match="registered"):
        claim_operations.decide(contributed_fen=100, reason="", officer_id=people["east"], **decide)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="reason"):
        claim_operations.decide(contributed_fen=99, reason="", officer_id=people["east2"], **decide)  # type: ignore[arg-type]
    claim_operations.decide(contributed_fen=99, reason="凭证不足", officer_id=people["east2"], version=1, **decide)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="after you opened"):
        claim_operations.decide(contributed_fen=98, reason="再核", officer_id=people["east2"], version=1, **decide)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="district"):
        claim_operations.register(number=number, person=person(7), contributed_fen=1, returned_fen=0, officer_id=people["west"], at=AT)


def test_the_ledger_stands_beside_each_claim_and_who_has_not_claimed_is_reckoned_too(people: dict[str, int], tmp_path: Path) -> None:
    number = open_case(people)
    same = claim(people, number, 1, 100, confirm=False)
    other = claim(people, number, 2, 100, confirm=False)
    absent = claim(people, number, 3, 100, confirm=False)
    hashes = {one.serial: one.identity for one in Claim.objects.filter(case_number=number)}
    sums = [
        ClientSums("p1", hashes[same], 100 * YUAN, 0),
        ClientSums("p2", hashes[other], 90 * YUAN, 0),
        ClientSums("p4", "", 50 * YUAN, 10 * YUAN),
    ]
    done = matching.held_against(number, SumsOfClients(TODAY, sums), "east", AT)
    assert (done.alike, done.different, done.missing, done.unclaimed) == (1, 1, 1, 1)
    rows = {row.serial: row for row in claim_queries.shown(claim_queries.rows(number=number))}
    assert [rows[serial].difference for serial in (same, other, absent)] == ["alike", "different", "missing"]
    assert claim_operations.confirm_alike(number=number, serials=None, officer_id=people["east2"], at=AT) == 1
    again = matching.held_against(number, SumsOfClients(TODAY, sums), "east", AT)
    assert again.unclaimed == 0  # the client is entered once
    (unclaimed,) = (row for row in rows.values() if row.source == "ledger")
    receive(people, number, 175)
    approved_plan(people, number, tmp_path)
    assert shares(number, round_done(people, number, 175)) == {same: (50, 0), other: (0, 50), absent: (0, 50), unclaimed.serial: (0, 25)}
    came = claim_operations.register(
        number=number, person=person(4), contributed_fen=50 * YUAN, returned_fen=0, client_id="p4", officer_id=people["east"], at=AT
    )
    assert came == unclaimed.serial  # what lies in deposit for him is his
    found = claim_queries.file_of(number=number, serial=came)
    assert found is not None
    assert (found.row.source, found.aside_fen) == ("counter", 25 * YUAN)
