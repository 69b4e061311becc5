"""What is done in penalty proceedings and remedies: each deed reads its form and says in a sentence what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.procedure import decision_operations as decisions
from lookthrough.cases.procedure import penalty_operations as penalties
from lookthrough.cases.procedure import remedy_operations as remedies
from lookthrough.console.deed_forms import Deed, by, day, fen, lines, text, texts, ticked, whole


def _one(request: HttpRequest, number: str) -> dict[str, Any]:
    return by(request, number, proceeding_id="proceeding")


def _remedy(request: HttpRequest, number: str) -> dict[str, Any]:
    return by(request, number, remedy_id="remedy")


def _draft(request: HttpRequest, number: str) -> str:
    said = texts(request, "party", "facts", "reasons", "basis")
    marks: dict[str, Any] = {name: ticked(request, name) for name in ("grave", "difficult", "rights_told")}
    penalties.draft(measures=request.POST.getlist("measures"), fine_fen=fen(request, "fine"), **said, **marks, **by(request, number))
    return _("已拟定处罚事先告知；送达之后当事人的期限才起算。")


def _make_statement(request: HttpRequest, number: str) -> str:
    penalties.make_statement(on=day(request, "on"), text=text(request, "text"), **_one(request, number))
    return _("已记录陈述申辩，须复核。")


def _examine_statement(request: HttpRequest, number: str) -> str:
    penalties.examine_statement(accepted=ticked(request, "accepted"), text=text(request, "text"), **_one(request, number))
    return _("已复核陈述申辩。")


def _waive_statement(request: HttpRequest, number: str) -> str:
    penalties.waive_statement(paper_sha256=text(request, "paper"), **_one(request, number))
    return _("已记录当事人放弃陈述申辩。")


def _ask_hearing(request: HttpRequest, number: str) -> str:
    penalties.ask_hearing(on=day(request, "on"), **_one(request, number))
    return _("已记录听证要求，请组织听证。")


def _waive_hearing(request: HttpRequest, number: str) -> str:
    penalties.waive_hearing(paper_sha256=text(request, "paper"), **_one(request, number))
    return _("已记录当事人放弃听证。")


def _set_hearing(request: HttpRequest, number: str) -> str:
    penalties.set_hearing(
        held_on=day(request, "held_on"), told_on=day(request, "told_on"), place=text(request, "place"), chair_id=whole(request, "chair"),
        in_public=ticked(request, "public"), **_one(request, number),
    )  # fmt: skip
    return _("已通知听证。")


def _hold_hearing(request: HttpRequest, number: str) -> str:
    penalties.hold_hearing(record=text(request, "record"), paper_sha256=text(request, "paper"), **_one(request, number))
    return _("已记录听证。")


def _forgo_hearing(request: HttpRequest, number: str) -> str:
    penalties.forgo_hearing(record=text(request, "record"), **_one(request, number))
    return _("已记录当事人未出席，视为放弃听证。")


def _conclude(request: HttpRequest, number: str) -> str:
    penalties.conclude(**_one(request, number))
    return _("陈述申辩、听证已完结，可以审核和决定。")


def _drop(request: HttpRequest, number: str) -> str:
    penalties.drop(reason=text(request, "reason"), **_one(request, number))
    return _("已终止处罚程序。")


def _review(request: HttpRequest, number: str) -> str:
    passed = ticked(request, "passed")
    decisions.review(passed=passed, text=text(request, "text"), **_one(request, number))
    return _("法制审核通过。") if passed else _("法制审核未通过，不能作出决定。")


def _discuss(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"on": day(request, "on"), "heads": lines(request, "heads"), "text": text(request, "text")}
    decisions.discuss(**said, **_one(request, number))
    return _("已记录集体讨论。")


def _decide(request: HttpRequest, number: str) -> str:
    given = decisions.decide(
        outcome=text(request, "outcome"), text=text(request, "text"), measures=request.POST.getlist("measures"),
        fine_fen=fen(request, "fine"), rights_told=ticked(request, "rights_told"), **_one(request, number),
    )  # fmt: skip
    return _("已作出决定：%(number)s。请在期限内送达。") % {"number": given}


def _seek(request: HttpRequest, number: str) -> str:
    remedies.file(kind=text(request, "kind"), body=text(request, "body"), filed_on=day(request, "on"), **_one(request, number))
    return _("已登记复议或诉讼。")


def _accept(request: HttpRequest, number: str) -> str:
    due = remedies.accept(
        their_number=text(request, "number"), copy_received_on=day(request, "received_on"), stays_execution=ticked(request, "stays"),
        **_remedy(request, number),
    )  # fmt: skip
    return _("已登记受理，须在 %(due)s 前提交答复和证据。") % {"due": due}


def _reject(request: HttpRequest, number: str) -> str:
    remedies.end_unheard(withdrawn=False, reason=text(request, "reason"), **_remedy(request, number))
    return _("已登记不予受理。")


def _withdraw(request: HttpRequest, number: str) -> str:
    remedies.end_unheard(withdrawn=True, reason=text(request, "reason"), **_remedy(request, number))
    return _("已登记当事人撤回。")


def _reply(request: HttpRequest, number: str) -> str:
    remedies.reply(on=day(request, "on"), paper_sha256=text(request, "paper"), **_remedy(request, number))
    return _("已登记提交答复。")


def _end(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"outcome": text(request, "outcome"), "text": text(request, "text"), "paper_sha256": text(request, "paper")}
    remedies.decided(on=day(request, "on"), **said, **_remedy(request, number))
    return _("已登记结果。")


DEEDS: dict[str, Deed] = {
    "draft-notice": _draft, "make-statement": _make_statement, "examine-statement": _examine_statement,
    "waive-statement": _waive_statement, "ask-hearing": _ask_hearing, "waive-hearing": _waive_hearing, "set-hearing": _set_hearing,
    "hold-hearing": _hold_hearing, "forgo-hearing": _forgo_hearing, "conclude": _conclude, "drop": _drop, "review": _review,
    "seek-remedy": _seek, "accept-remedy": _accept, "reject-remedy": _reject, "withdraw-remedy": _withdraw, "reply-remedy": _reply,
    "end-remedy": _end,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"discuss": _discuss, "decide": _decide}
