"""An officer calls on senders to send what they owe: with a word of its own, taken back as long as it is the newest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.intake.duties import duties
from lookthrough.intake.models import Call, Sender
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.storing import local_day
from lookthrough.intake.template import template
from lookthrough.intake.who import Who, reaches, senders_seen
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

UNDO_WITHIN = timedelta(minutes=30)
DutyKey = tuple[str, str, str]  # sender, return, period
_NOBODY = Text("请先选择要催报的报表", "please choose the returns to call for first")
_NOT_OWED = Text("所选报表已报送或不在辖区内，请刷新", "a chosen return has come or lies outside your district: load the page again")
_OVER = Text("催报发出已超过半小时，不能撤回", "the call is more than half an hour old and cannot be taken back")


@dataclass(frozen=True, slots=True)
class CallView:
    """One call as pages see it; ``taken_back_at`` is set when it was a slip."""

    sender_id: str
    template: str
    title: Text
    period: str
    note: str
    made_at: datetime
    made_by: str
    batch: str
    taken_back_at: datetime | None


def call_on(*, wanted: Sequence[DutyKey], note: str, by: Who, at: datetime) -> str:
    """Call on senders for returns that they owe and have not sent; returns the batch, by which the calls can be taken back.

    All or none: a return that has come meanwhile, or lies outside the district, refuses the whole.
    """
    keys, officer_id = list(dict.fromkeys(wanted)), by.officer_id
    if not keys:
        raise NotAllowed(_NOBODY)
    if officer_id is None:
        raise NotAllowed(_NOT_OWED)
    batch = secrets.token_hex(8)
    with transaction.atomic():
        senders = {one.sender_id: one for one in Sender.objects.filter(pk__in={key[0] for key in keys})}
        mine = [one for one in senders.values() if reaches(one, by, Action.WORK_RETURNS)]
        owed = {
            (one.sender_id, one.template, one.period) for one in duties(senders=mine, today=local_day(at)) if one.state in ("late", "open")
        }
        if any(key not in owed for key in keys):
            raise NotAllowed(_NOT_OWED)
        said = note.strip()[:500]
        Call.objects.bulk_create(
            Call(
                sender_id=sender,
                template=slug,
                period=period,
                note=said,
                made_at=at,
                made_by=by.actor,
                officer_id=officer_id,
                batch=batch,
            )
            for sender, slug, period in keys
        )
        for sender, slug, period in keys:
            _record("intake.called", by, sender, at, {"template": slug, "period": period, "note": said})
    return batch


def take_back(*, batch: str, by: Who, at: datetime) -> int:
    """Take back one's own calls of a batch within half an hour; returns how many."""
    with transaction.atomic():
        found = list(Call.objects.select_for_update().filter(batch=batch, officer_id=by.officer_id or 0, taken_back_at=None))
        if not found or at - found[0].made_at > UNDO_WITHIN:
            raise NotAllowed(_OVER)
        Call.objects.filter(pk__in=[one.pk for one in found]).update(taken_back_at=at)
        for one in found:
            _record("intake.call_taken_back", by, one.sender_id, at, {"template": one.template, "period": one.period})
    return len(found)


def calls(*, by: Who, sender_id: str | None = None, count: int = 200) -> list[CallView]:
    """Return the calls on senders that somebody sees, the newest first; a sender sees those on itself."""
    seen = [one for one in senders_seen(by) if sender_id in (None, one)]
    return [_view(one) for one in Call.objects.filter(sender_id__in=seen).order_by("-made_at", "-pk")[:count]]


def last_calls(*, keys: Iterable[DutyKey]) -> dict[DutyKey, datetime]:
    """Return when each of some duties was last called for; for duties that the asker already sees."""
    wanted = set(keys)
    rows = Call.objects.filter(sender_id__in={key[0] for key in wanted}, taken_back_at=None).order_by("made_at")
    found = {(one.sender_id, one.template, one.period): one.made_at for one in rows}
    return {key: at for key, at in found.items() if key in wanted}


def _view(one: Call) -> CallView:
    title = template(one.template).title
    return CallView(one.sender_id, one.template, title, one.period, one.note, one.made_at, one.made_by, one.batch, one.taken_back_at)


def _record(action: str, by: Who, sender_id: str, at: datetime, details: dict[str, str]) -> None:
    audit.record(actor=by.actor, action=action, object_type="sender", object_id=sender_id, purpose="", at=at, details=details)
