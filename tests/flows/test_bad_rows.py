"""Rows that are wrong: set aside with file, row and column, the rest is used as if they had never been there."""

from __future__ import annotations

import json
from pathlib import Path

from builders import inflow_in_total, lookthrough, read_run, uses_in_total
from flows.handmade.small_platform import (
    TRANSFERS,
    USES,
    a_small_platform,
    add_line,
    numbers_under,
    rejects,
    run,
)

ROW = "t9,2026-01-06T10:00:00,A,custody,500,invest,L1,"
WRONG_ROWS = [
    ("30 February", "t9,2026-02-30T10:00:00,A,custody,500,invest,L1,", "at"),
    ("thirteenth month", "t9,2026-13-01T10:00:00,A,custody,500,invest,L1,", "at"),
    ("25 o'clock", "t9,2026-01-06T25:00:00,A,custody,500,invest,L1,", "at"),
    ("29 February of a common year", "t9,2025-02-29T10:00:00,A,custody,500,invest,L1,", "at"),
    ("no time at all", "t9,yesterday,A,custody,500,invest,L1,", "at"),
    ("time missing", "t9,,A,custody,500,invest,L1,", "at"),
    ("negative fen", "t9,2026-01-06T10:00:00,A,custody,-500,invest,L1,", "amount_fen"),
    ("zero fen", "t9,2026-01-06T10:00:00,A,custody,0,invest,L1,", "amount_fen"),
    ("half a fen", "t9,2026-01-06T10:00:00,A,custody,500.5,invest,L1,", "amount_fen"),
    ("scientific notation", "t9,2026-01-06T10:00:00,A,custody,5e2,invest,L1,", "amount_fen"),
    ("words", "t9,2026-01-06T10:00:00,A,custody,五百,invest,L1,", "amount_fen"),
    ("amount missing", "t9,2026-01-06T10:00:00,A,custody,,invest,L1,", "amount_fen"),
    ("beyond 64 bits", "t9,2026-01-06T10:00:00,A,custody,9223372036854775808,invest,L1,", "amount_fen"),
    ("to itself", "t9,2026-01-06T10:00:00,custody,custody,500,transfer,L1,", "to_account_id"),
    ("unknown purpose", "t9,2026-01-06T10:00:00,A,custody,500,gift,L1,", "purpose"),
    ("id missing", ",2026-01-06T10:00:00,A,custody,500,invest,L1,", "transfer_id"),
    ("payer missing", "t9,2026-01-06T10:00:00,,custody,500,invest,L1,", "from_account_id"),
    ("payee missing", "t9,2026-01-06T10:00:00,A,,500,invest,L1,", "to_account_id"),
]


def test_a_wrong_row_is_set_aside_with_its_place_and_the_rest_is_used(ledger: Path, tmp_path: Path) -> None:
    for _, line, _ in WRONG_ROWS:
        add_line(ledger, line)

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    refused = rejects(tmp_path)
    assert [(row["file"], row["row"]) for row in refused] == [(TRANSFERS, str(6 + place)) for place in range(len(WRONG_ROWS))]
    for row, (what, _, column) in zip(refused, WRONG_ROWS, strict=True):
        assert row["column"] in ({column, "from_account_id"} if column == "to_account_id" else {column}), what
        assert row["reason_zh"], what
        assert row["reason_en"], what
    assert uses_in_total(tmp_path / "out") == USES


WRONG_ELSEWHERE = [
    ("unknown role", "accounts.csv", "Z,A,P1,treasure,,", "role"),
    ("unknown kind of party", "parties.csv", "Z,ghost,,,,,", "kind"),
    ("unknown kind of product", "products.csv", "L9,P1,X,lottery,100,0.1,,,2026-01-01T10:00:00,,30,,,,,", "kind"),
    ("unknown kind of relation", "relations.csv", "A,P1.op,friend,,,", "kind"),
    ("unknown business", "institutions.csv", "P9,P1.op,P9,casino,,,,,2015-01-01,", "business"),
    ("negative principal", "products.csv", "L9,P1,X,loan,-100,0.1,,,2026-01-01T10:00:00,,30,,,,,", "principal_fen"),
    ("impossible day", "institutions.csv", "P9,P1.op,P9,p2p,,,,,2015-02-30,", "opened_on"),
]


