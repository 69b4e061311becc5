"""What a ledger sells or finances without, or beyond, its registration (产品集中登记): leads with the products, the amounts, both bases.

This is no measure of the rules' catalogue: it holds a ledger against the register of products. Its findings are like theirs and reach the
alerts in the same way.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from lookthrough.flows.evidence import TRANSFERS, rows_of
from lookthrough.flows.product_sales import Sale, evidence_of, sales_of
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.run import connection
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.kernel.files import Reject
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.money import fen_text
from lookthrough.kernel.texts import Text
from lookthrough.registry.product_queries import Registration

RULE = "product_registration"
TITLE = Text("产品未登记或超出登记", "Products unregistered, or beyond their registration")
_SHOWN = 50  # products named in a finding's details; the rest are counted
# the duty to register, by business; what has no name here is bound by a local order, which the limits name
_DUTIES = {
    "p2p": "银监会令2016年第1号 art. 9(5)",
    "asset_management": "银发〔2018〕106号 art. 25",
    "wealth_seller": "银发〔2018〕106号 art. 25",
    "private_fund": "证券投资基金法",
}


class Breach(StrEnum):
    """In which way a sale lies outside the registration."""

    UNREGISTERED = "unregistered"
    BEFORE_REGISTRATION = "before_registration"
    AFTER_END = "after_end"
    OUTSIDE_SALE_SPAN = "outside_sale_span"
    OVER_RATE = "over_rate"
    OVER_TERM = "over_term"
    OVER_AMOUNT = "over_amount"


BREACHES = {
    Breach.UNREGISTERED: Text("未登记", "unregistered"),
    Breach.BEFORE_REGISTRATION: Text("登记之前", "before its registration"),
    Breach.AFTER_END: Text("登记终止之后", "after its registration ended"),
    Breach.OUTSIDE_SALE_SPAN: Text("登记的发售期之外", "outside the registered span of sale"),
    Breach.OVER_RATE: Text("利率高于登记", "above the registered rate"),
    Breach.OVER_TERM: Text("期限长于登记", "beyond the registered term"),
    Breach.OVER_AMOUNT: Text("超出登记金额", "beyond the registered amount"),
}


@dataclass(slots=True)
class ProductCheck:
    """Findings, one an institution and month; what was looked at; which businesses no row binds.

    The register begins with its first registration: what was sold before, of products that it does not hold, is counted and not judged,
    for there was nowhere to register it. With an empty register everything is judged.
    """

    as_of: date
    findings: list[Finding] = field(default_factory=list)
    products: int = 0
    sold_fen: int = 0
    outside_fen: int = 0
    register_began: date | None = None
    before_register_fen: int = 0
    not_bound: dict[str, int] = field(default_factory=dict)  # business → products sold
    rejects: list[Reject] = field(default_factory=list)
    transfers: pa.Table = field(default_factory=TRANSFERS.empty_table)  # the findings' evidence, whole

    def document(self) -> dict[str, Any]:
        """Return the result as plain values."""
        return {
            "as_of": self.as_of.isoformat(), "products_sold": self.products, "sold_fen": self.sold_fen,
            "outside_registration_fen": self.outside_fen,
            "register_began": self.register_began.isoformat() if self.register_began else None,
            "before_register_fen": self.before_register_fen, "not_bound": dict(sorted(self.not_bound.items())),
            "findings": [
                {
                    "finding_id": one.finding_id, "institution_id": one.subject_id, "month": one.month, "severity": str(one.severity),
                    "value_fen": int(one.value), "products": one.details["products"], "explanation_zh": one.explanation_zh,
                    "explanation_en": one.explanation_en,
                }
                for one in self.findings
            ],
        }  # fmt: skip


@dataclass(slots=True)
class _Month:
    """What one institution sold outside registration in one month."""

    sold: int = 0
    outside: int = 0
    days: set[date] = field(default_factory=set)
    by_product: dict[str, dict[Breach, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    places: set[tuple[str, date]] = field(default_factory=set)


def check_products(
    *, ledger: Path, registrations: Mapping[tuple[str, str], Registration], as_of: date | None = None
) -> ProductCheck:  # fmt: skip
    """Hold what a ledger sells against the registrations, by institution and product; raises ``FileRefused`` as a run would."""
    with connection() as con:
        read = open_ledger(con, ledger, as_of=as_of)
        done = ProductCheck(read.last_day, rejects=read.rejects)
        done.register_began = min((one.registered_on for one in registrations.values()), default=None)
        months: dict[tuple[str, str, str], _Month] = defaultdict(_Month)
        for product, sales in sales_of(con):
            done.products += 1
            _check(sales, registrations.get((sales[0].institution_id, product)), months, done)
        for (institution, business, _), month in sorted(months.items()):
            if month.outside:
                done.outside_fen += month.outside
                done.findings += _findings(institution, business, month, evidence_of(con, month.places), done.as_of)
        done.transfers = rows_of(con, {one for finding in done.findings for one in finding.evidence})
    return done


def _check(sales: list[Sale], registration: Registration | None, months: dict[tuple[str, str, str], _Month], done: ProductCheck) -> None:
    """Add one product's days of sale to the months of its institution."""
    sold = 0
    business = sales[0].business
    if f"binds_{business}" not in _limits(max(sale.day for sale in sales)):
        done.not_bound[business] = done.not_bound.get(business, 0) + 1
    for sale in sales:
        done.sold_fen += sale.fen
        if f"binds_{business}" not in _limits(sale.day):
            continue
        if registration is None and done.register_began and sale.day < done.register_began:
            done.before_register_fen += sale.fen
            continue
        month = months[sale.institution_id, business, f"{sale.day:%Y-%m}"]
        month.sold += sale.fen
        month.days.add(sale.day)
        for breach, fen in _breaches(sale, registration, sold, _limits(sale.day)):
            month.by_product[sale.product_id][breach] += fen
        month.outside += _outside(sale, registration, sold, month)
        sold += sale.fen


