"""Files that arrive broken, and commands that are wrong: refused with their place, nothing written."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from builders import lookthrough
from flows.handmade.small_platform import (
    TRANSFERS,
    Spoil,
    a_small_platform,
    rewrite,
    run,
)
from memory import run_measured


def as_gbk(ledger: Path) -> None:
    (ledger / "parties.csv").write_bytes((ledger / "parties.csv").read_text(encoding="utf-8").encode("gbk"))


def without_amounts(ledger: Path) -> None:
    rewrite(ledger / TRANSFERS, "amount_fen", "amount")


def cut_short(ledger: Path) -> None:
    (ledger / TRANSFERS).unlink()
    a_small_platform().write(ledger.parent / "whole", as_="parquet")
    whole = (ledger.parent / "whole" / "transfers.parquet").read_bytes()
    (ledger / "transfers.parquet").write_bytes(whole[: len(whole) // 2])


def not_parquet_at_all(ledger: Path) -> None:
    (ledger / TRANSFERS).rename(ledger / "transfers.parquet")


def gzip_cut_short(ledger: Path) -> None:
    packed = gzip.compress((ledger / TRANSFERS).read_bytes())
    (ledger / TRANSFERS).unlink()
    (ledger / "transfers.csv.gz").write_bytes(packed[: len(packed) // 2])


def zip_bomb(ledger: Path) -> None:
    header = (ledger / TRANSFERS).read_bytes().split(b"\n")[0] + b"\n"
    (ledger / TRANSFERS).unlink()
    with gzip.open(ledger / "transfers.csv.gz", "wb", compresslevel=9) as file:
        file.write(header)
        for _ in range(96):
            file.write(b"\n" * (1 << 20))


def nothing_in_it(ledger: Path) -> None:
    (ledger / TRANSFERS).write_bytes(b"")


def no_transfers(ledger: Path) -> None:
    (ledger / TRANSFERS).unlink()


def no_tables(ledger: Path) -> None:
    for path in ledger.iterdir():
        path.unlink()


def a_nul_byte(ledger: Path) -> None:
    (ledger / TRANSFERS).write_bytes((ledger / TRANSFERS).read_bytes().replace(b"disburse", b"disb\0rse"))


def column_twice(ledger: Path) -> None:
    rewrite(ledger / TRANSFERS, "order_id", "product_id")


REFUSED = [
    pytest.param(as_gbk, ["parties.csv", "UTF-8", "name"], id="GBK"),
    pytest.param(without_amounts, ["transfers", "amount_fen"], id="column missing"),
    pytest.param(column_twice, ["transfers", "product_id"], id="column twice"),
    pytest.param(cut_short, ["transfers.parquet"], id="Parquet cut short"),
    pytest.param(not_parquet_at_all, ["transfers.parquet"], id="CSV named Parquet"),
    pytest.param(gzip_cut_short, ["transfers.csv.gz"], id="gzip cut short"),
    pytest.param(zip_bomb, ["transfers.csv.gz"], id="zip bomb"),
    pytest.param(nothing_in_it, ["transfers.csv"], id="empty file"),
    pytest.param(no_transfers, ["transfers"], id="no transfers"),
    pytest.param(no_tables, [], id="empty folder"),
    pytest.param(a_nul_byte, ["transfers.csv", "purpose"], id="NUL byte"),
]


@pytest.mark.parametrize(("spoil", "said"), REFUSED)
def test_a_broken_file_is_refused_with_its_place_and_nothing_is_written(
    spoil: Spoil, said: list[str], ledger: Path, tmp_path: Path
) -> None:
    spoil(ledger)

    done = run(ledger, tmp_path)

    assert done.returncode == 1, done.stderr
    assert done.stderr.strip()
    assert all(word in done.stderr for word in said), done.stderr
    assert not (tmp_path / "out").exists()
    assert "error" in json.loads(done.stdout)


@pytest.mark.parametrize(("spoil", "said"), REFUSED)
def test_the_check_refuses_what_the_run_refuses(spoil: Spoil, said: list[str], ledger: Path) -> None:
    spoil(ledger)

    done = lookthrough("flows", "check", ledger, "--json")

    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in said), done.stderr


def test_a_line_of_two_hundred_megabytes_is_refused_without_reading_it_into_memory(ledger: Path, tmp_path: Path) -> None:
    with (ledger / TRANSFERS).open("ab") as file:
        for _ in range(200):
            file.write(b"x" * (1 << 20))
    program = "from lookthrough.cli.main import main; main()"

    done, held = run_measured(program, "flows", "run", ledger, "--out", tmp_path / "out")

    assert done.returncode == 1, done.stderr
    assert "transfers.csv, row 6" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert held < 600, f"{held} MiB"


def test_what_stood_in_the_output_folder_stays_when_a_run_is_refused(ledger: Path, tmp_path: Path) -> None:
    assert run(ledger, tmp_path).returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    as_gbk(ledger)

    assert run(ledger, tmp_path).returncode == 1
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


# ---- wrong usage: exit 2 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [["--method", "guesswork"], ["--as-of", "2026-02-30"], ["--no-such-option"], ["--rules", "no_such_rule"]],
    ids=lambda words: " ".join(words),
)
def test_wrong_usage_is_exit_two(words: list[str], ledger: Path, tmp_path: Path) -> None:
    done = run(ledger, tmp_path, *words)

    assert done.returncode == 2, done.stderr
    assert done.stderr.strip()
    assert not (tmp_path / "out").exists()


def test_a_ledger_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", tmp_path)

    assert done.returncode in {1, 2}
    assert "nowhere" in done.stderr
