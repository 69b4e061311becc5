"""Evidence of a case: the list, one thing with its chain, a safe look at its file, and every deed upon it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases import case_queries
from lookthrough.cases.papers import bundles, exhibits, gathering, milestone_operations
from lookthrough.console import words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.safe_files import attachment, shown, whole
from lookthrough.console.words_of_papers import REQUEST_DEEDS, SAID
from lookthrough.evidence.chain import DEEDS, Link
from lookthrough.evidence.operations import REQUESTS
from lookthrough.evidence.origins import BY_HAND, ORIGINS, RELEASES, STATES
from lookthrough.evidence.queries import ItemView
from lookthrough.evidence.redaction import KINDS
from lookthrough.evidence.settings_in_force import settings_on
from lookthrough.kernel.file_kinds import FileKind
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

ACTS = ("move", "hand_over", "receive", "audit_report", *REQUESTS)
_TOO_LARGE = Text("文件过大：原件留在介质上，登记其哈希", "the file is too large: leave the original on its medium and register its hash")


@tab_view("evidence", Action.SEE_EVIDENCE)
def case_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """Show the things and files of a case."""
    rows = exhibits.items(case_number=number, officer_id=officer_id(request), on=timezone.localdate())
    context = {
        "rows": rows, "origins": ORIGINS, "states": STATES, "releases": RELEASES, "by_hand": [(slug, ORIGINS[slug]) for slug in BY_HAND],
        "may_take": carries(request, Action.WORK_EVIDENCE), "waiting": [row for row in rows if row.waits], "deeds": REQUEST_DEEDS,
        "audiences": bundles.AUDIENCES, "alerts": gathering.alerts_about(case_number=number, officer_id=officer_id(request)),
        "largest": settings_on(timezone.localdate()).whole("largest_file_mb"), "kinds": _kinds(rows),
    }  # fmt: skip
    return case_page(request, number=number, tab="evidence", template="console/papers/evidence.html", **context)


@tab_view("evidence", Action.SEE_EVIDENCE)
def item(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Show one thing: what was said of it when it was taken, who had it since, what waits."""
    return _page(request, number, item, "console/papers/item.html")


@require_POST
@needs(Action.WORK_EVIDENCE)
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take a file or a thing as evidence."""
    given = request.POST

    def deed() -> str:
        taken = exhibits.take(
            case_number=number, title=given.get("title", ""), source=given.get("source", ""), origin=given.get("origin", ""),
            content=_content(request), original_name=_name(request), place=given.get("place", ""), holder=given.get("holder", ""),
            note=given.get("note", ""), officer_id=officer_id(request), at=timezone.now(),
        )  # fmt: skip
        return _("已收取，编号 %(number)s。") % {"number": taken}

    _do(request, deed)
    return redirect("console:case-evidence", number=number)


@require_POST
@needs(Action.WORK_EVIDENCE)
def gather(request: HttpRequest, number: str) -> HttpResponse:
    """Take what the house holds already: transfers behind an alert, or a return as it was sent."""
    alert, submission = request.POST.get("alert", ""), request.POST.get("submission", "").strip()
    asked = {"case_number": number, "officer_id": officer_id(request), "at": timezone.now()}

    def deed() -> str:
        if alert:
            taken = gathering.gather_alert(alert_id=whole(alert), **asked)  # type: ignore[arg-type]
        else:
            taken = [gathering.gather_return(submission_id=submission, **asked)]  # type: ignore[arg-type]
        return _("已收取，编号 %(number)s。") % {"number": "、".join(taken)}

    _do(request, deed)
    return redirect("console:case-evidence", number=number)


@require_POST
@tab_view("evidence", Action.SEE_EVIDENCE, reads=True)
def view(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Show a file without opening it: text as text, pages and photos as pictures; nothing in it can act. The look is written down."""
    try:
        content = _read(request, number, item)
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
        return redirect("console:evidence-item", number=number, item=item)
    page = whole(request.POST.get("page", "")) or 1
    return _page(request, number, item, "console/papers/view.html", purpose=request.POST.get("purpose", ""), **shown(content, page))


