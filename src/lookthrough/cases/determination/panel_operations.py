"""A panel of experts: drawn by lot from those without a conflict, each gives an own opinion, the minority stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import written
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.determination.acting import keep
from lookthrough.cases.determination.models import Expert, Panel, Seat
from lookthrough.cases.determination.panels import order_of_draw
from lookthrough.cases.determination.pool import on_the_line
from lookthrough.cases.determination.terms import terms_on
from lookthrough.cases.determination.words import ANSWERS
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

MOST_QUESTIONS = 12
_OPEN = Text("本案已有进行中的专家评审", "a panel of this case is at work")
_NONE_OPEN = Text("没有进行中的专家评审", "no panel is at work")
_QUESTIONS = Text(f"请写明 1 至 {MOST_QUESTIONS} 个问题，每行一个", f"please write 1 to {MOST_QUESTIONS} questions, one a line")
_SEED = Text("抽取需要随机种子", "a draw needs a seed")
_NO_SEAT = Text("没有这个席位，或已回避", "there is no such seat, or the expert stood down")
_DECLARED = Text("该专家已经声明", "this expert has declared already")
_UNDECLARED = Text("该专家尚未声明无利益冲突，不能出具意见", "this expert has not declared to be free of conflict")
_ANSWERED = Text("已出具意见的专家不能再回避；请先撤回评审", "an expert who gave an opinion no longer stands down; withdraw the panel")
_ALL = Text("每个问题都须回答并写明理由", "every question is answered, with reasons")
_WAITS = Text("还有专家没有出具意见，或参评人数不足", "an expert's opinion is missing, or too few sit")
_OWN = Text("抽取人不能自己撤回评审：不得反复抽取", "whoever drew does not withdraw: a draw is not repeated until it suits")


@transaction.atomic
def draw(*, number: str, questions: Sequence[str], size: int, seed: str, officer_id: int, at: datetime) -> int:
    """Draw a panel by lot: the seed and the list of those eligible are kept, so that anybody can draw it again; returns its id."""
    by, case = working_on(number, officer_id, at)
    asked = [written(one, longest=400) for one in questions if one.strip()]
    if not 1 <= len(asked) <= MOST_QUESTIONS:
        raise NotAllowed(_QUESTIONS)
    if not seed.strip():
        raise NotAllowed(_SEED)
    if Panel.objects.select_for_update().filter(case_number=number, state="drawn").exists():
        raise NotAllowed(_OPEN)
    eligible, left_out = _eligible(case, by)
    _size_fits(size, len(eligible), localdate(at))
    order = order_of_draw(seed=seed, eligible=eligible)
    one = Panel.objects.create(
        case_number=number, questions=asked, size=size, seed=seed, eligible=order, left_out=left_out, drawn_by=by.username, drawn_at=at
    )
    for place, expert_id in enumerate(order[:size], 1):
        Seat.objects.create(panel=one, expert_id=expert_id, place=place)
    keep(number, "panel_drawn", by, at, Text(f"{len(order)} 人中抽取 {size} 人", f"{size} of {len(order)}"), reference=f"panel:{one.pk}")
    return one.pk


@transaction.atomic
def declare(*, number: str, seat_id: int, text: str, officer_id: int, at: datetime) -> None:
    """Record that an expert declared to be free of conflict; only then does the expert sit."""
    by, _case = working_on(number, officer_id, at)
    seat, said = _seat(number, seat_id), written(text, longest=400)
    if seat.state != "drawn":
        raise NotAllowed(_DECLARED)
    seat.state, seat.said = "sitting", said
    seat.save(update_fields=["state", "said"])
    keep(number, "expert_declared", by, at, Text(seat.expert.name, seat.expert.name), reference=f"seat:{seat.pk}")


@transaction.atomic
def stand_down(*, number: str, seat_id: int, reason: str, officer_id: int, at: datetime) -> int | None:
    """Let an expert with a conflict stand down; the next of the draw takes a seat. Returns that seat's id, if there is one."""
    by, _case = working_on(number, officer_id, at)
    seat, why = _seat(number, seat_id), written(reason, longest=400)
    if seat.answers:
        raise NotAllowed(_ANSWERED)
    seat.state, seat.said = "stood_down", why
    seat.save(update_fields=["state", "said"])
    panel = seat.panel
    taken = panel.seats.count()
    following = panel.eligible[taken : taken + 1]
    made = Seat.objects.create(panel=panel, expert_id=following[0], place=taken + 1) if following else None
    keep(number, "expert_stood_down", by, at, Text(f"{seat.expert.name}：{why}", f"{seat.expert.name}: {why}"), reference=f"seat:{seat.pk}")
    return made.pk if made else None


