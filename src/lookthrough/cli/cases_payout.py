"""``lookthrough cases payout``: share a sum out among claimants, exactly to the fen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from lookthrough.cli.output import answer, json_option
from lookthrough.kernel.files import write_rejects
from lookthrough.kernel.money import full_text

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("claims", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--available", type=click.IntRange(min=0), required=True, metavar="FEN", help="The sum to share out, in whole fen.")
@click.option(
    "--base", type=click.Choice(["gross", "net"]), default="gross", show_default=True, help="Contributed, or less what came back."
)
@click.option(
    "--out", type=_FILE, required=True, help="One row a claimant goes here (.csv or .parquet), the totals beside it (.totals.json)."
)
@click.option("--rejects", type=_FILE, help="Write refused rows here: file, row, column, what was found, why.")
@json_option
def payout(claims: Path, available: int, base: str, out: Path, rejects: Path | None, as_json: bool) -> None:
    """Share a sum out among claimants (清退): all up to the same share of the base, those who had least first; disputed shares are held.

    CLAIMS has claimant_key, contributed_fen, returned_fen and may have paid_before_fen (what earlier rounds paid or put aside) and
    disputed (0 or 1). Repeated keys are added up. Refused rows are left out of the sharing: mend them before anybody is paid.

    Example: lookthrough cases payout claims.csv --available 5000000000000 --out shares.csv --rejects refused.csv
    """
    from lookthrough.cases.repayment import claim_tables
    from lookthrough.cases.repayment import payout as engine

    read = claim_tables.read_claims(claims)
    if rejects:
        write_rejects(rejects, read.rejects)
    if read.rejects and not read.claims.keys:
        answer(
            {"refused": len(read.rejects), "claimants": 0},
            as_json=as_json,
            lines=lambda: ["每一行都被拒收，没有写出结果 / every row was refused"],
        )
        sys.exit(1)
    done = engine.payout(read.claims, available_fen=available, base=base)
    document = claim_tables.totals(done, rows=read.rows, refused=len(read.rejects))
    claim_tables.write_payout(done, out)
    claim_tables.write_totals(document, out.with_name(f"{out.name}.totals.json"))
    answer(document, as_json=as_json, lines=lambda: _words(document, out))


def _words(document: dict[str, Any], out: Path) -> list[str]:
    lines = [
        f"{document['claimants']:,} 名债权人，基数 {full_text(document['base_fen'])}，清偿至 {document['level']:.6%}",
        f"支付 {full_text(document['paid_fen'])}，提存 {full_text(document['held_fen'])}，余 {full_text(document['left_fen'])} → {out}",
        f"{document['claimants']:,} claimants up to {document['level']:.6%}: paid {full_text(document['paid_fen'], 'en')}, "
        f"held {full_text(document['held_fen'], 'en')}, left {full_text(document['left_fen'], 'en')}",
    ]
    if document["refused"]:
        lines.append(f"有 {document['refused']:,} 行被拒收，没有参加分配 / {document['refused']:,} rows were refused and got no share")
    return lines
