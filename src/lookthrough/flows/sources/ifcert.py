"""Reports of online lenders in the national format (IFCERT 全国网贷机构实时交易数据): users, loans and transactions.

The official manual is not public. Fields and message types are those that public toolkits name; what a transaction type's number means is
not among them, so it is written in the mapping (``transact_types``) and never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lookthrough.flows.source import NOBODY, Movement, Source, SourceRead, Unreadable, fen_of, moment_of
from lookthrough.flows.source_mapping import Mapping
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

LARGEST = 512 * 1024**2
TYPES = {
    "1": "userInfo", "2": "scatterInvest", "4": "transact", "6": "status", "81": "repayPlan", "82": "creditor", "83": "transferProject",
    "84": "transferStatus", "85": "underTake", "86": "lendProduct", "87": "lendProductConfig", "88": "lendParticulars",
}  # fmt: skip
_DAYS_A_MONTH = 30
_FROM_BORROWER, _TO_BORROWER = {"repay_principal", "repay_interest"}, {"disburse"}
_TO_CLIENT = {"payout_principal", "payout_interest", "refund"}
_COUNT = Text("记录条数与批次声明不符", "the number of records is not the one the batch states")
_NO_TABLE = Text("账本没有对应的表，原样留存", "a known type, but no table of the ledger takes it; kept as it came")
_TEST = Text("调试数据（dataType 0），不计入", "test data (dataType 0) does not count")


def _read(path: Path, mapping: Mapping) -> SourceRead:
    batches = _batches(path)
    read = SourceRead(path.name, f"ifcert {_given(batches[0], 'version')}".strip())
    for batch in batches:
        kind = TYPES.get(_given(batch, "infType"), _given(batch, "infType"))
        records = batch["dataList"]
        stated = _given(batch, "totalNum")
        if re.fullmatch(r"\d{1,15}", stated):
            read.control(read.entries + 1, "totalNum", "", int(stated), len(records), _COUNT)
        for record in records:
            read.entries += 1
            _take(record, kind, batch, mapping, read)
    if not read.entries:
        raise FileRefused(file=path.name, column="dataList", reason=Text("批次中没有记录", "the batch holds no record"))
    return read


def _batches(path: Path) -> list[dict[str, Any]]:
    """Return the batches of a file: one, a list, or one a line; figures stay texts, so that no amount is rounded."""
    if path.stat().st_size > LARGEST:
        raise FileRefused(file=path.name, reason=Text("文件过大，请分批", "the file is too large; send it in batches"))
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    try:
        found = _json(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or error.msg != "Extra data":
            raise _broken(path, error) from error
        try:
            found = [_json(line) for line in lines]
        except json.JSONDecodeError as second:
            raise _broken(path, second) from second
    except RecursionError as error:
        raise FileRefused(file=path.name, reason=Text("嵌套过深", "nested too deeply")) from error
    batches = found if isinstance(found, list) else [found]
    if not batches or not all(isinstance(one, dict) and isinstance(one.get("dataList"), list) for one in batches):
        raise FileRefused(file=path.name, column="dataList", reason=Text("不是 IFCERT 批次", "this is no IFCERT batch"))
    return batches


def _json(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


def _broken(path: Path, error: json.JSONDecodeError) -> FileRefused:
    return FileRefused(file=path.name, row=error.lineno, reason=Text("JSON 不完整或写法有误", f"broken JSON ({error.msg})"))


def _given(record: dict[str, Any], name: str) -> str:
    """Return a field's text; -1 is the format's way to say that it does not apply."""
    value = record.get(name)
    text = "" if value is None else str(value).strip()
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Unreadable(name, ascii(text), Text("含有不成对的代理字符", "half of a character"))
    return "" if text == "-1" else text


def _take(record: Any, kind: str, batch: dict[str, Any], mapping: Mapping, read: SourceRead) -> None:
    try:
        if not isinstance(record, dict):
            raise Unreadable("dataList", str(record), Text("不是一条记录", "this is not a record"))
        if _given(batch, "dataType") == "0":
            raise Unreadable("dataType", "0", _TEST)
        if kind not in _READERS:
            raise Unreadable("infType", kind, _NO_TABLE)
        _READERS[kind](record, batch, mapping, read)
    except Unreadable as problem:
        whole = json.dumps(record, ensure_ascii=False, sort_keys=True)
        read.refuse(read.entries, f"{kind}.{problem.element}", problem.found, problem.reason, whole)


def _user(record: dict[str, Any], batch: dict[str, Any], mapping: Mapping, read: SourceRead) -> None:
    """A user: known by the hash of the identity alone; names, numbers and cards of the record are not taken."""
    party = _party(record)
    kind = "person" if _given(record, "userType") == "1" else "unknown"
    read.parties.append({"party_id": party, "kind": kind, "identifier": party.removeprefix("ifcert:")})


def _loan(record: dict[str, Any], batch: dict[str, Any], mapping: Mapping, read: SourceRead) -> None:
    """A loan that is offered: a product of the ledger."""
    rate, term = _given(record, "loanRate"), _given(record, "term")
    if not re.fullmatch(r"(0(\.\d{1,12})?|1(\.0{1,12})?)", rate):
        raise Unreadable("loanRate", rate, Text("应为年利率的小数，如 0.12", "expected a yearly rate as a fraction, such as 0.12"))
    if not re.fullmatch(r"\d{1,5}", term):
        raise Unreadable("term", term, Text("不是期限", "this is not a term"))
    days = int(term) * (_DAYS_A_MONTH if mapping.term_unit == "months" else 1)
    read.products.append(
        {
            "product_id": _needed(record, "sourceProductCode"),
            "institution_id": mapping.institution.get("institution_id") or _needed(batch, "sourceCode"),
            "borrower_party_id": _party(record), "kind": "loan",
            "principal_fen": fen_of(_needed(record, "amount"), "CNY", element="amount"), "annual_rate": float(rate),
            "listed_at": moment_of(_needed(record, "productStartTime"), element="productStartTime"), "term_days": days,
            "purpose_text": _given(record, "loanDescribe") or _given(record, "loanUse"),
        }
    )  # fmt: skip


def _transaction(record: dict[str, Any], batch: dict[str, Any], mapping: Mapping, read: SourceRead) -> None:
    """A transaction: the type says which way it goes, the hash whose sub-account it moves."""
    code = _needed(record, "transType")
    purpose = mapping.transact_types.get(code, "")
    if not purpose:
        reason = Text(
            "交易类型的含义未在对照文件 transact_types 中写明", "what this type means does not stand in the mapping's transact_types"
        )
        raise Unreadable("transType", code, reason)
    transfer_id, party = _needed(record, "transId"), _party(record)
    source, target = _ends(purpose, party, transfer_id, mapping)
    for account in (source, target):
        if account.startswith(party):
            read.accounts[account] = party
    read.movements.append(
        Movement(
            line=read.entries, transfer_id=transfer_id, at=moment_of(_needed(record, "transTime"), element="transTime"),
            from_account_id=source, to_account_id=target, amount_fen=fen_of(_needed(record, "transMoney"), "CNY", element="transMoney"),
            purpose=purpose, product_id=_given(record, "sourceProductCode"), reference=_given(record, "finClaimId"),
        )
    )  # fmt: skip


def _ends(purpose: str, party: str, transfer_id: str, mapping: Mapping) -> tuple[str, str]:
    """Return from and to as the ledger's purposes say it."""
    client, borrower, outside = f"{party}:client", f"{party}:borrower", NOBODY + transfer_id
    if purpose == "recharge":
        return outside, client
    if purpose == "withdraw":
        return client, outside
    if purpose == "fee":
        return client, mapping.account_of_role("own") or outside
    custody = mapping.account_of_role("custody")
    if not custody:
        raise Unreadable("transType", purpose, Text("对照文件未写明存管账户", "the mapping names no account of the role custody"))
    if purpose == "invest":
        return client, custody
    if purpose in _FROM_BORROWER:
        return borrower, custody
    if purpose in _TO_BORROWER | _TO_CLIENT:
        return custody, borrower if purpose in _TO_BORROWER else client
    raise Unreadable("transType", purpose, Text("这一用途没有确定的方向", "this purpose does not tell which way the money went"))


def _party(record: dict[str, Any]) -> str:
    return "ifcert:" + _needed(record, "userIdcardHash")


def _needed(record: dict[str, Any], name: str) -> str:
    found = _given(record, name)
    if not found:
        raise Unreadable(name, "", Text("必填而为空", "a value is required"))
    return found


_READERS: dict[str, Callable[[dict[str, Any], dict[str, Any], Mapping, SourceRead], None]] = {
    "userInfo": _user,
    "scatterInvest": _loan,
    "transact": _transaction,
}


def _recognises(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"{", b"[") and (b'"infType"' in head or b'"dataList"' in head)


ifcert = Source(
    name="ifcert",
    title=Text("网贷机构实时交易数据（IFCERT）", "Reports of online lenders (IFCERT)"),
    recognises=_recognises,
    read=_read,
)
