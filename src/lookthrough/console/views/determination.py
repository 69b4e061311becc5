"""The determination page of a case: departments, leading group, opinion, experts, handling; and every deed upon them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.cases.determination import circulation_operations as rounds
from lookthrough.cases.determination import gathering, matrix, queries, words
from lookthrough.cases.determination import handling_operations as handling
from lookthrough.cases.determination import meeting_operations as meetings
from lookthrough.cases.determination import opinion_operations as opinions
from lookthrough.cases.determination import panel_operations as panels
from lookthrough.cases.determination.meeting_operations import Present
from lookthrough.cases.determination.rows import DeterminationFile
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.deed_forms import Deed, day, do, lines, refilled, text, ticked, whole
from lookthrough.console.determination_forms import asked_forms, case_forms, class_choices, seat_forms
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

MEMBER_ROWS = 12


@tab_view("determination")
def determination(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case's determination with what is known beside it, and the deeds open to the officer."""
    return _page(request, number)


def _page(request: HttpRequest, number: str) -> HttpResponse:
    case, me = case_file(request, number), colleague(request)
    file = queries.determination(number=number, today=case.today)
    known = gathering.situation(case=case.facts, by=me, on=case.today) if me else gathering.Situation(False, matrix.NO_ALERT, ())
    works = carries(request, Action.WORK_CASES) and case.facts.is_open
    decides = carries(request, Action.DECIDE_CASES) and case.facts.is_open
    may = {"works": works, "decides": decides}
    forms = case_forms(number=number, file=file, known=known, today=case.today, me=me.username if me else "", **may)
    return case_page(
        request, number=number, tab="determination", template="console/cases/determination.html", determination=file, known=known,
        works=works, forms=refilled(forms, request), rounds=refilled(_rounds(number, file, case.today, works), request),
        seats=refilled(_seats(number, file, case.today, works), request), **_meeting_sent(request), **_titles(),
    )  # fmt: skip


def _rounds(number: str, file: DeterminationFile, today: date, works: bool) -> list[Any]:
    """Return each round with its departments, and with those of the open one what may be done."""
    return [
        (one, [(row, asked_forms(number=number, asked=row, today=today) if works and one.state == "open" else []) for row in one.asked])
        for one in file.circulations
    ]


def _seats(number: str, file: DeterminationFile, today: date, works: bool) -> dict[int, Any]:
    """Return what may be done about each seat of the panel at work."""
    latest = file.panels[0] if file.panels else None
    if latest is None or latest.state != "drawn" or not works:
        return {}
    return {one.seat_id: seat_forms(number=number, seat=one, questions=latest.questions, today=today) for one in latest.seats}


