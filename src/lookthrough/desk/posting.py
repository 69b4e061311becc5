"""Sends notices by mail: gathers what is new for each officer in one letter, hands it over once, tries again what nobody took.

Where a process died while it handed a letter over, or the server fell silent, nobody knows whether it went out: it is not sent again by
itself (what it tells stands in the app), but by a person who asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from lookthrough.audit import operations as audit
from lookthrough.desk import letters
from lookthrough.desk.addresses import address_of
from lookthrough.desk.models import Letter, Notice, Wishes
from lookthrough.desk.notice_queries import mail_is_set_up
from lookthrough.offices import queries as offices

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=5)  # doubled after each failure: the last try comes some ten hours after the first
_STUCK = timedelta(minutes=15)  # a process that claimed a letter and said nothing since has died


@dataclass(slots=True)
class Posted:
    """What a run of the post did."""

    gathered: int = 0
    sent: int = 0
    failed: int = 0
    unsure: int = 0
    given_up: int = 0
    is_set_up: bool = True


def post(*, at: datetime) -> Posted:
    """Gather new notices into letters and hand over every letter that is due; run again it sends nothing twice."""
    done = Posted(is_set_up=mail_is_set_up())
    if not done.is_set_up:
        return done
    done.gathered = sum(_gather(one, at) for one in Wishes.objects.exclude(confirmed_at=None))
    done.unsure = _left_by_the_dead(at)
    for letter_id in _due(at):
        _send(letter_id, at, done)
    if done.sent or done.given_up or done.unsure:
        audit.record(
            actor="system", action="notices_mailed", object_type="mail", object_id="", purpose="", at=at,
            details={"sent": done.sent, "failed": done.failed, "unsure": done.unsure, "given_up": done.given_up},
        )  # fmt: skip
    return done


@transaction.atomic
def retry(*, at: datetime, unsure: bool = False) -> int:
    """Put the letters that were given up back in line, if asked those too that may have gone out; returns how many."""
    states = ("given_up", "unsure") if unsure else ("given_up",)
    return Letter.objects.filter(state__in=states).update(state="waiting", tries=0, next_try_at=at)


def _gather(wishes: Wishes, at: datetime) -> int:
    """Put what is new for an officer, and chosen for mails, into one letter."""
    with transaction.atomic():
        locked = Wishes.objects.select_for_update().get(pk=wishes.pk)
        new = Notice.objects.filter(officer_id=locked.officer_id, kind__in=locked.by_mail, letter=None, settled_at=None, read_at=None)
        new = new.filter(made_at__gte=locked.confirmed_at)
        ids = list(new.values_list("pk", flat=True))
        if not ids or not offices_know(locked.officer_id):
            return 0
        letter = Letter.objects.create(officer_id=locked.officer_id, made_at=at, next_try_at=at)
        Notice.objects.filter(pk__in=ids).update(letter=letter)
        return 1


def offices_know(officer_id: int) -> bool:
    """Return whether an officer still works here."""
    found = offices.officer(officer_id=officer_id)
    return found is not None and found.is_active and found.district is not None


def _left_by_the_dead(at: datetime) -> int:
    """Set aside what a process had in hand when it died, and return how many letters that were."""
    return Letter.objects.filter(state="sending", claimed_at__lt=at - _STUCK).update(state="unsure", trouble="ProcessDied")


def _due(at: datetime) -> list[int]:
    return list(Letter.objects.filter(state="waiting", next_try_at__lte=at).values_list("pk", flat=True))


def _send(letter_id: int, at: datetime, done: Posted) -> None:
    """Claim one letter, hand it over and write down how that went; what another process claimed is left to it."""
    letter = _claimed(letter_id, at)
    if letter is None:
        return
    wishes = Wishes.objects.filter(officer_id=letter.officer_id).exclude(confirmed_at=None).first()
    to = address_of(wishes) if wishes and offices_know(letter.officer_id) else ""
    notices = list(letter.notices.filter(settled_at=None).order_by("pk"))
    if not to or not notices:
        _closed(letter, "needless", at)
        return
    handed = letters.hand_over(letters.notice_mail(to=to, letter=letter, notices=notices))
    trouble = handed.trouble
    if not trouble:
        done.sent += 1
        _closed(letter, "sent", at)
    elif handed.may_be_sent:
        done.unsure += 1
        _closed(letter, "unsure", at, trouble)
    elif letter.tries + 1 >= MOST_TRIES:
        done.given_up += 1
        _closed(letter, "given_up", at, trouble)
    else:
        done.failed += 1
        _closed(letter, "waiting", at, trouble)


def _claimed(letter_id: int, at: datetime) -> Letter | None:
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        one = Letter.objects.select_for_update(skip_locked=skip).filter(pk=letter_id, state="waiting").first()
        if one is not None:
            one.state, one.claimed_at = "sending", at
            one.save(update_fields=["state", "claimed_at"])
        return one


def _closed(letter: Letter, state: str, at: datetime, trouble: str = "") -> None:
    if trouble:
        letter.next_try_at = at + FIRST_WAIT * 2**letter.tries
    letter.tries += state != "needless"
    letter.state, letter.trouble, letter.sent_at = state, trouble[:80], at if state == "sent" else None
    letter.save(update_fields=["state", "trouble", "sent_at", "tries", "next_try_at"])
