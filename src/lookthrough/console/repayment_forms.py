"""The forms of the page of repayment: plan, account, rounds, deposits, claw-back; which are open to whom, as things stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lookthrough.cases.repayment.claim_rows import DepositFacts
from lookthrough.cases.repayment.repayment_queries import RoundFacts
from lookthrough.cases.repayment.words import BASES, CLAWBACK_KINDS, CLAWBACK_STATES, COSTS, RECEIPTS
from lookthrough.console.deed_forms import DeedForm, Field, choices
from lookthrough.console.repayment_fields import LONG, SHORT, Deeds, Forms, hidden, yuan


def repayment_forms(
    *, number: str, today: date, plan_in_force: bool, in_hand: bool, balance: int, last: int, decides: bool
) -> dict[str, Forms]:
    """Return what can be done with plan, account, rounds and claw-back as a whole, by section; ``last`` is the account's newest entry."""
    deeds = Deeds(number, "repayment")
    base = Field("base", _("基数"), "select", choices=choices(BASES))
    rounds = []
    if plan_in_force and not in_hand and balance > 0:
        available = yuan("available", _("可分配金额（元）"), value=balance)
        rounds.append(deeds.work("draft-round", _("起草一轮分配"), available, main=True))
    if decides:
        note = Field("note", _("余款如何处理（专户有余额时必填）"), "area", required=False)
        rounds.append(deeds.decide("complete", _("宣布清退完成"), note))
    return {
        "plan": [deeds.work("draft-plan", _("起草方案"), base, Field("text", _("方案要点"), "area"), main=not plan_in_force)],
        "account": _account_forms(deeds, today, last),
        "rounds": rounds,
        "clawback": _clawback_forms(deeds),
    }


def _account_forms(deeds: Deeds, today: date, last: int) -> Forms:
    on = Field("on", _("日期"), "date", value=today)
    entry = (
        hidden("after", last),
        Field("kind", _("种类"), "select", choices=choices({**RECEIPTS, **COSTS})),
        yuan("fen", _("金额（元）")),
        on,
        Field("text", _("摘要"), longest=LONG),
        Field("reference", _("银行流水号"), required=False, longest=120),
        Field("clawback", _("追缴项编号（追缴所得时）"), "number", required=False, longest=9),
    )
    source = Field("source", _("依据（回单、对账单）"), longest=SHORT)
    return [
        deeds.work("enter", _("记一笔"), *entry),
        deeds.work("bank-balance", _("记录银行余额"), on, yuan("fen", _("余额（元）")), source),
    ]


def _clawback_forms(deeds: Deeds) -> Forms:
    helpers = tuple((slug, title) for slug, title in CLAWBACK_KINDS.items() if slug != "net_winner")
    kind, whom = Field("kind", _("种类"), "select", choices=helpers), Field("whom", _("向谁"), longest=SHORT)
    return [
        deeds.work("net-winners", _("列出净获利的参与人")),
        deeds.work("clawback", _("列入佣金等"), kind, whom, yuan("fen", _("金额（元）")), Field("basis", _("依据"), "area")),
    ]


def plan_forms(*, number: str, plan: Any, decides: bool) -> Forms:
    """Return what can be done with one plan; its ruling is entered by a form of its own, for it brings a file."""
    deeds, why = Deeds(number, "repayment", plan.version, (hidden("version", plan.version),)), Field("reason", _("理由"), "area")
    made: Forms = []
    if plan.state == "draft":
        made.append(deeds.work("check-plan", _("复核方案"), main=True))
    if plan.state == "checked":
        made.append(deeds.work("court-refused", _("法院未批准"), why))
    if plan.state == "ruled" and decides:
        answer = Field("agrees", _("裁定书与录入"), "select", choices=(("1", _("一致")), ("0", _("不一致，退回"))))
        note = Field("reason", _("理由（退回时必填）"), "area", required=False)
        made.append(deeds.decide("ruling", _("核对裁定"), answer, note, main=True))
    if plan.state in ("draft", "checked", "ruled"):
        made.append(deeds.work("drop-plan", _("撤销方案"), why))
    return made


def round_forms(*, number: str, one: RoundFacts) -> Forms:
    """Return what can be done with one round."""
    deeds = Deeds(number, "repayment", fixed=(hidden("serial", one.serial),))
    made: Forms = []
    if one.state == "draft":
        made.append(deeds.work("check-round", _("复核本轮"), main=True))
    if one.state == "checked":
        made.append(deeds.work("execute-round", _("执行本轮"), main=True))
    if one.state in ("draft", "checked"):
        made.append(deeds.work("cancel-round", _("取消本轮"), Field("reason", _("理由"), "area")))
    if one.state == "executed":
        made.append(_came_back(number, one.serial))
    return made


def _came_back(number: str, serial: int) -> DeedForm:
    claim, on = Field("serial", _("债权编号"), "number", longest=9), Field("on", _("退回日"), "date")
    deeds = Deeds(number, "repayment", fixed=(hidden("round", serial),))
    return deeds.work("returned", _("登记退汇"), claim, on, Field("why", _("银行所述原因"), longest=LONG))


def deposit_forms(*, number: str, one: DepositFacts, decides: bool) -> Forms:
    """Return what can be done with one deposit."""
    deeds = Deeds(number, "repayment", one.deposit_id, (hidden("deposit", one.deposit_id),))
    made: Forms = []
    if one.claim_state in ("confirmed", "rejected", "withdrawn"):
        paid = yuan("paid", _("支付给本人（元），其余退回专户"), value=one.entitled_fen or 0)
        made.append(deeds.work("propose-release", _("提出处理提存"), paid, Field("note", _("理由"), "area")))
    if one.proposed_paid_fen is not None and decides:
        made.append(deeds.decide("release", _("批准处理提存"), main=True))
    return made


def returned_forms(*, number: str, one: Any) -> Forms:
    """Return what can be done with a payment that came back."""
    deeds = Deeds(number, "repayment", one.pk, (hidden("round", one.share.round.serial), hidden("serial", one.share.claim.serial)))
    return [deeds.work("try-again", _("重付")), deeds.work("put-aside", _("转入提存"))]


def entry_form(*, number: str, one: Any) -> DeedForm:
    """Return the form that reverses an entry of the account."""
    deeds = Deeds(number, "repayment", one.serial, (hidden("serial", one.serial),))
    return deeds.work("reverse", _("冲正"), Field("reason", _("理由"), longest=LONG))


def movement_form(*, number: str, one: dict[str, Any], entries: Mapping[int, str]) -> DeedForm:
    """Return the form that says which entry a movement of the bank's statement is."""
    deeds = Deeds(number, "repayment", one["line"], (hidden("line", one["line"]),))
    known = tuple((serial, entries[serial]) for serial in one["candidates"] if serial in entries)
    return deeds.work("tell-movement", _("指定是哪一笔"), Field("entry", _("对应"), "select", choices=(*known, (0, _("账上没有")))))


def clawback_form(*, number: str, one: Any) -> DeedForm:
    """Return the form that says how far getting something back has come."""
    state = Field("state", _("进展"), "select", choices=choices(CLAWBACK_STATES), value=one.state)
    deeds = Deeds(number, "repayment", one.pk, (hidden("clawback", one.pk),))
    return deeds.work("clawback-state", _("记进展"), state, Field("note", _("说明"), longest=LONG))