def _meeting_sent(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent of a meeting that was refused, with the rows of its members."""
    sent = request.POST if request.path.endswith("/work/meeting/") else {}
    names = ("member", "body", "vote")
    return {"sent": sent, "member_rows": [[sent.get(f"{name}-{row}", "") for name in names] for row in range(MEMBER_ROWS)]}


def _titles() -> dict[str, Any]:
    """Return the words that the page needs."""
    classes = words.classes()
    return {
        "classes": {slug: title for slug, (title, _basis) in classes.items()},
        "bases": {slug: basis for slug, (_t, basis) in classes.items()},
        "class_choices": class_choices(), "views": words.VIEWS, "conducts": words.CONDUCTS, "handlings": words.HANDLINGS,
        "answers": words.ANSWERS, "circulation_states": words.CIRCULATION_STATES, "opinion_states": words.OPINION_STATES,
        "panel_states": words.PANEL_STATES, "seat_states": words.SEAT_STATES, "handling_states": words.HANDLING_STATES,
        "grounds": words.GROUNDS, "matrices": matrix.all_rows()[:1], "beside_titles": BESIDE,
    }  # fmt: skip


@require_POST
@needs(Action.WORK_CASES)
def work_determination(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing in a determination."""
    return do(request, number, DEEDS.get(deed), reverse("console:case-determination", args=[number]), _page)


@require_POST
@needs(Action.DECIDE_CASES)
def decide_determination(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing in a determination that only who decides over cases may do."""
    return do(request, number, DECISIONS.get(deed), reverse("console:case-determination", args=[number]), _page)


def _circulate(request: HttpRequest, number: str) -> str:
    rounds.circulate(
        number=number, question=text(request, "question"), class_proposed=text(request, "class"), departments=lines(request, "departments"),
        due_on=day(request, "due_on"), papers=lines(request, "papers"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已发出征求意见，到期未答复的部门会列出。")


def _answer(request: HttpRequest, number: str) -> str:
    rounds.answer(
        number=number, asked_id=whole(request, "asked"), received_on=day(request, "received_on"), view=text(request, "view"),
        class_proposed=text(request, "class"), reasons=text(request, "reasons"), paper_sha256=text(request, "paper"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已记录部门意见。")


def _remind(request: HttpRequest, number: str) -> str:
    asked, how = whole(request, "asked"), text(request, "how")
    rounds.remind(number=number, asked_id=asked, how=how, officer_id=officer_id(request), at=timezone.now())
    return _("已记录催办。")


def _extend(request: HttpRequest, number: str) -> str:
    rounds.extend(
        number=number, asked_id=whole(request, "asked"), due_on=day(request, "due_on"), reason=text(request, "reason"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已延长答复期限。")


def _close_round(request: HttpRequest, number: str) -> str:
    rounds.close(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已结束征求意见。")


def _withdraw_round(request: HttpRequest, number: str) -> str:
    rounds.withdraw(number=number, reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已撤回征求意见，答复仍可查阅。")


def _meeting(request: HttpRequest, number: str) -> str:
    present = [
        Present(text(request, f"member-{row}"), text(request, f"body-{row}"), text(request, f"vote-{row}"))
        for row in range(MEMBER_ROWS)
        if text(request, f"member-{row}").strip()
    ]
    meetings.record_meeting(
        number=number, held_on=day(request, "held_on"), chair=text(request, "chair"), members=whole(request, "members"), present=present,
        question=text(request, "question"), minutes=text(request, "minutes"), class_decided=text(request, "class"),
        paper_sha256=text(request, "paper"), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("领导小组会议已记录。")


def _draft(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"class_found": text(request, "class"), "text": text(request, "text"), "ground": text(request, "ground")}
    opinions.draft(number=number, officer_id=officer_id(request), at=timezone.now(), **said)
    return _("已拟定认定意见，等待两人签署。")


def _sign(request: HttpRequest, number: str) -> str:
    opinions.sign_first(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已签署，等待第二人签署。")


def _sign_second(request: HttpRequest, number: str) -> str:
    given = opinions.sign_second(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已出具：%(number)s。") % {"number": given}


def _withdraw_opinion(request: HttpRequest, number: str) -> str:
    opinions.withdraw(number=number, reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已撤销认定意见。")


def _draw(request: HttpRequest, number: str) -> str:
    panels.draw(
        number=number, questions=lines(request, "questions"), size=whole(request, "size"), seed=secrets.token_hex(16),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已随机抽取专家，种子和候选名单已留存。")


def _declare(request: HttpRequest, number: str) -> str:
    seat, said = whole(request, "seat"), text(request, "text")
    panels.declare(number=number, seat_id=seat, text=said, officer_id=officer_id(request), at=timezone.now())
    return _("已记录声明。")


def _stand_down(request: HttpRequest, number: str) -> str:
    seat, why = whole(request, "seat"), text(request, "reason")
    following = panels.stand_down(number=number, seat_id=seat, reason=why, officer_id=officer_id(request), at=timezone.now())
    return _("专家已回避，下一位递补。") if following else _("专家已回避，候选名单已用尽；请撤回评审并补充专家库。")


def _give_opinion(request: HttpRequest, number: str) -> str:
    answers = [(text(request, f"answer-{place}"), text(request, f"reasons-{place}")) for place in range(panels.MOST_QUESTIONS)]
    given = [one for one in answers if one != ("", "")]
    panels.give_opinion(
        number=number, seat_id=whole(request, "seat"), answers=given, given_on=day(request, "given_on"),
        paper_sha256=text(request, "paper"),
        officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip
    return _("已记录专家意见。")


def _close_panel(request: HttpRequest, number: str) -> str:
    panels.close(number=number, conclusion=text(request, "conclusion"), officer_id=officer_id(request), at=timezone.now())
    return _("专家评审已结束。")


def _withdraw_panel(request: HttpRequest, number: str) -> str:
    panels.withdraw(number=number, reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已撤回专家评审。")


def _propose(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"conduct": text(request, "conduct"), "chosen": text(request, "chosen"), "reasons": text(request, "reasons")}
    handling.propose(number=number, officer_id=officer_id(request), at=timezone.now(), **said)
    return _("已提出分类处置建议，等待另一人决定。")


def _decide_handling(request: HttpRequest, number: str) -> str:
    agreed = ticked(request, "approve")
    handling.decide(number=number, approve=agreed, reason=text(request, "reason"), officer_id=officer_id(request), at=timezone.now())
    return _("已决定分类处置。") if agreed else _("未批准分类处置建议。")


def _withdraw_handling(request: HttpRequest, number: str) -> str:
    handling.withdraw(number=number, officer_id=officer_id(request), at=timezone.now())
    return _("已撤回建议。")


DEEDS: dict[str, Deed] = {
    "circulate": _circulate, "answer": _answer, "remind": _remind, "extend": _extend, "close-round": _close_round,
    "withdraw-round": _withdraw_round, "meeting": _meeting, "draft": _draft, "sign": _sign, "withdraw-opinion": _withdraw_opinion,
    "draw": _draw, "declare": _declare, "stand-down": _stand_down, "give-opinion": _give_opinion, "close-panel": _close_panel,
    "propose-handling": _propose, "withdraw-handling": _withdraw_handling,
}  # fmt: skip
DECISIONS: dict[str, Deed] = {
    "sign-second": _sign_second, "withdraw-issued": _withdraw_opinion, "withdraw-panel": _withdraw_panel,
    "decide-handling": _decide_handling,
}  # fmt: skip
BESIDE = {
    "licence": Text("许可", "Licences"),
    "alert": Text("预警", "Alerts"),
    "level": Text("等级", "Levels"),
    "elements": Text("要件核对", "Elements"),
    "opinion": Text("认定意见书", "Opinion"),
}
