"""The words of the ledger as small numbers: account roles, purposes, origins, uses.

The numbers live only between the reading of a ledger and the writing of its results; files and the store hold the words.
Order is part of the meaning: a code is the position of its word.
"""

from __future__ import annotations

from enum import IntEnum


class Word(IntEnum):
    """A member's word is its name in lower case."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def words(cls) -> list[str]:
        """Return all words in the order of their codes."""
        return [member.word for member in cls]


class Role(Word):
    """What an account is (contracts, «What accounts are»)."""

    CLIENT = 0
    BORROWER = 1
    CUSTODY = 2
    OWN = 3
    RESERVE = 4
    GUARANTOR = 5
    MERCHANT = 6
    EXTERNAL = 7


class Purpose(Word):
    """What the sender says a transfer is for."""

    RECHARGE = 0
    INVEST = 1
    DISBURSE = 2
    REPAY_PRINCIPAL = 3
    REPAY_INTEREST = 4
    PAYOUT_PRINCIPAL = 5
    PAYOUT_INTEREST = 6
    WITHDRAW = 7
    FEE = 8
    TRANSFER = 9
    REFUND = 10
    UNKNOWN = 11


class Origin(Word):
    """Whose money it is while an institution holds it (methods §1)."""

    LENDER_PRINCIPAL = 0
    BORROWER_MONEY = 1
    CIRCLE_MONEY = 2
    GUARANTOR_MONEY = 3
    OTHER_INSTITUTION = 4
    UNKNOWN = 5


class Use(Word):
    """What became of it when it left; ``INSIDE`` marks a move between the institution's own books, which is no use."""

    BORROWER_USE = 0
    LENDER_RETURN = 1
    CIRCLE_USE = 2
    FEE = 3
    GUARANTOR_RECOVERY = 4
    MERCHANT = 5
    OTHER_INSTITUTION = 6
    UNKNOWN = 7
    INSIDE = 8


class Party(Word):
    """Who stands at the far end of a transfer, as seen from one institution on that day."""

    CLIENT = 0
    BORROWER = 1
    CIRCLE = 2
    GUARANTOR = 3
    MERCHANT = 4
    OTHER_INSTITUTION = 5
    UNKNOWN = 6
    CLIENT_BOOKS = 7  # custody and reserve: clients' money in the institution's hands
    OWN_BOOKS = 8  # the operator's own account
    AGREED_FEE = 9  # the operator's own account, for a fee that was agreed


class Kind(Word):
    """What a party is."""

    PERSON = 0
    COMPANY = 1
    COOPERATIVE = 2
    GOVERNMENT = 3
    UNKNOWN = 4


class Method(Word):
    """How a transfer takes its money out of an account's mixture (methods §1, «Attribution»)."""

    SPECIFIC = 0
    PRO_RATA = 1
    FIFO = 2


BUSINESSES = [
    "p2p",
    "equity_crowdfunding",
    "payment",
    "wealth_seller",
    "asset_management",
    "insurance",
    "exchange",
    "microlender",
    "guarantor",
    "pawn",
    "leasing",
    "factoring",
    "cooperative",
    "private_fund",
    "other",
]
RELATIONS = [
    "shareholder",
    "legal_representative",
    "director",
    "independent_director",
    "controller",
    "kin",
    "same_address",
    "same_phone",
    "guarantor",
]
PRODUCT_KINDS = ["loan", "claim_transfer", "wealth", "equity", "deposit_like"]
