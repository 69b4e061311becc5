"""Where forms about assets, claims and repayment of a case are sent to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lookthrough.console.access import needs
from lookthrough.console.deed_forms import Deed, do
from lookthrough.console.views import asset_deeds, claim_deeds, plan_deeds, round_deeds
from lookthrough.offices.roles import Action

REPAYMENT_DEEDS: dict[str, Deed] = {**plan_deeds.DEEDS, **round_deeds.DEEDS}
DECISIONS: dict[str, Deed] = {**asset_deeds.DECISIONS, **claim_deeds.DECISIONS, **plan_deeds.DECISIONS, **round_deeds.DECISIONS}


@require_POST
@needs(Action.WORK_REPAYMENT)
def work_assets(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with the assets of a case."""
    return do(request, number, asset_deeds.DEEDS.get(deed), reverse("console:case-assets", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def work_claims(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with the claims of a case."""
    return do(request, number, claim_deeds.DEEDS.get(deed), reverse("console:case-claims", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def work_repayment(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with plan, account, rounds or claw-back of a case."""
    return do(request, number, REPAYMENT_DEEDS.get(deed), reverse("console:case-repayment", args=[number]))


@require_POST
@needs(Action.DECIDE_REPAYMENT)
def decide_repayment(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing that a second person decides."""
    return do(request, number, DECISIONS.get(deed), reverse("console:case-repayment", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def ruling(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the court's ruling with its paper."""
    return do(request, number, plan_deeds.record_ruling, reverse("console:case-repayment", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def bank_statement(request: HttpRequest, number: str) -> HttpResponse:
    """Read a statement of the dedicated account."""
    return do(request, number, plan_deeds.take_statement, reverse("console:case-repayment", args=[number]))
