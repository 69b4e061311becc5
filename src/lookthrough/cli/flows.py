"""``lookthrough flows …``: check a ledger, look through it, generate one."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from lookthrough.cli.backtest import backtest
from lookthrough.cli.output import answer, json_option, progress, say
from lookthrough.cli.products import check_products, register_products
from lookthrough.cli.reconcile import reconcile
from lookthrough.cli.rules import rules
from lookthrough.cli.simulate import simulate
from lookthrough.cli.statements import read
from lookthrough.cli.trace import trace
from lookthrough.kernel.files import Reject, write_rejects

FOLDER = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def flows() -> None:
    """Follow the money: check a ledger, look through it, generate one."""


flows.add_command(simulate)
flows.add_command(trace)
flows.add_command(backtest)
flows.add_command(rules)
flows.add_command(read)
flows.add_command(reconcile)
flows.add_command(register_products)
flows.add_command(check_products)


def _known_rules(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    from lookthrough.flows.rule import all_rules

    names = [name.strip() for name in value.split(",")] if value else None
    unknown = [name for name in names or () if name not in all_rules()]
    if unknown:
        raise click.BadParameter(f"no rule {', '.join(unknown)}; there are {', '.join(all_rules())}")
    return names


@flows.command()
@click.argument("ledger", type=FOLDER)
@click.option("--rejects", type=FOLDER, help="Write refused rows to this CSV file.")
@json_option
def check(ledger: Path, rejects: Path | None, as_json: bool) -> None:
    """Report on a ledger's data without looking through it.

    Example: lookthrough flows check var/ledgers/sample --json
    """
    from lookthrough.flows.checking import check_ledger

    report = check_ledger(ledger)
    _keep_rejects(report.rejects, rejects)
    answer(report.document, as_json=as_json)


@flows.command()
@click.argument("ledger", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder for findings, uses, institution_daily and run.json.")
@click.option("--as-of", type=DAY, help="Leave out what came later (default: the day of the last transfer).")
@click.option("--engine", type=click.Choice(["duckdb"]), default="duckdb", show_default=True)
@click.option("--method", type=click.Choice(["specific", "pro_rata", "fifo"]), default="specific", show_default=True)
@click.option("--rules", callback=_known_rules, help="Comma-separated rule slugs (default: all).")
@click.option("--authority", type=FOLDER, help="The authority to read the accounts (default: authority.json in the ledger folder).")
@click.option("--state", type=FOLDER, help="Continue where the run that left this folder ended, and renew it (begins one if empty).")
@click.option("--replaces-days", is_flag=True, help="With --state: the ledger's days stand in the place of those kept (a correction).")
@click.option("--rejects", type=FOLDER, help="Write refused rows to this CSV file.")
@json_option
def run(
    ledger: Path, out: Path, as_of: datetime | None, engine: str, method: str, rules: list[str] | None, authority: Path | None,
    state: Path | None, replaces_days: bool, rejects: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Look through a ledger: every fen from its origin to its use, and what the rules find.

    Example: lookthrough flows run var/ledgers/sample --out /tmp/run
    """
    from lookthrough.flows.continuing import continue_ledger
    from lookthrough.flows.run import run_ledger

    if replaces_days and state is None:
        raise click.UsageError("--replaces-days needs --state")
    one = run_ledger if state is None else partial(continue_ledger, state=state, replaces_days=replaces_days)
    with progress("flows run", None) as advance:
        report = one(
            ledger=ledger,
            out=out,
            as_of=as_of.date() if as_of else None,
            method=method,
            rules=rules,
            authority=authority,
            on_progress=lambda _, done: advance(done),
        )
    _keep_rejects(report.rejects, rejects)
    answer(report.document, as_json=as_json, lines=lambda: _words(report.document, out))


def _keep_rejects(refused: list[Reject], path: Path | None) -> None:
    if path is not None:
        write_rejects(path, refused)
    if refused:
        where = f" → {path}" if path else "（--rejects FILE 可保存 / keeps them）"
        say(f"拒收 {len(refused)} 行 / {len(refused)} rows refused{where}")


def _words(document: dict[str, object], out: Path) -> list[str]:
    rules: dict[str, dict[str, object]] = document["rules"]  # type: ignore[assignment]
    lines = [
        f"{name}: {rule['status']}" + (f", {rule['findings']} findings" if "findings" in rule else f" ({rule['why']})")
        for name, rule in rules.items()
    ]
    return [f"as of {document['as_of']}, method {document['method']}", *lines, f"→ {out}"]
