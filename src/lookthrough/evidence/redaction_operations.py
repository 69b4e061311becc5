"""Redacted copies: made by the machine where it can read, by a person where it cannot; each waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.evidence import operations, recording
from lookthrough.evidence.models import Item, KeptFile, Request
from lookthrough.evidence.readable import NotReadable
from lookthrough.evidence.redaction import Redactor
from lookthrough.evidence.redaction_files import redacted_copy
from lookthrough.evidence.refusal import NotAllowed
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_OF_A_COPY = Text("遮盖件不能再作遮盖：请从原件制作", "make redacted copies from the original, not from another copy")
_NO_FILE = Text("该证据没有电子文件", "this item has no file")
_NO_TITLE = Text("请写明遮盖件的名称，名称中不要出现个人信息", "please name the copy; the name must not tell persons either")
_SAME = Text("上传的文件与原件相同，没有遮盖", "the file is the original itself: nothing was blacked out")


@transaction.atomic
def redact(*, number: str, names: Sequence[str], officer_id: int, at: datetime) -> str:
    """Make a redacted copy of an item that a machine can read; returns the new item's number. The original stays as it is.

    The copy waits for a second person. ``NotAllowed`` says when a machine cannot read the file: a person then redacts it by hand.
    """
    by = operations.worker(officer_id, Action.WORK_EVIDENCE)
    original, content = _original(number, by)
    try:
        copy = redacted_copy(content, names=names, original_hash=str(original.file_id))
    except NotReadable as refusal:
        raise NotAllowed(
            Text(
                f"{refusal.reason.zh}：请人工遮盖后上传，由第二人审查放行",
                f"{refusal.reason.en}: black it out by hand, upload the copy, and let a second person release it",
            )
        ) from None
    made = {
        "by": "machine", "counts": copy.counts, "names_given": len(set(names)),
        "left_out_zh": [one.zh for one in copy.left_out], "left_out_en": [one.en for one in copy.left_out],
    }  # fmt: skip
    title = Redactor(names).text(recording.facts_of(original).title)
    return _add(original, by, at, title=title, file=operations.keep_file(copy.content, at=at), ending=copy.ending, made=made)


@transaction.atomic
def redact_by_hand(*, number: str, title: str, content: bytes, original_name: str, note: str, officer_id: int, at: datetime) -> str:
    """Keep a copy that a person blacked out, where a machine cannot; returns the new item's number. It waits for a second person, too.

    ``title`` is what strangers will read in the index: it must not name persons either.
    """
    by = operations.worker(officer_id, Action.WORK_EVIDENCE)
    original, _content = _original(number, by)
    file = operations.keep_file(content, at=at, name=original_name)
    if file.sha256 == original.file_id:
        raise NotAllowed(_SAME)
    ending = "." + original_name.rsplit(".", 1)[-1] if "." in original_name else ""
    if not title.strip():
        raise NotAllowed(_NO_TITLE)
    return _add(original, by, at, title=title.strip()[:500], file=file, ending=ending, made={"by": "person", "note": note.strip()[:500]})


def _original(number: str, by: Colleague) -> tuple[Item, bytes]:
    item = operations.locked(number, by)
    if item.origin == "redaction":
        raise NotAllowed(_OF_A_COPY)
    if item.file_id is None:
        raise NotAllowed(_NO_FILE)
    return item, operations.file_of(item)


def _add(original: Item, by: Colleague, at: datetime, *, title: str, file: KeptFile, ending: str, made: dict[str, Any]) -> str:
    facts = recording.facts_of(original)
    copy = operations.create(
        case_number=original.case_number, region_code=original.region_code, title=f"{title[:3900]}（遮盖件）", source=facts.number,
        origin="redaction", origin_reference="", original_name=f"{facts.number}-redacted{ending}", file=file, by=by.username, at=at,
        redacted_from=original,
    )  # fmt: skip
    copy.redaction, copy.release = made, "proposed"
    recording.append(copy, deed="collected", actor=by.username, at=at, said={"note": f"{made['by']} {facts.sha256}"})
    recording.append(original, deed="redacted", actor=by.username, at=at, said={"to": copy.number})
    said = recording.seal_said(copy.number, {"to": "", "note": "遮盖件"})
    Request.objects.create(item=copy, deed="opened", said_sealed=said, proposed_by=by.username, proposed_at=at)
    return copy.number
