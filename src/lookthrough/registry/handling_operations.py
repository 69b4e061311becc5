"""What officers do with a firm's file itself: note something, take a note back, hand the firm to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.models.companies import Company
from lookthrough.registry.models.handling import FirmNote, FirmOfficer

LONGEST_NOTE = 2_000
_NOT_YOURS = Text("这家企业不在您的辖区，或您的岗位不能处理企业", "this firm is outside your district, or your role does not work on firms")
_EMPTY = Text("请写下内容", "please write something")
_TOO_LONG = Text(f"一条备注最多 {LONGEST_NOTE} 字，请分成几条", f"a note has at most {LONGEST_NOTE} characters; please write several")
_NO_NOTE = Text("只能撤回自己写的、尚未撤回的备注", "only a note of your own that still stands can be taken back")
_NOT_THEM = Text("这位人员不能办理该地区的企业", "this officer cannot work on firms of that region")
_NOT_OTHERS = Text("您的岗位只能由自己承办，不能指派别人", "your role may take a firm, not hand it to others")
_SAME = Text("已由这位人员承办", "this officer looks after the firm already")


class NotAllowed(Exception):  # noqa: N818 - a refusal, not a fault
    """Refused, with the reason an officer can act on."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@transaction.atomic
def note(*, company_id: str, text: str, officer_id: int, at: datetime) -> int:
    """Keep a note about a firm of the officer's district and return its number."""
    officer, firm = _worker(officer_id, company_id)
    written = text.strip()
    if not written or len(written) > LONGEST_NOTE:
        raise NotAllowed(_TOO_LONG if written else _EMPTY)
    made = FirmNote.objects.create(company=firm, author_id=officer_id, written_at=at, text=written)
    _record(officer, "firm_noted", firm, at, {"note": made.pk, "characters": len(written)})
    return made.pk


@transaction.atomic
def take_note_back(*, note_id: int, officer_id: int, at: datetime) -> str:
    """Take one's own note back and return the firm's id; the row stays, the pages no longer show its text."""
    found = FirmNote.objects.select_related("company").filter(pk=note_id, author=officer_id, taken_back_at=None).first()
    if found is None:
        raise NotAllowed(_NO_NOTE)
    officer, firm = _worker(officer_id, found.company.identity)
    FirmNote.objects.filter(pk=note_id).update(taken_back_at=at)
    _record(officer, "firm_note_taken_back", firm, at, {"note": note_id})
    return firm.identity


@transaction.atomic
def hand_to(*, company_id: str, to_officer_id: int, officer_id: int, at: datetime) -> None:
    """Have an officer look after a firm from now on: oneself, or a colleague whose district holds it."""
    officer, firm = _worker(officer_id, company_id)
    taker = offices.able(officer_id=to_officer_id, action=Action.WORK_FIRMS)
    if to_officer_id != officer_id and not officer.may(Action.ASSIGN_OTHERS):
        raise NotAllowed(_NOT_OTHERS)
    if taker is None or taker.district is None or not taker.district.reaches(firm.region_code):
        raise NotAllowed(_NOT_THEM)
    standing = FirmOfficer.objects.select_for_update().filter(company=firm, until=None)
    before = standing.first()
    if before and before.officer_id == to_officer_id:
        raise NotAllowed(_SAME)
    standing.update(until=at)
    FirmOfficer.objects.create(company=firm, officer_id=to_officer_id, given_by_id=officer_id, since=at)
    said = {"to": taker.username, "before": before.officer.username if before else ""}
    _record(officer, "firm_handed", firm, at, said)


def _worker(officer_id: int, company_id: str) -> tuple[Colleague, Company]:
    """Return who asks and the firm, or refuse."""
    officer = offices.able(officer_id=officer_id, action=Action.WORK_FIRMS)
    firm = Company.objects.filter(identity=company_id).first()
    if officer is None or officer.district is None or firm is None or not officer.district.reaches(firm.region_code):
        raise NotAllowed(_NOT_YOURS)
    return officer, firm


def _record(officer: Colleague, action: str, firm: Company, at: datetime, details: Mapping[str, object]) -> None:
    audit.record(actor=officer.username, action=action, object_type="company", object_id=firm.identity, purpose="", at=at, details=details)
