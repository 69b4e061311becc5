"""Questions put to firms and their answers: a letter with a code that is shown once, an answer given once, a receipt for it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.calendar import add_working_days
from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import Answer, AnswerFile, Question, Triage, WrongCode
from lookthrough.registry.office_settings import settings_on
from lookthrough.registry.triage import FIRM, Change, State
from lookthrough.registry.triage_answer_files import SentFile, keep, problem_with
from lookthrough.registry.triage_operations import decide, waiting, worker

_WORDINGS = Path(__file__).with_name("triage_wordings.yml")
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1
_GROUPS, _GROUP = 4, 4  # sixteen of 31 signs: 79 bits
LOCKED_FOR = timedelta(minutes=15)
_KEPT_FOR = timedelta(days=1)
LONGEST_ANSWER = 5_000

_NO_WORDING = Text("请选择核准的询问内容", "please choose one of the approved questions")
_LATER = Text("答复期限须在今天以后", "the firm must be given a day after today")
_WRONG = Text("答复码与统一社会信用代码不符，或该询问已结束", "the code does not fit the credit code, or the matter is closed")
_EMPTY = Text("请写下答复", "please write your answer")
_TOO_LONG = Text(f"答复最多 {LONGEST_ANSWER} 字，可用附件补充", f"an answer has at most {LONGEST_ANSWER} characters; please add a file")


class Locked(NotAllowed):
    """Too many wrong codes from one address: the page is closed to it for a while."""

    def __init__(self) -> None:
        super().__init__(Text("错误次数过多，请十五分钟后再试", "too many wrong codes: please try again in a quarter of an hour"))


@dataclass(frozen=True, slots=True)
class Wording:
    """An approved question."""

    name: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed and sent; ``code`` is in no store and is shown this once."""

    question_id: int
    firm: str
    uscc: str
    office: str
    text: str
    due_on: date
    code: str


@dataclass(frozen=True, slots=True)
class AskedOfFirm:
    """What the firm sees: the question and nothing else that is known of it."""

    question_id: int
    firm: str
    office: str
    text: str
    due_on: date
    receipt: str  # of the answer, if there is one already


@cache
def wordings() -> Mapping[str, Wording]:
    """Return the approved questions by name."""
    entries = yaml.safe_load(_WORDINGS.read_bytes())
    return {name: Wording(name, Text(**entry["title"]), Text(**entry["text"])) for name, entry in entries.items()}


def ask(*, triage_id: int, wording: str, due_on: date | None, officer_id: int, at: datetime) -> Letter:
    """Put an approved question to the firm of a triage. An earlier question that was not answered is withdrawn, its code with it."""
    by, chosen = worker(officer_id), wordings().get(wording)
    if chosen is None:
        raise NotAllowed(_NO_WORDING)
    due_on = due_on or add_working_days(at.date(), settings_on(at.date()).whole("question_days"))
    if due_on <= at.date():
        raise NotAllowed(_LATER)
    code = _code()
    with transaction.atomic():
        one = waiting([triage_id], by)[0]
        Question.objects.filter(triage=one, state="open").update(state="withdrawn")
        question = Question.objects.create(
            company=one.company, triage=one, wording=wording, text=chosen.text.zh, office=by.office, asked_at=at, asked_by_id=officer_id,
            due_on=due_on, code_hash=_hash(code),
        )  # fmt: skip
        decision = {"state": State.ASKED.value, "owner_id": officer_id, "due_on": due_on}
        decide([one], Change.ASKED, decision, actor=by.username, note=chosen.title.zh, at=at)
    return Letter(question.pk, one.company.name, one.company.uscc, by.office, chosen.text.zh, due_on, code)


def open_question(*, code: str, uscc: str, address_hash: str, at: datetime) -> AskedOfFirm:
    """Return the question a code opens for the firm of that credit code; wrong ones count against the address they come from."""
    if WrongCode.objects.filter(address_hash=address_hash, at__gt=at - LOCKED_FOR).count() >= settings_on(at.date()).whole("wrong_codes"):
        raise Locked
    found = Question.objects.filter(code_hash=_hash(code)).exclude(state="withdrawn").select_related("company").first()
    if found is None or not secrets.compare_digest(found.company.uscc.encode(), normalise_uscc(uscc).encode()):
        WrongCode.objects.filter(at__lt=at - _KEPT_FOR).delete()
        WrongCode.objects.create(address_hash=address_hash, at=at)
        raise NotAllowed(_WRONG)
    return _asked(found)


def question(*, question_id: int) -> AskedOfFirm | None:
    """Return a question that was opened before and is not withdrawn."""
    found = Question.objects.filter(pk=question_id).exclude(state="withdrawn").select_related("company").first()
    return _asked(found) if found else None


def answer(*, question_id: int, text: str, files: Sequence[SentFile], folder: Path, at: datetime) -> str:
    """Keep the firm's answer with its files and return the receipt number. A question is answered once."""
    said, limits = text.strip(), settings_on(at.date())
    if not said or len(said) > LONGEST_ANSWER:
        raise NotAllowed(_TOO_LONG if said else _EMPTY)
    if len(files) > limits.whole("answer_files"):
        most = limits.whole("answer_files")
        raise NotAllowed(Text(f"最多 {most} 个附件", f"at most {most} files"))
    for sent in files:
        if why := problem_with(sent, largest=limits.whole("answer_file_mb") * 1024**2):
            raise NotAllowed(why)
    with transaction.atomic():
        return _keep(question_id, said, files, folder, at)


def _keep(question_id: int, text: str, files: Sequence[SentFile], folder: Path, at: datetime) -> str:
    one = Question.objects.select_for_update(of=("self",)).select_related("company").filter(pk=question_id, state="open").first()
    if one is None:
        raise NotAllowed(_WRONG)
    late = at.date() > one.due_on
    made = Answer.objects.create(question=one, text=text, answered_at=at, receipt=_receipt(at.date()), late=late)
    for kept in (keep(sent, folder=folder) for sent in files):
        AnswerFile.objects.create(answer=made, name=kept.name, kind=kept.kind, size=kept.size, sha256=kept.sha256, stored_as=kept.stored_as)
    one.state = "answered"
    one.save(update_fields=["state"])
    triage = Triage.objects.select_for_update(of=("self",)).select_related("company").filter(pk=one.triage_id or 0).first()
    if triage and triage.state == State.ASKED:
        decide([triage], Change.ANSWERED, {"state": State.ANSWERED.value}, actor=FIRM, note="", at=at)
    audit.record(
        actor=FIRM, action="registry.answered", object_type="company", object_id=one.company.identity, purpose="", at=at,
        details={"question": one.pk, "files": len(files), "late": late},
    )  # fmt: skip
    return made.receipt


def _asked(found: Question) -> AskedOfFirm:
    done = Answer.objects.filter(question=found).first()
    return AskedOfFirm(found.pk, found.company.name, found.office, found.text, found.due_on, done.receipt if done else "")


def _code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _receipt(day: date) -> str:
    return f"DF{day:%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"


def _hash(code: str) -> str:
    """Return what is kept of a code; its 79 random bits cannot be guessed back from it."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
