"""The ledger's tables as Arrow schemas, with the columns of the public formats in their order."""

from __future__ import annotations

import pyarrow as pa

_TEXT, _FEN, _RATE, _DAY, _MOMENT = pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.timestamp("us")


def _schema(columns: str, **kinds: pa.DataType) -> pa.Schema:
    """Read ``name`` or ``name?`` (may be missing) words; a column is text unless its kind is given."""
    fields = []
    for word in columns.split():
        name = word.rstrip("?")
        fields.append(pa.field(name, kinds.get(name, _TEXT), nullable=word.endswith("?")))
    return pa.schema(fields)


SCHEMAS: dict[str, pa.Schema] = {
    "parties": _schema("party_id kind name? identifier? region_code? industry_code? established_on?", established_on=_DAY),
    "relations": _schema(
        "from_party_id to_party_id kind share? valid_from? valid_to?", share=_RATE, valid_from=_DAY, valid_to=_DAY
    ),
    "institutions": _schema(
        "institution_id operator_party_id name business licence_no? custodian_bank? net_assets_fen? borrowed_fen? opened_on closed_on?",
        net_assets_fen=_FEN, borrowed_fen=_FEN, opened_on=_DAY, closed_on=_DAY,
    ),
    "accounts": _schema("account_id holder_party_id? institution_id? role bank_code? opened_on?", opened_on=_DAY),
    "products": _schema(
        "product_id institution_id borrower_party_id? kind principal_fen annual_rate project_rate? fee_rate? listed_at funded_at? "
        "term_days underlying_id? underlying_term_days? guarantor_party_id? purpose_text? related_disclosed?",
        principal_fen=_FEN, annual_rate=_RATE, project_rate=_RATE, fee_rate=_RATE, listed_at=_MOMENT, funded_at=_MOMENT,
        term_days=pa.int64(), underlying_term_days=pa.int64(), related_disclosed=pa.bool_(),
    ),
    "transfers": _schema(
        "transfer_id at from_account_id to_account_id amount_fen purpose product_id? order_id?", at=_MOMENT, amount_fen=_FEN
    ),
    "withdrawals": _schema(
        "request_id account_id institution_id requested_at amount_fen paid_at?", requested_at=_MOMENT, amount_fen=_FEN, paid_at=_MOMENT
    ),
    "truth": _schema("rule subject_type subject_id from_date to_date? kind variant?", from_date=_DAY, to_date=_DAY),
}  # fmt: skip
