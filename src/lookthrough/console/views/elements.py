"""Tests of elements in a firm's file: the three of article 2, and on a page of its own the criminal check-list."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console.access import back, carries, needs, officer_id
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.triage import district_of
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.elements import ADMINISTRATIVE, CRIMINAL, KINDS, element_list, operations, queries
from lookthrough.risk.elements.operations import JUDGEMENTS

_AMOUNT = Text("金额须为元，例如 1200000.00", "amounts are in yuan, such as 1200000.00")
_SLUGS = {"administrative": "elements", "criminal": "criminal"}


@needs(Action.SEE_ELEMENTS)
def firm_elements(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show the three-element test of a firm."""
    return _page(request, company_id, ADMINISTRATIVE)


@needs(Action.SEE_ELEMENTS)
def firm_criminal(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show the criminal check-list of a firm; nothing of the other test stands on it."""
    return _page(request, company_id, CRIMINAL)


@require_POST
@needs(Action.WORK_ELEMENTS)
def work_elements(request: HttpRequest, company_id: str, kind: str, deed: str) -> HttpResponse:
    """Do one thing with a firm's test."""
    act = DEEDS.get(deed)
    if act is None or kind not in KINDS:
        raise Http404
    firm_file(request, company_id)
    try:
        messages.success(request, act(request, company_id, kind))
    except NotAllowed as refusal:
        say_why_not(request, refusal)
    name = "console:firm-criminal" if kind == CRIMINAL else "console:firm-elements"
    return back(request, reverse(name, args=[company_id]))


def _page(request: HttpRequest, company_id: str, kind: str) -> HttpResponse:
    district, now = district_of(request), timezone.localtime()
    firm_file(request, company_id)
    test = queries.current(company_id=company_id, kind=kind, district=district, officer_id=officer_id(request), on=now.date())
    if test is not None:
        audit.record(
            actor=request.user.get_username(), action="elements.read", object_type="company", object_id=company_id[:120], purpose="",
            at=now, details={"test": test.test_id, "kind": kind},
        )  # fmt: skip
    passed = operations.passed_thresholds(test.figures, now) if kind == CRIMINAL and test is not None else []
    return firm_page(
        request, company_id=company_id, tab="elements", template="console/firm/elements.html", test=test, kind=kind,
        list=element_list(kind), judgements=JUDGEMENTS, names=offices.names_by_username(), thresholds=passed,
        history=queries.history(company_id=company_id, kind=kind, district=district),
        may_test=carries(request, Action.WORK_ELEMENTS) and (test is None or test.state == "draft"),
        may_withdraw=carries(request, Action.WORK_ELEMENTS),
    )  # fmt: skip


def _begin(request: HttpRequest, company_id: str, kind: str) -> str:
    """Begin a test."""
    operations.begin(company_id=company_id, kind=kind, officer_id=officer_id(request), at=timezone.now())
    return _("已开始核对。")


def _judge(request: HttpRequest, company_id: str, kind: str) -> str:
    """Judge one element."""
    given = request.POST
    operations.judge(
        test_id=_whole(request, "test"), element=given.get("element", ""), judgement=given.get("judgement", ""),
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已保存。")


def _exclude(request: HttpRequest, company_id: str, kind: str) -> str:
    """Say whether an exclusion applies."""
    given = request.POST
    operations.exclude(
        test_id=_whole(request, "test"), exclusion=given.get("exclusion", ""), applies=given.get("applies") == "1",
        reason=given.get("reason", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已保存。")


def _add(request: HttpRequest, company_id: str, kind: str) -> str:
    """Add evidence."""
    given = request.POST
    operations.add_evidence(
        test_id=_whole(request, "test"), element=given.get("element", ""), item=given.get("item", ""), text=given.get("text", ""),
        place=given.get("place", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("证据已加入。")


def _remove(request: HttpRequest, company_id: str, kind: str) -> str:
    """Take evidence off."""
    operations.remove_evidence(
        test_id=_whole(request, "test"), evidence_id=_whole(request, "evidence"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("证据已移去，记录仍在。")


def _figures(request: HttpRequest, company_id: str, kind: str) -> str:
    """State the figures of the criminal list."""
    given = request.POST
    try:
        amount, loss = parse_yuan(given.get("amount", "")), parse_yuan(given.get("loss", ""))
    except ValueError:
        raise NotAllowed(_AMOUNT) from None
    operations.state_figures(
        test_id=_whole(request, "test"), amount_fen=amount, persons=_whole(request, "persons"), loss_fen=loss,
        aggravated=given.get("aggravated") == "1", form=given.get("form", ""), basis=given.get("basis", ""),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已保存。")


def _sign(request: HttpRequest, company_id: str, kind: str) -> str:
    """Sign the test."""
    operations.sign(
        test_id=_whole(request, "test"),
        conclusion=request.POST.get("conclusion", ""),
        officer_id=officer_id(request),
        at=timezone.localtime(),
    )
    return _("已签署，内容和证据一并封存。")


def _withdraw(request: HttpRequest, company_id: str, kind: str) -> str:
    """Withdraw a signed test."""
    operations.withdraw(
        test_id=_whole(request, "test"), reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已撤回，原件仍在。")


DEEDS: dict[str, Callable[[HttpRequest, str, str], str]] = {
    "begin": _begin, "judge": _judge, "exclude": _exclude, "add": _add, "remove": _remove, "figures": _figures, "sign": _sign,
    "withdraw": _withdraw,
}  # fmt: skip


def _whole(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 16 else 0
