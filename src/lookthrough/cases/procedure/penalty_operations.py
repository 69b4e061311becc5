"""Towards a penalty: the prior notice, the party's statement, the hearing; nothing is decided before the party was heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.acting import written
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.milestones import CLOCKS
from lookthrough.cases.procedure.acting import is_investigator, keep, start, start_for, stop
from lookthrough.cases.procedure.models import Proceeding
from lookthrough.cases.procedure.proceedings import clock, for_deed, hearing_offered, nothing_to_decide, reference
from lookthrough.cases.procedure.terms import last_day
from lookthrough.cases.procedure.words import MEASURES
from lookthrough.cases.room_acting import hashed, past, working_on
from lookthrough.cases.terms import term
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

DECISION_TERM = "decision_term"  # of the whole case; some types start it when they are filed
_MOST_FEN = 10**15
_MEASURES = Text("请选择拟作出的处罚", "please choose the measures intended")
_FINE = Text("罚款数额须大于零，且只在选择罚款时填写", "a fine is above nil, and is given only where a fine is chosen")
_CHAIR = Text(
    "听证由非本案调查人员主持（行政处罚法第64条第4项）", "a hearing is chaired by somebody who does not investigate the case (art. 64(4))"
)
_NO_CHAIR = Text("没有这位人员", "there is no such officer")
_EARLY = Text("听证日期太近", "the hearing is too soon")
_TOLD = Text("通知日期不能晚于今天", "the day of telling cannot lie ahead")
_AFTER = Text("日期不能早于告知书送达日", "the day cannot lie before the prior notice was served")
TITLES = {
    "statement": Text("陈述申辩期", "period for a statement"),
    "hearing_request": Text("要求听证期", "period to ask for a hearing"),
    "decision_service": Text("决定书送达期限", "period to serve the decision"),
}


@transaction.atomic
def draft(
    *, number: str, party: str, facts: str, reasons: str, basis: str, measures: Sequence[str], fine_fen: int, grave: bool, difficult: bool,
    rights_told: bool, officer_id: int, at: datetime,
) -> int:  # fmt: skip
    """Draft a prior notice (事先告知): facts, reasons, basis, measures intended, rights told; returns the proceeding's id."""
    by, case = working_on(number, officer_id, at)
    chosen = list(dict.fromkeys(measures))
    fined = {"fine", "large_fine"} & set(chosen)
    if not chosen or not set(chosen) <= set(MEASURES):
        raise NotAllowed(_MEASURES)
    if bool(fined) != (fine_fen > 0) or not 0 <= fine_fen <= _MOST_FEN:
        raise NotAllowed(_FINE)
    one = Proceeding.objects.create(
        case_number=number, party=written(party, longest=200), facts=written(facts), reasons=written(reasons), basis=written(basis),
        measures=chosen, fine_fen=fine_fen, grave=grave, complex=difficult, rights_told=rights_told, drafted_by=by.username, drafted_at=at,
    )  # fmt: skip
    _start_decision_clock(case, by, at)
    keep(number, "notice_drafted", by, at, Text(one.party, one.party), reference=reference(one))
    return one.pk


def notice_served(*, number: str, about: int, on: date, by: Colleague, at: datetime) -> None:
    """Let the party's periods run from the day the prior notice was served; called by the service of papers."""
    one = for_deed(number, about, "serve_notice", localdate(at))
    one.state, one.notice_served_on = "notified", on
    one.statement_until = start(number, clock(one, "statement"), "statement", TITLES["statement"], on, by, at)
    if hearing_offered(one.measures):
        one.hearing_until = start(number, clock(one, "hearing_request"), "hearing_request", TITLES["hearing_request"], on, by, at)
    one.save()
    case_operations.attest(number=number, milestone="prior_notice_served", reference=reference(one), actor=by.username, at=at)


