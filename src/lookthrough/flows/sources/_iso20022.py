"""What all ISO 20022 messages share: the version in the namespace, accounts, references and ids that both banks' statements agree on."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

from lookthrough.flows.source import NOBODY, Movement, SourceRead, Unreadable, moment_of
from lookthrough.flows.source_mapping import Mapping
from lookthrough.flows.sources._xml import Element, root_namespace
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.money import exact_fen
from lookthrough.kernel.texts import Text

_NOT_GIVEN = {"", "NOTPROVIDED", "NOTAVAILABLE", "NONREF"}
_NO_ENTRY = Text("文件中没有一笔记录", "the message holds no entry")


def version_of(path: Path, kind: str) -> str:
    """Return the version of a message of ``kind`` (``camt.053``) as its namespace says, or an empty text when it is no such message."""
    found = re.search(rf"{re.escape(kind)}\.\d{{3}}\.\d{{2}}", root_namespace(path))
    return found[0] if found else ""


def account_of(holder: Element, path: str) -> str:
    """Return the number of an account: IBAN, or the bank's own."""
    return holder.at(f"{path}/Id/IBAN", f"{path}/Id/Othr/Id")


def reference_of(details: Element, path: str = "Refs") -> str:
    """Return what the payer gave the payment to be known by."""
    given = details.at(f"{path}/EndToEndId")
    return "" if given.upper() in _NOT_GIVEN else given


def bank_id_of(details: Element, path: str = "Refs") -> str:
    """Return what the banks know the payment by, the same on both sides: UETR, transaction id, or the servicer's reference."""
    found = (details.at(f"{path}/{name}") for name in ("UETR", "TxId", "AcctSvcrRef"))
    return next((one for one in found if one.upper() not in _NOT_GIVEN), "")


def words_of(details: Element) -> str:
    """Return what a payment says of itself, only to tell purpose and listing by; it is not kept, for it may name people."""
    found = [one.text.strip() for one in [*details.all("RmtInf/Ustrd"), *details.all("RmtInf/Strd/AddtlRmtInf")]]
    found += [details.at("Purp/Prtry"), details.at("Purp/Cd"), details.at("AddtlTxInf"), details.at("AddtlNtryInf")]
    return " ".join(filter(None, found))


def no_entries(read: SourceRead) -> FileRefused:
    """Return the refusal of a message without entries."""
    return FileRefused(file=read.file, reason=_NO_ENTRY)


class Ids:
    """Gives a payment without a bank's id one of its own: made of what both sides' statements say alike, so that it is the same in both."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def made(self, at: datetime, from_account: str, to_account: str, amount_fen: int, reference: str, other: str = "") -> str:
        """Return the id; equal payments of one statement are numbered."""
        key = "\x1f".join((at.isoformat(), from_account, to_account, str(amount_fen), reference, other))
        self.seen[key] += 1
        return "made:" + hashlib.sha256(f"{key}\x1f{self.seen[key]}".encode()).hexdigest()[:24]


def movement(
    *, line: int, bank_id: str, ids: Ids, at: datetime, from_account: str, to_account: str, amount_fen: int, reference: str, words: str,
    mapping: Mapping, other: str = "", purpose: str = "",
) -> Movement:  # fmt: skip
    """Return one payment; an end without an account number becomes an account of this payment alone."""
    transfer_id = bank_id or ids.made(at, from_account, to_account, amount_fen, reference, other)
    if from_account and from_account == to_account:
        raise Unreadable("Acct", from_account, Text("转出与转入为同一账户", "a transfer to itself"))
    return Movement(
        line=line, transfer_id=transfer_id, at=at, from_account_id=from_account or NOBODY + transfer_id,
        to_account_id=to_account or NOBODY + transfer_id, amount_fen=amount_fen, purpose=purpose or mapping.purpose_of(words),
        product_id=mapping.product_of(words), reference=reference,
    )  # fmt: skip


def day_in(element: Element, *paths: str) -> datetime | None:
    """Return the first day or moment given at one of some paths."""
    found = element.at(*paths)
    return moment_of(found, element=paths[0].rpartition("/")[0] or paths[0]) if found else None


def stated_fen(text: str) -> int | None:
    """Return a stated sum in fen; None where none is stated or it cannot be one."""
    found = re.fullmatch(r"(-?)(\d{1,16})(?:\.(\d{0,20}))?", text)
    fen = exact_fen(found[2], found[3] or "", 1) if found else None
    return None if fen is None or found is None else -fen if found[1] else fen


def stated_count(text: str) -> int | None:
    """Return a stated number of entries; None where none is stated or it cannot be one."""
    return int(text) if re.fullmatch(r"\d{1,15}", text) else None


def refuse(read: SourceRead, entry: Element, problem: Unreadable) -> None:
    """Set an entry aside, whole."""
    read.refuse(entry.line, f"{entry.name}/{problem.element}", problem.found, problem.reason, entry.written())