@transaction.atomic
def give_opinion(
    *, number: str, seat_id: int, answers: Sequence[tuple[str, str]], given_on: date, paper_sha256: str = "", officer_id: int, at: datetime
) -> None:
    """Record an expert's own opinion: answer and reasons for every question."""
    by, _case = working_on(number, officer_id, at)
    seat, paper = _seat(number, seat_id), hashed(paper_sha256, number=number)
    if seat.state != "sitting":
        raise NotAllowed(_UNDECLARED)
    if len(answers) != len(seat.panel.questions) or not all(one in ANSWERS and why.strip() for one, why in answers):
        raise NotAllowed(_ALL)
    seat.answers = [{"answer": one, "reasons": written(why)} for one, why in answers]
    seat.given_on, seat.paper_sha256, seat.recorded_by = past(given_on, at), paper, by.username
    seat.save(update_fields=["answers", "given_on", "paper_sha256", "recorded_by"])
    keep(number, "expert_answered", by, at, Text(seat.expert.name, seat.expert.name), reference=f"seat:{seat.pk}")


@transaction.atomic
def close(*, number: str, conclusion: str, officer_id: int, at: datetime) -> None:
    """Close the panel when all who sit have spoken; the count follows from their answers, the conclusion says what it means."""
    by, _case = working_on(number, officer_id, at)
    panel, said = open_panel(number), written(conclusion)
    seats = list(panel.seats.exclude(state="stood_down"))
    if len(seats) < panel.size or not all(one.answers for one in seats):
        raise NotAllowed(_WAITS)
    _end(panel, "closed", said, by, at)
    keep(number, "panel_closed", by, at, Text(said, said), reference=f"panel:{panel.pk}")


@transaction.atomic
def withdraw(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw a panel, as a head who did not draw it: otherwise one could draw until the panel suits."""
    by, _case = deciding_on(number, officer_id, at)
    panel, why = open_panel(number), written(reason, longest=400)
    if panel.drawn_by == by.username:
        raise NotAllowed(_OWN)
    _end(panel, "withdrawn", why, by, at)
    keep(number, "panel_withdrawn", by, at, Text(why, why), reference=f"panel:{panel.pk}")


def open_panel(number: str) -> Panel:
    """Return the panel at work in a case, locked."""
    found = Panel.objects.select_for_update().filter(case_number=number, state="drawn").first()
    if found is None:
        raise NotAllowed(_NONE_OPEN)
    return found


def _end(panel: Panel, state: str, said: str, by: Colleague, at: datetime) -> None:
    panel.state, panel.conclusion, panel.ended_by, panel.ended_at = state, said, by.username, at
    panel.save(update_fields=["state", "conclusion", "ended_by", "ended_at"])


def _seat(number: str, seat_id: int) -> Seat:
    found = open_panel(number).seats.select_related("panel", "expert").exclude(state="stood_down").filter(pk=seat_id).first()
    if found is None:
        raise NotAllowed(_NO_SEAT)
    return found


def _eligible(case: CaseFacts, by: Colleague) -> tuple[list[int], list[tuple[int, str]]]:
    """Return who may be drawn, and who may not with the reason: a conflict with the subject, or the subject's own people."""
    eligible: list[int] = []
    left_out: list[tuple[int, str]] = []
    for one in Expert.objects.filter(on_the_line(by), ended_at=None).prefetch_related("conflicts").order_by("pk"):
        conflict = next((each.reason for each in one.conflicts.all() if each.company_id == case.subject_id), "")
        if one.employer == case.subject_name:
            conflict = "任职于当事人"
        if conflict:
            left_out.append((one.pk, conflict))
        else:
            eligible.append(one.pk)
    return eligible, left_out


def _size_fits(size: int, eligible: int, on: date) -> None:
    terms = terms_on(on)
    smallest, largest = terms.whole("panel_smallest"), terms.whole("panel_largest")
    if not smallest <= size <= largest or size % 2 == 0:
        raise NotAllowed(
            Text(f"专家人数须为 {smallest} 至 {largest} 的奇数", f"a panel has an odd number of experts, {smallest} to {largest}")
        )
    if eligible < size:
        raise NotAllowed(
            Text(
                f"无利益冲突的专家只有 {eligible} 人，请先补充专家库",
                f"only {eligible} experts are free of conflict; enlarge the pool first",
            )
        )
