"""What holds for every question and answer: no character that no store keeps, the reader's language, nothing left in a browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]


class NoNul:
    """A question with a NUL in its address or its fields ends here with 400: no person asks it, and PostgreSQL knows no such text."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Look at what was asked, once the check against forged requests has read it."""
        given = (text for fields in (request.GET, request.POST) for name, texts in fields.lists() for text in (name, *texts))
        if "\0" in request.path or any("\0" in text for text in given):
            raise BadRequest("a NUL in the request")


class LanguageByCookie:
    """Chinese, unless the reader has switched to another language of the house."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateAnswers:
    """Pages are kept by no cache, and may use none of the device's sensors; static files are public and may be kept."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
