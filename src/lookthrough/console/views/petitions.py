"""The petition desk: the list, what is due or late, one occasion with its people, what they were told, and what is done when many come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.cases.petitions import operations, queries, terms
from lookthrough.cases.petitions import words as names
from lookthrough.cases.petitions.queries import OccasionFile
from lookthrough.cases.petitions.reading import HEADINGS
from lookthrough.console import export, names_open, words
from lookthrough.console import petition_forms as forms
from lookthrough.console.access import carries, needs, officer_id
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.deed_forms import moment, refilled, shown_moment, whole
from lookthrough.console.views.triage import district_of
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_ROWS = 12  # empty rows of the form; the page adds more as they are filled in
_MOST_ROWS = 200


@needs(Action.SEE_PETITIONS)
def petitions(request: HttpRequest) -> HttpResponse:
    """Show the occasions of the district, filtered, with what is due and late."""
    return list_page(request)


@needs(Action.SEE_PETITIONS)
def export_petitions(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with the occasions that fit the filter, as a table without any person in it."""
    audit.record(
        actor=request.user.get_username(), action="petition.exported", object_type="petition", object_id="", purpose="", at=timezone.now(),
        details={"filter": sorted(_filter(request))},
    )  # fmt: skip
    header = [_("编号"), _("什么事"), _("反映谁"), _("到达"), _("人数"), _("已登记"), _("级别"), _("办到哪一步"), _("关联案件"), _("逾期")]
    return export.table(name="petitions", format=format, header=header, rows=_exported(request))


@needs(Action.SEE_PETITIONS)
def due(request: HttpRequest) -> HttpResponse:
    """Show what is still to be done at the desk, the late first."""
    now = timezone.now()
    context = {"dues": queries.dues(officer_id=officer_id(request), now=now), "titles": queries.DUES, "now": now}
    return render(request, "console/petitions/due.html", context)


@needs(Action.WORK_PETITIONS)
def open_occasion(request: HttpRequest) -> HttpResponse:
    """Show the form that registers an occasion; sent, register it and go on to its people."""
    district = district_of(request)
    if request.method == "POST":
        try:
            number = _opened(request)
        except NotAllowed as refusal:
            messages.error(request, _("没有登记：%(why)s。") % {"why": refusal.reason.in_language(words.language())})
        else:
            messages.success(request, _("已登记 %(number)s。接着登记来的人。") % {"number": number})
            return redirect("console:petition", number)
    regions = sorted((code, name) for code, name in offices.region_names().items() if district.reaches(code))
    context = {
        "regions": regions or [(district.prefix, district.prefix)], "ways": names.WAYS, "given": request.POST,
        "now": shown_moment(timezone.now()), "example": request.GET.get("case", "")[:32],
    }  # fmt: skip
    return render(request, "console/petitions/open.html", context)


@needs(Action.SEE_PETITIONS)
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Show an occasion and its people by serial and label; names for a quarter of an hour after a purpose was written down."""
    return people_page(request, number)


@needs(Action.SEE_PETITIONS)
def replies(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the petitioners were told, and what can be told now."""
    return replies_page(request, number)


@needs(Action.SEE_PETITIONS)
def incident(request: HttpRequest, number: str) -> HttpResponse:
    """Show reports to the superior, the emergency plan, the report afterwards."""
    return incident_page(request, number)


@needs(Action.SEE_PETITIONS)
def history(request: HttpRequest, number: str) -> HttpResponse:
    """Show what was done about an occasion."""
    file, context = _frame(request, number, "history")
    return render(request, "console/petitions/history.html", context | {"acts": file.acts, "act_titles": names.ACTS})


