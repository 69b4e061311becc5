"""The ledger's tables as institutions write them (contracts, «Ledger»): columns, what a value may be, what may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookthrough.flows.classes import BUSINESSES, PRODUCT_KINDS, RELATIONS, Kind, Purpose, Role


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``kind``: text, word (one of ``words``), fen (integer), positive_fen, days, share, rate, time, date, flag."""

    name: str
    kind: str = "text"
    optional: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, the column that identifies a row, and whether a ledger may do without it."""

    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    optional: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Return the columns without which the file is refused."""
        return tuple(column.name for column in self.columns if not column.optional)


def _word(name: str, words: Sequence[str], *, optional: bool = False) -> Column:
    return Column(name, "word", optional, tuple(words))


def _may(name: str, kind: str = "text") -> Column:
    return Column(name, kind, optional=True)


PARTIES = Table(
    "parties",
    (
        Column("party_id"),
        _word("kind", Kind.words()),
        _may("name"),
        _may("identifier"),
        _may("region_code"),
        _may("industry_code"),
        _may("established_on", "date"),
    ),
    key="party_id",
    optional=True,
)
RELATION_ROWS = Table(
    "relations",
    (
        Column("from_party_id"),
        Column("to_party_id"),
        _word("kind", RELATIONS),
        _may("share", "share"),
        _may("valid_from", "date"),
        _may("valid_to", "date"),
    ),
    optional=True,
)
INSTITUTIONS = Table(
    "institutions",
    (
        Column("institution_id"),
        Column("operator_party_id"),
        Column("name"),
        _word("business", BUSINESSES),
        _may("licence_no"),
        _may("custodian_bank"),
        _may("net_assets_fen", "fen"),
        _may("borrowed_fen", "fen"),
        _may("opened_on", "date"),
        _may("closed_on", "date"),
    ),
    key="institution_id",
)
ACCOUNTS = Table(
    "accounts",
    (
        Column("account_id"),
        _may("holder_party_id"),
        _may("institution_id"),
        _word("role", Role.words()),
        _may("bank_code"),
        _may("opened_on", "date"),
    ),
    key="account_id",
)
PRODUCTS = Table(
    "products",
    (
        Column("product_id"),
        Column("institution_id"),
        _may("borrower_party_id"),
        _word("kind", PRODUCT_KINDS),
        Column("principal_fen", "positive_fen"),
        Column("annual_rate", "rate"),
        _may("project_rate", "rate"),
        _may("fee_rate", "rate"),
        _may("listed_at", "time"),
        _may("funded_at", "time"),
        Column("term_days", "days"),
        _may("underlying_id"),
        _may("underlying_term_days", "days"),
        _may("guarantor_party_id"),
        _may("purpose_text"),
        _may("related_disclosed", "flag"),
    ),
    key="product_id",
    optional=True,
)
TRANSFERS = Table(
    "transfers",
    (
        Column("transfer_id"),
        Column("at", "time"),
        Column("from_account_id"),
        Column("to_account_id"),
        Column("amount_fen", "positive_fen"),
        _word("purpose", Purpose.words()),
        _may("product_id"),
        _may("order_id"),
    ),
    key="transfer_id",
)
WITHDRAWALS = Table(
    "withdrawals",
    (
        Column("request_id"),
        Column("account_id"),
        Column("institution_id"),
        Column("requested_at", "time"),
        Column("amount_fen", "positive_fen"),
        _may("paid_at", "time"),
    ),
    key="request_id",
    optional=True,
)
# small tables first, so that what a transfer names is known when it is read
LEDGER = (PARTIES, RELATION_ROWS, INSTITUTIONS, ACCOUNTS, PRODUCTS, WITHDRAWALS, TRANSFERS)
