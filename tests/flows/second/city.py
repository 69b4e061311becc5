"""The books of a second, independent city and what is true of it: who is guilty, who only looks alike, and what nobody may be asked.

Written from the contract and the methods alone. Every subject that is neither guilty of a rule nor taken out of the question
(``unasked``: the definition can be read either way there) is innocent of it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from builders import COLUMNS, DAY, MOMENT, Books, kind_of
from builders import day as parse_day
from builders import moment as parse_moment

START, DAYS = datetime(2026, 1, 1), 180  # noqa: DTZ001 (local time without offset)
PARTY_RULES = frozenset({"public_fan_in", "circular_flow", "unlicensed_payment"})
PLATFORMS = frozenset({"p2p"})
COLLECTORS = frozenset({"p2p", "equity_crowdfunding", "wealth_seller", "asset_management", "private_fund"})
# the kinds of institution that a rule of methods §2 applies to
APPLIES = {
    "fund_pool": {"p2p", "equity_crowdfunding"},
    "self_financing": PLATFORMS,
    "own_lending": PLATFORMS,
    "guaranteed_redemption": {"p2p", "equity_crowdfunding", "wealth_seller"},
    "term_mismatch": PLATFORMS,
    "split_listing": PLATFORMS,
    "sham_listing": {"p2p", "equity_crowdfunding"},
    "ponzi_payout": COLLECTORS,
    "client_money_diversion": {"p2p", "payment"},
    "custody_bypass": {"p2p", "equity_crowdfunding"},
    "balance_limit": PLATFORMS,
    "small_loan_limit": {"microlender"},
    "guarantee_limit": {"guarantor"},
    "down_payment_loan": {"p2p", "microlender"},
    "margin_lending": PLATFORMS,
    "disguised_debt": {"equity_crowdfunding", "private_fund"},
    "nested_products": {"wealth_seller", "asset_management"},
    "excessive_return": COLLECTORS,
    "large_lender_exit": PLATFORMS,
    "withdrawal_slowdown": {"p2p", "payment"},
    "short_high_rate_listings": PLATFORMS,
}
RULES = (*APPLIES, *sorted(PARTY_RULES))
# what borrowers buy from: trades that no rule asks about (GB/T 4754)
TRADES = ("3011", "1311", "5121", "5263", "3311", "5431", "1810", "5012")


class City:
    """The books, the truth and the stories of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed, self.books = seed, Books()
        self.truth: list[dict[str, Any]] = []
        self.unasked: set[tuple[str, str]] = set()
        self.stories: dict[str, str] = {}  # subject → what is told about it, for those who look into a miss
        self.businesses: dict[str, str] = {}
        self.accounts: set[str] = set()
        self.suppliers = [self.firm(f"supplier{number}", trade) for number, trade in enumerate(TRADES)]
        self.strangers = [self.firm(f"stranger{number}", "5199") for number in range(6)]

    def random(self, name: str) -> Random:
        """Chance of a story's own, so that one story does not shift the others."""
        return Random(f"{self.seed} {name}")  # noqa: S311 (a sample, not a secret)

    # ---- who there is

    def person(self, party: str, **more: Any) -> str:
        """Tell of a person with a bank account outside; return the account."""
        self.books.party(party, "person", identifier=f"h:{self.seed}:{party}", region_code="330302")
        return self.outside(party, **more)

    def firm(self, party: str, industry: str = "5199", kind: str = "company", name: str | None = None, **more: Any) -> str:
        """Tell of a firm with a bank account outside; return the account."""
        told = {"name": name or f"{party} 有限公司", "identifier": f"u:{self.seed}:{party}", "industry_code": industry}
        self.books.party(party, kind, **told, region_code="330302", established_on=date(2012, 5, 4))
        return self.outside(party, **more)

    def outside(self, party: str, role: str = "external", bank_code: str = "102") -> str:
        return self.account_once(f"{party}.out", role, party, bank_code=bank_code)

    def account_once(self, account: str, role: str, of: str, at: str | None = None, bank_code: str = "313") -> str:
        """Tell of an account; naming it again changes nothing."""
        if account not in self.accounts:
            self.accounts.add(account)
            self.books.account(account, role, of=of, at=at, bank_code=bank_code)
        return account

    def institution(self, name: str, business: str, story: str, **more: Any) -> None:
        self.businesses[name], self.stories[name] = business, story
        self.firm(f"{name}.op", "6639" if business != "payment" else "6930")
        self.books.institution(name, business, **{"custodian_bank": "江滨银行", **more})

    # ---- what happens

    def pay(self, day: float, source: str, target: str, fen: float, purpose: str = "transfer", product: str | None = None,
            order: str | None = None) -> None:  # fmt: skip
        """Pay on a day of the ledger (its fraction is the time); nothing is paid after its end."""
        if day < DAYS and fen >= 1:
            self.books.transfer(moment(day), source, target, int(fen), purpose, product=product, order=order)

    # ---- what is true

    def guilty(self, subject: str, *rules: str, day: float = 0, until: float | None = None) -> None:
        self._tell("guilty", subject, rules, day, until)

    def innocent(self, subject: str, *rules: str) -> None:
        """It looks alike and is lawful."""
        self._tell("innocent", subject, rules, 0, None)

    def unask(self, subject: str, *rules: str) -> None:
        """The definition can be read either way here: nobody is examined on it."""
        self.unasked |= {(rule, subject) for rule in rules}

    def collapse(self, subject: str, day: float) -> None:
        self._tell("collapse", subject, ("collapse",), day, None)

    def _tell(self, kind: str, subject: str, rules: tuple[str, ...], day: float, until: float | None) -> None:
        for rule in rules:
            row = {"rule": rule, "subject_type": "party" if rule in PARTY_RULES else "institution", "subject_id": subject}
            row |= {"from_date": moment(day).date(), "to_date": moment(until).date() if until and until < DAYS else None}
            self.truth.append(row | {"kind": "guilty" if kind == "collapse" else kind})

    def finish(self) -> City:
        """Add that whoever was not told of is innocent of what applies to its kind."""
        told = {(row["rule"], row["subject_id"]) for row in self.truth} | self.unasked
        for name, business in self.businesses.items():
            for rule, kinds in APPLIES.items():
                if business in kinds and (rule, name) not in told:
                    self.innocent(name, rule)
        return self

    def write(self, folder: Path) -> Path:
        """Write the ledger with ``truth.parquet`` beside its tables."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, columns in COLUMNS.items():
            _write(folder / f"{table}.parquet", columns.split(), self.books.tables[table])
        _write(folder / "truth.parquet", ["rule", "subject_type", "subject_id", "from_date", "to_date", "kind"], self.truth)
        return folder


def _write(path: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """Times are times already here, which saves most of the writing."""
    arrays = []
    for name in columns:
        kind, values = kind_of(name), [row.get(name) for row in rows]
        if kind == MOMENT:
            values = [value if value is None or isinstance(value, datetime) else parse_moment(value) for value in values]
        elif kind == DAY or name.endswith("_date"):
            kind, values = DAY, [parse_day(value) for value in values]
        arrays.append(pa.array(values, type=kind))
    pq.write_table(pa.table(arrays, names=columns), path)


def moment(day: float) -> datetime:
    """Turn a day of the ledger into a time, to the second."""
    return START + timedelta(seconds=int(day * 86_400))
