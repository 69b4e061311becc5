"""The forms of the pages of claims and of one claim: what can be done, as things stand."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lookthrough.cases.repayment.claim_rows import ClaimFile, WindowFacts
from lookthrough.cases.repayment.words import DISPUTE_OUTCOMES
from lookthrough.console.deed_forms import DeedForm, Field, choices
from lookthrough.console.repayment_fields import LONG, Deeds, Forms, hidden, yuan


def claims_forms(*, number: str, window: WindowFacts | None, today: date, decides: bool, alike: int) -> Forms:
    """Return what can be done with the claims of a case as a whole."""
    deeds = Deeds(number, "claims")
    if window is None:
        which = Field("institution", _("核对哪个机构的账本（机构编号）"), required=False, longest=120)
        return [deeds.work("open", _("开始债权申报"), Field("closes_on", _("申报截止日"), "date"), which, main=True)]
    client = Field("client", _("平台客户号"), required=False, longest=120)
    made = [
        deeds.work("register", _("窗口登记"), *_person(), *_amounts(None, None), client, main=True),
        deeds.work("codes", _("发申报码"), Field("count", _("几个"), "number", value=10, longest=3)),
    ]
    if window.institution_id:
        made.append(deeds.work("match", _("与账本核对")))
    if alike:
        made.append(deeds.work("confirm-alike", _("确认与账本一致的")))
    later = (Field("closes_on", _("新的截止日"), "date"), Field("reason", _("理由"), longest=LONG))
    if window.closed_at is None:
        made.append(deeds.work("extend", _("延长申报"), *later))
    if decides:
        open_ = window.closed_at is None
        made.append(deeds.decide("close", _("宣布申报截止、核对完毕")) if open_ else deeds.decide("reopen", _("重新开放申报"), *later))
    return made


def forms_of_claim(*, number: str, claim: ClaimFile) -> Forms:
    """Return what can be done with one claim."""
    deeds = Deeds(number, "claims", claim.row.serial, (hidden("serial", claim.row.serial),))
    account = (Field("account", _("收款账号"), longest=40), Field("bank", _("开户银行"), longest=120))
    return [
        *_decisions(deeds, claim),
        *_dispute_forms(deeds, claim),
        deeds.work("account", _("登记收款账户"), *account),
        deeds.work("code", _("补发申报码")),
    ]


def _decisions(deeds: Deeds, claim: ClaimFile) -> Forms:
    """Return how its amount is settled, it is turned down, or it is taken up again."""
    row, version = claim.row, hidden("version", claim.version)
    if row.state in ("rejected", "withdrawn"):
        return [deeds.work("take-up", _("重新受理"), Field("reason", _("理由"), "area"))]
    if row.state not in ("registered", "confirmed"):
        return []
    gave, got = row.decided_contributed_fen, row.decided_returned_fen
    amounts = _amounts(row.contributed_fen if gave is None else gave, row.returned_fen if got is None else got)
    why = Field("reason", _("理由（与账本或申报不一致时必填）"), "area", required=False)
    turned = Field("state", _("决定"), "select", choices=(("rejected", _("不予确认")), ("withdrawn", _("本人撤回"))))
    return [
        deeds.work("decide", _("核定金额"), version, *amounts, why, main=row.state == "registered"),
        deeds.work("turn-down", _("不予确认或撤回"), version, turned, Field("reason", _("理由"), "area")),
    ]


def _dispute_forms(deeds: Deeds, claim: ClaimFile) -> Forms:
    dispute = claim.open_dispute
    if dispute is None:
        return [] if claim.row.state == "withdrawn" else [deeds.work("dispute", _("提出异议"), Field("text", _("异议"), "area"))]
    made = [deeds.work("hear", _("记录听取意见"), Field("hearing", _("记录"), "area"), main=dispute.heard_at is None)]
    return [*made, _settling(deeds, claim)] if dispute.heard_at else made


def _settling(deeds: Deeds, claim: ClaimFile) -> DeedForm:
    outcome = Field("outcome", _("结果"), "select", choices=choices(DISPUTE_OUTCOMES))
    amounts = _amounts(claim.row.contributed_fen, claim.row.returned_fen)
    return deeds.work("settle", _("裁定异议"), outcome, *amounts, Field("decision", _("理由"), "area"), main=True)


def _amounts(contributed: int | None, returned: int | None) -> tuple[Field, Field]:
    asked = returned is not None
    return (
        yuan("contributed", _("投入金额（元）"), value=contributed),
        yuan("returned", _("已返还金额（元）"), required=asked, value=returned),
    )


def _person() -> tuple[Field, ...]:
    return (
        Field("name", _("姓名"), longest=80),
        Field("id_number", _("证件号码"), required=False, longest=30),
        Field("phone", _("电话"), required=False, longest=20),
        Field("account", _("收款账号"), required=False, longest=40),
        Field("bank", _("开户银行"), required=False, longest=120),
    )
