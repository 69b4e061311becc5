"""What departments would report each month of firms that are sound, that wobble, or that go under: figures with the truth behind them.

Nothing here knows of scorecards: a firm has a strain of its own that nobody sees, and each department sees a late, noisy part of it. Some
departments see nothing of a firm at all, some firms fail without a sign, and sound firms have bad months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from lookthrough.kernel.periods import Month

Floats = npt.NDArray[np.float64]
Numbers = Mapping[str, Floats]  # a field's values, firms by months; what is not known is no number

WOBBLING, TROUBLED = 0.18, 0.10  # shares of all firms
SUDDEN = 0.15  # of the troubled: nothing shows before the last month
FLIGHT, FUNDRAISING = 0.35, 0.2  # of the troubled: the head vanishes; money was raised from the public
_BLIND = 0.3  # share of firms of which a department sees nothing
# months that pass until a department sees it, least and most
_LAGS = {"power_company": (0, 1), "tax_bureau": (0, 2), "human_resources": (0, 2), "central_bank": (1, 2), "banking_supervisor": (1, 3),
         "court": (1, 3), "public_security": (0, 2), "finance_office": (0, 2)}  # fmt: skip
DEPARTMENTS = tuple(_LAGS)
_YUAN, _HUNDRED_YUAN = 100, 10_000  # fen


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a firm: ``problem_on`` is the day it failed, also when that lies after the last month reported."""

    kind: str  # sound, wobbling, troubled
    problem_on: date | None


@dataclass(frozen=True, slots=True)
class FirmsDrawn:
    """Fates of firms, and of each department's return the fields, firms by months."""

    months: tuple[Month, ...]
    fates: tuple[Fate, ...]
    fields: Mapping[str, Numbers]


def draw_firms(*, firms: int, first: Month, months: int, seed: int) -> FirmsDrawn:
    """Draw the firms' fates and what each department knows of them; the same seed gives the same figures."""
    rng = np.random.default_rng([seed, 71])
    kinds = rng.choice(["sound", "wobbling", "troubled"], firms, p=[1 - WOBBLING - TROUBLED, WOBBLING, TROUBLED])
    ends = np.where(kinds == "troubled", rng.integers(3, months + 3, firms), 10_000)
    strain = _strain(rng, kinds, ends, months)
    firm = _Traits(
        persons=np.asarray(np.round(np.clip(rng.lognormal(3.6, 0.9, firms), 5, 1_500)), dtype=np.float64), ends=ends,
        flight=(kinds == "troubled") & (rng.random(firms) < FLIGHT),
        fundraising=(kinds == "troubled") & (rng.random(firms) < FUNDRAISING), season=_season(first, months),
    )  # fmt: skip
    fields = {
        name: _OF[name](np.random.default_rng([seed, 72, turn]), firm, _seen(rng, strain, name)) for turn, name in enumerate(DEPARTMENTS)
    }
    days = rng.integers(0, 28, firms)
    fates = tuple(
        Fate(kind, first.plus(int(end)).first_day + timedelta(days=int(day)) if kind == "troubled" else None)
        for kind, end, day in zip(kinds.tolist(), ends.tolist(), days.tolist(), strict=True)
    )
    return FirmsDrawn(tuple(first.plus(turn) for turn in range(months)), fates, fields)


@dataclass(frozen=True, slots=True)
class _Traits:
    persons: Floats
    ends: npt.NDArray[np.int64]
    flight: npt.NDArray[np.bool_]
    fundraising: npt.NDArray[np.bool_]
    season: Floats

    @property
    def over(self) -> npt.NDArray[np.bool_]:
        """Return for each firm and month whether it has failed by then."""
        return np.asarray(np.arange(len(self.season))[None, :] >= self.ends[:, None])


def _season(first: Month, months: int) -> Floats:
    """Return how busy each month is; the month of the Spring Festival is slow for all."""
    busy = np.array([0.85, 0.62, 1.0, 1.0, 1.02, 1.05, 1.12, 1.1, 1.02, 0.97, 1.03, 1.08])
    return np.array([busy[first.plus(turn).number - 1] for turn in range(months)])


