"""What a platform would report each month, reckoned from its ledger: so that scores can be tried where nobody sends returns yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from lookthrough.flows.reading import open_ledger
from lookthrough.flows.values import quoted, text
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.findings import Severity
from lookthrough.kernel.texts import Text
from lookthrough.risk.score_files import FORMATS
from lookthrough.risk.score_kept import KnownFact

# A whole month counts; the last one is left out unless the ledger reaches its end, so that a cut month is not taken for a fall.
_MONTHS = """
WITH lent AS (
    SELECT p.institution_id, strftime(t."at", '%Y-%m') AS month, t.amount_fen, t.product_id, p.borrower_party_id, p.annual_rate,
        p.term_days, coalesce(a.holder_party_id, t.from_account_id) AS lender
    FROM transfers t JOIN products p USING (product_id) LEFT JOIN accounts a ON a.account_id = t.from_account_id
    WHERE t.purpose = 'invest'
), moved AS (
    SELECT coalesce(f.institution_id, o.institution_id) AS institution_id, strftime(t."at", '%Y-%m') AS month,
        sum(CASE t.purpose WHEN 'recharge' THEN t.amount_fen ELSE -t.amount_fen END) AS net_inflow_fen
    FROM transfers t LEFT JOIN accounts f ON f.account_id = t.from_account_id LEFT JOIN accounts o ON o.account_id = t.to_account_id
    WHERE (t.purpose = 'recharge' AND o.role = 'client') OR (t.purpose = 'withdraw' AND f.role = 'client')
    GROUP BY ALL
), reported AS (
    SELECT institution_id, month, sum(amount_fen) AS lent_fen, count(DISTINCT lender) AS lenders_current_count,
        count(DISTINCT borrower_party_id) AS borrowers_current_count, count(DISTINCT product_id) AS loans_count,
        sum(amount_fen * annual_rate) / sum(amount_fen) AS annual_rate,
        sum(amount_fen * (term_days / 30.0)) / sum(amount_fen) AS term_months
    FROM lent GROUP BY ALL
)
SELECT i.institution_id AS platform, month, i.business AS kind, CAST(lent_fen AS DOUBLE) AS lent_fen, lenders_current_count,
    borrowers_current_count, loans_count, round(annual_rate, 6) AS annual_rate, round(term_months, 4) AS term_months,
    CAST(net_inflow_fen AS DOUBLE) AS net_inflow_fen
FROM reported FULL JOIN moved USING (institution_id, month) JOIN institutions i USING (institution_id)
"""


@dataclass(frozen=True, slots=True)
class MonthsWritten:
    """How many institutions and months were written, and the rows of the ledger that were refused."""

    institutions: int
    months: int
    rows: int
    rejects: list[Reject]


def write_months(*, ledger: Path, out: Path, run: Path | None = None, as_of: date | None = None) -> MonthsWritten:
    """Write a row an institution and whole month with the figures that lending platforms disclose (contracts, «Monthly indicators»).

    ``run`` is the folder of a look-through of that ledger: then each row also says how grave the findings of each rule were that month.
    Raises ``FileRefused`` for a ledger that cannot be read or that holds no whole month of lending; nothing is written then.
    """
    with duckdb.connect() as con:
        rejects = _take_months(con, ledger, as_of)
        if run:
            _add_findings(con, run)
        counted = con.execute("SELECT count(DISTINCT platform), count(DISTINCT month), count(*) FROM months").fetchone()
        institutions, months, rows = counted or (0, 0, 0)
        _need(rows > 0, ledger)
        part = out.with_name(out.name + ".part")
        con.execute(f"COPY (FROM months ORDER BY platform, month) TO {text(str(part))} ({FORMATS.get(out.suffix, FORMATS['.csv'])})")
        part.replace(out)
        return MonthsWritten(institutions, months, rows, rejects)


def facts_of_ledger(*, ledger: Path, as_of: date | None = None) -> list[KnownFact]:
    """Return the same figures as facts of institutions; none where the ledger holds no whole month of lending, or lacks a table."""
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        try:
            _take_months(con, ledger, as_of)
        except FileRefused:
            return []
        rows = con.execute("SELECT * EXCLUDE (kind) FROM months ORDER BY platform, month").to_arrow_table().to_pylist()
    return [
        KnownFact("institution", row["platform"], row["month"], name, float(value))
        for row in rows
        for name, value in row.items()
        if name not in ("platform", "month") and value is not None
    ]


def _take_months(con: duckdb.DuckDBPyConnection, ledger: Path, as_of: date | None) -> list[Reject]:
    """Create the table ``months``; returns the rows of the ledger that were refused."""
    read = open_ledger(con, ledger, as_of=as_of)
    _need(read.has("products") and read.has("accounts") and read.has("institutions"), ledger)
    last = read.last_day.isoformat()
    whole = f"strptime(month || '-01', '%Y-%m-%d') + INTERVAL 1 MONTH - INTERVAL 1 DAY <= DATE {text(last)}"
    con.execute(f"CREATE TABLE months AS SELECT * FROM ({_MONTHS}) WHERE {whole} ORDER BY platform, month")
    return read.rejects


def _add_findings(con: duckdb.DuckDBPyConnection, run: Path) -> None:
    """Add a column a rule that was asked: the gravest finding that was known in the month, 0 where there was none."""
    document, findings = run / "run.json", run / "findings.parquet"
    if not document.is_file() or not findings.is_file():
        raise FileRefused(file=run.name, reason=Text("不是一次资金穿透的结果文件夹", "this is not the folder of a look-through"))
    rules = json.loads(document.read_text(encoding="utf-8"))["rules"]
    ranks = " ".join(f"WHEN {text(one.value)} THEN {one.rank}" for one in Severity)
    con.execute(
        f"CREATE TABLE found AS SELECT subject_id, strftime(to_date, '%Y-%m') AS month, rule, max(CASE severity {ranks} END) AS grave "
        "FROM read_parquet(?) WHERE subject_type = 'institution' GROUP BY ALL",
        [str(findings)],
    )
    asked = {rule: said.get("not_assessed_for", ()) for rule, said in sorted(rules.items()) if said["status"] == "run"}
    graves = "".join(f", max(grave) FILTER (rule = {text(rule)}) AS {quoted(rule)}" for rule in asked)
    columns = "".join(_finding_column(rule, unassessed) for rule, unassessed in asked.items())
    con.execute(f"CREATE TABLE wide AS SELECT subject_id, month{graves} FROM found GROUP BY ALL")
    con.execute(
        f"CREATE TABLE joined AS SELECT m.*{columns} FROM months m LEFT JOIN wide w ON w.subject_id = m.platform AND w.month = m.month"
    )
    con.execute("DROP TABLE months; ALTER TABLE joined RENAME TO months")


def _finding_column(rule: str, unassessed: Sequence[str]) -> str:
    kinds = ", ".join(map(text, sorted(unassessed))) or "''"
    return f", CASE WHEN m.kind IN ({kinds}) THEN NULL ELSE coalesce(w.{quoted(rule)}, 0) END AS {quoted(f'finding_{rule}_severity')}"


def _need(there: bool, ledger: Path) -> None:
    if not there:
        reason = Text(
            "账本中没有完整月份的出借记录或缺少 products、accounts、institutions 表", "no whole month of lending, or a table is missing"
        )
        raise FileRefused(file=ledger.name, reason=reason)
