"""``lookthrough flows register-products`` and ``check-products``: the register of products, and what a ledger sells beyond it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.cli.store import open_store
from lookthrough.kernel.files import Reject, write_rejects

_PATH = click.Path(path_type=Path)


@click.command("register-products")
@click.argument("file", type=_PATH)
@click.option("--rejects", type=_PATH, help="Write refused rows to this CSV file.")
@json_option
def register_products(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Read product registrations (CSV, Excel or Parquet) into the store; reading a file again changes nothing.

    Example: lookthrough flows register-products registrations.csv --rejects refused.csv
    """
    open_store()
    from django.utils import timezone

    from lookthrough.registry import product_operations as operations

    try:
        done = operations.register_products(path=file, at=timezone.localtime(), actor="cli")
    except operations.EveryRowRefused as refusal:
        _keep(rejects, refusal.rejects)
        raise
    _keep(rejects, done.rejects)
    document = {"file": file.name, "new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": len(done.rejects)}
    answer(document, as_json=as_json)


@click.command("check-products")
@click.argument("ledger", type=_PATH)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what came later (default: the day of the last transfer).")
@click.option("--out", type=_PATH, help="Write the findings here as findings.parquet's table (.parquet).")
@click.option("--rejects", type=_PATH, help="Write the ledger's refused rows to this CSV file.")
@json_option
def check_products(ledger: Path, as_of: datetime | None, out: Path | None, rejects: Path | None, as_json: bool) -> None:
    """Say what LEDGER sells or finances that is unregistered, or beyond the registered amount, rate, term or span of sale.

    Example: lookthrough flows check-products var/ledgers/sample --json
    """
    open_store()
    from lookthrough.flows.product_checking import check_products as checked
    from lookthrough.registry import product_queries

    registrations = {(one.institution_id, one.product_id): one for one in product_queries.products()}
    if not registrations:
        say("产品登记库为空，全部视为未登记 / the register of products is empty: everything counts as unregistered")
    done = checked(ledger=ledger, registrations=registrations, as_of=as_of.date() if as_of else None)
    _keep(rejects, done.rejects)
    if out is not None:
        import pyarrow.parquet as pq

        from lookthrough.flows.recording import findings_table

        pq.write_table(findings_table(done.findings), out, compression="zstd")
    lines = [f"{one.severity} {one.subject_id} {one.month}: {one.explanation_zh} / {one.explanation_en}" for one in done.findings]
    for business, count in sorted(done.not_bound.items()):
        lines.append(f"{business}: {count} 个产品不受登记要求 / products that no row binds to register")
    answer(done.document(), as_json=as_json, lines=lambda: lines or ["没有发现 / nothing found"])


def _keep(path: Path | None, refused: list[Reject]) -> None:
    if path is not None:
        write_rejects(path, refused)
    if refused:
        where = f" → {path}" if path else "（--rejects FILE 可保存 / keeps them）"
        say(f"拒收 {len(refused)} 行 / {len(refused)} rows refused{where}")