def _strain(rng: np.random.Generator, kinds: npt.NDArray[np.str_], ends: npt.NDArray[np.int64], months: int) -> Floats:
    """Return how hard pressed each firm is by month, 0 to 1: others have a bad spell or none, troubled firms climb for some months and
    cannot pay for one to four months before they end.
    """
    firms, time = len(kinds), np.arange(months)[None, :]
    base = np.abs(rng.normal(0, 0.06, (firms, months)))
    spell = np.exp(-(((time - rng.integers(0, months, firms)[:, None]) / rng.uniform(0.7, 2.0, firms)[:, None]) ** 2))
    wobble = np.where((kinds == "wobbling")[:, None], rng.uniform(0.25, 0.65, firms)[:, None] * spell, 0)
    sudden = rng.random(firms) < SUDDEN
    climb = np.where(sudden, 1.0, rng.uniform(3, 9, firms))[:, None]
    bottom = np.where(sudden, 0.0, rng.uniform(1, 4, firms))[:, None]
    way = np.clip((time - ends[:, None] + climb + bottom) / climb, 0, 1) ** rng.uniform(0.7, 2.0, firms)[:, None]
    whole: Floats = np.clip(base + wobble + np.where((kinds == "troubled")[:, None], way, 0), 0, 1)
    return whole


def _seen(rng: np.random.Generator, strain: Floats, department: str) -> Floats:
    """Return what of the strain a department's figures show: late, weaker or stronger by firm, of some firms nothing."""
    least, most = _LAGS[department]
    firms, months = strain.shape
    late = np.arange(months)[None, :] - np.asarray(rng.integers(least, most + 1, firms))[:, None]
    shown = np.where(late >= 0, np.take_along_axis(strain, np.maximum(late, 0), axis=1), strain[:, :1] * 0)
    share = np.where(rng.random(firms) < _BLIND, 0, rng.uniform(0.5, 1.2, firms))[:, None]
    return np.clip(share * shown + rng.normal(0, 0.04, strain.shape), 0, 1.1)


def _noise(rng: np.random.Generator, like: Floats, size: float) -> Floats:
    return np.asarray(rng.lognormal(0, size, like.shape), dtype=np.float64)


def _unpaid(rng: np.random.Generator, seen: Floats, begins: float, careless: float = 0.01) -> Floats:
    """Return for how many months in a row something was not paid."""
    missed = np.asarray(rng.random(seen.shape)) < np.clip((seen - begins) * 1.6, careless, 0.97)
    run = np.zeros(seen.shape)
    for month in range(seen.shape[1]):
        before = run[:, month - 1] if month else 0
        run[:, month] = np.where(missed[:, month], before + 1, 0)
    return run


def _rounded(values: Floats, unit: int) -> Floats:
    return np.round(np.maximum(values, 0) / unit) * unit


