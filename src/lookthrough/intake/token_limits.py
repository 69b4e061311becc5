"""A program that runs wild does not keep others out: a token has so many requests a minute, counted in the store for all processes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.intake.models import SenderToken, TokenMinute
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.storing import local_day
from lookthrough.kernel.texts import Text

_TOO_MANY = Text("请求过于频繁，请 {seconds} 秒后再试", "too many requests: please try again in {seconds} seconds")


class TooMany(NotAllowed):
    """The token has asked as often as it may in this minute; ``seconds`` say when it may again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(Text(_TOO_MANY.zh.format(seconds=seconds), _TOO_MANY.en.format(seconds=seconds)))


def count_request(*, token_id: int, at: datetime) -> None:
    """Count a request of a token; ``TooMany`` when it has had those of this minute."""
    minute, most = at.replace(second=0, microsecond=0), settings_on(local_day(at)).whole("token_requests_a_minute")
    with transaction.atomic():
        SenderToken.objects.select_for_update().get(pk=token_id)
        one, _new = TokenMinute.objects.get_or_create(token_id=token_id, defaults={"minute": minute})
        if one.minute != minute:
            one.minute, one.requests = minute, 0
        if one.requests >= most:
            raise TooMany(60 - at.second)
        one.requests += 1
        one.save(update_fields=["minute", "requests"])
