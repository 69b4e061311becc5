"""Two hundred ledgers damaged by a machine: each is refused with its place named, or its bad rows come back and are counted."""

from __future__ import annotations

import csv
import gzip
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import lookthrough
from flows.test_conservation import cast

SEEDS, LOOKED_THROUGH = range(200), 10  # every tenth is run, not only checked
TABLES = ["accounts", "institutions", "parties", "products", "relations", "transfers"]
BAD_VALUES = [
    "", "NULL", "nan", "-1", "0", "1.5", "1e9", "9223372036854775808", "-9223372036854775809", "99999999999999999999999", "２００", "１２",
    "2026-02-30", "2026-13-01T00:00:00", "0000-00-00", "9999-12-31T23:59:60", "昨天", "gift", "P1;DROP TABLE parties", "=1+1", "'", '"',
    "\x00", "\x1f", "\u202e", "\ufeff", "a" * 70_000, "true", "custody,own", "\\", "%s%n", "../../etc/passwd",
]  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    books = cast()
    for day in range(1, 25):
        books.transfer(f"2026-01-{day:02} 10:00", "A.bank", "A", 900, "recharge")
        books.transfer(f"2026-01-{day:02} 11:00", "A", "custody1", 900, "invest", product=f"L{day % 3 + 1}")
        books.transfer(f"2026-01-{day:02} 12:00", "custody1", "X", 800, "disburse", product=f"L{day % 3 + 1}")
    return books.write(folder / "csv")


Damage = Callable[[Path, random.Random], None]


def some_table(ledger: Path, draw: random.Random) -> Path:
    return ledger / f"{draw.choice(TABLES)}.csv"


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def write(path: Path, lines: list[str], encoding: str = "utf-8", end: str = "\n") -> None:
    path.write_bytes((end.join(lines) + end).encode(encoding, errors="replace"))


