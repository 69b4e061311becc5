"""Statements and reports brought into a ledger: read, joined with what the ledger holds already, written whole or not at all.

Reading the same files again changes nothing, byte for byte. A payment that both banks' statements tell of is one transfer.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from lookthrough.flows.intake_tables import SCHEMAS, WRITTEN_BY, read_table, write_table
from lookthrough.flows.source import NOBODY, ControlBreak, Movement, Refused, SourceRead, all_sources
from lookthrough.flows.source_mapping import NONE, Mapping
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.texts import Text

_ORDER = ("camt.053", "pacs.008", "pain.001", "ifcert", "bank_table")  # the table format takes whatever is text, so it is asked last
_OTHER = Text("编号已有而内容不同", "this id stands already with other content")


@dataclass(slots=True)
class IntakeReport:
    """What became of the files: counts, the breaks of their control figures, and the entries set aside."""

    document: dict[str, Any]
    refused: list[Refused]
    breaks: list[ControlBreak]


@dataclass(slots=True)
class _Ledger:
    """The tables of the ledger being filled, each by its key."""

    transfers: dict[str, dict[str, Any]] = field(default_factory=dict)
    payment_orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    balances: dict[tuple[str, date, str], dict[str, Any]] = field(default_factory=dict)
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    institutions: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


def format_of(path: Path) -> str:
    """Return the name of the format that a file is of; ``FileRefused`` when none takes it."""
    _there(path)
    by_title = {source.name: source for source in all_sources().values()}
    found = next((name for name in _ORDER if by_title[name].recognises(path)), None)
    if found is None:
        known = "、".join(_ORDER)
        raise FileRefused(file=path.name, reason=Text(f"认不出格式（可读：{known}）", f"no format known (there are {known})"))
    return found


def _there(path: Path) -> None:
    if not path.is_file():
        raise FileRefused(file=path.name, reason=Text("找不到文件", "there is no such file"))
    if not path.stat().st_size:
        raise FileRefused(file=path.name, row=0, reason=Text("文件为空", "the file is empty"))


def format_names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return _ORDER


def read_files(
    *, paths: Sequence[Path], out: Path, format: str = "auto", mapping: Mapping = NONE, count_orders: bool = False  # noqa: A002
) -> IntakeReport:  # fmt: skip
    """Read files into the ledger folder ``out``, joining what it holds; returns what became of every entry.

    ``count_orders`` lets payment orders (pain.001) stand as transfers, for a ledger that has no statements. Raises ``FileRefused`` when a
    file is damaged, when ``out`` holds a ledger of other making, or when no entry at all could be taken; ``out`` is then as it was.
    """
    ledger = _opened(out)
    by_name = {source.name: source for source in all_sources().values()}
    reads = []
    for path in paths:
        name = format_of(path) if format == "auto" else format
        _there(path)
        reads.append((path, name, by_name[name].read(path, mapping)))
    counts = [_add(ledger, path, name, read, mapping, count_orders=count_orders) for path, name, read in reads]
    refused = [one for _, _, read in reads for one in read.refused]
    breaks = [one for _, _, read in reads for one in read.breaks]
    _refuse_nothing([read for _, _, read in reads])
    _institution(ledger, mapping)
    _write(ledger, out)
    return IntakeReport(_document(out, ledger, counts, refused, breaks), refused, breaks)


def write_refused(path: Path, refused: Sequence[Refused]) -> None:
    """Write the entries set aside as CSV: place, what was found, why, and the entry whole."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*Reject.HEADER, "entry"))
        writer.writerows((*one.reject.as_row(), one.entry) for one in refused)


def _refuse_nothing(reads: Sequence[SourceRead]) -> None:
    """Refuse the whole reading when it brings no entry, naming the first that was set aside."""
    if any(read.movements or read.orders or read.products or read.parties or read.balances for read in reads):
        return
    first = next((one.reject for read in reads for one in read.refused), None)
    reason = first.reason if first else Text("没有可用的记录", "there is no entry to take")
    raise FileRefused(
        file=first.file if first else reads[0].file, row=first.row if first else None, column=first.column if first else None, reason=reason
    )


def _opened(out: Path) -> _Ledger:
    """Return what ``out`` holds; a folder with tables of other making is refused, nothing of it is overwritten."""
    ledger = _Ledger()
    if not out.exists() or not any(out.iterdir()):
        return ledger
    if not (out / WRITTEN_BY).is_file():
        reason = Text(
            "文件夹已有其他内容；请用新的文件夹", f"this folder holds something that was not read in (no {WRITTEN_BY}); name a new one"
        )
        raise FileRefused(file=out.name, reason=reason)
    for table in fields(_Ledger):
        if table.name != "files":
            getattr(ledger, table.name).update(read_table(out, table.name))
    ledger.files = json.loads((out / WRITTEN_BY).read_text(encoding="utf-8"))["files"]
    return ledger


