"""Limits of licensed bodies beside what their returns and self-checks say: figure, limit, basis, and what is missing for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path

from lookthrough.kernel.limits import Limit, Limits, LimitTable, read_limits
from lookthrough.kernel.texts import Text


class Standing(StrEnum):
    """How a figure stands to its limit."""

    WITHIN = "within"
    BEYOND = "beyond"
    MISSING = "missing"  # the body did not report what the figure needs
    NO_LIMIT = "no_limit"  # no row was in force on the day


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure of a return held against a limit: ``part`` over ``whole`` (alone, if there is none). ``least``: the limit is a floor."""

    name: str
    title: Text
    part: str
    whole: str = ""
    least: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One ratio of one body: what was reported, its value, the limit with its basis, and how it stands."""

    ratio: Ratio
    standing: Standing
    value: float | None
    limit: Limit | None
    missing: tuple[str, ...] = ()

    @property
    def times_limit(self) -> float | None:
        """Return the value over its limit; nothing where either is missing or the limit is nil."""
        if self.value is None or self.limit is None or not self.limit.value:
            return None
        return self.value / self.limit.value


_NET = "net_assets_fen"
_LAST_YEAR = "net_assets_last_year_end_fen"
_REGISTERED = "registered_capital_fen"
_LARGEST, _GROUP, _RELATED = "largest_borrower_fen", "largest_group_fen", "related_loans_fen"
RATIOS: Mapping[str, tuple[Ratio, ...]] = {
    "guarantor": (
        Ratio("all_clients", Text("担保责任余额 ÷ 净资产", "Guarantees outstanding ÷ net assets"), "guarantee_liability_fen", _NET),
        Ratio("one_client", Text("最大单一被担保人 ÷ 净资产", "Largest client ÷ net assets"), "guarantee_largest_client_fen", _NET),
        Ratio(
            "one_group",
            Text("最大被担保人及关联方 ÷ 净资产", "Largest client and affiliates ÷ net assets"),
            "guarantee_largest_group_fen",
            _NET,
        ),
        Ratio("controllers", Text("为控股股东、实际控制人担保", "Guarantees for controllers"), "guarantee_controllers_fen"),
        Ratio("paid_in_capital", Text("实缴资本（不得低于）", "Paid-in capital (at least)"), "paid_in_capital_fen", least=True),
    ),
    "microlender": (
        Ratio(
            "one_borrower", Text("最大单一借款人 ÷ 上年末净资产", "Largest borrower ÷ net assets of last year's end"), _LARGEST, _LAST_YEAR
        ),
        Ratio(
            "one_group",
            Text("最大借款人及关联方 ÷ 上年末净资产", "Largest borrower and affiliates ÷ net assets of last year's end"),
            _GROUP,
            _LAST_YEAR,
        ),
        Ratio(
            "non_standard_borrowing", Text("银行、股东借款 ÷ 净资产", "Loans of banks and owners ÷ net assets"), "borrowed_bank_fen", _NET
        ),
        Ratio(
            "standard_borrowing", Text("债券、资产证券化 ÷ 净资产", "Bonds and securitisation ÷ net assets"), "borrowed_market_fen", _NET
        ),
        Ratio("online_consumer", Text("网络小贷最大个人单户余额", "Largest online loan to a person"), "online_highest_personal_fen"),
        Ratio("online_business", Text("网络小贷最大生产经营单户余额", "Largest online loan for a business"), "online_highest_business_fen"),
    ),
    "pawn": (
        Ratio("one_client", Text("最大单一当户 ÷ 注册资本", "Largest client ÷ registered capital"), _LARGEST, _REGISTERED),
        Ratio(
            "property_rights",
            Text("财产权利典当余额 ÷ 注册资本", "Loans on property rights ÷ registered capital"),
            "pawn_property_rights_fen",
            _REGISTERED,
        ),
        Ratio(
            "real_estate",
            Text("房地产典当余额 ÷ 注册资本", "Loans on real estate ÷ registered capital"),
            "pawn_real_estate_fen",
            _REGISTERED,
        ),
        Ratio("bank_loans", Text("银行贷款 ÷ 净资产", "Loans of banks ÷ net assets"), "borrowed_bank_fen", _NET),
        Ratio("without_pledge", Text("信用贷款", "Loans without a pledge"), "pawn_credit_loans_fen"),
    ),
    "leasing": (
        Ratio("risk_assets", Text("风险资产 ÷ 净资产", "Risk assets ÷ net assets"), "risk_assets_fen", _NET),
        Ratio("one_client", Text("最大单一承租人 ÷ 净资产", "Largest lessee ÷ net assets"), _LARGEST, _NET),
        Ratio("one_group", Text("最大集团承租人 ÷ 净资产", "Largest group of lessees ÷ net assets"), _GROUP, _NET),
        Ratio("related", Text("关联方租赁余额 ÷ 净资产", "Leases to related parties ÷ net assets"), _RELATED, _NET),
    ),
    "factoring": (
        Ratio("risk_assets", Text("风险资产 ÷ 净资产", "Risk assets ÷ net assets"), "risk_assets_fen", _NET),
        Ratio("one_debtor", Text("最大债务人应收账款 ÷ 风险资产", "Largest debtor ÷ risk assets"), _LARGEST, "risk_assets_fen"),
        Ratio("related", Text("关联企业应收账款 ÷ 风险资产", "Receivables of related firms ÷ risk assets"), _RELATED, "risk_assets_fen"),
    ),
}


def measure(*, business: str, facts: Mapping[str, float | None], on: date) -> list[Measured]:
    """Return each limit of a kind of body with what its figures say on a day; a field that is missing is said, never taken for nil."""
    ratios = RATIOS.get(business, ())
    limits = _table(business).on(on) if ratios else None
    return [_measured(ratio, facts, limits) for ratio in ratios] if limits else []


def _measured(ratio: Ratio, facts: Mapping[str, float | None], limits: Limits) -> Measured:
    name = _name(ratio, facts, limits)
    limit = limits.rows.get(name)
    missing = tuple(field for field in (ratio.part, ratio.whole) if field and facts.get(field) is None)
    if missing:
        return Measured(ratio, Standing.MISSING, None, limit, missing)
    part = float(facts[ratio.part] or 0)
    whole = float(facts[ratio.whole] or 0) if ratio.whole else 1.0
    if whole <= 0:  # nothing is left to bear it: any amount is beyond, and no share says by how much
        return Measured(ratio, Standing.BEYOND if part > 0 else Standing.WITHIN, None, limit)
    value = part / whole
    if limit is None:
        return Measured(ratio, Standing.NO_LIMIT, value, None)
    within = value >= limit.value if ratio.least else value <= limit.value
    return Measured(ratio, Standing.WITHIN if within else Standing.BEYOND, value, limit)


def _name(ratio: Ratio, facts: Mapping[str, float | None], limits: Limits) -> str:
    """A guarantor that mainly serves farming and small firms may vouch for more (art. 15)."""
    if ratio.name == "all_clients" and "mainly_from" in limits:
        rural, all_of_it = facts.get("guarantee_small_rural_fen"), facts.get(ratio.part)
        if rural is not None and all_of_it and rural >= limits.value("mainly_from") * all_of_it:
            return "all_rural_clients"
    return ratio.name


@cache
def _table(business: str) -> LimitTable:
    return read_limits(Path(str(resources.files("lookthrough.supervision") / "limits" / f"{business}.yml")))


def fields_of(business: str) -> list[str]:
    """Return the fields of the returns that a kind of body's ratios need."""
    found = {field for ratio in RATIOS.get(business, ()) for field in (ratio.part, ratio.whole) if field}
    return sorted(found | ({"guarantee_small_rural_fen"} if business == "guarantor" else set()))
