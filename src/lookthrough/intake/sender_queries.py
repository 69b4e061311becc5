"""What is asked of senders: which there are, their people and their programs' tokens (never a password or a token)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lookthrough.intake.models import Sender, SenderAccount, SenderToken
from lookthrough.intake.template import Template, sender_kinds, templates_of
from lookthrough.intake.who import Who, senders_seen
from lookthrough.kernel.texts import Text
from lookthrough.offices.sealing import digests


@dataclass(frozen=True, slots=True)
class SenderView:
    """A body that reports, with what it reports."""

    sender_id: str
    kind: str
    kind_title: Text
    group: str
    name: str
    region_code: str
    subject_id: str
    reports_from: date
    reports_until: date | None
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """A person of a sender."""

    account_id: int
    username: str
    name: str
    sender_id: str
    is_active: bool
    must_change: bool
    locked_until: datetime | None
    last_signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A program's token, without the token."""

    token_id: int
    name: str
    made_at: datetime
    made_by: str
    expires_on: date
    revoked_at: datetime | None
    last_used_at: datetime | None


def senders(*, by: Who) -> list[SenderView]:
    """Return the senders that somebody sees: its own, or those of an officer's district."""
    return [_view(one) for one in Sender.objects.filter(pk__in=senders_seen(by)).order_by("kind", "region_code", "name")]


def sender(*, sender_id: str, by: Who) -> SenderView | None:
    """Return one sender, or nothing when the asker may not see it."""
    found = Sender.objects.filter(pk=sender_id).first() if sender_id in senders_seen(by) else None
    return _view(found) if found else None


def own_sender(*, by: Who) -> SenderView | None:
    """Return the sender that a person or program belongs to."""
    found = senders(by=by) if by.officer_id is None else []
    return found[0] if found else None


def account(*, account_id: int | None) -> AccountView | None:
    """Return an open account by its id, as a session asks for it."""
    found = SenderAccount.objects.filter(pk=account_id, is_active=True).first() if account_id else None
    return _account(found) if found else None


def session_stamp(*, account_id: int) -> str:
    """Return what changes whenever a password does, so that sessions begun under the one before end; nothing that leads back to it."""
    kept = SenderAccount.objects.filter(pk=account_id, is_active=True).values_list("password", flat=True).first()
    return digests(kept, about="sender session")[0] if kept else ""


def accounts_of(*, sender_id: str, by: Who) -> list[AccountView]:
    """Return the people of a sender."""
    seen = sender_id in senders_seen(by)
    return [_account(one) for one in SenderAccount.objects.filter(sender_id=sender_id).order_by("username")] if seen else []


def tokens_of(*, sender_id: str, by: Who) -> list[TokenView]:
    """Return the tokens of a sender's programs, the newest first."""
    found = SenderToken.objects.filter(sender_id=sender_id).order_by("-made_at") if sender_id in senders_seen(by) else ()
    return [TokenView(one.pk, one.name, one.made_at, one.made_by, one.expires_on, one.revoked_at, one.last_used_at) for one in found]


def _view(one: Sender) -> SenderView:
    kind = sender_kinds()[one.kind]
    return SenderView(
        one.sender_id, one.kind, kind.title, kind.group, one.name, one.region_code, one.subject_id, one.reports_from, one.reports_until,
        tuple(templates_of(one.kind)),
    )  # fmt: skip


def _account(one: SenderAccount) -> AccountView:
    return AccountView(
        one.pk,
        one.username,
        one.name,
        one.sender_id,
        one.is_active,
        one.one_time_until is not None,
        one.locked_until,
        one.last_signed_in_at,
    )
