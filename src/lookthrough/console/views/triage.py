"""Triage (分诊): the list of firms whose names or scopes hold barred or watched words, one of them whole, and what an officer decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import back, carries, colleague, needs, officer_id
from lookthrough.console.firm_file import firm_page
from lookthrough.console.refusing import say_why_not
from lookthrough.console.views.alerts import page_number
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action
from lookthrough.registry import changes_queries, licences_queries, triage_answers, watch_queries
from lookthrough.registry import triage_operations as operations
from lookthrough.registry import triage_queries as queries
from lookthrough.registry.triage import STATE_TITLES, WAITING
from lookthrough.registry.triage_queries import TriageFilter, TriageRow
from lookthrough.registry.watch_operations import longest_until

PAGE_SIZE = 50
EVIDENCE = "evidence/answers"
_NOTHING_CHOSEN = Text("请先选择企业", "please choose firms first")
_NO_DAY = Text("请选择截止日期", "please choose the last day")


def district_of(request: HttpRequest) -> District:
    """Return what the officer's office reaches; without one there is nothing here."""
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    return me.district


@needs(Action.SEE_FIRMS)
def triages(request: HttpRequest) -> HttpResponse:
    """Show one page of the triages asked for."""
    asked, page, today, district = asked_for(request), page_number(request), timezone.localdate(), district_of(request)
    found = queries.triages(district=district, asked=asked, today=today, me=officer_id(request), page=page, page_size=PAGE_SIZE)
    context = {
        "asked": asked, "rows": _with_regions(found.rows), "total": found.total, "page": page, "page_size": PAGE_SIZE,
        "sentence": _sentence(asked, district), "asked_something": replace(asked, order="rank") != TriageFilter(),
        "counts": queries.counts(district=district, today=today), "states": STATE_TITLES, "today": today,
        "may_work": carries(request, Action.WORK_FIRMS), "longest": longest_until(today),
    }  # fmt: skip
    return render(request, "console/triage/list.html", context)


@needs(Action.SEE_FIRMS)
def triage(request: HttpRequest, triage_id: int) -> HttpResponse:
    """Show one triage: the words, what the firm was asked and answered, and what can be done."""
    today = timezone.localdate()
    file = queries.triage(triage_id=triage_id, district=district_of(request), today=today, username=request.user.get_username())
    if file is None:
        raise Http404
    context = {
        "file": file, "row": file.row, "region": words.region_name(file.row.region_code), "states": STATE_TITLES,
        "waits": file.row.state in WAITING, "may_work": carries(request, Action.WORK_FIRMS), "today": today,
        "wordings": list(queries.wordings().values()), "longest": longest_until(today), "names": offices.names_by_username(),
    }  # fmt: skip
    return render(request, "console/triage/one.html", context)


