"""A question about ownership that reaches too far is answered in part, says so, and never tells half a cap table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lookthrough.registry.ownership import loading
from lookthrough.registry.ownership.queries import ownership
from registry.register import code
from registry.relations import given_firms, given_ties, tie

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 5)
SEVEN = [*(tie(holder, 1, share="0.25") for holder in (2, 3, 4, 5)), tie(6, 2, share="0.5"), tie(7, 2, share="0.5"), tie(7, 3, share="1")]


@pytest.mark.parametrize(("beyond", "held"), [(10, {1, 2, 3}), (2, {1, 2}), (1, {1})])
def test_so_many_parties_beyond_the_direct_ones_are_read_each_with_all_its_ties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beyond: int, held: set[int]
) -> None:
    given_firms(tmp_path, 7)
    given_ties(tmp_path, *SEVEN)
    monkeypatch.setattr(loading, "MOST_PARTIES", beyond)
    found = ownership(company_id=code(1), on=ON)
    assert found is not None
    tables = {found.parties[firm].company_id: round(found.tables.stated(firm), 9) for firm in found.tables.holders}
    assert found.whole is (held == {1, 2, 3})
    if beyond > 1:
        assert tables == {code(number): 1.0 for number in held}


def test_all_direct_holders_are_told_up_to_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given_firms(tmp_path, 7)
    given_ties(tmp_path, *SEVEN)
    monkeypatch.setattr(loading, "MOST_DIRECT", 3)
    found = ownership(company_id=code(1), on=ON)
    assert found is not None
    assert (len(found.tables.holders[found.firm]), found.whole, found.reached) == (3, False, 4)
