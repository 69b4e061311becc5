"""The matrix of six-way handling, row by row, and what the machine takes a conduct to be."""

from __future__ import annotations

from datetime import date

import pytest

from lookthrough.cases.determination import matrix
from lookthrough.cases.determination.words import CONDUCTS, HANDLINGS, classes
from lookthrough.kernel.findings import Severity

DAY = date(2026, 11, 2)
ROWS = [
    (True, "hidden_risk", "correct_in_time"), (True, "irregular", "stop_and_correct"), (True, "beyond_licence", "return_to_licence"),
    (False, "hidden_risk", "defuse"), (False, "very_irregular", "ban"), (False, "suspected_crime", "strike"),
]  # fmt: skip


@pytest.mark.parametrize(("licensed", "conduct", "handling"), ROWS)
def test_the_six_rows(licensed: bool, conduct: str, handling: str) -> None:
    found = matrix.proposed(licensed=licensed, conduct=conduct, on=DAY)
    assert found is not None
    assert found.handling == handling
    assert found.basis.zh
    assert found.version


def test_any_other_pair_has_no_proposal() -> None:
    named = {(licensed, conduct) for licensed, conduct, _ in ROWS}
    for licensed in (True, False):
        for conduct in CONDUCTS:
            if (licensed, conduct) not in named:
                assert matrix.proposed(licensed=licensed, conduct=conduct, on=DAY) is None
    assert {row["handling"] for _, _, rows in matrix.all_rows() for row in rows} <= set(HANDLINGS)


@pytest.mark.parametrize("severity", [matrix.NO_ALERT, *(one.value for one in Severity)])
@pytest.mark.parametrize("licensed", [True, False])
def test_what_is_suggested_is_always_a_row_of_the_matrix(licensed: bool, severity: str) -> None:
    conduct = matrix.suggested_conduct(licensed=licensed, severity=severity, on=DAY)
    assert conduct in matrix.conducts(licensed=licensed, on=DAY)


def test_every_class_names_its_law() -> None:
    assert all(title.zh and title.en and basis for title, basis in classes().values())
