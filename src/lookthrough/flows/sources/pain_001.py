"""Payment orders by ISO 20022 pain.001, of every version: what was asked for; that it was paid, only a statement tells."""

from __future__ import annotations

from pathlib import Path

from lookthrough.flows.source import Movement, Source, SourceRead, Unreadable, fen_of
from lookthrough.flows.source_mapping import Mapping
from lookthrough.flows.sources._iso20022 import (
    Ids,
    account_of,
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

KIND = "pain.001"
_COUNT = Text("付款指令笔数与报文声明不符", "the number of orders is not the one stated")
_TOTAL = Text("付款指令合计与报文声明不符", "the orders do not add up to the sum stated")


def _read(path: Path, mapping: Mapping) -> SourceRead:
    read, ids, header = SourceRead(path.name, version_of(path, KIND)), Ids(), Element("GrpHdr", 1, {})
    for one in elements(path, frozenset({"GrpHdr", "PmtInf"})):
        if one.name == "GrpHdr":
            header = one
        else:
            _batch(one, mapping, ids, read)
    if not read.entries:
        raise no_entries(read)
    _hold(header, "GrpHdr", read.entries, sum(one.amount_fen for one in read.orders), read)
    return read


def _batch(batch: Element, mapping: Mapping, ids: Ids, read: SourceRead) -> None:
    given, total = batch.all("CdtTrfTxInf"), 0
    for one in given:
        read.entries += 1
        try:
            order = _order(one, batch, mapping, ids)
        except Unreadable as problem:
            refuse(read, one, problem)
        else:
            total += order.amount_fen
            read.orders.append(order)
    _hold(batch, "PmtInf", len(given), total, read)


def _order(one: Element, batch: Element, mapping: Mapping, ids: Ids) -> Movement:
    amount = one.find("Amt/InstdAmt")
    if amount is None:
        raise Unreadable("Amt/InstdAmt", "", Text("缺少金额", "the amount is missing"))
    fen = fen_of(amount.text.strip(), amount.attributes.get("Ccy", ""), element="Amt/InstdAmt")
    at = day_in(batch, "ReqdExctnDt/DtTm", "ReqdExctnDt/Dt", "ReqdExctnDt")  # a day alone until .07, a choice since .08
    if at is None:
        raise Unreadable("ReqdExctnDt", "", Text("缺少执行日期", "the execution date is missing"))
    return movement(
        line=one.line, bank_id="", ids=ids, at=at, from_account=account_of(batch, "DbtrAcct"), to_account=account_of(one, "CdtrAcct"),
        amount_fen=fen, reference=reference_of(one, "PmtId"), words=words_of(one), mapping=mapping, other=one.at("PmtId/InstrId"),
    )  # fmt: skip


def _hold(holder: Element, name: str, count: int, total: int, read: SourceRead) -> None:
    stated = stated_count(holder.at("NbOfTxs"))
    if stated is not None:
        read.control(holder.line, f"{name}/NbOfTxs", "", stated, count, _COUNT)
    fen = stated_fen(holder.at("CtrlSum"))
    if fen is not None:
        read.control(holder.line, f"{name}/CtrlSum", "", fen, total, _TOTAL)


pain_001 = Source(
    name="pain.001",
    title=Text("ISO 20022 付款指令（pain.001）", "ISO 20022 payment order (pain.001)"),
    recognises=lambda path: bool(version_of(path, KIND)),
    read=_read,
)
