"""Saying on the page why nothing was changed."""

from __future__ import annotations

from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.console import words
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text


class Refusal(Protocol):
    """What any room raises when it refuses a deed."""

    reason: Text


def say_why_not(request: HttpRequest, refusal: Refusal) -> None:
    """Say why nothing was changed; of a file also where in it."""
    why = refusal if isinstance(refusal, FileRefused) else refusal.reason
    messages.error(request, _("没有改动：%(why)s。") % {"why": why.in_language(words.language())})
