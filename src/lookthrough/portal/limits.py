"""Nothing larger than an answer or a return may be is read into the house: the body is judged by its stated length first."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lookthrough.intake.office_settings import settings_on as settings_of_returns
from lookthrough.registry.office_settings import settings_on

PREFIXES = ("/answer/", "/check/", "/claims/", "/reply/")
RETURNS = "/returns/"
_BESIDE_FILES = 1 << 20
_BLOCK = 1 << 20
_POURED_OUT = 4  # so many times what a return may have is taken from the line and thrown away, so that the browser hears the answer


class BodyLimit:
    """Refuses what is longer than all files of an answer together, or than a return."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIXES) and _length(request) > largest_body():
            return render(request, "portal/too_large.html", status=413)
        if request.path.startswith(RETURNS) and _length(request) > largest_return():
            return _return_refused(request)
        return self.get_response(request)


def largest_body() -> int:
    """Return how many bytes an answer with all its files may have."""
    limits = settings_on(timezone.localdate())
    return limits.whole("answer_files") * limits.whole("answer_file_mb") * 1024**2 + _BESIDE_FILES


def largest_return() -> int:
    """Return how many bytes a return may have with what a form adds."""
    return settings_of_returns(timezone.localdate()).whole("largest_file_bytes") + _BESIDE_FILES


def _return_refused(request: HttpRequest) -> HttpResponse:
    """Say that a file is too large; a browser that is still sending would else see a broken line instead of the answer."""
    left = min(_length(request), _POURED_OUT * largest_return())
    while left > 0 and (block := request.read(min(_BLOCK, left))):
        left -= len(block)
    context = {
        "size_mb": _length(request) >> 20,
        "largest_mb": largest_return() - _BESIDE_FILES >> 20,
        "bare": bool(request.headers.get("hx-request")),
    }
    return render(request, "portal/returns/too_large.html", context, status=413)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0
