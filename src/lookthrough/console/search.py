"""What the box at the top finds: each kind of thing is an entry with its title, who may see it, and what reads it; nothing else is found.

People are never looked for here: a name or a number of a person is read on the page for people, under a stated purpose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.cases import case_queries, lead_queries
from lookthrough.cases.lead_words import STATES as LEAD_STATES
from lookthrough.console import words
from lookthrough.console.access import carries
from lookthrough.console.levels_shown import gravest_levels
from lookthrough.kernel.findings import Severity
from lookthrough.kernel.identifiers import check_resident_id
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague, District
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry import search_queries
from lookthrough.registry.search_queries import Found, Kind
from lookthrough.registry.watch_queries import watched_among
from lookthrough.risk import firm_queries, queries
from lookthrough.risk.queries import AlertFilter
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.score_queries import LevelRow

INSTITUTION = "institution"
LONGEST = 80
_OVER = 3  # times as many are read as shown, so that firms with alerts come first among equals
_PERSON = re.compile(r"[\u3400-\u9fff·]{2,4}")
OF_KIND = {
    Kind.FORMER: _("曾用名或变更前名称"),
    Kind.OTHER: _("简称、品牌或网站"),
    Kind.SITE_OWNER: _("网站主办者"),
    Kind.OLD_NUMBER: _("原注册号"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, and for how many of each kind."""

    text: str
    officer: Colleague
    district: District
    today: date
    limit: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it is, what it is called (with the part that fits marked) and what else tells it from its like."""

    address: str
    title: SafeString
    also: str = ""
    facts: tuple[str, ...] = ()
    severity: Severity | None = None
    level: LevelRow | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing that can be found."""

    slug: str
    title: str | Promise
    action: Action
    read: Callable[[Asked], list[Hit]]
    more: Callable[[str], str]  # the address of a list with all of them


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; ``more`` leads to the rest."""

    slug: str
    title: str | Promise
    hits: Sequence[Hit]
    more: str = ""


@dataclass(slots=True)
class Answer:
    """Everything that a text finds for an officer."""

    text: str
    groups: list[Group] = field(default_factory=list)
    people: str = ""  # the address of the page for people, when the text may be a person
    is_person: bool = False  # an identifier of a person: it was not looked for
    empty_index: bool = False

    @property
    def count(self) -> int:
        """Return how many things are shown."""
        return sum(len(group.hits) for group in self.groups)


def firms(asked: Asked) -> list[Hit]:
    """Find firms by name, former or short name, sound or code: among equals the key watch list first, then those with grave alerts."""
    found = search_queries.firms(text=asked.text, district=asked.district, limit=asked.limit * _OVER)
    grave = _gravest(asked, found)
    kept_in_view = watched_among(company_ids=[one.company_id for one in found], today=asked.today)
    ranked = sorted(found, key=lambda one: (*one.equal, one.company_id not in kept_in_view, -_rank(grave.get(one.company_id))))
    names, shown = offices.region_names(), ranked[: asked.limit]
    operated = registry.operated_by(company_ids=[one.company_id for one in shown])
    of = {one.company_id: [(COMPANY, one.company_id), *((INSTITUTION, each) for each in operated.get(one.company_id, ()))] for one in shown}
    levels = gravest_levels(of=of, district=asked.district)
    return [
        Hit(
            reverse("console:firm", args=[one.company_id]), marked(one.text, one.marks), _also(one),
            tuple(filter(None, (one.code, words.region_name(one.region_code, names)))), grave.get(one.company_id),
            levels.get(one.company_id),
        )
        for one in shown
    ]  # fmt: skip


def institutions(asked: Asked) -> list[Hit]:
    """Find institutions by name or sound."""
    found = search_queries.institutions(text=asked.text, district=asked.district, limit=asked.limit)
    subjects = [(INSTITUTION, one.institution_id) for one in found]
    grave = firm_queries.gravest_of(officer_id=asked.officer.officer_id, subjects=subjects)
    levels = gravest_levels(of={one.institution_id: [(INSTITUTION, one.institution_id)] for one in found}, district=asked.district)
    names = offices.region_names()
    return [
        Hit(
            reverse("console:institution", args=[one.institution_id]), marked(one.text, one.marks), "",
            (one.institution_id, words.region_name(one.region_code, names)), grave.get((INSTITUTION, one.institution_id)),
            levels.get(one.institution_id),
        )
        for one in found
    ]  # fmt: skip


def alerts(asked: Asked) -> list[Hit]:
    """Find alerts by the name or id of whom they are about, worst first."""
    found = queries.alerts(
        officer_id=asked.officer.officer_id, asked=AlertFilter(state=queries.ALL, text=asked.text), today=asked.today, page_size=asked.limit
    )
    return [
        Hit(
            reverse("console:alert", args=[one.alert_id]), marked(one.name, _places(one.name, asked.text)), "",
            (one.month, words.said(words.STATE[one.state])), one.severity,
        )
        for one in found.rows
    ]  # fmt: skip


def cases(asked: Asked) -> list[Hit]:
    """Find cases by number, title, or the name or code of whom they are about, ended and merged ones too."""
    found = case_queries.cases(officer_id=asked.officer.officer_id, state="all", words=asked.text, limit=asked.limit)
    return [
        Hit(
            reverse("console:case", args=[one.number]), marked(one.title, _places(one.title, asked.text)), one.subject_name,
            (one.number, words.said(one.step_title)),
        )
        for one in found
    ]  # fmt: skip


def leads(asked: Asked) -> list[Hit]:
    """Find leads by number, title, or the name or code of whom they are about."""
    found = lead_queries.leads(officer_id=asked.officer.officer_id, state="all", words=asked.text, limit=asked.limit)
    return [
        Hit(
            reverse("console:lead", args=[one.number]), marked(one.title, _places(one.title, asked.text)), one.subject_name,
            (one.number, words.said(LEAD_STATES[one.state])),
        )
        for one in found
    ]  # fmt: skip


# campaigns add a line when their pages stand
THINGS = [
    Thing("firms", pgettext_lazy("navigation", "主体"), Action.SEE_FIRMS, firms, lambda text: f"{reverse('console:firms')}?text={text}"),
    Thing("institutions", _("机构"), Action.SEE_INSTITUTIONS, institutions, lambda text: ""),
    Thing("alerts", _("预警"), Action.SEE_ALERTS, alerts, lambda text: f"{reverse('console:alerts')}?state=all&text={text}"),
    Thing(
        "cases", pgettext_lazy("cases", "案件"), Action.SEE_CASES, cases, lambda text: f"{reverse('console:cases')}?state=all&text={text}"
    ),
    Thing("leads", _("线索"), Action.SEE_CASES, leads, lambda text: f"{reverse('console:leads')}?state=all&text={text}"),
]


def answer(request: HttpRequest, *, officer: Colleague, district: District, text: str, today: date, limit: int) -> Answer:
    """Return what a text finds among the things that this officer may see."""
    told = Answer(text.strip()[:LONGEST])
    if not told.text:
        return told
    if is_resident_id(told.text):
        told.is_person, told.people = True, people_page(request)
        return told
    asked = Asked(told.text, officer, district, today, limit)
    for thing in THINGS:
        hits = thing.read(asked) if officer.may(thing.action) else []
        if hits:
            more = thing.more(quote(told.text)) if len(hits) == limit else ""
            told.groups.append(Group(thing.slug, thing.title, hits, more))
    told.people = people_page(request) if _PERSON.fullmatch(told.text) else ""
    told.empty_index = not told.groups and search_queries.is_empty()
    return told


def is_resident_id(text: str) -> bool:
    """Tell whether a text is a number of a person, which is looked for under a purpose alone."""
    return len(text) == 18 and check_resident_id(text.upper()) is None


def marked(text: str, marks: Sequence[tuple[int, int]]) -> SafeString:
    """Return a name with the parts that fit marked."""
    pieces: list[tuple[str, str]] = []
    here = 0
    for begin, end in sorted(marks):
        if begin >= here:
            pieces.append((text[here:begin], text[begin:end]))
            here = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[here:])


def _places(name: str, text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand in a name, whatever their case."""
    folded = name.lower()
    whole = len(folded) == len(name)
    return [(at, at + len(word)) for word in text.lower().split() if whole and (at := folded.find(word)) >= 0]


def _also(one: Found) -> str:
    """Return the registered name, and what the name found is to it, where a firm was found by another."""
    return "" if one.kind is Kind.NAME else f"{words.said(OF_KIND.get(one.kind, ''))} · {one.name}"


def _gravest(asked: Asked, found: Sequence[Found]) -> dict[str, Severity]:
    """Return by firm how grave the gravest open alert is, its own or of an institution that it operates."""
    operated = registry.operated_by(company_ids=[one.company_id for one in found])
    whose = {(COMPANY, one.company_id): one.company_id for one in found}
    whose |= {(INSTITUTION, one): company_id for company_id, some in operated.items() for one in some}
    grave: dict[str, Severity] = {}
    for subject, level in firm_queries.gravest_of(officer_id=asked.officer.officer_id, subjects=whose).items():
        grave[whose[subject]] = max(level, grave.get(whose[subject], level), key=lambda one: one.rank)
    return grave


def _rank(severity: Severity | None) -> int:
    return severity.rank if severity else -1


def people_page(request: HttpRequest) -> str:
    """Return where people are looked for, if this officer may; the text does not go into the address."""
    try:
        return reverse("console:people") if carries(request, Action.SEE_PEOPLE) else ""
    except NoReverseMatch:
        return ""
