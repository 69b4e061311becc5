"""What is asked of determinations: all of one case, which answers are late, the pool of experts."""

from __future__ import annotations

from datetime import date

from lookthrough.cases import case_queries
from lookthrough.cases.clocks import left
from lookthrough.cases.determination.gathering import thawed
from lookthrough.cases.determination.models import Answer, Asked, Circulation, Expert, Handling, Meeting, Opinion, Panel, Seat
from lookthrough.cases.determination.panels import count
from lookthrough.cases.determination.pool import on_the_line
from lookthrough.cases.determination.rows import (
    AnswerRow,
    AskedRow,
    CirculationRow,
    DeterminationFile,
    ExpertRow,
    HandlingRow,
    MeetingRow,
    OpinionRow,
    PanelRow,
    SeatRow,
)  # fmt: skip
from lookthrough.cases.determination.terms import terms_on
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague


def determination(*, number: str, today: date) -> DeterminationFile:
    """Return all of a case's determination; whoever asks has looked at the case itself first."""
    rounds = Circulation.objects.filter(case_number=number).prefetch_related("asked__answers", "asked__reminders")
    meetings = Meeting.objects.filter(case_number=number).prefetch_related("votes")
    panels = Panel.objects.filter(case_number=number).prefetch_related("seats__expert")
    return DeterminationFile(
        tuple(_round(one, today) for one in rounds), tuple(_meeting(one) for one in meetings),
        tuple(_opinion(one) for one in Opinion.objects.filter(case_number=number)), tuple(_panel(one) for one in panels),
        tuple(_handling(one) for one in Handling.objects.filter(case_number=number)),
    )  # fmt: skip


def late_answers(*, officer_id: int, today: date, mine: bool = False) -> list[tuple[str, AskedRow]]:
    """Return the departments whose day has passed without an answer in the district's open cases, or one's own, with the case's number."""
    numbers = {one.number for one in case_queries.cases(officer_id=officer_id, mine=mine)}
    found = Asked.objects.filter(circulation__state="open", circulation__case_number__in=numbers, due_on__lt=today)
    found = found.select_related("circulation").prefetch_related("answers", "reminders").order_by("due_on", "pk")
    rows = [(one.circulation.case_number, _asked(one, today)) for one in found]
    return [(number, row) for number, row in rows if row.overdue]


def experts(*, by: Colleague) -> list[ExpertRow]:
    """Return the pool that an office may draw on, those who left last."""
    found = Expert.objects.filter(on_the_line(by)).prefetch_related("conflicts")
    rows = [
        ExpertRow(
            one.pk, one.name, one.field, one.employer, tuple((each.company_id, each.reason) for each in one.conflicts.all()),
            one.ended_at is not None,
        )
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.ended)


def _round(one: Circulation, today: date) -> CirculationRow:
    return CirculationRow(
        one.pk, one.question, one.class_proposed, tuple(one.papers), one.due_on, one.state, one.sent_by, one.sent_at, one.ended_by,
        one.ended_at, one.end_reason, tuple(_asked(each, today) for each in one.asked.all()),
    )  # fmt: skip


def _asked(one: Asked, today: date) -> AskedRow:
    answers = list(one.answers.all())
    standing = next((each for each in answers if each.replaced_at is None), None)
    days = left(on=today, due_on=one.due_on)
    soon = days <= terms_on(today).whole("remind_days_before")
    return AskedRow(
        one.pk, one.department, one.due_on, _answer(standing, one) if standing else None,
        tuple(_answer(each, one) for each in answers if each.replaced_at),
        tuple((each.at, each.by, each.how) for each in one.reminders.all()),
        days, soon and standing is None,
    )  # fmt: skip


def _answer(one: Answer, asked: Asked) -> AnswerRow:
    return AnswerRow(
        one.received_on, one.view, one.class_proposed, one.reasons, one.paper_sha256, one.recorded_by, one.received_on > asked.due_on
    )


def _meeting(one: Meeting) -> MeetingRow:
    votes = tuple((each.member, each.body, each.voted_for) for each in one.votes.all())
    return MeetingRow(
        one.pk, one.held_on, one.chair, one.members, votes, one.question, one.minutes, one.class_decided, one.paper_sha256, one.sha256,
        one.recorded_by,
    )  # fmt: skip


def _opinion(one: Opinion) -> OpinionRow:
    return OpinionRow(
        one.number, one.class_found, one.text, one.ground, one.state, one.drafted_by, one.drafted_at, one.first_signed_by,
        one.first_signed_at, one.second_signed_by, one.issued_at, one.sha256, one.withdrawn_by, one.withdrawn_why,
    )  # fmt: skip


def _panel(one: Panel) -> PanelRow:
    seats = tuple(_seat(each) for each in one.seats.all())
    spoken = [each for each in seats if each.answers]
    counts = tuple(
        count(answers={each.place: each.answers[place][0] for each in spoken}, size=one.size) for place in range(len(one.questions))
    )
    names = dict(Expert.objects.filter(pk__in=[each[0] for each in one.left_out]).values_list("pk", "name"))
    return PanelRow(
        one.pk, tuple(one.questions), one.size, one.seed, tuple(one.eligible), tuple((names[each], why) for each, why in one.left_out),
        one.state, one.drawn_by, one.drawn_at, one.conclusion, seats, counts,
    )  # fmt: skip


def _seat(one: Seat) -> SeatRow:
    answers = tuple((each["answer"], each["reasons"]) for each in one.answers)
    expert = one.expert
    return SeatRow(
        one.pk, one.place, expert.name, expert.field, expert.employer, one.state, one.said, answers, one.given_on, one.paper_sha256
    )


def _handling(one: Handling) -> HandlingRow:
    basis = Text(one.basis["zh"], one.basis["en"])
    return HandlingRow(
        one.licensed, one.conduct, one.proposed, one.chosen, one.deviates, basis, one.matrix_version, one.reasons, thawed(one.evidence),
        one.state, one.proposed_by, one.proposed_at, one.decided_by, one.decided_at, one.decision,
    )  # fmt: skip
