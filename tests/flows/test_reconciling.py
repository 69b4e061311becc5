"""A custodian's sub-ledgers against the institution's books: a break of one fen is found, and nothing is lost between the sides."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import slow_examples
from flows.custody_builders import books
from lookthrough.cli.main import root
from lookthrough.flows.intake import read_files
from lookthrough.flows.reconciliation import OF_TRANSFERS, BreakKind, Reconciliation, read_breaks, write_reconciliation
from lookthrough.flows.reconciling import reconcile
from lookthrough.flows.source_mapping import read_mapping
from lookthrough.kernel.files import FileRefused

HOWTO = Path(__file__).resolve().parents[2] / "docs/howto"
ACCOUNTS = {"custody": "custody", "A": "client", "B": "client", "X": "borrower"}


def write(folder: Path, transfers: list[tuple], *, accounts=ACCOUNTS, balances: list[tuple] = (), header: str = "") -> Path:
    folder.mkdir(parents=True)
    tables = {
        "institutions": ["institution_id,operator_party_id,name,business", "I1,P1,示例,p2p"],
        "accounts": ["account_id,institution_id,role", *(f"{name},I1,{role}" for name, role in accounts.items())],
        "transfers": [
            header or "transfer_id,at,from_account_id,to_account_id,amount_fen,purpose",
            *(",".join(map(str, row)) for row in transfers),
        ],
    }
    if balances:
        tables["balances"] = ["account_id,on,kind,balance_fen", *(",".join(map(str, row)) for row in balances)]
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def move(number: int, fen: int, *, day: str = "2026-03-02", source: str = "A", target: str = "custody", prefix: str = "T") -> tuple:
    return (f"{prefix}{number}", f"{day}T10:00:00", source, target, fen, "invest")


def both(tmp_path: Path, ours: list[tuple], theirs: list[tuple], **more) -> Reconciliation:
    return reconcile(custodian=write(tmp_path / "custodian", ours), books=write(tmp_path / "books", theirs), **more)


def kinds(found: Reconciliation) -> list[str]:
    return [one.kind.value for one in found.breaks]


def conserved(found: Reconciliation) -> None:
    """Matched and breaks are both sides, by count and by fen."""
    for side, missing_there in (("custodian", BreakKind.MISSING_AT_CUSTODIAN), ("books", BreakKind.MISSING_IN_BOOKS)):
        total = getattr(found, side)
        breaks = [one for one in found.of(*OF_TRANSFERS) if one.kind is not missing_there]
        assert total.count == found.matched.count + len(breaks)
        assert total.fen == found.matched.fen + sum(getattr(one, f"{side}_fen") for one in breaks)


def test_sides_that_agree_have_no_break(tmp_path):
    rows = [move(1, 100_00), move(2, 50_00, source="B"), move(3, 150_00, source="custody", target="X")]
    found = both(tmp_path, rows, rows)
    assert found.breaks == ()
    assert (found.matched.count, found.matched.fen) == (3, 300_00)
    conserved(found)


def test_a_break_of_one_fen_is_found_in_amount_and_balance(tmp_path):
    found = both(tmp_path, [move(1, 100_00), move(2, 7_00)], [move(1, 100_01), move(2, 7_00)])
    assert kinds(found) == ["amount_differs", "balance_differs", "balance_differs"]
    (amount,) = found.of(BreakKind.AMOUNT_DIFFERS)
    assert (amount.difference_fen, amount.custodian_transfer_id, amount.matched_by) == (-1, "T1", "id")
    assert {one.account_id: one.difference_fen for one in found.of(BreakKind.BALANCE_DIFFERS)} == {"A": 1, "custody": -1}
    conserved(found)


def test_one_fen_without_any_common_id_is_missing_on_both_sides(tmp_path):
    found = both(tmp_path, [move(1, 100_00)], [move(9, 100_01, prefix="B")])
    assert sorted(kinds(found))[:2] == ["balance_differs", "balance_differs"]
    assert {one.kind for one in found.of(*OF_TRANSFERS)} == {BreakKind.MISSING_AT_CUSTODIAN, BreakKind.MISSING_IN_BOOKS}
    conserved(found)


def test_without_common_ids_reference_then_amount_day_and_accounts_match(tmp_path):
    header = "transfer_id,at,from_account_id,to_account_id,amount_fen,purpose,reference"
    ours = write(tmp_path / "c", [(*move(1, 5_00), "R1"), (*move(2, 5_00), ""), (*move(3, 5_00), "")], header=header)
    theirs = write(
        tmp_path / "b",
        [(*move(7, 5_00, prefix="B"), ""), (*move(8, 5_00, prefix="B"), ""), (*move(9, 6_00, prefix="B"), "R1")],
        header=header,
    )
    found = reconcile(custodian=ours, books=theirs)
    (amount,) = found.of(*OF_TRANSFERS)
    assert (amount.kind, amount.matched_by, amount.difference_fen) == (BreakKind.AMOUNT_DIFFERS, "reference", -1_00)
    assert found.matched.count == 2
    conserved(found)


def test_a_day_that_differs_is_a_break_that_clears(tmp_path):
    found = both(
        tmp_path,
        [move(1, 100_00, day="2026-03-02"), move(2, 1, day="2026-03-09")],
        [move(1, 100_00, day="2026-03-04"), move(2, 1, day="2026-03-09")],
    )
    assert kinds(found) == ["balance_differs", "balance_differs", "day_differs"]
    assert {one.cleared_on for one in found.of(BreakKind.BALANCE_DIFFERS)} == {date(2026, 3, 4)}
    assert found.differing_balances == 0
    (day,) = found.of(BreakKind.DAY_DIFFERS)
    assert (day.custodian_day, day.books_day) == (date(2026, 3, 2), date(2026, 3, 4))
    conserved(found)


@pytest.mark.parametrize(("apart", "kind"), [(5, BreakKind.DAY_DIFFERS), (6, BreakKind.MISSING_IN_BOOKS)])
def test_a_near_day_matches_up_to_the_limit_and_not_beyond(tmp_path, apart, kind):
    later = (date(2026, 3, 2) + timedelta(days=apart)).isoformat()
    ours, theirs = [move(1, 3_00), move(2, 1, day="2026-03-31")], [move(8, 3_00, day=later, prefix="B"), move(2, 1, day="2026-03-31")]
    found = both(tmp_path, ours, theirs)
    assert kind in {one.kind for one in found.breaks}
    conserved(found)


def test_the_age_is_counted_in_working_days_and_judged_by_the_dated_limit(tmp_path):
    rows = [move(1, 1, day="2026-03-02"), move(3, 1, day="2026-03-09")]
    found = both(tmp_path, [*rows, move(2, 100_00, day="2026-03-06")], rows)  # a Friday
    (missing,) = found.of(BreakKind.MISSING_IN_BOOKS)
    assert (missing.age_working_days, missing.overdue) == (1, False)  # Monday is the first working day after it
    later = reconcile(custodian=tmp_path / "custodian", books=tmp_path / "books", as_of=date(2026, 3, 10))
    assert [(one.age_working_days, one.overdue) for one in later.of(BreakKind.MISSING_IN_BOOKS)] == [(2, True)]


def test_another_account_under_the_same_id_is_a_break(tmp_path):
    found = both(tmp_path, [move(1, 5_00, source="A")], [move(1, 5_00, source="B")])
    (account,) = found.of(BreakKind.ACCOUNT_DIFFERS)
    assert (account.custodian_from, account.books_from) == ("A", "B")
    conserved(found)


def test_an_outside_account_that_one_side_does_not_know_is_no_break(tmp_path):
    withdrawn = [move(1, 5_00, source="A", target="external:T1")]
    found = both(tmp_path, withdrawn, [move(1, 5_00, source="A", target="BANK-1")])
    assert found.breaks == ()


def test_a_statement_that_does_not_add_up_is_told_once(tmp_path):
    rows = [move(1, 100_00), move(2, 1, day="2026-03-05"), move(3, 1, day="2026-03-06")]
    stated = [
        ("custody", "2026-03-02", "opening", 0),
        ("custody", "2026-03-02", "closing", 100_00),
        ("custody", "2026-03-05", "closing", 100_02),
        ("custody", "2026-03-06", "closing", 100_03),
    ]
    ours = write(tmp_path / "c", rows, balances=stated)
    found = reconcile(custodian=ours, books=write(tmp_path / "b", rows))
    (one,) = found.of(BreakKind.STATEMENT_DIFFERS)
    assert (one.day, one.custodian_fen, one.books_fen, one.difference_fen) == (date(2026, 3, 5), 100_02, 100_01, 1)


def test_openings_are_taken_as_stated_and_one_fen_of_them_is_found(tmp_path):
    rows = [move(1, 100_00)]
    ours = write(tmp_path / "c", rows, balances=[("custody", "2026-03-01", "opening", 5_01)])
    theirs = write(tmp_path / "b", [move(0, 5_00, day="2026-01-05"), *rows])
    found = reconcile(custodian=ours, books=theirs)
    assert found.books_outside_period.count == 1
    (one,) = found.of(BreakKind.BALANCE_DIFFERS)
    assert (one.account_id, one.difference_fen, one.custodian_fen, one.books_fen) == ("custody", 1, 5_01 + 100_00, 5_00 + 100_00)
    assert found.openings_assumed == 1  # the client's, of whom the custodian tells nothing before


def test_the_example_of_the_howto(tmp_path):
    mapping = read_mapping(HOWTO / "bank-files/mapping.yml")
    read_files(paths=[HOWTO / "bank-files/statement.camt.053.001.08.xml"], out=tmp_path / "custodian", mapping=mapping)
    books = HOWTO / "reconcile/books"
    done = CliRunner().invoke(
        root, ["flows", "reconcile", str(tmp_path / "custodian"), str(books), "--out", str(tmp_path / "out"), "--json"]
    )
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document == json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert document["matched"]["count"] == 4
    assert {kind: one["difference_fen"] for kind, one in document["breaks"].items()} == {
        "missing_at_custodian": -88000,
        "amount_differs": -1,
        "day_differs": 0,
        "balance_differs": document["breaks"]["balance_differs"]["difference_fen"],
    }
    found = read_breaks(tmp_path / "out")
    assert [one.kind for one in found if one.difference_fen == -1 and one.books_transfer_id] == [BreakKind.AMOUNT_DIFFERS]
    with (tmp_path / "out/breaks.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(found)


@pytest.mark.parametrize("row", [("custody", "2026-02-30", "opening", 1), ("custody", "2026-03-01", "opening", "x")])
def test_a_table_of_balances_that_cannot_be_read_is_refused_by_its_name(tmp_path, row):
    ours = write(tmp_path / "c", [move(1, 1)], balances=[row])
    with pytest.raises(FileRefused, match="balances"):
        reconcile(custodian=ours, books=write(tmp_path / "b", [move(1, 1)]))


def test_what_is_written_is_the_same_bytes_again(tmp_path):
    found = both(tmp_path, [move(1, 100_00), move(2, 3)], [move(1, 100_01)])
    write_reconciliation(found, tmp_path / "one")
    write_reconciliation(reconcile(custodian=tmp_path / "custodian", books=tmp_path / "books"), tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    assert read_breaks(tmp_path / "one") == list(found.breaks)
    assert pq.read_table(tmp_path / "one/balances.parquet").column_names == [
        "account_id",
        "day",
        "custodian_fen",
        "books_fen",
        "difference_fen",
    ]


ENDS = st.tuples(st.sampled_from(["A", "B", "X", "custody", "elsewhere"]), st.sampled_from(["A", "B", "X", "custody", "other"]))
TRANSFER = st.tuples(ENDS.filter(lambda ends: ends[0] != ends[1]), st.integers(1, 3), st.integers(0, 12))


@settings(max_examples=slow_examples(30), deadline=None)
@given(ours=st.lists(TRANSFER, min_size=1, max_size=14), theirs=st.lists(TRANSFER, min_size=1, max_size=14), shared=st.integers(0, 14))
def test_matched_and_breaks_are_always_both_sides(tmp_path_factory, ours, theirs, shared):
    """Few amounts, few accounts: whatever can be confused is confused, and still each transfer ends in one place."""
    folder = tmp_path_factory.mktemp("property")

    def rows(given: list, prefix: str) -> list[tuple]:
        return [
            move(
                number,
                fen,
                day=(date(2026, 3, 1) + timedelta(days=day)).isoformat(),
                source=ends[0],
                target=ends[1],
                prefix="S" if number < shared else prefix,
            )
            for number, (ends, fen, day) in enumerate(given)
        ]

    mine, yours = rows(ours, "C"), rows(theirs, "B")
    found = both(folder, mine, yours, as_of=date(2026, 3, 31))
    conserved(found)
    first = min(datetime.fromisoformat(row[1]).date() for row in mine)
    touching = [row for row in yours if {row[2], row[3]} & set(ACCOUNTS)]
    assert found.books.count + found.books_outside_period.count == len(touching)
    assert found.books_outside_period.count == sum(datetime.fromisoformat(row[1]).date() < first for row in touching)
    for account in ACCOUNTS:
        sides = [
            sum((row[3] == account) * row[4] - (row[2] == account) * row[4] for row in side if row[1][:10] >= first.isoformat())
            for side in (mine, yours)
        ]
        last = [row for row in found.balances.to_pylist() if row["account_id"] == account][-1]
        assert last["difference_fen"] == sides[0] - sides[1]
        still_open = [one for one in found.of(BreakKind.BALANCE_DIFFERS) if one.account_id == account and one.cleared_on is None]
        assert [one.difference_fen for one in still_open] == ([sides[0] - sides[1]] if sides[0] != sides[1] else [])


def test_of_many_institutions_only_one_is_held_against_its_custodian(tmp_path):
    ours = books(tmp_path / "books", [("T1", date(2026, 3, 2), "CL-7", "CU-1", 100_00), ("X1", date(2026, 3, 2), "OUT", "CU-2", 5_00)])
    bank = write(tmp_path / "bank", [("T1", "2026-03-02T10:00:00", "CL-7", "CU-1", 100_00, "invest")], accounts={"CL-7": "client"})
    words = ["flows", "reconcile", str(bank), str(ours), "--out", str(tmp_path / "out"), "--json"]
    whole, of_one, part = (
        json.loads(CliRunner().invoke(root, [*words, *more]).stdout)
        for more in ([], ["--institution", "I1"], ["--part", "--institution", "I1"])
    )
    assert whole["breaks"]["missing_at_custodian"]["count"] == 1, "the other institution's entry"
    assert (of_one["breaks"], of_one["accounts"]) == ({}, 3)
    assert (part["breaks"], part["accounts"]) == ({}, 1)
