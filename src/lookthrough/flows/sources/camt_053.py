"""Account statements by ISO 20022 camt.053, of every version: booked entries become transfers, balances are held against them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lookthrough.flows.source import Source, SourceRead, StatedBalance, Unreadable, fen_of
from lookthrough.flows.source_mapping import Mapping
from lookthrough.flows.sources._iso20022 import (
    Ids,
    account_of,
    bank_id_of,
    day_in,
    movement,
    no_entries,
    reference_of,
    refuse,
    stated_count,
    stated_fen,
    version_of,
    words_of,
)
from lookthrough.flows.sources._xml import Element, elements
from lookthrough.kernel.texts import Text

KIND = "camt.053"
_OPENING, _CLOSING, _INTERIM = ("OPBD", "PRCD"), "CLBD", "ITBD"
_WAYS = {"CRDT": False, "DBIT": True}
_NOT_BOOKED = Text("尚未入账（状态不是 BOOK），不计入", "not booked (its status is not BOOK), so it does not count")
_SUM = Text("期初余额加本期记录不等于期末余额", "opening balance and entries do not give the closing balance")
_COUNT = Text("记录笔数与声明不符", "the number of entries is not the one stated")
_TOTAL = Text("记录金额合计与声明不符", "the entries do not add up to the sum stated")
_DETAILS = Text("明细合计不等于该笔金额，按一笔记入", "the details do not add up to the entry; it is taken as one transfer")


@dataclass(slots=True)
class _Detail:
    amount_fen: int
    out: bool
    bank_id: str
    reference: str
    debtor: str
    creditor: str
    words: str


@dataclass(slots=True)
class _Entry:
    line: int
    status: str
    amount_fen: int
    out: bool
    reversal: bool
    at: datetime
    details: list[_Detail]
    words: str
    split_breaks: int | None = None  # what the details add up to, where that is not the entry


@dataclass(slots=True)
class _Statement:
    """Entries of the statement being read, until its end tells whose it is."""

    booked: list[_Entry] = field(default_factory=list)
    amounts: list[tuple[bool, int]] = field(default_factory=list)  # every booked entry whose amount could be read, also a refused one
    entries: int = 0
    all_amounts: int = 0


def _read(path: Path, mapping: Mapping) -> SourceRead:
    read, ids, statement = SourceRead(path.name, version_of(path, KIND)), Ids(), _Statement()
    for one in elements(path, frozenset({"Ntry", "Stmt"})):
        if one.name == "Ntry":
            _take(one, statement, read)
        else:
            _close(one, statement, read, mapping, ids)
            statement = _Statement()
    if not read.entries and not read.balances:
        raise no_entries(read)
    return read


def _take(ntry: Element, statement: _Statement, read: SourceRead) -> None:
    """Read one entry; what is not booked or cannot be read is set aside."""
    read.entries += 1
    statement.entries += 1
    try:
        entry = _entry(ntry)
    except Unreadable as problem:
        refuse(read, ntry, problem)
        return
    statement.all_amounts += entry.amount_fen
    if entry.status != "BOOK":
        read.not_booked += 1
        refuse(read, ntry, Unreadable("Sts", entry.status, _NOT_BOOKED))
        return
    statement.amounts.append((entry.out, entry.amount_fen))
    statement.booked.append(entry)


def _entry(ntry: Element) -> _Entry:
    amount, out = _amount(ntry, "Amt"), _way(ntry)
    at = day_in(ntry, "BookgDt/DtTm", "BookgDt/Dt") or day_in(ntry, "ValDt/DtTm", "ValDt/Dt")
    status = ntry.at("Sts/Cd", "Sts/Prtry", "Sts")  # a code alone until .06, a choice since .07
    if at is None:
        raise Unreadable("BookgDt", "", Text("缺少入账日期", "the booking date is missing"))
    if not status:
        raise Unreadable("Sts", "", Text("缺少入账状态", "the status is missing"))
    details, parts = _details(ntry, amount, out)
    reversal = ntry.at("RvslInd") in ("true", "1")
    return _Entry(ntry.line, status, amount, out, reversal, at, details, words_of(ntry), parts)


def _details(ntry: Element, amount: int, out: bool) -> tuple[list[_Detail], int | None]:
    """Return the payments of an entry; those of a batch only if they add up to it."""
    given = ntry.all("NtryDtls/TxDtls")
    alone = len(given) <= 1
    entry_id = ntry.at("AcctSvcrRef") if alone else ""  # a batch's own reference does not tell its payments apart
    details = [_detail(one, amount if alone else _part(one), out, entry_id) for one in given]
    total = sum(-one.amount_fen if one.out != out else one.amount_fen for one in details)
    if not alone and total == amount:
        return details, None
    if alone and details:
        return details, None
    return [_Detail(amount, out, ntry.at("AcctSvcrRef"), "", "", "", "")], total if given else None


def _detail(one: Element, amount: int, entry_out: bool, entry_id: str) -> _Detail:
    out = _WAYS.get(one.at("CdtDbtInd"), entry_out)
    parties = one.find("RltdPties")
    debtor, creditor = (account_of(parties, "DbtrAcct"), account_of(parties, "CdtrAcct")) if parties else ("", "")
    return _Detail(amount, out, bank_id_of(one) or entry_id, reference_of(one), debtor, creditor, words_of(one))


def _part(one: Element) -> int:
    """Return the amount of one payment of a batch; 0 where it is not told, so that the batch does not add up."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if one.find(path) is not None:
            return _amount(one, path)
    return 0


