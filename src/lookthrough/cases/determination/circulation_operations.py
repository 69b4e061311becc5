"""The file goes round: departments are asked until a day, answer late or in time, are reminded; the round is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.acting import written
from lookthrough.cases.clocks import Unit
from lookthrough.cases.determination.acting import keep, known_class
from lookthrough.cases.determination.models import Answer, Asked, Circulation, Opinion, Reminder
from lookthrough.cases.determination.words import CIRCULATION_STATES, VIEWS, class_title
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

MOST_DEPARTMENTS = 40
_CLOCK = "circulation"
_TITLE = Text("部门答复期限", "departments' answers due")
_BASIS = "征求意见所定答复日期 | the day set when the file went round"
_OPEN = Text("本案已有进行中的征求意见，请先结束或撤回", "a circulation of this case is open; close or withdraw it first")
_NONE_OPEN = Text("没有进行中的征求意见", "no circulation is open")
_NOBODY = Text("请写明征求哪些部门的意见，每行一个", "please name the departments, one a line")
_TOO_MANY = Text(f"最多 {MOST_DEPARTMENTS} 个部门", f"at most {MOST_DEPARTMENTS} departments")
_TOO_SOON = Text("答复期限须晚于今天", "the day for answers must lie ahead")
_NOT_LATER = Text("新的期限须晚于原期限", "the new day must be later than the old one")
_NO_DEPARTMENT = Text("没有征求这个部门的意见", "this department was not asked")
_VIEW = Text("请选择同意、不同意或无意见", "please say whether it agrees, differs or has no view")
_WHY = Text("不同意的，须写明认为属于哪一类和理由", "who differs says which class it is, and why")
_AGREES = Text("同意的，类别即征求意见的类别", "who agrees, agrees to the class that was proposed")
_BEFORE = Text("收到日期不能早于发出日期", "an answer cannot come before the question")
_ANSWERED = Text("该部门已经答复，无须催办", "this department has answered")
_OPINION = Text("认定意见已在办理或已出具，须先撤销才能再次征求意见", "an opinion stands; withdraw it before asking the departments again")
_WAITING = Text("还有部门未答复，且期限未到", "some departments have not answered, and the day has not come")


@transaction.atomic
def circulate(
    *, number: str, question: str, class_proposed: str, departments: Sequence[str], due_on: date, papers: Sequence[str] = (),
    officer_id: int, at: datetime,
) -> int:  # fmt: skip
    """Send the file round with a question, the class the lead officer proposes and a day; returns its id."""
    by, _case = working_on(number, officer_id, at)
    asked = _departments(departments)
    said, slug = written(question), known_class(class_proposed)
    if due_on <= localdate(at):
        raise NotAllowed(_TOO_SOON)
    if Circulation.objects.select_for_update().filter(case_number=number, state="open").exists():
        raise NotAllowed(_OPEN)
    if Opinion.objects.filter(case_number=number).exclude(state="withdrawn").exists():
        raise NotAllowed(_OPINION)
    one = Circulation.objects.create(
        case_number=number, question=said, class_proposed=slug, due_on=due_on,
        papers=[hashed(each, number=number, needed=True) for each in papers],
        sent_by=by.username, sent_at=at,
    )  # fmt: skip
    Asked.objects.bulk_create(Asked(circulation=one, department=name, due_on=due_on) for name in asked)
    days = (due_on - localdate(at)).days
    case_operations.start_clock(
        number=number, name=_CLOCK, title=_TITLE, from_on=localdate(at), count=days, unit=Unit.DAYS, basis=_BASIS, actor=by.username, at=at
    )
    names = Text("、".join(asked), ", ".join(asked))
    keep(number, "circulated", by, at, Text(f"{names.zh}，{due_on} 前答复", f"{names.en}, by {due_on}"), reference=f"circulation:{one.pk}")
    return one.pk


@transaction.atomic
def answer(
    *, number: str, asked_id: int, received_on: date, view: str, class_proposed: str = "", reasons: str = "", paper_sha256: str = "",
    officer_id: int, at: datetime,
) -> int:  # fmt: skip
    """Record what a department answered; a corrected answer replaces the one before, which stays. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    asked = _asked(number, asked_id)
    past(received_on, at)
    if received_on < localdate(asked.circulation.sent_at):
        raise NotAllowed(_BEFORE)
    slug = _class_of(view, class_proposed, reasons, asked.circulation.class_proposed)
    said, paper = written(reasons) if reasons.strip() else "", hashed(paper_sha256, number=number)
    asked.answers.filter(replaced_at=None).update(replaced_at=at)
    made = Answer.objects.create(
        asked=asked, received_on=received_on, view=view, class_proposed=slug, reasons=said, paper_sha256=paper, recorded_by=by.username,
        recorded_at=at,
    )  # fmt: skip
    title = VIEWS[view]
    note = Text(f"{asked.department} {title.zh}", f"{asked.department} {title.en}")
    if slug and view == "differs":
        found = class_title(slug)
        note = Text(f"{note.zh}，认为属{found.zh}", f"{note.en}: {found.en}")
    keep(number, "answered", by, at, note, reference=f"answer:{made.pk}")
    return made.pk


