"""What is asked of triage: lists of a district, one triage with its hits, questions and answers, and the files firms sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from lookthrough.kernel.calendar import working_days_between
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.offices import occurring
from lookthrough.offices.queries import District
from lookthrough.registry.folding import fold
from lookthrough.registry.lists import watch_lists
from lookthrough.registry.models import AnswerFile, Question, Triage, TriageChange
from lookthrough.registry.triage import BY_NOBODY, CHANGE_TITLES, DECIDED, WAITING, Change, Word, is_overdue
from lookthrough.registry.triage_answer_files import KeptFile, read
from lookthrough.registry.triage_answers import Wording, wordings

__all__ = ["Wording", "wordings"]

SHOWN = {"waiting": WAITING, "decided": DECIDED, "all": (*WAITING, *DECIDED)}
ORDERS = {"rank": ("-rank", "due_on", "pk"), "due": ("due_on", "-rank", "pk"), "newest": ("-opened_on", "-rank", "pk")}


@dataclass(frozen=True, slots=True)
class TriageFilter:
    """What of the list is asked for; an empty word asks for anything. ``state`` is a state or waiting, decided, all."""

    state: str = "waiting"
    grade: str = ""
    event: str = ""
    owner: str = ""
    region: str = ""
    text: str = ""
    due: str = ""
    order: str = "rank"


@dataclass(frozen=True, slots=True)
class TriageRow:
    """One triage as a list shows it. ``days_left`` counts working days to the day due; negative ones are past."""

    triage_id: int
    company_id: str
    name: str
    region_code: str
    event: str
    grade: str
    words: tuple[Word, ...]
    stands: bool
    opened_on: date
    due_on: date
    days_left: int
    overdue: bool
    state: str
    owner_id: int | None
    owner: str
    reason: str


@dataclass(frozen=True, slots=True)
class TriagePage:
    """One page of triages and how many there are."""

    rows: list[TriageRow]
    total: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that happened to a triage."""

    at: datetime
    actor: str
    kind: str
    title: Text
    note: str
    undone: bool


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file a firm sent."""

    file_id: int
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question put to the firm, and its answer if there is one."""

    question_id: int
    title: Text
    text: str
    state: str
    asked_at: datetime
    asked_by: str
    due_on: date
    answer: str
    answered_at: datetime | None
    receipt: str
    late: bool
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class TriageFile:
    """One triage whole."""

    row: TriageRow
    bases: dict[str, str]
    questions: list[QuestionRow]
    changes: list[ChangeRow]
    undoable: bool


def triages(*, district: District, asked: TriageFilter, today: date, me: int = 0, page: int = 1, page_size: int = 50) -> TriagePage:
    """Return one page of a district's triages."""
    found = _asked(_within(district), asked, today, me)
    start = (page - 1) * page_size
    keys = list(found.order_by(*ORDERS.get(asked.order, ORDERS["rank"])).values_list("pk", flat=True)[start : start + page_size])
    rows = Triage.objects.select_related("company", "owner").in_bulk(keys)  # only what is shown is read whole
    return TriagePage([_row(rows[key], today) for key in keys], found.count())


def counts(*, district: District, today: date) -> dict[str, int]:
    """Return how many wait, are overdue, were answered by the firm, and wait for a barred word."""
    waiting = Q(state__in=WAITING)
    found: dict[str, int] = (
        _within(district)
        .filter(waiting)
        .aggregate(
            waiting=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            answered=Count("pk", filter=Q(state="answered")),
            block=Count("pk", filter=Q(grade="block")),
        )
    )
    return found


def triage(*, triage_id: int, district: District, today: date, username: str = "") -> TriageFile | None:
    """Return one triage of the district, or nothing."""
    one = _of(district).filter(pk=triage_id).first()
    return _file(one, today, username) if one else None


def triages_of_firm(*, company_id: str, district: District, today: date) -> list[TriageFile]:
    """Return a firm's triages, the newest first."""
    found = _of(district).filter(company__identity=company_id).order_by("-opened_on", "-pk")
    return [_file(one, today, "") for one in found]


def regions(*, district: District) -> list[str]:
    """Return the region codes in which triages of the district lie."""
    return occurring.region_codes(model=Triage, column="region_code", district=district)


