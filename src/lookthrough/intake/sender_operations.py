"""Who may report: senders are recorded, their people let in, their programs given tokens; an officer does it, within the district."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.intake.models import Sender, SenderAccount, SenderToken
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.storing import local_day
from lookthrough.intake.template import sender_kinds
from lookthrough.intake.who import Who
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.operations import random_password
from lookthrough.offices.roles import Action
from lookthrough.offices.sealing import digests

_NO_ROLE = Text("您的角色或辖区不能管理此报送单位", "your role or district does not manage this sender")
_KIND = Text("没有此类报送单位", "there is no such kind of sender")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,58}")
_ID_TAKEN = Text(
    "单位编号已有人使用，或不是小写字母、数字和连字符", "that id is taken, or is not made of small letters, figures and hyphens"
)
_TAKEN = Text("该登录名已有人使用", "that user name is taken")
_TOKEN_DAYS = Text("令牌最长有效期为 {days} 天", "a token lasts at most {days} days")
_SHORTEST = 12
_PASSWORD = Text("密码至少 12 个字符，且不同于登录名", "a password has at least 12 characters and is not the user name")
_NOBODY = make_password(None)  # checked when there is no such account, so that time does not tell


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person of a sender who has just proved who it is; ``must_change`` while the password is one somebody else has seen."""

    account_id: int
    username: str
    name: str
    sender_id: str
    must_change: bool

    @property
    def who(self) -> Who:
        """Return how this person acts."""
        return Who(actor=self.username, account_id=self.account_id)


def record_sender(
    *, sender_id: str, kind: str, name: str, reports_from: date, at: datetime, region_code: str = "", subject_id: str = "",
    reports_until: date | None = None, officer_id: int | None = None, actor: str, new: bool = False,
) -> None:  # fmt: skip
    """Record a body that reports, or bring it up to date; ``new`` refuses an id that stands already.

    Without ``officer_id`` it is the command line or the sample area; an officer's district must hold the body as it is and as it will be.
    """
    if kind not in sender_kinds():
        raise NotAllowed(_KIND)
    stands = Sender.objects.filter(pk=sender_id).exists()
    if officer_id is not None:
        _manager(officer_id, region_code)
        if stands:
            _sender(sender_id, officer_id)
    if new and (stands or not _ID.fullmatch(sender_id)):
        raise NotAllowed(_ID_TAKEN)
    said = {
        "kind": kind, "name": name, "region_code": region_code, "subject_id": subject_id, "reports_from": reports_from,
        "reports_until": reports_until,
    }  # fmt: skip
    with transaction.atomic():
        Sender.objects.update_or_create(sender_id=sender_id, defaults=said, create_defaults={**said, "recorded_at": at})
        _record(actor, "intake.sender_recorded", sender_id, at, {"kind": kind, "reports_from": reports_from.isoformat()})


def open_account(
    *, sender_id: str, username: str, name: str, at: datetime, actor: str, officer_id: int | None = None, password: str | None = None,
    one_time_until: datetime | None = None,
) -> str:  # fmt: skip
    """Let a person of a sender in; returns the password, which is to be changed at the first sign-in when ``one_time_until`` is set."""
    password = password or random_password()
    with transaction.atomic():
        sender = _sender(sender_id, officer_id)
        if SenderAccount.objects.filter(username=username).exists():
            raise NotAllowed(_TAKEN)
        SenderAccount.objects.create(
            username=username, name=name, sender=sender, password=make_password(password), one_time_until=one_time_until, opened_at=at
        )
        _record(actor, "intake.account_opened", sender_id, at, {"username": username})
    return password


def close_account(*, username: str, at: datetime, actor: str, officer_id: int | None = None) -> None:
    """Shut a person out; what was sent under the account stays."""
    with transaction.atomic():
        account = _account(username, officer_id)
        account.is_active = False
        account.save(update_fields=["is_active"])
        _record(actor, "intake.account_closed", account.sender_id, at, {"username": username})


def reset_password(*, username: str, one_time_until: datetime, at: datetime, actor: str, officer_id: int | None = None) -> str:
    """Give a person a new one-time password and lift a lock; returns it."""
    password = random_password()
    with transaction.atomic():
        account = _account(username, officer_id)
        account.password, account.one_time_until = make_password(password), one_time_until
        account.failures, account.locked_until, account.is_active = 0, None, True
        account.save()
        _record(actor, "intake.password_reset", account.sender_id, at, {"username": username})
    return password


