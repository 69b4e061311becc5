"""The proceeds of all listings followed at once: the same as one listing traced alone, and resting where an institution's books begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Books
from examples import slow_examples
from lookthrough.flows.coding import code_ledger, with_unlisted_accounts
from lookthrough.flows.following import trace_money
from lookthrough.flows.onward import Arrivals, follow_all
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.row_coding import columns
from lookthrough.flows.run import connection
from lookthrough.flows.standing import CIRCLE, WEAK, standing
from lookthrough.flows.whole import Whole

WAN = 10_000_00


@contextmanager
def whole(folder: Path) -> Iterator[Whole]:
    with connection() as con:
        read = open_ledger(con, folder)
        codes = code_ledger(read)
        known = standing(read, codes)
        found = columns(read)
        yield Whole(with_unlisted_accounts(codes, found.unlisted), found, known, read.con, read.last_day)


def steps(whole: Whole, arrivals: Arrivals, listing: str) -> Counter[tuple[str, int]]:
    """Return the fen of one listing that each transfer carried at each hop; transfers by their number in the file."""
    code = whole.codes.product_ids.to_pylist().index(listing)
    found: Counter[tuple[str, int]] = Counter()
    for place in np.flatnonzero(arrivals.listing == code).tolist():
        found[f"t{int(arrivals.row[place]) + 1:06d}", int(arrivals.hop[place])] += int(arrivals.fen[place])
    return found


def reached(books: Books, folder: Path, *, bits: int = 0) -> dict[str, int]:
    """Return the fen that came to each account, where it met ``bits`` for the first time (0: everywhere)."""
    with whole(books.write(folder)) as ledger:
        found: Counter[str] = Counter()
        some = ledger.onward
        for place in range(len(some)):
            if not bits or some.first_at(bits)[place]:
                found[ledger.codes.account_ids[int(ledger.of("to_account")[some.row[place]])].as_py()] += int(some.fen[place])
        return dict(found)


accounts = st.sampled_from(["a", "b", "c", "d", "e"])
moves = st.lists(st.tuples(st.integers(0, 70), accounts, accounts, st.integers(1, 500), st.sampled_from([None, "L1", "L2"])), max_size=40)


@settings(max_examples=slow_examples(15), deadline=None)
@given(moves=moves, first=accounts, second=accounts)
def test_each_listing_goes_where_it_is_traced_to(moves: list[tuple[int, str, str, int, str | None]], first: str, second: str) -> None:
    books = Books().institution("P").account("custody", "custody", of="P.op", at="P")
    for name in "abcde":
        books.party(name).account(name, "external", of=name)
    for listing, borrower, minute in (("L1", first, 0), ("L2", second, 1)):
        books.product(listing, at="P", borrower=borrower)
        books.transfer(f"2026-01-02 10:0{minute}", "custody", borrower, 900, "disburse", product=listing)
    for days, a, b, fen, listing in sorted(moves, key=lambda move: move[0]):
        if a != b:
            books.transfer(np.datetime64("2026-01-02 12:00") + np.timedelta64(days, "D"), a, b, fen, product=listing)
    with TemporaryDirectory() as folder, whole(books.write(Path(folder))) as ledger:
        found = follow_all(ledger, np.zeros(len(ledger.codes.role), np.int64), least=0, rests=np.zeros(len(ledger.codes.role), np.bool_))
        for listing in ("L1", "L2"):
            traced = trace_money(folder=Path(folder), of="product", subject=listing)
            assert steps(ledger, found, listing) == Counter({(step.transfer_id, step.hop): step.traced_fen for step in traced.steps})


def platform() -> Books:
    books = Books().institution("P").party("X", "company").account("X", "borrower", of="X", at="P").account("X.bank", "external", of="X")
    books.account("custody", "custody", of="P.op", at="P").account("own", "own", of="P.op", at="P")
    books.party("Sister", "company").relation("P.op", "shareholder", "Sister", share=0.6).account("Sister", "external", of="Sister")
    books.party("Near", "company").relation("Near", "same_address", "P.op").account("Near", "external", of="Near")
    books.party("Shop", "company").account("Shop", "external", of="Shop").product("L", at="P", borrower="X")
    books.transfer("2026-01-05", "custody", "X", 10 * WAN, "disburse", product="L")
    return books.transfer("2026-01-06", "X", "X.bank", 10 * WAN, "withdraw")


def test_an_arrival_with_the_circle_is_told_from_one_near_it_and_one_elsewhere(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-07", "X.bank", "Sister", 4 * WAN).transfer("2026-01-08", "X.bank", "Near", 3 * WAN)
    books.transfer("2026-01-09", "X.bank", "Shop", 3 * WAN)

    assert reached(books, tmp_path / "circle", bits=CIRCLE) == {"Sister": 4 * WAN}
    assert reached(books, tmp_path / "weak", bits=WEAK) == {"Near": 3 * WAN}
    assert reached(books, tmp_path / "all") == {"X": 10 * WAN, "X.bank": 10 * WAN, "Sister": 4 * WAN, "Near": 3 * WAN, "Shop": 3 * WAN}


def test_what_the_circle_passes_on_among_itself_arrives_once(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-07", "X.bank", "Sister", 4 * WAN).account("Op.bank", "external", of="P.op")

    assert reached(books.transfer("2026-01-08", "Sister", "Op.bank", 4 * WAN), tmp_path, bits=CIRCLE) == {"Sister": 4 * WAN}


def test_money_repaid_into_custody_is_followed_no_further(tmp_path: Path) -> None:
    books = platform().party("A").account("A", "client", of="A", at="P")
    books.transfer("2026-01-20", "X.bank", "X", 10 * WAN, "recharge").transfer(
        "2026-01-20 11:00", "X", "custody", 10 * WAN, "repay_principal"
    )
    books.transfer("2026-01-21", "custody", "A", 10 * WAN, "payout_principal", product="L")

    assert "A" not in reached(books, tmp_path / "ledger")
    assert reached(books, tmp_path / "again", bits=CIRCLE) == {}, "custody is the operator's account and clients' money"


def test_a_thin_share_of_a_large_account_rests_there(tmp_path: Path) -> None:
    books = platform().party("Rich", "company").account("Rich", "external", of="Rich")
    books.transfer("2026-01-06 12:00", "Rich", "X.bank", 200_000 * WAN).transfer("2026-01-07", "X.bank", "Sister", WAN)

    assert reached(books, tmp_path, bits=CIRCLE) == {}


def test_the_way_leads_back_to_the_disbursement(tmp_path: Path) -> None:
    books = platform().transfer("2026-01-07", "X.bank", "Shop", 2 * WAN).transfer("2026-01-08", "X.bank", "Sister", WAN)
    with whole(books.write(tmp_path)) as ledger:
        some = ledger.onward
        way = some.way(np.flatnonzero(some.first_at(CIRCLE)))

        assert [int(ledger.of("amount_fen")[row]) for row in some.row[way]] == [10 * WAN, 10 * WAN, WAN]
        assert some.disbursed[2].tolist() == [10 * WAN]
