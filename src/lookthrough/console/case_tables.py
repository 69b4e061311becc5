"""Cases and leads as tables that leave: the same columns, whether a list leaves as it is filtered or what was ticked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.cases import case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.lead_queries import LeadRow
from lookthrough.cases.lead_words import SOURCES, STATES
from lookthrough.console import export, words
from lookthrough.offices import queries as offices


def table_of_cases(cases: Sequence[CaseFacts], format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with cases as a table, each with the deadline that ends first."""
    header = (
        _("案号"), _("案件"), _("类型"), _("步骤"), _("状态"), _("主体"), _("地区"), _("主办"), _("立案日期"),
        _("最近期限"), _("剩余工作日"),
    )  # fmt: skip
    clocks = case_queries.next_clocks(numbers=[one.number for one in cases], today=timezone.localdate())
    regions, people = offices.region_names(), offices.names_by_username()
    rows = (
        (
            one.number, one.title, words.said(one.kind.title), words.said(one.step_title), words.said(words.CASE_STATE[one.state]),
            one.subject_name, words.region_name(one.region_code, regions), people.get(one.lead_officer, one.lead_officer),
            timezone.localtime(one.opened_at).date(), *_due(clocks.get(one.number)),
        )
        for one in cases
    )  # fmt: skip
    return export.table(name="cases", format=format, header=header, rows=rows)


def table_of_leads(leads: Sequence[LeadRow], format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with leads as a table."""
    header = (_("线索号"), _("线索"), _("来源"), _("状态"), _("主体"), _("统一社会信用代码"), _("收到日期"), _("案号"))
    rows = (
        (
            one.number, one.title, words.said(SOURCES[one.source]), words.said(STATES[one.state]), one.subject_name, one.subject_id,
            one.received_on, one.case_number,
        )
        for one in leads
    )  # fmt: skip
    return export.table(name="leads", format=format, header=header, rows=rows)


def _due(clock: Any) -> tuple[Any, Any]:
    return (clock.due_on, clock.working_days_left) if clock else ("", "")
