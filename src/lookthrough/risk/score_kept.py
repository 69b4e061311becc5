"""A scoring on disk: facts, method and scores side by side, so that the same question can be asked of the same facts word for word.

``facts.parquet`` holds one row a subject and month, sorted; ``method.json`` the scorecard's rows with their basis, the levels, the
indicators' versions and the question itself; ``scores.parquet`` the answer. The same facts and method give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lookthrough.flows.values import quoted
from lookthrough.kernel.periods import Month
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.scorecard import Levels, Scorecard
from lookthrough.risk.scoring import facts_asked, scored_sql

FACTS, METHOD, SCORES = "facts.parquet", "method.json", "scores.parquet"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One number that is known of a subject in a month; a flag is 0 or 1, money in fen."""

    subject_type: str
    subject_id: str
    month: str
    field: str
    value: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The three files of a scoring as bytes."""

    facts: bytes
    method: bytes
    scores: bytes

    @property
    def key(self) -> str:
        """Return the hash of what decides the scores."""
        return digest(self.facts + b"\0" + self.method)


def digest(raw: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(raw).hexdigest()


def keep(
    card: Scorecard, levels: Levels, month: Month, facts: Iterable[KnownFact], kinds: dict[tuple[str, str], str], shadow: Sequence[str]
) -> Kept:
    """Score the subjects of ``kinds`` (kind by type and id) and return all three files."""
    fields = sorted({one.field for one in facts_asked([*(row.indicator for row in card.rows), *shadow])})
    table = as_bytes(_wide(facts, fields, kinds))
    method = method_of(card, levels, month, fields, shadow)
    return Kept(table, method, scores_of(table, method))


def method_of(card: Scorecard, levels: Levels, month: Month, fields: Sequence[str], shadow: Sequence[str]) -> bytes:
    """Return everything but the facts that decides the scores, as JSON; an office adds the basis of each row to read it."""
    names = [*(row.indicator for row in card.rows), *shadow]
    said = {
        "scorecard": card.slug,
        "version": card.version,
        "valid_from": card.valid_from.isoformat(),
        "basis": card.basis,
        "month": str(month),
        "coverage_needed": card.coverage_needed,
        "levels": dict(levels.begins),
        "rows": [asdict(row) for row in card.rows],
        "indicators": {name: all_indicators()[name].version for name in names},
        "shadow": list(shadow),
        "fields": list(fields),
        "question": scored_sql(card, levels, frozenset(), tuple(shadow)),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def scores_of(facts: bytes, method: bytes) -> bytes:
    """Ask the method's question of the facts; the answer is sorted and set down in the same way every time."""
    said = json.loads(method)
    month = Month.parse(said["month"])
    with duckdb.connect() as con:
        con.register("given", pq.read_table(io.BytesIO(facts)))
        age = (
            f"{month.year * 12 + month.number - 1} - (CAST(substr(month, 1, 4) AS INTEGER) * 12 + CAST(substr(month, 6, 2) AS INTEGER) - 1)"
        )
        con.execute(f"CREATE VIEW facts AS SELECT * EXCLUDE (month), CAST({age} AS INTEGER) AS age FROM given WHERE age >= 0")
        answer: pa.Table = con.execute(f"SELECT * FROM ({said['question']}) ORDER BY subject_type, subject_id").to_arrow_table()
    return as_bytes(answer)


def as_bytes(table: pa.Table) -> bytes:
    """Return a table as Parquet; the same table gives the same bytes."""
    out = io.BytesIO()
    pq.write_table(table.combine_chunks(), out, compression="zstd", row_group_size=10_000, store_schema=False)
    return out.getvalue()


def write(kept: Kept, folder: Path) -> None:
    """Write a scoring's folder whole or not at all."""
    if folder.is_dir():
        return
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    part.mkdir(parents=True, exist_ok=True)
    for name, raw in ((FACTS, kept.facts), (METHOD, kept.method), (SCORES, kept.scores)):
        (part / name).write_bytes(raw)
    part.rename(folder)


def read_row(folder: Path, file: str, subject_type: str, subject_id: str) -> list[dict[str, Any]]:
    """Return the rows of one subject from a scoring's facts or scores, contributions apart; only the part that can hold it is read."""
    kept = pq.ParquetFile(folder / file)
    names = [name for name in kept.schema_arrow.names if not name.startswith("c_")]
    place, rows = names.index("subject_id"), []
    for group in range(kept.num_row_groups):
        span = kept.metadata.row_group(group).column(place).statistics
        if span is None or span.min <= subject_id <= span.max:
            ids = kept.read_row_group(group, columns=["subject_type", "subject_id"])
            wanted = pc.and_(pc.equal(ids["subject_type"], subject_type), pc.equal(ids["subject_id"], subject_id))
            if pc.any(wanted).as_py():
                rows += kept.read_row_group(group, columns=names).filter(wanted).to_pylist()
    return rows


def _wide(facts: Iterable[KnownFact], fields: Sequence[str], kinds: dict[tuple[str, str], str]) -> pa.Table:
    """Return one row a subject and month, a column a field, sorted."""
    rows: dict[tuple[str, str, str], dict[str, float]] = {}
    wanted = set(fields)
    for one in facts:
        if one.field in wanted and (one.subject_type, one.subject_id) in kinds:
            rows.setdefault((one.subject_type, one.subject_id, one.month), {})[one.field] = float(one.value)
    keys = sorted(rows)
    columns: dict[str, pa.Array] = {
        "subject_type": pa.array([key[0] for key in keys], pa.string()),
        "subject_id": pa.array([key[1] for key in keys], pa.string()),
        "kind": pa.array([kinds[key[:2]] for key in keys], pa.string()),
        "month": pa.array([key[2] for key in keys], pa.string()),
    }
    columns |= {name: pa.array([rows[key].get(name) for key in keys], pa.float64()) for name in fields}
    return pa.table(columns)


def known_values(folder: Path) -> dict[str, int]:
    """Return for how many subjects of a scoring each indicator had a value."""
    names = [name for name in pq.read_schema(folder / SCORES).names if name.startswith("v_")]
    with duckdb.connect() as con:
        counted = ", ".join(f"count({quoted(name)})" for name in names)
        row = con.execute(f"SELECT {counted} FROM read_parquet('{folder / SCORES}')").fetchall()[0]
    return {name.removeprefix("v_"): count for name, count in zip(names, row, strict=True)}