@transaction.atomic
def make_statement(*, number: str, proceeding_id: int, on: date, text: str, officer_id: int, at: datetime) -> None:
    """Record what the party states in its defence; also a late statement is heard until the hearing is concluded."""
    by, _case = working_on(number, officer_id, at)
    one, said = for_deed(number, proceeding_id, "make_statement", localdate(at)), written(text)
    one.statement, one.statement_on, one.statement_text = "given", _since_notice(one, on, at), said
    one.save()
    stop(number, clock(one, "statement"), "当事人已陈述申辩", one.statement_on, by, at)
    keep(number, "statement_given", by, at, reference=reference(one))


@transaction.atomic
def examine_statement(*, number: str, proceeding_id: int, accepted: bool, text: str, officer_id: int, at: datetime) -> None:
    """Record how the statement was examined and whether it is accepted."""
    by, _case = working_on(number, officer_id, at)
    one, said = for_deed(number, proceeding_id, "examine_statement", localdate(at)), written(text)
    one.statement, one.statement_answer, one.statement_accepted = "answered", said, accepted
    one.save()
    taken = Text("采纳", "accepted") if accepted else Text("不采纳", "not accepted")
    keep(number, "statement_answered", by, at, taken, reference=reference(one))


@transaction.atomic
def waive_statement(*, number: str, proceeding_id: int, paper_sha256: str, officer_id: int, at: datetime) -> None:
    """Record that the party expressly waived its statement, by the paper that says so (art. 62)."""
    by, _case = working_on(number, officer_id, at)
    one, paper = for_deed(number, proceeding_id, "waive_statement", localdate(at)), hashed(paper_sha256, number=number, needed=True)
    one.statement, one.statement_text = "waived", paper
    one.save()
    stop(number, clock(one, "statement"), "当事人放弃陈述申辩", localdate(at), by, at)
    keep(number, "statement_waived", by, at, reference=reference(one))


@transaction.atomic
def ask_hearing(*, number: str, proceeding_id: int, on: date, officer_id: int, at: datetime) -> None:
    """Record that the party asks for a hearing; the day of asking counts, not the day it is recorded."""
    by, _case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "ask_hearing", past(on, at))
    one.hearing, one.hearing_asked_on = "asked", _since_notice(one, on, at)
    one.save()
    stop(number, clock(one, "hearing_request"), "当事人要求听证", on, by, at)
    keep(number, "hearing_asked", by, at, reference=reference(one))


@transaction.atomic
def waive_hearing(*, number: str, proceeding_id: int, paper_sha256: str, officer_id: int, at: datetime) -> None:
    """Record that the party expressly waived a hearing, by the paper that says so."""
    by, _case = working_on(number, officer_id, at)
    one, paper = for_deed(number, proceeding_id, "waive_hearing", localdate(at)), hashed(paper_sha256, number=number, needed=True)
    one.hearing, one.hearing_record = "waived", paper
    one.save()
    stop(number, clock(one, "hearing_request"), "当事人放弃听证", localdate(at), by, at)
    keep(number, "hearing_waived", by, at, reference=reference(one))


@transaction.atomic
def set_hearing(
    *,
    number: str,
    proceeding_id: int,
    held_on: date,
    told_on: date,
    place: str,
    chair_id: int,
    in_public: bool,
    officer_id: int,
    at: datetime,
) -> None:
    """Set time, place and chair of the hearing: seven working days after the party was told, chaired by no investigator."""
    by, case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "set_hearing", localdate(at))
    if told_on > localdate(at):
        raise NotAllowed(_TOLD)
    free = last_day("hearing_notice", told_on)
    if held_on <= free:
        raise NotAllowed(
            Text(f"{_EARLY.zh}：须在 {free} 之后（行政处罚法第64条第2项）", f"{_EARLY.en}: after {free} (行政处罚法 art. 64(2))")
        )
    one.hearing, one.hearing_on, one.hearing_told_on = "set", held_on, _since_notice(one, told_on, at)
    one.hearing_place, one.hearing_chair, one.hearing_public = written(place, longest=200), _chair(case, chair_id), in_public
    one.save()
    keep(
        number, "hearing_set", by, at, Text(f"{held_on}，{one.hearing_place}", f"{held_on}, {one.hearing_place}"), reference=reference(one)
    )


