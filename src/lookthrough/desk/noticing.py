"""Brings the notices of officers in line with their work: what is new is told once, what is no longer so is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.desk import own_work
from lookthrough.desk.models import Notice, Wishes
from lookthrough.desk.notice_kinds import ASSIGNED, DECISION, DUE, KINDS, RETURNED, USUAL_DAYS
from lookthrough.desk.work_item import Why, WorkItem
from lookthrough.desk.work_queries import work
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague

_LATE = Text("已逾期：{}", "late: {}")
_SOON = Text("将到期：{}", "due soon: {}")
_GIVEN = Text("指派给您：{}", "assigned to you: {}")
_KIND = {Why.ASKED: DECISION, Why.RETURNED: RETURNED, Why.DUE: DUE}


def tell_all(*, at: datetime, today: date) -> int:
    """Bring the notices of all officers in line; returns how many are new. Run again on the same work it tells nothing."""
    return sum(_tell(one, at, today) for one in offices.officers() if one.is_active and one.district)


def tell(*, officer_id: int, at: datetime, today: date, items: Sequence[WorkItem] | None = None) -> int:
    """Bring one officer's notices in line, with the work that was gathered already, if it was; returns how many are new."""
    me = offices.officer(officer_id=officer_id)
    return _tell(me, at, today, items) if me and me.is_active and me.district else 0


def wishes_of(officer_id: int) -> Wishes:
    """Return what an officer wants to be told, or what is usual."""
    found = Wishes.objects.filter(officer_id=officer_id).first()
    return found or Wishes(officer_id=officer_id, in_app=list(KINDS), days_before=USUAL_DAYS)


def _tell(me: Colleague, at: datetime, today: date, items: Sequence[WorkItem] | None = None) -> int:
    wishes = wishes_of(me.officer_id)
    standing = {one.key: one for one in _standing(me, wishes, at, today, items)}
    with transaction.atomic():
        told = {one.key: one for one in Notice.objects.filter(officer_id=me.officer_id, key__in=list(standing))}
        again = [one.pk for one in told.values() if one.settled_at]
        Notice.objects.filter(pk__in=again).update(settled_at=None)
        gone = Notice.objects.filter(officer_id=me.officer_id, settled_at=None).exclude(key__in=list(standing))
        gone.update(settled_at=at)
        new = [one for key, one in standing.items() if key not in told]
        before = Notice.objects.filter(officer_id=me.officer_id).count()
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        return Notice.objects.filter(officer_id=me.officer_id).count() - before


def _standing(me: Colleague, wishes: Wishes, at: datetime, today: date, items: Sequence[WorkItem] | None) -> Iterator[Notice]:
    """Yield what the officer should know now and wants to be told, in the app or by mail."""
    wanted = {*wishes.in_app, *wishes.by_mail}
    for item in work(me, at, today) if items is None else items:
        kind = _KIND.get(item.why, "")
        if kind in wanted and (kind != DUE or _near(item, wishes.days_before)):
            yield _notice(me, wishes, kind, _key(item), _said(item), item, at)
    if ASSIGNED in wanted:
        for key, item in own_work.given_to(me, at, today):
            yield _notice(me, wishes, ASSIGNED, f"assigned:{key}", _with(_GIVEN, item.what), item, at)


def _near(item: WorkItem, days: int) -> bool:
    return item.left is not None and item.left <= days


def _key(item: WorkItem) -> str:
    """Return what names a notice: a last day that moved is told anew, and a day that has passed once more."""
    if item.why is not Why.DUE:
        return item.key
    return f"due:{item.key}:{item.due_on}:{'late' if item.late else 'soon'}"


def _said(item: WorkItem) -> Text:
    if item.why is not Why.DUE:
        return item.what
    return _with(_LATE if item.late else _SOON, item.what)


def _with(frame: Text, what: Text) -> Text:
    return Text(frame.zh.format(what.zh), frame.en.format(what.en))


def _notice(me: Colleague, wishes: Wishes, kind: str, key: str, said: Text, item: WorkItem, at: datetime) -> Notice:
    return Notice(
        officer_id=me.officer_id, kind=kind, key=key[:200], source=item.source, number=item.number[:40], zh=said.zh, en=said.en,
        title=item.title, page=item.page, page_of=item.at, actor=item.by, due_on=item.due_on, made_at=at, in_app=kind in wishes.in_app,
    )  # fmt: skip
