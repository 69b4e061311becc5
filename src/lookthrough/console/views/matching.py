"""Who is who: pairs that wait for a person, side by side; verdicts, their history, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import back, carries, colleague, needs, officer_id
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry.matching import operations, queries
from lookthrough.registry.matching.queries import Pair

PAGE_SIZE = 20
_ROWS = ("name", "brand", "uscc", "region_code", "day", "capital_fen", "site")


@needs(Action.JUDGE_MATCHES)
def matches(request: HttpRequest) -> HttpResponse:
    """Show the district's pairs in a state, the most valuable first, each with both sides and why the machine thinks so."""
    district, state, page = _district(request), _state(request), page_number(request)
    found = queries.pairs(district=district, state=state, page=page, page_size=PAGE_SIZE)
    counted = queries.counts(district=district)
    names = offices.region_names()
    context = {
        "state": state,
        "states": [(slug, words.MATCH[slug], counted[slug]) for slug in queries.STATES],
        "cards": [_card(one, names) for one in found.rows],
        "page": page,
        "page_size": PAGE_SIZE,
        "total": found.total,
    }
    return render(request, "console/matches.html", context)


@needs(Action.JUDGE_MATCHES)
def history(request: HttpRequest) -> HttpResponse:
    """Show the last verdicts of the district, also those taken back."""
    return render(request, "console/match_history.html", {"verdicts": queries.history(district=_district(request))})


@needs(Action.JUDGE_MATCHES)
def export_matches(request: HttpRequest) -> HttpResponseBase:
    """Answer with every pair of a state as a workbook."""
    district, state = _district(request), _state(request)
    total = queries.counts(district=district)[state]
    audit.record(
        actor=request.user.get_username(), action="export_matches", object_type="matches", object_id=state, purpose="", at=timezone.now(),
        details={"rows": total, "format": "xlsx"},
    )  # fmt: skip
    header = [
        _("状态"), _("概率"), _("来源"), _("来源中的名称"), _("品牌"), _("地区"), _("企业"), _("统一社会信用代码"), _("地区"), _("依据"),
    ]  # fmt: skip
    return export.table(name="matches", format="xlsx", header=header, rows=_exported(district, state))


@require_POST
@needs(Action.JUDGE_MATCHES)
def judge(request: HttpRequest) -> HttpResponse:
    """Say of the chosen pairs that they are the same, different or unsure."""
    chosen = [int(one) for one in request.POST.getlist("pair") if one.isdecimal() and len(one) < 19]
    verdict = request.POST.get("verdict", "")
    try:
        batch = operations.judge(
            pair_ids=chosen, verdict=verdict, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now()
        )
        said = ngettext("已记下 %(count)d 项：%(verdict)s。", "已记下 %(count)d 项：%(verdict)s。", len(chosen))
        messages.success(request, said % {"count": len(chosen), "verdict": words.said(words.MATCH[verdict])}, extra_tags=f"match:{batch}")
    except operations.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:matches"))


@require_POST
@needs(Action.JUDGE_MATCHES)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own verdicts of one act, or the verdict that stands on one pair."""
    try:
        if pair := request.POST.get("pair", ""):
            count = operations.revoke(
                pair_id=int(pair) if pair.isdecimal() and len(pair) < 19 else 0,
                reason=request.POST.get("reason", ""), officer_id=officer_id(request),
                at=timezone.now(),
            )  # fmt: skip
        else:
            batch = request.POST.get("batch", "").removeprefix("match:")
            count = operations.undo(batch=batch, officer_id=officer_id(request), at=timezone.now())
        messages.success(request, ngettext("已撤销 %(count)d 项结论。", "已撤销 %(count)d 项结论。", count) % {"count": count})
    except operations.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:matches"))


@needs(Action.SEE_FIRMS)
def firm_matches(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in a firm's file, the records of other sources and the entries of the register that are, or may be, the same body."""
    firm_file(request, company_id)
    names = offices.region_names()
    me = _district(request)
    found = [one for one in queries.pairs_of(company_id=company_id) if me.reaches(one.region_code)]
    context = {
        "cards": [_card(one, names) for one in found],
        "history": {one.pair_id: queries.verdicts_of(pair_id=one.pair_id) for one in found},
        "may_judge": carries(request, Action.JUDGE_MATCHES),
    }
    return firm_page(request, company_id=company_id, tab="same", template="console/firm/same.html", **context)


def _district(request: HttpRequest) -> District:
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    return me.district


def _state(request: HttpRequest) -> str:
    given = request.GET.get("state", "waiting")
    return given if given in queries.STATES else "waiting"


def _card(one: Pair, names: dict[str, str]) -> dict[str, Any]:
    """Lay both sides of a pair beside each other, row by row, with what differs marked."""
    rows = []
    for row in _ROWS:
        left, right = getattr(one.left, row), getattr(one.right, row)
        if row == "region_code":
            left, right = (words.region_name(code, names) if code else "" for code in (left, right))
        if left or right:
            rows.append({"row": row, "title": _row_title(row), "left": left, "right": right, "differs": row in one.differs})
    speaking = [reason for reason in one.reasons if abs(reason.bits) >= 0.5]
    share = ">99.9%" if one.probability > 0.999 else f"{one.probability:.1%}"
    return {
        "pair": one,
        "share": share,
        "rows": rows,
        "for": [r for r in speaking if r.bits > 0],
        "against": [r for r in speaking if r.bits < 0],
    }


def _row_title(row: str) -> str:
    titles = {
        "name": _("名称"),
        "brand": _("品牌"),
        "uscc": _("统一社会信用代码"),
        "region_code": _("地区"),
        "day": pgettext("match", "开始／成立"),
        "capital_fen": _("注册资本"),
        "site": _("网站"),
    }
    return titles[row]


def _exported(district: District, state: str) -> Iterator[Sequence[Any]]:
    names, language = offices.region_names(), words.language()
    for one in queries.every_pair(district=district, state=state):
        left, right = one.left, one.right
        regions = [words.region_name(side.region_code, names) for side in (left, right)]
        why = "；".join(reason.said.in_language(language) for reason in one.reasons)
        yield [
            words.said(words.MATCH[one.state]), round(one.probability, 4), left.source.in_language(language), left.name, left.brand,
            regions[0], right.name, right.uscc, regions[1], why,
        ]  # fmt: skip
