"""Evidence as a run's folder keeps it: written beside the run's results, and asked again by finding, a page or one transfer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.asking import answers
from lookthrough.flows.transfer_rows import TransferPage, TransferRow
from lookthrough.flows.values import text

FILE = "evidence.parquet"
_ROWS_A_GROUP = 20_000  # a finding has two hundred rows at most and they stand together: a question reads one group
_COLUMNS = (
    'e.transfer_id, e."at", e.from_account_id, e.from_role, e.to_account_id, e.to_role, e.purpose, e.product_id, e.order_id, e.amount_fen'
)
_INSTITUTIONS = "coalesce(e.from_institution_id, ''), coalesce(e.to_institution_id, '')"


def write_evidence(folder: Path, rows: pa.Table, *, kind: str = "") -> None:
    """Keep evidence in a run's folder; ``kind`` names what was found after the run, which is written anew each time."""
    path = folder / (f"evidence.{kind}.parquet" if kind else FILE)
    aside = path.with_suffix(".aside")
    pq.write_table(rows, aside, compression="zstd", row_group_size=_ROWS_A_GROUP)
    aside.replace(path)


def evidence_page(folder: Path, *, finding_id: str, institution_id: str, page: int, page_size: int) -> TransferPage | None:
    """Return a page of the transfers behind a finding, the largest first; nothing if the run has kept none for it.

    ``institution_id``: whose books tell which part of a transfer is meant, and of what origin; where they do not hold it, all of it is.
    """
    source = _source(folder)
    if not source:
        return None
    behind = f"SELECT * FROM {source} WHERE finding_id = ?"
    total = answers(folder, f"SELECT count(*), coalesce(sum(amount_fen), 0)::BIGINT FROM ({behind})", [finding_id])[0]
    if not total[0]:
        return None
    parted = (
        f"WITH behind AS ({behind}), parts AS (SELECT transfer_id, sum(part_fen)::BIGINT AS part, "
        "coalesce(string_agg(DISTINCT origin, ' ' ORDER BY origin), '') AS origin FROM moves "
        "WHERE institution_id = ? AND transfer_id IN (SELECT transfer_id FROM behind) GROUP BY transfer_id) "
        f"SELECT {_COLUMNS}, coalesce(p.part, e.amount_fen) AS part, coalesce(p.origin, ''), {_INSTITUTIONS} "
        "FROM behind e LEFT JOIN parts p USING (transfer_id)"
    )
    asked = [finding_id, institution_id]
    rows = answers(
        folder, f"{parted} ORDER BY part DESC, transfer_id LIMIT ? OFFSET ?", [*asked, page_size, (max(page, 1) - 1) * page_size]
    )
    part = answers(folder, f"SELECT sum(part)::BIGINT FROM ({parted})", asked)[0][0]
    return TransferPage([TransferRow(*row) for row in rows], total[0], total[1], part)


def evidence_transfer(folder: Path, *, finding_ids: Sequence[str], transfer_id: str) -> TransferRow | None:
    """Return one transfer of the evidence of some findings, whole."""
    source = _source(folder)
    if not source or not finding_ids:
        return None
    asked = (
        f"SELECT {_COLUMNS}, e.amount_fen, '', {_INSTITUTIONS} FROM {source} e "
        "WHERE transfer_id = ? AND list_contains(?::VARCHAR[], finding_id) LIMIT 1"
    )
    rows = answers(folder, asked, [transfer_id, list(finding_ids)])
    return TransferRow(*rows[0]) if rows else None


def _source(folder: Path) -> str:
    """Return the run's files of evidence as a table of a question, or nothing where there are none."""
    files = sorted(folder.glob("evidence*.parquet"))
    return f"read_parquet([{', '.join(text(str(path)) for path in files)}])" if files else ""
