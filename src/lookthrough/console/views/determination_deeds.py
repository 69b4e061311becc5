"""What is done in a determination: each deed reads its form and says in a sentence what was done."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lookthrough.cases.determination import circulation_operations as rounds
from lookthrough.cases.determination import handling_operations as handling
from lookthrough.cases.determination import meeting_operations as meetings
from lookthrough.cases.determination import opinion_operations as opinions
from lookthrough.cases.determination import panel_operations as panels
from lookthrough.cases.determination.meeting_operations import Present
from lookthrough.console.deed_forms import Deed, by, day, lines, text, texts, ticked

MEMBER_ROWS = 12


def _circulate(request: HttpRequest, number: str) -> str:
    rounds.circulate(
        class_proposed=text(request, "class"),
        departments=lines(request, "departments"),
        due_on=day(request, "due_on"),
        papers=lines(request, "papers"),
        question=text(request, "question"),
        **by(request, number),
    )
    return _("已发出征求意见，到期未答复的部门会列出。")


def _answer(request: HttpRequest, number: str) -> str:
    rounds.answer(
        received_on=day(request, "received_on"),
        class_proposed=text(request, "class"),
        paper_sha256=text(request, "paper"),
        **texts(request, "view", "reasons"),
        **by(request, number, asked_id="asked"),
    )
    return _("已记录部门意见。")


def _remind(request: HttpRequest, number: str) -> str:
    rounds.remind(how=text(request, "how"), **by(request, number, asked_id="asked"))
    return _("已记录催办。")


def _extend(request: HttpRequest, number: str) -> str:
    rounds.extend(due_on=day(request, "due_on"), reason=text(request, "reason"), **by(request, number, asked_id="asked"))
    return _("已延长答复期限。")


def _close_round(request: HttpRequest, number: str) -> str:
    rounds.close(**by(request, number))
    return _("已结束征求意见。")


def _withdraw_round(request: HttpRequest, number: str) -> str:
    rounds.withdraw(reason=text(request, "reason"), **by(request, number))
    return _("已撤回征求意见，答复仍可查阅。")


def _meeting(request: HttpRequest, number: str) -> str:
    present = [
        Present(text(request, f"member-{row}"), text(request, f"body-{row}"), text(request, f"vote-{row}"))
        for row in range(MEMBER_ROWS)
        if text(request, f"member-{row}").strip()
    ]
    meetings.record_meeting(
        held_on=day(request, "held_on"),
        present=present,
        class_decided=text(request, "class"),
        paper_sha256=text(request, "paper"),
        **texts(request, "chair", "question", "minutes"),
        **by(request, number, members="members"),
    )
    return _("领导小组会议已记录。")


def _draft(request: HttpRequest, number: str) -> str:
    said: dict[str, Any] = {"class_found": text(request, "class"), "text": text(request, "text"), "ground": text(request, "ground")}
    opinions.draft(**said, **by(request, number))
    return _("已拟定认定意见，等待两人签署。")


def _sign(request: HttpRequest, number: str) -> str:
    opinions.sign_first(**by(request, number))
    return _("已签署，等待第二人签署。")


def _sign_second(request: HttpRequest, number: str) -> str:
    given = opinions.sign_second(**by(request, number))
    return _("已出具：%(number)s。") % {"number": given}


def _withdraw_opinion(request: HttpRequest, number: str) -> str:
    opinions.withdraw(reason=text(request, "reason"), **by(request, number))
    return _("已撤销认定意见。")


def _draw(request: HttpRequest, number: str) -> str:
    panels.draw(questions=lines(request, "questions"), seed=secrets.token_hex(16), **by(request, number, size="size"))
    return _("已随机抽取专家，种子和候选名单已留存。")


def _declare(request: HttpRequest, number: str) -> str:
    panels.declare(text=text(request, "text"), **by(request, number, seat_id="seat"))
    return _("已记录声明。")


def _stand_down(request: HttpRequest, number: str) -> str:
    following = panels.stand_down(reason=text(request, "reason"), **by(request, number, seat_id="seat"))
    return _("专家已回避，下一位递补。") if following else _("专家已回避，候选名单已用尽；请撤回评审并补充专家库。")


def _give_opinion(request: HttpRequest, number: str) -> str:
    answers = [(text(request, f"answer-{place}"), text(request, f"reasons-{place}")) for place in range(panels.MOST_QUESTIONS)]
    given = [one for one in answers if one != ("", "")]
    panels.give_opinion(
        answers=given, given_on=day(request, "given_on"), paper_sha256=text(request, "paper"), **by(request, number, seat_id="seat")
    )
    return _("已记录专家意见。")


def _close_panel(request: HttpRequest, number: str) -> str:
    panels.close(conclusion=text(request, "conclusion"), **by(request, number))
    return _("专家评审已结束。")


def _withdraw_panel(request: HttpRequest, number: str) -> str:
    panels.withdraw(reason=text(request, "reason"), **by(request, number))
    return _("已撤回专家评审。")


def _propose(request: HttpRequest, number: str) -> str:
    said = texts(request, "conduct", "chosen", "reasons")
    handling.propose(**said, **by(request, number))
    return _("已提出分类处置建议，等待另一人决定。")


def _decide_handling(request: HttpRequest, number: str) -> str:
    agreed = ticked(request, "approve")
    handling.decide(approve=agreed, reason=text(request, "reason"), **by(request, number))
    return _("已决定分类处置。") if agreed else _("未批准分类处置建议。")


def _withdraw_handling(request: HttpRequest, number: str) -> str:
    handling.withdraw(**by(request, number))
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