@needs(Action.SEE_PETITIONS)
def report(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    """Show a report to the superior as it was sent, to print."""
    file, context = _frame(request, number, "incident")
    found = next((one for one in file.reports if one.serial == serial), None)
    if found is None:
        raise Http404
    return render(
        request,
        "console/petitions/report.html",
        context | {"report": found, "kinds": names.REPORT_KINDS, "report_ways": names.REPORT_WAYS, "levels": terms.LEVELS},
    )


@tab_view("petitions", Action.SEE_PETITIONS)
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show, in the file of a case, the occasions that are linked to it."""
    case_file(request, number)
    rows = queries.occasions_of_case(case_number=number, officer_id=officer_id(request), now=timezone.now())
    return case_page(
        request, number=number, tab="petitions", template="console/petitions/case.html", rows=rows, stages=names.STAGES,
        levels=terms.LEVELS, works=carries(request, Action.WORK_PETITIONS),
    )  # fmt: skip


def list_page(request: HttpRequest, *, found: list[queries.Alike] | None = None) -> HttpResponse:
    """Answer with the list, and with who was found by name, if that was asked."""
    now, chosen = timezone.now(), _filter(request)
    every = queries.dues(officer_id=officer_id(request), now=now)
    context = {
        "rows": queries.occasions(officer_id=officer_id(request), now=now, **chosen), "chosen": chosen, "shown": words.PETITION_SHOWN,
        "late": sum(one.late for one in every), "waiting": len(every), "stages": names.STAGES, "levels": terms.LEVELS, "ways": names.WAYS,
        "due_titles": queries.DUES, "works": carries(request, Action.WORK_PETITIONS), "may_open": carries(request, Action.SEE_PEOPLE),
        "found": found, "now": now,
    }  # fmt: skip
    return render(request, "console/petitions/list.html", context)


def people_page(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
    """Answer with an occasion's people; ``more`` holds what came of a list that was sent."""
    file, context = _frame(request, number, "people")
    works, opening = context["works"], names_open.opening(request, f"petition:{number}")
    persons = queries.persons(number=number, officer_id=officer_id(request)) if opening else {}
    asked = whole_of(request.GET.get("rows", ""))
    context |= {
        "opening": opening, "may_open": carries(request, Action.SEE_PEOPLE), "headings": HEADINGS[words.language()[:2]],
        "blank": range(1, max(_ROWS, asked) + 1), "more_rows": max(_ROWS, asked) + 20,
        "rows": [(row, persons.get(row.serial), forms.of_petitioner(file, row.serial) if works else []) for row in file.petitioners],
        "people_forms": forms.of_people(file) if works else [], "sources": names.SOURCES,
        "forms": refilled(forms.of_occasion(file, works_cases=carries(request, Action.WORK_CASES)), request) if works else [],
    }  # fmt: skip
    answer = render(request, "console/petitions/people.html", context | more)
    if more or opening:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def replies_page(request: HttpRequest, number: str) -> HttpResponse:
    """Answer with what was told; a form that was refused stands filled in."""
    file, context = _frame(request, number, "replies")
    works, one = context["works"], file.one
    waits = file.extension if file.extension and file.extension.state == "waiting" else None
    back = one.state == "open" and works
    context |= {
        "forms": refilled(forms.of_replies(file), request) if works else [], "extension": file.extension, "kinds": names.KINDS,
        "decision": refilled(forms.of_extension(number, waits), request) if waits and context["decides"] else [],
        "replies": [(each, forms.take_back(number, each.pk) if back and each.taken_back_at is None else None) for each in file.replies],
        "wordings": file.wordings, "within": terms.row("reply_within", timezone.localdate()), "basis": terms.basis,
    }  # fmt: skip
    return render(request, "console/petitions/replies.html", context)


def incident_page(request: HttpRequest, number: str) -> HttpResponse:
    """Answer with reports, plan and the report afterwards; a form that was refused stands filled in."""
    file, context = _frame(request, number, "incident")
    now, works = context["now"], context["works"] and file.one.state == "open"
    waits = file.after is not None and file.after.state == "waiting"
    context |= {
        "forms": refilled(forms.of_incident(file, now=now), request) if works else [], "after": file.after, "report_by": file.report_by,
        "report_due": any(one.kind == "report" for one in file.row.dues),
        "reports": [(each, _of_report(number, each, now) if works else []) for each in file.reports],
        "plan": [(item, done, _of_step(number, item, done, now) if works else None) for item, done in file.plan],
        "done": sum(done is not None for _item, done in file.plan), "levels": terms.LEVELS, "kinds": names.REPORT_KINDS,
        "report_ways": names.REPORT_WAYS, "decision": refilled(forms.of_after(number), request) if waits and context["decides"] else [],
    }  # fmt: skip
    return render(request, "console/petitions/incident.html", context)


def whole_of(given: str) -> int:
    """Return how many rows were asked for, within reason."""
    return min(int(given), _MOST_ROWS) if given.isascii() and given.isdecimal() and len(given) < 6 else 0


def _frame(request: HttpRequest, number: str, tab: str) -> tuple[OccasionFile, dict[str, Any]]:
    """Return an occasion of the district and what every one of its pages shows."""
    now = timezone.now()
    file = queries.occasion(number=number, officer_id=officer_id(request), now=now)
    if file is None:
        raise Http404
    return file, {
        "file": file, "row": file.row, "one": file.one, "tab": tab, "now": now, "ways": names.WAYS, "stages": names.STAGES,
        "states": names.STATES, "level": terms.LEVELS.get(file.row.level), "due_titles": queries.DUES,
        "region": words.region_name(file.row.region_code), "names": offices.names_by_username(),
        "works": carries(request, Action.WORK_PETITIONS), "decides": carries(request, Action.DECIDE_PETITIONS) and file.row.state == "open",
        "next_words": request.get_full_path() if request.method == "GET" else "",
    }  # fmt: skip


def _of_report(number: str, one: Any, now: Any) -> forms.Forms:
    return [] if one.withdrawn_at else forms.of_report(number, one.serial, now=now, received=one.received_at is not None)


def _of_step(number: str, item: Any, done: Any, now: Any) -> Any:
    return forms.of_step(number, item.slug, now=now, who=item.who.in_language(words.language()), done=done is not None)


def _opened(request: HttpRequest) -> str:
    given = request.POST
    return operations.open_occasion(
        title=given.get("title", ""), demands=given.get("demands", ""), way=given.get("way", ""), persons=whole(request, "persons"),
        region_code=given.get("region", "")[:12], arrived_at=moment(request, "arrived_at"), place=given.get("place", ""),
        subject_name=given.get("subject_name", ""), officer_id=officer_id(request), at=timezone.now(),
    )  # fmt: skip


def _filter(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", "open")
    return {
        "state": state if state in words.PETITION_SHOWN else "open", "text": request.GET.get("q", "")[:80],
        "late": request.GET.get("late") == "1",
    }  # fmt: skip


def _exported(request: HttpRequest) -> Iterator[list[Any]]:
    language = words.language()
    for row in queries.occasions(officer_id=officer_id(request), now=timezone.now(), **_filter(request)):
        level = terms.LEVELS.get(row.level)
        yield [
            row.number, row.title, row.subject_name, row.arrived_at, row.persons, row.registered,
            level.in_language(language) if level else "",
            names.STAGES[row.stage].in_language(language), row.case_number,
            "、".join(queries.DUES[one.kind].in_language(language) for one in row.dues if one.late),
        ]  # fmt: skip
