"""``lookthrough flows read``: statements and reports of banks and institutions become a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lookthrough.cli.output import answer, json_option, say

_PATH = click.Path(path_type=Path)
_FORMATS = ("auto", "camt.053", "pacs.008", "pain.001", "ifcert", "bank_table")


@click.command("read")
@click.argument("files", type=_PATH, nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="auto", show_default=True, help="What the files are.")
@click.option("--out", type=_PATH, required=True, help="The ledger folder; what it holds from earlier readings is kept and joined.")
@click.option("--mapping", "mapping_file", type=_PATH, help="YAML or JSON: which column is what, which account plays which part.")
@click.option("--rejects", type=_PATH, help="Write refused entries here, whole, with place and reason.")
@click.option("--count-orders", is_flag=True, help="Let payment orders (pain.001) stand as transfers, where there are no statements.")
@json_option
def read(
    files: tuple[Path, ...], format_: str, out: Path, mapping_file: Path | None, rejects: Path | None, count_orders: bool, as_json: bool
) -> None:  # fmt: skip
    """Read bank statements (camt.053, CSV, Excel), payments (pacs.008, pain.001) and IFCERT reports into a ledger.

    Example: lookthrough flows read march.xml april.xml --out var/ledgers/custodian --mapping bank.yml --rejects refused.csv
    """
    from lookthrough.flows.intake import read_files, write_refused
    from lookthrough.flows.source_mapping import NONE, read_mapping

    mapping = read_mapping(mapping_file) if mapping_file else NONE
    report = read_files(paths=files, out=out, format=format_, mapping=mapping, count_orders=count_orders)
    if rejects is not None:
        write_refused(rejects, report.refused)
    if report.refused:
        where = f" → {rejects}" if rejects else "（--rejects FILE 可保存 / keeps them）"
        say(f"拒收 {len(report.refused)} 笔 / {len(report.refused)} entries refused{where}")
    for one in report.breaks:
        place = f"{one.file}, {one.line}, {one.element}"
        say(f"对不上 / does not add up: {place}: {one.reason.zh} / {one.reason.en} ({one.stated} ≠ {one.counted})")
    answer(report.document, as_json=as_json, lines=lambda: _lines(report.document))


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [
        f"{one['file']}: {one['version'] or one['format']}, {one['entries']} 笔 / entries, {one['transfers_new']} 新 / new, "
        f"{one['transfers_known']} 已有 / known, {one['refused']} 拒收 / refused"
        for one in document["files"]
    ]
    without = document["accounts_without_role"]
    if without:
        lines.append(f"{len(without)} 个账户没有角色，请在对照文件写明 / accounts without a role, name it in the mapping")
    return [*lines, f"→ {document['out']}: {document['transfers']} 笔转账 / transfers, {document['accounts']} 账户 / accounts"]
