"""Custodians' statements against institutions' books (存管对账): brought in, the breaks with their age, filtered, taken away as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from lookthrough.console import area, export, words
from lookthrough.console.access import carries, needs
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.transfers import Place, authority_of, no_authority, place_of, write
from lookthrough.flows import custody_operations as operations
from lookthrough.flows import custody_queries as queries
from lookthrough.flows.custody_queries import STATES, Reconciled
from lookthrough.flows.reconciliation import TITLES, Break, BreakKind
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.flows.trace_queries import ledger_of_run
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import AuthorityInForce
from lookthrough.offices.roles import Action

PAGE_SIZE = 50
_LARGEST, _MOST_FILES = 50 * 1024**2, 31
_SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".ods", ".xml")
_NO_FILE = Text("请选择存管行的对账单文件", "please choose the custodian's statement files")
_TOO_MUCH = Text("一次最多 31 个文件、共 50 MB", "at most 31 files and 50 MB at a time")
_KIND = Text("对账单应为 XML、CSV 或 Excel 文件", "a statement is an XML, CSV or Excel file")
_NO_LEDGER = Text("机构账簿不在数据目录内，请先运行监测", "the books do not lie in the data folder; run the cycle first")


@needs(Action.SEE_MONEY)
def reconciliations(request: HttpRequest) -> HttpResponse:
    """List the newest reconciliation of each institution of the district, and the form that brings statements in."""
    mine = {one.institution_id: one for one in area.institutions(request)}
    found = queries.newest(institution_ids=mine)
    names = offices.region_names()
    context = {
        "rows": [(one, mine[one.institution_id], words.region_name(mine[one.institution_id].region_code, names)) for one in found],
        "without": len(mine) - len(found),
        "overdue": sum(one.overdue for one in found),
        "age_limit": _age_limit(timezone.localdate()),
        "institutions": sorted(mine.values(), key=lambda one: one.name),
        "may_bring_in": carries(request, Action.RECONCILE),
        "may_see_transfers": carries(request, Action.SEE_TRANSFERS),
        "chosen": request.GET.get("institution", ""),
    }
    return render(request, "console/custody/list.html", context)


@needs(Action.SEE_TRANSFERS)
def reconciliation(request: HttpRequest, reconciliation_id: int) -> HttpResponse:
    """Show the breaks of one reconciliation with their age, the filter above, and what was brought in before."""
    one, place = _one(request, reconciliation_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    asked, page = _asked(request), page_number(request)
    found = queries.breaks(reconciliation_id=one.reconciliation_id, **asked, page=page, page_size=PAGE_SIZE)
    _written(request, "read_breaks", place, authority, one, {**asked, "page": page, "rows": len(found.rows)})
    context = {
        "one": one, "place": place, "authority": authority, "rows": [(row, TITLES[row.kind]) for row in found.rows], "total": found.total,
        "page": page, "page_size": PAGE_SIZE, **asked, "kinds": [(kind.value, title) for kind, title in TITLES.items()], "states": STATES,
        "history": queries.history(institution_id=one.institution_id), "names": offices.names_by_username(),
        "may_bring_in": carries(request, Action.RECONCILE), "age_limit": _age_limit(one.as_of),
    }  # fmt: skip
    return render(request, "console/custody/breaks.html", context)


@needs(Action.SEE_TRANSFERS)
def export_breaks(request: HttpRequest, reconciliation_id: int, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with all breaks of the filter as a file."""
    one, place = _one(request, reconciliation_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    asked = _asked(request)
    found = queries.breaks(reconciliation_id=one.reconciliation_id, **asked, page_size=200_000)
    _written(request, "export_breaks", place, authority, one, {**asked, "rows": len(found.rows), "format": format})
    header = [
        _("差异"), _("账户"), _("日期"), _("存管行金额（元）"), _("账簿金额（元）"), _("差额（元）"), _("账龄（工作日）"), _("逾期"),
        _("平账日"), _("存管行流水号"), _("账簿流水号"), _("存管行日期"), _("账簿日期"),
    ]  # fmt: skip
    return export.table(name="breaks", format=format, header=header, rows=_exported(found.rows))


@require_POST
@needs(Action.RECONCILE)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a custodian's files in and hold them against the books; nothing is kept of what cannot be read at all."""
    institution_id = request.POST.get("institution", "")
    place = place_of(request, None, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    try:
        done = _read(request, institution_id, authority)
    except (operations.NotAllowed, FileRefused) as refusal:
        say_why_not(request, refusal)
        return redirect(f"{reverse('console:reconciliations')}?institution={institution_id}")
    said = {"breaks": done.breaks, "overdue": done.overdue}
    if done.is_new:
        messages.success(request, _("已对账：差异 %(breaks)d 处，其中逾期 %(overdue)d 处。") % said)
    else:
        messages.info(request, _("同样的文件已对过同样的账簿，没有改动。"))
    return redirect("console:reconciliation", done.reconciliation_id)


def _deciding(deed: str, act: Callable[..., None], said: str) -> Callable[..., HttpResponseBase]:
    """Return the view that takes a reconciliation back or puts it again, by POST."""

    def decided(request: HttpRequest, reconciliation_id: int) -> HttpResponse:
        _one(request, reconciliation_id)
        try:
            act(reconciliation_id=reconciliation_id, actor=request.user.get_username(), at=timezone.now())
            messages.success(request, _(said))
        except operations.NotAllowed as refusal:
            say_why_not(request, refusal)
        return redirect("console:reconciliation", reconciliation_id)

    decided.__name__, decided.__doc__ = deed, act.__doc__
    return require_POST(needs(Action.RECONCILE)(decided))


withdraw = _deciding("withdraw", operations.withdraw, gettext_noop("已撤回这次对账，可以恢复。"))
restore = _deciding("restore", operations.restore, gettext_noop("已恢复这次对账。"))


def _read(request: HttpRequest, institution_id: str, authority: AuthorityInForce) -> operations.BroughtIn:
    sent, ledger = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)], ledger_of_run()
    if not sent:
        raise operations.NotAllowed(_NO_FILE)
    if len(sent) > _MOST_FILES or sum(one.size or 0 for one in sent) > _LARGEST:
        raise operations.NotAllowed(_TOO_MUCH)
    if ledger is None:
        raise operations.NotAllowed(_NO_LEDGER)
    with tempfile.TemporaryDirectory() as folder:
        files = [_put(Path(folder), number, one) for number, one in enumerate(sent)]
        said = request.FILES.get("mapping")
        mapping = _put(Path(folder), len(files), said, suffixes=(".yml", ".yaml", ".json"))[1] if isinstance(said, UploadedFile) else None
        return operations.bring_in(
            institution_id=institution_id, files=files, mapping=mapping, whole=bool(request.POST.get("whole")), ledger=ledger.folder,
            authority_id=authority.authority_id, actor=request.user.get_username(), at=timezone.now(),
        )  # fmt: skip


