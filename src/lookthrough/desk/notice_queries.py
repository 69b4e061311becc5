"""What is asked of notices: one's own list, how many wait to be read, what was chosen, how the mails stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q

from lookthrough.desk.addresses import address_of, wanted_address_of
from lookthrough.desk.models import CalendarKey, Letter, Notice
from lookthrough.desk.noticing import wishes_of
from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice of an officer."""

    notice_id: int
    kind: str
    source: str
    number: str
    what: Text
    title: str
    page: str
    page_of: str
    actor: str
    due_on: date | None
    made_at: datetime
    is_read: bool
    is_settled: bool
    mailed_at: datetime | None

    @property
    def is_new(self) -> bool:
        """Return whether it waits to be read."""
        return not self.is_read and not self.is_settled


@dataclass(frozen=True, slots=True)
class WishesRow:
    """What an officer chose; ``address`` is shown to the officer alone."""

    in_app: frozenset[str]
    by_mail: frozenset[str]
    days_before: int
    address: str
    confirmed: bool
    wanted: str  # an address whose code has not come back yet


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A calendar key: its name and when it was last used; the key itself was shown once."""

    key_id: int
    name: str
    made_at: datetime
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailState:
    """How the mails stand: whether any can leave, how many wait, failed and were sent, and what failed last."""

    is_set_up: bool
    counts: Mapping[str, int]
    failing: list[tuple[int, datetime, int, str, str, datetime]]  # number, made at, tries, trouble, state, next try


def notices(*, officer_id: int, only_new: bool = False, limit: int = 200) -> list[NoticeRow]:
    """Return an officer's notices, the newest first."""
    found = Notice.objects.filter(officer_id=officer_id, in_app=True).select_related("letter")
    if only_new:
        found = found.filter(read_at=None, settled_at=None)
    return [_row(one) for one in found[:limit]]


def notice(*, notice_id: int, officer_id: int) -> NoticeRow | None:
    """Return one of the officer's own notices."""
    one = Notice.objects.filter(pk=notice_id, officer_id=officer_id).select_related("letter").first()
    return _row(one) if one else None


def unread(*, officer_id: int) -> int:
    """Return how many notices wait to be read."""
    return Notice.objects.filter(officer_id=officer_id, in_app=True, read_at=None, settled_at=None).count()


def wishes(*, officer_id: int, at: datetime) -> WishesRow:
    """Return what the officer chose."""
    one = wishes_of(officer_id)
    waits = bool(one.code_digest and one.code_until and one.code_until > at)
    return WishesRow(
        frozenset(one.in_app),
        frozenset(one.by_mail),
        one.days_before,
        address_of(one),
        one.confirmed_at is not None,
        wanted_address_of(one) if waits else "",
    )


def calendar_keys(*, officer_id: int) -> list[KeyRow]:
    """Return the officer's keys that still open."""
    found = CalendarKey.objects.filter(officer_id=officer_id, revoked_at=None)
    return [KeyRow(one.pk, one.name, one.made_at, one.last_read_at) for one in found]


def mail_is_set_up() -> bool:
    """Return whether this installation has a server to hand mails to."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


def mail_state() -> MailState:
    """Return how the mails stand, for who runs the machine: numbers and codes, nobody's name or address."""
    counts = dict(Letter.objects.values_list("state").annotate(n=Count("*")))
    troubled = Q(state__in=("waiting", "sending", "given_up"), tries__gt=0) | Q(state="unsure")
    failing = Letter.objects.filter(troubled).order_by("-id")[:20]
    rows = [(one.pk, one.made_at, one.tries, one.trouble, one.state, one.next_try_at) for one in failing]
    return MailState(mail_is_set_up(), counts, rows)


def _row(one: Notice) -> NoticeRow:
    return NoticeRow(
        one.pk, one.kind, one.source, one.number, Text(one.zh, one.en), one.title, one.page, one.page_of, one.actor, one.due_on,
        one.made_at, one.read_at is not None, one.settled_at is not None, one.letter.sent_at if one.letter else None,
    )  # fmt: skip
