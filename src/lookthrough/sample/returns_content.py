"""What each sender of the sample area reports each month: rows by field, in the units that facts have (fen, fractions, plain numbers)."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from lookthrough.kernel.calendar import is_working_day
from lookthrough.kernel.identifiers import check_uscc
from lookthrough.kernel.periods import Month
from lookthrough.sample import returns_ledger as books
from lookthrough.sample.firms import words
from lookthrough.sample.operations import Area
from lookthrough.sample.returns_firms import DEPARTMENTS, FirmsDrawn, draw_firms
from lookthrough.sample.returns_ledger import Body, Figures

MONTHS = 12
WATCHED = 160  # firms that departments report on
_LOOKED_AT = 4_000
_EPOCH = date(1970, 1, 1)
_LICENSED = {"microlender": "microlender", "guarantor": "guarantor", "cooperative": "mutual_cooperative"}
_NAMES = {
    "power_company": "{city}供电公司", "tax_bureau": "{city}市税务局", "human_resources": "{city}市人力资源和社会保障局",
    "central_bank": "人民银行{city}市分行", "banking_supervisor": "金融监管总局{city}监管分局", "court": "{city}市中级人民法院",
    "public_security": "{city}市公安局", "finance_office": "{district}金融办",
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SampleSender:
    """A body of the sample area that reports."""

    sender_id: str
    kind: str
    name: str
    region_code: str
    subject_id: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One return to be sent; without rows it says that there is nothing to report."""

    sender: SampleSender
    template: str
    period: str
    rows: Sequence[Row] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """All returns of the area by sender, and what becomes of the firms that departments report on."""

    senders: tuple[SampleSender, ...]
    sheets: tuple[Sheet, ...]
    drawn: FirmsDrawn
    firms: tuple[Mapping[str, str], ...]


def content_of(area: Area, *, watched: int = WATCHED) -> Content:
    """Return every return of the area's twelve months; the same area gives the same."""
    last = Month.of(area.as_of)
    months = [last.plus(turn - MONTHS + 1) for turn in range(MONTHS)]
    firms = _firms(area, watched)
    drawn = draw_firms(firms=len(firms), first=months[0], months=MONTHS, seed=area.seed)
    departments = [*_departments(area)]
    sheets = [sheet for sender in departments for sheet in _of_department(sender, drawn, firms)]
    with books.open_tables(area.ledger, months) as con:
        found = books.bodies(con)
        platform = _platform(area, found)
        licensed = [one for one in found if one.business in _LICENSED and one.closed_on is None]
        kept = [one for one in found if platform and one.business == "p2p" and one.custodian == platform.custodian]
        figures = books.draw_books(con, [one.institution_id for one in [*licensed, *kept]])
        clients = books.firm_clients(con)
        days = books.custody_days(con, [one.institution_id for one in kept], area.as_of) if kept else {}
    for body in licensed:
        sheets += _of_body(body, _sender(body), months, figures, clients)
    others = [_sender(one) for one in licensed]
    if platform:
        bank = SampleSender("sample-custodian", "custodian_bank", platform.custodian, area.regions[1].code)
        sheets += _of_platform(platform, months, figures)
        sheets += _of_custodian(bank, kept, months, figures, days, area.as_of)
        others += [_sender(platform), bank]
    return Content((*departments, *others), tuple(sheets), drawn, tuple(firms))


def _firms(area: Area, watched: int) -> list[Mapping[str, str]]:
    """Return firms of the register that run no institution, drawn by the seed."""
    with area.companies.open(encoding="utf-8", newline="") as file:
        rows = [row for row in islice(csv.DictReader(file), 80, _LOOKED_AT) if check_uscc(row["uscc"]) is None]
    rng = np.random.default_rng([area.seed, 74])
    chosen = sorted(rng.choice(len(rows), min(watched, len(rows)), replace=False).tolist())
    return [{name: rows[place][name] for name in ("uscc", "name", "region_code")} for place in chosen]


def _departments(area: Area) -> Iterator[SampleSender]:
    city, short = area.regions[1], words()["city"]["short"]
    for kind in DEPARTMENTS:
        if kind != "finance_office":
            yield SampleSender(f"sample-{kind.replace('_', '-')}", kind, _NAMES[kind].format(city=short), city.code)
    for district in area.regions[2:4]:
        name = _NAMES["finance_office"].format(district=district.name)
        yield SampleSender(f"sample-finance-office-{district.code}", "finance_office", name, district.code)


def _sender(body: Body) -> SampleSender:
    kind = _LICENSED.get(body.business, "lending_platform")
    return SampleSender(f"sample-{body.institution_id.lower()}", kind, body.name, body.region_code, body.institution_id)