def _put(folder: Path, number: int, sent: UploadedFile[Any], *, suffixes: Sequence[str] = _SUFFIXES) -> tuple[str, Path]:
    """Write an uploaded file under a name of ours; return the name it was delivered under and where it lies."""
    name = (sent.name or "")[:80]
    suffix = Path(name).suffix.lower()
    if suffix not in suffixes:
        raise operations.NotAllowed(_KIND)
    path = folder / f"{number:03d}{suffix}"
    with path.open("wb") as file:
        for block in sent.chunks():
            file.write(block)
    return name, path


def _one(request: HttpRequest, reconciliation_id: int) -> tuple[Reconciled, Place]:
    """Return a reconciliation of the district; another's is not even confirmed to exist."""
    found = queries.reconciliation(reconciliation_id=reconciliation_id)
    if found is None:
        raise Http404
    return found, place_of(request, None, found.institution_id)


def _asked(request: HttpRequest) -> dict[str, Any]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "kind": kind if kind in set(BreakKind) else "", "state": state if state in STATES else "",
        "text": request.GET.get("text", "").replace("\0", "").strip()[:80],
    }  # fmt: skip


def _written(
    request: HttpRequest, action: str, place: Place, authority: AuthorityInForce, one: Reconciled, said: dict[str, Any]
) -> None:  # fmt: skip
    asked = {name: value for name, value in said.items() if value != ""}
    write(request, action, place, authority, {"reconciliation": one.reconciliation_id, **asked})


def _exported(rows: Sequence[Break]) -> Iterator[Sequence[Any]]:
    for one in rows:
        yield [
            words.said(TITLES[one.kind]), one.account_id, one.day, export.Yuan(one.custodian_fen), export.Yuan(one.books_fen),
            export.Yuan(one.difference_fen), one.age_working_days, _("是") if one.overdue else "", one.cleared_on or "",
            one.custodian_transfer_id or "", one.books_transfer_id or "", one.custodian_day or "", one.books_day or "",
        ]  # fmt: skip


def _age_limit(on: date) -> int:
    return shared_limits()["reconciliation"].on(on).whole("break_age_limit")
