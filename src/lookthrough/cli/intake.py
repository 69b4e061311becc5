"""``lookthrough intake``: templates to fill in, a return read and answered with its receipt, what senders owe."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from pathlib import Path

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.kernel.files import write_rejects

_FILE = click.Path(path_type=Path)


@click.group()
def intake() -> None:
    """Returns of departments, utilities, licensed bodies, platforms and custodian banks."""


@intake.command(name="list")
@json_option
def list_templates(as_json: bool) -> None:
    """List all templates with their sender, period and columns.

    Example: lookthrough intake list --json
    """
    from lookthrough.intake.template import sender_kinds, templates

    document = {
        one.slug: {
            "title_zh": one.title.zh, "title_en": one.title.en, "sender": one.sender, "sender_zh": sender_kinds()[one.sender].title.zh,
            "subject": one.subject, "period": one.period, "fields": [column.name for column in one.facts],
        }
        for one in templates().values()
    }  # fmt: skip
    lines = [f"{slug}: {row['title_zh']} / {row['title_en']} ({len(row['fields'])})" for slug, row in document.items()]
    answer(document, as_json=as_json, lines=lambda: lines)


@intake.command(name="template")
@click.argument("slug")
@click.option("--out", type=_FILE, required=True, help="An .xlsx with drop-downs, or a .csv with the head alone.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Months to choose from end here (default: today).")
def write_template(slug: str, out: Path, today: object | None) -> None:
    """Write a template to fill in.

    Example: lookthrough intake template power_company --out power.xlsx
    """
    from lookthrough.intake.workbook import write_csv, write_workbook

    found = _template(slug)
    day = _day(today)
    write_csv(found, out) if out.suffix.lower() == ".csv" else write_workbook(found, out, today=day)
    say(str(out))


@intake.command(name="read")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--template", "slug", required=True, help="Which return it is; see intake list.")
@click.option("--out", type=_FILE, required=True, help="Facts go here (.parquet or .csv), unless the return is refused.")
@click.option("--rejects", type=_FILE, help="What is wrong or doubtful, one line a place.")
@click.option("--receipt", type=_FILE, help="The receipt as JSON.")
@click.option("--marked", type=_FILE, help="A copy of the file (.xlsx) with the bad cells marked.")
@click.option("--period", default="", help="The period that the sender chose, such as 2026-10 (default: the file says it).")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is read (default: today).")
@json_option
def read_return(
    file: Path,
    slug: str,
    out: Path,
    rejects: Path | None,
    receipt: Path | None,
    marked: Path | None,
    period: str,
    today: object | None,
    as_json: bool,
) -> None:
    """Read one return without storing it: facts, receipt, and a copy with the bad cells marked. Refused: exit 1, no facts written.

    Example: lookthrough intake read power.xlsx --template power_company --out facts.parquet --receipt receipt.json --marked mend.xlsx
    """
    from lookthrough.intake.checking import check_file
    from lookthrough.intake.facts import facts_of, write_facts
    from lookthrough.intake.marking import write_marked
    from lookthrough.intake.receipts import receipt_of, rejects_of

    found, day = _template(slug), _day(today)
    checked = check_file(file, found, today=day, period=period)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    made = receipt_of(checked, file=file.name, sha256=sha256, confirm=False)
    document = made.as_dict()
    if receipt:
        receipt.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if rejects:
        write_rejects(rejects, rejects_of(checked, file=file.name))
    if marked:
        write_marked(checked, marked, today=day)
    if not checked.is_wrong:
        write_facts(facts_of(checked.rows, found), out)
    lines = [made.sentence.zh, made.sentence.en, *(_line(one.as_dict()) for one in made.lines)]
    answer(document, as_json=as_json, lines=lambda: lines)
    sys.exit(1 if checked.is_wrong else 0)


def _line(one: dict[str, object]) -> str:
    where = " ".join(str(one[name]) for name in ("sheet", "cell", "column") if one[name]) or (
        f"第 {one['row']} 行" if one["row"] else "文件"
    )
    return f"[{one['level']}] {where}：{one['found'] or '—'}；应为 {one['expected_zh']}。{one['advice_zh']}"


def _template(slug: str):  # type: ignore[no-untyped-def]
    from lookthrough.intake.template import template

    try:
        return template(slug)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error


def _day(given: object | None) -> date:
    from datetime import datetime

    if isinstance(given, datetime):
        return given.date()
    return datetime.now().astimezone().date()


@intake.command(name="remind")
@json_option
def remind(as_json: bool) -> None:
    """Write down who is to be reminded of a return now: once before its last day, once when it is late. To be run daily.

    Example: lookthrough intake remind --json
    """
    from lookthrough.cli.store import open_store

    open_store()
    from django.utils import timezone

    from lookthrough.intake import operations

    made = operations.remind(at=timezone.now())
    document = {
        "reminders": [
            {"sender": duty.sender, "template": duty.template, "period": duty.period, "due_on": duty.due_on, "state": duty.state}
            for duty in made
        ]
    }
    lines = [f"{duty.sender}：{duty.title.zh} {duty.period}，{duty.due_on}（{duty.state}）" for duty in made] or [
        "没有需要提醒的报表 / nobody"
    ]
    answer(document, as_json=as_json, lines=lambda: lines)


@intake.command(name="record-sender")
@click.argument("sender_id")
@click.option("--kind", required=True, help="A kind of sender, as in intake list.")
@click.option("--name", required=True)
@click.option("--from", "reports_from", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day of the first period owed.")
@click.option("--region", default="", help="GB/T 2260 code of where it sits.")
@click.option("--subject", default="", help="The institution's id, for a body that reports on itself.")
@click.option("--account", multiple=True, help="USERNAME:NAME of a person to let in; its one-time password is printed once.")
def record_sender(sender_id: str, kind: str, name: str, reports_from: object, region: str, subject: str, account: tuple[str, ...]) -> None:
    """Record a body that reports, and let its people in.

    Example: lookthrough intake record-sender power-330300 --kind power_company --name 市供电公司 --from 2026-07-01 --account gd01:张
    """
    from lookthrough.cli.store import open_store

    open_store()
    from datetime import timedelta

    from django.utils import timezone

    from lookthrough.intake import sender_operations
    from lookthrough.intake.refusal import NotAllowed

    at = timezone.now()
    try:
        sender_operations.record_sender(
            sender_id=sender_id, kind=kind, name=name, reports_from=_day(reports_from), at=at, region_code=region, subject_id=subject,
            actor="cli",
        )  # fmt: skip
        for one in account:
            username, _, person = one.partition(":")
            password = sender_operations.open_account(
                sender_id=sender_id, username=username, name=person or username, at=at, actor="cli", one_time_until=at + timedelta(days=7)
            )
            click.echo(f"{username} {password}")
    except NotAllowed as refusal:
        say(f"{refusal.reason.zh}\n{refusal.reason.en}")
        sys.exit(1)
