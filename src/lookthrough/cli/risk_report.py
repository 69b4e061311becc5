"""``lookthrough risk report``: the monthly report of a district as Word and PDF, drawn afresh from the store and unsigned."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from lookthrough.cli.output import answer, json_option
from lookthrough.cli.risk_models import writing_to
from lookthrough.cli.store import open_store

if TYPE_CHECKING:
    from lookthrough.kernel.periods import Month

_ZONE = ZoneInfo("Asia/Shanghai")
_COUNTED_UNTIL = 15  # of the month after: by then the returns of the month have fallen due


def _month(_context: click.Context, _option: click.Parameter, text: str) -> Month:
    from lookthrough.kernel.periods import Month

    try:
        return Month.parse(text)
    except ValueError as error:
        raise click.BadParameter("a month is written 2026-10") from error


@click.command()
@click.option("--month", required=True, callback=_month, help="The month reported, as 2026-10.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the papers, the charts and report.json.")
@click.option("--region", default="", help="Region code of a district, or its beginning (default: everything in the store).")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day to whose end missing returns count (default: the 15th of the month after)."
)
@json_option
def report(month: Month, out: Path, region: str, as_of: datetime | None, as_json: bool) -> None:
    """Write the monthly report as Word and PDF in both languages, with its charts; to sign one, draft it in the console.

    Example: lookthrough risk report --month 2026-03 --out /tmp/report
    """
    open_store()
    from lookthrough.offices.queries import District, offices_of
    from lookthrough.reports.content import as_plain
    from lookthrough.reports.figures import gather
    from lookthrough.reports.writing import write

    district = District(region or _top_prefix(), unplaced=not region)
    day = as_of.date() if as_of else month.next.first_day.replace(day=_COUNTED_UNTIL)
    if day <= month.last_day:
        raise click.UsageError(f"--as-of {day} lies before the month {month} is over")
    office = next((name for _, name, _ in offices_of(district=district)), "")
    plain = json.loads(json.dumps(as_plain(write(gather(month=month, district=district, as_of=day)))))
    with writing_to(out):
        paths = _written(plain, office, datetime.combine(day, time(), _ZONE), out, str(month))
    answer({"month": str(month), "as_of": str(day), "out": [str(path) for path in paths]}, as_json=as_json)


def _top_prefix() -> str:
    """Return what the region codes of the highest office begin with: its report is that of everything in the store."""
    from lookthrough.offices.queries import District, offices_of

    return next((prefix for _, _, prefix in offices_of(district=District("", unplaced=True))), "")


def _written(plain: dict[str, Any], office: str, made_at: datetime, out: Path, month: str) -> list[Path]:
    from lookthrough.flows.queries import ledger_is_generated
    from lookthrough.reports.operations import content_hash
    from lookthrough.reports.paper import Frame, chart_pictures, document, pdf
    from lookthrough.reports.word_file import docx

    frame = Frame(office=office or "–", digest=content_hash(plain), generated=ledger_is_generated())
    papers = {f"report-{month}.json": (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()}
    for language in ("zh", "en"):
        papers[f"report-{month}.{language}.pdf"] = pdf(plain, frame, language=language, made_at=made_at)
        papers[f"report-{month}.{language}.docx"] = docx(plain, frame, language=language, made_at=made_at)
    for slug, (png, svg) in chart_pictures(document(plain, frame, "zh")).items():
        papers |= {f"{slug}.png": png, f"{slug}.svg": svg}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (out / name).write_bytes(content)
    return [out / name for name in papers]
