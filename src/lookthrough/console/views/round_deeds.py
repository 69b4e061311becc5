"""What is done with rounds, payments that came back, deposits, and what is to be got back."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.repayment import clawback_operations, deposit_operations, round_operations
from lookthrough.console.deed_forms import Deed, by, day, fen, text, texts


def _draft_round(request: HttpRequest, number: str) -> str:
    serial = round_operations.draft_round(available_fen=fen(request, "available"), **by(request, number))
    return _("第 %(serial)d 轮已起草，请由另一位人员复核。") % {"serial": serial}


def _check_round(request: HttpRequest, number: str) -> str:
    round_operations.check_round(**by(request, number, serial="serial"))
    return _("本轮已重新计算并复核，可以执行。")


def _execute_round(request: HttpRequest, number: str) -> str:
    round_operations.execute_round(**by(request, number, serial="serial"))
    return _("本轮已执行。请下载银行文件付款。")


def _cancel_round(request: HttpRequest, number: str) -> str:
    round_operations.cancel_round(reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("本轮已取消，数字仍可查阅。")


def _returned(request: HttpRequest, number: str) -> str:
    deposit_operations.returned(
        on=day(request, "on"), why=text(request, "why"), **by(request, number, round_serial="round", serial="serial")
    )
    return _("退汇已登记，款项已回专户，仍属于此人。")


def _try_again(request: HttpRequest, number: str) -> str:
    deposit_operations.try_again(**by(request, number, round_serial="round", serial="serial"))
    return _("已登记重付。")


def _put_aside(request: HttpRequest, number: str) -> str:
    deposit_operations.put_aside(**by(request, number, round_serial="round", serial="serial"))
    return _("已转入提存。")


def _propose_release(request: HttpRequest, number: str) -> str:
    deposit_operations.propose_release(
        paid_fen=fen(request, "paid"), note=text(request, "note"), **by(request, number, deposit_id="deposit")
    )
    return _("已提出，等待另一人批准。")


def _release(request: HttpRequest, number: str) -> str:
    deposit_operations.release(**by(request, number, deposit_id="deposit"))
    return _("提存已处理。")


def _net_winners(request: HttpRequest, number: str) -> str:
    count = clawback_operations.list_net_winners(**by(request, number))
    return _("已列出净获利的参与人，新增或变动 %(count)d 人。") % {"count": count}


def _clawback(request: HttpRequest, number: str) -> str:
    clawback_operations.list_other(fen=fen(request, "fen"), **texts(request, "kind", "whom", "basis"), **by(request, number))
    return _("已列入追缴清单。")


def _clawback_state(request: HttpRequest, number: str) -> str:
    clawback_operations.move(**texts(request, "state", "note"), **by(request, number, clawback_id="clawback"))
    return _("进展已记录。")


def _complete(request: HttpRequest, number: str) -> str:
    round_operations.complete(note=text(request, "note"), **by(request, number))
    return _("已宣布清退完成。")


DEEDS: dict[str, Deed] = {
    "draft-round": _draft_round, "check-round": _check_round, "execute-round": _execute_round, "cancel-round": _cancel_round,
    "returned": _returned, "try-again": _try_again, "put-aside": _put_aside, "propose-release": _propose_release,
    "net-winners": _net_winners, "clawback": _clawback, "clawback-state": _clawback_state,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"release": _release, "complete": _complete}