def _amount(holder: Element, path: str) -> int:
    found = holder.find(path)
    if found is None:
        raise Unreadable(path, "", Text("缺少金额", "the amount is missing"))
    return fen_of(found.text.strip(), found.attributes.get("Ccy", ""), element=path)


def _way(holder: Element) -> bool:
    way = holder.at("CdtDbtInd")
    if way not in _WAYS:
        raise Unreadable("CdtDbtInd", way, Text("应为 CRDT 或 DBIT", "expected CRDT or DBIT"))
    return _WAYS[way]


def _close(stmt: Element, statement: _Statement, read: SourceRead, mapping: Mapping, ids: Ids) -> None:
    """End a statement: its entries get their account, its figures are held against them."""
    own = account_of(stmt, "Acct")
    if not own:
        reason = Text("对账单没有账号，其记录全部拒收", "the statement names no account; all its entries are refused")
        for entry in statement.booked:
            read.refuse(entry.line, "Stmt/Acct/Id", "", reason, _told(entry))
        return
    read.accounts.setdefault(own, "")
    for entry in statement.booked:
        _add(entry, own, read, mapping, ids)
    _hold(stmt, own, statement, read)


def _add(entry: _Entry, own: str, read: SourceRead, mapping: Mapping, ids: Ids) -> None:
    if entry.split_breaks is not None:
        read.control(entry.line, "NtryDtls", own, entry.amount_fen, entry.split_breaks, _DETAILS)
    for detail in entry.details:
        other = _counterparty(detail, own, entry.reversal)
        ends = (own, other) if detail.out else (other, own)
        words = f"{detail.words} {entry.words}"
        try:
            made = movement(
                line=entry.line, bank_id=detail.bank_id, ids=ids, at=entry.at, from_account=ends[0], to_account=ends[1],
                amount_fen=detail.amount_fen, reference=detail.reference, words=words, mapping=mapping,
                other="" if other else own, purpose="refund" if entry.reversal else "",
            )  # fmt: skip
        except Unreadable as problem:
            read.refuse(entry.line, f"Ntry/{problem.element}", problem.found, problem.reason, _told(entry))
        else:
            read.movements.append(made)


def _counterparty(detail: _Detail, own: str, reversal: bool) -> str:
    """Return the other account: the payer of a credit, the payee of a debit; a reversal may name the parties of what it reverses."""
    expected, otherwise = (detail.creditor, detail.debtor) if detail.out else (detail.debtor, detail.creditor)
    if reversal and expected in ("", own) and otherwise != own:
        return otherwise
    return expected


