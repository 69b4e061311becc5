"""The forms of the pages of assets, claims and repayment: which deeds are open to whom, as things stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lookthrough.cases.repayment.claim_queries import ClaimFile, DepositFacts, WindowFacts
from lookthrough.cases.repayment.repayment_queries import AssetFacts, RoundFacts
from lookthrough.cases.repayment.words import (
    ASSET_KINDS,
    ASSET_SOURCES,
    BASES,
    CLAWBACK_KINDS,
    CLAWBACK_STATES,
    COSTS,
    DISPUTE_OUTCOMES,
    MEASURES,
    RECEIPTS,
    WAYS,
)
from lookthrough.console.deed_forms import DeedForm, Field, Words, choices

Forms = list[DeedForm]
_SHORT = 200


def asset_forms(*, number: str) -> Forms:
    """Return the form that registers an asset."""
    return [
        _form(
            number,
            "assets",
            "register",
            _("登记资产"),
            Field("kind", _("种类"), "select", choices=choices(ASSET_KINDS)),
            Field("source", _("来源（条例第二十六条）"), "select", choices=choices(ASSET_SOURCES)),
            Field("description", _("是什么"), "area"),
            Field("holder", _("登记在谁名下"), longest=_SHORT),
            Field("place", _("在哪里"), required=False, longest=_SHORT),
            Field("perishable", _("易腐烂、易贬值或难以保管"), "tick"),
            main=True,
        ),
    ]


def forms_of_asset(*, number: str, asset: AssetFacts, today: date, decides: bool) -> Forms:
    """Return what can be done with one asset."""
    which, about = Field("serial", "", "hidden", value=asset.serial), asset.serial
    made = [
        _form(
            number,
            "assets",
            "value",
            _("记录估值"),
            which,
            Field("on", _("估值日"), "date", value=today),
            _yuan("fen", _("估值（元）")),
            Field("valuer", _("由谁估值"), longest=_SHORT),
            Field("basis", _("依据"), "area"),
            about=about,
        ),
    ]
    if asset.state in ("registered", "seized"):
        made.append(_form(number, "assets", "seize", _("查封、扣押、冻结"), which, *_seizure(today), about=about))
        if asset.sale is None:
            made.append(
                _form(
                    number,
                    "assets",
                    "propose-sale",
                    _("申请变现"),
                    which,
                    Field("early", _("裁定前提前变现"), "tick"),
                    Field("way", _("方式"), "select", choices=choices(WAYS)),
                    _yuan("floor", _("底价（元）")),
                    Field("reason", _("理由"), "area"),
                    about=about,
                )
            )
    for one in asset.in_force:
        hidden = Field("seizure", "", "hidden", value=one.pk)
        key = f"{about}-{one.pk}"
        made.append(
            _form(number, "assets", "seize", _("续期"), which, Field("renews", "", "hidden", value=one.pk), *_seizure(today), about=key)
        )
        if decides:
            made.append(
                _decide(
                    number,
                    "lift",
                    _("解除措施"),
                    which,
                    hidden,
                    Field("on", _("解除日"), "date", value=today),
                    Field("reason", _("理由"), longest=400),
                    about=key,
                )
            )
    return made + _sale_forms(number, asset, which, today, decides)


def _sale_forms(number: str, asset: AssetFacts, which: Field, today: date, decides: bool) -> Forms:
    sale, about = asset.sale, asset.serial
    if sale is None:
        return []
    if sale.state == "approved":
        return [
            _form(
                number,
                "assets",
                "sell",
                _("登记变现"),
                which,
                Field("on", _("成交日"), "date", value=today),
                _yuan("proceeds", _("成交价（元）")),
                Field("buyer", _("买受人"), longest=_SHORT),
                Field("reference", _("银行流水号"), required=False, longest=120),
                about=about,
                main=True,
            ),
        ]
    if not decides:
        return []
    answer = Field("approve", _("决定"), "select", choices=(("1", _("批准")), ("0", _("不批准"))))
    return [
        _decide(
            number,
            "sale",
            _("审批变现"),
            which,
            answer,
            Field("reason", _("理由（不批准时必填）"), "area", required=False),
            about=about,
            main=True,
        )
    ]


def claims_forms(*, number: str, window: WindowFacts | None, today: date, decides: bool, alike: int) -> Forms:
    """Return what can be done with the claims of a case as a whole."""
    if window is None:
        return [
            _form(
                number,
                "claims",
                "open",
                _("开始债权申报"),
                Field("closes_on", _("申报截止日"), "date"),
                Field("institution", _("核对哪个机构的账本（机构编号）"), required=False, longest=120),
                main=True,
            ),
        ]
    made = [
        _form(
            number,
            "claims",
            "register",
            _("窗口登记"),
            *_person(),
            _yuan("contributed", _("投入金额（元）")),
            _yuan("returned", _("已返还金额（元）"), required=False),
            Field("client", _("平台客户号"), required=False, longest=120),
            main=True,
        ),
        _form(number, "claims", "codes", _("发申报码"), Field("count", _("几个"), "number", value=10, longest=3)),
    ]
    if window.institution_id:
        made.append(_form(number, "claims", "match", _("与账本核对")))
    if alike:
        made.append(_form(number, "claims", "confirm-alike", _("确认与账本一致的")))
    if window.closed_at is None:
        later = (Field("closes_on", _("新的截止日"), "date"), Field("reason", _("理由"), longest=400))
        made.append(_form(number, "claims", "extend", _("延长申报"), *later))
        if decides:
            made.append(_decide(number, "close", _("宣布申报截止、核对完毕")))
    elif decides:
        again = (Field("closes_on", _("新的截止日"), "date"), Field("reason", _("理由"), longest=400))
        made.append(_decide(number, "reopen", _("重新开放申报"), *again))
    return made


def forms_of_claim(*, number: str, claim: ClaimFile) -> Forms:
    """Return what can be done with one claim."""
    row, version = claim.row, Field("version", "", "hidden", value=claim.version)
    which, about = Field("serial", "", "hidden", value=claim.row.serial), row.serial
    made: Forms = []
    if row.state in ("registered", "confirmed"):
        gave, got = row.decided_contributed_fen, row.decided_returned_fen
        made.append(
            _form(
                number,
                "claims",
                "decide",
                _("核定金额"),
                which,
                version,
                _yuan("contributed", _("投入金额（元）"), value=_said(row.contributed_fen if gave is None else gave)),
                _yuan("returned", _("已返还金额（元）"), value=_said(row.returned_fen if got is None else got)),
                Field("reason", _("理由（与账本或申报不一致时必填）"), "area", required=False),
                about=about,
                main=row.state == "registered",
            )
        )
        turned = Field("state", _("决定"), "select", choices=(("rejected", _("不予确认")), ("withdrawn", _("本人撤回"))))
        made.append(
            _form(
                number, "claims", "turn-down", _("不予确认或撤回"), which, version, turned, Field("reason", _("理由"), "area"), about=about
            )
        )
    if row.state in ("rejected", "withdrawn"):
        made.append(_form(number, "claims", "take-up", _("重新受理"), which, Field("reason", _("理由"), "area"), about=about))
    made += _dispute_forms(number, claim, which)
    made.append(
        _form(
            number,
            "claims",
            "account",
            _("登记收款账户"),
            which,
            Field("account", _("收款账号"), longest=40),
            Field("bank", _("开户银行"), longest=120),
            about=about,
        )
    )
    made.append(_form(number, "claims", "code", _("补发申报码"), which, about=about))
    return made


def _dispute_forms(number: str, claim: ClaimFile, which: Field) -> Forms:
    about, dispute = claim.row.serial, claim.open_dispute
    if dispute is None:
        if claim.row.state == "withdrawn":
            return []
        return [_form(number, "claims", "dispute", _("提出异议"), which, Field("text", _("异议"), "area"), about=about)]
    made = [
        _form(
            number,
            "claims",
            "hear",
            _("记录听取意见"),
            which,
            Field("hearing", _("记录"), "area"),
            about=about,
            main=dispute.heard_at is None,
        )
    ]
    if dispute.heard_at:
        made.append(
            _form(
                number,
                "claims",
                "settle",
                _("裁定异议"),
                which,
                Field("outcome", _("结果"), "select", choices=choices(DISPUTE_OUTCOMES)),
                _yuan("contributed", _("投入金额（元）"), value=_said(claim.row.contributed_fen)),
                _yuan("returned", _("已返还金额（元）"), value=_said(claim.row.returned_fen)),
                Field("decision", _("理由"), "area"),
                about=about,
                main=True,
            )
        )
    return made


def repayment_forms(*, number: str, today: date, plan_in_force: bool, in_hand: bool, balance: int, decides: bool) -> dict[str, Forms]:
    """Return what can be done with plan, account, rounds and claw-back as a whole, by section."""
    plan = [
        _form(
            number,
            "repayment",
            "draft-plan",
            _("起草方案"),
            Field("base", _("基数"), "select", choices=choices(BASES)),
            Field("text", _("方案要点"), "area"),
            main=not plan_in_force,
        )
    ]
    account = [
        _form(
            number,
            "repayment",
            "enter",
            _("记一笔"),
            Field("kind", _("种类"), "select", choices=choices({**RECEIPTS, **COSTS})),
            _yuan("fen", _("金额（元）")),
            Field("on", _("日期"), "date", value=today),
            Field("text", _("摘要"), longest=400),
            Field("reference", _("银行流水号"), required=False, longest=120),
            Field("clawback", _("追缴项编号（追缴所得时）"), "number", required=False, longest=9),
        ),
        _form(
            number,
            "repayment",
            "bank-balance",
            _("记录银行余额"),
            Field("on", _("日期"), "date", value=today),
            _yuan("fen", _("余额（元）")),
            Field("source", _("依据（回单、对账单）"), longest=_SHORT),
        ),
    ]
    rounds = []
    if plan_in_force and not in_hand and balance > 0:
        rounds.append(
            _form(
                number,
                "repayment",
                "draft-round",
                _("起草一轮分配"),
                _yuan("available", _("可分配金额（元）"), value=_said(balance)),
                main=True,
            )
        )
    if decides:
        note = Field("note", _("余款如何处理（专户有余额时必填）"), "area", required=False)
        rounds.append(_decide(number, "complete", _("宣布清退完成"), note))
    clawback = [
        _form(number, "repayment", "net-winners", _("列出净获利的参与人")),
        _form(
            number,
            "repayment",
            "clawback",
            _("列入佣金等"),
            Field("kind", _("种类"), "select", choices=_helpers()),
            Field("whom", _("向谁"), longest=_SHORT),
            _yuan("fen", _("金额（元）")),
            Field("basis", _("依据"), "area"),
        ),
    ]
    return {"plan": plan, "account": account, "rounds": rounds, "clawback": clawback}


def plan_forms(*, number: str, plan: Any, decides: bool) -> Forms:
    """Return what can be done with one plan; its ruling is entered by a form of its own, for it brings a file."""
    which, about = Field("version", "", "hidden", value=plan.version), plan.version
    why = Field("reason", _("理由"), "area")
    made: Forms = []
    if plan.state == "draft":
        made.append(_form(number, "repayment", "check-plan", _("复核方案"), which, about=about, main=True))
    if plan.state == "checked":
        made.append(_form(number, "repayment", "court-refused", _("法院未批准"), which, why, about=about))
    if plan.state == "ruled" and decides:
        answer = Field("agrees", _("裁定书与录入"), "select", choices=(("1", _("一致")), ("0", _("不一致，退回"))))
        note = Field("reason", _("理由（退回时必填）"), "area", required=False)
        made.append(_decide(number, "ruling", _("核对裁定"), which, answer, note, about=about, main=True))
    if plan.state in ("draft", "checked", "ruled"):
        made.append(_form(number, "repayment", "drop-plan", _("撤销方案"), which, why, about=about))
    return made


def round_forms(*, number: str, one: RoundFacts) -> Forms:
    """Return what can be done with one round."""
    which = Field("serial", "", "hidden", value=one.serial)
    made: Forms = []
    if one.state == "draft":
        made.append(_form(number, "repayment", "check-round", _("复核本轮"), which, main=True))
    if one.state == "checked":
        made.append(_form(number, "repayment", "execute-round", _("执行本轮"), which, main=True))
    if one.state in ("draft", "checked"):
        made.append(_form(number, "repayment", "cancel-round", _("取消本轮"), which, Field("reason", _("理由"), "area")))
    if one.state == "executed":
        made.append(
            _form(
                number,
                "repayment",
                "returned",
                _("登记退汇"),
                Field("round", "", "hidden", value=one.serial),
                Field("serial", _("债权编号"), "number", longest=9),
                Field("on", _("退回日"), "date"),
                Field("why", _("银行所述原因"), longest=400),
            )
        )
    return made


def deposit_forms(*, number: str, one: DepositFacts, decides: bool) -> Forms:
    """Return what can be done with one deposit."""
    which, about = Field("deposit", "", "hidden", value=one.deposit_id), one.deposit_id
    made: Forms = []
    if one.claim_state in ("confirmed", "rejected", "withdrawn"):
        made.append(
            _form(
                number,
                "repayment",
                "propose-release",
                _("提出处理提存"),
                which,
                _yuan("paid", _("支付给本人（元），其余退回专户"), value=_said(one.entitled_fen or 0)),
                Field("note", _("理由"), "area"),
                about=about,
            )
        )
    if one.proposed_paid_fen is not None and decides:
        made.append(_decide(number, "release", _("批准处理提存"), which, about=about, main=True))
    return made


def returned_forms(*, number: str, one: Any) -> Forms:
    """Return what can be done with a payment that came back."""
    about = one.pk
    which = (Field("round", "", "hidden", value=one.share.round.serial), Field("serial", "", "hidden", value=one.share.claim.serial))
    account = Field("account", _("新的收款账号（不变则留空）"), required=False, longest=40)
    return [
        _form(
            number,
            "repayment",
            "try-again",
            _("重付"),
            *which,
            account,
            Field("bank", _("开户银行"), required=False, longest=120),
            about=about,
        ),
        _form(number, "repayment", "put-aside", _("转入提存"), *which, about=about),
    ]


def entry_form(*, number: str, one: Any) -> DeedForm:
    """Return the form that reverses an entry of the account."""
    which = Field("serial", "", "hidden", value=one.serial)
    return _form(number, "repayment", "reverse", _("冲正"), which, Field("reason", _("理由"), longest=400), about=one.serial)


def clawback_form(*, number: str, one: Any) -> DeedForm:
    """Return the form that says how far getting something back has come."""
    state = Field("state", _("进展"), "select", choices=choices(CLAWBACK_STATES), value=one.state)
    which = Field("clawback", "", "hidden", value=one.pk)
    return _form(number, "repayment", "clawback-state", _("记进展"), which, state, Field("note", _("说明"), longest=400), about=one.pk)


def _form(number: str, page: str, deed: str, title: Words, *fields: Field, about: Any = "", main: bool = False) -> DeedForm:
    return DeedForm(deed, title, reverse(f"console:work-{page}", args=[number, deed]), fields, about, main)


def _decide(number: str, deed: str, title: Words, *fields: Field, about: Any = "", main: bool = False) -> DeedForm:
    return DeedForm(deed, title, reverse("console:decide-repayment", args=[number, deed]), fields, about, main)


def _yuan(name: str, label: Words, *, required: bool = True, value: str = "") -> Field:
    return Field(name, label, "yuan", required=required, value=value, longest=24)


def _said(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _seizure(today: date) -> tuple[Field, ...]:
    return (
        Field("measure", _("措施"), "select", choices=choices(MEASURES)),
        Field("body", _("决定机关"), longest=_SHORT),
        Field("document", _("文书号"), longest=_SHORT),
        Field("from_on", _("起"), "date", value=today),
        Field("until_on", _("止"), "date"),
    )


def _person() -> tuple[Field, ...]:
    return (
        Field("name", _("姓名"), longest=80),
        Field("id_number", _("证件号码"), required=False, longest=30),
        Field("phone", _("电话"), required=False, longest=20),
        Field("account", _("收款账号"), required=False, longest=40),
        Field("bank", _("开户银行"), required=False, longest=120),
    )


def _helpers() -> tuple[tuple[str, Any], ...]:
    return tuple((slug, title) for slug, title in CLAWBACK_KINDS.items() if slug != "net_winner")
