"""The page of a case reads like a file: one frame with a head that says what it is, where it stands and what is due.

A room adds its page by a line in ``TABS`` and a view that is marked with ``tab_view`` and answers with ``case_page``; its template
extends ``console/cases/frame.html`` and fills ``{% block tab %}`` (and ``{% block tab_scripts %}`` for style sheets and scripts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lookthrough.audit import operations as audit
from lookthrough.cases import case_queries
from lookthrough.cases.case_queries import CaseFacts, ClockRow
from lookthrough.cases.case_type import CaseType, Step
from lookthrough.console import words
from lookthrough.console.access import View, carries, colleague, officer_id
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What every page of a case knows: the case, its region, today, its clocks."""

    facts: CaseFacts
    region: str
    today: date
    clocks: list[ClockRow]

    @property
    def kind(self) -> CaseType:
        """Return the type of the case."""
        return self.facts.kind

    @property
    def step(self) -> Step | None:
        """Return the step the case stands at."""
        return self.kind.step(self.facts.step)

    @property
    def running(self) -> list[ClockRow]:
        """Return the clocks that were not stopped."""
        return [one for one in self.clocks if one.state != "stopped"]


def _always(file: CaseFile) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the file: slug, title, its address (which takes the case's number), who may open it, for which cases.

    Only a ``shared`` page can be opened to a person from outside, by name and until a day: never who works on the case and whose interests
    conflict, nor what departments tell each other before a determination.
    """

    slug: str
    title: str | Promise
    url_name: str
    action: Action
    when: Callable[[CaseFile], bool] = _always
    shared: bool = False


TABS: list[Tab] = [
    Tab("file", pgettext_lazy("case", "案卷"), "console:case", Action.SEE_CASES, shared=True),
    Tab("people", pgettext_lazy("case", "人员"), "console:case-people", Action.SEE_CASES),
    Tab("evidence", pgettext_lazy("case", "证据"), "console:case-evidence", Action.SEE_EVIDENCE, shared=True),
    Tab("papers", pgettext_lazy("case", "文书"), "console:case-papers", Action.SEE_PAPERS, shared=True),
    Tab("determination", pgettext_lazy("case", "认定"), "console:case-determination", Action.SEE_CASES),
    Tab("procedure", pgettext_lazy("case", "程序"), "console:case-procedure", Action.SEE_CASES, shared=True),
    Tab("assets", pgettext_lazy("case", "资产"), "console:case-assets", Action.SEE_REPAYMENT, shared=True),
    Tab("claims", pgettext_lazy("case", "债权"), "console:case-claims", Action.SEE_REPAYMENT, shared=True),
    Tab("repayment", pgettext_lazy("case", "清退"), "console:case-repayment", Action.SEE_REPAYMENT, shared=True),
    Tab("petitions", pgettext_lazy("case", "信访"), "console:case-petitions", Action.SEE_PETITIONS),
]


def tab_view(slug: str, action: Action = Action.SEE_CASES, *, reads: bool = False) -> Callable[[View], View]:
    """Let a view answer officers who carry ``action`` — and, if its page may be shared, persons from outside it was opened to.

    The view takes the case's ``number``. Everything a person from outside reads is written into the trail; a form is refused unless it only
    ``reads``, stating a purpose.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if not carries(request, action):
                _let_in_from_outside(request, number, slug, reads=reads)
            return view(request, number, *args, **kwargs)

        checked.needed_action = action  # type: ignore[attr-defined]
        checked.shared_tab = slug  # type: ignore[attr-defined]
        return checked

    return guard


def case_page(request: HttpRequest, *, number: str, tab: str, template: str, **context: Any) -> HttpResponse:
    """Answer with one page of a case's file; a case outside the officer's district is not even confirmed to exist."""
    file = case_file(request, number)
    frame = {
        "file": file,
        "case": file.facts,
        "tabs": tabs(request, file, here=tab),
        "names": offices.names_by_username(),
        "from_outside": file.facts.only_tabs is not None,
        "may_work": carries(request, Action.WORK_CASES) and file.facts.is_open,
        "may_decide": carries(request, Action.DECIDE_CASES),
        "next_words": request.get_full_path(),
    }
    return render(request, template, {**frame, **context})


def case_file(request: HttpRequest, number: str) -> CaseFile:
    """Return the file of a case that the officer may see, or answer 404; read once a request."""
    kept: dict[str, CaseFile] = request.__dict__.setdefault("_case_files", {})
    if number not in kept:
        kept[number] = _read(request, number)
    return kept[number]


def tabs(request: HttpRequest, file: CaseFile, *, here: str) -> list[dict[str, Any]]:
    """Return the pages of a case that this officer may open."""
    return [
        {"url": reverse(one.url_name, args=[file.facts.number]), "title": one.title, "here": one.slug == here}
        for one in TABS
        if _may_open(request, file, one) and one.when(file)
    ]


def _may_open(request: HttpRequest, file: CaseFile, tab: Tab) -> bool:
    if file.facts.only_tabs is not None:
        return tab.shared and tab.slug in file.facts.only_tabs
    return carries(request, tab.action)


def _read(request: HttpRequest, number: str) -> CaseFile:
    today = timezone.localdate()
    facts = case_queries.case(number=number, officer_id=officer_id(request), on=today)
    if facts is None:
        raise Http404
    return CaseFile(facts, words.region_name(facts.region_code), today, case_queries.clocks(number=number, today=today))


def _let_in_from_outside(request: HttpRequest, number: str, slug: str, *, reads: bool) -> None:
    """Let a person from outside read a page that was opened to him or her, and write it down; anybody else is refused."""
    me, today = colleague(request), timezone.localdate()
    tab = next((one for one in TABS if one.slug == slug and one.shared), None)
    facts = case_queries.case(number=number, officer_id=officer_id(request), on=today) if tab else None
    allowed = facts is not None and facts.only_tabs is not None and slug in facts.only_tabs
    if me is None or not allowed or not (request.method == "GET" or reads):
        raise PermissionDenied
    audit.record(
        actor=me.username, action="case.read_from_outside", object_type="case", object_id=number, purpose="", at=timezone.now(),
        details={"page": slug, "path": request.path},
    )  # fmt: skip
