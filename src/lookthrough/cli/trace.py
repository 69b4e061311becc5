"""``lookthrough flows trace``: one listing's, account's or transfer's money, onward or back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lookthrough.cli.output import answer, json_option, say

if TYPE_CHECKING:
    from lookthrough.flows.explaining import Explained, Return
    from lookthrough.flows.following import Trace

SHOWN = 40
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("ledger", type=_FILE)
@click.option("--product", help="A listing: its disbursements onward, its payouts back.")
@click.option("--account", help="An account: what left it onward, what reached it back.")
@click.option("--transfer", help="One transfer.")
@click.option("--direction", type=click.Choice(["forward", "back"]), default="forward", show_default=True)
@click.option(
    "--window", "window_days", default=30, show_default=True, type=click.IntRange(0, 3660), help="Days from each starting transfer."
)
@click.option("--hops", default=4, show_default=True, type=click.IntRange(0, 12), help="Transfers after the first, at most.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what came later.")
@click.option(
    "--explain", "share", type=click.FloatRange(0, 1, min_open=True), help="Also the smallest set that says where this share is, as 0.8."
)
@click.option("--out", type=_FILE, help="Picture: .svg, or .html with the tables.")
@json_option
def trace(
    ledger: Path, product: str | None, account: str | None, transfer: str | None, direction: str, window_days: int, hops: int,
    as_of: datetime | None, share: float | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Follow money through anybody's accounts, hop by hop in true time order, pro rata at each account; what comes back is told.

    Example: lookthrough flows trace var/ledgers/sample --transfer T000000000100 --out trace.html
    """
    from lookthrough.flows.explaining import explain, returns
    from lookthrough.flows.following import NothingToFollow, trace_money
    from lookthrough.flows.trace_picture import html, marks, svg

    given = [(of, subject) for of, subject in (("product", product), ("account", account), ("transfer", transfer)) if subject]
    if len(given) != 1:
        raise click.UsageError("name one of --product, --account, --transfer")
    if out is not None and out.suffix not in (".svg", ".html"):
        raise click.UsageError(f"--out: {out.name} should end in .svg or .html")
    try:
        found = trace_money(
            folder=ledger, of=given[0][0], subject=given[0][1], direction=direction, window_days=window_days, hops=hops,  # type: ignore[arg-type]
            as_of=as_of.date() if as_of else None,
        )  # fmt: skip
    except NothingToFollow as nothing:
        say(f"账本中没有可追踪的资金 / the ledger has nothing to follow for {nothing}")
        raise SystemExit(1) from None
    told, back = explain(found, share) if share else None, returns(found)
    if out is not None:
        out.write_text(svg(found, marked=marks(told, back)) if out.suffix == ".svg" else html(found, told, back), encoding="utf-8")
    document = asdict(found) | {"explained": asdict(told) if told else None, "returns": [asdict(one) for one in back]}
    answer(document, as_json=as_json, lines=lambda: [*_lines(found), *_short(told), *_again(back), *_sum(found, out)])


def _lines(found: Trace) -> list[str]:
    steps = [
        f"{step.hop:>2}  {step.at}  {step.transfer_id}  {step.from_account_id} → {step.to_account_id}  {step.purpose}  "
        f"{step.traced_fen / 100:,.2f} / {step.amount_fen / 100:,.2f}"
        for step in found.steps[:SHOWN]
    ]
    more = [f"… {len(found.steps) - SHOWN} more (--json lists all)"] if len(found.steps) > SHOWN else []
    ends = [
        f"终点 end  {end.account_id}  {end.role}  {end.name or end.holder}  hop {end.hop}  {end.fen / 100:,.2f}"
        for end in found.ends[:SHOWN]
    ]
    return [*steps, *more, *ends]


def _short(told: Explained | None) -> list[str]:
    if told is None:
        return []
    size = f"{len(told.account_ids)} 个账户 accounts，{len(told.transfer_ids)} 笔 transfers"
    head = f"说明 explains {told.share:.0%}: {told.fen / 100:,.2f}，{size}"
    more = [f"… {len(told.transfer_ids) - SHOWN} more (--json lists all)"] if len(told.transfer_ids) > SHOWN else []
    return [head, *(f"  → {one}" for one in told.account_ids[:SHOWN]), *(f"  {one}" for one in told.transfer_ids[:SHOWN]), *more]


def _again(back: list[Return]) -> list[str]:
    lines = [f"回到起点 back  {one.at}  {one.transfer_id}  {' → '.join(one.account_ids)}  {one.fen / 100:,.2f}" for one in back[:SHOWN]]
    return [*lines, *([f"… {len(back) - SHOWN} more (--json lists all)"] if len(back) > SHOWN else [])]


def _sum(found: Trace, out: Path | None) -> list[str]:
    return [f"{found.start_fen / 100:,.2f} followed", *([f"→ {out}"] if out else [])]
