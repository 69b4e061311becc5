"""A proceeding as its steps see it: read from what is kept, locked, refused with the reason where a deed is not to be done."""

from __future__ import annotations

from datetime import date

from lookthrough.cases.procedure.acting import refuse_for
from lookthrough.cases.procedure.models import Proceeding
from lookthrough.cases.procedure.steps import Standing, refusals
from lookthrough.cases.procedure.words import NEED_HEARING
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_NO_PROCEEDING = Text("没有这项处罚程序", "there is no such proceeding")


def standing_of(one: Proceeding) -> Standing:
    """Return where a proceeding stands. Reviewed are grave and difficult ones, and those that went through a hearing (art. 58)."""
    newest = one.reviews.first()
    return Standing(
        state=one.state, statement=one.statement, statement_until=one.statement_until, hearing_offered=hearing_offered(one.measures),
        hearing=one.hearing, hearing_until=one.hearing_until, hearing_on=one.hearing_on,
        review_needed=one.complex or one.grave or one.hearing == "held",
        review="none" if newest is None else "passed" if newest.passed else "failed",
        discussion_needed=one.grave, discussed=one.discussed_on is not None,
    )  # fmt: skip


def hearing_offered(measures: list[str]) -> bool:
    """Return whether measures give a right to a hearing (行政处罚法 art. 63)."""
    return bool(NEED_HEARING & set(measures))


def for_deed(number: str, proceeding_id: int, deed: str, today: date) -> Proceeding:
    """Return a proceeding of a case, locked, for a deed; refuse with all reasons against it."""
    one = Proceeding.objects.select_for_update().filter(case_number=number, pk=proceeding_id).first()
    if one is None:
        raise NotAllowed(_NO_PROCEEDING)
    refuse_for(refusals(deed=deed, standing=standing_of(one), today=today))
    return one


def nothing_to_decide(number: str) -> bool:
    """Return whether a case had a decision and no proceeding of it waits for another."""
    states = set(Proceeding.objects.filter(case_number=number).values_list("state", flat=True))
    return bool(states & {"decided", "served", "revoked"}) and not states & {"drafted", "notified", "heard"}


def clock(one: Proceeding, name: str) -> str:
    """Return what a clock of a proceeding is called in the case."""
    return f"{name}:{one.pk}"


def reference(one: Proceeding) -> str:
    """Return how the timeline refers to a proceeding."""
    return f"proceeding:{one.pk}"