def change_password(*, account_id: int, old: str, new: str, at: datetime) -> None:
    """Change one's own password; the old one is asked for."""
    with transaction.atomic():
        account = SenderAccount.objects.select_for_update().get(pk=account_id, is_active=True)
        if len(new) < _SHORTEST or new == account.username or new == old or not check_password(old, account.password):
            raise NotAllowed(_PASSWORD)
        account.password, account.one_time_until, account.password_changed_at = make_password(new), None, at
        account.save(update_fields=["password", "one_time_until", "password_changed_at"])
        _record(account.username, "intake.password_changed", account.sender_id, at, {})


def sign_in(*, username: str, password: str, at: datetime) -> SignedIn | None:
    """Return the person if the password is right, the account open, not locked, and a one-time password not over; else nothing.

    After the failures that the office allows the account is locked for the minutes it set; the answer does not tell which it was.
    """
    with transaction.atomic():
        account = SenderAccount.objects.select_for_update().filter(username=username).first()
        right = check_password(password, account.password if account else _NOBODY)
        if account is None or not account.is_active or (account.locked_until and at < account.locked_until):
            return None
        if not right or (account.one_time_until and at > account.one_time_until):
            _failed(account, at)
            return None
        account.failures, account.locked_until, account.last_signed_in_at = 0, None, at
        account.save(update_fields=["failures", "locked_until", "last_signed_in_at"])
        _record(account.username, "intake.signed_in", account.sender_id, at, {})
    return SignedIn(account.pk, account.username, account.name, account.sender_id, account.one_time_until is not None)


def _failed(account: SenderAccount, at: datetime) -> None:
    limits = settings_on(local_day(at))
    account.failures += 1
    if account.failures >= limits.whole("sign_in_failures"):
        account.failures, account.locked_until = 0, at + timedelta(minutes=limits.whole("sign_in_lock_minutes"))
        _record(account.username, "intake.account_locked", account.sender_id, at, {})
    account.save(update_fields=["failures", "locked_until"])


def make_token(*, sender_id: str, name: str, expires_on: date, at: datetime, actor: str, officer_id: int | None = None) -> str:
    """Give a sender's program a way in; returns the token, which is shown this once: only its keyed hash is kept."""
    days = settings_on(local_day(at)).whole("token_longest_days")
    if not local_day(at) < expires_on <= local_day(at) + timedelta(days=days):
        raise NotAllowed(Text(_TOKEN_DAYS.zh.format(days=days), _TOKEN_DAYS.en.format(days=days)))
    token = f"lt_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        sender = _sender(sender_id, officer_id)
        SenderToken.objects.create(sender=sender, name=name, digest=_digests(token)[0], made_at=at, made_by=actor, expires_on=expires_on)
        _record(actor, "intake.token_made", sender_id, at, {"name": name, "expires_on": expires_on.isoformat()})
    return token


def revoke_token(*, token_id: int, at: datetime, actor: str, officer_id: int | None = None) -> None:
    """End a token at once."""
    with transaction.atomic():
        token = SenderToken.objects.select_for_update().select_related("sender").get(pk=token_id)
        _sender(token.sender_id, officer_id)
        token.revoked_at = token.revoked_at or at
        token.save(update_fields=["revoked_at"])
        _record(actor, "intake.token_revoked", token.sender_id, at, {"name": token.name})


def token_holder(*, token: str, at: datetime) -> Who | None:
    """Return whose program holds a token, if it is neither over nor revoked; its use is noted by day."""
    found = SenderToken.objects.filter(digest__in=_digests(token), revoked_at=None, expires_on__gte=local_day(at)).first()
    if found is None:
        return None
    if found.last_used_at is None or local_day(found.last_used_at) != local_day(at):
        SenderToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return Who(actor=f"program:{found.name}", token_id=found.pk)


def _digests(token: str) -> list[str]:
    return digests(token, about="sender token")


def _manager(officer_id: int, region_code: str) -> None:
    officer = offices.able(officer_id=officer_id, action=Action.MANAGE_SENDERS)
    if officer is None or officer.district is None or not officer.district.reaches(region_code):
        raise NotAllowed(_NO_ROLE)


def _sender(sender_id: str, officer_id: int | None) -> Sender:
    found = Sender.objects.filter(pk=sender_id).first()
    if found is None:
        raise NotAllowed(_NO_ROLE)
    if officer_id is not None:
        _manager(officer_id, found.region_code)
    return found


def _account(username: str, officer_id: int | None) -> SenderAccount:
    found = SenderAccount.objects.select_for_update().select_related("sender").filter(username=username).first()
    if found is None:
        raise NotAllowed(_NO_ROLE)
    _sender(found.sender_id, officer_id)
    return found


def _record(actor: str, action: str, sender_id: str, at: datetime, details: dict[str, object]) -> None:
    audit.record(actor=actor, action=action, object_type="sender", object_id=sender_id, purpose="", at=at, details=details)
