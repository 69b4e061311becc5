"""Where a firm answers: the code and its credit code open the question, the answer gets a receipt. No account, no scripts."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.kernel.identifiers import keyed_hash
from lookthrough.registry import triage_answers as answers
from lookthrough.registry.office_settings import settings_on
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.registry.triage_answers import AskedOfFirm, Locked
from lookthrough.registry.triage_operations import NotAllowed

_PURPOSE = "portal.answer"
_GOOD_FOR = 2 * 60 * 60  # seconds to write
EVIDENCE = "evidence/answers"


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with the right one show the question and the form to answer it."""
    if request.method != "POST":
        return render(request, "portal/begin.html")
    code, uscc = request.POST.get("code", "")[:60], request.POST.get("uscc", "")[:40]
    try:
        asked = answers.open_question(code=code, uscc=uscc, address_hash=_address(request), at=timezone.localtime())
    except Locked as refusal:
        return render(request, "portal/begin.html", {"refused": _said(refusal)}, status=429)
    except NotAllowed as refusal:
        return render(request, "portal/begin.html", {"refused": _said(refusal), "uscc": uscc}, status=403)
    return _form(request, asked)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep the answer and show its receipt; what was refused stays in the form."""
    asked = _opened(request.POST.get("opened", ""))
    if asked is None:
        return render(request, "portal/begin.html", {"expired": True}, status=403)
    text = request.POST.get("text", "")
    try:
        receipt = answers.answer(
            question_id=asked.question_id, text=text, files=[_sent(one) for one in request.FILES.getlist("files") if one.name],
            folder=settings.HOME / EVIDENCE, at=timezone.localtime(),
        )  # fmt: skip
    except NotAllowed as refusal:
        return _form(request, asked, text=text, refused=_said(refusal), had_files=bool(request.FILES), status=400)
    return render(request, "portal/receipt.html", {"asked": asked, "receipt": receipt, "at": timezone.localtime()})


def _form(request: HttpRequest, asked: AskedOfFirm, *, status: int = 200, **more: Any) -> HttpResponse:
    if asked.receipt:
        return render(request, "portal/receipt.html", {"asked": asked, "receipt": asked.receipt, "before": True})
    limits = settings_on(timezone.localdate())
    context = {
        "asked": asked,
        "opened": signing.dumps(asked.question_id, salt=_PURPOSE),
        "longest": answers.LONGEST_ANSWER,
        "most_files": limits.whole("answer_files"),
        "largest_mb": limits.whole("answer_file_mb"),
        "late": timezone.localdate() > asked.due_on,
    }
    return render(request, "portal/question.html", context | more, status=status)


def _opened(signed: str) -> AskedOfFirm | None:
    """Return the question that was opened with its code within the last two hours, or nothing."""
    try:
        question_id = signing.loads(signed, salt=_PURPOSE, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return None
    return answers.question(question_id=int(question_id))


def _sent(one: UploadedFile[Any]) -> SentFile:
    return SentFile(str(one.name), one.read())


def _said(refusal: NotAllowed) -> str:
    return refusal.reason.in_language(get_language() or "zh-hans")


def _address(request: HttpRequest) -> str:
    """Return where the request came from as a keyed hash: behind a proxy the address that it reports, never one the stranger claims."""
    forwarded = request.headers.get("x-forwarded-for", "") if settings.ORIGIN else ""
    found = forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR") or "")
    shown = found if re.fullmatch(r"[0-9a-fA-F.:]{2,45}", found) else ""
    return keyed_hash(f"{_PURPOSE}:{shown}", settings.SECRET_KEY.encode())