def test_wrong_values_in_other_tables_are_set_aside_too(ledger: Path, tmp_path: Path) -> None:
    expected = []
    for _, table, line, column in WRONG_ELSEWHERE:
        add_line(ledger, line, table)
        expected.append((table, str((ledger / table).read_text(encoding="utf-8").count("\n") - 1), column))

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert sorted((row["file"], row["row"], row["column"]) for row in rejects(tmp_path)) == sorted(expected)
    assert uses_in_total(tmp_path / "out") == USES


def test_wrong_rows_are_counted_even_when_nobody_asked_for_the_rejects(ledger: Path, tmp_path: Path) -> None:
    add_line(ledger, ROW.replace("500", "-500"))

    done = lookthrough("flows", "run", ledger, "--out", tmp_path / "out", "--json")

    assert done.returncode == 0
    assert 1 in numbers_under(json.loads(done.stdout), "reject", "refused")


def test_a_wrong_row_in_parquet_is_set_aside_as_well(tmp_path: Path) -> None:
    books = a_small_platform().transfer("2026-01-06", "A", "custody", -500, "invest", product="L1", transfer_id="t9")
    ledger = books.write(tmp_path / "ledger", as_="parquet")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert [(row["file"], row["row"], row["column"]) for row in rejects(tmp_path)] == [("transfers.parquet", "6", "amount_fen")]
    assert uses_in_total(tmp_path / "out") == USES


# ---- repeated and unknown: counted, never in silence ------------------------------------------------------------------------


def test_an_identical_row_twice_is_dropped_and_counted(ledger: Path, tmp_path: Path) -> None:
    first = (ledger / TRANSFERS).read_text(encoding="utf-8").splitlines()[1]
    add_line(ledger, first)
    add_line(ledger, first)

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert rejects(tmp_path) == []
    assert uses_in_total(tmp_path / "out") == USES
    assert 2 in numbers_under(read_run(tmp_path / "out"), "repeat", "duplicate")


def test_an_id_twice_with_other_content_is_refused(ledger: Path, tmp_path: Path) -> None:
    add_line(ledger, "t000001,2026-01-06T10:00:00,A,custody,500,invest,L1,")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    refused = {(row["file"], row["row"], row["column"]) for row in rejects(tmp_path)}
    assert (TRANSFERS, "6", "transfer_id") in refused


def test_an_account_nobody_listed_is_kept_as_external_and_counted(ledger: Path, tmp_path: Path) -> None:
    add_line(ledger, "t9,2026-01-06T10:00:00,Ghost,custody,500,transfer,,")
    add_line(ledger, "t8,2026-02-06T10:00:00,custody,Phantom,500,transfer,,")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert rejects(tmp_path) == []
    assert inflow_in_total(tmp_path / "out")["P1"]["unknown"] == 500
    assert uses_in_total(tmp_path / "out")["P1"]["unknown > unknown"] == 500
    assert 2 in numbers_under(read_run(tmp_path / "out"), "account")


def test_a_balance_below_zero_is_counted(tmp_path: Path) -> None:
    books = a_small_platform().transfer("2026-02-05", "custody", "A", 7_00, "payout_interest", product="L1")

    assert run(books.write(tmp_path / "ledger"), tmp_path).returncode == 0
    assert inflow_in_total(tmp_path / "out")["P1"]["unknown"] == 7_00
    document = read_run(tmp_path / "out")
    assert {1, 7_00} & set(numbers_under(document, "below", "negative", "filled", "overdrawn", "fill")), document