@needs(Action.SEE_FIRMS)
def handling(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show, in the firm's file, its triages with questions and answers, its terms on the key watch list and its licences."""
    today, district = timezone.localdate(), district_of(request)
    return firm_page(
        request, company_id=company_id, tab="handling", template="console/triage/firm.html",
        triages=queries.triages_of_firm(company_id=company_id, district=district, today=today),
        watched=watch_queries.watch_history(company_id=company_id, today=today), states=STATE_TITLES,
        licences=licences_queries.licences_of(company_id=company_id, on=today),
        standing=changes_queries.standing_of(company_id), may_watch=carries(request, Action.WATCH_FIRMS),
        is_watched=watch_queries.is_watched(company_id=company_id, today=today), today=today, longest=longest_until(today),
    )  # fmt: skip


@needs(Action.SEE_FIRMS)
def export_triages(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with every triage of the list as a file."""
    asked, district = asked_for(request), district_of(request)
    total = queries.triages(district=district, asked=asked, today=timezone.localdate(), me=officer_id(request), page_size=1).total
    audit.record(
        actor=request.user.get_username(), action="export_triage", object_type="triages", object_id="list", purpose="", at=timezone.now(),
        details={"rows": total, "format": format},
    )  # fmt: skip
    header = [
        _("结果"),
        _("企业"),
        _("统一社会信用代码"),
        _("地区"),
        _("登记事项"),
        _("命中词"),
        _("打开日期"),
        _("期限"),
        _("状态"),
        _("承办人"),
        _("理由"),
    ]
    return export.table(name="triage", format=format, header=header, rows=_exported(request, asked, district))


@needs(Action.SEE_FIRMS)
def answer_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand out a file that a firm sent: as a download only, never shown within our pages, each reading in the trail."""
    found = queries.answer_file(file_id=file_id, district=district_of(request), folder=settings.HOME / EVIDENCE)
    if found is None:
        raise Http404
    row, content, company_id = found
    audit.record(
        actor=request.user.get_username(), action="read_answer_file", object_type="company", object_id=company_id, purpose="",
        at=timezone.now(), details={"file": row.file_id, "sha256": row.sha256},
    )  # fmt: skip
    endings = {"pdf": "pdf", "png": "png", "jpeg": "jpg", "xlsx": "xlsx"}
    headers = {"Content-Disposition": f'attachment; filename="answer-{row.file_id}.{endings[row.kind]}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_POST
@needs(Action.WORK_FIRMS)
def ask(request: HttpRequest, triage_id: int) -> HttpResponse:
    """Put a question to the firm and show the letter with its code, this once."""
    try:
        due_on = _day(request.POST.get("due_on", "")) if request.POST.get("due_on") else None
        letter = triage_answers.ask(
            triage_id=triage_id,
            wording=request.POST.get("wording", ""),
            due_on=due_on,
            officer_id=officer_id(request),
            at=timezone.localtime(),
        )
    except operations.NotAllowed as refusal:
        say_why_not(request, refusal)
        return back(request, reverse("console:triage", args=[triage_id]))
    address = request.build_absolute_uri(reverse("portal:answer"))
    return render(
        request, "console/triage/letter.html", {"letter": letter, "triage_id": triage_id, "address": address, "today": timezone.localdate()}
    )


Deed = Callable[[HttpRequest, list[int]], str]


def _answered(deed: Deed) -> Callable[..., HttpResponseBase]:
    """Do it and go back to where the officer was, with a word on what happened and the way to undo it."""

    def answered(request: HttpRequest) -> HttpResponse:
        try:
            chosen = [int(one) for one in request.POST.getlist("triage") if one.isdecimal() and len(one) < 19]
            if not chosen:
                raise operations.NotAllowed(_NOTHING_CHOSEN)
            batch = deed(request, chosen)
            done = ngettext("已处理 %(count)d 家企业。", "已处理 %(count)d 家企业。", len(chosen)) % {"count": len(chosen)}
            messages.success(request, done, extra_tags=f"triage-{batch}")
        except operations.NotAllowed as refusal:
            say_why_not(request, refusal)
        return back(request, reverse("console:triages"))

    answered.__name__, answered.__doc__ = deed.__name__.strip("_"), deed.__doc__
    return require_POST(needs(Action.WORK_FIRMS)(answered))


def _take(request: HttpRequest, chosen: list[int]) -> str:
    """Take triages on oneself."""
    return operations.take(triage_ids=chosen, officer_id=officer_id(request), at=timezone.now())


def _clear(request: HttpRequest, chosen: list[int]) -> str:
    """Decide that there is nothing to it."""
    return operations.clear(
        triage_ids=chosen, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime()
    )


def _pass_on(request: HttpRequest, chosen: list[int]) -> str:
    """Decide that it is for somebody else."""
    return operations.pass_on(
        triage_ids=chosen, reason=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.localtime()
    )


def _watch(request: HttpRequest, chosen: list[int]) -> str:
    """Put the firms on the key watch list."""
    return operations.put_on_watch_list(
        triage_ids=chosen, reason=request.POST.get("reason", ""), until=_day(request.POST.get("until", "")), officer_id=officer_id(request),
        at=timezone.localtime(),
    )  # fmt: skip


def _note(request: HttpRequest, chosen: list[int]) -> str:
    """Keep a note beside a triage."""
    return operations.note(triage_id=chosen[0], text=request.POST.get("reason", ""), officer_id=officer_id(request), at=timezone.now())


@require_POST
@needs(Action.WORK_FIRMS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own act: that of a message, or the last one on a triage."""
    one, batch = request.POST.get("triage", ""), request.POST.get("batch", "").removeprefix("triage-")
    try:
        me, now = officer_id(request), timezone.localtime()
        if batch:
            count = operations.undo(batch=batch, officer_id=me, at=now)
        else:
            count = operations.undo_last(triage_id=int(one) if one.isdecimal() and len(one) < 19 else 0, officer_id=me, at=now)
        messages.success(
            request, ngettext("已撤销，%(count)d 家企业恢复原状。", "已撤销，%(count)d 家企业恢复原状。", count) % {"count": count}
        )
    except operations.NotAllowed as refusal:
        say_why_not(request, refusal)
    return back(request, reverse("console:triages"))


take, clear, pass_on, watch, note = (_answered(deed) for deed in (_take, _clear, _pass_on, _watch, _note))


def asked_for(request: HttpRequest) -> TriageFilter:
    """Read the filter from the address; words it does not know ask for nothing."""
    given = {one.name: request.GET[one.name].strip()[:80] for one in fields(TriageFilter) if one.name in request.GET}
    allowed: dict[str, Any] = {
        "state": {**words.TRIAGE_SHOWN, **STATE_TITLES}, "grade": ("block", "watch"), "event": words.REGISTER_EVENT,
        "owner": words.OWNER, "due": ("overdue",), "order": words.TRIAGE_ORDER,
    }  # fmt: skip
    return TriageFilter(**{name: value for name, value in given.items() if name not in allowed or value in allowed[name]})


def _sentence(asked: TriageFilter, district: District) -> dict[str, list[tuple[str, Any, bool]]]:
    regions = offices.region_names()
    states = [*words.TRIAGE_SHOWN.items(), *((name, words.said(title)) for name, title in STATE_TITLES.items())]
    found: dict[str, list[tuple[str, Any]]] = {
        "state": states,
        "grade": [("", _("任何结果")), ("block", words.GRADE["block"]), ("watch", words.GRADE["watch"])],
        "event": [("", _("任何登记事项")), *words.REGISTER_EVENT.items()],
        "region": [("", _("全部地区")), *((code, words.region_name(code, regions)) for code in queries.regions(district=district))],
        "owner": [("", _("任何人")), *words.OWNER.items()],
        "due": [("", _("任何期限")), ("overdue", _("已逾期"))],
        "order": list(words.TRIAGE_ORDER.items()),
    }
    return {name: [(value, title, value == getattr(asked, name)) for value, title in some] for name, some in found.items()}


def _with_regions(rows: Sequence[TriageRow]) -> list[tuple[TriageRow, str]]:
    names = offices.region_names()
    return [(row, words.region_name(row.region_code, names)) for row in rows]


def _exported(request: HttpRequest, asked: TriageFilter, district: District) -> Iterator[Sequence[Any]]:
    page, today, me = 1, timezone.localdate(), officer_id(request)
    while rows := queries.triages(district=district, asked=asked, today=today, me=me, page=page, page_size=500).rows:
        for row, region in _with_regions(rows):
            event, state = words.said(words.REGISTER_EVENT[row.event]), words.said(STATE_TITLES[row.state])
            found = "、".join(sorted({word.word for word in row.words}))
            grade = words.said(words.GRADE[row.grade])
            yield [grade, row.name, row.company_id, region, event, found, row.opened_on, row.due_on, state, row.owner, row.reason]
        page += 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise operations.NotAllowed(_NO_DAY) from None