def answer_file(*, file_id: int, district: District, folder: Path) -> tuple[FileRow, bytes, str] | None:
    """Return a file that a firm of the district sent, its bytes as they came, and the firm's id; or nothing."""
    one = AnswerFile.objects.select_related("answer__question__company").filter(pk=file_id).first()
    if one is None or not district.reaches(one.answer.question.company.region_code):
        return None
    kept = KeptFile(one.name, one.kind, one.size, one.sha256, one.stored_as)
    return _file_row(one), read(kept, folder=folder), one.answer.question.company.identity


def of_district(district: District, field: str = "company__region_code") -> Q:
    """Return the condition that keeps a query within a district."""
    return Q(**{f"{field}__startswith": district.prefix}) | (Q(**{field: ""}) if district.unplaced else Q(pk__in=[]))


def _of(district: District) -> QuerySet[Triage]:
    return _within(district).select_related("company", "owner")


def _within(district: District) -> QuerySet[Triage]:
    """Return the triages of a district: a span of an index, or for the top office, which reaches nearly all, a walk along it."""
    if not district.unplaced:
        return Triage.objects.filter(region_code__gte=district.prefix, region_code__lt=district.past)
    beginning = Left("region_code", len(district.prefix))
    return Triage.objects.alias(beginning=beginning).filter(beginning__in=[district.prefix, ""])


def _asked(found: QuerySet[Triage], asked: TriageFilter, today: date, me: int) -> QuerySet[Triage]:
    found = found.filter(state__in=SHOWN.get(asked.state, (asked.state,)))
    plain = {"grade": asked.grade, "event": asked.event, "region_code__startswith": asked.region}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.owner:
        found = found.filter(owner=me) if asked.owner == "me" else found.filter(owner=None)
    if asked.due == "overdue":
        found = found.filter(due_on__lt=today, state__in=WAITING)
    if asked.text.strip():
        text = asked.text.strip()
        found = found.filter(Q(company__folded_name__contains=fold(text)) | Q(company__uscc__startswith=normalise_uscc(text)))
    return found


def _row(one: Triage, today: date) -> TriageRow:
    return TriageRow(
        triage_id=one.pk, company_id=one.company.identity, name=one.company.name, region_code=one.company.region_code, event=one.event,
        grade=one.grade, words=tuple(Word(*word) for word in (one.words or one.seen)), stands=one.stands, opened_on=one.opened_on,
        due_on=one.due_on, days_left=working_days_between(today, one.due_on), overdue=is_overdue(one.state, one.due_on, today),
        state=one.state, owner_id=one.owner_id, owner=str(one.owner) if one.owner else "", reason=one.reason,
    )  # fmt: skip


def _file(one: Triage, today: date, username: str) -> TriageFile:
    row = _row(one, today)
    sources = {found.name: found.source for found in watch_lists()}
    changes = list(TriageChange.objects.filter(triage=one).order_by("-pk"))
    own = next((each for each in changes if not each.undone and each.kind not in (*BY_NOBODY, Change.UNDONE)), None)
    return TriageFile(
        row=row,
        bases={word.list: sources.get(word.list, "") for word in row.words},
        questions=_questions(Question.objects.filter(triage=one)),
        changes=[_change(each) for each in changes],
        undoable=own is not None and own.actor == username and own.kind != Change.ASKED,
    )


def _change(one: TriageChange) -> ChangeRow:
    return ChangeRow(one.at, one.actor, one.kind, CHANGE_TITLES[one.kind], one.note, one.undone)


def _questions(found: QuerySet[Question]) -> list[QuestionRow]:
    rows = found.select_related("asked_by", "answer").prefetch_related("answer__files").order_by("-pk")
    return [_question(one) for one in rows]


def _question(one: Question) -> QuestionRow:
    given = getattr(one, "answer", None)
    files: Sequence[AnswerFile] = list(given.files.all()) if given else []
    known = wordings().get(one.wording)
    return QuestionRow(
        question_id=one.pk, title=known.title if known else Text(one.wording, one.wording), text=one.text, state=one.state,
        asked_at=one.asked_at, asked_by=str(one.asked_by), due_on=one.due_on, answer=given.text if given else "",
        answered_at=given.answered_at if given else None, receipt=given.receipt if given else "", late=given.late if given else False,
        files=tuple(_file_row(each) for each in files),
    )  # fmt: skip


def _file_row(one: AnswerFile) -> FileRow:
    return FileRow(one.pk, one.name, one.kind, one.size, one.sha256)
