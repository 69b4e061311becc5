"""Who may act on which lead, and how each act is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases.acting import is_related, unchanged
from lookthrough.cases.models.leads import Lead
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

_NO_LEAD = Text("没有此线索，或不在您的辖区", "there is no such lead in your district")
_RELATED = Text("您申报与该主体有关系，不能办理", "you declared a relation to this subject and may not act")
_STATES = {
    "joined": Text("线索已并入{}", "the lead was joined to {}"),
    "case": Text("线索已立案：{}", "the lead is in case {}"),
    "closed": Text("线索已了结", "the lead is closed"),
}


def lead_of(number: str, by: Colleague, *, version: int | None = None, states: tuple[str, ...] = ("open",)) -> Lead:
    """Return a lead of the officer's district, locked, in one of some states; what it became is said where it is refused."""
    one = Lead.objects.select_for_update().filter(number=number).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_LEAD)
    if one.subject_id and is_related(by.officer_id, {(one.subject_type, one.subject_id)}):
        raise NotAllowed(_RELATED)
    if one.state not in states:
        raise NotAllowed(_became(one))
    unchanged(version, one.version, last_actor(one))
    return one


def last_actor(one: Lead) -> str:
    """Return who last did something with a lead."""
    newest = one.acts.order_by("-id").first()
    return newest.actor if newest else ""


def keep(one: Lead, kind: str, *, by: str, at: datetime, note: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Write an act into the lead's history and into the trail; the lead is a new version."""
    one.version += 1
    one.save(update_fields=["version"])
    one.acts.create(at=at, actor=by, kind=kind, note=note)
    audit.record(
        actor=by, action=f"lead.{kind}", object_type="lead", object_id=one.number, purpose="", at=at,
        details={"subject": one.subject_id, **(details or {})},
    )  # fmt: skip


def _became(one: Lead) -> Text:
    if one.state == "open":
        return Text("线索仍在研判", "the lead is still open")
    said = _STATES[one.state]
    number = one.joined_into.number if one.joined_into else one.in_case.case.number if one.state == "case" else ""
    return Text(said.zh.format(number), said.en.format(number))
