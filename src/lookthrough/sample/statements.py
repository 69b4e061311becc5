"""Invented statements of the custodian banks for the sample area: the last weeks of two institutions, one with a few breaks."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lookthrough.flows import custody_operations as custody
from lookthrough.flows import custody_queries
from lookthrough.sample.operations import Area

HEAD = ("账号", "交易日期", "交易时间", "流水号", "借方发生额", "贷方发生额", "对方账号", "摘要")
_WEEKS = timedelta(days=28)
_LIKE = ("p2p", "payment", "wealth_seller")
_WORDS = {"invest": "投资", "disburse": "放款", "repay_principal": "还本", "repay_interest": "还息", "payout_principal": "兑付本金",
          "payout_interest": "兑付利息", "recharge": "充值", "withdraw": "提现", "refund": "退款"}  # fmt: skip
_ONLY_AT_THE_BANK = 23_600_000  # fen


def deliver_statements(*, area: Area, authority_id: str, at: datetime) -> None:
    """Bring the statements in as a bank's file would be; once, when the area is new."""
    for number, institution_id in enumerate(_institutions(area)):
        if custody_queries.history(institution_id=institution_id):
            continue
        path = _written(area, institution_id, breaks=number == 0)
        custody.bring_in(
            institution_id=institution_id, files=[(path.name, path)], mapping=None, whole=True, ledger=area.ledger,
            authority_id=authority_id, actor="demo", at=at,
        )  # fmt: skip


def _institutions(area: Area) -> list[str]:
    """Return two institutions that keep clients' money with a bank."""
    with _tables(area) as con:
        asked = (
            "SELECT DISTINCT institution_id FROM accounts a JOIN institutions i USING (institution_id) "
            "WHERE a.role = 'custody' AND list_contains(?::VARCHAR[], i.business) ORDER BY 1 LIMIT 2"
        )
        return [row[0] for row in con.execute(asked, [list(_LIKE)]).fetchall()]


def _tables(area: Area) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for name in ("transfers", "accounts", "institutions"):
        con.read_parquet(str(area.ledger / f"{name}.parquet")).create_view(name)
    return con


def _written(area: Area, institution_id: str, *, breaks: bool) -> Path:
    rows = _entries(area, institution_id)
    path = area.companies.with_name(f"statement-{institution_id}.csv")
    said = io.StringIO()
    writer = csv.writer(said, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(_told(row) for row in (_broken(rows) if breaks else rows))
    path.write_text("\ufeff" + said.getvalue(), encoding="utf-8")
    return path


def _entries(area: Area, institution_id: str) -> list[dict[str, Any]]:
    """Return what touched the institution's accounts at the bank in the last weeks, in the order of time."""
    asked = (
        "WITH kept AS (SELECT account_id FROM accounts WHERE institution_id = ? AND role IN ('client', 'borrower', 'custody', 'reserve')) "
        'SELECT transfer_id, "at"::TIMESTAMP AS "at", from_account_id, to_account_id, amount_fen::BIGINT AS fen, purpose, '
        'from_account_id IN (FROM kept) AS out FROM transfers WHERE "at"::DATE > ? AND "at"::DATE <= ? '
        'AND (from_account_id IN (FROM kept) OR to_account_id IN (FROM kept)) ORDER BY "at", transfer_id'
    )
    with _tables(area) as con:
        found: list[dict[str, Any]] = con.execute(asked, [institution_id, area.as_of - _WEEKS, area.as_of]).to_arrow_table().to_pylist()
    return found


def _broken(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave one entry out, change one by a fen, post one two days late, and add one that the books do not have."""
    if len(rows) < 40:
        return rows
    changed = [dict(row) for row in rows]
    early, later = len(rows) // 5, len(rows) // 3
    changed[early]["fen"] += 1
    changed[later]["at"] += timedelta(days=2)
    own = changed[early]["from_account_id" if changed[early]["out"] else "to_account_id"]
    alone = changed[early] | {"transfer_id": "ZH0001", "from_account_id": own, "to_account_id": "", "fen": _ONLY_AT_THE_BANK,
                              "purpose": "", "out": True}  # fmt: skip
    del changed[early + 3]
    return [*changed, alone]


def _told(row: dict[str, Any]) -> tuple[str, ...]:
    """Return an entry as the bank tells it, from its own account."""
    ends = row["from_account_id"], row["to_account_id"]
    own, other = ends if row["out"] else ends[::-1]
    amount = f"{row['fen'] / 100:.2f}"
    sides = (amount, "") if row["out"] else ("", amount)
    return own, f"{row['at']:%Y-%m-%d}", f"{row['at']:%H:%M:%S}", row["transfer_id"], *sides, other, _WORDS.get(row["purpose"], "")
