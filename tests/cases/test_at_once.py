"""Two officers at the same instant: two deciders make one case, two who save keep one change, numbers stay gap-free (PostgreSQL)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Barrier, Thread
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.utils import timezone

from cases.filing import FIRM, case, facts, lead
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries, lead_decisions, lead_operations, lead_queries
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint

pytestmark = pytest.mark.postgres


@pytest.fixture
def people(transactional_db: None) -> dict[str, int]:
    """Return those who work here and a second head, on a database that lets two write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite lets one write at a time")
    appoint()
    offices.appoint_officer(username="head2", name="head2", office="市局", role=Role.HEAD, password="long enough for a test")
    return {one.username: one.pk for one in Officer.objects.all()}


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do things at the same instant, each in a thread; return what each gave, or its refusal."""
    ready, given = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            given[place] = deed()  # type: ignore[call-overload]
        except NotAllowed as refusal:
            given[place] = refusal  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=each) for each in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return list(given)


def test_two_who_decide_make_one_case(people: dict[str, int]) -> None:
    number = lead(people)
    lead_operations.propose(number=number, kind="case", case_type="illegal_fundraising", reason="涉嫌", officer_id=people["east"], at=AT)

    def decides(who: str) -> Callable[[], object]:
        return lambda: lead_decisions.decide(number=number, agreed=True, reason="", officer_id=people[who], at=AT)

    given = at_once(decides("head"), decides("head2"))
    made = [one for one in given if isinstance(one, str)]
    refused = [one for one in given if isinstance(one, NotAllowed)]
    assert (len(made), len(refused)) == (1, 1)
    assert made[0] in refused[0].reason.zh
    assert [one.number for one in case_queries.cases(officer_id=people["head"])] == made


def test_one_of_two_changes_on_the_same_page_is_kept_and_the_other_is_told(people: dict[str, int]) -> None:
    number = case(people)
    case_operations.attest(number=number, milestone="two_investigators", reference="t", actor="east", at=AT)
    seen = facts(people, number).version

    def steps() -> object:
        said = {"number": number, "to": "investigation", "reason": "", "at": AT, "version": seen}
        return case_operations.advance(officer_id=people["east"], **said)  # type: ignore[arg-type, func-returns-value]

    given = at_once(steps, steps)
    assert sum(isinstance(one, NotAllowed) for one in given) == 1
    assert (facts(people, number).step, facts(people, number).version) == ("investigation", seen + 1)


def test_numbers_are_without_gaps_when_many_open_at_once_and_the_trail_holds(people: dict[str, int]) -> None:
    def opens(each: int) -> Callable[[], object]:
        return lambda: lead(people, subject_id=f"{FIRM}{each}")

    given = at_once(*(opens(each) for each in range(8)))
    assert sorted(map(str, given)) == [f"线2026-{each:04d}" for each in range(1, 9)]
    assert trail.verify().broken_at is None


def test_the_same_alert_becomes_one_lead(people: dict[str, int]) -> None:
    def opens() -> object:
        return lead(people, source="alert", reference="alert:1")

    given = at_once(opens, opens)
    assert sorted(type(one).__name__ for one in given) == ["NotAllowed", "str"]


WORKS = """
import sys
import django
django.setup()
from django.utils import timezone
from lookthrough.cases import lead_decisions, lead_operations
east, head = int(sys.argv[1]), int(sys.argv[2])
for each in range(10_000):
    at = timezone.now()
    number = lead_operations.open_lead(
        source="finding", title="t", text="", subject_type="company", subject_id=f"K{each}", subject_name="n", region_code="330302",
        officer_id=east, at=at,
    )
    lead_operations.propose(number=number, kind="case", case_type="petition", reason="r", officer_id=east, at=at)
    lead_decisions.decide(number=number, agreed=True, reason="", officer_id=head, at=at)
    print(number, flush=True)
"""


def test_a_programme_that_is_killed_in_mid_write_leaves_nothing_half_done(people: dict[str, int]) -> None:
    said = connection.settings_dict
    address = f"postgresql://{quote(said['USER'])}:{quote(said['PASSWORD'])}@{quote(said['HOST'], safe='')}:{said['PORT']}/{said['NAME']}"
    around = os.environ | {"LOOKTHROUGH_DATABASE": address, "DJANGO_SETTINGS_MODULE": "lookthrough.project.settings"}
    writer = subprocess.Popen(
        [sys.executable, "-c", WORKS, str(people["east"]), str(people["head"])], env=around, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for _ in range(5):
        assert writer.stdout.readline().startswith("线")
    time.sleep(0.05)  # somewhere within the next acts
    writer.kill()
    writer.wait(timeout=30)
    every = [one.number for one in lead_queries.leads(officer_id=people["head"], state="all", limit=100_000)]
    assert sorted(every) == [f"线{timezone.localdate().year}-{each:04d}" for each in range(1, len(every) + 1)], "numbers without a gap"
    in_case = {one.case_number for one in lead_queries.leads(officer_id=people["head"], state="case", limit=100_000)}
    made = {one.number: one for one in case_queries.cases(officer_id=people["head"], limit=100_000)}
    assert in_case == set(made)
    assert all(one.lead_officer == "east" and len(one.lead_ids) == 1 for one in made.values())
    assert all("opened" in {each.kind for each in case_queries.events(number=number)} for number in made)
    assert trail.verify().broken_at is None
