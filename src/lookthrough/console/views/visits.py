"""Field visits on a phone: a page that opens without signal, the day's list, records that arrive later, photos read at the desk."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from lookthrough.audit import operations as audit
from lookthrough.cases.campaigns import entry_queries, visit_operations
from lookthrough.cases.campaigns.catalogue import terms_on
from lookthrough.console import words
from lookthrough.console.access import needs, officer_id
from lookthrough.console.views.triage import district_of
from lookthrough.console.words_of_campaigns import PHONE
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

PHOTOS = "evidence/visits"
SHELL = (
    "console/console.css",
    "console/dark.css",
    "console/visits/visits.css",
    "console/visits/visits.js",
    "console/visits/vault.js",
    "console/mark.svg",
)
_SENSORS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"
_BROKEN = Text("记录不完整，请在手机上打开后重新保存", "the record is not whole: open it on the phone and save it again")
_LARGEST_ID = 2**63
_LONGEST = 64_000  # signs of a record without its photos


@require_GET
@needs(Action.WORK_CAMPAIGNS)
def phone(request: HttpRequest) -> HttpResponse:
    """Show the page for the phone; it holds no firm and no name, so that it may be kept on the phone."""
    said = {name: str(text) for name, text in PHONE.items()}
    response = render(request, "console/visits/phone.html", {"words": said, "version": _version()})
    response.headers["Permissions-Policy"] = _SENSORS
    return response


@require_GET
@needs(Action.WORK_CAMPAIGNS)
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker; its scope is the path of visits, the files that it keeps are named here."""
    shell = [reverse("console:visits"), *(static(one) for one in SHELL)]
    head = f'"use strict";\nconst VERSION = {json.dumps(_version())};\nconst SHELL = {json.dumps(shell)};\n'
    return HttpResponse(head + _file("console/visits/worker.js").decode(), content_type="text/javascript; charset=utf-8")


@require_GET
@needs(Action.WORK_CAMPAIGNS)
def today(request: HttpRequest) -> JsonResponse:
    """Return what a phone keeps for the day: the officer's firms, their forms, the limits, and the key that seals records on it."""
    device = _uuid(request.GET.get("phone", ""))
    if device is None:
        raise Http404
    now, terms = timezone.localtime(), terms_on(timezone.localdate())
    firms = entry_queries.to_visit(
        username=request.user.get_username(), district=district_of(request), on=now.date(), most=terms.whole("firms_on_phone")
    )
    return JsonResponse(
        {
            "csrf": get_token(request), "owner": _owner(request), "key": base64.b64encode(_key(request, device)).decode(),
            "now": now.isoformat(), "day": now.date().isoformat(), "firms": [_firm(one) for one in firms],
            "forms": entry_queries.forms_for(numbers=sorted({one.number for one in firms})),
            "limits": {name: terms.whole(name) for name in ("phone_hours", "phone_mb", "photo_mb", "photos_a_visit", "firms_on_phone")},
        }
    )  # fmt: skip


@require_POST
@needs(Action.WORK_CAMPAIGNS)
def send(request: HttpRequest) -> JsonResponse:
    """Take one record in; whatever is refused stays on the phone, with the reason."""
    folder = settings.HOME / PHOTOS
    try:
        sent = _sent(request)
        arrived = visit_operations.receive(sent=sent, folder=folder, officer_id=officer_id(request), at=timezone.localtime())
    except NotAllowed as refusal:
        return JsonResponse({"state": "refused", "reason": refusal.reason.in_language(words.language())}, status=422)
    return JsonResponse({"state": "clash" if arrived.state == "clash" else "sent", "standing": arrived.state, "again": arrived.again})


@require_GET
@needs(Action.SEE_CAMPAIGNS)
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show a photo of a visit; each reading stands in the trail. A photo that is not as it came is not shown."""
    try:
        found = entry_queries.photo(photo_id=photo_id, district=district_of(request), folder=settings.HOME / PHOTOS)
    except (ValueError, OSError):
        raise Http404 from None
    if found is None:
        raise Http404
    content, kind, digest, entry_id = found
    audit.record(
        actor=request.user.get_username(), action="campaign.photo_read", object_type="campaign_firm", object_id=str(entry_id), purpose="",
        at=timezone.now(), details={"photo": photo_id, "sha256": digest},
    )  # fmt: skip
    return HttpResponse(content, content_type=f"image/{kind}", headers={"Content-Disposition": f'inline; filename="{digest[:12]}.{kind}"'})


def _firm(one: entry_queries.ToVisit) -> dict[str, Any]:
    language = words.language()
    return {
        "entry": one.entry_id, "name": one.name, "region": words.region_name(one.region_code), "field": one.field, "number": one.number,
        "visit_on": one.visit_on.isoformat(), "done": one.done, "reasons": [said.in_language(language) for said in one.reasons],
        "with": list(one.with_officers), "answers": dict(one.answers), "stands": one.stands, "clash": one.clash,
    }  # fmt: skip


def _sent(request: HttpRequest) -> visit_operations.Sent:
    """Return the record of a request, or refuse what is not whole."""
    try:
        written = request.POST.get("record", "")
        if len(written) > _LONGEST or "\\u0000" in written:
            raise NotAllowed(_BROKEN)
        said = json.loads(written)
        seen_at = parse_datetime(said["seen_at"])
        if seen_at is None or seen_at.tzinfo is None or not 0 < int(said["entry"]) < _LARGEST_ID:
            raise NotAllowed(_BROKEN)
        return visit_operations.Sent(
            visit_id=UUID(said["visit"]), phone=UUID(said["phone"]), entry_id=int(said["entry"]),
            based_on=UUID(said["based_on"]) if said.get("based_on") else None, answers=_table(said["answers"]),
            note=str(said.get("note", "")), place=said.get("place") if isinstance(said.get("place"), Mapping) else None,
            no_place=str(said.get("no_place", "")), seen_at=seen_at, photos=[one.read() for one in _photos(request)],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise NotAllowed(_BROKEN) from None


def _photos(request: HttpRequest) -> list[Any]:
    """Return the photos of a request, none of them read into memory that is larger than a photo may be."""
    largest = terms_on(timezone.localdate()).whole("photo_mb") * 1024**2
    found = request.FILES.getlist("photo")
    if any(one.size is None or one.size > largest for one in found):
        raise NotAllowed(Text(f"照片超过 {largest // 1024**2} MB", f"the photo is larger than {largest // 1024**2} MB"))
    return found


def _table(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise NotAllowed(_BROKEN)
    return given


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _key(request: HttpRequest, device: UUID) -> bytes:
    """Return the key that seals one officer's records on one phone; it is reckoned anew each time and stored nowhere here."""
    info = f"field visits, officer {officer_id(request)}, phone {device}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(settings.SECRET_KEY.encode())


def _owner(request: HttpRequest) -> str:
    """Return a mark by which a phone knows whose a record is; it names nobody."""
    return hmac.new(settings.SECRET_KEY.encode(), f"field visits, owner {officer_id(request)}".encode(), "sha256").hexdigest()[:24]


def _file(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404
    with open(found, "rb") as file:  # noqa: PTH123 - a path of the finders
        return file.read()


def _version() -> str:
    """Return what changes when any file that a phone keeps changes, or the language or light of its page."""
    return hashlib.sha256(b"".join(_file(one) for one in (*SHELL, "console/visits/worker.js"))).hexdigest()[:12]
