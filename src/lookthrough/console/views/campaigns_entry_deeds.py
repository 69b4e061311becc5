"""What is done with one firm of a campaign: visits planned, classed, settled, each with the version its officer saw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.cases.campaigns import entry_operations, visit_operations
from lookthrough.cases.campaigns.catalogue import terms_on
from lookthrough.console.access import officer_id
from lookthrough.console.deed_forms import Deed, day, whole


def _plan_one(request: HttpRequest, entry_id: str) -> str:
    """Send officers to one firm."""
    made = entry_operations.plan_visit(
        entry_ids=[int(entry_id)], usernames=request.POST.getlist("officer"), visit_on=day(request, "visit_on"),
        officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return planned(request, made)


def planned(request: HttpRequest, made: int) -> str:
    """Say how many visits were planned, and point it out where fewer officers go than should."""
    least = terms_on(timezone.localdate()).whole("officers_a_visit")
    if len(set(request.POST.getlist("officer"))) < least:
        messages.warning(request, _("只安排了一个人；现场检查不得少于 %(n)s 人。") % {"n": least})
    return _("已安排 %(n)s 次走访。") % {"n": made}


def _unplan(request: HttpRequest, entry_id: str) -> str:
    """Take a planned visit back."""
    entry_operations.unplan_visit(duty_id=whole(request, "duty"), officer_id=officer_id(request), at=timezone.localtime())
    return _("已取消安排。")


def _classify(request: HttpRequest, entry_id: str) -> str:
    """Class a firm and say what is done with it."""
    given = request.POST
    by: date | None = day(request, "handle_by") if given.get("handle_by") else None
    entry_operations.classify(
        entry_id=int(entry_id), class_slug=given.get("class", ""), handling=given.get("handling", ""), decision=given.get("decision", ""),
        handle_by=by, version=whole(request, "version"), officer_id=officer_id(request), at=timezone.localtime(),
    )  # fmt: skip
    return _("已分类。")


def _finish(request: HttpRequest, entry_id: str) -> str:
    """Say that the handling is done."""
    entry_operations.finish(
        entry_id=int(entry_id), note=request.POST.get("note", ""), version=whole(request, "version"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("已登记处置完成。")


def _unfinish(request: HttpRequest, entry_id: str) -> str:
    """Take that back."""
    entry_operations.unfinish(**_said(request, entry_id))
    return _("已撤销处置完成。")


def _drop(request: HttpRequest, entry_id: str) -> str:
    """Drop a firm."""
    entry_operations.drop(**_said(request, entry_id))
    return _("已排除，可随时恢复。")


def _restore(request: HttpRequest, entry_id: str) -> str:
    """Take a dropped firm back in."""
    entry_operations.restore(**_said(request, entry_id))
    return _("已恢复。")


def _case(request: HttpRequest, entry_id: str) -> str:
    """Link a case, or take the link back."""
    entry_operations.link_case(
        entry_id=int(entry_id), number=request.POST.get("case", ""), version=whole(request, "version"), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip
    return _("案件关联已更新。")


def _settle(request: HttpRequest, entry_id: str) -> str:
    """Settle a clash of visits."""
    chosen = {name.removeprefix("right_"): request.POST[name] for name in request.POST if name.startswith("right_")}
    visit_operations.settle(
        entry_id=int(entry_id),
        chosen=chosen,
        reason=request.POST.get("reason", ""),
        officer_id=officer_id(request),
        at=timezone.localtime(),
    )
    return _("已认定，各条记录都保留。")


def _unsettle(request: HttpRequest, entry_id: str) -> str:
    """Take the last settlement back."""
    visit_operations.unsettle(
        entry_id=int(entry_id), reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime()
    )
    return _("已撤销认定。")


def _said(request: HttpRequest, entry_id: str) -> dict[str, Any]:
    return {
        "entry_id": int(entry_id), "reason": request.POST.get("reason", ""), "version": whole(request, "version"),
        "officer_id": officer_id(request), "at": timezone.localtime(),
    }  # fmt: skip


DEEDS: dict[str, Deed] = {
    "plan": _plan_one, "unplan": _unplan, "classify": _classify, "finish": _finish, "unfinish": _unfinish, "drop": _drop,
    "restore": _restore,
    "case": _case, "settle": _settle, "unsettle": _unsettle,
}  # fmt: skip
