"""A city's campaign in two districts, with a firm found in the east."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_builders import first_field, opened
from lookthrough.cases.campaigns import entry_operations
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from registry.working import AT, appoint, barred, ident, settle


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return the city's officers, a second head among them, with a firm of each district that the screen has hit."""
    made = appoint()
    offices.appoint_officer(username="head2", name="head2", office="市局", role=Role.HEAD, password="long enough for a test")
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), barred(2), barred(3, "330303"))
    return made | {"head2": Officer.objects.get(username="head2").pk}


@pytest.fixture
def number(people: dict[str, int]) -> str:
    """Return the campaign's number."""
    return opened(people)


@pytest.fixture
def entry_id(people: dict[str, int], number: str) -> int:
    """Return the first eastern firm, entered by hand."""
    return entry_operations.enter(
        number=number, field_id=first_field(number), company_id=ident(1), name="", region_code="", reason="群众反映",
        officer_id=people["east"], at=AT,
    )  # fmt: skip
