"""What fills a check: the self-check item by item, what is seen on site, papers and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from lookthrough.kernel.texts import Text
from lookthrough.registry import triage_answer_files as sent_files
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.supervision.acting import check_of, in_stage, keep, worker, written
from lookthrough.supervision.models import Check, CheckFile, CheckItem, Paper
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.stages import FIRM, SAID, SEEN, Said, Seen, Stage

_NO_ITEM = Text("没有这一项", "there is no such item")
_CHOOSE = Text("请选择一个结果", "please choose a result")
_EXPLAIN = Text("存在问题的，请写明情况", "where there is a problem, please say which")
_NO_PAPER = Text("没有这份资料", "there is no such paper")
_HAS_COME = Text("这份资料已收到", "this paper has come already")
_NOT_COME = Text("这份资料还没有收到", "this paper has not come yet")
_LATER = Text("期限须在今天或以后", "the day must be today or later")
_NOT_ON_TEAM = Text("现场情况由列名的检查人员记录", "what is seen on site is recorded by the officers named for it")
_SELF_CHECK_IN = (Stage.SELF_CHECK,)


@transaction.atomic
def say(*, number: str, slug: str, said: str, note: str, officer_id: int, at: datetime) -> None:
    """Record, for the body, what it says of one item of its self-check."""
    by = worker(officer_id)
    _say(check_of(number, by, *_SELF_CHECK_IN), slug, said, note, by.username, at)


@transaction.atomic
def say_as_firm(*, check_id: int, slug: str, said: str, note: str, at: datetime) -> None:
    """Record what the body itself says of one item; the door has checked its code."""
    one = _of_firm(check_id)
    in_stage(one, *_SELF_CHECK_IN)
    _say(one, slug, said, note, FIRM, at)


@transaction.atomic
def see(*, number: str, slug: str, seen: str, note: str, officer_id: int, at: datetime) -> None:
    """Record what an officer named for the site saw of one item."""
    by = worker(officer_id)
    one = check_of(number, by, Stage.ON_SITE)
    if by.username not in one.officers:
        raise NotAllowed(_NOT_ON_TEAM)
    item, text = _item(one, slug), written(note, needed=False)
    if seen not in set(Seen):
        raise NotAllowed(_CHOOSE)
    if seen == Seen.BREACH and not text:
        raise NotAllowed(_EXPLAIN)
    item.seen, item.seen_note, item.seen_by, item.seen_at = seen, text, by.username, at
    item.save(update_fields=["seen", "seen_note", "seen_by", "seen_at"])
    keep(one, "seen", actor=by.username, at=at, note=f"{item.text_zh}：{SEEN[Seen(seen)].zh}", details={"item": slug, "seen": seen})


@transaction.atomic
def call_for(*, number: str, title: str, due_on: date, officer_id: int, at: datetime) -> int:
    """Call for a paper that is not on the list, until a day; returns its id."""
    by, text = worker(officer_id), written(title)
    one = check_of(number, by)
    if due_on < at.date():
        raise NotAllowed(_LATER)
    made = Paper.objects.create(check_of=one, title_zh=text, title_en=text, due_on=due_on, called_by=by.username, called_at=at)
    keep(one, "paper_called", actor=by.username, at=at, note=text, details={"due_on": due_on.isoformat()})
    return made.pk


@transaction.atomic
def receive(*, number: str, paper_id: int, note: str, officer_id: int, at: datetime) -> None:
    """Note that a paper has come."""
    by, text = worker(officer_id), written(note, needed=False)
    one = check_of(number, by)
    paper = _paper(one, paper_id)
    if paper.received_at:
        raise NotAllowed(_HAS_COME)
    paper.received_by, paper.received_at, paper.note = by.username, at, text
    paper.save(update_fields=["received_by", "received_at", "note"])
    keep(one, "paper_received", actor=by.username, at=at, note=paper.title_zh)


@transaction.atomic
def not_received(*, number: str, paper_id: int, officer_id: int, at: datetime) -> None:
    """Take back that a paper has come."""
    by = worker(officer_id)
    one = check_of(number, by)
    paper = _paper(one, paper_id)
    if not paper.received_at:
        raise NotAllowed(_NOT_COME)
    paper.received_by, paper.received_at = "", None
    paper.save(update_fields=["received_by", "received_at"])
    keep(one, "paper_not_received", actor=by.username, at=at, note=paper.title_zh)


@transaction.atomic
def add_files(
    *, number: str, slug: str = "", paper_id: int = 0, files: Sequence[SentFile], folder: Path, officer_id: int, at: datetime
) -> None:
    """Add files to an item or a paper; all of them or none."""
    by = worker(officer_id)
    one = check_of(number, by)
    _add(one, _item(one, slug) if slug else None, _paper(one, paper_id) if paper_id else None, files, folder, by.username, at)


@transaction.atomic
def add_files_as_firm(
    *, check_id: int, slug: str = "", paper_id: int = 0, files: Sequence[SentFile], folder: Path, at: datetime
) -> None:  # fmt: skip
    """Add the body's own files; a paper that comes this way counts as received when an officer says so."""
    one = _of_firm(check_id)
    in_stage(one, Stage.SELF_CHECK, Stage.ON_SITE, Stage.CORRECT)
    _add(one, _item(one, slug) if slug else None, _paper(one, paper_id) if paper_id else None, files, folder, FIRM, at)


def _say(one: Check, slug: str, said: str, note: str, actor: str, at: datetime) -> None:
    item, text = _item(one, slug), written(note, needed=False)
    if said not in set(Said):
        raise NotAllowed(_CHOOSE)
    if said == Said.PROBLEM and not text:
        raise NotAllowed(_EXPLAIN)
    if (item.said, item.said_note) == (said, text):
        return
    item.said, item.said_note, item.said_by, item.said_at = said, text, actor, at
    item.save(update_fields=["said", "said_note", "said_by", "said_at"])
    keep(one, "self_checked", actor=actor, at=at, note=f"{item.text_zh}：{SAID[Said(said)].zh}", details={"item": slug, "said": said})


def _add(
    one: Check, item: CheckItem | None, paper: Paper | None, files: Sequence[SentFile], folder: Path, actor: str, at: datetime
) -> None:
    limits = settings_on(at.date())
    most, largest = limits.whole("files_at_once"), limits.whole("file_mb") * 1024**2
    if not 0 < len(files) <= most:
        raise NotAllowed(Text(f"请选择 1 至 {most} 个文件", f"please choose 1 to {most} files"))
    for sent in files:
        if why := sent_files.problem_with(sent, largest=largest):
            raise NotAllowed(why)
    for sent in files:
        kept = sent_files.keep(sent, folder=folder)
        CheckFile.objects.create(
            check_of=one, item=item, paper=paper, name=kept.name, kind=kept.kind, size=kept.size, sha256=kept.sha256,
            stored_as=kept.stored_as, added_by=actor, added_at=at,
        )  # fmt: skip
        keep(one, "filed", actor=actor, at=at, note=kept.name, details={"sha256": kept.sha256})


def _of_firm(check_id: int) -> Check:
    found = Check.objects.select_for_update().filter(pk=check_id).exclude(code_hash="").first()
    if found is None:
        raise NotAllowed(_NO_ITEM)
    return found


def _item(one: Check, slug: str) -> CheckItem:
    found = one.items.filter(slug=slug).first()
    if found is None:
        raise NotAllowed(_NO_ITEM)
    return found


def _paper(one: Check, paper_id: int) -> Paper:
    found = one.papers.filter(pk=paper_id).first()
    if found is None:
        raise NotAllowed(_NO_PAPER)
    return found
