"""The learned model's card and the back-test of scorecards as pages, made from the files that the commands write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import proofs as on_record
from lookthrough.risk.backtest_pictures import NEVER, lead_counts
from lookthrough.risk.indicator import all_indicators

_SIDE = 100.0  # of the square in which a curve is drawn
_ROUND = 2


@needs(Action.SEE_METHODS)
def proofs(request: HttpRequest) -> HttpResponse:
    """List the cards and back-tests on record; without any, say which command writes them."""
    context = {
        "cards": on_record.proofs(kind=on_record.CARD), "backtests": on_record.proofs(kind=on_record.BACKTEST),
        "may_record": carries(request, Action.PROPOSE_LIMITS), "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/proofs/list.html", context)


@needs(Action.SEE_METHODS)
def proof(request: HttpRequest, risk_proof_id: int) -> HttpResponse:
    """Show one card or back-test."""
    found = on_record.proof(proof_id=risk_proof_id)
    if found is None:
        raise Http404
    shown = _card(found.document) if found.kind == on_record.CARD else _backtest(found.document)
    context = {
        "proof": found, "said": found.document, "names": offices.names_by_username(), "english": words.language().startswith("en"),
        "may_record": carries(request, Action.PROPOSE_LIMITS), **shown,
    }  # fmt: skip
    return render(request, f"console/proofs/{found.kind}.html", context)


@require_POST
@needs(Action.PROPOSE_LIMITS)
def record(request: HttpRequest) -> HttpResponse:
    """Put a file on record."""
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > on_record.LARGEST:
        messages.error(request, _("请选择 risk train 写出的 card.json 或 risk backtest 写出的 backtest.json，不超过 4 MB。没有保存。"))
        return redirect("console:proofs")
    try:
        made = on_record.record(
            raw=given.read(on_record.LARGEST + 1), note=request.POST.get("note", ""), officer_id=officer_id(request), at=timezone.now()
        )
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
        return redirect("console:proofs")
    messages.success(request, _("已登记。"))
    return redirect("console:proof", risk_proof_id=made)


@require_POST
@needs(Action.PROPOSE_LIMITS)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a record down; the same file can be put on record again."""
    given = request.POST.get("proof", "")
    try:
        number = int(given) if given.isdecimal() and len(given) < 16 else 0
        on_record.withdraw(proof_id=number, officer_id=officer_id(request), at=timezone.now())
        messages.success(request, _("已撤下；重新上传同一文件即可恢复。"))
    except NotAllowed as refusal:
        messages.error(request, words.said(refusal.reason))
    return redirect("console:proofs")


def _card(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card's page draws: each way's figures, told against seen, indicators by weight."""
    reliability = said["validation"].get("reliability", [])
    heaviest = max((abs(one["weights"]["anchors"]) for one in said["indicators"]), default=0) or 1.0
    return {
        "parts": list(said["validation"]["auc"].items()),
        "reliability": reliability,
        "dots": [_dot(one) for one in reliability],
        "indicators": [
            {**one, "length": round(100 * abs(one["weights"]["anchors"]) / heaviest, _ROUND), "known": one["indicator"] in all_indicators()}
            for one in sorted(said["indicators"], key=lambda one: -abs(one["weights"]["anchors"]))
        ],
    }


def _dot(one: Mapping[str, Any]) -> dict[str, float]:
    """Return where a group of a calibration stands in the square: told to the right, what came upwards."""
    told, came = (float(one.get(name) or 0) for name in ("told", "came"))
    return {"x": round(told * _SIDE, _ROUND), "y": round(_SIDE - came * _SIDE, _ROUND)}


def _backtest(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a back-test's page draws: the curve, levels with those who failed, leads by class, alerts a month."""
    leads = lead_counts([one["days"] for one in said["leads"]])
    leads = {_("未达到或未持续"): leads.pop(NEVER), **leads}
    alerts = said["work"].get("alerts_by_month", {})
    return {
        "curve": _curve(said["curve"]),
        "base": round(_SIDE - _SIDE * said["failed"] / said["judged"], _ROUND) if said["judged"] else _SIDE,
        "levels": list(said["levels"].items()),
        "first": said.get("first", []),
        "leads": [(name, count, round(100 * count / (max(leads.values()) or 1))) for name, count in leads.items()],
        "alerts": [(month, count, round(100 * count / (max(alerts.values()) or 1))) for month, count in alerts.items()],
        "alone": sorted(said.get("indicators", {}).items(), key=lambda pair: -(pair[1].get("auc") or 0)),
    }


def _curve(points: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{recall * _SIDE:.2f},{_SIDE - precision * _SIDE:.2f}" for _threshold, recall, precision in points)
