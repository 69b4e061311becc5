"""What an officer does with notices: read them, choose what to be told and how early, say where mails go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.desk import letters
from lookthrough.desk.addresses import address_of, seal
from lookthrough.desk.models import Notice, Wishes
from lookthrough.desk.notice_kinds import DAYS_BEFORE, KINDS, USUAL_DAYS
from lookthrough.desk.notice_queries import mail_is_set_up
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.sealing import digests
from lookthrough.registry.handling_operations import NotAllowed

CODE_FOR = timedelta(minutes=30)
MOST_TRIES, MOST_CODES = 5, 5  # of one code; of codes in a day
_NO_ADDRESS = Text("请填写邮箱地址，例如 name@example.gov.cn", "please give a mail address, such as name@example.gov.cn")
_NO_MAIL = Text("本系统没有设置发信服务器，请联系系统管理员", "no mail server is set up here: please ask the system administrator")
_NOT_SENT = Text(
    "验证邮件没有发出，请稍后再试；地址未改动", "the mail with the code could not be sent: try again later; nothing was changed"
)
_CODES = Text("今天的验证邮件已发完，请明天再试", "no more codes today: please try again tomorrow")
_WRONG = Text("验证码不对，请核对后再填", "that is not the code: please look again")
_OVER = Text("验证码已失效，请重新发送", "the code no longer counts: please have a new one sent")
_DAYS = Text("请从列出的天数中选择", "please choose one of the numbers of days")


def mark_read(*, officer_id: int, at: datetime, notice_ids: Iterable[int] | None = None) -> int:
    """Mark some of one's own notices as read, or all of them; returns how many there were."""
    found = Notice.objects.filter(officer_id=officer_id, read_at=None)
    if notice_ids is not None:
        found = found.filter(pk__in=list(notice_ids))
    return found.update(read_at=at)


def mark_unread(*, officer_id: int, notice_ids: Iterable[int]) -> int:
    """Mark some of one's own notices as new again."""
    return Notice.objects.filter(officer_id=officer_id, pk__in=list(notice_ids)).update(read_at=None)


@transaction.atomic
def choose(*, in_app: Iterable[str], by_mail: Iterable[str], days_before: int, officer_id: int, at: datetime) -> None:
    """Keep what an officer wants to be told in the app and by mail, and how early."""
    if days_before not in DAYS_BEFORE:
        raise NotAllowed(_DAYS)
    one = _wishes(officer_id)
    one.in_app, one.by_mail, one.days_before = _known(in_app), _known(by_mail), days_before
    one.save(update_fields=["in_app", "by_mail", "days_before"])
    _record(officer_id, "notices_chosen", at, {"in_app": one.in_app, "by_mail": one.by_mail, "days_before": days_before})


def send_code(*, address: str, officer_id: int, at: datetime) -> None:
    """Send a code to an address; it counts as the officer's own once the code comes back."""
    wanted = address.strip()
    try:
        validate_email(wanted)
    except ValidationError:
        raise NotAllowed(_NO_ADDRESS) from None
    if not mail_is_set_up():
        raise NotAllowed(_NO_MAIL)
    code = f"{secrets.randbelow(10**8):08d}"
    with transaction.atomic():
        one = _wishes(officer_id)
        fresh = one.code_until is None or localdate(one.code_until) < localdate(at)
        if not fresh and one.codes_sent >= MOST_CODES:
            raise NotAllowed(_CODES)
        one.codes_sent = 1 if fresh else one.codes_sent + 1
        one.sealed_wanted = seal(officer_id, wanted)
        one.code_digest, one.code_until, one.code_tries = _digests(code, officer_id)[0], at + CODE_FOR, 0
        one.save()
        _record(officer_id, "mail_address_given", at)
    if letters.hand_over(letters.code_mail(to=wanted, code=code)).trouble:
        raise NotAllowed(_NOT_SENT)


def confirm(*, code: str, officer_id: int, at: datetime) -> None:
    """Take a code that came back: from then on mails go to the address. A wrong one is counted, then refused."""
    if not _comes_back(code, officer_id, at):
        raise NotAllowed(_WRONG)


@transaction.atomic
def _comes_back(code: str, officer_id: int, at: datetime) -> bool:
    one = _wishes(officer_id)
    if not one.code_digest or one.code_until is None or one.code_until < at or one.code_tries >= MOST_TRIES:
        raise NotAllowed(_OVER)
    right = any(secrets.compare_digest(one.code_digest, each) for each in _digests("".join(code.split()), officer_id))
    if right:
        one.sealed_address, one.sealed_wanted, one.confirmed_at, one.code_digest = one.sealed_wanted, "", at, ""
        one.by_mail = one.by_mail or list(KINDS)
    one.code_tries += 1
    one.save()
    if right:
        _record(officer_id, "mail_address_confirmed", at)
    return right


@transaction.atomic
def forget_address(*, officer_id: int, at: datetime) -> None:
    """Remove the officer's address; no mail is sent any more."""
    one = _wishes(officer_id)
    had = bool(address_of(one) or one.sealed_wanted)
    one.sealed_address, one.sealed_wanted, one.confirmed_at, one.code_digest = "", "", None, ""
    one.save(update_fields=["sealed_address", "sealed_wanted", "confirmed_at", "code_digest"])
    if had:
        _record(officer_id, "mail_address_removed", at)


def _wishes(officer_id: int) -> Wishes:
    """Return the officer's row, locked; made with what is usual on first use."""
    usual = {"in_app": list(KINDS), "days_before": USUAL_DAYS}
    one, _made = Wishes.objects.select_for_update().get_or_create(officer_id=officer_id, defaults=usual)
    return one


def _known(kinds: Iterable[str]) -> list[str]:
    chosen = set(kinds)
    return [kind for kind in KINDS if kind in chosen]


def _digests(code: str, officer_id: int) -> list[str]:
    return digests(code, about=f"mail code of {officer_id}")


def _record(officer_id: int, action: str, at: datetime, details: dict[str, object] | None = None) -> None:
    by = offices.officer(officer_id=officer_id)
    audit.record(
        actor=by.username if by else "", action=action, object_type="officer", object_id=str(officer_id), purpose="", at=at, details=details
    )
