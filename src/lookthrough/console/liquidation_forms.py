"""The forms about a liquidation on a procedure's page: the group is formed, the licence is cancelled, a record is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.procedure import liquidation_operations
from lookthrough.cases.procedure.liquidation_operations import LiquidationRow
from lookthrough.console.deed_forms import Deed, DeedForm, Field, by, day, paper, text, texts
from lookthrough.console.procedure_forms import PROOF, REASON, about, form


def liquidation(case: CaseFacts, today: date, *, works: bool) -> dict[str, Any]:
    """Return what the page needs where the case's type asks for these records; nothing elsewhere."""
    kinds = liquidation_operations.kinds(case)
    if not kinds:
        return {}
    acts = liquidation_operations.acts(number=case.number)
    stands = {one.kind for one in acts if not one.ended_by}
    begin = [made for kind, made in _records(case.number, today).items() if kind in kinds and kind not in stands]
    return {
        "liquidation": [(one, _take_back(case.number, one) if works and not one.ended_by else None) for one in acts],
        "of_liquidation": begin if works else [], "liquidates": True,
    }  # fmt: skip


def _records(number: str, today: date) -> dict[str, DeedForm]:
    document, on = (
        Field("document", gettext_lazy("文号"), required=False, longest=120),
        Field("on", gettext_lazy("日期"), "date", value=today),
    )
    members = Field("text", gettext_lazy("组长和成员"), "area", hint=gettext_lazy("每行一人，写明单位"))
    licence = Field("text", gettext_lazy("许可的名称和编号"), "area")
    group_by, cancelled_by = gettext_lazy("由谁指定或决定"), gettext_lazy("由哪个机关注销")
    return {
        "group": form(
            number, "name-liquidators", gettext_lazy("记录清算组成立"), on, Field("body", group_by, longest=200), document, members,
            paper(PROOF), main=True,
        ),
        "licence": form(
            number, "cancel-licence", gettext_lazy("记录许可注销"), on, Field("body", cancelled_by, longest=200), document, licence,
            paper(PROOF), main=True,
        ),
    }  # fmt: skip


def _take_back(number: str, one: LiquidationRow) -> DeedForm:
    return form(number, "take-back-liquidation", gettext_lazy("撤回记录"), about("act", one.id), REASON, about=f"l{one.id}")


def _record(request: HttpRequest, number: str, kind: str) -> None:
    said = texts(request, "body", "document", "text")
    liquidation_operations.record(kind=kind, on=day(request, "on"), paper_sha256=text(request, "paper"), **said, **by(request, number))


def _group(request: HttpRequest, number: str) -> str:
    _record(request, number, "group")
    return _("已记录清算组成立。")


def _licence(request: HttpRequest, number: str) -> str:
    _record(request, number, "licence")
    return _("已记录许可注销。")


def _back(request: HttpRequest, number: str) -> str:
    liquidation_operations.take_back(reason=text(request, "reason"), **by(request, number, act_id="act"))
    return _("已撤回，案件的这一要件重新待办。")


DEEDS: dict[str, Deed] = {"name-liquidators": _group, "cancel-licence": _licence, "take-back-liquidation": _back}
