"""A custodian's statements add up over deliveries; what stays apart beyond the limit is found once a month, and taken back without loss."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from area_builders import tell_a_run
from flows.custody_builders import Entry, books, statement
from lookthrough.audit import queries as audit
from lookthrough.flows import custody_queries as queries
from lookthrough.flows.custody_findings import RULE, hold_against_custodians
from lookthrough.flows.custody_operations import BroughtIn, NotAllowed, bring_in, restore, withdraw
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.flows.queries import finding, transfers_behind
from lookthrough.flows.reconciliation import BreakKind
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.findings import Severity

AT = datetime(2026, 3, 31, 8, tzinfo=UTC)
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
FIRST: list[Entry] = [("T1", MONDAY, "CL-7", "CU-1", 100_00), ("T2", MONDAY, "CL-8", "CU-1", 50_00)]
LATER: list[Entry] = [("T3", THURSDAY, "CU-1", "OUT", 20_00)]
ELSEWHERE: list[Entry] = [("X1", MONDAY, "OUT", "CU-2", 9_00)]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    tell_a_run(settings.HOME)
    return tmp_path


def deliver(home: Path, entries: list[Entry], ledger: Path, name: str = "march.csv", *, whole: bool = True) -> BroughtIn:
    return bring_in(
        institution_id="I1", files=[(name, statement(home / name, entries))], mapping=None, whole=whole, ledger=ledger, authority_id="A-1",
        actor="east", at=AT,
    )  # fmt: skip


def kinds(done: BroughtIn) -> list[str]:
    return sorted(one.kind.value for one in queries.breaks(reconciliation_id=done.reconciliation_id).rows)


def test_what_agrees_has_no_break_and_another_institution_does_not_count(home: Path) -> None:
    done = deliver(home, FIRST, books(home / "books", FIRST + ELSEWHERE))
    assert (done.is_new, done.breaks, done.overdue, done.refused) == (True, 0, 0, 0)
    (shown,) = queries.newest(institution_ids=["I1", "I2"])
    assert (shown.accounts, shown.matched, shown.files) == (3, 2, ("march.csv",))
    assert hold_against_custodians(as_of=date(2026, 3, 31)) == []


def test_the_same_files_again_change_nothing(home: Path) -> None:
    ledger = books(home / "books", FIRST)
    first, second = deliver(home, FIRST, ledger), deliver(home, FIRST, ledger)
    assert (second.reconciliation_id, second.is_new) == (first.reconciliation_id, False)
    assert CustodyReconciliation.objects.count() == 1
    assert [one.action for one in audit.entries(actors=["east"])[0]] == ["reconcile"]


def test_a_break_of_one_fen_grows_old_with_later_statements_and_clears_with_the_books(home: Path) -> None:
    wrong = [("T1", MONDAY, "CL-7", "CU-1", 100_01), *FIRST[1:]]
    young = deliver(home, FIRST, books(home / "books", wrong + LATER))
    assert (young.breaks, young.overdue) == (3, 0), "one transfer and the balances of both accounts; nothing is old on the day itself"
    assert hold_against_custodians(as_of=date(2026, 3, 31)) == []
    old = deliver(home, LATER, home / "books", "later.csv")
    assert old.overdue == 3
    (found,) = hold_against_custodians(as_of=date(2026, 3, 31))
    assert (found.rule, found.subject_id, found.value, found.limit, found.unit) == (RULE, "I1", 3.0, 1.0, "working days")
    assert (found.from_date, found.to_date, found.month, found.severity) == (MONDAY, THURSDAY, "2026-03", Severity.MEDIUM)
    assert found.evidence == ("T1",)
    assert found.details["part_fen"] == 1
    mended = deliver(home, LATER, books(home / "books", FIRST + LATER), "later.csv")
    assert (mended.is_new, mended.breaks) == (True, 0)
    assert hold_against_custodians(as_of=date(2026, 3, 31)) == []


def test_the_finding_leads_to_the_books_transfers_and_comes_again_the_same(home: Path) -> None:
    deliver(home, LATER, books(home / "books", FIRST + LATER))
    deliver(home, FIRST[:1], home / "books", "first.csv")
    (found,) = hold_against_custodians(as_of=date(2026, 3, 31))
    assert found.evidence == ("T2",), "the bank never saw it"
    assert hold_against_custodians(as_of=date(2026, 3, 31)) == [found]
    assert finding(finding_id=found.finding_id) == found
    page = transfers_behind(institution_id="I1", from_date=MONDAY, to_date=MONDAY, finding_id=found.finding_id)
    assert [(one.transfer_id, one.amount_fen, one.from_account_id) for one in page.rows] == [("T2", 50_00, "CL-8")]


def test_a_large_sum_is_grave(home: Path) -> None:
    large: list[Entry] = [("T9", MONDAY, "CU-1", "OUT", 100_000_000)]
    deliver(home, large + LATER, books(home / "books", LATER))
    (found,) = hold_against_custodians(as_of=date(2026, 3, 31))
    assert (found.severity, found.evidence) == (Severity.HIGH, ())


def test_only_what_the_statement_tells_of_counts_if_it_is_not_the_whole(home: Path) -> None:
    ledger = books(home / "books", FIRST)
    seen = [one for one in FIRST if one[0] == "T1"]
    part = bring_in(
        institution_id="I1", files=[("a.csv", statement(home / "a.csv", seen, own=("CL-7",)))], mapping=None, whole=False, ledger=ledger,
        authority_id="A-1", actor="east", at=AT,
    )  # fmt: skip
    assert part.breaks == 0
    assert BreakKind.MISSING_AT_CUSTODIAN.value in kinds(deliver(home, seen, ledger))


def test_the_newest_is_taken_back_and_put_again_and_nothing_else(home: Path) -> None:
    first = deliver(home, FIRST[:1], books(home / "books", FIRST + LATER))
    second = deliver(home, LATER, home / "books", "later.csv")
    with pytest.raises(NotAllowed):
        withdraw(reconciliation_id=first.reconciliation_id, actor="east", at=AT)
    withdraw(reconciliation_id=second.reconciliation_id, actor="east", at=AT)
    (shown,) = queries.newest(institution_ids=["I1"])
    assert shown.reconciliation_id == first.reconciliation_id
    assert hold_against_custodians(as_of=date(2026, 3, 31)) == []
    restore(reconciliation_id=second.reconciliation_id, actor="east", at=AT)
    assert len(hold_against_custodians(as_of=date(2026, 3, 31))) == 1
    withdraw(reconciliation_id=second.reconciliation_id, actor="east", at=AT)
    third = deliver(home, LATER, home / "books", "later.csv")
    assert third.is_new
    with pytest.raises(NotAllowed):
        restore(reconciliation_id=second.reconciliation_id, actor="east", at=AT)
    assert [one.action for one in audit.entries(actors=["east"])[0]][::-1] == [
        "reconcile", "reconcile", "withdraw_reconciliation", "restore_reconciliation", "withdraw_reconciliation", "reconcile",
    ]  # fmt: skip


def test_a_later_day_s_statement_does_not_speak_for_an_earlier_day(home: Path) -> None:
    deliver(home, FIRST[:1] + LATER, books(home / "books", FIRST + LATER))
    assert hold_against_custodians(as_of=TUESDAY) == []


@pytest.mark.parametrize("content", ["", "nothing of a statement\n", "<xml/>", "账号,交易日期\nCU-1,2026-03-02\n"])
def test_what_cannot_be_read_leaves_nothing_behind(home: Path, content: str) -> None:
    path, ledger = home / "bad.csv", books(home / "books", FIRST)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused):
        bring_in(
            institution_id="I1", files=[("bad.csv", path)], mapping=None, whole=True, ledger=ledger, authority_id="A-1", actor="e", at=AT
        )
    assert not CustodyReconciliation.objects.exists()
    assert not list((home / "home" / "custody").glob("*"))


def test_an_entry_that_cannot_be_read_is_counted_with_its_place_and_not_its_content(home: Path) -> None:
    path = statement(home / "march.csv", FIRST)
    path.write_text(path.read_text(encoding="utf-8-sig") + "CU-1,2026-02-31,10:00:00,T5,1.00,,李某某,\n", encoding="utf-8-sig")
    done = bring_in(
        institution_id="I1", files=[("march.csv", path)], mapping=None, whole=True, ledger=books(home / "books", FIRST), authority_id="A-1",
        actor="east", at=AT,
    )  # fmt: skip
    assert done.refused == 1
    shown = queries.reconciliation(reconciliation_id=done.reconciliation_id)
    assert shown
    assert [(row, column) for row, column, _ in shown.refusals] == [(4, "交易日期")]
    assert "李某某" not in str(shown)
