"""What forms about leads and cases give: numbers, days, the version that was seen; and how a refusal is told."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_NO_DAY = Text("请选择日期", "please choose a day")


def whole(given: str) -> int:
    """Return a number from a form; nought for what is none."""
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def day(given: str) -> date:
    """Return a day from a form."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotAllowed(_NO_DAY) from None


def version(request: HttpRequest) -> int | None:
    """Return the version that the officer saw when the form was made."""
    return whole(request.POST.get("version", "")) or None
