"""Approved wordings of the petition desk: what is in force, what waits, what was; proposed by one, approved by another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.petitions import queries, wording_operations
from lookthrough.cases.petitions.wordings import BLANKS
from lookthrough.cases.petitions.words import KINDS
from lookthrough.console import petition_forms as forms
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.deed_forms import Deed, day, do, refilled, text, texts, whole
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action


@needs(Action.SEE_PETITIONS)
def wordings(request: HttpRequest) -> HttpResponse:
    """Show the wordings in force and those that wait for a second person."""
    return _page(request)


@require_POST
@needs(Action.WORK_PETITIONS)
def work_wording(request: HttpRequest, deed: str) -> HttpResponse:
    """Propose a wording."""
    found: dict[str, Deed] = {"propose": _propose}
    return do(request, "", found.get(deed), reverse("console:wordings"), refused=lambda asked, _number: _page(asked))


@require_POST
@needs(Action.DECIDE_PETITIONS)
def decide_wording(request: HttpRequest, deed: str) -> HttpResponse:
    """Approve, refuse or end a wording."""
    return do(request, "", DECISIONS.get(deed), reverse("console:wordings"), refused=lambda asked, _number: _page(asked))


def _page(request: HttpRequest) -> HttpResponse:
    me, today = officer_id(request), timezone.localdate()
    decides = carries(request, Action.DECIDE_PETITIONS)
    own = queries.own_wordings(officer_id=me)
    in_force = queries.wordings_in_force(officer_id=me, on=today)
    context = {
        "in_force": [(one, _forms(one.wording_id, "approved") if decides and one.wording_id else []) for one in in_force],
        "waiting": [
            (one, _forms(one.pk, "proposed") if decides and one.proposed_by_id != me else []) for one in own if one.state == "proposed"
        ],
        "past": [one for one in own if one.state != "proposed" and one.pk not in {each.wording_id for each in in_force}],
        "form": refilled(forms.of_wordings(today=today), request) if carries(request, Action.WORK_PETITIONS) else None,
        "kinds": KINDS, "blanks": BLANKS, "names": offices.names_by_username(), "next_words": reverse("console:wordings"),
        "states": {"approved": _("已批准"), "refused": _("未同意")},
    }  # fmt: skip
    return render(request, "console/petitions/wordings.html", context)


def _forms(wording_id: int, state: str) -> forms.Forms:
    return forms.of_wording(wording_id, state=state)


def _propose(request: HttpRequest, _number: str) -> str:
    """Propose a wording."""
    wording_operations.propose(
        valid_from=day(request, "valid_from"), officer_id=officer_id(request), at=timezone.now(),
        **texts(request, "slug", "kind", "title", "zh", "en"),
    )  # fmt: skip
    return _("已提出，等待另一人批准。")


def _decide(agreed: bool) -> Deed:
    def deed(request: HttpRequest, _number: str) -> str:
        given = {"wording_id": whole(request, "wording"), "reason": text(request, "reason")}
        wording_operations.decide(agreed=agreed, officer_id=officer_id(request), at=timezone.now(), **given)  # type: ignore[arg-type]
        return _("已批准，自生效日起可用。") if agreed else _("没有同意。")

    return deed


def _end(request: HttpRequest, _number: str) -> str:
    """End a wording."""
    given = {"wording_id": whole(request, "wording"), "reason": text(request, "reason")}
    wording_operations.end(officer_id=officer_id(request), at=timezone.now(), **given)  # type: ignore[arg-type]
    return _("已停用；此前的告知不变。")


DECISIONS: dict[str, Deed] = {"approve": _decide(True), "refuse": _decide(False), "end": _end}
