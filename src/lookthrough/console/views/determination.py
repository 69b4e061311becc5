"""The determination page of a case: departments, leading group, opinion, experts, handling."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lookthrough.cases.determination import gathering, matrix, queries, words
from lookthrough.cases.determination.rows import DeterminationFile
from lookthrough.console.access import carries, colleague, needs
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.deed_forms import do, refilled
from lookthrough.console.determination_forms import asked_forms, case_forms, class_choices, seat_forms
from lookthrough.console.named_papers import named_papers
from lookthrough.console.views import determination_deeds
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action

BESIDE = {
    "licence": Text("许可", "Licences"),
    "alert": Text("预警", "Alerts"),
    "level": Text("等级", "Levels"),
    "elements": Text("要件核对", "Elements"),
    "opinion": Text("认定意见书", "Opinion"),
}


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
        **named_papers(number, file),
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
    return {
        "sent": sent,
        "member_rows": [[sent.get(f"{name}-{row}", "") for name in names] for row in range(determination_deeds.MEMBER_ROWS)],
    }


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
    return do(request, number, determination_deeds.DEEDS.get(deed), reverse("console:case-determination", args=[number]), _page)


@require_POST
@needs(Action.DECIDE_CASES)
def decide_determination(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing in a determination that only who decides over cases may do."""
    return do(request, number, determination_deeds.DECISIONS.get(deed), reverse("console:case-determination", args=[number]), _page)
