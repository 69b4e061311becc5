"""People at the desk: a list registered by keyboard, paste or file, slips with codes, refused rows back, names for a stated purpose."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lookthrough.cases.petitions import crowd_operations, queries
from lookthrough.cases.petitions.crowd_operations import Registered, Slip
from lookthrough.cases.petitions.reading import COLUMNS, HEADINGS, Row, rows_of_fields, rows_of_file, rows_of_text
from lookthrough.console import names_open, words
from lookthrough.console.access import needs, officer_id
from lookthrough.console.deed_forms import whole
from lookthrough.console.views.petitions import list_page, people_page
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import VaultLocked

MOST_IMPORT = 20 * 1024**2
_LONGEST_PASTE = 1_000_000


@require_POST
@needs(Action.WORK_PETITIONS)
def register(request: HttpRequest, number: str) -> HttpResponse:
    """Register the people of a list; what was refused comes back in the form, or as a file, with the reason beside each row."""
    _there(request, number)
    given, at = request.FILES.get("file"), timezone.now()
    source = "file" if given else "paste" if request.POST.get("text", "").strip() else "counter"
    try:
        rows = _rows(request, given)
        done = crowd_operations.register(number=number, rows=rows, source=source, officer_id=officer_id(request), at=at)
    except (NotAllowed, FileRefused) as refusal:
        why = refusal.reason.in_language(words.language()) if isinstance(refusal, NotAllowed) else refusal.in_language(words.language())
        messages.error(request, _("没有登记：%(why)s。") % {"why": why})
        return people_page(request, number, tried=request.POST.get("text", ""), tried_rows=_typed(request))
    if not done.refused:
        messages.success(request, _("已登记 %(count)d 人。可以发查询码了。") % {"count": len(done.serials)})
        return redirect("console:petition", number)
    said = {"taken": len(done.serials), "refused": len(done.refused)}
    messages.warning(request, _("已登记 %(taken)d 人，退回 %(refused)d 行。") % said)
    return people_page(request, number, refused=done.refused, token=done.token, **_again(done, source))


@require_GET
@needs(Action.WORK_PETITIONS)
def refused_rows(request: HttpRequest, number: str, refused: str) -> HttpResponse:
    """Answer with the rows that were refused, to whoever sent them, with the reasons in columns of their own."""
    _there(request, number)
    try:
        text = crowd_operations.fetch_refused(number=number, token=refused, officer_id=officer_id(request), at=timezone.now())
    except NotAllowed:
        raise Http404 from None
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="refused-rows.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Action.WORK_PETITIONS)
def codes(request: HttpRequest, number: str) -> HttpResponse:
    """Make a code for everybody who has none, and show them this once, to be printed as slips."""
    _there(request, number)
    try:
        slips = crowd_operations.issue_codes(number=number, officer_id=officer_id(request), at=timezone.now())
    except NotAllowed as refusal:
        return _back(request, number, refusal)
    return _slips(request, number, slips)


@require_POST
@needs(Action.WORK_PETITIONS)
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Make a new code for somebody whose slip is lost, and show it this once."""
    _there(request, number)
    serial = whole(request, "serial")
    try:
        slip = crowd_operations.issue_code_anew(number=number, serial=serial, officer_id=officer_id(request), at=timezone.now())
    except NotAllowed as refusal:
        return _back(request, number, refusal)
    return _slips(request, number, [slip])


@require_POST
@needs(Action.SEE_PEOPLE)
def open_names(request: HttpRequest, number: str) -> HttpResponse:
    """Show the names of an occasion for a quarter of an hour, after the purpose was written down."""
    _there(request, number)
    purpose = names_open.open_names(request, object_type="petition", object_id=number)
    if purpose is not None:
        names_open.keep_open(request, purpose, f"petition:{number}")
    return redirect("console:petition", number)


@require_POST
@needs(Action.SEE_PEOPLE)
def find_person(request: HttpRequest) -> HttpResponse:
    """Find the petitioner of exactly this name, number or phone, after the purpose was written down; none of them stands in an address."""
    text = request.POST.get("text", "").strip()[:80]
    if not text or names_open.open_names(request, object_type="petition", object_id="", details={"searched": "petitions"}) is None:
        return redirect("console:petitions")
    try:
        found = queries.find(text=text, officer_id=officer_id(request))
    except VaultLocked:
        messages.error(request, _("身份库打不开，无法按姓名查找。"))
        return redirect("console:petitions")
    return list_page(request, found=found)


def _there(request: HttpRequest, number: str) -> None:
    if not queries.is_there(number=number, officer_id=officer_id(request)):
        raise Http404


def _rows(request: HttpRequest, given: UploadedFile | None) -> list[Row]:  # type: ignore[type-arg]
    if given is not None:
        return _of_file(given)
    if text := request.POST.get("text", "")[:_LONGEST_PASTE].strip():
        return rows_of_text(text)
    return rows_of_fields(_typed(request))


def _typed(request: HttpRequest) -> list[tuple[str, ...]]:
    """Return the rows of the form, the fields of each in the order of our columns."""
    columns = [request.POST.getlist(name) for name in COLUMNS]
    return list(zip(*columns, strict=False))


def _of_file(given: UploadedFile) -> list[Row]:  # type: ignore[type-arg]
    if (given.size or 0) > MOST_IMPORT:
        raise NotAllowed(Text("文件超过 20 MB", "the file is larger than 20 MB"))
    name = Path(str(given.name)).name
    with tempfile.TemporaryDirectory(prefix="lookthrough-petitions-") as folder:
        path = Path(folder) / (name if name.lower().endswith((".csv", ".xlsx", ".xls")) else "people.csv")
        with path.open("wb") as file:
            for block in given.chunks():
                file.write(block)
        return rows_of_file(path)


def _again(done: Registered, source: str) -> dict[str, object]:
    """Return what stands in the form again: refused rows where they were typed or pasted, to be mended in place."""
    if source == "file":
        return {}
    rows = [(one.row.name, one.row.number, one.row.phone, one.row.amount, one.row.representative) for one in done.refused]
    if source == "counter":
        return {"tried_rows": rows}
    return {"tried": "\n".join("\t".join(row) for row in [HEADINGS[words.language()[:2]], *rows])}


def _slips(request: HttpRequest, number: str, slips: list[Slip]) -> HttpResponse:
    found = queries.occasion(number=number, officer_id=officer_id(request), now=timezone.now())
    if found is None:
        raise Http404
    context = {"number": number, "slips": slips, "address": request.build_absolute_uri("/reply/"), "tell_by": found.one.tell_by}
    answer = render(request, "console/petitions/slips.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(request: HttpRequest, number: str, refusal: NotAllowed) -> HttpResponse:
    messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.reason.in_language(words.language())})
    return redirect("console:petition", number)
