"""Corrections of the register: by a list, a filter or a file; looked at first, taken back in one go, large ones by two people."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry import corrections_operations as operations
from lookthrough.registry import corrections_queries as queries
from lookthrough.registry import corrections_reading as reading
from lookthrough.registry.corrections_reading import Wanted
from lookthrough.registry.office_settings import settings_on

_LARGEST = 5 * 1024**2
_SHOWN = 200
_TOO_LARGE = Text("文件超过 5 MB，请分成几个", "the file is larger than 5 MB; please split it")


@needs(Action.SEE_FIRMS)
def corrections(request: HttpRequest) -> HttpResponse:
    """Show what was corrected, what waits for a second person, where the source has said something else since, and the form."""
    district = district_of(request)
    context = {
        "rows": queries.corrections(district=district), "conflicts": queries.conflicts(district=district),
        "columns": queries.COLUMN_TITLES, "may_correct": carries(request, Action.CORRECT_REGISTER),
        "second_from": settings_on(timezone.localdate()).whole("correction_second_person_from"), "chosen": request.GET.get("uscc", "")[:40],
    }  # fmt: skip
    return render(request, "console/corrections/list.html", context)


@needs(Action.SEE_FIRMS)
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Show one correction with every value it sets; a draft with the way to make it."""
    found = queries.correction(correction_id=correction_id, district=district_of(request), officer_id=officer_id(request))
    if found is None:
        raise Http404
    row, values = found
    context = {
        "row": row, "values": values[:_SHOWN], "more": max(0, len(values) - _SHOWN), "mine": row.made_by_id == officer_id(request),
        "may_correct": carries(request, Action.CORRECT_REGISTER),
        "second_from": settings_on(timezone.localdate()).whole("correction_second_person_from"),
    }  # fmt: skip
    return render(request, "console/corrections/one.html", context)


@require_POST
@needs(Action.CORRECT_REGISTER)
def draft(request: HttpRequest) -> HttpResponse:
    """Read what is to be corrected and show it; what cannot be is told by row."""
    district, rejects = district_of(request), list[Reject]()
    try:
        wanted = _wanted(request, district, rejects)
        planned, refused = reading.plan(wanted, district=district, file=_file_name(request))
        rejects += refused
        if not planned and rejects:
            return render(request, "console/corrections/refused.html", {"rejects": rejects[:_SHOWN], "total": len(rejects)}, status=400)
        made = operations.draft(planned=planned, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())
    except (operations.NotAllowed, FileRefused) as refusal:
        return _refused(request, refusal)
    for one in rejects[:5]:
        said = {"row": one.row, "found": one.found[:60], "why": one.reason.in_language(words.language())}
        messages.error(request, _("第 %(row)d 行不在其中：%(found)s，%(why)s。") % said)
    if len(rejects) > 5:
        messages.error(request, _("另有 %(count)d 行不在其中。") % {"count": len(rejects) - 5})
    return redirect("console:correction", made)


def _deed(act: Callable[[HttpRequest, int], str]) -> Callable[..., HttpResponseBase]:
    def answered(request: HttpRequest, correction_id: int) -> HttpResponse:
        if queries.correction(correction_id=correction_id, district=district_of(request), officer_id=officer_id(request)) is None:
            raise Http404
        try:
            messages.success(request, act(request, correction_id))
        except operations.NotAllowed as refusal:
            return _refused(request, refusal)
        return redirect("console:correction", correction_id)

    answered.__name__, answered.__doc__ = act.__name__.strip("_"), act.__doc__
    return require_POST(needs(Action.CORRECT_REGISTER)(answered))


def _make(request: HttpRequest, correction_id: int) -> str:
    """Make one's own draft."""
    done = operations.make(correction_id=correction_id, officer_id=officer_id(request), at=timezone.localtime())
    return _("已更正。") if done else _("家数较多，已提交，待第二人批准后生效。")


def _approve(request: HttpRequest, correction_id: int) -> str:
    """Let a large correction take effect."""
    operations.approve(correction_id=correction_id, officer_id=officer_id(request), at=timezone.localtime())
    return _("已批准，更正生效。")


def _refuse(request: HttpRequest, correction_id: int) -> str:
    """Turn a large correction down."""
    operations.refuse(correction_id=correction_id, officer_id=officer_id(request), at=timezone.localtime())
    return _("未批准，登记没有改动。")


def _undo(request: HttpRequest, correction_id: int) -> str:
    """Take a correction back."""
    count, overtaken = operations.undo(correction_id=correction_id, officer_id=officer_id(request), at=timezone.localtime())
    return _("已撤销：%(count)d 项恢复原值，%(overtaken)d 项来源已有新值，未动。") % {"count": count, "overtaken": overtaken}


make, approve, refuse, undo = (_deed(act) for act in (_make, _approve, _refuse, _undo))


def _wanted(request: HttpRequest, district: District, rejects: list[Reject]) -> Sequence[Wanted]:
    """Return what the form asks for: of a file, else of codes, else of a filter."""
    if "file" in request.FILES:
        return _of_file(request, rejects)
    column, value = request.POST.get("column", ""), request.POST.get("value", "")
    codes = request.POST.get("codes", "").replace(",", "\n").replace("，", "\n").replace("、", "\n").split()
    if codes:
        return reading.wanted_of_codes(codes, column=column, value=value)
    holds, text = request.POST.get("holds", ""), request.POST.get("text", "")
    return reading.wanted_of_filter(district=district, column=column, holds=holds, text=text, value=value)


def _of_file(request: HttpRequest, rejects: list[Reject]) -> Sequence[Wanted]:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or sent.size is None or sent.size > _LARGEST:
        raise operations.NotAllowed(_TOO_LARGE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.csv"
        path.write_bytes(sent.read())
        return reading.wanted_of_file(path, rejects)


def _file_name(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    return str(sent.name)[:80] if isinstance(sent, UploadedFile) else ""


def _refused(request: HttpRequest, refusal: operations.NotAllowed | FileRefused) -> HttpResponse:
    say_why_not(request, refusal)
    return redirect(reverse("console:corrections"))
