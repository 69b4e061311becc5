"""The body's own way in: code and credit code open its check, wrong codes count against the address they come from."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from lookthrough.kernel.identifiers import normalise_uscc
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.supervision.models import Check, WrongCheckCode
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.operations import code_hash

LOCKED_FOR = timedelta(minutes=15)
_KEPT_FOR = timedelta(days=1)
_WRONG = Text("自查码与统一社会信用代码不符，或检查已结束", "the code does not fit the credit code, or the check is over")
_LOCKED = Text("错误次数过多，请十五分钟后再试", "too many wrong codes: please try again in a quarter of an hour")


class Locked(NotAllowed):
    """Too many wrong codes from one address: the page is closed to it for a while."""

    def __init__(self) -> None:
        super().__init__(_LOCKED)


def open_check(*, code: str, uscc: str, address_hash: str, at: datetime) -> int:
    """Return the id of the check that a code opens for the firm of that credit code."""
    most = settings_on(at.date()).whole("wrong_codes")
    if WrongCheckCode.objects.filter(address_hash=address_hash, at__gt=at - LOCKED_FOR).count() >= most:
        raise Locked
    found = Check.objects.filter(code_hash=code_hash(code)).exclude(code_hash="").first()
    if found is None or not secrets.compare_digest(found.uscc.encode(), normalise_uscc(uscc).encode()):
        WrongCheckCode.objects.filter(at__lt=at - _KEPT_FOR).delete()
        WrongCheckCode.objects.create(address_hash=address_hash, at=at)
        raise NotAllowed(_WRONG)
    return found.pk
