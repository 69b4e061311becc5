"""What officers do with an occasion: correct it, link it, tell, report, tick, join; and what a second person decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.petitions import crowd_operations, incident_operations, operations, reply_operations
from lookthrough.console.access import needs, officer_id
from lookthrough.console.deed_forms import Deed, do, moment, text, texts, whole, wholes
from lookthrough.console.views import petitions
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

Page = Callable[[HttpRequest, str], HttpResponse]
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")


@require_POST
@needs(Action.WORK_PETITIONS)
def work(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with an occasion, and go back to the page of its form."""
    found = DEEDS.get(deed)
    return _done(request, number, found[0] if found else None, found[1] if found else "petition")


@require_POST
@needs(Action.DECIDE_PETITIONS)
def decide(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Decide, as the second person, on what another asked for or wrote."""
    found = DECISIONS.get(deed)
    return _done(request, number, found[0] if found else None, found[1] if found else "petition")


def _done(request: HttpRequest, number: str, deed: Deed | None, page: str) -> HttpResponse:
    return do(request, number, deed, reverse(f"console:{page}", args=[number]), refused=_PAGES[page])


_PAGES: dict[str, Page] = {
    "petition": petitions.people_page,
    "petition-replies": petitions.replies_page,
    "petition-incident": petitions.incident_page,
}


def _who(request: HttpRequest, number: str) -> dict[str, Any]:
    return {"number": number, "officer_id": officer_id(request), "at": timezone.now()}


def _change(request: HttpRequest, number: str) -> str:
    """Correct what was registered."""
    operations.change_occasion(
        version=whole(request, "version"), persons=whole(request, "persons"), **texts(request, "title", "demands", "place", "subject_name"),
        **_who(request, number),
    )  # fmt: skip
    return _("已更正。")


def _link(request: HttpRequest, number: str) -> str:
    """Link a case."""
    operations.link_case(case_number=text(request, "case")[:32], **_who(request, number))
    return _("已关联案件。")


def _unlink(request: HttpRequest, number: str) -> str:
    """Undo a link."""
    operations.unlink_case(reason=text(request, "reason"), **_who(request, number))
    return _("已取消关联。")


def _lead(request: HttpRequest, number: str) -> str:
    """Open a lead."""
    return _("已立线索 %(number)s。") % {"number": operations.open_lead(**_who(request, number))}


def _end(request: HttpRequest, number: str) -> str:
    """End an occasion."""
    operations.end(version=whole(request, "version"), **_who(request, number))
    return _("已了结。")


def _reopen(request: HttpRequest, number: str) -> str:
    """Take an occasion up again."""
    operations.reopen(reason=text(request, "reason"), **_who(request, number))
    return _("已重新办理。")


def _representatives(request: HttpRequest, number: str) -> str:
    """Write down the representatives."""
    serials = wholes(request.POST.getlist("serial"))
    crowd_operations.choose_representatives(serials=serials, **_who(request, number))
    return _("已记录代表。")


def _strike(request: HttpRequest, number: str) -> str:
    """Strike a petitioner out."""
    crowd_operations.strike_out(serial=whole(request, "serial"), reason=text(request, "reason"), **_who(request, number))
    return _("已划去，可以恢复。")


def _restore(request: HttpRequest, number: str) -> str:
    """Restore a petitioner."""
    crowd_operations.restore(serial=whole(request, "serial"), **_who(request, number))
    return _("已恢复。")


def _join(request: HttpRequest, number: str) -> str:
    """Join two petitioners."""
    into, _slash, serial = text(request, "into").rpartition("/")
    if not serial.isdecimal() or len(serial) > 9:
        raise NotAllowed(_CHOOSE)
    crowd_operations.join(
        serial=whole(request, "serial"), into_number=into, into_serial=int(serial), reason=text(request, "reason"), **_who(request, number)
    )  # fmt: skip
    return _("已合并，可以撤销。")


def _separate(request: HttpRequest, number: str) -> str:
    """Undo a join."""
    crowd_operations.separate(serial=whole(request, "serial"), reason=text(request, "reason"), **_who(request, number))
    return _("已撤销合并。")


def _tell(request: HttpRequest, number: str) -> str:
    """Tell everybody, or one petitioner."""
    reply_operations.tell(
        wording=text(request, "wording"), serial=whole(request, "serial") or None, version=whole(request, "version") or None,
        **_who(request, number),
    )  # fmt: skip
    return _("已告知。凭查询码可以看到。")


def _take_back(request: HttpRequest, number: str) -> str:
    """Take a reply back."""
    reply_operations.take_back(reply_id=whole(request, "reply"), reason=text(request, "reason"), **_who(request, number))
    return _("已撤回，信访人不再看到。")


def _ask_longer(request: HttpRequest, number: str) -> str:
    """Ask for a longer period."""
    reply_operations.ask_longer(reason=text(request, "reason"), **_who(request, number))
    return _("已申请延期，等待负责人决定。")


def _report(request: HttpRequest, number: str) -> str:
    """Keep a report to the superior."""
    said = texts(request, "kind", "situation", "demands", "measures", "outlook", "to_body", "way")
    incident_operations.report(
        persons=whole(request, "persons"), sent_at=moment(request, "sent_at"), **said, **_who(request, number)
    )  # fmt: skip
    return _("已记录报告。收到回执后请记录。")


def _receipt(request: HttpRequest, number: str) -> str:
    """Record a receipt."""
    incident_operations.receipt(
        serial=whole(request, "serial"), received_at=moment(request, "received_at"),
        **texts(request, "received_by", "their_number", "instruction"), **_who(request, number),
    )  # fmt: skip
    return _("已记录回执。")


def _withdraw_report(request: HttpRequest, number: str) -> str:
    """Withdraw a report."""
    incident_operations.withdraw_report(serial=whole(request, "serial"), reason=text(request, "reason"), **_who(request, number))
    return _("已撤回报告。")


def _plan(request: HttpRequest, number: str) -> str:
    """Start the plan or move it."""
    incident_operations.start_plan(**texts(request, "level", "reason"), **_who(request, number))
    return _("预案已启动。逐项完成，写明谁做的、什么时候。")


def _tick(request: HttpRequest, number: str) -> str:
    """Tick a step."""
    said = texts(request, "item", "person", "note")
    incident_operations.tick(done_at=moment(request, "done_at"), **said, **_who(request, number))
    return _("已完成一项。")


def _untick(request: HttpRequest, number: str) -> str:
    """Take a tick back."""
    incident_operations.untick(**texts(request, "item", "reason"), **_who(request, number))
    return _("已撤回一项。")


def _over(request: HttpRequest, number: str) -> str:
    """Record that the crowd has left."""
    incident_operations.over(over_at=moment(request, "over_at"), **_who(request, number))
    return _("已记录人员散去。请写总结。")


def _not_over(request: HttpRequest, number: str) -> str:
    """Take that back."""
    incident_operations.not_over(reason=text(request, "reason"), **_who(request, number))
    return _("已撤回。")


def _after(request: HttpRequest, number: str) -> str:
    """Write the report afterwards."""
    incident_operations.write_after(**texts(request, "course", "causes", "handled", "lessons"), **_who(request, number))
    return _("总结已写出，等待第二人确认。")


def _longer(agreed: bool) -> Deed:
    def deed(request: HttpRequest, number: str) -> str:
        reply_operations.decide_longer(agreed=agreed, decision=text(request, "reason"), **_who(request, number))
        return _("已同意延期。请告知信访人。") if agreed else _("没有同意延期。")

    return deed


def _decide_after(agreed: bool) -> Deed:
    def deed(request: HttpRequest, number: str) -> str:
        incident_operations.decide_after(agreed=agreed, reason=text(request, "reason"), **_who(request, number))
        return _("总结已确认。") if agreed else _("总结已退回。")

    return deed


DEEDS: dict[str, tuple[Deed, str]] = {
    "change": (_change, "petition"), "link": (_link, "petition"), "unlink": (_unlink, "petition"), "lead": (_lead, "petition"),
    "end": (_end, "petition"), "reopen": (_reopen, "petition"), "representatives": (_representatives, "petition"),
    "strike": (_strike, "petition"), "restore": (_restore, "petition"), "join": (_join, "petition"), "separate": (_separate, "petition"),
    "tell": (_tell, "petition-replies"), "tell-one": (_tell, "petition-replies"), "take-back": (_take_back, "petition-replies"),
    "ask-longer": (_ask_longer, "petition-replies"), "report": (_report, "petition-incident"), "receipt": (_receipt, "petition-incident"),
    "withdraw-report": (_withdraw_report, "petition-incident"), "plan": (_plan, "petition-incident"), "tick": (_tick, "petition-incident"),
    "untick": (_untick, "petition-incident"), "over": (_over, "petition-incident"), "not-over": (_not_over, "petition-incident"),
    "after": (_after, "petition-incident"),
}  # fmt: skip
DECISIONS: dict[str, tuple[Deed, str]] = {
    "agree-longer": (_longer(True), "petition-replies"), "refuse-longer": (_longer(False), "petition-replies"),
    "agree-after": (_decide_after(True), "petition-incident"), "refuse-after": (_decide_after(False), "petition-incident"),
}  # fmt: skip
