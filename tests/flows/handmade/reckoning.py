"""The look-through as a patient clerk would do it: one transfer after another, with plain dictionaries and no haste.

Written from the contract alone, so that the fast look-through has something to be held against. It knows what small random ledgers
need: direct ties of the circle, one account of a kind, no fee but onto ``own``. Where the contract leaves the outcome open (two equal
remainders, a circle of transfers within one instant) it says so in ``open_question`` and the comparison is not made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from builders import Books

Part = tuple[str, str | None]  # origin and the listing it is tied to
Line = dict[str, Any]
INSIDE = {"custody", "reserve", "own"}
IN_CIRCLE = {"legal_representative", "director", "controller"}


@dataclass
class Reckoned:
    """Inflow and uses by institution, day and origin (and use); the stock of every day; and whether the contract left a point open."""

    inflow: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    uses: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    closing: dict[tuple[str, str, str], int] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    open_question: str | None = None


def reckon(books: Books) -> Reckoned:
    """Work through all transfers of the books, each institution by itself."""
    reckoned = Reckoned()
    for row in books.tables["institutions"]:
        Clerk(books, row["institution_id"], row["operator_party_id"], reckoned).work()
    return reckoned


class Clerk:
    """Keeps one institution's books."""

    def __init__(self, books: Books, institution: str, operator: str, reckoned: Reckoned) -> None:
        self.institution, self.operator, self.reckoned = institution, operator, reckoned
        self.accounts = {row["account_id"]: row for row in books.tables["accounts"]}
        self.products = {row["product_id"]: row for row in books.tables["products"]}
        self.lines = books.tables["transfers"]
        self.circle = {operator} | {
            row["from_party_id"] for row in books.tables["relations"]
            if row["to_party_id"] == operator and (row["kind"] in IN_CIRCLE or (row["kind"] == "shareholder" and row["share"] >= 0.25))
        }  # fmt: skip
        self.held: dict[str, Counter[Part]] = defaultdict(Counter)

    def work(self) -> None:
        mine = [line for line in self.lines if self.is_mine(line["from_account_id"]) or self.is_mine(line["to_account_id"])]
        for day in sorted({str(line["at"])[:10] for line in self.lines}):
            for instant in sorted({line["at"] for line in mine if str(line["at"])[:10] == day}):
                for line in self.in_order([line for line in mine if line["at"] == instant]):
                    self.enter(line, day)
            for part, fen in sum(self.held.values(), Counter()).items():
                key = (self.institution, day, part[0])
                self.reckoned.closing[key] = self.reckoned.closing.get(key, 0) + fen
        self.reckoned.balances |= {account: sum(parts.values()) for account, parts in self.held.items()}

    def in_order(self, lines: list[Line]) -> list[Line]:
        """Credits before debits on every account, then by id."""
        waiting, ordered = sorted(lines, key=lambda line: line["transfer_id"]), []
        while waiting:
            ready = [line for line in waiting if not any(other["to_account_id"] == line["from_account_id"] for other in waiting)]
            if not ready:
                self.reckoned.open_question = "a circle of transfers within one instant"
                ready = waiting
            ordered.append(ready[0])
            waiting.remove(ready[0])
        return ordered

    def enter(self, line: Line, day: str) -> None:
        source, target, fen = line["from_account_id"], line["to_account_id"], line["amount_fen"]
        if not self.is_mine(source):
            self.reckoned.inflow[self.institution, day, origin := self.origin_of(line)] += fen
            self.held[target][origin, line["product_id"]] += fen
            return
        taken = self.take(source, fen, line["product_id"], day)
        for part, share in taken.items():
            if not self.is_mine(target):
                self.reckoned.uses[self.institution, day, part[0], self.use_of(line)] += share
            elif line["purpose"] == "fee":
                self.reckoned.uses[self.institution, day, part[0], "fee"] += share
            else:
                self.held[target][part] += share
        if self.is_mine(target) and line["purpose"] == "fee":
            self.reckoned.inflow[self.institution, day, "circle_money"] += fen
            self.held[target]["circle_money", line["product_id"]] += fen

    def take(self, account: str, fen: int, product: str | None, day: str) -> Counter[Part]:
        """Take ``fen`` out of an account: what is missing comes from unknown; the listing's parts first, then pro rata."""
        held = self.held[account]
        missing = fen - sum(held.values())
        if missing > 0:
            held["unknown", None] += missing
            self.reckoned.inflow[self.institution, day, "unknown"] += missing
        own = {part: value for part, value in held.items() if product and part[1] == product}
        first = min(fen, sum(own.values()))
        taken = self.share(first, own)
        taken += self.share(fen - first, {part: value for part, value in held.items() if part not in own})
        held -= taken
        return taken

    def share(self, fen: int, parts: dict[Part, int]) -> Counter[Part]:
        """Share by largest remainder; two equal remainders at the cut are an open question."""
        total = sum(parts.values())
        if fen == 0 or total == 0:
            return Counter()
        shares = Counter({part: fen * value // total for part, value in parts.items()})
        remainders = sorted(((fen * value % total, part) for part, value in parts.items()), key=lambda pair: -pair[0])
        left = fen - sum(shares.values())
        if left and remainders[left - 1][0] == remainders[left][0]:
            self.reckoned.open_question = "two equal remainders"
        shares.update(part for _, part in remainders[:left])
        return shares

    def is_mine(self, account: str) -> bool:
        row = self.accounts.get(account, {})
        return row.get("role") in INSIDE and row.get("institution_id") == self.institution

    def is_held_as(self, account: str, role: str) -> bool:
        """Is it an account of that role here, or an outside account of somebody who has one here?"""
        row = self.accounts.get(account, {})
        here = {
            other["holder_party_id"]
            for other in self.accounts.values()
            if (other["role"], other["institution_id"]) == (role, self.institution)
        }
        is_sub_account = (row.get("role"), row.get("institution_id")) == (role, self.institution)
        return is_sub_account or (row.get("role") == "external" and row.get("holder_party_id") in here)

    def origin_of(self, line: Line) -> str:
        account = line["from_account_id"]
        row = self.accounts.get(account, {})
        if line["purpose"] == "fee" or (row.get("role") == "external" and row["holder_party_id"] in self.circle):
            return "circle_money"
        if self.is_held_as(account, "client"):
            return "lender_principal"
        if self.is_held_as(account, "borrower"):
            return "borrower_money"
        if row.get("role") == "guarantor":
            return "guarantor_money"
        return "other_institution" if row.get("role") in INSIDE else "unknown"

    def use_of(self, line: Line) -> str:
        account = line["to_account_id"]
        row = self.accounts.get(account, {})
        product = self.products.get(line["product_id"], {})
        if self.is_held_as(account, "client"):
            return "lender_return"
        is_borrower = self.is_held_as(account, "borrower")
        if is_borrower and product.get("borrower_party_id", row["holder_party_id"]) == row["holder_party_id"]:
            return "borrower_use"
        if row.get("role") == "external" and row["holder_party_id"] in self.circle:
            return "circle_use"
        if row.get("role") == "merchant" and line["order_id"]:
            return "merchant"
        names = {"guarantor": "guarantor_recovery"} | dict.fromkeys(INSIDE, "other_institution")
        return names.get(row.get("role", ""), "unknown")
