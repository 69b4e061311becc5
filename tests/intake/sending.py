"""Builds for these tests: sound returns as Excel and CSV, senders with their people, and the day on which all of it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from lookthrough.intake import operations, sender_operations
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.template import Template, template
from lookthrough.intake.who import Who
from lookthrough.kernel.identifiers import uscc_check_digit

TODAY = date(2026, 11, 5)
AT = datetime(2026, 11, 5, 2, tzinfo=UTC)  # ten in the morning in Shanghai
MONTH = "2026-10"
POWER = "power_company"
Row = Mapping[str, object]


def code(number: int) -> str:
    """Return a sound credit code that belongs to nobody."""
    first = f"91330300MA{number:07d}"
    return first + uscc_check_digit(first)


def power_rows(count: int = 6, *, month: str = MONTH, arrears: float = 100.5) -> list[dict[str, object]]:
    """Return sound rows of the power company's return."""
    return [
        {
            "uscc": code(number), "name": f"企业{number}", "month": month, "power_use_kwh": 1000 + number,
            "power_use_last_year_kwh": 1200, "power_bill_fen": 900.25, "power_arrears_fen": arrears + number,
            "power_unpaid_periods_count": 1, "power_cut_flag": "否",
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


def write_xlsx(
    path: Path, rows: Sequence[Row], *, shown: Template | None = None, headings: Mapping[str, str] | None = None, above: Sequence[str] = (),
    sheet: str = "填报", others: Sequence[str] = (),
) -> Path:  # fmt: skip
    """Write rows as a clerk would: a head, perhaps title rows above, perhaps other sheets before."""
    shown = shown or template(POWER)
    names = list(dict.fromkeys(name for row in rows for name in row)) or [column.name for column in shown.columns]
    with xlsxwriter.Workbook(str(path)) as book:
        for other in others:
            book.add_worksheet(other).write(0, 0, "说明")
        page = book.add_worksheet(sheet)
        for place, title in enumerate(above):
            page.write(place, 0, title)
        for column, name in enumerate(names):
            page.write(len(above), column, (headings or {}).get(name, shown.column(name).heading))
            for place, row in enumerate(rows, len(above) + 1):
                page.write(place, column, row.get(name, ""))
    return path


def write_csv(path: Path, rows: Sequence[Row], *, shown: Template | None = None, encoding: str = "utf-8") -> Path:
    """Write rows as CSV."""
    shown = shown or template(POWER)
    names = list(rows[0])
    lines = [",".join(shown.column(name).heading for name in names)]
    lines += [",".join(str(row[name]) for name in names) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def power_company(sender_id: str = "power-wenzhou", region_code: str = "330300") -> tuple[Who, Who]:
    """Record a power company with two people: who sends, and who confirms."""
    sender_operations.record_sender(
        sender_id=sender_id, kind=POWER, name="市供电公司", reports_from=date(2026, 7, 1), at=AT, region_code=region_code, actor="test"
    )
    people = []
    for part in ("maker", "checker"):
        username = f"{sender_id}-{part}"
        sender_operations.open_account(
            sender_id=sender_id, username=username, name=part, at=AT, actor="test", password="long enough to hold"
        )
        found = sender_operations.sign_in(username=username, password="long enough to hold", at=AT)
        assert found is not None
        people.append(found.who)
    return people[0], people[1]


def send(by: Who, path: Path, *, at: datetime = AT, period: str = "", sender_id: str = "power-wenzhou") -> SubmissionView:
    """Send a file as the power company."""
    return operations.submit(sender_id=sender_id, template_slug=POWER, path=path, file_name=path.name, by=by, at=at, period=period)
