"""Invented firms: rows of the register as a story tells them, with codes no real firm can have."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.kernel.identifiers import uscc_check_digit

COLUMNS = ("name", "uscc", "established_on", "type", "registered_capital", "business_scope", "province", "city")


def code(number: int, region: str = "990101") -> str:
    """Return a sound USCC in a region that does not exist."""
    first = f"91{region}MA{number:07d}"
    return first + uscc_check_digit(first)


def firm(number: int = 1, **values: str) -> dict[str, str]:
    """Return one row; what the story does not name is ordinary."""
    row = {
        "name": f"某市第{number}商贸有限公司", "uscc": code(number), "established_on": "2015-03-02", "type": "有限责任公司",
        "registered_capital": "100(万元人民币)", "business_scope": "日用百货销售", "province": "浙江", "city": "温州",
    }  # fmt: skip
    return row | values


def write(path: Path, rows: list[dict[str, str]], *, columns: tuple[str, ...] | None = None) -> Path:
    """Write rows as CSV, CSV.gz or Parquet by the suffix."""
    names = columns or tuple(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    if path.suffix == ".parquet":
        pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), path)
        return path
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def plain(hit: Any) -> tuple[Any, ...]:
    """Return what most stories ask of a hit: field, word, list and grade."""
    return hit.field, hit.word, hit.list, hit.grade
