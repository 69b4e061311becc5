"""Who tries many names from one address is shut out there for a while, whichever names these are."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookthrough.intake import sender_operations
from lookthrough.intake.models import FailedSignIn
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.sender_operations import SignedIn
from lookthrough.intake.storing import local_day
from lookthrough.kernel.texts import Text

_KEPT_FOR = timedelta(days=1)
_CLOSED = Text("此处失败次数过多，请 {minutes} 分钟后再试", "too many failures from here: please try again in {minutes} minutes")


class ClosedHere(NotAllowed):
    """Nobody signs in from this address for a while."""


def sign_in_from(*, username: str, password: str, address_hash: str, at: datetime) -> SignedIn | None:
    """Sign a sender's person in; failures count against the account and against the address they come from.

    The answer to a wrong password, an unknown name and a locked account is the same: nothing.
    """
    limits = settings_on(local_day(at))
    minutes = limits.whole("sign_in_lock_minutes")
    recent = FailedSignIn.objects.filter(address_hash=address_hash, at__gt=at - timedelta(minutes=minutes))
    if recent.count() >= limits.whole("sign_in_failures_of_address"):
        raise ClosedHere(Text(_CLOSED.zh.format(minutes=minutes), _CLOSED.en.format(minutes=minutes)))
    found = sender_operations.sign_in(username=username, password=password, at=at)
    if found is None:
        FailedSignIn.objects.filter(at__lt=at - _KEPT_FOR).delete()
        FailedSignIn.objects.create(address_hash=address_hash, at=at)
    return found
