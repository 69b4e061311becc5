"""Who works on the sample area's cases, on which day it was, and about whom: firms that have alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from lookthrough.cases import case_operations, lead_decisions, lead_operations, officer_operations
from lookthrough.cases.papers import operations as papers
from lookthrough.cases.papers import queries as paper_queries
from lookthrough.offices import queries as offices
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertFilter, AlertRow

CITY, LEGAL, HEAD = "officer", "legal", "head"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Act = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """The officers by user name, the hour from which days are counted back, where papers are kept, and what chance gives."""

    people: dict[str, int]
    now: datetime
    home: Path
    chance: Random

    def at(self, ago: int) -> datetime:
        """Return the hour, some days ago."""
        return self.now - timedelta(days=ago)

    def day(self, ago: int) -> date:
        """Return the day, some days ago; a negative number is a day to come."""
        return self.at(ago).date()

    def by(self, who: str, ago: int) -> Act:
        """Return who does something, and when it was."""
        return {"officer_id": self.people[who], "at": self.at(ago)}

    def districts(self) -> list[str]:
        """Return the districts that have a case officer, in order."""
        return sorted(one.removeprefix("officer-") for one in self.people if one.startswith("officer-"))


def desk_of(*, home: Path, at: datetime, seed: int) -> Desk:
    """Return the desk of the sample area's officers."""
    return Desk({one.username: one.officer_id for one in offices.officers()}, at, home, Random(seed))  # noqa: S311 - invented data


def alerted(desk: Desk, region: str) -> list[AlertRow]:
    """Return alerts about firms of a district, the least grave first: the gravest are left to whoever tries the console out."""
    asked = AlertFilter(state="all", region=region)
    found = risk.alerts(officer_id=desk.people[HEAD], asked=asked, today=desk.now.date(), page_size=200).rows
    firms: dict[str, AlertRow] = {}
    for row in reversed(found):
        if row.subject_type == "company" and row.name:
            firms.setdefault(row.subject_id, row)
    return list(firms.values())


def lead_about(desk: Desk, row: AlertRow, *, ago: int, title: str, text: str, **more: Any) -> str:
    """Open a lead about a firm that has an alert: from the alert, unless another source is given."""
    given: Act = {"source": "alert", "reference": f"alert:{row.alert_id}", "title": title, "text": text} | more
    return lead_operations.open_lead(
        subject_type=row.subject_type, subject_id=row.subject_id, subject_name=row.name, region_code=row.region_code,
        **given, **desk.by(officer(row), ago),
    )  # fmt: skip


def case_about(desk: Desk, row: AlertRow, case_type: str, *, ago: int, title: str, text: str, reason: str, **more: Any) -> str:
    """Make a lead a case of a type: proposed by the district, decided by the head two days later."""
    lead = lead_about(desk, row, ago=ago, title=title, text=text, **more)
    lead_operations.propose(number=lead, kind="case", case_type=case_type, reason=reason, **desk.by(officer(row), ago - 1))
    return lead_decisions.decide(number=lead, agreed=True, reason="同意立案。", **desk.by(HEAD, ago - 2))


def officer(row: AlertRow) -> str:
    """Return the user name of the district's case officer."""
    return f"officer-{row.region_code[:6]}"


def investigated(desk: Desk, number: str, lead: str, *, ago: int) -> None:
    """Name the city's officer as second investigator and begin the investigation."""
    named: Act = {"to_officer_id": desk.people[CITY], "part": "investigator"}
    officer_operations.name_officer(number=number, **named, **desk.by(lead, ago))
    step(desk, number, "investigation", lead, ago)


def step(desk: Desk, number: str, to: str, who: str, ago: int, reason: str = "") -> None:
    """Take a step that asks for no second person."""
    case_operations.advance(number=number, to=to, reason=reason, **desk.by(who, ago))


def closed(desk: Desk, number: str, who: str, ago: int, reason: str, to: str = "closed") -> None:
    """End a case: proposed by one, decided by the head the day after."""
    case_operations.propose_step(number=number, to=to, reason=reason, **desk.by(who, ago))
    case_operations.decide_step(number=number, agreed=True, reason="同意。", **desk.by(HEAD, ago - 1))


def paper(desk: Desk, number: str, kind: str, who: str, ago: int, *, until: str = "issued", **said: str) -> int:
    """Draft a document and take it as far as is said: ``draft``, ``submitted`` or ``issued``."""
    made = papers.draft(case_number=number, kind=kind, **desk.by(who, ago))
    found = paper_queries.paper(paper_id=made, officer_id=desk.people[who])
    if found is None or until == "draft":
        return made
    open_fields = {one.name: said.get(one.name, f"{one.title.zh}：详见案卷。") for one in found.lacking}
    values = {**found.values, **open_fields, **said}
    version = papers.save(paper_id=made, values=values, version=found.row.version, **desk.by(who, ago))
    papers.submit(paper_id=made, version=version, **desk.by(who, ago))
    if until == "issued":
        papers.decide(paper_id=made, agreed=True, reason="", **desk.by(HEAD, ago))
    return made
