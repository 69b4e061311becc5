"""Two institutions in two districts with a month of books: a run as the store and the disk keep it, told by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.books import DAILY, USES
from lookthrough.flows.models import Run
from lookthrough.registry.models import Company, Institution, SourceFile

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAYS = [FIRST + timedelta(days=place) for place in range(31)]


def tell_a_run(home: Path) -> None:
    """Write books in which I1 (east, lending) takes 100 and passes on 90 a day, and I2 (west, payment) takes 10 and keeps it."""
    folder = home / "runs" / "told"
    folder.mkdir(parents=True)
    daily = [row for day in range(31) for row in (_daily("I1", day, 10_000, 9_000, 0.1), _daily("I2", day, 1_000, 0, None))]
    uses = [("I1", day, "lender_principal", "borrower_use" if place % 2 else "unknown", 9_000) for place, day in enumerate(DAYS)]
    pq.write_table(pa.Table.from_pylist(daily, schema=DAILY), folder / "institution_daily.parquet")
    pq.write_table(pa.Table.from_pylist([dict(zip(USES.names, row, strict=True)) for row in uses], schema=USES), folder / "uses.parquet")
    pq.write_table(_MOVES.empty_table(), folder / "moves.parquet")
    tables = {"transfers": {"present": True, "rows": 5, "accepted": 4, "refused": 1, "repeated": 0, "missing_columns": ["order_id"]}}
    document = {
        "ledger": "told", "rules": {"ponzi_payout": {"status": "run", "findings": 1, "not_assessed_for": {"payment": "no product_id"}}},
        "institutions": 2, "data_quality": {"tables": tables, "institutions_with_lacking_balance": {"I1": 12_300}},
    }  # fmt: skip
    at = datetime(2026, 4, 1, tzinfo=UTC)
    Run.objects.create(
        key="told", folder="told", as_of=LAST, method="specific", authority_id="A-1", generated=True, document=document, ran_at=at
    )
    _register()


def _daily(institution_id: str, place: int, inflow: int, uses: int, rate: float | None) -> dict[str, object]:
    opening = place * (inflow - uses)
    values = (institution_id, DAYS[place], "lender_principal", opening, inflow, uses, opening + inflow - uses, 3, 2, rate)
    return dict(zip(DAILY.names, values, strict=True))


_MOVES = pa.schema(
    [("institution_id", pa.string()), ("at", pa.timestamp("us"))]
    + [(name, pa.string()) for name in ("transfer_id", "from_account_id", "from_role", "to_account_id", "to_role", "purpose")]
    + [(name, pa.string()) for name in ("product_id", "order_id")]
    + [("amount_fen", pa.int64()), ("kind", pa.string()), ("origin", pa.string()), ("use", pa.string())]
    + [("matched", pa.bool_()), ("part_fen", pa.int64())]
)


def _register() -> None:
    source = SourceFile.objects.first()
    operator = Company.objects.first() if source else None
    for institution_id, name, business, region in (("I1", "东区甲贷", "p2p", "990102"), ("I2", "西区乙付", "payment", "990103")):
        Institution.objects.create(institution_id=institution_id, name=name, business=business, region_code=region, operator=operator)