def _of_department(sender: SampleSender, drawn: FirmsDrawn, firms: Sequence[Mapping[str, str]]) -> Iterator[Sheet]:
    """Yield a department's returns; a district's office reports on its own firms alone."""
    own = [place for place, one in enumerate(firms) if sender.kind != "finance_office" or one["region_code"] == sender.region_code]
    fields = drawn.fields[sender.kind]
    for turn, month in enumerate(drawn.months):
        rows: list[Row] = [
            {"uscc": firms[place]["uscc"], "name": firms[place]["name"], "month": str(month)}
            | {name: value for name, values in fields.items() if not math.isnan(value := float(values[place, turn]))}
            for place in own
        ]
        yield Sheet(sender, sender.kind, str(month), rows)


def _platform(area: Area, found: Sequence[Body]) -> Body | None:
    """Return the lending platform that is under supervision: the first that runs on, about which the truth knows nothing bad."""
    truth = pq.read_table(area.ledger / "truth.parquet").to_pylist()
    guilty = {row["subject_id"] for row in truth if row["kind"] == "guilty"}
    sound = [one for one in found if one.business == "p2p" and one.closed_on is None and one.institution_id not in guilty and one.custodian]
    return sound[0] if sound else None


def _head(body: Body, month: Month) -> Row:
    return {"institution_id": body.institution_id, "name": body.name, "month": str(month)}


