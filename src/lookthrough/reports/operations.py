"""What changes in monthly reports: drafted from the rooms, edited, proposed by one officer, signed by another, then frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.reports import keeping
from lookthrough.reports.content import as_plain
from lookthrough.reports.figures import gather
from lookthrough.reports.models import ENDED, MonthlyReport, ReportAct
from lookthrough.reports.writing import write

LONGEST_FOREWORD = 4_000
_NO_ROLE = Text("您的角色不能办理月报", "your role does not work on reports")
_NO_SIGNER = Text("您的角色不能签发月报", "your role does not sign reports")
_NO_REPORT = Text("没有这份月报，或不属于您所在单位", "there is no such report of your office")
_NOT_OVER = Text("本月尚未结束，月末后才能起草", "the month is not over; draft it when it has ended")
_IN_WORK = Text("该月已有一份在办的月报", "a report of this month is in work already")
_SIGNED = Text("该月月报已签发；请从已签发的月报上起草更正", "this month's report is signed; draft a correction from it")
_NOT_DRAFT = Text("送签后不能修改；请先撤回或退回", "a proposed report is not changed; withdraw it or send it back first")
_NOT_PROPOSED = Text("这份月报没有送签", "this report is not proposed")
_NOT_SIGNED = Text("只有已签发的月报才能更正", "only a signed report is corrected")
_OWN = Text("送签人本人不能签发，请另一位负责人签发", "whoever proposed a report does not sign it; another head does")
_NOT_OWN = Text("只能撤回自己送签的月报", "only your own proposal can be withdrawn")
_TOO_LONG = Text(f"按语最多 {LONGEST_FOREWORD} 字", f"a foreword has at most {LONGEST_FOREWORD} characters")
_WHY = Text("请写明理由", "please say why")
_SAME_MOMENT = Text("另一份文件刚刚取得同一编号，请再试一次", "another paper took this number just now; please try again")


def draft(*, month: Month, as_of: date, officer_id: int, at: datetime, generated: bool = False) -> int:
    """Draft the report of a month that is over for the officer's own office; returns its id."""
    by = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE)
    if month.last_day >= as_of:
        raise NotAllowed(_NOT_OVER)
    mine = MonthlyReport.objects.filter(month=str(month), region_prefix=by.district.prefix if by.district else "")
    if mine.exclude(state__in=ENDED).exists():
        raise NotAllowed(_IN_WORK)
    if mine.filter(state="signed").exists():
        raise NotAllowed(_SIGNED)
    return _drafted(by, month, as_of, at, generated=generated)


def correct(*, report_id: int, reason: str, as_of: date, officer_id: int, at: datetime, generated: bool = False) -> int:
    """Draft a new version of a signed report, which stays as it is; returns the new one's id."""
    by, why = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE), _written(reason)
    one = _mine(report_id, by, lock=False)
    if one.state != "signed":
        raise NotAllowed(_NOT_SIGNED)
    if MonthlyReport.objects.filter(month=one.month, region_prefix=one.region_prefix).exclude(state__in=ENDED).exists():
        raise NotAllowed(_IN_WORK)
    return _drafted(by, Month.parse(one.month), as_of, at, generated=generated, corrects=one, why=why)


@transaction.atomic
def draw_anew(*, report_id: int, edition: int, as_of: date, officer_id: int, at: datetime) -> None:
    """Ask the rooms again for a draft's figures; the foreword stays."""
    by = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE)
    one = _in_state(_mine(report_id, by), "draft", _NOT_DRAFT, edition)
    one.content, one.as_of = _content(Month.parse(one.month), by, as_of), as_of
    one.content_hash = content_hash(one.content)
    _keep(one, "drawn_anew", by, at)


@transaction.atomic
def write_foreword(*, report_id: int, edition: int, text: str, officer_id: int, at: datetime) -> None:
    """Put the head's words before the figures."""
    by, words = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE), text.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_FOREWORD:
        raise NotAllowed(_TOO_LONG)
    one = _in_state(_mine(report_id, by), "draft", _NOT_DRAFT, edition)
    before, one.foreword = one.foreword, words
    if before != words:
        _keep(one, "edited", by, at, note=words)


@transaction.atomic
def propose(*, report_id: int, edition: int, officer_id: int, at: datetime) -> None:
    """Put a draft before whoever signs; from now on nothing in it changes."""
    by = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE)
    one = _in_state(_mine(report_id, by), "draft", _NOT_DRAFT, edition)
    one.state, one.proposed_by, one.proposed_at = "proposed", by.username, at
    _keep(one, "proposed", by, at)


@transaction.atomic
def withdraw(*, report_id: int, edition: int, officer_id: int, at: datetime) -> None:
    """Take back one's own proposal; it is a draft again."""
    by = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE)
    one = _in_state(_mine(report_id, by), "proposed", _NOT_PROPOSED, edition)
    if one.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    _back(one, "withdrawn", by, at, "")


@transaction.atomic
def send_back(*, report_id: int, edition: int, reason: str, officer_id: int, at: datetime) -> None:
    """Send a proposal back to be worked on, with the reason."""
    by, why = _able(officer_id, Action.SIGN_REPORTS, _NO_SIGNER), _written(reason)
    _back(_in_state(_mine(report_id, by), "proposed", _NOT_PROPOSED, edition), "sent_back", by, at, why)


