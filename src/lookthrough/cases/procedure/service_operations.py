"""Service of papers: attempts and announcements on record; periods run only from the day a paper is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from lookthrough.cases.acting import written
from lookthrough.cases.procedure import decision_operations, penalty_operations, rectification_operations
from lookthrough.cases.procedure.acting import keep, refuse_for, start, stop
from lookthrough.cases.procedure.models import Service
from lookthrough.cases.procedure.service_ways import ANNOUNCEMENT, Attempt, refusals
from lookthrough.cases.procedure.words import PAPERS, WAYS
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

_PAPER = Text("请选择送达的文书", "please choose the paper that is served")
_DONE = Text("该文书已经送达", "this paper has been served already")
_RUNS = Text("该文书的公告期间未满", "an announcement of this paper runs")
_NO_RUNNING = Text("没有这项公告送达", "no such announcement runs")
_NOT_OVER = Text("公告期间未满", "the period of the announcement has not passed")
_TITLE = Text("公告送达期间", "period of the announcement")


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that is served: its kind of ``words.PAPERS``, the id of what it is about (0 for another paper), its title and recipient."""

    what: str
    about: int
    title: str
    recipient: str


@transaction.atomic
def serve(
    *, number: str, paper: Paper, way: str, sent_on: date, received_on: date, receiver: str = "", note: str = "", paper_sha256: str = "",
    officer_id: int, at: datetime,
) -> int:  # fmt: skip
    """Record that a paper was served, by any way but announcement; the periods that hang on it begin. Returns the service's id."""
    by, _case = working_on(number, officer_id, at)
    _open(number, paper)
    proof = hashed(paper_sha256, number=number)
    refuse_for(refusals(Attempt(way, sent_on, received_on, receiver, note, proof), localdate(at)))
    made = _made(number, paper, way, sent_on, "served", by, at, served_on=received_on, receiver=receiver, note=note, proof=proof)
    _takes_effect(made, by, at)
    return made.pk


@transaction.atomic
def fail(*, number: str, paper: Paper, way: str, sent_on: date, reason: str, paper_sha256: str = "", officer_id: int, at: datetime) -> int:
    """Record that an attempt failed, and why; only after one may a paper be announced. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    _open(number, paper)
    if way not in WAYS or way == ANNOUNCEMENT:
        refuse_for(refusals(Attempt("", sent_on), localdate(at)))
    made = _made(
        number,
        paper,
        way,
        past(sent_on, at),
        "failed",
        by,
        at,
        note=written(reason, longest=2_000),
        proof=hashed(paper_sha256, number=number),
    )
    keep(number, "not_served", by, at, _said(made), reference=f"service:{made.pk}")
    return made.pk


@transaction.atomic
def announce(*, number: str, paper: Paper, on: date, course: str, paper_sha256: str = "", officer_id: int, at: datetime) -> int:
    """Begin service by announcement; its period runs, and a person confirms it afterwards. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    _open(number, paper)
    failed = _of(number, paper).filter(state="failed").exists()
    refuse_for(refusals(Attempt(ANNOUNCEMENT, on, None, "", course, "", failed), localdate(at)))
    made = _made(number, paper, ANNOUNCEMENT, on, "running", by, at, note=written(course), proof=hashed(paper_sha256, number=number))
    made.served_on = start(number, f"announcement:{made.pk}", "announcement", _TITLE, on, by, at)
    made.save(update_fields=["served_on"])
    keep(number, "announced", by, at, _said(made), reference=f"service:{made.pk}")
    return made.pk


@transaction.atomic
def confirm_announcement(*, number: str, service_id: int, officer_id: int, at: datetime) -> None:
    """Confirm, once its period has passed, that an announced paper counts as served; periods run from that day."""
    by, _case = working_on(number, officer_id, at)
    one = Service.objects.select_for_update().filter(case_number=number, pk=service_id, state="running").first()
    if one is None or one.served_on is None:
        raise NotAllowed(_NO_RUNNING)
    if localdate(at) <= one.served_on:
        until = one.served_on
        raise NotAllowed(Text(f"{_NOT_OVER.zh}，至 {until} 止", f"{_NOT_OVER.en}: until {until}"))
    one.state = "served"
    one.save(update_fields=["state"])
    stop(number, f"announcement:{one.pk}", "公告期满，视为送达", one.served_on, by, at)
    _takes_effect(one, by, at)


def _takes_effect(one: Service, by: Colleague, at: datetime) -> None:
    """Tell the matter that its paper was served, so that periods run from that day."""
    keep(one.case_number, "served", by, at, _said(one), reference=f"service:{one.pk}")
    tell = {
        "prior_notice": penalty_operations.notice_served,
        "decision": decision_operations.decision_served,
        "rectification": rectification_operations.notice_served,
    }.get(one.what)
    if tell is not None and one.served_on is not None:
        tell(number=one.case_number, about=one.about, on=one.served_on, by=by, at=at)


def _open(number: str, paper: Paper) -> None:
    """Refuse a paper that was served, or whose announcement runs; another paper may be served again."""
    if paper.what not in PAPERS:
        raise NotAllowed(_PAPER)
    states = set(_of(number, paper).values_list("state", flat=True)) if paper.what != "other" else set()
    if "served" in states:
        raise NotAllowed(_DONE)
    if "running" in states:
        raise NotAllowed(_RUNS)


def _of(number: str, paper: Paper) -> QuerySet[Service]:
    found = Service.objects.select_for_update().filter(case_number=number, what=paper.what, about=paper.about)
    return found.filter(title=paper.title, recipient=paper.recipient) if paper.what == "other" else found


def _made(
    number: str, paper: Paper, way: str, sent_on: date, state: str, by: Colleague, at: datetime, *, served_on: date | None = None,
    receiver: str = "", note: str = "", proof: str = "",
) -> Service:  # fmt: skip
    return Service.objects.create(
        case_number=number, what=paper.what, about=paper.about, title=written(paper.title, longest=200),
        recipient=written(paper.recipient, longest=200), way=way, sent_on=sent_on, state=state, served_on=served_on,
        receiver=receiver.strip()[:120], note=note.strip(), paper_sha256=proof, recorded_by=by.username, recorded_at=at,
    )  # fmt: skip


def _said(one: Service) -> Text:
    way = WAYS[one.way]
    day = one.served_on or one.sent_on
    return Text(f"{one.title}，{way.zh}，{day}", f"{one.title}, {way.en}, {day}")
