"""Risks of the graph: guarantee chains and rings, large exposures, many lenders on one borrower; each as picture and table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import carries, needs
from lookthrough.console.graph_picture import drawn
from lookthrough.console.party_names import party_name
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.triage import district_of
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.risk.graph import queries
from lookthrough.risk.graph.queries import GraphRow, PartyOf

PAGE_SIZE = 50
KINDS = ("ring", "chain", "large_exposure", "many_lenders")
MOST_EXPORTED = 2_000


@needs(Action.SEE_RISKS)
def graph_risks(request: HttpRequest) -> HttpResponse:
    """Show one kind of the district's graph risks, the gravest first."""
    district, page = district_of(request), page_number(request)
    kind = request.GET.get("kind", "")
    counts = queries.counts(district=district)
    kind = kind if kind in KINDS else next((one for one in KINDS if counts.get(one)), KINDS[0])
    found = queries.graph_risks(district=district, kind=kind, page=page)
    context = {
        "kind": kind, "kinds": [(one, counts.get(one, 0)) for one in KINDS], "total": counts.get(kind, 0), "page": page,
        "rows": [(row, [party_name(one) for one in row.parties[:6]]) for row in found],
        "page_size": PAGE_SIZE, "may_see_rescues": carries(request, Action.SEE_RESCUES),
    }  # fmt: skip
    return render(request, "console/graph/list.html", context)


@needs(Action.SEE_RISKS)
def graph_risk(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Show one graph risk: its figure beside the limit, the picture, and the table that says the same."""
    district = district_of(request)
    found = queries.graph_risk(risk_id=risk_id, district=district)
    if found is None:
        raise Http404
    parties = {one.key: one for one in found.parties}
    named = {key: (party_name(one), _address(one, district)) for key, one in parties.items()}
    context = {
        "row": found, "picture": drawn(found), "title": party_name(found.parties[0]), "named": named,
        "parties": [(party_name(one), _address(one, district), words.region_name(one.region_code)) for one in found.parties],
        "links": [(named.get(a, (a, "")), named.get(b, (b, "")), fen) for a, b, fen in found.links],
        "addresses": {key: address for key, (_name, address) in named.items()},
    }  # fmt: skip
    return render(request, "console/graph/one.html", context)


@needs(Action.SEE_RISKS)
def export_graph_risks(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with every tie of one kind of graph risk as a file."""
    kind, district = request.GET.get("kind", ""), district_of(request)
    kind = kind if kind in KINDS else KINDS[0]
    rows = queries.graph_risks(district=district, kind=kind, page_size=MOST_EXPORTED)
    audit.record(
        actor=request.user.get_username(), action="export_graph_risks", object_type="graph", object_id=kind, purpose="",
        at=timezone.now(), details={"rows": len(rows), "format": format},
    )  # fmt: skip
    header = [_("风险"), _("数值"), _("起报线"), _("由"), _("对"), _("金额（元）"), _("依据")]
    return export.table(name=f"graph-{kind}", format=format, header=header, rows=_exported(rows))


def _exported(rows: list[GraphRow]) -> Iterator[list[Any]]:
    for row in rows:
        names = {one.key: party_name(one) for one in row.parties}
        title = f"{words.word_of(words.GRAPH_KIND, row.kind)} {names[row.parties[0].key]}"
        for a, b, fen in row.links:
            yield [title, row.value, row.limit, names.get(a, a), names.get(b, b), fen / 100, row.threshold_basis]


def _address(one: PartyOf, district: District) -> str:
    """Return the firm's page, where the reader's district holds the firm."""
    if one.company_id and district.reaches(one.region_code):
        return reverse("console:firm", args=[one.company_id])
    return ""