def _told(entry: _Entry) -> str:
    return f"{entry.at.isoformat()} {'DBIT' if entry.out else 'CRDT'} {entry.amount_fen} fen"


def _hold(stmt: Element, own: str, statement: _Statement, read: SourceRead) -> None:
    """Hold the statement's balances, counts and sums against its entries."""
    opening, closing = _balances(stmt, own, read)
    net = sum(-amount if out else amount for out, amount in statement.amounts)
    if opening is not None and closing is not None:
        read.control(stmt.line, "Bal", own, closing, opening + net, _SUM)
    summary = stmt.find("TxsSummry")
    if summary is None:
        return
    ways = {"TtlNtries": (True, False), "TtlCdtNtries": (False,), "TtlDbtNtries": (True,)}
    for name, counted in ways.items():
        total = summary.find(name)
        if total is not None:
            amounts = [amount for out, amount in statement.amounts if out in counted]
            every = statement if name == "TtlNtries" else None
            _hold_total(total, own, amounts, every, read)
    _hold_net(summary.find("TtlNtries"), own, net, read)


def _hold_total(total: Element, own: str, amounts: list[int], every: _Statement | None, read: SourceRead) -> None:
    """Hold a count and a sum against booked entries, or against all entries where the bank counts those."""
    count, stated = stated_count(total.at("NbOfNtries")), stated_fen(total.at("Sum"))
    if count is not None and not (every and count == every.entries):
        read.control(total.line, f"{total.name}/NbOfNtries", own, count, len(amounts), _COUNT)
    if stated is not None and not (every and stated == every.all_amounts):
        read.control(total.line, f"{total.name}/Sum", own, stated, sum(amounts), _TOTAL)


def _hold_net(total: Element | None, own: str, net: int, read: SourceRead) -> None:
    """Hold the stated net amount against the entries: two elements until .02, one since .03."""
    if total is None:
        return
    stated = stated_fen(total.at("TtlNetNtry/Amt", "TtlNetNtryAmt"))
    way = total.at("TtlNetNtry/CdtDbtInd", "CdtDbtInd")
    if stated is not None and way in _WAYS:
        read.control(total.line, "TtlNtries/TtlNetNtry", own, -stated if _WAYS[way] else stated, net, _TOTAL)


def _balances(stmt: Element, own: str, read: SourceRead) -> tuple[int | None, int | None]:
    """Return opening and closing balance, of a page of a longer statement the interim ones; booked balances are kept."""
    found: dict[str, list[int]] = {}
    for balance in stmt.all("Bal"):
        kind, amount = balance.at("Tp/CdOrPrtry/Cd"), balance.find("Amt")
        signed = _signed(balance, amount)
        if kind not in (*_OPENING, _CLOSING, _INTERIM) or signed is None:
            continue
        found.setdefault(kind, []).append(signed)
        try:
            on = day_in(balance, "Dt/DtTm", "Dt/Dt")
        except Unreadable as problem:
            refuse(read, balance, problem)
            continue
        if on is not None and kind != _INTERIM:
            when = "closing" if kind in (_CLOSING, "PRCD") else "opening"
            read.balances.append(StatedBalance(own, on.date(), when, signed, balance.line))
    interim = found.get(_INTERIM, [])
    opening = next((found[kind][0] for kind in _OPENING if kind in found), None)
    closing = found[_CLOSING][-1] if _CLOSING in found else None
    return (
        opening if opening is not None else interim[0] if interim and closing is not None else None,
        closing if closing is not None else interim[-1] if interim and opening is not None else None,
    )


def _signed(balance: Element, amount: Element | None) -> int | None:
    way = balance.at("CdtDbtInd")
    if amount is None or amount.attributes.get("Ccy") != "CNY" or way not in _WAYS:
        return None
    fen = stated_fen(amount.text.strip())
    return None if fen is None else -fen if _WAYS[way] else fen


camt_053 = Source(
    name="camt.053",
    title=Text("ISO 20022 账户对账单（camt.053）", "ISO 20022 account statement (camt.053)"),
    recognises=lambda path: bool(version_of(path, KIND)),
    read=_read,
)
