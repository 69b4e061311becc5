"""Nothing larger than a return may be is read from a program: judged by the stated length, before anything is opened."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from lookthrough.intake.office_settings import settings_on
from lookthrough.kernel.texts import Text

PLACE = "/api/"
_BESIDE_THE_FILE = 1 << 20
_TOO_LARGE = Text("请求体超过 {most} MB，没有接收", "the body is larger than {most} MB: nothing was taken in")


class BodyLimit:
    """Answers 413 to what is longer than a return with what a form adds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = settings_on(timezone.localdate()).whole("largest_file_bytes") if request.path.startswith(PLACE) else 0
        if most and _length(request) > most + _BESIDE_THE_FILE:
            said = {"code": "too_large", "zh": _TOO_LARGE.zh.format(most=most >> 20), "en": _TOO_LARGE.en.format(most=most >> 20)}
            return JsonResponse(said, status=413, json_dumps_params={"ensure_ascii": False})
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0
