"""The addresses for programs, and what they are answered when something is not done."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer

from lookthrough.api.description import WORDS, ReturnsAPI
from lookthrough.api.entry import SenderTokenBearer
from lookthrough.api.returns import router
from lookthrough.api.sent import NotUnderstood
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.sending_keys import KeyTaken
from lookthrough.intake.token_limits import TooMany
from lookthrough.kernel.texts import Text

_NO_TOKEN = Text("没有令牌，或令牌已过期、已吊销", "there is no token, or it is over or revoked")
_NOT_FOUND = Text("没有，或不属于本单位", "there is no such thing, or it is not this sender's")
_NOT_UNDERSTOOD = Text("请求的参数不合格：{why}", "the parameters of the request are not sound: {why}")


class Readable(JSONRenderer):
    """Writes Chinese as Chinese."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"ensure_ascii": False})


# without a page of documentation: that of the library asks a stranger's server for its scripts
api = ReturnsAPI(
    title="Lookthrough 穿透: returns", version="1", description=WORDS, auth=SenderTokenBearer(), renderer=Readable(), docs_url=None,
    urls_namespace="api",
)  # fmt: skip
api.add_router("/returns", router)


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = _refused(request, "no_token", _NO_TOKEN, 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _refused(request, "not_found", _NOT_FOUND, 404)


@api.exception_handler(NotUnderstood)
def _not_understood(request: HttpRequest, error: NotUnderstood) -> HttpResponse:
    return _refused(request, "not_understood", error.reason, 400)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)[:500]
    said = Text(_NOT_UNDERSTOOD.zh.format(why=places), _NOT_UNDERSTOOD.en.format(why=places))
    return _refused(request, "not_understood", said, 400)


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return _refused(request, "not_allowed", error.reason, 400)


@api.exception_handler(KeyTaken)
def _key_taken(request: HttpRequest, error: KeyTaken) -> HttpResponse:
    answer = _refused(request, "under_way" if error.under_way else "key_taken", error.reason, 409)
    if error.under_way:
        answer["Retry-After"] = "5"
    return answer


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    answer = _refused(request, "too_many", error.reason, 429)
    answer["Retry-After"] = str(error.seconds)
    return answer


def _refused(request: HttpRequest, code: str, reason: Text, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "zh": reason.zh, "en": reason.en}, status=status)
