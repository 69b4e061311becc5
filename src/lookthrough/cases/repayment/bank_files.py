"""The bank's file of a round: payments as CSV, or as an ISO 20022 payment order (pain.001.001.09) with its totals stated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
HEAD = ("序号 No.", "收款人 payee", "收款账号 account", "开户银行 bank", "金额（元） amount", "附言 remittance", "端对端编号 end-to-end id")


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to a claimant; ``reference`` is what the bank's statement will name it by."""

    reference: str
    name: str
    account: str
    bank: str
    fen: int


def yuan(fen: int) -> str:
    """Return an amount in yuan with two decimals, exactly."""
    return f"{fen // 100}.{fen % 100:02d}"


def as_csv(payments: Sequence[Payment], *, remittance: str) -> bytes:
    """Return the payments as CSV for a bank's own form; texts that a spreadsheet might run are made harmless."""
    kept = io.StringIO()
    rows = csv.writer(kept)
    rows.writerow(HEAD)
    for number, one in enumerate(payments, 1):
        texts = (_harmless(text) for text in (one.name, one.account, one.bank))
        rows.writerow((number, *texts, yuan(one.fen), remittance, one.reference))
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def as_pain_001(
    payments: Sequence[Payment], *, message_id: str, debtor: str, debtor_account: str, on: date, made_at: datetime, remittance: str
) -> bytes:
    """Return the payments as one payment order; count and control sum stand in the header and in the batch."""
    total = yuan(sum(one.fen for one in payments))
    header = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{_text(message_id, 35)}</MsgId><CreDtTm>{made_at.replace(microsecond=0, tzinfo=None).isoformat()}</CreDtTm>"
        f"<NbOfTxs>{len(payments)}</NbOfTxs><CtrlSum>{total}</CtrlSum><InitgPty><Nm>{_text(debtor, 140)}</Nm></InitgPty></GrpHdr>"
        f"<PmtInf><PmtInfId>{_text(message_id, 35)}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<NbOfTxs>{len(payments)}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<ReqdExctnDt><Dt>{on.isoformat()}</Dt></ReqdExctnDt><Dbtr><Nm>{_text(debtor, 140)}</Nm></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{_text(debtor_account, 34)}</Id></Othr></Id><Ccy>CNY</Ccy></DbtrAcct>"
        "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>\n"
    )
    return (header + "".join(_orders(payments, remittance)) + "</PmtInf></CstmrCdtTrfInitn></Document>\n").encode()


def _orders(payments: Iterable[Payment], remittance: str) -> Iterable[str]:
    for one in payments:
        yield (
            f"<CdtTrfTxInf><PmtId><EndToEndId>{_text(one.reference, 35)}</EndToEndId></PmtId>"
            f'<Amt><InstdAmt Ccy="CNY">{yuan(one.fen)}</InstdAmt></Amt>'
            f"<CdtrAgt><FinInstnId><Nm>{_text(one.bank or 'NOTPROVIDED', 140)}</Nm></FinInstnId></CdtrAgt>"
            f"<Cdtr><Nm>{_text(one.name, 140)}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{_text(one.account, 34)}</Id></Othr></Id></CdtrAcct>"
            f"<RmtInf><Ustrd>{_text(remittance, 140)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
        )


def _text(text: str, longest: int) -> str:
    """Return a text as XML holds it: no signs that XML forbids, no longer than the message allows."""
    return escape("".join(sign for sign in text if sign >= " ")[:longest])


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
