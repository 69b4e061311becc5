"""``lookthrough flows reconcile``: a custodian's sub-ledgers against an institution's books."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.kernel.files import write_rejects

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("custodian", type=_PATH)
@click.argument("ledger", type=_PATH)
@click.option("--out", type=_PATH, required=True, help="Folder for breaks (Parquet and CSV), balances and summary.json.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what came later (default: the custodian's last day).")
@click.option("--institution", default="", help="Only this institution's accounts, where the books hold many.")
@click.option("--part", is_flag=True, help="With --institution: the custodian tells of some of its accounts only.")
@click.option("--rejects", type=_PATH, help="Write refused rows of both sides to this CSV file.")
@json_option
def reconcile(
    custodian: Path, ledger: Path, out: Path, as_of: datetime | None, institution: str, part: bool, rejects: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Hold CUSTODIAN (a ledger read from the bank's statements) against LEDGER (the institution's books), to the fen.

    Example: lookthrough flows reconcile var/ledgers/custodian var/ledgers/books --out /tmp/reconciled
    """
    from lookthrough.flows.reconciliation import write_reconciliation
    from lookthrough.flows.reconciling import reconcile as reconciled

    until = as_of.date() if as_of else None
    found = reconciled(custodian=custodian, books=ledger, as_of=until, institution_id=institution, whole=not part)
    write_reconciliation(found, out)
    refused = [one for some in found.rejects.values() for one in some]
    if rejects is not None:
        write_rejects(rejects, refused)
    if refused:
        say(f"两侧共拒收 {len(refused)} 行，未参加核对 / {len(refused)} rows refused on both sides, not reconciled")
    answer(found.document(), as_json=as_json, lines=lambda: _lines(found.document(), out))


def _lines(document: dict[str, object], out: Path) -> list[str]:
    from lookthrough.flows.reconciliation import TITLES, BreakKind

    breaks: dict[str, dict[str, object]] = document["breaks"]  # type: ignore[assignment]
    matched: dict[str, int] = document["matched"]  # type: ignore[assignment]
    lines = [f"{document['from']} – {document['as_of']}: {document['accounts']} 个账户 / accounts, {matched['count']} 笔相符 / matched"]
    for kind, one in breaks.items():
        title = TITLES[BreakKind(kind)]
        age = one["oldest_working_days"]
        lines.append(f"{title.zh} / {title.en}: {one['count']}, {one['difference_fen']} fen, {age} 个工作日 / working days")
    return [*lines, f"→ {out}"]