def _power(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    usual = (firm.persons * rng.uniform(120, 600, len(firm.persons)))[:, None] * firm.season[None, :]
    use = np.where(firm.over, 0.04, 1) * usual * (1 - 0.75 * np.minimum(seen, 1)) * _noise(rng, seen, 0.09)
    bill, unpaid = use * 68, _unpaid(rng, np.where(firm.over, 1.0, seen), 0.3)
    return {
        "power_use_kwh": np.round(use), "power_use_last_year_kwh": np.round(usual * _noise(rng, seen, 0.09)),
        "power_bill_fen": _rounded(bill, 1), "power_arrears_fen": _rounded(unpaid * bill, 1), "power_unpaid_periods_count": unpaid,
        "power_cut_flag": ((unpaid >= 3) & (rng.random(seen.shape) < 0.6)).astype(np.float64),
    }  # fmt: skip


def _tax(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    usual = _sales(firm)
    rate = rng.uniform(0.01, 0.04, len(firm.persons))[:, None]
    sales = np.where(firm.over, 0.02, 1) * usual * (1 - 0.6 * np.minimum(seen, 1)) * _noise(rng, seen, 0.12)
    paid, unpaid = sales * rate * (1 - 0.5 * np.minimum(seen, 1)) * _noise(rng, seen, 0.15), _unpaid(rng, seen, 0.4, 0.005)
    insured = firm.persons[:, None] * 120_000
    return {
        "tax_paid_fen": _rounded(paid, _YUAN), "tax_paid_last_year_fen": _rounded(usual * rate * _noise(rng, seen, 0.15), _YUAN),
        "tax_sales_fen": _rounded(sales, _YUAN), "tax_sales_last_year_fen": _rounded(usual * _noise(rng, seen, 0.12), _YUAN),
        "tax_arrears_fen": _rounded(unpaid * usual * rate, _YUAN),
        "tax_filings_missed_count": rng.poisson(0.02 + 0.9 * np.maximum(seen - 0.5, 0)).astype(np.float64),
        "tax_social_insurance_arrears_fen": _rounded(_unpaid(rng, seen, 0.45, 0.004) * insured * 0.3, _YUAN),
        "tax_evasion_case_flag": (rng.random(seen.shape) < 0.0006).astype(np.float64),
        "tax_irregular_household_flag": (firm.over & firm.flight[:, None]).astype(np.float64),
    }  # fmt: skip


def _sales(firm: _Traits) -> Floats:
    return np.asarray((firm.persons * 7_000_000)[:, None] * firm.season[None, :])  # fen a month


def _court(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    quarrelsome = np.where(rng.random(len(firm.persons)) < 0.06, 0.8, 0.05)[
        :, None
    ]  # builders, sellers on credit: suits are their daily bread
    suits = rng.poisson(quarrelsome + 2.2 * seen**2).astype(np.float64)
    private = rng.poisson(1.2 * np.maximum(seen - 0.45, 0)).astype(np.float64)
    decided = np.cumsum(np.concatenate([np.zeros((len(suits), 2)), suits[:, :-2]], axis=1), axis=1)
    rate = np.where(private > 0, rng.choice([0.18, 0.24, 0.3, 0.36], seen.shape), np.nan)
    claims = suits * _sales(firm) * rng.uniform(0.05, 0.5, seen.shape)
    cases = rng.binomial(decided.astype(np.int64), 0.25).astype(np.float64)
    return {
        "lawsuits_count": suits, "lawsuit_claims_fen": _rounded(claims, _HUNDRED_YUAN), "enforcement_cases_count": cases,
        "enforcement_amount_fen": _rounded(cases * _sales(firm) * 0.2, _HUNDRED_YUAN),
        "accounts_frozen_flag": ((seen > 0.7) & (rng.random(seen.shape) < 0.5)).astype(np.float64),
        "dishonest_debtor_flag": ((seen > 0.9) & (cases > 0)).astype(np.float64),
        "private_loan_suits_count": private, "private_loan_highest_rate": rate,
    }  # fmt: skip


def _wages(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    unpaid = _unpaid(rng, np.where(firm.over, 1.0, seen), 0.42, 0.003)
    insured = np.round(firm.persons[:, None] * np.where(firm.over, 0.3, 1) * (1 - 0.35 * np.minimum(seen, 1)) * _noise(rng, seen, 0.02))
    persons = np.where(unpaid > 0, np.maximum(np.round(insured * rng.uniform(0.2, 0.9, seen.shape)), 1), 0)
    return {
        "wages_unpaid_months": unpaid, "wages_unpaid_persons_count": persons, "wages_unpaid_fen": unpaid * persons * 550_000,
        "labour_disputes_count": rng.poisson(0.06 + 1.6 * seen**2).astype(np.float64), "insured_persons_count": insured,
    }  # fmt: skip


def _police(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    packing = np.where(firm.flight[:, None], 3.0 * seen, 0)
    travels = rng.gamma(1.0, 1.0, len(firm.persons))[:, None]
    last = np.arange(seen.shape[1])[None, :] >= firm.ends[:, None] - 1
    known = last & firm.fundraising[:, None] & (rng.random(len(firm.persons)) < 0.6)[:, None]
    return {
        "head_exits_90_days_count": rng.poisson(0.5 * travels + packing).astype(np.float64),
        "head_exits_year_before_count": rng.poisson(2.0 * travels * np.ones_like(seen)).astype(np.float64),
        "fundraising_case_flag": known.astype(np.float64),
        "legal_representative_inquiry_flag": (firm.over & firm.fundraising[:, None]).astype(np.float64),
        "head_out_of_reach_flag": (firm.over & firm.flight[:, None]).astype(np.float64),
    }  # fmt: skip


def _loans(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    borrows = rng.random(len(firm.persons)) < 0.75
    loans = np.where(borrows, firm.persons * 7_000_000 * rng.uniform(0.5, 7, len(firm.persons)), 0)[:, None] * np.ones_like(seen)
    overdue = _unpaid(rng, seen, 0.4, 0.004)
    late = np.where(overdue > 0, np.clip(0.06 * overdue + 0.5 * np.maximum(seen - 0.5, 0), 0, 1), 0)
    papers, inflow = loans * 0.3, _sales(firm) * (1 - 0.5 * np.minimum(seen, 1)) * _noise(rng, seen, 0.15)
    return {
        "loans_outstanding_fen": _rounded(loans, _HUNDRED_YUAN), "acceptances_outstanding_fen": _rounded(papers, _HUNDRED_YUAN),
        "loans_overdue_fen": _rounded(loans * late, _HUNDRED_YUAN),
        "loans_overdue_days": np.where(loans > 0, np.round(overdue * 30 - overdue.clip(0, 1) * rng.integers(0, 25, seen.shape)), 0),
        "interest_arrears_fen": _rounded(loans * 0.004 * _unpaid(rng, seen, 0.38, 0.006), _HUNDRED_YUAN),
        "bank_advances_fen": _rounded(np.where(seen > 0.6, papers * (seen - 0.55), 0), _HUNDRED_YUAN),
        "cash_inflow_fen": _rounded(inflow, _HUNDRED_YUAN),
        "cash_outflow_fen": _rounded(inflow * (1 + 0.3 * np.minimum(seen, 1)) * _noise(rng, seen, 0.1), _HUNDRED_YUAN),
    }  # fmt: skip


def _credit(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    line = firm.persons[:, None] * 7_000_000 * rng.uniform(1, 8, len(firm.persons))[:, None] * np.ones_like(seen)
    cut = np.where((seen > 0.4) & (rng.random(seen.shape) < 0.4), 0.2, 0) * line
    return {
        "credit_line_fen": _rounded(line, _HUNDRED_YUAN), "credit_line_cut_fen": _rounded(cut, _HUNDRED_YUAN),
        "non_performing_loans_fen": _rounded(line * np.clip(seen - 0.6, 0, 0.4), _HUNDRED_YUAN),
        "loans_rolled_over_fen": _rounded(line * np.clip(rng.normal(0.12, 0.08, seen.shape) + 0.5 * seen, 0, 0.95), _HUNDRED_YUAN),
        "guarantees_given_fen": _rounded(line * rng.uniform(0, 0.6, len(firm.persons))[:, None], _HUNDRED_YUAN),
    }  # fmt: skip


def _private(rng: np.random.Generator, firm: _Traits, seen: Floats) -> Numbers:
    lenders = rng.poisson(0.15 + 2.5 * seen).astype(np.float64)
    owed = np.cumsum(lenders * rng.uniform(0.02, 0.2, seen.shape), axis=1) * _sales(firm)
    return {
        "guarantor_payments_count": rng.poisson(1.5 * np.maximum(seen - 0.55, 0)).astype(np.float64),
        "local_lenders_90_days_count": lenders, "local_loans_new_fen": _rounded(lenders * 0.1 * _sales(firm), _HUNDRED_YUAN),
        "local_loans_outstanding_fen": _rounded(owed, _HUNDRED_YUAN),
        "local_loans_highest_rate": np.where(lenders > 0, rng.choice([0.09, 0.12, 0.15, 0.18, 0.24], seen.shape), np.nan),
        "local_loans_overdue_fen": _rounded(owed * np.clip(seen - 0.5, 0, 1), _HUNDRED_YUAN),
    }  # fmt: skip


_OF = {
    "power_company": _power, "tax_bureau": _tax, "human_resources": _wages, "central_bank": _loans, "banking_supervisor": _credit,
    "court": _court, "public_security": _police, "finance_office": _private,
}  # fmt: skip