def _of_body(
    body: Body, sender: SampleSender, months: Sequence[Month], figures: Figures, clients: Mapping[tuple[str, str], Sequence[books.Client]]
) -> Iterator[Sheet]:
    for month in months:
        known = figures.get((body.institution_id, str(month)), {})
        row = _head(body, month) | _OF_BODY[body.business](body, known)
        yield Sheet(sender, sender.kind, str(month), [row])
        owing = clients.get((body.institution_id, str(month)), ())
        if body.business == "guarantor":
            rows = [
                {"uscc": one.uscc, "name": one.name, "month": str(month), "guarantor_uscc": body.operator_uscc,
                 "guaranteed_outstanding_fen": one.out_fen, "guaranteed_until_day": (one.due_on - _EPOCH).days}
                for one in owing
            ]  # fmt: skip
            yield Sheet(sender, "guarantor_clients", str(month), rows)
        if body.business == "microlender":
            rows = [
                {"uscc": one.uscc, "name": one.name, "month": str(month), "lender_uscc": body.operator_uscc,
                 "microloans_outstanding_fen": one.out_fen, "microloans_granted_fen": one.granted_fen,
                 "microloans_highest_rate": round(one.rate, 4), "microloans_overdue_fen": one.overdue_fen}
                for one in owing
            ]  # fmt: skip
            yield Sheet(sender, "microlender_loans", str(month), rows)
        if body.business == "microlender" and month.number % 3 == 0:
            said = {"complaints_quarter_count": known.get("loans_out", 0) // 40, "collection_complaints_count": 0, "penalties_count": 0}
            yield Sheet(sender, "microlender_quarter", str(month), [_head(body, month) | said])


def _guarantor(body: Body, known: Mapping[str, Any]) -> Row:
    out, largest = known.get("out_fen", 0), known.get("largest_fen", 0)
    return {
        "net_assets_fen": body.net_assets_fen, "paid_in_capital_fen": body.net_assets_fen * 9 // 10, "guarantee_liability_fen": out,
        "guarantee_largest_client_fen": largest, "guarantee_largest_group_fen": largest, "guarantee_controllers_fen": 0,
        "guarantee_clients_count": known.get("borrowers", 0), "guarantee_paid_outstanding_fen": known.get("overdue_fen", 0),
        "guarantee_deposits_taken_fen": 0, "guarantee_highest_fee_rate": 0.012,
    }  # fmt: skip


def _microlender(body: Body, known: Mapping[str, Any]) -> Row:
    largest = known.get("largest_fen", 0)
    return {
        "net_assets_fen": body.net_assets_fen, "outstanding_fen": known.get("out_fen", 0), "loans_granted_fen": known.get("granted_fen", 0),
        "borrowers_count": known.get("borrowers", 0), "largest_borrower_fen": largest, "largest_group_fen": largest,
        "borrowed_bank_fen": body.borrowed_fen, "borrowed_market_fen": 0, "highest_rate": round(known.get("highest_rate", 0.0), 4),
        "mean_rate": round(known.get("mean_rate", 0.0), 4), "overdue_fen": known.get("overdue_fen", 0),
        "overdue_90_days_fen": known.get("overdue_90_fen", 0), "related_loans_fen": 0,
    }  # fmt: skip


def _cooperative(body: Body, known: Mapping[str, Any]) -> Row:
    funds = known.get("funds_fen", 0)
    return {
        "members_count": known.get("lenders_ever", 0), "mutual_funds_fen": funds, "mutual_funds_outsiders_fen": 0,
        "outstanding_fen": known.get("out_fen", 0), "loans_outsiders_fen": 0, "largest_borrower_fen": known.get("largest_fen", 0),
        "net_assets_fen": body.net_assets_fen or funds // 6, "promised_rate": round(known.get("highest_rate", 0.0), 4),
        "overdue_fen": known.get("overdue_fen", 0),
    }  # fmt: skip


_OF_BODY = {"guarantor": _guarantor, "microlender": _microlender, "cooperative": _cooperative}


def _of_platform(body: Body, months: Sequence[Month], figures: Figures) -> Iterator[Sheet]:
    """Yield the disclosures of a lending platform: what its books say, in the items that the rules ask for."""
    for month in months:
        known = figures.get((body.institution_id, str(month)), {})
        out = known.get("out_fen", 0)
        rate = known.get("mean_rate", 0.0)
        row = _head(body, month) | {
            "loans_total_fen": known.get("lent_fen", 0), "loans_total_count": known.get("loans_ever", 0), "outstanding_fen": out,
            "outstanding_count": known.get("loans_out", 0), "interest_outstanding_fen": int(out * rate / 4) // 10_000 * 10_000,
            "lenders_total_count": known.get("lenders_ever", 0), "lenders_current_count": known.get("lenders", 0),
            "borrowers_total_count": known.get("borrowers_ever", 0), "borrowers_current_count": known.get("borrowers", 0),
            "top_10_borrowers_share": _share(known.get("ten_fen", 0), out),
            "largest_borrower_share": _share(known.get("largest_fen", 0), out),
            "related_loans_fen": 0, "related_loans_count": 0, "overdue_fen": known.get("overdue_fen", 0),
            "overdue_count": known.get("overdue", 0), "overdue_90_days_fen": known.get("overdue_90_fen", 0),
            "overdue_90_days_count": known.get("overdue_90", 0), "compensated_total_fen": 0, "compensated_total_count": 0,
            "lent_fen": known.get("granted_fen", 0), "loans_count": known.get("loans_new", 0), "annual_rate": round(rate, 4),
            "term_months": round(known.get("term_months", 0.0), 2),
        }  # fmt: skip
        yield Sheet(_sender(body), "lending_platform", str(month), [row])


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _of_custodian(
    bank: SampleSender, kept: Sequence[Body], months: Sequence[Month], figures: Figures,
    days: Mapping[str, Mapping[date, books.KeptDay]], as_of: date,
) -> Iterator[Sheet]:  # fmt: skip
    """Yield a bank's returns of the last month, with which it began: each day's, of which one does not agree at first, and the month's."""
    known = [one for one in kept if one.institution_id in days]
    rows = [_custody_month(one, months[-1], figures, days[one.institution_id]) for one in known if _open(one, months[-1])]
    yield Sheet(bank, "custodian_monthly", str(months[-1]), rows)
    odd = as_of - timedelta(days=12)
    while not is_working_day(odd):
        odd -= timedelta(days=1)
    day = months[-1].first_day
    while day <= as_of:
        if is_working_day(day):
            rows = [
                _custody_day(one, day, days[one.institution_id], odd=place == 0 and day == odd)
                for place, one in enumerate(known)
                if _open(one, Month.of(day)) and day in days[one.institution_id]
            ]
            yield Sheet(bank, "custodian_daily", day.isoformat(), rows)
        day += timedelta(days=1)


def _open(body: Body, month: Month) -> bool:
    return body.closed_on is None or body.closed_on > month.last_day


def _custody_month(body: Body, month: Month, figures: Figures, days: Mapping[date, books.KeptDay]) -> Row:
    known = figures.get((body.institution_id, str(month)), {})
    inside = [one for day, one in days.items() if Month.of(day) == month]
    last = days.get(month.last_day)
    return _head(body, month) | {
        "custody_turnover_fen": sum(one.into_fen for one in inside), "custody_loans_outstanding_fen": known.get("out_fen", 0),
        "custody_month_end_fen": last.balance_fen if last else 0, "custody_lenders_count": known.get("lenders", 0),
        "custody_borrowers_count": known.get("borrowers", 0), "custody_unreconciled_days": 0,
    }  # fmt: skip


def _custody_day(body: Body, day: date, days: Mapping[date, books.KeptDay], *, odd: bool) -> Row:
    one = days[day]
    gap = min(1_860_000, one.balance_fen) if odd else 0
    return {
        "institution_id": body.institution_id, "name": body.name, "day": (day - _EPOCH).days, "custody_balance_fen": one.balance_fen,
        "sub_ledgers_fen": one.balance_fen - gap, "custody_inflow_fen": one.into_fen, "custody_outflow_fen": one.out_fen,
        "custody_breaks_count": int(odd), "custody_breaks_fen": gap, "custody_oldest_break_days": int(odd),
    }  # fmt: skip


def write_truth(content: Content, path: Path) -> None:
    """Write what becomes of the firms: ``subject_id, problem_on, failed``, as back-tests read it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("subject_id", "problem_on", "failed"))
        for firm, fate in zip(content.firms, content.drawn.fates, strict=True):
            day = fate.problem_on
            writer.writerow((firm["uscc"], day.isoformat() if day else "", int(day is not None)))
