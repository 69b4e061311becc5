"""The register of products (产品集中登记): found, filtered, read in from a file and taken back, one with its history, out as a file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import carries, needs
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry import product_operations as operations
from lookthrough.registry import product_queries as queries
from lookthrough.registry.product_queries import STATE_TITLES, Registration
from lookthrough.registry.product_rows import HEADINGS

PAGE_SIZE = 50
_SHOWN = 200
_LARGEST = 5 * 1024**2
_EXPORTED = 50_000
_TOO_LARGE = Text("文件超过 5 MB，请分成几个", "the file is larger than 5 MB; please split it")
_NO_FILE = Text("请选择文件", "please choose a file")
KINDS = {
    "loan": Text("借款", "Loan"),
    "claim_transfer": Text("债权转让", "Claim transfer"),
    "wealth": Text("理财", "Wealth product"),
    "equity": Text("股权", "Equity"),
    "deposit_like": Text("类存款", "Deposit-like"),
}
COLUMNS = {
    "registration_no": Text(HEADINGS["registration_no"], "Registration number"),
    "institution_id": Text(HEADINGS["institution_id"], "Institution id"),
    "product_id": Text(HEADINGS["product_id"], "Product id"),
    "name": Text(HEADINGS["name"], "Name"),
    "kind": Text(HEADINGS["kind"], "Kind"),
    "amount_fen": Text("登记金额（分）", "Registered amount (fen)"),
    "annual_rate": Text(HEADINGS["annual_rate"], "Yearly rate"),
    "term_days": Text(HEADINGS["term_days"], "Term in days"),
    "borrower": Text(HEADINGS["borrower"], "Borrower"),
    "purpose_text": Text(HEADINGS["purpose_text"], "Use of the money"),
    "registered_on": Text(HEADINGS["registered_on"], "Registered on"),
    "sale_from": Text(HEADINGS["sale_from"], "Sale from"),
    "sale_to": Text(HEADINGS["sale_to"], "Sale to"),
    "state": Text(HEADINGS["state"], "State"),
    "ended_on": Text(HEADINGS["ended_on"], "Ended on"),
}
_FORM = ("registration_no", "institution_id", "product_id", "kind", "amount", "annual_rate", "term_days", "registered_on")


@dataclass(frozen=True, slots=True)
class Shown:
    """A registration with its words."""

    row: Registration
    kind: Text
    state: Text
    region: str
    ended: bool


@needs(Action.SEE_INSTITUTIONS)
def products(request: HttpRequest) -> HttpResponse:
    """Show one page of the district's registrations, one's own latest imports, and the form that reads a file in."""
    asked, page = _asked(request), page_number(request)
    rows = queries.products(**asked, start=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    context = {
        "rows": _shown(rows), "page": page, "page_size": PAGE_SIZE, "total": queries.count(**asked), "text": asked["text"],
        "kind": asked["kind"], "state": asked["state"], "kinds": KINDS, "states": STATE_TITLES,
        "imports": queries.imports(actor=request.user.get_username()), "may_import": carries(request, Action.CORRECT_REGISTER),
        "columns": [(name, HEADINGS[name]) for name in _FORM],
    }  # fmt: skip
    return render(request, "console/products/list.html", context)


@needs(Action.SEE_INSTITUTIONS)
def product(request: HttpRequest, registration_no: str) -> HttpResponse:
    """Show one registration with everything that was ever said of it."""
    found = queries.product(registration_no=registration_no, district=district_of(request))
    if found is None:
        raise Http404
    (shown,) = _shown([found[0]])
    history = [(one, COLUMNS.get(one.column)) for one in found[1]]
    return render(request, "console/products/one.html", {"shown": shown, "row": shown.row, "history": history})


@needs(Action.SEE_INSTITUTIONS)
def export_products(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the registrations of the list as a file; who took them stands in the trail."""
    asked = _asked(request)
    rows = queries.products(**asked, limit=_EXPORTED)
    audit.record(
        actor=request.user.get_username(), action="export_products", object_type="product_list", object_id="list", purpose="",
        at=timezone.now(), details={"rows": len(rows), "format": format},
    )  # fmt: skip
    header = [_("机构"), *(_("登记金额（元）") if name == "amount_fen" else words.said(title) for name, title in COLUMNS.items())]
    table = ([one.institution, *(_cell(one, name) for name in COLUMNS)] for one in rows)
    return export.table(name="products", format=format, header=header, rows=table)


@require_POST
@needs(Action.CORRECT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Read a file of registrations in; rows that were refused are shown with place and reason."""
    try:
        done = _read(request)
    except operations.EveryRowRefused as refusal:
        return _refused(request, refusal.rejects, status=400)
    except (operations.NotAllowed, FileRefused) as refusal:
        say_why_not(request, refusal)
        return redirect("console:products")
    said = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged}
    messages.success(request, _("已登记：新增 %(new)d，变更 %(changed)d，无变化 %(unchanged)d。") % said)
    return _refused(request, done.rejects) if done.rejects else redirect("console:products")


@require_POST
@needs(Action.CORRECT_REGISTER)
def undo(request: HttpRequest) -> HttpResponse:
    """Take one's own import back."""
    given = request.POST.get("import", "")
    number = int(given) if given.isdecimal() and len(given) < 19 else 0
    try:
        count = operations.undo_import(import_id=number, at=timezone.localtime(), actor=request.user.get_username())
        messages.success(request, _("已撤销，涉及 %(count)d 个产品。") % {"count": count})
    except operations.NotAllowed as refusal:
        say_why_not(request, refusal)
    return redirect("console:products")


def _read(request: HttpRequest) -> operations.Registered:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.name:
        raise operations.NotAllowed(_NO_FILE)
    if sent.size is None or sent.size > _LARGEST:
        raise operations.NotAllowed(_TOO_LARGE)
    with tempfile.TemporaryDirectory() as folder:
        suffix = Path(sent.name).suffix.lower()
        path = Path(folder) / f"products{suffix if suffix in ('.csv', '.gz', '.parquet', '.xlsx', '.xls', '.ods') else '.csv'}"
        path.write_bytes(sent.read())
        return operations.register_products(
            path=path, at=timezone.localtime(), actor=request.user.get_username(), district=district_of(request), name=sent.name[:80]
        )


def _refused(request: HttpRequest, rejects: list[Reject], status: int = 200) -> HttpResponse:
    context = {"rejects": rejects[:_SHOWN], "total": len(rejects), "nothing": status != 200}
    return render(request, "console/products/refused.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "district": district_of(request), "text": request.GET.get("text", "").replace("\0", "").strip()[:80],
        "kind": kind if kind in KINDS else "", "state": state if state in STATE_TITLES else "",
    }  # fmt: skip


def _shown(rows: list[Registration]) -> list[Shown]:
    return [
        Shown(row, KINDS[row.kind], STATE_TITLES[row.state], words.region_name(row.region_code), row.state != "registered") for row in rows
    ]


def _cell(one: Registration, name: str) -> Any:
    if name in ("kind", "state"):
        return words.said(KINDS[one.kind] if name == "kind" else STATE_TITLES[one.state])
    if name == "amount_fen":
        return export.Yuan(one.amount_fen)
    value = getattr(one, name)
    return value if isinstance(value, str | int | float | date) else ""
