"""What officers do about the people of a case: name, relieve, recuse, stand in, parties, persons from outside."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.cases import case_queries, officer_operations, party_operations, view_operations
from lookthrough.console.access import officer_id
from lookthrough.console.case_file import TABS
from lookthrough.console.deed_forms import Deed
from lookthrough.console.views.cases_forms import day, version, whole


def _name(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.name_officer(
        number=number, to_officer_id=whole(given.get("officer", "")), part=given.get("part", ""), officer_id=officer_id(request),
        at=timezone.now(), version=version(request),
    )  # fmt: skip
    return _("已指派。")


def _relieve(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.relieve_officer(
        number=number, of_officer_id=whole(given.get("officer", "")), part=given.get("part", ""), reason=given.get("reason", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已不再承办。")


def _declare(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.declare_conflict(
        number=number, relation=given.get("relation", ""), of_officer_id=whole(given.get("officer", "")) or None,
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已申报；决定之前不能办理本案。")


def _relation(request: HttpRequest, number: str) -> str:
    facts = case_queries.case(number=number, officer_id=officer_id(request))
    if facts is None:
        raise Http404
    officer_operations.declare_relation(
        subject_type=facts.subject_type, subject_id=facts.subject_id, relation=request.POST.get("relation", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已申报；关于该主体的线索和案件您都不能办理。")


def _delegate(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.delegate(
        number="" if given.get("all") == "1" else number, to_officer_id=whole(given.get("officer", "")),
        from_on=day(given.get("from_on", "")), to_on=day(given.get("to_on", "")), reason=given.get("reason", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已委托。")


def _end_delegation(request: HttpRequest, number: str) -> str:
    officer_operations.end_delegation(
        delegation_id=whole(request.POST.get("delegation", "")), officer_id=officer_id(request), at=timezone.now()
    )
    return _("委托已结束。")


def _name_party(request: HttpRequest, number: str) -> str:
    given = request.POST
    party_operations.name_party(
        number=number, subject_type="company" if given.get("code") else "other", subject_id=given.get("code", ""),
        name=given.get("name", ""), part=given.get("part", ""), note=given.get("note", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已列入当事方。")


def _take_party_off(request: HttpRequest, number: str) -> str:
    given = request.POST
    party_operations.take_party_off(
        number=number, party_id=whole(given.get("party", "")), reason=given.get("reason", ""), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("已移去当事方。")


def _decide_conflict(request: HttpRequest, number: str) -> str:
    given = request.POST
    officer_operations.decide_conflict(
        number=number, of_officer_id=whole(given.get("officer", "")), recused=given.get("decision") == "recuse",
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已决定。")


def _lift_relation(request: HttpRequest, number: str) -> str:
    given = request.POST
    facts = case_queries.case(number=number, officer_id=officer_id(request))
    if facts is None:
        raise Http404
    officer_operations.lift_relation(
        of_officer_id=whole(given.get("officer", "")), subject_type=facts.subject_type, subject_id=facts.subject_id,
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已解除。")


def _open_view(request: HttpRequest, number: str) -> str:
    given = request.POST
    shared = {tab.slug for tab in TABS if tab.shared}
    view_operations.open_view(
        number=number, to_officer_id=whole(given.get("officer", "")), tabs=[one for one in given.getlist("tab") if one in shared],
        until=day(given.get("until", "")), purpose=given.get("purpose", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已开放。每次查阅都会记入审计。")


def _end_view(request: HttpRequest, number: str) -> str:
    view_operations.end_view(
        number=number, of_officer_id=whole(request.POST.get("officer", "")), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已结束开放。")


WORK: Mapping[str, Deed] = {
    "name": _name, "relieve": _relieve, "declare": _declare, "relation": _relation, "delegate": _delegate,
    "end-delegation": _end_delegation, "party": _name_party, "party-off": _take_party_off,
}  # fmt: skip
DECIDE: Mapping[str, Deed] = {
    "conflict": _decide_conflict, "lift-relation": _lift_relation, "open-view": _open_view, "end-view": _end_view,
}  # fmt: skip
