"""What an officer does about a sender: records it, lets its people in or out, gives and revokes tokens; a secret is shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.console.access import officer_id
from lookthrough.console.views.returns import who
from lookthrough.intake import sender_operations, sender_queries
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.template import sender_kinds
from lookthrough.kernel.texts import Text

_ONE_TIME = timedelta(days=7)
_NO_DAY = Text("请选择日期", "please choose a day")
_NO_NAME = Text("请填写名称", "please give a name")
_NO_SUBJECT = Text("机构只报送自己的数据，请选择是哪一家机构", "a body reports on itself: choose which institution it is")
SELF_REPORTING = ("licensed", "platform")


def day_of(request: HttpRequest, name: str) -> date:
    """Read a day from a form."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


def record_sender(request: HttpRequest) -> str:
    """Record the sender that the form tells of; returns its id."""
    given = request.POST
    kind, name, sender_id = given.get("kind", ""), given.get("name", "").strip()[:120], given.get("sender_id", "").strip()[:60]
    group = sender_kinds()[kind].group if kind in sender_kinds() else ""
    if not name:
        raise NotAllowed(_NO_NAME)
    if group in SELF_REPORTING and not given.get("subject"):
        raise NotAllowed(_NO_SUBJECT)
    until = day_of(request, "until") if given.get("until") else None
    sender_operations.record_sender(
        sender_id=sender_id, kind=kind, name=name, reports_from=day_of(request, "from"), reports_until=until, at=timezone.now(),
        region_code=given.get("region", ""), subject_id=given.get("subject", "") if group in SELF_REPORTING else "",
        officer_id=officer_id(request), actor=request.user.get_username(), new=True,
    )  # fmt: skip
    messages.success(request, _("已登记报送单位。下一步：让它的人进来，或给它的程序发令牌。"))
    return sender_id


@dataclass(frozen=True, slots=True)
class Secret:
    """What is shown once: whose it is and what it opens."""

    kind: str  # password or token
    name: str
    value: str
    until: date


def _let_in(request: HttpRequest, sender_id: str) -> Secret:
    """Let a person in with a one-time password."""
    given, now = request.POST, timezone.now()
    username, name = given.get("username", "").strip()[:60], given.get("name", "").strip()[:40]
    if not username or not name:
        raise NotAllowed(_NO_NAME)
    password = sender_operations.open_account(
        sender_id=sender_id, username=username, name=name, at=now, actor=request.user.get_username(), officer_id=officer_id(request),
        one_time_until=now + _ONE_TIME,
    )  # fmt: skip
    return Secret("password", username, password, timezone.localtime(now + _ONE_TIME).date())


def _shut_out(request: HttpRequest, sender_id: str) -> None:
    """Shut a person out."""
    username = _own_person(request, sender_id)
    sender_operations.close_account(username=username, at=timezone.now(), actor=request.user.get_username(), officer_id=officer_id(request))
    messages.success(request, _("账号已停用，报送记录保留；重发密码即可恢复。"))


def _new_password(request: HttpRequest, sender_id: str) -> Secret:
    """Give a person a new one-time password, lifting a lock."""
    now, username = timezone.now(), _own_person(request, sender_id)
    password = sender_operations.reset_password(
        username=username, one_time_until=now + _ONE_TIME, at=now, actor=request.user.get_username(), officer_id=officer_id(request)
    )
    return Secret("password", username, password, timezone.localtime(now + _ONE_TIME).date())


def _give_token(request: HttpRequest, sender_id: str) -> Secret:
    """Give a program a token."""
    name, until = request.POST.get("name", "").strip()[:60], day_of(request, "until")
    if not name:
        raise NotAllowed(_NO_NAME)
    token = sender_operations.make_token(
        sender_id=sender_id,
        name=name,
        expires_on=until,
        at=timezone.now(),
        actor=request.user.get_username(),
        officer_id=officer_id(request),
    )
    return Secret("token", name, token, until)


def _revoke_token(request: HttpRequest, sender_id: str) -> None:
    """Revoke a token at once."""
    known = {str(one.token_id): one.token_id for one in sender_queries.tokens_of(sender_id=sender_id, by=who(request))}
    token_id = known.get(request.POST.get("token", ""))
    if token_id is None:
        raise Http404
    sender_operations.revoke_token(token_id=token_id, at=timezone.now(), actor=request.user.get_username(), officer_id=officer_id(request))
    messages.success(request, _("令牌已吊销，即刻不能再用；需要时另发新令牌。"))


def _own_person(request: HttpRequest, sender_id: str) -> str:
    """Return the user name in the form, if it is one of this sender's people."""
    given = request.POST.get("username", "")
    if given not in {one.username for one in sender_queries.accounts_of(sender_id=sender_id, by=who(request))}:
        raise Http404
    return given


Deed = Callable[[HttpRequest, str], Secret | None]
DEEDS: dict[str, Deed] = {
    "let-in": _let_in,
    "shut-out": _shut_out,
    "new-password": _new_password,
    "give-token": _give_token,
    "revoke-token": _revoke_token,
}
