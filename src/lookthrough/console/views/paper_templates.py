"""An office's letterhead and its own templates."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.papers import queries, template_operations
from lookthrough.cases.papers.kind import EVERYWHERE, paper_kinds
from lookthrough.cases.papers.wording import settings_on
from lookthrough.console import words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.safe_files import attachment, whole
from lookthrough.console.words_of_papers import TEMPLATE_STATES
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed


@needs(Action.SEE_PAPERS)
def templates(request: HttpRequest) -> HttpResponse:
    """Show the ten kinds, what each is made from, and the letterhead."""
    own = queries.own_templates(officer_id=officer_id(request))
    me = colleague(request)
    context = {
        "kinds": [(slug, kind, [one for one in own if one.kind == slug]) for slug, kind in paper_kinds().items()],
        "letterhead": queries.letterhead(officer_id=officer_id(request)), "states": TEMPLATE_STATES, "everywhere": EVERYWHERE,
        "may_bring": carries(request, Action.WORK_PAPERS), "may_adopt": carries(request, Action.APPROVE_PAPERS),
        "username": me.username if me else "", "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/papers/templates.html", context)


@needs(Action.SEE_PAPERS)
def file(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """Hand out a template: 0 is the shipped one, the form to write one's own from."""
    content = queries.template_file(kind=kind, version=version, officer_id=officer_id(request))
    if content is None:
        raise Http404
    return attachment(content, f"{paper_kinds()[kind].title.zh}-{version}.docx")


@require_POST
@needs(Action.WORK_PAPERS)
def bring(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring the office's own version."""
    sent = request.FILES.get("file")
    most = settings_on(timezone.localdate()).whole("template_mb") * 1024**2
    content = sent.read(most + 1) if isinstance(sent, UploadedFile) else b""

    def deed() -> str:
        asked = {"officer_id": officer_id(request), "at": timezone.now()}
        version = template_operations.bring(kind=kind, content=content, note=request.POST.get("note", ""), **asked)  # type: ignore[arg-type]
        return _("第 %(version)s 版已通过检查，等待第二人审定。") % {"version": version}

    return _do(request, deed)


@require_POST
@needs(Action.APPROVE_PAPERS)
def decide(request: HttpRequest, kind: str) -> HttpResponse:
    """Adopt a version, refuse it, or put it out of use."""
    version = whole(request.POST.get("version", ""))
    asked = {"kind": kind, "version": version, "officer_id": officer_id(request), "at": timezone.now()}

    def deed() -> str:
        if request.POST.get("deed") == "withdraw":
            template_operations.withdraw(**asked)  # type: ignore[arg-type]
            return _("已停用。")
        template_operations.decide(agreed=request.POST.get("agree") == "1", **asked)  # type: ignore[arg-type]
        return _("已办理。")

    return _do(request, deed)


@require_POST
@needs(Action.APPROVE_PAPERS)
def letterhead(request: HttpRequest) -> HttpResponse:
    """Say what the office puts on its documents."""
    said = {name: request.POST.get(name, "") for name in ("office", "mark", "address", "telephone")}

    def deed() -> str:
        template_operations.set_letterhead(officer_id=officer_id(request), at=timezone.now(), **said)
        return _("已保存。已签发的文书不变。")

    return _do(request, deed)


def _do(request: HttpRequest, deed: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, deed())
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
    return redirect("console:paper-templates")
