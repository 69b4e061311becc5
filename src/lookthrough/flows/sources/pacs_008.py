"""Credit transfers between banks by ISO 20022 pacs.008, of every version: each settled payment becomes a transfer."""

from __future__ import annotations

from pathlib import Path

from lookthrough.flows.source import Movement, Source, SourceRead, Unreadable, fen_of
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

KIND = "pacs.008"
_COUNT = Text("付款笔数与报文头声明不符", "the number of payments is not the one in the header")
_TOTAL = Text("付款合计与报文头声明不符", "the payments do not add up to the sum in the header")


def _read(path: Path, mapping: Mapping) -> SourceRead:
    read, ids = SourceRead(path.name, version_of(path, KIND)), Ids()
    header = Element("GrpHdr", 1, {})
    total = 0
    for one in elements(path, frozenset({"GrpHdr", "CdtTrfTxInf"})):
        if one.name == "GrpHdr":
            header = one
            continue
        read.entries += 1
        try:
            made = _payment(one, header, mapping, ids)
        except Unreadable as problem:
            refuse(read, one, problem)
        else:
            total += made.amount_fen
            read.movements.append(made)
    if not read.entries:
        raise no_entries(read)
    _hold(header, total, read)
    return read


def _payment(one: Element, header: Element, mapping: Mapping, ids: Ids) -> Movement:
    amount = one.find("IntrBkSttlmAmt")
    if amount is None:
        raise Unreadable("IntrBkSttlmAmt", "", Text("缺少金额", "the amount is missing"))
    fen = fen_of(amount.text.strip(), amount.attributes.get("Ccy", ""), element="IntrBkSttlmAmt")
    at = day_in(one, "SttlmTmIndctn/CdtDtTm", "IntrBkSttlmDt") or day_in(header, "IntrBkSttlmDt")
    if at is None:
        raise Unreadable("IntrBkSttlmDt", "", Text("缺少清算日期", "the settlement date is missing"))
    return movement(
        line=one.line, bank_id=bank_id_of(one, "PmtId"), ids=ids, at=at, from_account=account_of(one, "DbtrAcct"),
        to_account=account_of(one, "CdtrAcct"), amount_fen=fen, reference=reference_of(one, "PmtId"), words=words_of(one), mapping=mapping,
        other="pacs.008" if not (account_of(one, "DbtrAcct") or account_of(one, "CdtrAcct")) else "",
    )  # fmt: skip


def _hold(header: Element, total: int, read: SourceRead) -> None:
    count = stated_count(header.at("NbOfTxs"))
    if count is not None:
        read.control(header.line, "GrpHdr/NbOfTxs", "", count, read.entries, _COUNT)
    stated = stated_fen(header.at("TtlIntrBkSttlmAmt", "CtrlSum"))
    if stated is not None:
        read.control(header.line, "GrpHdr/TtlIntrBkSttlmAmt", "", stated, total, _TOTAL)


pacs_008 = Source(
    name="pacs.008",
    title=Text("ISO 20022 银行间客户汇款（pacs.008）", "ISO 20022 interbank credit transfer (pacs.008)"),
    recognises=lambda path: bool(version_of(path, KIND)),
    read=_read,
)