def _outside(sale: Sale, registration: Registration | None, sold: int, month: _Month) -> int:
    """Return how much of a day's sale lies outside: all of it, or what passes the registered amount; each fen once."""
    fen = max((fen for _, fen in _breaches(sale, registration, sold, _limits(sale.day))), default=0)
    if fen:
        month.places.add((sale.product_id, sale.day))
    return fen


def _breaches(sale: Sale, registration: Registration | None, sold: int, limits: Limits) -> Iterator[tuple[Breach, int]]:
    """Yield in which ways a day's sale lies outside its registration, and how much of it; ``sold`` is what was sold before."""
    if registration is None:
        yield Breach.UNREGISTERED, sale.fen
        return
    if sale.day < registration.registered_on:
        yield Breach.BEFORE_REGISTRATION, sale.fen
    elif not registration.in_force(sale.day):
        yield Breach.AFTER_END, sale.fen
    if not registration.on_sale(sale.day):
        yield Breach.OUTSIDE_SALE_SPAN, sale.fen
    if sale.annual_rate is not None and sale.annual_rate > registration.annual_rate + limits.value("rate_slack"):
        yield Breach.OVER_RATE, sale.fen
    if sale.term_days is not None and sale.term_days > registration.term_days:
        yield Breach.OVER_TERM, sale.fen
    over = sold + sale.fen - max(sold, registration.amount_fen)
    if over > 0:
        yield Breach.OVER_AMOUNT, over


@cache
def _limits(day: date) -> Limits:
    return shared_limits()[RULE].on(day)


def _findings(institution: str, business: str, month: _Month, evidence: tuple[str, ...], as_of: date) -> list[Finding]:
    """Return the month's finding, if the amount reaches a limit."""
    last = max(month.days)
    limits = _limits(last)
    reached = [level for level in (Severity.HIGH, Severity.MEDIUM, Severity.LOW) if month.outside >= limits.value(f"{level}_from")]
    if not reached:
        return []
    limit = limits[f"{reached[0]}_from"]
    binding = limits[f"binds_{business}"]
    said = _explained(month, min(month.days), last)
    return [
        Finding(
            rule=RULE, subject_type="institution", subject_id=institution, from_date=min(month.days), to_date=last,
            measure="sold_outside_registration", value=float(month.outside), limit=limit.value, unit="fen", severity=reached[0],
            prohibition_basis=_DUTIES.get(business, binding.threshold_basis), threshold_basis=limit.threshold_basis,
            explanation_zh=said.zh, explanation_en=said.en, rule_version=_version(), limits_version=shared_limits()[RULE].version,
            as_of=as_of, evidence=evidence, details=_details(month),
        )
    ]  # fmt: skip


def _explained(month: _Month, first: date, last: date) -> Text:
    worst: dict[Breach, int] = defaultdict(int)
    for breaches in month.by_product.values():
        for breach, fen in breaches.items():
            worst[breach] += fen
    named = sorted(worst, key=lambda one: -worst[one])
    zh = "、".join(f"{BREACHES[one].zh} {fen_text(worst[one])}" for one in named)
    en = ", ".join(f"{fen_text(worst[one], 'en')} {BREACHES[one].en}" for one in named)
    count = len(month.by_product)
    return Text(
        f"{first} 至 {last} 售出或融资 {fen_text(month.sold)}，其中 {fen_text(month.outside)}（{count} 个产品）在登记之外：{zh}。",
        f"From {first} to {last} {fen_text(month.sold, 'en')} was sold or financed; {fen_text(month.outside, 'en')} of it "
        f"({count} products) lies outside the register: {en}.",
    )


def _details(month: _Month) -> dict[str, Any]:
    largest = sorted(month.by_product.items(), key=lambda one: (-max(one[1].values()), one[0]))
    products = [
        {"product_id": product, "breaches": {str(kind): fen for kind, fen in sorted(some.items())}} for product, some in largest[:_SHOWN]
    ]
    return {"part_fen": month.outside, "whole_fen": month.sold, "products": products, "products_outside": len(largest)}


@cache
def _version() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
