"""An institution's uses under the three methods of attribution beside each other, and its and the area's flow picture as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import area, export, words
from lookthrough.console.access import needs
from lookthrough.console.picture import drawn
from lookthrough.console.picture_svg import flow_svg
from lookthrough.flows import methods_compared
from lookthrough.flows import queries as flows
from lookthrough.flows.trace_queries import LedgerElsewhere, LedgerTooLarge
from lookthrough.offices.roles import Action


@needs(Action.SEE_INSTITUTIONS)
def compared(request: HttpRequest, institution_id: str) -> HttpResponse:
    """Show what of each origin went into each use under the three methods."""
    one, shown = area.institution_or_404(request, institution_id), area.window(request)
    days = urlencode({"from": shown.from_date.isoformat(), "to": shown.to_date.isoformat()})
    context: dict[str, Any] = {
        "one": one, "window": shown, "methods": methods_compared.METHODS, "run": flows.current_run(),
        "back": f"{reverse('console:institution', args=[institution_id])}?{days}#flow",
    }  # fmt: skip
    try:
        rows = methods_compared.compare_methods(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date)
    except (LedgerElsewhere, LedgerTooLarge):
        return render(request, "console/compared.html", context | {"elsewhere": True})
    totals = [sum(row.fen[place] for row in rows) for place in range(len(methods_compared.METHODS))]
    return render(request, "console/compared.html", context | {"rows": rows, "totals": totals})


@needs(Action.SEE_INSTITUTIONS)
def export_compared(request: HttpRequest, institution_id: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the comparison as a file."""
    area.institution_or_404(request, institution_id)
    shown = area.window(request)
    try:
        rows = methods_compared.compare_methods(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date)
    except (LedgerElsewhere, LedgerTooLarge) as why:
        raise Http404 from why
    _write(request, "export_methods", institution_id, {"rows": len(rows), "format": format})
    header = [_("资金来源"), _("用途"), *(f"{words.METHOD[one]}{_('（元）')}" for one in methods_compared.METHODS), _("相差（元）")]
    said = (
        [words.said(words.ORIGIN[row.origin]), words.said(words.USE[row.use]), *map(export.Yuan, row.fen), export.Yuan(row.widest_fen)]
        for row in rows
    )
    return export.table(name="methods", format=format, header=header, rows=said)


@needs(Action.SEE_INSTITUTIONS)
def picture(request: HttpRequest, institution_id: str) -> HttpResponse:
    """Answer with an institution's flow picture as a file."""
    one, shown = area.institution_or_404(request, institution_id), area.window(request)
    found = flows.flow_picture(institution_id=institution_id, from_date=shown.from_date, to_date=shown.to_date, language=words.language())
    made = drawn(found, shown.from_date, shown.to_date, address="")
    _write(request, "export_picture", institution_id, {"from": str(shown.from_date), "to": str(shown.to_date)})
    return HttpResponse(
        flow_svg(f"{one.name} {made.title}", made.data),
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="institution.svg"'},
    )


def _write(request: HttpRequest, action: str, institution_id: str, details: dict[str, Any]) -> None:
    audit.record(
        actor=request.user.get_username(), action=action, object_type="institution", object_id=institution_id, purpose="",
        at=timezone.now(), details=details,
    )  # fmt: skip