@require_POST
@tab_view("evidence", Action.SEE_EVIDENCE, reads=True)
def copy(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Hand out a copy of a file, as a download and never to be opened in the browser. It is written down."""
    found = _found(request, number, item)
    try:
        content = _read(request, number, item, copy=True)
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
        return redirect("console:evidence-item", number=number, item=item)
    return attachment(content, found.row.facts.original_name or item)


@require_POST
@needs(Action.WORK_EVIDENCE)
def redact(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Have the machine make a redacted copy."""
    names = request.POST.get("names", "").replace("，", "\n").replace("、", "\n").replace(",", "\n").splitlines()

    def deed() -> str:
        asked = {"case_number": number, "number": item, "officer_id": officer_id(request), "at": timezone.now()}
        made = exhibits.redact(names=[name.strip() for name in names if name.strip()], **asked)  # type: ignore[arg-type]
        return _("已制作遮盖件 %(number)s，等待第二人审查放行。") % {"number": made}

    _do(request, deed)
    return redirect("console:evidence-item", number=number, item=item)


@require_POST
@needs(Action.WORK_EVIDENCE)
def redact_by_hand(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Keep a copy that a person blacked out."""

    def deed() -> str:
        made = exhibits.redact_by_hand(
            case_number=number, number=item, title=request.POST.get("title", ""), content=_content(request) or b"",
            original_name=_name(request), note=request.POST.get("note", ""), officer_id=officer_id(request), at=timezone.now(),
        )  # fmt: skip
        return _("已制作遮盖件 %(number)s，等待第二人审查放行。") % {"number": made}

    _do(request, deed)
    return redirect("console:evidence-item", number=number, item=item)


@require_POST
@needs(Action.WORK_EVIDENCE)
def work(request: HttpRequest, number: str, item: str, deed: str) -> HttpResponse:
    """Move a thing, hand it over, take it back, or ask a second person to let it go or be opened."""
    if deed not in ACTS:
        raise Http404

    def done() -> str:
        if deed == "audit_report":
            milestone_operations.audit_reported(case_number=number, number=item, officer_id=officer_id(request), at=timezone.now())
            return _("已登记为审计报告。")
        exhibits.act(
            case_number=number, number=item, deed=deed, words=request.POST.dict(), officer_id=officer_id(request), at=timezone.now()
        )  # fmt: skip
        return _("已申请，等待第二人审查。") if deed in REQUESTS else _("已记入保管链。")

    _do(request, done)
    return redirect("console:evidence-item", number=number, item=item)


@require_POST
@needs(Action.RELEASE_EVIDENCE)
def decide(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Decide, as the second person."""
    agreed = request.POST.get("agree") == "1"

    def done() -> str:
        exhibits.decide(
            case_number=number, number=item, agreed=agreed, reason=request.POST.get("reason", ""), officer_id=officer_id(request),
            at=timezone.now(),
        )  # fmt: skip
        return _("已同意。") if agreed else _("已不同意。")

    _do(request, done)
    return redirect("console:evidence-item", number=number, item=item)


@require_POST
@needs(Action.SEE_EVIDENCE)
def bundle(request: HttpRequest, number: str) -> HttpResponse:
    """Make the case's bundle and hand it out."""
    case_file(request, number)
    purpose = request.POST.get("purpose", "").strip()
    if not purpose:
        messages.error(request, _("请写明用途。"))
        return redirect("console:case-evidence", number=number)
    with tempfile.TemporaryDirectory(prefix="lookthrough-bundle-") as folder:
        out = Path(folder) / "bundle.zip"
        try:
            bundles.write_bundle(
                case_number=number, audience=request.POST.get("audience", ""), out=out, officer_id=officer_id(request), at=timezone.now(),
                purpose=purpose,
            )  # fmt: skip
        except NotAllowed as refusal:
            messages.error(request, words.said(refusal.reason))
            return redirect("console:case-evidence", number=number)
        return attachment(out.read_bytes(), f"{number}.zip")


def _page(request: HttpRequest, number: str, name: str, template: str, **more: Any) -> HttpResponse:
    case_file(request, number)
    found = _found(request, number, name)
    me = colleague(request)
    waiting = next((one for one in found.requests if one.state == "proposed"), None)
    context = {
        "item": found, "facts": found.row.facts, "chain": [_entry(link) for link in found.links], "origins": ORIGINS, "states": STATES,
        "releases": RELEASES, "deeds": DEEDS, "said": SAID, "kind": _kinds([found.row])[0], "redaction_kinds": KINDS,
        "request_deeds": REQUEST_DEEDS, "waiting": waiting, "works": carries(request, Action.WORK_EVIDENCE),
        "may_release": carries(request, Action.RELEASE_EVIDENCE),
        "own_request": bool(waiting and me and waiting.proposed_by == me.username),
        "may_be_audit": bool(found.row.facts.sha256) and milestone_operations.AUDITED not in case_queries.milestones(number=number),
        "left_out": found.redaction.get(f"left_out_{words.language()[:2]}", []),
    }  # fmt: skip
    return case_page(request, number=number, tab="evidence", template=template, **{**context, **more})


def _entry(link: Link) -> dict[str, Any]:
    """Return an entry of a chain as the page tells it: its words with their labels, never their salt."""
    told = [(title, link.said[name]) for name, title in SAID.items() if link.said.get(name)]
    return {"link": link, "at": datetime.fromisoformat(link.at), "told": told}


def _found(request: HttpRequest, number: str, name: str) -> ItemView:
    found = exhibits.item(case_number=number, number=name, officer_id=officer_id(request), on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _read(request: HttpRequest, number: str, name: str, *, copy: bool = False) -> bytes:
    return exhibits.view(
        case_number=number,
        number=name,
        purpose=request.POST.get("purpose", ""),
        officer_id=officer_id(request),
        at=timezone.now(),
        copy=copy,
    )


def _content(request: HttpRequest) -> bytes | None:
    sent = _sent(request)
    if sent is None:
        return None
    if (sent.size or 0) > settings_on(timezone.localdate()).whole("largest_file_mb") * 1024**2:
        raise NotAllowed(_TOO_LARGE)
    content: bytes = sent.read()
    return content


def _name(request: HttpRequest) -> str:
    sent = _sent(request)
    return sent.name or "" if sent else ""


def _sent(request: HttpRequest) -> UploadedFile[bytes] | None:
    sent = request.FILES.get("file")
    return sent if isinstance(sent, UploadedFile) else None


def _kinds(rows: list[Any]) -> list[str]:
    return [words.said(FileKind(row.facts.kind).title) if row.facts.kind else _("实物") for row in rows]


def _do(request: HttpRequest, deed: Callable[[], str]) -> None:
    """Do it and say so, or say why not."""
    try:
        messages.success(request, deed())
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