@transaction.atomic
def remind(*, number: str, asked_id: int, how: str, officer_id: int, at: datetime) -> None:
    """Note that a department was reminded, and how."""
    by, _case = working_on(number, officer_id, at)
    asked = _asked(number, asked_id)
    if asked.answers.filter(replaced_at=None).exists():
        raise NotAllowed(_ANSWERED)
    Reminder.objects.create(asked=asked, at=at, by=by.username, how=written(how, longest=400))
    keep(number, "reminded", by, at, Text(asked.department, asked.department), reference=f"asked:{asked.pk}")


@transaction.atomic
def extend(*, number: str, asked_id: int, due_on: date, reason: str, officer_id: int, at: datetime) -> None:
    """Give a department until a later day, with the reason."""
    by, _case = working_on(number, officer_id, at)
    asked, why = _asked(number, asked_id), written(reason, longest=400)
    if due_on <= asked.due_on or due_on <= localdate(at):
        raise NotAllowed(_NOT_LATER)
    asked.due_on = due_on
    asked.save(update_fields=["due_on"])
    keep(number, "extended", by, at, Text(f"{asked.department} 至 {due_on}：{why}", f"{asked.department} until {due_on}: {why}"))


@transaction.atomic
def close(*, number: str, officer_id: int, at: datetime) -> None:
    """Close the round: everybody has answered, or the days of those who have not are past; who was silent is said."""
    by, _case = working_on(number, officer_id, at)
    one = open_circulation(number)
    silent = [each for each in one.asked.all() if not each.answers.filter(replaced_at=None).exists()]
    if any(each.due_on >= localdate(at) for each in silent):
        raise NotAllowed(_WAITING)
    _end(one, "closed", by, at)
    names = [each.department for each in silent]
    note = Text(f"逾期未答复：{'、'.join(names)}", f"no answer from: {', '.join(names)}") if names else None
    keep(number, "circulation_closed", by, at, note, reference=f"circulation:{one.pk}")


@transaction.atomic
def withdraw(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Take an open round back, with the reason; its answers stay readable and count no more."""
    by, _case = working_on(number, officer_id, at)
    one, why = open_circulation(number), written(reason, longest=400)
    one.end_reason = why
    _end(one, "withdrawn", by, at)
    keep(number, "circulation_withdrawn", by, at, Text(why, why), reference=f"circulation:{one.pk}")


def open_circulation(number: str) -> Circulation:
    """Return the open round of a case, locked."""
    found = Circulation.objects.select_for_update().filter(case_number=number, state="open").first()
    if found is None:
        raise NotAllowed(_NONE_OPEN)
    return found


def _end(one: Circulation, state: str, by: Colleague, at: datetime) -> None:
    one.state, one.ended_by, one.ended_at = state, by.username, at
    one.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    outcome = CIRCULATION_STATES[state].zh
    case_operations.stop_clock(number=one.case_number, name=_CLOCK, on=localdate(at), outcome=outcome, actor=by.username, at=at)


def _departments(names: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(name.strip()[:120] for name in names if name.strip()))
    if not found:
        raise NotAllowed(_NOBODY)
    if len(found) > MOST_DEPARTMENTS:
        raise NotAllowed(_TOO_MANY)
    return found


def _asked(number: str, asked_id: int) -> Asked:
    one = open_circulation(number)
    found = one.asked.select_related("circulation").filter(pk=asked_id).first()
    if found is None:
        raise NotAllowed(_NO_DEPARTMENT)
    return found


def _class_of(view: str, class_proposed: str, reasons: str, circulated: str) -> str:
    """Return the class an answer stands for: who differs names another one with reasons, who agrees means the one circulated."""
    if view not in VIEWS:
        raise NotAllowed(_VIEW)
    if view == "no_view":
        return ""
    if view == "agrees":
        if class_proposed not in ("", circulated):
            raise NotAllowed(_AGREES)
        return circulated
    if not class_proposed or not reasons.strip() or class_proposed == circulated:
        raise NotAllowed(_WHY)
    return known_class(class_proposed)
