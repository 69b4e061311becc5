"""Two heads sign at the same instant: an opinion issues once, and numbers are without gaps (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from cases.determination.doing import agreed, draft, file
from cases.filing import case, investigated
from lookthrough.cases import case_queries
from lookthrough.cases.determination import opinion_operations as opinions
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY, appoint

pytestmark = pytest.mark.postgres


@pytest.fixture
def people(transactional_db: None) -> dict[str, int]:
    """Return those who work here and a second head, on a database that lets two write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite lets one write at a time")
    appoint()
    offices.appoint_officer(username="head2", name="head2", office="市局", role=Role.HEAD, password="long enough for a test")
    return {one.username: one.pk for one in Officer.objects.all()}


def signed(people: dict[str, int], number: str) -> None:
    """Bring an opinion to where it waits for the second signature."""
    agreed(people, number)
    draft(people, number)
    opinions.sign_first(number=number, officer_id=people["east"], at=AT)


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Do things at the same instant, each in a thread; return what each gave, or the reason it was refused for."""
    ready, given = Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int, deed: Callable[[], str]) -> None:
        ready.wait()
        try:
            given[place] = deed()
        except NotAllowed as refusal:
            given[place] = refusal.reason.zh
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=each) for each in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return given


def test_an_opinion_that_two_heads_sign_at_once_issues_once(people: dict[str, int]) -> None:
    number = investigated(people)
    signed(people, number)
    given = at_once(*(lambda who=who: opinions.sign_second(number=number, officer_id=people[who], at=AT) for who in ("head", "head2")))  # type: ignore[misc]
    assert sorted(one.startswith("认定〔") for one in given) == [False, True]
    assert [one.state for one in file(number).opinions] == ["issued"]
    assert len([one for one in case_queries.events(number=number) if one.kind == "determination.opinion_issued"]) == 1


def test_two_opinions_that_issue_at_once_have_numbers_without_a_gap(people: dict[str, int]) -> None:
    numbers = [investigated(people), case(people, subject_id="91330302MA0000002X")]
    for number in numbers:
        signed(people, number)
    given = at_once(*(lambda one=one: opinions.sign_second(number=one, officer_id=people["head"], at=AT) for one in numbers))  # type: ignore[misc]
    assert sorted(given) == [f"认定〔{TODAY.year}〕1号", f"认定〔{TODAY.year}〕2号"]
