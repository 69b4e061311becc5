"""One return (一次报送): its receipt, what it changes, its rows, and what an officer may do about it, or send for a sender."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import words
from lookthrough.console.access import back, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.returns import column_titles, rights, who
from lookthrough.intake import operations, queries, sender_queries
from lookthrough.intake.queries import SubmissionView
from lookthrough.intake.receipts import receipt_csv
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.template import template
from lookthrough.intake.workbook import write_workbook
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

ROWS = 25
_SHOWN_CHANGES = 100
_NO_FILE = Text("请选择要报送的文件", "please choose the file to send")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Action.SEE_RETURNS)
def submission(request: HttpRequest, submission_id: str) -> HttpResponse:
    """Show one return with its receipt."""
    found, page = _found(request, submission_id), page_number(request)
    shown = template(found.template)
    rows = queries.rows(submission_id=submission_id, by=who(request), first=(page - 1) * ROWS, count=ROWS)
    change = queries.difference(submission_id=submission_id, by=who(request))
    columns = [column for column in shown.columns if any(row.values.get(column.name) is not None for row in rows)]
    context = {
        "one": found, "lines": found.receipt.lines, "rows": [(row, [row.values.get(column.name) for column in columns]) for row in rows],
        "columns": columns, "change": change, "changes": (change or {}).get("changes", [])[:_SHOWN_CHANGES], "titles": column_titles(shown),
        "kinds": {column.name: column.kind for column in shown.columns}, "page": page, "page_size": ROWS,
        "mine": found.officer_id == officer_id(request),
        "sender": sender_queries.sender(sender_id=found.sender_id, by=who(request)), **rights(request),
    }  # fmt: skip
    return render(request, "console/returns/one.html", context)


@needs(Action.SEE_RETURNS)
def submission_file(request: HttpRequest, submission_id: str, part: str) -> HttpResponse:
    """Hand out the file as it was sent, its marked copy, or the receipt as CSV; each reading of a file stands in the trail."""
    found = _found(request, submission_id)
    if part == "receipt":
        text = "\ufeff" + receipt_csv(found.receipt, language=words.language())
        return _download(text.encode(), f"{submission_id}-receipt.csv", "text/csv; charset=utf-8")
    audit.record(
        actor=request.user.get_username(), action="read_return_file", object_type="return", object_id=submission_id, purpose="",
        at=timezone.now(), details={"part": part, "sha256": found.sha256},
    )  # fmt: skip
    if part == "marked":
        with tempfile.TemporaryDirectory(prefix="lookthrough-marked-") as folder:
            path = Path(folder) / "marked.xlsx"
            if not queries.write_marked_copy(submission_id=submission_id, by=who(request), path=path, language=words.language()[:2]):
                raise Http404
            return _download(path.read_bytes(), f"{submission_id}-marked.xlsx", _XLSX)
    raw = queries.original(submission_id=submission_id, by=who(request)) if part == "original" else None
    if raw is None:
        raise Http404
    ending = Path(found.file_name).suffix.lower()
    return _download(raw, f"{submission_id}{ending if ending in ('.csv', '.xlsx', '.xlsm') else '.bin'}", "application/octet-stream")


@require_POST
@needs(Action.WORK_RETURNS)
def work(request: HttpRequest, submission_id: str, deed: str) -> HttpResponse:
    """Confirm, send back, withdraw or put back one return; what one sent oneself another must confirm."""
    doing = DEEDS.get(deed)
    if doing is None:
        raise Http404
    _found(request, submission_id)
    try:
        messages.success(request, doing(request, submission_id))
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:return", args=[submission_id]))


@needs(Action.WORK_RETURNS)
def send(request: HttpRequest, sender_id: str) -> HttpResponse:
    """Show the form that sends for a sender, and take the file: the receipt is the next page."""
    found = sender_queries.sender(sender_id=sender_id, by=who(request))
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            return redirect("console:return", submission_id=_sent(request, sender_id).submission_id)
        except NotAllowed as refusal:
            say_why_not(request, refusal)
    owed = queries.duties_of(by=who(request), today=timezone.localdate(), sender_id=sender_id)
    open_ones = [one for one in owed if one.state in ("late", "open", "waiting")]
    chosen = request.GET.get("return", "")
    context = {"sender": found, "duties": open_ones[:60], "chosen": chosen, "given": request.POST}
    return render(request, "console/returns/send.html", context)


@needs(Action.SEE_RETURNS)
def empty_template(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out an empty template to fill in."""
    try:
        shown = template(slug)
    except KeyError:
        raise Http404 from None
    with tempfile.TemporaryDirectory(prefix="lookthrough-template-") as folder:
        path = Path(folder) / "template.xlsx"
        write_workbook(shown, path, today=timezone.localdate())
        return _download(path.read_bytes(), f"{slug}.xlsx", _XLSX)


def _found(request: HttpRequest, submission_id: str) -> SubmissionView:
    found = queries.submission(submission_id=submission_id, by=who(request))
    if found is None:
        raise Http404
    return found


def _download(raw: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(raw, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _sent(request: HttpRequest, sender_id: str) -> SubmissionView:
    """Send what the form holds: a file, or word that there is nothing to report."""
    given, now = request.POST, timezone.now()
    slug, _bar, period = given.get("duty", "").partition("|")
    try:
        template(slug)
    except KeyError:
        raise Http404 from None
    if given.get("nil"):
        return operations.submit_nil(
            sender_id=sender_id, template_slug=slug, period=period, by=who(request), at=now, reason=given.get("reason", "")
        )
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise NotAllowed(_NO_FILE)
    with tempfile.TemporaryDirectory(prefix="lookthrough-sent-") as folder:
        path = Path(folder) / f"sent{Path(file.name).suffix.lower()[:8]}"
        with path.open("wb") as kept:
            for block in file.chunks():
                kept.write(block)
        return operations.submit(
            sender_id=sender_id, template_slug=slug, path=path, file_name=file.name, by=who(request), at=now, period=period,
            reason=given.get("reason", ""),
        )  # fmt: skip


Deed = Callable[[HttpRequest, str], str]


def _confirm(request: HttpRequest, submission_id: str) -> str:
    """Let it count, as the second person."""
    operations.confirm(submission_id=submission_id, by=who(request), at=timezone.now(), remark=request.POST.get("reason", ""))
    return _("已复核通过，数据生效。")


def _decline(request: HttpRequest, submission_id: str) -> str:
    """Send it back, as the second person."""
    operations.decline(submission_id=submission_id, reason=request.POST.get("reason", ""), by=who(request), at=timezone.now())
    return _("已发回，原先生效的数据继续有效。")


def _withdraw(request: HttpRequest, submission_id: str) -> str:
    """Take it back."""
    operations.withdraw(submission_id=submission_id, reason=request.POST.get("reason", ""), by=who(request), at=timezone.now())
    return _("已撤回，记录保留，可以恢复。")


def _put_back(request: HttpRequest, submission_id: str) -> str:
    """Undo a withdrawal."""
    operations.put_back(submission_id=submission_id, by=who(request), at=timezone.now())
    return _("已恢复。")


DEEDS: dict[str, Deed] = {"confirm": _confirm, "decline": _decline, "withdraw": _withdraw, "put-back": _put_back}
