"""Receipts: what was found where and how to mend it; corrected, confirmed by a second person, withdrawn, put back; all are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from lookthrough.audit import operations as audit
from lookthrough.intake import operations, queries, sender_queries
from lookthrough.intake.incoming import folder, written
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.receipts import receipt_csv
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.template import NUMBERS, Template, template
from lookthrough.portal import returns_words as words
from lookthrough.portal.returns_files import CSV, XLSX, attachment
from lookthrough.portal.returns_session import AtSender, of_sender

ROWS_SHOWN = 15
A_PAGE = 30
_MENDED = "改正未接收的文件"


@require_http_methods(["GET", "HEAD"])
@of_sender
def history(request: HttpRequest, here: AtSender) -> HttpResponseBase:
    """Show everything that was sent, the newest first, with what became of it."""
    slugs = {one.slug for one in here.sender.templates}
    chosen, state = request.GET.get("template", ""), request.GET.get("state", "")
    given = request.GET.get("first", "")
    first = int(given) if given.isdecimal() and given.isascii() and len(given) < 7 else 0
    found = queries.submissions(
        by=here.who, template_slug=chosen if chosen in slugs else None, states=[state] if state in words.STATES else None, first=first,
        count=A_PAGE + 1,
    )  # fmt: skip
    context = {
        "here": here, "sent": found[:A_PAGE], "states": words.STATES, "template": chosen, "state": state, "first": first,
        "names": names(here), "older": first + A_PAGE if len(found) > A_PAGE else None, "newer": max(first - A_PAGE, 0),
    }  # fmt: skip
    return render(request, "portal/returns/history.html", context)


@require_http_methods(["GET", "HEAD"])
@of_sender
def receipt(request: HttpRequest, here: AtSender, number: str) -> HttpResponseBase:
    """Show a receipt and what can be done about its return."""
    return receipt_page(request, here, _own(here, number), done=request.GET.get("done", ""))


@require_POST
@of_sender
def correct(request: HttpRequest, here: AtSender, number: str) -> HttpResponseBase:
    """Take in the mended or corrected file; what was sent before is kept, and counts until the new one does."""
    before = _own(here, number)
    reason = _MENDED if before.state == "refused" else request.POST.get("reason", "")

    def sent(path: Path, name: str, at: datetime) -> SubmissionView:
        return operations.correct(submission_id=number, path=path, file_name=name, reason=reason, by=here.who, at=at)

    try:
        return answered(request, here, sent)
    except NotAllowed as refusal:
        return receipt_page(request, here, before, refused=words.said(refusal), tried=request.POST, status=400)


@require_POST
@of_sender
def do(request: HttpRequest, here: AtSender, number: str, deed: str) -> HttpResponseBase:
    """Confirm, send back, withdraw or put back; what was refused is said, and nothing was changed."""
    act, before = DEEDS.get(deed), _own(here, number)
    if act is None:
        raise Http404
    try:
        act(request, here, number)
    except NotAllowed as refusal:
        return receipt_page(request, here, _own(here, number), refused=words.said(refusal), tried=request.POST, status=400)
    return redirect(f"{reverse('returns:receipt', kwargs={'number': before.submission_id})}?done={deed}")


def _confirm(request: HttpRequest, here: AtSender, number: str) -> None:
    operations.confirm(submission_id=number, by=here.who, at=timezone.now(), remark=request.POST.get("remark", ""))


def _decline(request: HttpRequest, here: AtSender, number: str) -> None:
    operations.decline(submission_id=number, reason=request.POST.get("reason", ""), by=here.who, at=timezone.now())


def _withdraw(request: HttpRequest, here: AtSender, number: str) -> None:
    operations.withdraw(submission_id=number, reason=request.POST.get("reason", ""), by=here.who, at=timezone.now())


def _put_back(_request: HttpRequest, here: AtSender, number: str) -> None:
    operations.put_back(submission_id=number, by=here.who, at=timezone.now())


DEEDS: dict[str, Callable[[HttpRequest, AtSender, str], None]] = {
    "confirm": _confirm, "decline": _decline, "withdraw": _withdraw, "put-back": _put_back,
}  # fmt: skip


@require_http_methods(["GET", "HEAD"])
@of_sender
def marked(request: HttpRequest, here: AtSender, number: str) -> HttpResponseBase:
    """Hand out a copy of what was sent with the bad cells marked."""
    one = _own(here, number)
    with folder() as place:
        path = place / "marked.xlsx"
        if not queries.write_marked_copy(submission_id=number, by=here.who, path=path, language=_language()):
            raise Http404
        _taken(here, number, "marked")
        return attachment(path.read_bytes(), f"{one.title.zh} {one.period} 标注.xlsx".replace("  ", " "), XLSX)


@require_http_methods(["GET", "HEAD"])
@of_sender
def lines(request: HttpRequest, here: AtSender, number: str) -> HttpResponseBase:
    """Hand out the lines of a receipt as CSV."""
    text = receipt_csv(_own(here, number).receipt, language=_language())
    return attachment(text.encode("utf-8-sig"), f"{number}.csv", CSV)


@require_http_methods(["GET", "HEAD"])
@of_sender
def original(request: HttpRequest, here: AtSender, number: str) -> HttpResponseBase:
    """Hand the file back as it was sent."""
    one, raw = _own(here, number), queries.original(submission_id=number, by=here.who)
    if raw is None:
        raise Http404
    _taken(here, number, "original")
    return attachment(raw, one.file_name or number)


def answered(request: HttpRequest, here: AtSender, send: Callable[[Path, str, datetime], SubmissionView]) -> HttpResponse:
    """Have the file that came with a form read, and lead to its receipt: without scripts by its address, else in place."""
    given = request.FILES.get("file")
    if given is None:
        raise NotAllowed(words.NO_FILE)
    with folder() as place:
        made = send(written(given.chunks(), place), str(given.name), timezone.now())
    if not request.headers.get("hx-request"):
        return redirect("returns:receipt", number=made.submission_id)
    answer = receipt_page(request, here, made)
    answer["HX-Push-Url"] = reverse("returns:receipt", kwargs={"number": made.submission_id})
    return answer


def receipt_page(request: HttpRequest, here: AtSender, one: SubmissionView, *, status: int = 200, **more: Any) -> HttpResponse:
    """Return the page of a receipt: the sentence, the lines by what they ask for, the rows, what it changed, what can be done."""
    shown = template(one.template)
    difference = queries.difference(submission_id=one.submission_id, by=here.who)
    columns, rows = words.table_of(queries.rows(submission_id=one.submission_id, by=here.who, count=ROWS_SHOWN), shown)
    found = one.receipt.lines
    context = {
        "here": here, "one": one, "template": shown, "states": words.STATES, "columns": columns, "figures": NUMBERS, "rows": rows,
        "difference": difference,
        "changes": words.changes_said(difference, shown) if difference else [], "largest_mb": _largest_mb(),
        "groups": [(slug, title, [line for line in found if line.level == slug]) for slug, title in words.LEVELS.items()],
        "may_decide": one.state == "waiting" and one.account_id != here.account.account_id,
        "may_withdraw": one.state in ("accepted", "waiting"), "others": _others(here, one), "names": names(here),
    }  # fmt: skip
    return render(request, "portal/returns/receipt.html", context | more, status=status)


def names(here: AtSender) -> dict[str, str]:
    """Return the names of a sender's people by what the trail calls them."""
    return {one.username: one.name for one in sender_queries.accounts_of(sender_id=here.sender.sender_id, by=here.who)}


def own_template(here: AtSender, slug: str) -> Template:
    """Return a return that this sender sends; any other does not exist for it."""
    for one in here.sender.templates:
        if one.slug == slug:
            return one
    raise Http404


def _own(here: AtSender, number: str) -> SubmissionView:
    found = queries.submission(submission_id=number, by=here.who)
    if found is None:
        raise Http404
    return found


def _others(here: AtSender, one: SubmissionView) -> list[SubmissionView]:
    """Return what else was sent for the same period."""
    if not one.period:
        return []
    sent = queries.submissions(by=here.who, template_slug=one.template, period=one.period)
    return [other for other in sent if other.submission_id != one.submission_id]


def _largest_mb() -> int:
    return settings_on(timezone.localdate()).whole("largest_file_bytes") >> 20


def _taken(here: AtSender, number: str, what: str) -> None:
    audit.record(
        actor=here.who.actor, action="read_return_file", object_type="return", object_id=number, purpose="", at=timezone.now(),
        details={"sender": here.sender.sender_id, "what": what},
    )  # fmt: skip


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
