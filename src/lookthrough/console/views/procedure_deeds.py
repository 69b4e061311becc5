"""What is done on a procedure's page: each deed reads its form and says in a sentence what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.procedure import account_operations as accounts
from lookthrough.cases.procedure import announcement_operations as announcements
from lookthrough.cases.procedure import inspection_operations as inspections
from lookthrough.cases.procedure import rectification_operations as rectifications
from lookthrough.cases.procedure import registration_operations as registrations
from lookthrough.cases.procedure import service_operations as services
from lookthrough.cases.procedure.account_operations import Asked
from lookthrough.cases.procedure.inspection_operations import Answered, Wanted
from lookthrough.cases.procedure.registration_operations import Item
from lookthrough.cases.procedure.service_operations import Paper
from lookthrough.console import liquidation_forms
from lookthrough.console.deed_forms import Deed, by, day, lines, text, texts, ticked, whole, wholes
from lookthrough.console.views import penalty_deeds

_ITEM_ROWS = range(1, 7)


def _rectify(request: HttpRequest, number: str) -> str:
    said = texts(request, "party", "demands", "basis", "unit")
    rectifications.draft(count=whole(request, "count"), **said, **by(request, number))
    return _("已拟定责令整改通知；送达之后期限才起算。")


def _rectification(request: HttpRequest, number: str) -> dict[str, Any]:
    return by(request, number, rectification_id="rectification")


def _withdraw_rectification(request: HttpRequest, number: str) -> str:
    rectifications.withdraw(reason=text(request, "reason"), **_rectification(request, number))
    return _("已撤回责令整改通知。")


def _report(request: HttpRequest, number: str) -> str:
    rectifications.report(on=day(request, "on"), text=text(request, "text"), **_rectification(request, number))
    return _("已记录当事人报告，仍须有人确认。")


def _met(request: HttpRequest, number: str) -> str:
    found: dict[str, Any] = {"finding": text(request, "finding"), "paper_sha256": text(request, "paper")}
    rectifications.confirm_met(**found, **_rectification(request, number))
    return _("已确认整改到位。")


def _missed(request: HttpRequest, number: str) -> str:
    found: dict[str, Any] = {"finding": text(request, "finding"), "paper_sha256": text(request, "paper")}
    rectifications.confirm_missed(**found, **_rectification(request, number))
    return _("已确认逾期未整改到位。")


def _extend(request: HttpRequest, number: str) -> str:
    rectifications.extend(count=whole(request, "count"), reason=text(request, "reason"), **_rectification(request, number))
    return _("已批准延期。")


def _propose_announcement(request: HttpRequest, number: str) -> str:
    said = texts(request, "kind", "text", "basis")
    announcements.propose(without_deadline_why=text(request, "without_deadline"), **said, **by(request, number))
    return _("已申请发布公告，等待负责人批准。")


def _decide_announcement(request: HttpRequest, number: str) -> str:
    agreed = ticked(request, "approve")
    announcements.decide(approve=agreed, reason=text(request, "reason"), **by(request, number))
    return _("已批准发布公告。") if agreed else _("未批准发布公告。")


def _withdraw_announcement(request: HttpRequest, number: str) -> str:
    announcements.withdraw(**by(request, number))
    return _("已撤回公告申请。")


def _publish(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"where": text(request, "where"), "paper_sha256": text(request, "paper")}
    announcements.publish(on=day(request, "on"), **said, **by(request, number))
    return _("已登记发布。")


def _paper(request: HttpRequest) -> Paper:
    return Paper(text(request, "what"), whole(request, "about"), text(request, "title"), text(request, "recipient"))


def _serve(request: HttpRequest, number: str) -> str:
    services.serve(
        paper=_paper(request), way=text(request, "way"), sent_on=day(request, "sent_on"), received_on=day(request, "received_on"),
        receiver=text(request, "receiver"), note=text(request, "note"), paper_sha256=text(request, "paper"), **by(request, number),
    )  # fmt: skip
    return _("已登记送达，相关期限自送达之日起算。")


def _fail(request: HttpRequest, number: str) -> str:
    services.fail(
        paper=_paper(request), way=text(request, "way"), sent_on=day(request, "sent_on"), reason=text(request, "reason"),
        paper_sha256=text(request, "paper"), **by(request, number),
    )  # fmt: skip
    return _("已登记送达未果。")


def _announce(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"course": text(request, "course"), "paper_sha256": text(request, "paper")}
    services.announce(paper=_paper(request), on=day(request, "on"), **said, **by(request, number))
    return _("公告送达开始，期满后请确认。")


def _confirm_announcement(request: HttpRequest, number: str) -> str:
    services.confirm_announcement(service_id=whole(request, "service"), **by(request, number))
    return _("已确认公告期满，视为送达。")


def _ask_query(request: HttpRequest, number: str) -> str:
    asked = Asked(
        lines(request, "banks"), lines(request, "accounts"), text(request, "holders"), text(request, "purpose"), text(request, "basis"),
        day(request, "until"), ticked(request, "loads_data"), lines(request, "institutions"), lines(request, "ledgers"),
    )  # fmt: skip
    accounts.ask(asked=asked, **by(request, number))
    return _("已申请查询账户，未经负责人批准不得查询。")


def _decide_query(request: HttpRequest, number: str) -> str:
    agreed = ticked(request, "approve")
    said: dict[str, Any] = {"query_id": whole(request, "query"), "approve": agreed, "reason": text(request, "reason")}
    authority = accounts.decide(**said, **by(request, number))
    if authority:
        return _("已批准，账户数据授权编号 %(number)s。") % {"number": authority}
    return _("已批准查询账户。") if agreed else _("未批准查询账户。")


def _withdraw_query(request: HttpRequest, number: str) -> str:
    accounts.withdraw(query_id=whole(request, "query"), **by(request, number))
    return _("已撤回申请。")


def _receipt(request: HttpRequest, number: str) -> str:
    said = texts(request, "bank", "kind", "note")
    given: dict[str, Any] = {"query_id": whole(request, "query"), "on": day(request, "on"), "paper_sha256": text(request, "paper")}
    accounts.bank_receipt(**said, **given, **by(request, number))
    return _("已登记银行回执。")


def _ask_registration(request: HttpRequest, number: str) -> str:
    said = texts(request, "holder", "place", "reason")
    registrations.ask(**said, **by(request, number))
    return _("已申请先行登记保存，批准后才能实施。")


def _decide_registration(request: HttpRequest, number: str) -> str:
    agreed = ticked(request, "approve")
    said: dict[str, Any] = {"registration_id": whole(request, "registration"), "approve": agreed, "reason": text(request, "reason")}
    registrations.decide(**said, **by(request, number))
    return _("已批准先行登记保存。") if agreed else _("未批准先行登记保存。")


def _withdraw_registration(request: HttpRequest, number: str) -> str:
    registrations.withdraw(registration_id=whole(request, "registration"), **by(request, number))
    return _("已撤回申请。")


def _register(request: HttpRequest, number: str) -> str:
    due = registrations.register(
        registration_id=whole(request, "registration"), on=day(request, "on"), items=[_item(one) for one in lines(request, "items")],
        officers=wholes(request.POST.getlist("officers")), signature=text(request, "signature"), witness=text(request, "witness"),
        paper_sha256=text(request, "paper"), **by(request, number),
    )  # fmt: skip
    return _("已登记保存，须在 %(due)s 前逐件处理。") % {"due": due}


def _item(line: str) -> Item:
    """Return a thing written as name, quantity, features and place with commas between; what is missing is left empty and refused later."""
    parts = [one.strip() for one in line.replace("，", ",").split(",", 3)]
    name, quantity, features, kept_at = (*parts, "", "", "", "")[:4]
    return Item(name, quantity, features, kept_at)


def _decide_item(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"item_id": whole(request, "item"), "outcome": text(request, "outcome"), "note": text(request, "note")}
    registrations.decide_item(on=day(request, "on"), **said, **by(request, number))
    return _("已登记处理。")


def _ask_inspection(request: HttpRequest, number: str) -> str:
    said = texts(request, "party", "agent", "purpose")
    items = [Wanted(text(request, f"kind-{row}"), text(request, f"title-{row}")) for row in _ITEM_ROWS]
    inspections.ask(asked_on=day(request, "asked_on"), items=items, **said, **by(request, number))
    return _("已登记查阅申请。")


def _decide_inspection(request: HttpRequest, number: str) -> str:
    ids = wholes(name.removeprefix("outcome-") for name in request.POST if name.startswith("outcome-"))
    fields = ("outcome", "reason", "sha256", "redacted")
    answers = {one: Answered(*(text(request, f"{name}-{one}") for name in fields)) for one in ids}
    inspections.decide(inspection_id=whole(request, "inspection"), answers=answers, **by(request, number))
    return _("已逐项答复。")


def _hold_inspection(request: HttpRequest, number: str) -> str:
    said = texts(request, "came", "identity", "record")
    inspections.hold(
        inspection_id=whole(request, "inspection"), on=day(request, "on"), officers=lines(request, "officers"),
        copied=wholes(request.POST.getlist("copied")), paper_sha256=text(request, "paper"), **said, **by(request, number),
    )  # fmt: skip
    return _("已记录查阅。")


def _withdraw_inspection(request: HttpRequest, number: str) -> str:
    inspections.withdraw(inspection_id=whole(request, "inspection"), reason=text(request, "reason"), **by(request, number))
    return _("已撤回查阅申请。")


DEEDS: dict[str, Deed] = {
    "rectify": _rectify, "withdraw-rectification": _withdraw_rectification, "report-rectification": _report, "confirm-met": _met,
    "confirm-missed": _missed, "propose-announcement": _propose_announcement, "withdraw-announcement": _withdraw_announcement,
    "publish-announcement": _publish, "serve": _serve, "fail-service": _fail, "announce": _announce,
    "confirm-announcement": _confirm_announcement, "ask-query": _ask_query, "withdraw-query": _withdraw_query, "bank-receipt": _receipt,
    "ask-registration": _ask_registration, "withdraw-registration": _withdraw_registration, "register": _register,
    "decide-item": _decide_item, "ask-inspection": _ask_inspection, "withdraw-inspection": _withdraw_inspection,
    "hold-inspection": _hold_inspection, **penalty_deeds.DEEDS, **liquidation_forms.DEEDS,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {
    "extend-rectification": _extend, "decide-announcement": _decide_announcement, "decide-query": _decide_query,
    "decide-registration": _decide_registration, "decide-inspection": _decide_inspection, **penalty_deeds.DECISIONS,
}  # fmt: skip
