"""The money of the area: from its sources through the district's institutions to its uses, and what the run could not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import area, export, words
from lookthrough.console.access import carries, needs
from lookthrough.console.picture import drawn
from lookthrough.console.picture_svg import flow_svg
from lookthrough.flows import figures
from lookthrough.flows.classes import Origin, Use
from lookthrough.flows.queries import FlowLink
from lookthrough.offices.roles import Action
from lookthrough.registry.queries import InstitutionFacts

MOST_GROUPS = 10
OTHERS = "others"


@needs(Action.SEE_MONEY)
def money(request: HttpRequest) -> HttpResponse:
    """Show the area's flow picture and, beside it, tables that say the same."""
    shown, business = area.window(request), request.GET.get("business", "")
    every = area.institutions(request)
    businesses = sorted({one.business for one in every})
    business = business if business in businesses else ""
    chosen = [one for one in every if not business or one.business == business]
    groups, titles = _groups(chosen, shown, by_institution=bool(business))
    found, sums = figures.area_picture(
        groups=groups, titles=titles, from_date=shown.from_date, to_date=shown.to_date, language=words.language()
    )
    days = {"from": shown.from_date.isoformat(), "to": shown.to_date.isoformat()}
    context = {
        "window": shown,
        "business": business,
        "businesses": businesses,
        "chosen": len(chosen),
        "picture": drawn(found, shown.from_date, shown.to_date, address=lambda link: _next_level(link, days, business)),
        "groups": _table(groups, titles, shown, days, business),
        "sums": sums,
        "agrees": sums.opening_fen + sums.inflow_fen == sums.uses_fen + sums.closing_fen,
        "matrix": _matrix([one.institution_id for one in chosen], shown),
        "report": figures.run_report(),
        "authority": area.authority(),
        "authorities_address": reverse("console:authorities") if carries(request, Action.SEE_TRANSFERS) else "",
        "may_see_methods": carries(request, Action.SEE_METHODS),
        "no_count": True,
        "may_see_transfers": True,  # the bands lead to figures, not to accounts
    }
    return render(request, "console/money.html", context)


@needs(Action.SEE_MONEY)
def picture(request: HttpRequest) -> HttpResponse:
    """Answer with the area's flow picture as a file."""
    shown, business = area.window(request), request.GET.get("business", "")
    every = area.institutions(request)
    chosen = [one for one in every if one.business == business] or every
    groups, titles = _groups(chosen, shown, by_institution=chosen is not every)
    days = {"from_date": shown.from_date, "to_date": shown.to_date}
    found, _sums = figures.area_picture(groups=groups, titles=titles, language=words.language(), **days)
    made = drawn(found, shown.from_date, shown.to_date, address=lambda link: "")
    audit.record(
        actor=request.user.get_username(), action="export_money", object_type="institutions", object_id="money", purpose="",
        at=timezone.now(), details={"format": "svg"},
    )  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="money.svg"'}
    return HttpResponse(flow_svg(made.title, made.data), content_type="image/svg+xml; charset=utf-8", headers=headers)


@needs(Action.SEE_MONEY)
def export_money(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with what was used, by institution, origin and use, as a file."""
    shown = area.window(request)
    names = {one.institution_id: one for one in area.institutions(request)}
    rows = [
        (names[one], origin, use, fen)
        for one in names
        for (origin, use), fen in sorted(
            figures.uses_by_origin(institution_ids=[one], from_date=shown.from_date, to_date=shown.to_date).items()
        )
    ]
    audit.record(
        actor=request.user.get_username(), action="export_money", object_type="institutions", object_id="money", purpose="",
        at=timezone.now(), details={"rows": len(rows), "format": format},
    )  # fmt: skip
    header = [_("机构"), _("机构编号"), _("业务"), _("资金来源"), _("用途"), _("金额（元）")]
    said = (
        [
            one.name, one.institution_id, str(words.BUSINESS.get(one.business, one.business)), words.said(words.ORIGIN[origin]),
            words.said(words.USE[use]), export.Yuan(fen),
        ]
        for one, origin, use, fen in rows
    )  # fmt: skip
    return export.table(name="money", format=format, header=header, rows=said)


def _groups(chosen: Sequence[InstitutionFacts], shown: area.Window, *, by_institution: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Return which stop of the picture each institution is: its business, or itself as far as there is room for it."""
    if not by_institution:
        return {one.institution_id: one.business for one in chosen}, {
            one.business: str(words.BUSINESS.get(one.business, one.business)) for one in chosen
        }
    ids = [one.institution_id for one in chosen]
    sums = figures.balances(institution_ids=ids, from_date=shown.from_date, to_date=shown.to_date)
    largest = sorted(sums, key=lambda one: -max(sums[one].inflow_fen, sums[one].uses_fen))[:MOST_GROUPS]
    titles = {one.institution_id: one.name for one in chosen if one.institution_id in largest}
    left = len(chosen) - len(titles)
    titles[OTHERS] = _("其余 %(count)d 家") % {"count": left}
    return {one: one if one in titles else OTHERS for one in ids}, titles


def _group_address(group: str, days: dict[str, str], business: str) -> str:
    """Return the next level of a stop: a business opens into its institutions, an institution into its own page."""
    if not business:
        return f"{reverse('console:money')}?{urlencode({**days, 'business': group})}#flow"
    if group == OTHERS:
        return f"{reverse('console:institutions')}?{urlencode({**days, 'business': business, 'order': 'inflow'})}"
    return f"{reverse('console:institution', args=[group])}?{urlencode(days)}#flow"


def _next_level(link: FlowLink, days: dict[str, str], business: str) -> str:
    kind, one, other = [*link.key.split(":", 2), "", ""][:3]
    group = {"enters": other, "leaves": one}.get(kind, "")
    return _group_address(group, days, business) if group else ""


def _table(
    groups: dict[str, str], titles: dict[str, str], shown: area.Window, days: dict[str, str], business: str
) -> list[tuple[str, str, int, figures.Balance]]:
    """Return each stop of the picture with its address, how many institutions it holds and its balance, the widest first."""
    sums = figures.balances(institution_ids=list(groups), from_date=shown.from_date, to_date=shown.to_date)
    found = []
    for group in sorted(set(groups.values())):
        members = [sums[one] for one in groups if groups[one] == group and one in sums]
        held = sum(1 for one in groups if groups[one] == group)
        found.append((titles.get(group, group), _group_address(group, days, business), held, figures.total(members)))
    return sorted(found, key=lambda row: -max(row[3].inflow_fen, row[3].uses_fen))


def _matrix(ids: Sequence[str], shown: area.Window) -> dict[str, Any]:
    """Return what of each origin went into each use, by attribution; rows and columns that hold nothing are left out."""
    sums = figures.uses_by_origin(institution_ids=ids, from_date=shown.from_date, to_date=shown.to_date)
    uses = [use for use in Use.words() if any(fen for (_origin, one), fen in sums.items() if one == use)]
    origins = [origin for origin in Origin.words() if any(fen for (one, _use), fen in sums.items() if one == origin)]
    return {
        "uses": uses,
        "rows": [
            (origin, [sums.get((origin, use), 0) for use in uses], sum(sums.get((origin, use), 0) for use in uses)) for origin in origins
        ],
        "totals": [sum(sums.get((origin, use), 0) for origin in origins) for use in uses],
        "total": sum(sums.values()),
    }
