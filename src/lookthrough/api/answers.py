"""What programs are answered: each shape once, checked when it leaves and written into the OpenAPI description."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from lookthrough.intake.duties import Duty
from lookthrough.intake.programs import json_schema
from lookthrough.intake.quality import Quality
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.template import Template


class Refusal(Schema):
    """Nothing was changed; why, in both languages."""

    code: str = Field(description="no_token, not_found, not_understood, not_allowed, key_taken, under_way or too_large")
    zh: str
    en: str


class DutyOut(Schema):
    """A return that is owed."""

    template: str
    title_zh: str
    title_en: str
    period: str = Field(description="2026-10; a day for daily returns; a quarter by its last month")
    due_on: date
    state: str = Field(description="to_come, open, late, waiting (for a second person), done or done_late")
    working_days_left: int = Field(description="negative when late")
    provisional: bool = Field(description="true while the State Council has not announced that year's holidays")
    submission: str = Field(description="the receipt number of the return that counts or waits; empty when there is none")
    refused: int = Field(description="how many files for this period were refused")

    @classmethod
    def of(cls, one: Duty) -> DutyOut:
        """Return a duty as programs see it."""
        return cls(
            template=one.template, title_zh=one.title.zh, title_en=one.title.en, period=one.period, due_on=one.due_on, state=one.state,
            working_days_left=one.working_days_left, provisional=one.provisional, submission=one.submission_id, refused=one.refused,
        )  # fmt: skip


class TemplateOut(Schema):
    """A return that the sender sends, with the JSON schema of its rows."""

    template: str
    title_zh: str
    title_en: str
    period: str = Field(description="day, month or quarter")
    subject: str = Field(description="company or institution")
    basis: str
    second_person: bool = Field(description="true when every return of this kind waits for a second person")
    headings: list[str] = Field(description="headings of the Excel and CSV form, in its order")
    json_schema_of_rows: dict[str, Any]

    @classmethod
    def of(cls, one: Template) -> TemplateOut:
        """Return a template as programs see it."""
        return cls(
            template=one.slug, title_zh=one.title.zh, title_en=one.title.en, period=one.period, subject=one.subject, basis=one.basis,
            second_person=one.confirm, headings=[column.heading for column in one.columns], json_schema_of_rows=json_schema(one),
        )  # fmt: skip


class LineOut(Schema):
    """One line of a receipt: where, what was found, what was expected, how to mend it."""

    code: str
    level: str = Field(description="wrong refuses the return, a doubt waits for a person, a note says what was done")
    sheet: str
    row: int | None
    column: str
    cell: str
    found: str
    expected_zh: str
    expected_en: str
    advice_zh: str
    advice_en: str


class ReceiptOut(Schema):
    """What a return was answered."""

    result: str = Field(description="accepted, waiting or refused")
    sentence_zh: str
    sentence_en: str
    file: str
    sha256: str
    rows: int
    subjects: int
    counts: dict[str, int]
    lines: list[LineOut]


class SubmissionOut(Schema):
    """A return that was sent, as it stands now, with the receipt it got then."""

    number: str = Field(description="the receipt number")
    template: str
    period: str
    state: str = Field(description="accepted, waiting, refused, replaced, declined or withdrawn")
    sent_at: datetime
    nothing_to_report: bool
    reason: str
    corrects: str = Field(description="the receipt number of the return that this one replaced; empty when none")
    decided_at: datetime | None
    decision_reason: str
    receipt: ReceiptOut

    @classmethod
    def of(cls, one: SubmissionView) -> SubmissionOut:
        """Return a submission as programs see it; who confirmed it is the sender's own affair."""
        return cls(
            number=one.submission_id, template=one.template, period=one.period or one.chosen_period, state=one.state, sent_at=one.sent_at,
            nothing_to_report=one.is_nil, reason=one.reason, corrects=one.corrects or "", decided_at=one.decided_at,
            decision_reason=one.decision_reason, receipt=ReceiptOut(**one.receipt.as_dict()),
        )  # fmt: skip


class PartOut(Schema):
    """One part of the score."""

    part: str
    title_zh: str
    title_en: str
    means_zh: str
    means_en: str
    share: float | None
    of: int
    points: float
    basis: str


class QualityOut(Schema):
    """The sender's data quality from 0 to 100, with its formula."""

    score: float | None
    formula_zh: str
    formula_en: str
    parts: list[PartOut]

    @classmethod
    def of(cls, one: Quality) -> QualityOut:
        """Return a score as programs see it."""
        parts = [
            PartOut(
                part=part.slug, title_zh=part.title.zh, title_en=part.title.en, means_zh=part.means.zh, means_en=part.means.en,
                share=part.share, of=part.of, points=part.points, basis=part.basis,
            )
            for part in one.parts
        ]  # fmt: skip
        return cls(score=one.score, formula_zh=one.formula.zh, formula_en=one.formula.en, parts=parts)