def _add(ledger: _Ledger, path: Path, name: str, read: SourceRead, mapping: Mapping, *, count_orders: bool) -> dict[str, Any]:
    """Join one file's content into the ledger; return its counts."""
    counts = {"file": path.name, "format": name, "version": read.version, "entries": read.entries, "not_booked": read.not_booked}
    counts |= {"transfers_new": 0, "transfers_known": 0, "orders": len(read.orders)}
    for movement in [*read.movements, *(read.orders if count_orders else [])]:
        counts[_join(ledger.transfers, movement, read)] += 1  # type: ignore[operator]
    for order in read.orders:
        ledger.payment_orders.setdefault(order.transfer_id, _row(order))
    for account, holder in {**{key: str(one.get("holder_party_id", "")) for key, one in mapping.accounts.items()}, **read.accounts}.items():
        _account(ledger, account, holder, mapping)
    for balance in read.balances:
        key = (balance.account_id, balance.on, balance.kind)
        ledger.balances[key] = {"account_id": key[0], "on": key[1], "kind": key[2], "balance_fen": balance.balance_fen}
    ledger.products |= {one["product_id"]: one for one in read.products}
    ledger.parties |= {one["party_id"]: one for one in read.parties}
    counts |= {"balances": len(read.balances), "products": len(read.products), "parties": len(read.parties)}
    counts |= {"refused": len(read.refused), "control_breaks": len(read.breaks)}
    with path.open("rb") as file:
        ledger.files[hashlib.file_digest(file, "sha256").hexdigest()] = {"name": path.name, "format": name, "version": read.version}
    return counts


def _row(movement: Movement) -> dict[str, Any]:
    names = [column.name for column in SCHEMAS["transfers"]]
    return {name: getattr(movement, name) or None for name in names}


def _join(known: dict[str, dict[str, Any]], movement: Movement, read: SourceRead) -> str:
    """Add a transfer, or see that it is known: what one statement leaves open (account, purpose, listing), the other may fill in."""
    row = _row(movement)
    before = known.get(movement.transfer_id)
    if before is None:
        known[movement.transfer_id] = row
        return "transfers_new"
    same = before["amount_fen"] == row["amount_fen"] and before["at"].date() == row["at"].date()
    ends = all(_same_account(before[end], row[end]) for end in ("from_account_id", "to_account_id"))
    if not (same and ends):
        read.refuse(movement.line, "transfer_id", movement.transfer_id, _OTHER, json.dumps(row, default=str, ensure_ascii=False))
        return "transfers_known"
    for end in ("from_account_id", "to_account_id"):
        if before[end].startswith(NOBODY):
            before[end] = row[end]
    if before["purpose"] == "unknown":
        before["purpose"] = row["purpose"]
    for name in ("product_id", "order_id", "reference"):
        before[name] = before[name] or row[name]
    before["at"] = max(before["at"], row["at"])  # a statement that tells the hour over one that tells the day
    return "transfers_known"


def _same_account(one: str, other: str) -> bool:
    return one == other or one.startswith(NOBODY) or other.startswith(NOBODY)


def _account(ledger: _Ledger, account: str, holder: str, mapping: Mapping) -> None:
    told = mapping.accounts.get(account, {})
    before = ledger.accounts.get(account, {})
    role = str(told.get("role", "")) or _role_of_report(account) or before.get("role") or mapping.default_role or "external"
    institution = str(told.get("institution_id", "")) or (mapping.institution.get("institution_id", "") if role != "external" else "")
    ledger.accounts[account] = {
        "account_id": account, "holder_party_id": holder or before.get("holder_party_id"), "role": role,
        "institution_id": institution or before.get("institution_id"), "bank_code": mapping.bank or before.get("bank_code"),
    }  # fmt: skip


def _role_of_report(account: str) -> str:
    """Return the role that a reported sub-account bears in its name."""
    role = account.rpartition(":")[2] if account.startswith("ifcert:") else ""
    return role if role in ("client", "borrower") else ""


def _institution(ledger: _Ledger, mapping: Mapping) -> None:
    one = mapping.institution
    if one.get("institution_id"):
        ledger.institutions[one["institution_id"]] = {
            "institution_id": one["institution_id"], "operator_party_id": one.get("operator_party_id") or one["institution_id"],
            "name": one.get("name") or one["institution_id"], "business": one.get("business") or "other",
            "custodian_bank": mapping.bank or None,
        }  # fmt: skip


def _write(ledger: _Ledger, out: Path) -> None:
    """Write all tables beside the folder first, then put them in its place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for table in fields(_Ledger):
            if table.name != "files":
                write_table(aside, table.name, list(getattr(ledger, table.name).values()))
        files = json.dumps({"files": dict(sorted(ledger.files.items()))}, ensure_ascii=False, indent=2)
        (aside / WRITTEN_BY).write_text(files + "\n", encoding="utf-8")
        out.mkdir(exist_ok=True)
        for path in sorted(aside.iterdir()):
            path.replace(out / path.name)
    except (OSError, pa.ArrowException) as error:
        raise FileRefused(file=out.name, reason=Text("无法写入", f"it cannot be written ({error})")) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _document(
    out: Path, ledger: _Ledger, counts: list[dict[str, Any]], refused: list[Refused], breaks: list[ControlBreak]
) -> dict[str, Any]:  # fmt: skip
    reasons: dict[str, int] = {}
    for one in refused:
        reasons[one.reject.reason.en] = reasons.get(one.reject.reason.en, 0) + 1
    paid = {row["reference"] for row in ledger.transfers.values() if row["reference"]}
    return {
        "out": str(out), "files": counts, "transfers": len(ledger.transfers), "accounts": len(ledger.accounts),
        "payment_orders": len(ledger.payment_orders),
        "payment_orders_seen_paid": sum(row["reference"] in paid for row in ledger.payment_orders.values()),
        "accounts_without_role": sorted(key for key, row in ledger.accounts.items() if row["role"] == "external"),
        "refused": len(refused), "refused_by_reason": dict(sorted(reasons.items())), "control_breaks": [one.as_dict() for one in breaks],
    }  # fmt: skip