@transaction.atomic
def discard(*, report_id: int, edition: int, reason: str, officer_id: int, at: datetime) -> None:
    """Put a draft aside; it is kept and can be read, and another may be drafted."""
    by, why = _able(officer_id, Action.WORK_REPORTS, _NO_ROLE), _written(reason)
    one = _in_state(_mine(report_id, by), "draft", _NOT_DRAFT, edition)
    one.state = "discarded"
    _keep(one, "discarded", by, at, note=why)


def sign(*, report_id: int, edition: int, officer_id: int, at: datetime) -> str:
    """Sign what another proposed: it gets its number, its papers are written once and kept with their hashes; returns the number."""
    try:
        with transaction.atomic():
            return _signed(report_id, edition, _able(officer_id, Action.SIGN_REPORTS, _NO_SIGNER), at)
    except IntegrityError as taken:
        raise NotAllowed(_SAME_MOMENT) from taken


def _signed(report_id: int, edition: int, by: Colleague, at: datetime) -> str:
    one = _in_state(_mine(report_id, by), "proposed", _NOT_PROPOSED, edition)
    if one.proposed_by == by.username:
        raise NotAllowed(_OWN)
    year = keeping.local_day(at).year
    last = MonthlyReport.objects.filter(region_prefix=one.region_prefix, year=year).order_by("-serial").first()
    one.year, one.serial = year, ((last.serial or 0) if last else 0) + 1
    one.number = f"金融监测〔{year}〕{one.serial}号"
    one.state, one.signed_by, one.signed_at = "signed", by.username, at
    one.save(update_fields=["year", "serial", "number"])  # two who sign at once: the second meets the constraint before it writes papers
    one.files = keeping.freeze(one)
    _keep(one, "signed", by, at, note=one.number)
    return one.number


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of a report's content, by which its papers can be told to belong to it."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _drafted(
    by: Colleague, month: Month, as_of: date, at: datetime, *, generated: bool, corrects: MonthlyReport | None = None, why: str = ""
) -> int:
    content, prefix = _content(month, by, as_of), by.district.prefix if by.district else ""
    last = MonthlyReport.objects.filter(month=str(month), region_prefix=prefix).order_by("-version").first()
    with transaction.atomic():
        one = MonthlyReport(
            month=str(month), region_prefix=prefix, office=by.office, version=(last.version if last else 0) + 1, as_of=as_of,
            content=content, content_hash=content_hash(content), generated=generated, drafted_by=by.username, drafted_at=at,
            correction_of=corrects.number if corrects else "", foreword=corrects.foreword if corrects else "", edition=0,
        )  # fmt: skip
        _keep(one, "drafted", by, at, note=why)
    return one.pk


def _content(month: Month, by: Colleague, as_of: date) -> dict[str, Any]:
    if by.district is None:
        raise NotAllowed(_NO_ROLE)
    plain: dict[str, Any] = json.loads(json.dumps(as_plain(write(gather(month=month, district=by.district, as_of=as_of)))))
    return plain


def _able(officer_id: int, action: Action, refusal: Text) -> Colleague:
    found = offices.able(officer_id=officer_id, action=action)
    if found is None or found.district is None:
        raise NotAllowed(refusal)
    return found


def _mine(report_id: int, by: Colleague, *, lock: bool = True) -> MonthlyReport:
    """Return a report of the officer's own office; what offices below report is theirs to change."""
    every = MonthlyReport.objects.select_for_update() if lock else MonthlyReport.objects.all()
    found = every.filter(pk=report_id, region_prefix=by.district.prefix if by.district else "").first()
    if found is None:
        raise NotAllowed(_NO_REPORT)
    return found


def _in_state(one: MonthlyReport, state: str, refusal: Text, edition: int) -> MonthlyReport:
    """Return the report if it is as the form showed it; a change that somebody else made since is not overwritten."""
    if one.state != state:
        raise NotAllowed(refusal)
    if one.edition != edition:
        last = one.acts.first()
        who, when = (last.actor, f"{keeping.local(last.at):%H:%M}") if last else ("", "")
        raise NotAllowed(
            Text(f"{who} {when} 已修改这份月报，请看过后再试", f"{who} changed this report at {when}; look at it, then try again")
        )
    return one


def _back(one: MonthlyReport, kind: str, by: Colleague, at: datetime, note: str) -> None:
    one.state, one.proposed_by, one.proposed_at = "draft", "", None
    _keep(one, kind, by, at, note=note)


def _keep(one: MonthlyReport, kind: str, by: Colleague, at: datetime, *, note: str = "") -> None:
    one.edition, one.changed_at = one.edition + 1, at
    one.save()
    ReportAct.objects.create(report=one, at=at, actor=by.username, kind=kind, note=note)
    details = {"month": one.month, "version": one.version, "content": one.content_hash, "files": one.files}
    audit.record(actor=by.username, action=f"report.{kind}", object_type="report", object_id=str(one), purpose="", at=at, details=details)


def _written(text: str) -> str:
    words = text.strip()
    if not words:
        raise NotAllowed(_WHY)
    return words[:LONGEST_FOREWORD]
