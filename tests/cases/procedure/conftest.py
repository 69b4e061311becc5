"""A case of the east with two investigators, a second head, and a qualified legal reviewer."""

from __future__ import annotations

import pytest

from cases.filing import investigated
from cases.procedure.doing import OTHER_PAPER, PAPER
from lookthrough.cases import room_acting
from lookthrough.cases.procedure import decision_operations
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from registry.working import AT, appoint


@pytest.fixture(autouse=True)
def papers_in_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the two papers that these stories name lie in the evidence; ``tests/console/test_determination.py`` takes real ones in."""
    monkeypatch.setattr(room_acting.evidence, "holds", lambda *, case_number, sha256: sha256 in (PAPER, OTHER_PAPER))


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    found = appoint()
    said = {"office": "市局", "password": "long enough for a test"}
    offices.appoint_officer(username="head2", name="另一负责人", role=Role.HEAD, **said)
    offices.appoint_officer(username="lawyer", name="法规科", role=Role.CASE_OFFICER, **said)
    found |= {name: Officer.objects.get(username=name).pk for name in ("head2", "lawyer")}
    decision_operations.record_reviewer(reviewer_id=found["lawyer"], certificate="A2026001", officer_id=found["head"], at=AT)
    return found


@pytest.fixture
def number(people: dict[str, int]) -> str:
    """Return a case with two investigators."""
    return investigated(people)
