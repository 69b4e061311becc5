"""A determination as it is shown: rounds with their answers, meetings, opinions, panels, handlings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lookthrough.cases.determination.gathering import Beside
from lookthrough.cases.determination.panels import Count
from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a department answered."""

    received_on: date
    view: str
    class_proposed: str
    reasons: str
    paper_sha256: str
    recorded_by: str
    late: bool


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A department that was asked: its answer that stands, those before it, and its reminders."""

    asked_id: int
    department: str
    due_on: date
    answer: AnswerRow | None
    replaced: tuple[AnswerRow, ...]
    reminders: tuple[tuple[datetime, str, str], ...]  # at, by, how
    working_days_left: int
    remind_now: bool

    @property
    def overdue(self) -> bool:
        """Return whether the day has passed without an answer."""
        return self.answer is None and self.working_days_left < 0

    @property
    def days_late(self) -> int:
        """Return the working days since the day passed."""
        return max(0, -self.working_days_left)


@dataclass(frozen=True, slots=True)
class CirculationRow:
    """One round with its departments."""

    circulation_id: int
    question: str
    class_proposed: str
    papers: tuple[str, ...]
    due_on: date
    state: str
    sent_by: str
    sent_at: datetime
    ended_by: str
    ended_at: datetime | None
    end_reason: str
    asked: tuple[AskedRow, ...]

    @property
    def answered(self) -> int:
        """Return how many departments have answered."""
        return len(self.asked) - len(self.silent)

    @property
    def late(self) -> int:
        """Return how many departments are late."""
        return sum(one.overdue for one in self.asked)

    @property
    def differing(self) -> list[AskedRow]:
        """Return the departments that differ."""
        return [one for one in self.asked if one.answer and one.answer.view == "differs"]

    @property
    def silent(self) -> list[AskedRow]:
        """Return the departments that have not answered."""
        return [one for one in self.asked if one.answer is None]

    @property
    def agreed(self) -> bool:
        """Return whether all have answered and none differs."""
        return not self.differing and not self.silent


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting of the leading group; votes as member, body, class voted for."""

    meeting_id: int
    held_on: date
    chair: str
    members: int
    votes: tuple[tuple[str, str, str], ...]
    question: str
    minutes: str
    class_decided: str
    paper_sha256: str
    sha256: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion."""

    number: str
    class_found: str
    text: str
    ground: str
    state: str
    drafted_by: str
    drafted_at: datetime
    first_signed_by: str
    first_signed_at: datetime | None
    second_signed_by: str
    issued_at: datetime | None
    sha256: str
    withdrawn_by: str
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """An expert's seat with the opinion given: answer and reasons for each question."""

    seat_id: int
    place: int
    name: str
    field: str
    employer: str
    state: str
    said: str
    answers: tuple[tuple[str, str], ...]
    given_on: date | None
    paper_sha256: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel; ``counts`` go with the questions, ``left_out`` are names with the reason."""

    panel_id: int
    questions: tuple[str, ...]
    size: int
    seed: str
    eligible: tuple[int, ...]
    left_out: tuple[tuple[str, str], ...]
    state: str
    drawn_by: str
    drawn_at: datetime
    conclusion: str
    seats: tuple[SeatRow, ...]
    counts: tuple[Count, ...]

    @property
    def counted(self) -> list[tuple[str, Count]]:
        """Return each question with how it was answered."""
        return list(zip(self.questions, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class HandlingRow:
    """One handling that was proposed, and what became of it."""

    licensed: bool
    conduct: str
    proposed: str
    chosen: str
    deviates: bool
    basis: Text
    matrix_version: str
    reasons: str
    evidence: tuple[Beside, ...]
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class DeterminationFile:
    """All of one case's determination, the newest first."""

    circulations: tuple[CirculationRow, ...]
    meetings: tuple[MeetingRow, ...]
    opinions: tuple[OpinionRow, ...]
    panels: tuple[PanelRow, ...]
    handlings: tuple[HandlingRow, ...]

    @property
    def open_circulation(self) -> CirculationRow | None:
        """Return the round that is open."""
        return next((one for one in self.circulations if one.state == "open"), None)

    @property
    def opinion(self) -> OpinionRow | None:
        """Return the opinion that stands, drafts included."""
        return next((one for one in self.opinions if one.state != "withdrawn"), None)

    @property
    def handling(self) -> HandlingRow | None:
        """Return the handling in force."""
        return next((one for one in self.handlings if one.state == "decided"), None)


@dataclass(frozen=True, slots=True)
class ExpertRow:
    """An expert of the pool with the firms he or she must not judge."""

    expert_id: int
    name: str
    field: str
    employer: str
    conflicts: tuple[tuple[str, str], ...]
    ended: bool