@transaction.atomic
def hold_hearing(*, number: str, proceeding_id: int, record: str, paper_sha256: str, officer_id: int, at: datetime) -> None:
    """Keep the record of the hearing with the hash of the signed paper."""
    by, _case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "hold_hearing", localdate(at))
    one.hearing, one.hearing_record, one.hearing_sha256 = "held", written(record), hashed(paper_sha256, number=number, needed=True)
    one.save()
    keep(number, "hearing_held", by, at, reference=reference(one))


@transaction.atomic
def forgo_hearing(*, number: str, proceeding_id: int, record: str, officer_id: int, at: datetime) -> None:
    """Record that the party did not come without reason, or left: the hearing is forgone (art. 64(6))."""
    by, _case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "forgo_hearing", localdate(at))
    one.hearing, one.hearing_record = "forgone", written(record)
    one.save()
    keep(number, "hearing_forgone", by, at, reference=reference(one))


@transaction.atomic
def conclude(*, number: str, proceeding_id: int, officer_id: int, at: datetime) -> None:
    """Conclude statement and hearing: a person confirms that the party spoke, waived, or let its periods pass."""
    by, _case = working_on(number, officer_id, at)
    one = for_deed(number, proceeding_id, "conclude", localdate(at))
    one.statement = "silent" if one.statement == "none" else one.statement
    if hearing_offered(one.measures) and one.hearing == "none":
        one.hearing = "silent"
    one.state = "heard"
    one.save()
    for name in ("statement", "hearing_request"):
        stop(number, clock(one, name), "陈述申辩、听证完结", localdate(at), by, at)
    keep(number, "heard", by, at, reference=reference(one))
    case_operations.attest(number=number, milestone="hearing_settled", reference=reference(one), actor=by.username, at=at)


@transaction.atomic
def drop(*, number: str, proceeding_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Drop a proceeding before it is decided, with the reason; milestones it had reached are taken back."""
    by, _case = working_on(number, officer_id, at)
    one, why = for_deed(number, proceeding_id, "drop", localdate(at)), written(reason)
    one.state, one.end_reason = "dropped", why
    one.save()
    for name in ("statement", "hearing_request"):
        stop(number, clock(one, name), "程序终止", localdate(at), by, at)
    if nothing_to_decide(number):
        stop(number, DECISION_TERM, "已作出决定", localdate(at), by, at)
    keep(number, "dropped", by, at, Text(why, why), reference=reference(one))
    reached = case_queries.milestones(number=number)
    for milestone in ("prior_notice_served", "hearing_settled", "legal_review_passed"):
        if reached.get(milestone, ("", at))[0] == reference(one):
            case_operations.retract(
                number=number, milestone=milestone, reference=reference(one), reason=why, actor=by.username, at=at
            )  # fmt: skip


def _start_decision_clock(case: CaseFacts, by: Colleague, at: datetime) -> None:
    """Start the ninety days from filing, once a case."""
    known = {one.name for one in case_queries.clocks(number=case.number, today=localdate(at))}
    if DECISION_TERM in known:
        return
    since = localdate(case.opened_at)
    found = term(name=DECISION_TERM, on=since)
    basis = f"{found.basis.zh} | {found.basis.en}"
    start_for(case.number, DECISION_TERM, CLOCKS[DECISION_TERM], since, found.count, found.unit, basis, by, at)


def _since_notice(one: Proceeding, on: date, at: datetime) -> date:
    if one.notice_served_on and on < one.notice_served_on:
        raise NotAllowed(_AFTER)
    return past(on, at)


def _chair(case: CaseFacts, chair_id: int) -> str:
    chair = offices.officer(officer_id=chair_id)
    if chair is None or not chair.is_active:
        raise NotAllowed(_NO_CHAIR)
    if is_investigator(case, chair.username):
        raise NotAllowed(_CHAIR)
    return chair.username
