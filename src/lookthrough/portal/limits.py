"""Nothing larger than an answer may be is read at all: the body is judged by its stated length before anybody opens it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.registry.office_settings import settings_on

PREFIXES = ("/answer/", "/check/")
_BESIDE_FILES = 1 << 20


class BodyLimit:
    """Refuses what is longer than all files of an answer together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIXES) and _length(request) > largest_body():
            return render(request, "portal/too_large.html", status=413)
        return self.get_response(request)


def largest_body() -> int:
    """Return how many bytes an answer with all its files may have."""
    limits = settings_on(timezone.localdate())
    return limits.whole("answer_files") * limits.whole("answer_file_mb") * 1024**2 + _BESIDE_FILES


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0
