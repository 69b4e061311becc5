"""The pool of experts: who may be drawn, and which firms each must not judge."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.determination import pool, queries
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.deed_forms import Deed, do, text, whole
from lookthrough.offices.roles import Action


@needs(Action.SEE_CASES)
def experts(request: HttpRequest) -> HttpResponse:
    """Show the experts that the officer's office may draw on."""
    me = colleague(request)
    rows = queries.experts(by=me) if me else []
    return render(request, "console/cases/experts.html", {"rows": rows, "works": carries(request, Action.WORK_CASES)})


@require_POST
@needs(Action.WORK_CASES)
def work_experts(request: HttpRequest, deed: str) -> HttpResponse:
    """Record an expert, a conflict, or that an expert left."""
    return do(request, "", DEEDS.get(deed), reverse("console:experts"))


def _record(request: HttpRequest, _number: str) -> str:
    said: dict[str, Any] = {"name": text(request, "name"), "field": text(request, "field"), "employer": text(request, "employer")}
    pool.record_expert(officer_id=officer_id(request), at=timezone.now(), **said)
    return _("已登记专家。")


def _conflict(request: HttpRequest, _number: str) -> str:
    pool.record_conflict(
        expert_id=whole(request, "expert"), company_id=text(request, "company"), reason=text(request, "reason"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已登记利益冲突，抽取时会排除。")


def _end(request: HttpRequest, _number: str) -> str:
    why = text(request, "reason")
    pool.end_expert(expert_id=whole(request, "expert"), reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("专家已退出专家库。")


DEEDS: dict[str, Deed] = {"record": _record, "conflict": _conflict, "end": _end}
