"""Every deed upon assets, claims and repayment of a case."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.repayment import (
    account_operations,
    asset_operations,
    claim_operations,
    clawback_operations,
    deposit_operations,
    dispute_operations,
    matching,
    plan_operations,
    round_operations,
)
from lookthrough.cases.repayment.sealing import Person
from lookthrough.console import words
from lookthrough.console.access import needs, officer_id
from lookthrough.console.deed_forms import Deed, day, do, fen, text, ticked, whole, wholes
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.money import full_text
from lookthrough.offices.roles import Action
from lookthrough.registry.triage_answer_files import SentFile

PAPERS = "evidence/repayment"
MOST_STATEMENT = 20 * 1024**2


@require_POST
@needs(Action.WORK_REPAYMENT)
def work_assets(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with the assets of a case."""
    return do(request, number, ASSET_DEEDS.get(deed), reverse("console:case-assets", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def work_claims(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with the claims of a case."""
    return do(request, number, CLAIM_DEEDS.get(deed), reverse("console:case-claims", args=[number]))


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
    return do(request, number, _ruling, reverse("console:case-repayment", args=[number]))


@require_POST
@needs(Action.WORK_REPAYMENT)
def bank_statement(request: HttpRequest, number: str) -> HttpResponse:
    """Read a statement of the dedicated account."""
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > MOST_STATEMENT:
        messages.error(request, _("没有改动：请选择不超过 20 MB 的 camt.053 对账单。"))
        return redirect("console:case-repayment", number)
    try:
        return do(
            request, number, lambda request, number: _statement(request, number, given), reverse("console:case-repayment", args=[number])
        )
    except FileRefused as refusal:
        messages.error(request, _("没有改动：%(why)s。") % {"why": refusal.in_language(words.language())})
        return redirect("console:case-repayment", number)


def person_of(request: HttpRequest) -> Person:
    """Return the claimant as the form tells."""
    return Person(*(text(request, name) for name in ("name", "id_number", "phone", "account", "bank")))


def sent(given: UploadedFile[Any] | None) -> SentFile | None:
    """Return an uploaded file as it came."""
    return SentFile(str(given.name), given.read()) if given else None


def _register_asset(request: HttpRequest, number: str) -> str:
    serial = asset_operations.register_asset(
        number=number, kind=text(request, "kind"), source=text(request, "source"), description=text(request, "description"),
        holder=text(request, "holder"), place=text(request, "place"), perishable=ticked(request, "perishable"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已登记资产 %(serial)d 号。") % {"serial": serial}


def _value(request: HttpRequest, number: str) -> str:
    asset_operations.value(
        number=number, serial=whole(request, "serial"), on=day(request, "on"), fen=fen(request, "fen"), valuer=text(request, "valuer"),
        basis=text(request, "basis"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("估值已记录，以往估值仍在。")


def _seize(request: HttpRequest, number: str) -> str:
    asset_operations.seize(
        number=number, serial=whole(request, "serial"), measure=text(request, "measure"), body=text(request, "body"),
        document=text(request, "document"), from_on=day(request, "from_on"), until_on=day(request, "until_on"),
        renews=whole(request, "renews") or None, officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("措施已登记，到期前会提醒。")


def _propose_sale(request: HttpRequest, number: str) -> str:
    asset_operations.propose_sale(
        number=number,
        serial=whole(request, "serial"),
        early=ticked(request, "early"),
        way=text(request, "way"),
        floor_fen=fen(request, "floor"),
        reason=text(request, "reason"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("已申请变现，等待另一人批准。")


def _sell(request: HttpRequest, number: str) -> str:
    asset_operations.sell(
        number=number,
        serial=whole(request, "serial"),
        on=day(request, "on"),
        proceeds_fen=fen(request, "proceeds"),
        buyer=text(request, "buyer"),
        reference=text(request, "reference"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("已登记变现，款项记入专户。")


ASSET_DEEDS: dict[str, Deed] = {
    "register": _register_asset, "value": _value, "seize": _seize, "propose-sale": _propose_sale, "sell": _sell,
}  # fmt: skip


def _open(request: HttpRequest, number: str) -> str:
    claim_operations.open_claims(
        number=number, closes_on=day(request, "closes_on"), institution_id=text(request, "institution"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("已开始债权申报。可以发申报码、窗口登记或导入名册。")


def _extend(request: HttpRequest, number: str) -> str:
    claim_operations.extend_claims(
        number=number,
        closes_on=day(request, "closes_on"),
        reason=text(request, "reason"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("申报期限已延长。")


def _register(request: HttpRequest, number: str) -> str:
    serial = claim_operations.register(
        number=number, person=person_of(request), contributed_fen=fen(request, "contributed"), returned_fen=fen(request, "returned"),
        client_id=text(request, "client"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已登记债权 %(serial)d 号，请由另一位人员核定。") % {"serial": serial}


def _match(request: HttpRequest, number: str) -> str:
    done = matching.match(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("核对完毕：一致 %(alike)d，不一致 %(different)d，账本无记录 %(missing)d，未申报 %(unclaimed)d。") % {
        "alike": done.alike, "different": done.different, "missing": done.missing, "unclaimed": done.unclaimed,
    }  # fmt: skip


def _confirm_alike(request: HttpRequest, number: str) -> str:
    chosen = wholes(request.POST.getlist("chosen")) if "chosen" in request.POST else None
    count = claim_operations.confirm_alike(number=number, serials=chosen, officer_id=officer_id(request), at=timezone.now())
    return _("已确认 %(count)d 笔与账本一致的债权。自己登记的须由另一位人员核定。") % {"count": count}


def _decide_claim(request: HttpRequest, number: str) -> str:
    claim_operations.decide(
        number=number, serial=whole(request, "serial"), contributed_fen=fen(request, "contributed"), returned_fen=fen(request, "returned"),
        reason=text(request, "reason"), version=whole(request, "version"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("债权金额已核定。")


def _turn_down(request: HttpRequest, number: str) -> str:
    claim_operations.turn_down(
        number=number, serial=whole(request, "serial"), state=text(request, "state"), reason=text(request, "reason"),
        version=whole(request, "version"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已记录，可以重新受理。")


def _take_up(request: HttpRequest, number: str) -> str:
    claim_operations.take_up_again(
        number=number, serial=whole(request, "serial"), reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("已重新受理。")


def _account(request: HttpRequest, number: str) -> str:
    claim_operations.change_account(
        number=number, serial=whole(request, "serial"), account=text(request, "account"), bank=text(request, "bank"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("收款账户已登记。")


def _dispute(request: HttpRequest, number: str) -> str:
    serial = whole(request, "serial")
    dispute_operations.raise_dispute(
        number=number, serial=serial, text=text(request, "text"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("异议已登记；裁定之前，此人应得的款项先提存。")


def _hear(request: HttpRequest, number: str) -> str:
    serial = whole(request, "serial")
    dispute_operations.hear(
        number=number, serial=serial, hearing=text(request, "hearing"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("听取意见已记录，请由另一位人员裁定。")


def _settle(request: HttpRequest, number: str) -> str:
    dispute_operations.settle(
        number=number,
        serial=whole(request, "serial"),
        outcome=text(request, "outcome"),
        decision=text(request, "decision"),
        contributed_fen=fen(request, "contributed"),
        returned_fen=fen(request, "returned"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("异议已裁定。")


CLAIM_DEEDS: dict[str, Deed] = {
    "open": _open, "extend": _extend, "register": _register, "match": _match, "confirm-alike": _confirm_alike, "decide": _decide_claim,
    "turn-down": _turn_down, "take-up": _take_up, "account": _account, "dispute": _dispute, "hear": _hear, "settle": _settle,
}  # fmt: skip


def _draft_plan(request: HttpRequest, number: str) -> str:
    plan_operations.draft_plan(
        number=number, base=text(request, "base"), text=text(request, "text"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("方案已起草，请由另一位人员复核。")


def _check_plan(request: HttpRequest, number: str) -> str:
    plan_operations.check_plan(number=number, version=whole(request, "version"), officer_id=officer_id(request), at=timezone.now())
    return _("方案已复核，可以送法院。")


def _drop_plan(request: HttpRequest, number: str) -> str:
    version, why = whole(request, "version"), text(request, "reason")
    plan_operations.drop_plan(number=number, version=version, reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("方案已撤销，仍可查阅。")


def _court_refused(request: HttpRequest, number: str) -> str:
    version, why = whole(request, "version"), text(request, "reason")
    plan_operations.refused_by_court(number=number, version=version, reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("已记录法院未批准。")


def _ruling(request: HttpRequest, number: str) -> str:
    plan_operations.record_ruling(
        number=number, version=whole(request, "version"), court=text(request, "court"), ruling=text(request, "ruling"),
        ruled_on=day(request, "ruled_on"), paper=sent(request.FILES.get("paper")), folder=settings.HOME / PAPERS,
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("裁定已录入，等待另一人核对。")


def _enter(request: HttpRequest, number: str) -> str:
    account_operations.enter(
        number=number,
        kind=text(request, "kind"),
        fen=fen(request, "fen"),
        on=day(request, "on"),
        text=text(request, "text"),
        reference=text(request, "reference"),
        clawback_id=whole(request, "clawback") or None,
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("已记入专户。")


def _reverse(request: HttpRequest, number: str) -> str:
    serial, why = whole(request, "serial"), text(request, "reason")
    account_operations.reverse(number=number, serial=serial, reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("已冲正，两笔都保留。")


def _bank_balance(request: HttpRequest, number: str) -> str:
    account_operations.state_balance(
        number=number, on=day(request, "on"), fen=fen(request, "fen"), source=text(request, "source"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("银行余额已记录。")


def _statement(request: HttpRequest, number: str, given: UploadedFile[Any]) -> str:
    with tempfile.TemporaryDirectory(prefix="lookthrough-statement-") as folder:
        path = Path(folder) / "statement.xml"
        path.write_bytes(given.read())
        read = account_operations.take_statement(
            number=number,
            path=path,
            name=str(given.name),
            account=text(request, "account"),
            officer_id=officer_id(request),
            at=timezone.now(),
        )
    return _("对账单已读入：%(day)s 余额 %(sum)s，账上没有的流水 %(count)d 笔。") % {
        "day": read.on, "sum": full_text(read.fen, words.language()), "count": len(read.unmatched),
    }  # fmt: skip


def _draft_round(request: HttpRequest, number: str) -> str:
    serial = round_operations.draft_round(
        number=number, available_fen=fen(request, "available"), officer_id=officer_id(request), at=timezone.now()
    )
    return _("第 %(serial)d 轮已起草，请由另一位人员复核。") % {"serial": serial}


def _check_round(request: HttpRequest, number: str) -> str:
    round_operations.check_round(number=number, serial=whole(request, "serial"), officer_id=officer_id(request), at=timezone.now())
    return _("本轮已重新计算并复核，可以执行。")


def _execute_round(request: HttpRequest, number: str) -> str:
    round_operations.execute_round(number=number, serial=whole(request, "serial"), officer_id=officer_id(request), at=timezone.now())
    return _("本轮已执行。请下载银行文件付款。")


def _cancel_round(request: HttpRequest, number: str) -> str:
    serial, why = whole(request, "serial"), text(request, "reason")
    round_operations.cancel_round(number=number, serial=serial, reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("本轮已取消，数字仍可查阅。")


def _returned(request: HttpRequest, number: str) -> str:
    deposit_operations.returned(
        number=number,
        round_serial=whole(request, "round"),
        serial=whole(request, "serial"),
        on=day(request, "on"),
        why=text(request, "why"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("退汇已登记，款项已回专户，仍属于此人。")


def _try_again(request: HttpRequest, number: str) -> str:
    deposit_operations.try_again(
        number=number, round_serial=whole(request, "round"), serial=whole(request, "serial"), account=text(request, "account"),
        bank=text(request, "bank"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已登记重付。")


def _put_aside(request: HttpRequest, number: str) -> str:
    deposit_operations.put_aside(
        number=number,
        round_serial=whole(request, "round"),
        serial=whole(request, "serial"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("已转入提存。")


def _propose_release(request: HttpRequest, number: str) -> str:
    deposit_operations.propose_release(
        number=number, deposit_id=whole(request, "deposit"), paid_fen=fen(request, "paid"), note=text(request, "note"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已提出，等待另一人批准。")


def _net_winners(request: HttpRequest, number: str) -> str:
    count = clawback_operations.list_net_winners(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已列出净获利的参与人，新增或变动 %(count)d 人。") % {"count": count}


def _clawback(request: HttpRequest, number: str) -> str:
    clawback_operations.list_other(
        number=number, kind=text(request, "kind"), whom=text(request, "whom"), fen=fen(request, "fen"), basis=text(request, "basis"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已列入追缴清单。")


def _clawback_state(request: HttpRequest, number: str) -> str:
    clawback_operations.move(
        number=number, clawback_id=whole(request, "clawback"), state=text(request, "state"), note=text(request, "note"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("进展已记录。")


REPAYMENT_DEEDS: dict[str, Deed] = {
    "draft-plan": _draft_plan, "check-plan": _check_plan, "drop-plan": _drop_plan, "court-refused": _court_refused, "enter": _enter,
    "reverse": _reverse, "bank-balance": _bank_balance, "draft-round": _draft_round, "check-round": _check_round,
    "execute-round": _execute_round, "cancel-round": _cancel_round, "returned": _returned, "try-again": _try_again,
    "put-aside": _put_aside, "propose-release": _propose_release, "net-winners": _net_winners, "clawback": _clawback,
    "clawback-state": _clawback_state,
}  # fmt: skip


def _lift(request: HttpRequest, number: str) -> str:
    asset_operations.lift(
        number=number, serial=whole(request, "serial"), seizure_id=whole(request, "seizure"), on=day(request, "on"),
        reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("措施已解除。")


def _sale(request: HttpRequest, number: str) -> str:
    approve = text(request, "approve") == "1"
    asset_operations.decide_sale(
        number=number, serial=whole(request, "serial"), approve=approve, reason=text(request, "reason"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("已批准变现。") if approve else _("未批准变现。")


def _close(request: HttpRequest, number: str) -> str:
    claim_operations.close_claims(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("申报已截止。迟到的申报仍可登记，并在以后各轮补足。")


def _reopen(request: HttpRequest, number: str) -> str:
    claim_operations.reopen_claims(
        number=number,
        closes_on=day(request, "closes_on"),
        reason=text(request, "reason"),
        officer_id=officer_id(request),
        at=timezone.now(),
    )
    return _("已重新开放申报。")


def _decide_ruling(request: HttpRequest, number: str) -> str:
    agrees = text(request, "agrees") == "1"
    plan_operations.confirm_ruling(
        number=number, version=whole(request, "version"), agrees=agrees, reason=text(request, "reason"), officer_id=officer_id(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("方案生效，可以起草分配。") if agrees else _("已退回，请重新录入裁定。")


def _release(request: HttpRequest, number: str) -> str:
    deposit_operations.release(number=number, deposit_id=whole(request, "deposit"), officer_id=officer_id(request), at=timezone.now())
    return _("提存已处理。")


def _complete(request: HttpRequest, number: str) -> str:
    round_operations.complete(number=number, note=text(request, "note"), officer_id=officer_id(request), at=timezone.now())
    return _("已宣布清退完成。")


DECISIONS: dict[str, Deed] = {
    "lift": _lift, "sale": _sale, "close": _close, "reopen": _reopen, "ruling": _decide_ruling, "release": _release, "complete": _complete,
}  # fmt: skip
