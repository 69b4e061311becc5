"""Sends the sample area's returns through the doors that real ones take: recorded senders, files, receipts, second persons, reminders."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from lookthrough.intake import operations, sender_operations, sender_queries
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.who import Who
from lookthrough.kernel.calendar import add_working_days
from lookthrough.kernel.periods import Month
from lookthrough.offices import queries as offices
from lookthrough.sample.operations import Area
from lookthrough.sample.returns_content import WATCHED, Content, SampleSender, Sheet, content_of, write_truth
from lookthrough.sample.returns_files import file_name, write_sheet
from lookthrough.sample.returns_schedule import CORRECTED, REFUSED, WAITING, Delivery, deliveries

ACTOR = "demo"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_WITH_PEOPLE = ("power_company", "tax_bureau", "lending_platform", "custodian_bank", "microlender", "guarantor")
_REASON = "演示数据：一家企业的欠薪人数多写了一位，已核对原始台账更正。"
_PEOPLE = (("maker", "演示填报"), ("checker", "演示复核"))


@dataclass(frozen=True, slots=True)
class SenderLogin:
    """A way in for a person of a sender, as the demo prints it once."""

    username: str
    password: str
    sender: str


@dataclass(slots=True)
class Delivered:
    """What was sent and how it was answered; empty when the returns were there already."""

    senders: int = 0
    states: Counter[str] = field(default_factory=Counter)
    logins: list[SenderLogin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Who sends for a body and who confirms."""

    maker: Who
    checker: Who


def deliver_returns(*, area: Area, at: datetime, watched: int = WATCHED) -> Delivered:
    """Record the senders, send their twelve months of returns in the order of time, remind as the days pass; once, when the area is new.

    All of it stands in the store or nothing. Each file's name says that it is invented. The truth about firms goes to
    ``returns-truth.csv`` beside the register.
    """
    officer = next((one for one in offices.officers() if one.username == "officer"), None)
    if officer is None:
        raise LookupError("the sample area has no officer yet: settle it first")
    clerk = Who(actor=officer.username, officer_id=officer.officer_id)
    if any(one.sender_id.startswith("sample-") for one in sender_queries.senders(by=clerk)):
        return Delivered()
    content = content_of(area, watched=watched)
    write_truth(content, area.companies.with_name("returns-truth.csv"))
    done = Delivered(senders=len(content.senders))
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="lookthrough-returns-") as folder:
        pairs = {one.sender_id: _let_in(one, content, area, clerk, at, done) for one in content.senders}
        _send(deliveries(content, seed=area.seed), pairs, clerk, Path(folder), done, at)
    return done


def _let_in(sender: SampleSender, content: Content, area: Area, clerk: Who, at: datetime, done: Delivered) -> _Pair:
    """Record a sender; some have two people who sign in, the others a program that sends and an officer who confirms."""
    daily = sender.kind == "custodian_bank"  # it began with the last month, and ends with the ledger
    first = content.drawn.months[-1 if daily else 0].first_day
    until = area.as_of if daily else Month.of(area.as_of).next.last_day
    sender_operations.record_sender(
        sender_id=sender.sender_id, kind=sender.kind, name=sender.name, reports_from=first, reports_until=until, at=at,
        region_code=sender.region_code, subject_id=sender.subject_id, actor=ACTOR,
    )  # fmt: skip
    first_of_kind = next(one for one in content.senders if one.kind == sender.kind) == sender
    if sender.kind in _WITH_PEOPLE and first_of_kind:
        for part, name in _PEOPLE:
            username = f"{sender.kind.replace('_', '-')}-{part}"
            password = sender_operations.open_account(sender_id=sender.sender_id, username=username, name=name, at=at, actor=ACTOR)
            done.logins.append(SenderLogin(username, password, sender.name))
        accounts = {one.username.rsplit("-", 1)[1]: one for one in sender_queries.accounts_of(sender_id=sender.sender_id, by=clerk)}
        maker, checker = (Who(actor=accounts[part].username, account_id=accounts[part].account_id) for part, _ in _PEOPLE)
        return _Pair(maker, checker)
    day = at.astimezone(_SHANGHAI).date()
    token = sender_operations.make_token(
        sender_id=sender.sender_id, name="演示报送程序", expires_on=day + timedelta(days=360), at=at, actor=ACTOR
    )
    holder = sender_operations.token_holder(token=token, at=at)
    if holder is None:
        raise LookupError("a token just made opens nothing")
    return _Pair(holder, clerk)


