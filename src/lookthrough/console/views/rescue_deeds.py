"""What is done with a rescue: each deed reads its form and says in a sentence what was done."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.rescues import committee_operations, operations, release_operations
from lookthrough.console.deed_forms import Deed, by, day, fen, text, texts, ticked


def _raise(request: HttpRequest, number: str) -> str:
    operations.raise_to_city(reason=text(request, "reason"), **by(request, number))
    return _("已改由市级处置。")


def _lead_bank(request: HttpRequest, number: str) -> str:
    operations.name_lead_bank(bank=text(request, "bank"), **by(request, number))
    return _("已确定主办银行。")


def _join(request: HttpRequest, number: str) -> str:
    committee_operations.join(
        fen=fen(request, "amount"), secured=ticked(request, "secured"), creditor=text(request, "creditor"), **by(request, number)
    )
    return _("债权人已加入。")


def _leave(request: HttpRequest, number: str) -> str:
    committee_operations.leave(reason=text(request, "reason"), **by(request, number, creditor_id="creditor"))
    return _("债权人已退出，以往表决仍在。")


def _put(request: HttpRequest, number: str) -> str:
    committee_operations.put_to_vote(text=text(request, "text"), **by(request, number))
    return _("已提交表决。")


def _vote(request: HttpRequest, number: str) -> str:
    """Record the votes of a form: one field a creditor; those left open stay as they were."""
    given = {name[5:]: value for name, value in request.POST.items() if name.startswith("vote-") and value}
    for creditor, said in given.items():
        if creditor.isdecimal() and len(creditor) < 16:
            committee_operations.vote(creditor_id=int(creditor), vote=str(said), **by(request, number, resolution_id="resolution"))
    return _("已记录表决。")


def _close_vote(request: HttpRequest, number: str) -> str:
    passed = committee_operations.close_vote(**by(request, number, resolution_id="resolution"))
    return _("表决通过。") if passed else _("表决未通过。")


def _measure(request: HttpRequest, number: str) -> str:
    operations.set_measure(
        fen=fen(request, "amount"),
        from_on=day(request, "from_on"),
        to_on=day(request, "to_on") if text(request, "to_on") else None,
        **texts(request, "kind", "text"),
        **by(request, number, creditor_id="creditor"),
    )
    return _("措施已记入。")


def _move(request: HttpRequest, number: str) -> str:
    operations.move_measure(**texts(request, "state", "note"), **by(request, number, measure_id="measure"))
    return _("进展已记入。")


def _meeting(request: HttpRequest, number: str) -> str:
    operations.record_meeting(held_on=day(request, "held_on"), **texts(request, "attended", "text"), **by(request, number))
    return _("会议记录已保存。")


def _propose(request: HttpRequest, number: str) -> str:
    release_operations.propose_release(**texts(request, "text", "audience"), **by(request, number))
    return _("已申请发布，等待另一人批准。")


def _withdraw(request: HttpRequest, number: str) -> str:
    release_operations.withdraw_release(**by(request, number, release_id="release"))
    return _("已撤回。")


def _released(request: HttpRequest, number: str) -> str:
    release_operations.release(**by(request, number, release_id="release"))
    return _("已登记发布。")


def decide_release(request: HttpRequest, number: str) -> str:
    """Approve or refuse a release."""
    approve = ticked(request, "approve")
    release_operations.decide_release(approve=approve, reason=text(request, "reason"), **by(request, number, release_id="release"))
    return _("已批准发布。") if approve else _("未批准发布。")


def _end(request: HttpRequest, number: str) -> str:
    operations.end(**texts(request, "outcome", "text"), **by(request, number))
    return _("纾困已结束。")


def _reopen(request: HttpRequest, number: str) -> str:
    operations.reopen(reason=text(request, "reason"), **by(request, number))
    return _("已恢复纾困。")


DEEDS: dict[str, Deed] = {
    "raise": _raise, "lead-bank": _lead_bank, "join": _join, "leave": _leave, "put": _put, "vote": _vote, "close-vote": _close_vote,
    "measure": _measure, "move": _move, "meeting": _meeting, "propose": _propose, "withdraw": _withdraw, "released": _released,
    "end": _end, "reopen": _reopen,
}  # fmt: skip
