"""What is done with the claims of a case and the disputes about them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.repayment import claim_operations, dispute_operations, matching
from lookthrough.cases.repayment.sealing import Person
from lookthrough.console.deed_forms import Deed, by, day, fen, text, texts, wholes


def _person(request: HttpRequest) -> Person:
    return Person(*(text(request, name) for name in ("name", "id_number", "phone", "account", "bank")))


def _open(request: HttpRequest, number: str) -> str:
    claim_operations.open_claims(closes_on=day(request, "closes_on"), institution_id=text(request, "institution"), **by(request, number))
    return _("已开始债权申报。可以发申报码、窗口登记或导入名册。")


def _extend(request: HttpRequest, number: str) -> str:
    claim_operations.extend_claims(closes_on=day(request, "closes_on"), reason=text(request, "reason"), **by(request, number))
    return _("申报期限已延长。")


def _register(request: HttpRequest, number: str) -> str:
    serial = claim_operations.register(
        person=_person(request),
        contributed_fen=fen(request, "contributed"),
        returned_fen=fen(request, "returned"),
        client_id=text(request, "client"),
        **by(request, number),
    )
    return _("已登记债权 %(serial)d 号，请由另一位人员核定。") % {"serial": serial}


def _match(request: HttpRequest, number: str) -> str:
    done = matching.match(**by(request, number))
    said = _("核对完毕：一致 %(alike)d，不一致 %(different)d，账本无记录 %(missing)d，未申报 %(unclaimed)d。") % {
        "alike": done.alike, "different": done.different, "missing": done.missing, "unclaimed": done.unclaimed,
    }  # fmt: skip
    return said + (_("同一客户号有多人申报：%(doubled)d 笔，须逐笔核定。") % {"doubled": done.doubled} if done.doubled else "")


def _confirm_alike(request: HttpRequest, number: str) -> str:
    chosen = wholes(request.POST.getlist("chosen")) if "chosen" in request.POST else None
    count = claim_operations.confirm_alike(serials=chosen, **by(request, number))
    return _("已确认 %(count)d 笔与账本一致的债权。自己登记的须由另一位人员核定。") % {"count": count}


def _decide_claim(request: HttpRequest, number: str) -> str:
    claim_operations.decide(
        contributed_fen=fen(request, "contributed"),
        returned_fen=fen(request, "returned"),
        reason=text(request, "reason"),
        **by(request, number, serial="serial", version="version"),
    )
    return _("债权金额已核定。")


def _turn_down(request: HttpRequest, number: str) -> str:
    claim_operations.turn_down(**texts(request, "state", "reason"), **by(request, number, serial="serial", version="version"))
    return _("已记录，可以重新受理。")


def _take_up(request: HttpRequest, number: str) -> str:
    claim_operations.take_up_again(reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("已重新受理。")


def _account(request: HttpRequest, number: str) -> str:
    claim_operations.change_account(**texts(request, "account", "bank"), **by(request, number, serial="serial"))
    return _("收款账户已登记。")


def _dispute(request: HttpRequest, number: str) -> str:
    dispute_operations.raise_dispute(text=text(request, "text"), **by(request, number, serial="serial"))
    return _("异议已登记；裁定之前，此人应得的款项先提存。")


def _hear(request: HttpRequest, number: str) -> str:
    dispute_operations.hear(hearing=text(request, "hearing"), **by(request, number, serial="serial"))
    return _("听取意见已记录，请由另一位人员裁定。")


def _settle(request: HttpRequest, number: str) -> str:
    dispute_operations.settle(
        contributed_fen=fen(request, "contributed"),
        returned_fen=fen(request, "returned"),
        **texts(request, "outcome", "decision"),
        **by(request, number, serial="serial"),
    )
    return _("异议已裁定。")


def _close(request: HttpRequest, number: str) -> str:
    claim_operations.close_claims(**by(request, number))
    return _("申报已截止。迟到的申报仍可登记，并在以后各轮补足。")


def _reopen(request: HttpRequest, number: str) -> str:
    claim_operations.reopen_claims(closes_on=day(request, "closes_on"), reason=text(request, "reason"), **by(request, number))
    return _("已重新开放申报。")


DEEDS: dict[str, Deed] = {
    "open": _open, "extend": _extend, "register": _register, "match": _match, "confirm-alike": _confirm_alike, "decide": _decide_claim,
    "turn-down": _turn_down, "take-up": _take_up, "account": _account, "dispute": _dispute, "hear": _hear, "settle": _settle,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"close": _close, "reopen": _reopen}