def _send(plan: list[Delivery], pairs: dict[str, _Pair], clerk: Who, folder: Path, done: Delivered, at: datetime) -> None:
    until = max(at, plan[-1].sent_at) if plan else at
    reminders = _reminder_days(plan, until)
    for one in plan:
        while reminders and reminders[0] <= one.sent_at:
            operations.remind(at=reminders.pop(0))
        pair = pairs[one.sheet.sender.sender_id]
        sent_at = one.sent_at
        if one.fate == REFUSED:
            refused = _submit(one.sheet, pair, sent_at, folder, spoilt=True)
            done.states[refused.state] += 1
            sent_at += timedelta(hours=22)
        found = _submit(_slipped(one.sheet) if one.fate == CORRECTED else one.sheet, pair, sent_at, folder)
        if found.state == "waiting" and one.fate != WAITING:
            found = operations.confirm(submission_id=found.submission_id, by=pair.checker, at=sent_at + timedelta(hours=2, minutes=10))
        if one.fate == CORRECTED:
            found = _correct(one.sheet, found, pair, sent_at + timedelta(days=9), folder)
        done.states[found.state] += 1
    for moment in reminders:
        operations.remind(at=moment)


def _submit(sheet: Sheet, pair: _Pair, at: datetime, folder: Path, *, spoilt: bool = False) -> SubmissionView:
    if not sheet.rows:
        return operations.submit_nil(
            sender_id=sheet.sender.sender_id, template_slug=sheet.template, period=sheet.period, by=pair.maker, at=at
        )
    path = folder / "return.csv"
    write_sheet(path, sheet.template, sheet.rows, spoilt=spoilt)
    return operations.submit(
        sender_id=sheet.sender.sender_id, template_slug=sheet.template, path=path, file_name=file_name(sheet), by=pair.maker, at=at,
        period=sheet.period,
    )  # fmt: skip


def _slipped(sheet: Sheet) -> Sheet:
    """Return a return in which one firm's people without wages are ten times as many."""
    rows = [dict(row) for row in sheet.rows]
    rows[len(rows) // 2]["wages_unpaid_persons_count"] = 10 * max(rows[len(rows) // 2]["wages_unpaid_persons_count"], 3)
    return Sheet(sheet.sender, sheet.template, sheet.period, rows)


def _correct(sheet: Sheet, before: SubmissionView, pair: _Pair, at: datetime, folder: Path) -> SubmissionView:
    path = folder / "correction.csv"
    write_sheet(path, sheet.template, sheet.rows)
    mended = operations.correct(
        submission_id=before.submission_id, path=path, file_name=file_name(sheet).replace(".csv", "-更正.csv"), reason=_REASON,
        by=pair.maker, at=at,
    )  # fmt: skip
    return operations.confirm(submission_id=mended.submission_id, by=pair.checker, at=at + timedelta(hours=3))


def _reminder_days(plan: list[Delivery], until: datetime) -> list[datetime]:
    """Return the mornings on which the cycle looked who is to be reminded: before and after the usual last days of each month."""
    months = sorted({one.sheet.period[:7] for one in plan})
    days = []
    for text in months:
        begin = Month.parse(text).next.first_day
        for working_days in (4, 9, 12):
            days.append(datetime.combine(add_working_days(begin, working_days), time(7, 30), tzinfo=_SHANGHAI))
    return sorted(moment for moment in days if moment <= until)
