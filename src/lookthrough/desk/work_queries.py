"""What is asked of a desk: all of an officer's work in one list, and what is due between two days."""

from __future__ import annotations

from datetime import date, datetime

from lookthrough.desk import own_work
from lookthrough.desk.sources import SOURCES
from lookthrough.desk.work_item import Why, WorkItem, in_order
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague


def work_of(*, officer_id: int, at: datetime, today: date) -> list[WorkItem]:
    """Return an officer's work over all rooms, what is late first."""
    me = offices.officer(officer_id=officer_id)
    return work(me, at, today) if me and me.is_active and me.district else []


def work(me: Colleague, at: datetime, today: date) -> list[WorkItem]:
    """Return the work of an officer who is already known, for the modules of this room."""
    return in_order([one for source in SOURCES for one in source(me, at, today)])


def days_of(*, officer_id: int, at: datetime, today: date, first: date, last: date, mine: bool) -> list[WorkItem]:
    """Return what is due between two days: one's own work, and, unless only that is asked for, every clock and correction of the district.

    The ends of campaigns' stages and tasks are nobody's in particular and stand in both.
    """
    me = offices.officer(officer_id=officer_id)
    if me is None or not me.is_active or me.district is None:
        return []
    own = [*own_work.alerts(me, at, today), *own_work.triages(me, at, today)]
    clocks = own_work.clocks_of(me, first=first, last=last, today=today, mine=mine)
    span = {"first": first, "last": last, "today": today}
    owed, campaigns = own_work.corrections_of(me, **span, mine=mine), own_work.campaigns_of(me, **span)
    found = [one for one in [*own, *clocks, *owed, *campaigns] if one.why is Why.DUE and one.due_on and first <= one.due_on <= last]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.number, one.key))
