"""What is done with the plan of repayment, the court's ruling on it, and the dedicated account."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.repayment import account_operations, plan_operations, statement_operations
from lookthrough.console import words
from lookthrough.console.deed_forms import Deed, by, day, fen, text, texts, whole
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import SentFile

PAPERS = "evidence/repayment"
MOST_STATEMENT = 20 * 1024**2
_NO_STATEMENT = Text("请选择不超过 20 MB 的 camt.053 对账单", "choose a camt.053 statement of 20 MB at most")


def _sent(given: UploadedFile[Any] | None) -> SentFile | None:
    return SentFile(str(given.name), given.read()) if given else None


def _draft_plan(request: HttpRequest, number: str) -> str:
    plan_operations.draft_plan(**texts(request, "base", "text"), **by(request, number))
    return _("方案已起草，请由另一位人员复核。")


def _check_plan(request: HttpRequest, number: str) -> str:
    plan_operations.check_plan(**by(request, number, version="version"))
    return _("方案已复核，可以送法院。")


def _drop_plan(request: HttpRequest, number: str) -> str:
    plan_operations.drop_plan(reason=text(request, "reason"), **by(request, number, version="version"))
    return _("方案已撤销，仍可查阅。")


def _court_refused(request: HttpRequest, number: str) -> str:
    plan_operations.refused_by_court(reason=text(request, "reason"), **by(request, number, version="version"))
    return _("已记录法院未批准。")


def record_ruling(request: HttpRequest, number: str) -> str:
    """Enter the court's ruling with its paper."""
    plan_operations.record_ruling(
        ruled_on=day(request, "ruled_on"),
        paper=_sent(request.FILES.get("paper")),
        folder=settings.HOME / PAPERS,
        **texts(request, "court", "ruling"),
        **by(request, number, version="version"),
    )
    return _("裁定已录入，等待另一人核对。")


def _decide_ruling(request: HttpRequest, number: str) -> str:
    agrees = text(request, "agrees") == "1"
    plan_operations.confirm_ruling(agrees=agrees, reason=text(request, "reason"), **by(request, number, version="version"))
    return _("方案生效，可以起草分配。") if agrees else _("已退回，请重新录入裁定。")


def _enter(request: HttpRequest, number: str) -> str:
    account_operations.enter(
        fen=fen(request, "fen"),
        on=day(request, "on"),
        clawback_id=whole(request, "clawback") or None,
        after=whole(request, "after") if "after" in request.POST else None,
        **texts(request, "kind", "text", "reference"),
        **by(request, number),
    )
    return _("已记入专户。")


def _reverse(request: HttpRequest, number: str) -> str:
    account_operations.reverse(reason=text(request, "reason"), **by(request, number, serial="serial"))
    return _("已冲正，两笔都保留。")


def _bank_balance(request: HttpRequest, number: str) -> str:
    statement_operations.state_balance(
        on=day(request, "on"), fen=fen(request, "fen"), source=text(request, "source"), **by(request, number)
    )
    return _("银行余额已记录。")


def take_statement(request: HttpRequest, number: str) -> str:
    """Read a statement of the dedicated account."""
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > MOST_STATEMENT:
        raise NotAllowed(_NO_STATEMENT)
    with tempfile.TemporaryDirectory(prefix="lookthrough-statement-") as folder:
        path = Path(folder) / "statement.xml"
        path.write_bytes(given.read())
        read = statement_operations.take_statement(path=path, name=str(given.name), account=text(request, "account"), **by(request, number))
    return _("对账单已读入：%(day)s 余额 %(sum)s，账上没有的流水 %(count)d 笔，待指定 %(asked)d 笔。") % {
        "day": read.on, "sum": full_text(read.fen, words.language()), "count": len(read.unmatched) - read.asked, "asked": read.asked,
    }  # fmt: skip


def _tell_movement(request: HttpRequest, number: str) -> str:
    statement_operations.tell_movement(**by(request, number, line="line", serial="entry"))
    return _("已指定，对账按此显示。")


DEEDS: dict[str, Deed] = {
    "draft-plan": _draft_plan, "check-plan": _check_plan, "drop-plan": _drop_plan, "court-refused": _court_refused, "enter": _enter,
    "reverse": _reverse, "bank-balance": _bank_balance, "tell-movement": _tell_movement,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {"ruling": _decide_ruling}