def a_cell(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    lines = lines_of(path)
    row = draw.randrange(1, len(lines)) if len(lines) > 1 else 0
    cells = lines[row].split(",")
    cells[draw.randrange(len(cells))] = draw.choice(BAD_VALUES)
    lines[row] = ",".join(cells)
    write(path, lines)


def many_cells(ledger: Path, draw: random.Random) -> None:
    for _ in range(20):
        a_cell(ledger, draw)


def a_cut(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    path.write_bytes(path.read_bytes()[: draw.randrange(path.stat().st_size)])


def flipped_bytes(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    content = bytearray(path.read_bytes())
    for _ in range(draw.randrange(1, 30)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    path.write_bytes(bytes(content))


def a_line(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    lines = lines_of(path)
    place = draw.randrange(len(lines))
    line = lines[place]
    lines[place : place + 1] = draw.choice([[], [line] * 3, [line + ",more,and,more"], [line[: len(line) // 2]]])
    write(path, lines)


def a_header(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    lines = lines_of(path)
    names = lines[0].split(",") if lines else [""]
    place = draw.randrange(len(names))
    names[place] = draw.choice(["", "名称", names[0], names[place].upper(), '"' + names[place], "at at"])
    write(path, [",".join(names), *lines[1:]])


def another_encoding(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    lines = [line.replace("P1", "甲机构") for line in lines_of(path)]
    write(path, lines, draw.choice(["gb18030", "utf-16", "utf-8-sig", "big5hkscs"]), draw.choice(["\n", "\r\n", "\r"]))


def another_kind(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    content = path.read_bytes()
    path.unlink()
    kind = draw.choice(["parquet", "broken gzip", "two forms", "folder", "empty", "image"])
    if kind == "parquet":
        pq.write_table(pa.table({"something": [1, 2]}), path.with_suffix(".parquet"))
    elif kind == "broken gzip":
        Path(f"{path}.gz").write_bytes(gzip.compress(content)[: draw.randrange(1, 60)])
    elif kind == "two forms":
        path.write_bytes(content)
        Path(f"{path}.gz").write_bytes(gzip.compress(content))
    elif kind == "folder":
        (path.with_suffix("")).mkdir()
        (path.with_suffix("") / "part-0.csv").write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(b"" if kind == "empty" else b"\x89PNG\r\n\x1a\n" + content)


def a_broken_parquet(ledger: Path, draw: random.Random) -> None:
    path = some_table(ledger, draw)
    rows = [line.split(",") for line in lines_of(path)]
    width = len(rows[0])
    table = pa.table({name: [(row + [""] * width)[k] or None for row in rows[1:]] for k, name in enumerate(rows[0])})
    pq.write_table(table, path.with_suffix(".parquet"))
    path.unlink()
    content = bytearray(path.with_suffix(".parquet").read_bytes())
    for _ in range(draw.randrange(4)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    path.with_suffix(".parquet").write_bytes(bytes(content))


def a_missing_table(ledger: Path, draw: random.Random) -> None:
    some_table(ledger, draw).unlink()


def a_bad_authority(ledger: Path, draw: random.Random) -> None:
    said = draw.choice(["", "[]", "{", '{"authority_id": 1}', '{"expires_on": "soon"}', "\x00", json.dumps({"authority_id": "a"})])
    (ledger / "authority.json").write_text(said, encoding="utf-8")


DAMAGES: list[Damage] = [
    a_cell, many_cells, a_cell, a_cut, flipped_bytes, a_line, a_header, another_encoding, another_kind, a_broken_parquet, a_missing_table,
    a_bad_authority,
]  # fmt: skip


@pytest.mark.parametrize("tens", range(len(SEEDS) // LOOKED_THROUGH))
def test_each_is_refused_with_its_place_or_its_bad_rows_come_back(good: Path, tmp_path: Path, tens: int) -> None:
    for seed in range(tens * LOOKED_THROUGH, (tens + 1) * LOOKED_THROUGH):
        draw = random.Random(seed)  # noqa: S311  the same damage each time
        ledger = tmp_path / f"ledger-{seed}"
        shutil.copytree(good, ledger)
        damage = DAMAGES[seed % len(DAMAGES)]
        damage(ledger, draw)
        refused = tmp_path / f"rejects-{seed}.csv"
        runs = seed % LOOKED_THROUGH == tens % LOOKED_THROUGH
        words = ("run", ledger, "--out", tmp_path / f"out-{seed}", "--rules", "ponzi_payout") if runs else ("check", ledger)

        done = lookthrough("flows", *words, "--rejects", refused, "--json")

        said = f"seed {seed}, {damage.__name__}: {done.stderr[-300:]}"
        assert "Traceback" not in done.stderr, said
        assert done.returncode in (0, 1), said
        if done.returncode == 1:
            assert any(name in done.stderr for name in (*TABLES, "authority", "part-0.csv", ledger.name)), said
            assert not (tmp_path / f"out-{seed}").exists(), said
        else:
            assert_counted(json.loads(done.stdout), refused, said)


@pytest.mark.parametrize("closed", [False, True])
def test_a_stray_quotation_mark_swallows_no_transfers_in_silence(good: Path, tmp_path: Path, closed: bool) -> None:
    ledger = tmp_path / "ledger"
    shutil.copytree(good, ledger)
    path = ledger / "transfers.csv"
    lines = lines_of(path)
    for row in (5, 9) if closed else (5,):  # open to the end of the file, or until the next stray one closes it
        cells = lines[row].split(",")
        cells[2] = f'"{cells[2]}' if row == 5 else f'{cells[2]}"'
        lines[row] = ",".join(cells)
    write(path, lines)

    done = lookthrough("flows", "check", ledger)

    assert done.returncode == 1
    assert "transfers.csv, row 5: a quotation mark opens here" in done.stderr


def test_a_name_may_reach_over_two_lines_between_quotation_marks(good: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    shutil.copytree(good, ledger)
    path = ledger / "parties.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    before, place = len(rows) - 1, rows[0].index("name")
    rows[1][place] = "first line\nsecond line"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

    done = lookthrough("flows", "check", ledger, "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["tables"]["parties"]["accepted"] == before


def assert_counted(document: dict[str, object], refused: Path, said: str) -> None:
    """The report counts as refused what came back in the file."""
    quality: dict[str, dict[str, dict[str, int]]] = document.get("data_quality", document)  # type: ignore[assignment]
    counted = sum(table["refused"] for table in quality["tables"].values())
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert counted == len(rows), said
    assert all(row["file"] and row["row"] for row in rows), said
