"""What stands beside a proposed handling: licences, alerts, levels, the signed tests of elements, the opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.determination.matrix import NO_ALERT
from lookthrough.cases.determination.models import Opinion
from lookthrough.cases.determination.words import class_title
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry import licences_queries
from lookthrough.registry import queries as registry
from lookthrough.risk import firm_queries, score_queries
from lookthrough.risk.elements import ADMINISTRATIVE, CRIMINAL
from lookthrough.risk.elements import queries as elements
from lookthrough.risk.level_words import LEVEL
from lookthrough.risk.queries import AlertRow
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.states import State

MOST_ALERTS = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that is known: its kind (licence, alert, level, elements, opinion), in words, and the id that leads there."""

    kind: str
    text: Text
    ref: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a case's subject on a day: whether it holds a licence, how grave its gravest open alert is, and the evidence."""

    licensed: bool
    severity: str
    beside: tuple[Beside, ...]


def situation(*, case: CaseFacts, by: Colleague, on: date) -> Situation:
    """Return what the house knows of a case's subject; what the officer may not see is not in it."""
    opinion = tuple(_opinion(case))
    if not case.subject_id or by.district is None:
        return Situation(False, NO_ALERT, opinion)
    operated = [one.institution_id for one in registry.institutions(operator_id=case.subject_id)]
    subjects = [(COMPANY, case.subject_id), *(("institution", one) for one in operated)]
    if case.subject_type != COMPANY:
        subjects = [(case.subject_type, case.subject_id)]
    held = licences_queries.licences_of(company_id=case.subject_id, on=on)
    alerts = [one for one in firm_queries.alerts_of(officer_id=by.officer_id, subjects=subjects) if _open(one)]
    gravest = max((one.severity for one in alerts), key=lambda one: one.rank, default=None)
    licensed = any(one.licence.active(on) for one in held)
    levels = score_queries.levels_of(subjects=subjects, district=by.district).values()
    beside = (*_licences(held, on), *_alerts(alerts), *_levels(levels), *_elements(case, by, on), *opinion)
    return Situation(licensed, gravest.value if gravest else NO_ALERT, beside)


def frozen(beside: tuple[Beside, ...]) -> list[dict[str, Any]]:
    """Return the evidence as it is kept with a decision."""
    return [asdict(one) for one in beside]


def thawed(kept: list[dict[str, Any]]) -> tuple[Beside, ...]:
    """Return the evidence as it stood when it was kept."""
    return tuple(Beside(one["kind"], Text(one["text"]["zh"], one["text"]["en"]), one["ref"]) for one in kept)


def _open(one: AlertRow) -> bool:
    return one.state is not State.CLOSED or one.graver_since_decision


def _licences(held: list[licences_queries.LicenceOnDay], on: date) -> Iterator[Beside]:
    for one in held:
        yield Beside("licence", Text(f"{one.title.zh}：{one.standing_title.zh}", f"{one.title.en}: {one.standing_title.en}"), "")
    if not any(one.licence.active(on) for one in held):
        yield Beside("licence", Text(f"登记中没有 {on} 有效的金融许可", f"no financial licence in force on {on} is on record"), "")


def _alerts(alerts: list[AlertRow]) -> Iterator[Beside]:
    gravest = sorted(alerts, key=lambda one: (-one.severity.rank, -one.times_limit))
    for one in gravest[:MOST_ALERTS]:
        yield Beside("alert", Text(f"{one.month} {one.headline.zh}", f"{one.month} {one.headline.en}"), str(one.alert_id))
    if not alerts:
        yield Beside("alert", Text("没有未关闭的预警", "no open alert"), "")
    if len(gravest) > MOST_ALERTS:
        more = len(gravest) - MOST_ALERTS
        yield Beside("alert", Text(f"另有 {more} 条预警", f"and {more} more alerts"), "")


def _levels(levels: Iterable[score_queries.LevelRow]) -> Iterator[Beside]:
    for one in levels:
        title = LEVEL[one.level]
        yield Beside("level", Text(f"{one.month} 等级 {title.zh}", f"{one.month} level {title.en}"), one.subject_id)


def _elements(case: CaseFacts, by: Colleague, on: date) -> Iterator[Beside]:
    titles = {ADMINISTRATIVE: Text("非法集资三要件", "three elements of article 2"), CRIMINAL: Text("刑事四要件", "four criminal elements")}
    if by.district is None or case.subject_type != COMPANY:
        return
    for kind, title in titles.items():
        found = elements.current(company_id=case.subject_id, kind=kind, district=by.district, officer_id=by.officer_id, on=on)
        if found is not None and found.state == "signed":
            judged = "；".join(f"{one.element.title.zh} {one.judgement}" for one in found.elements)
            said = "; ".join(f"{one.element.title.en} {one.judgement}" for one in found.elements)
            yield Beside("elements", Text(f"{title.zh}（已签署）：{judged}", f"{title.en} (signed): {said}"), found.seal)
        else:
            yield Beside("elements", Text(f"{title.zh}：没有已签署的核对", f"{title.en}: no signed test"), "")


def _opinion(case: CaseFacts) -> Iterator[Beside]:
    found = Opinion.objects.filter(case_number=case.number, state="issued").first()
    if found:
        title = class_title(found.class_found)
        yield Beside("opinion", Text(f"{found.number} {title.zh}", f"{found.number} {title.en}"), found.number)
