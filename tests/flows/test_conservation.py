"""No fen is lost or made: for random books the look-through conserves money and agrees with a patient clerk."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builders import Books, in_one_ledger, named_apart, read_daily, read_uses
from examples import slow_examples
from flows.handmade.reckoning import Reckoned, reckon
from flows.test_handmade_ledgers import assert_conserved
from lookthrough.flows.run import run_ledger

# a failing ledger is shown as found and not made smaller
PATIENT = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
INSTANTS = ["2026-01-31 23:59:59", "2026-02-01 00:00:00", "2026-02-01 10:00", "2026-02-01 10:00:01", "2026-02-03 10:00"]
ACCOUNTS = {
    "P1": ["A", "B", "X", "Y", "A.bank", "X.bank", "G", "M", "Boss.bank", "Small.bank", "Nobody", "custody1", "own1"],
    "P2": ["C", "C.bank", "M", "Nobody", "reserve2", "own2", "custody1"],
}
BOOKS = {"custody1": "P1", "own1": "P1", "reserve2": "P2", "own2": "P2"}
ROLES = {
    "A": "client P1", "B": "client P1", "C": "client P2", "X": "borrower P1", "Y": "borrower P1", "G": "guarantor", "M": "merchant",
    "custody1": "custody P1", "own1": "own P1", "reserve2": "reserve P2", "own2": "own P2",
}  # fmt: skip
FEE_PAYERS = {"A", "B", "X", "Y", "custody1", "own1", "C", "reserve2"}
AT_WILL = ["transfer", "unknown"]
STRANGERS = {"Nobody", "Small.bank"}  # what a refund to a stranger is, the contract leaves open
OF_CLIENTS = ["invest", "payout_principal", "payout_interest"]
OF_BORROWERS = ["disburse", "repay_principal", "repay_interest"]


def purposes(source: str, target: str) -> list[str]:
    """What a transfer between two accounts may be called."""
    refund = [] if {source, target} & STRANGERS else ["refund"]
    named = OF_CLIENTS[:1] if source[0] in "ABC" else OF_CLIENTS[1:] if target[0] in "ABC" else []
    named += OF_BORROWERS[1:] if source[0] in "XYG" else OF_BORROWERS[:1] if target[0] in "XY" else []
    is_fee = target.startswith("own") and source in FEE_PAYERS and BOOKS.get(source, BOOKS[target]) == BOOKS[target]
    return AT_WILL + refund + named + ["fee"] * is_fee


def cast() -> Books:
    """Two institutions and everybody who may pay them or be paid."""
    books = Books().institution("P1", "p2p").institution("P2", "payment")
    for account, line in ROLES.items():
        role, _, at = line.partition(" ")
        holder = f"{at}.op" if account in BOOKS else account
        books.party(holder).account(account, role, of=holder, at=at or None)
    for holder in ("A", "X", "C", "Boss", "Small"):
        books.party(holder).account(f"{holder}.bank", "external", of=holder)
    books.relation("Boss", "shareholder", "P1.op", share=0.6).relation("Small", "shareholder", "P1.op", share=0.2)
    for number, borrower in enumerate("XYX", start=1):
        books.product(f"L{number}", at="P1", borrower=borrower)
    return books


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """One transfer that touches the books of one institution."""
    where = draw(st.sampled_from(["P1", "P1", "P2"]))
    inside = draw(st.sampled_from([account for account, at in BOOKS.items() if at == where]))
    other = draw(st.sampled_from([account for account in ACCOUNTS[where] if account != inside]))
    source, target = draw(st.sampled_from([(inside, other), (other, inside)]))
    return {
        "at": draw(st.sampled_from(INSTANTS)), "from_": source, "to": target, "fen": draw(st.integers(1, 60) | st.integers(1, 5 * 10**12)),
        "purpose": draw(st.sampled_from(purposes(source, target))), "product": draw(st.sampled_from([None, "L1", "L2", "L3"])),
        "order": draw(st.sampled_from([None, "o1"])),
    }  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> Books:
    """Up to thirty transfers whose ids do not follow their times."""
    books, told = cast(), draw(st.lists(lines(), min_size=1, max_size=30))
    ids = draw(st.permutations(range(len(told))))
    for number, line in zip(ids, told, strict=True):
        books.transfer(**line, transfer_id=f"t{number:03d}")
    return books


def several() -> st.SearchStrategy[list[Books]]:
    """Five ledgers who know nothing of each other: a look-through costs a second, whether it has five or one before it."""
    return st.lists(ledgers(), min_size=5, max_size=5).map(lambda found: [named_apart(books, f"k{n}") for n, books in enumerate(found)])


def look_through(books: Books, folder: Path, as_: str = "csv") -> Path:
    run_ledger(ledger=books.write(folder / "ledger", as_=as_), out=folder / "out", rules=["ponzi_payout"])  # of what is found others tell
    return folder / "out"


@PATIENT
@given(several=several())
def test_every_fen_that_enters_leaves_or_stays(several: list[Books]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = look_through(in_one_ledger(several), Path(folder))

        assert_conserved(out)
        for books in several:
            assert_like(reckon(books), books, out)


def assert_like(clerk: Reckoned, books: Books, out: Path) -> None:
    """The stock is the sum of the accounts' balances; and where the contract leaves nothing open, all is as the clerk has it."""
    if clerk.open_question is not None:
        return
    own = {row["institution_id"] for row in books.tables["institutions"]}
    daily = [row for row in read_daily(out) if row["institution_id"] in own]
    last = max(row["date"] for row in daily)
    assert sum(row["closing_fen"] for row in daily if row["date"] == last) == sum(clerk.balances.values())
    inflow = Counter({(row["institution_id"], row["date"], row["origin"]): row["inflow_fen"] for row in daily})
    assert +inflow == +clerk.inflow
    uses: Counter[tuple[str, str, str, str]] = Counter()
    for row in read_uses(out):
        if row["institution_id"] in own:
            uses[row["institution_id"], row["date"], row["origin"], row["use"]] += row["amount_fen"]
    assert +uses == +clerk.uses
    closing = {(row["institution_id"], row["date"], row["origin"]): row["closing_fen"] for row in daily}
    days = {day for _, day, _ in clerk.closing}
    assert {key: fen for key, fen in closing.items() if fen and key[1] in days} == {key: fen for key, fen in clerk.closing.items() if fen}


@settings(PATIENT, max_examples=slow_examples(6))
@given(several=several(), shuffled=st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_format_matters(several: list[Books], shuffled: Any) -> None:
    books = in_one_ledger(several)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = look_through(books, Path(one), "csv")
        for rows in books.tables.values():
            shuffled.shuffle(rows)
        second = look_through(books, Path(other), "parquet")

        assert read_uses(first) == read_uses(second)
        assert read_daily(first) == read_daily(second)
