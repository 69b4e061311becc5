"""Ledgers that lack what is optional, bring more than is asked, or are written in other honest ways."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builders import closing_stock, read_run, uses_in_total
from flows.handmade.small_platform import (
    TRANSFERS,
    USES,
    Spoil,
    a_small_platform,
    rejects,
    rewrite,
    rule_state,
    run,
)

NOT_ASSESSED = [
    pytest.param("p2p", "products.borrower_party_id", "client_money_diversion", id="no borrowers"),
    pytest.param("payment", "transfers.order_id", "client_money_diversion", id="no orders"),
    pytest.param("p2p", "transfers.product_id", "ponzi_payout", id="no listings named"),
]


@pytest.mark.parametrize(("business", "column", "rule"), NOT_ASSESSED)
def test_a_missing_optional_column_makes_the_rule_say_not_assessed(business: str, column: str, rule: str, tmp_path: Path) -> None:
    books = a_small_platform()
    books.tables["institutions"][0]["business"] = business

    done = run(books.write(tmp_path / "ledger", without=[column]), tmp_path)

    assert done.returncode == 0, done.stderr
    assert "not assessed" in rule_state(read_run(tmp_path / "out"), rule)
    assert column.split(".")[1] in rule_state(read_run(tmp_path / "out"), rule).replace(" ", "_")
    assert rule not in {row["rule"] for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()}


OPTIONAL = {
    "parties": "identifier region_code industry_code established_on",
    "relations": "valid_from valid_to",
    "institutions": "licence_no custodian_bank net_assets_fen borrowed_fen closed_on",
    "accounts": "bank_code opened_on",
    "products": "project_rate fee_rate funded_at underlying_id underlying_term_days guarantor_party_id purpose_text related_disclosed",
    "transfers": "order_id",
}


def test_optional_columns_and_withdrawals_may_be_missing(tmp_path: Path) -> None:
    optional = [f"{table}.{column}" for table, columns in OPTIONAL.items() for column in columns.split()]

    done = run(a_small_platform().write(tmp_path / "ledger", without=[*optional, "withdrawals"]), tmp_path)

    assert done.returncode == 0, done.stderr
    assert uses_in_total(tmp_path / "out") == USES


def test_every_rule_asked_for_is_accounted_for(ledger: Path, tmp_path: Path) -> None:
    assert run(ledger, tmp_path).returncode == 0

    for rule in ("ponzi_payout", "client_money_diversion"):
        assert rule_state(read_run(tmp_path / "out"), rule)


def test_a_table_with_a_header_only_is_an_empty_table(ledger: Path, tmp_path: Path) -> None:
    for table in ("relations.csv", "products.csv"):
        header = (ledger / table).read_text(encoding="utf-8").splitlines()[0]
        (ledger / table).write_text(header + "\n", encoding="utf-8")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert uses_in_total(tmp_path / "out")["P1"]["borrower_money > lender_return"] == 101_00


def test_transfers_with_a_header_only_give_nothing_and_no_traceback(ledger: Path, tmp_path: Path) -> None:
    header = (ledger / TRANSFERS).read_text(encoding="utf-8").splitlines()[0]
    (ledger / TRANSFERS).write_text(header + "\n", encoding="utf-8")

    done = run(ledger, tmp_path)

    if done.returncode == 1:  # there is no last transfer to date the run by
        assert "transfers" in done.stderr
        assert not (tmp_path / "out").exists()
    else:
        assert done.returncode == 0
        assert uses_in_total(tmp_path / "out") == closing_stock(tmp_path / "out") == {}


def test_unknown_columns_and_tables_change_nothing(ledger: Path, tmp_path: Path) -> None:
    lines = (ledger / TRANSFERS).read_text(encoding="utf-8").splitlines()
    mood = [f"{line},{word}" for line, word in zip(lines, ["mood", *["好"] * 5], strict=True)]
    (ledger / TRANSFERS).write_text("\n".join(mood) + "\n", encoding="utf-8")
    (ledger / "weather.csv").write_text("day,rain\n2026-01-05,1\n", encoding="utf-8")
    (ledger / "README.md").write_text("送数说明", encoding="utf-8")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert uses_in_total(tmp_path / "out") == USES


def with_bom(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def with_windows_line_ends(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def with_quotes(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def with_a_blank_for_t(path: Path) -> None:
    rewrite(path, "2026-01-05T", "2026-01-05 ")


def columns_turned_round(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row[::-1] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("reshape", [with_bom, with_windows_line_ends, with_quotes, with_a_blank_for_t, columns_turned_round])
def test_a_table_may_be_written_in_other_honest_ways(reshape: Spoil, ledger: Path, tmp_path: Path) -> None:
    reshape(ledger / TRANSFERS)

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert rejects(tmp_path) == []
    assert uses_in_total(tmp_path / "out") == USES


def test_a_table_may_be_a_folder_of_part_files(ledger: Path, tmp_path: Path) -> None:
    lines = (ledger / TRANSFERS).read_text(encoding="utf-8").splitlines(keepends=True)
    (ledger / TRANSFERS).unlink()
    (ledger / "transfers").mkdir()
    (ledger / "transfers" / "january.csv").write_text("".join(lines[:4]), encoding="utf-8")
    (ledger / "transfers" / "february.csv").write_text(lines[0] + "".join(lines[4:]), encoding="utf-8")

    done = run(ledger, tmp_path)

    assert done.returncode == 0, done.stderr
    assert uses_in_total(tmp_path / "out") == USES


def test_gzip_and_parquet_read_the_same(tmp_path: Path) -> None:
    for as_ in ("csv.gz", "parquet"):
        done = run(a_small_platform().write(tmp_path / as_, as_=as_), tmp_path)
        assert done.returncode == 0, done.stderr
        assert uses_in_total(tmp_path / "out") == USES


def test_the_same_input_gives_the_same_bytes(ledger: Path, tmp_path: Path) -> None:
    first = dict(written(run(ledger, tmp_path), tmp_path))
    second = dict(written(run(ledger, tmp_path), tmp_path))

    assert first == second
    assert {"findings.parquet", "uses.parquet", "institution_daily.parquet", "run.json"} <= set(first)


def written(done: subprocess.CompletedProcess[str], tmp_path: Path) -> Iterator[tuple[str, bytes]]:
    assert done.returncode == 0, done.stderr
    return ((path.name, path.read_bytes()) for path in sorted((tmp_path / "out").iterdir()))
