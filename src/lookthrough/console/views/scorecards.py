"""Indicators and scorecards as the catalogue has them; a scorecard's new version is tried, proposed by one officer, adopted by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.proposal_views import Proposals, proposed
from lookthrough.offices.roles import Action
from lookthrough.risk import score_queries as scores
from lookthrough.risk import scorecard_proposals as proposing
from lookthrough.risk.groups import Group
from lookthrough.risk.indicator import Indicator, all_indicators
from lookthrough.risk.scorecard import Row, Scorecard, all_versions, level_limits


@needs(Action.SEE_METHODS)
def indicators(request: HttpRequest) -> HttpResponse:
    """List every indicator by group with what weighs it, and every scorecard."""
    used, today = scores.use_of_indicators(), timezone.localdate()
    every = all_indicators().values()
    cards = [proposing.in_force(slug=slug, on=today) for slug in all_versions()]
    rows = [(group, [(one, _weighed(one, cards), used.get(one.name, 0)) for one in every if one.group is group]) for group in Group]
    context = {
        "groups": [(group, some) for group, some in rows if some],
        "scorecards": cards,
        "levels": [row for row in level_limits().rows if row.name != "alert_from"],
        "total": len(all_indicators()),
        "month": scores.newest_month(),
    }
    return render(request, "console/indicators.html", context)


@needs(Action.SEE_METHODS)
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """Show one indicator: what it measures, why, from whose figures, what their absence means, where it weighs."""
    one = all_indicators().get(name)
    if one is None:
        raise Http404
    cards = [proposing.in_force(slug=slug, on=timezone.localdate()) for slug in all_versions()]
    context = {"one": one, "weighed": _weighed(one, cards), "used": scores.use_of_indicators().get(name, 0), "month": scores.newest_month()}
    return render(request, "console/indicator.html", context)


@needs(Action.SEE_METHODS)
def scorecard(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one scorecard with its rows and versions, what another would say of the newest month, and the proposals about it."""
    card, me = _card(slug), colleague(request)
    then, unclear = _asked(request, card)
    tried = None
    if me is not None and me.district is not None:
        tried = proposing.try_scorecard(now=card, then=then, district=me.district)
    every = proposing.proposals(slug=slug)
    context = {
        "card": card,
        "rows": [_form_row(row, then) for row in _every_row(card)],
        "then": then,
        "changed": then.rows != card.rows or then.coverage_needed != card.coverage_needed,
        "unclear": unclear,
        "tried": tried,
        "tried_levels": [(level, tried.now[level], tried.then[level]) for level in tried.now] if tried else [],
        "versions": proposing.versions(slug=slug),
        "proposals": [(one, proposing.may_decide(by=officer_id(request), proposal=one)) for one in every],
        "mine": request.user.get_username(),
        "may_propose": carries(request, Action.PROPOSE_LIMITS),
        "today": timezone.localdate(),
    }
    return render(request, "console/scorecard.html", context, status=400 if unclear else 200)


@require_POST
@needs(Action.PROPOSE_LIMITS)
def propose_scorecard(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the version that was tried."""
    card, today = _card(slug), timezone.localdate()

    def propose() -> int:
        rows, coverage = _rows(request.POST, card)
        return proposing.propose(
            by=officer_id(request), slug=slug, rows=rows, coverage_needed=coverage, at=timezone.now(), today=today,
            valid_from=date.fromisoformat(request.POST.get("valid_from", "")), reason=request.POST.get("reason", ""),
        )  # fmt: skip

    proposed(request, propose)
    return redirect("console:scorecard", slug)


def _numbers(slug: str) -> list[int]:
    _card(slug)
    return [one.number for one in proposing.proposals(slug=slug)]


_PROPOSALS = Proposals("console:scorecard", _numbers)
adopt_scorecard = _PROPOSALS.adopting("adopt_scorecard", proposing.adopt)
refuse_scorecard = _PROPOSALS.refusing("refuse_scorecard", proposing.refuse)
withdraw_scorecard = _PROPOSALS.withdrawing("withdraw_scorecard", proposing.withdraw)


def _card(slug: str) -> Scorecard:
    try:
        return proposing.in_force(slug=slug, on=timezone.localdate())
    except LookupError as error:
        raise Http404 from error


def _weighed(one: Indicator, cards: Sequence[Scorecard]) -> list[tuple[Scorecard, Row]]:
    """Return the scorecards that weigh an indicator, with its row."""
    return [(card, row) for card in cards for row in card.rows if row.indicator == one.name]


def _asked(request: HttpRequest, card: Scorecard) -> tuple[Scorecard, bool]:
    """Return the version that the address asks to try, and whether it could not be understood."""
    if not any(name.startswith("weight-") for name in request.GET):
        return card, False
    try:
        rows, coverage = _rows(request.GET, card)
        return proposing.changed(card, rows, coverage), False
    except ValueError:
        return card, True


def _rows(said: Mapping[str, str], card: Scorecard) -> tuple[list[dict[str, Any]], float]:
    """Read a version as the form has it: weights, anchors as value=share, coverage in per cent; a weight of nothing leaves the row out."""
    rows = []
    for row in _every_row(card):
        weight = float(said.get(f"weight-{row.indicator}", row.weight) or 0)
        if weight:
            anchors = said.get(f"anchors-{row.indicator}", "") or _written(row)
            rows.append(_plain(row) | {"weight": weight, "anchors": [_anchor(one) for one in anchors.replace("；", ";").split(";")]})
    return rows, float(said.get("coverage", card.coverage_needed * 100)) / 100


def _plain(row: Row) -> dict[str, Any]:
    return {"indicator": row.indicator, "basis": row.basis, "missing": row.missing, "can_change": row.can_change}


def _anchor(said: str) -> list[float]:
    value, _equals, share = said.replace("＝", "=").partition("=")
    return [float(value), float(share)]


def _written(row: Row | None) -> str:
    """Return anchors as the form has them: 0=0; 2=0.6; 4=1."""
    return "; ".join(f"{value:g}={share:g}" for value, share in row.anchors) if row else ""


def _every_row(card: Scorecard) -> list[Row]:
    """Return the rows in force and, without weight, those of the house's own version that were left out."""
    weighed = {row.indicator for row in card.rows}
    left_out = [replace(row, weight=0.0) for row in all_versions()[card.slug][-1].rows if row.indicator not in weighed]
    return [*card.rows, *left_out]


def _form_row(row: Row, then: Scorecard) -> dict[str, Any]:
    tried = next((one for one in then.rows if one.indicator == row.indicator), None)
    weight = tried.weight if tried else 0.0
    return {"row": row, "one": all_indicators()[row.indicator], "weight": f"{weight:g}", "anchors": _written(tried or row)}
