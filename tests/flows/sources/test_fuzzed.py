"""Files that are damaged at random: refused with their place, or read with what is wrong set aside; never a crash, never half a ledger."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lookthrough.flows.intake import read_files
from lookthrough.flows.source_mapping import read_mapping
from lookthrough.kernel.files import FileRefused

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/howto/bank-files"
MAPPINGS = {"bank-table.csv": "bank-table.yml", "report.ifcert.json": "ifcert.yml"}
FILES = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix != ".yml")
NASTY = [
    b"<",
    b">",
    b"&",
    b'"',
    b"\0",
    b"\xff",
    b"9" * 5000,
    b"-1",
    b"1e400",
    b"\xef\xbb\xbf",
    b"<Ntry>",
    b"</Stmt>",
    b"{",
    b"]",
    b",",
    b"\n",
    b"0001-01-01T00:00:00+14:00",
]


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Cut, double, overwrite or insert at a random place, once or a few times."""
    for _ in range(dice.randint(1, 3)):
        here, length = dice.randrange(len(data)), dice.randint(1, 40)
        kind = dice.randrange(5)
        if kind == 0:
            data = data[:here] + data[here + length :]
        elif kind == 1:
            data = data[: here + length] + data[here:]
        elif kind == 2:
            data = data[:here] + bytes(dice.randrange(256) for _ in range(length)) + data[here + length :]
        elif kind == 3:
            data = data[: max(here, 1)]
        else:
            data = data[:here] + dice.choice(NASTY) + data[here:]
    return data or b"x"


@pytest.mark.parametrize("name", FILES)
def test_no_damage_breaks_the_reading(tmp_path, name):
    dice = random.Random(name)  # noqa: S311 - the same damage in every run
    mapping = read_mapping(EXAMPLES / MAPPINGS.get(name, "mapping.yml"))
    whole = (EXAMPLES / name).read_bytes()
    ended = {"read": 0, "refused": 0}
    for turn in range(60):
        path, out = tmp_path / f"{turn}-{name}", tmp_path / f"out-{turn}"
        path.write_bytes(damaged(whole, dice))
        try:
            report = read_files(paths=[path], out=out, mapping=mapping)
        except FileRefused:
            ended["refused"] += 1
            continue
        finally:
            assert out.exists() == (out / "transfers.parquet").is_file()  # whole or not at all
        ended["read"] += 1
        assert report.document["transfers"] + report.document["payment_orders"] + len(report.refused) > 0
    assert ended["refused"] > 0
