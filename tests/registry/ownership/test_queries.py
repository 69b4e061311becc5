"""A firm's ownership as the store tells it on a day: holders, control, group, rings, busy people, and what the data lack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lookthrough.registry.ownership.queries import Ownership, limits, ownership
from registry.register import code
from registry.relations import given_firms, given_ties, resident, tie

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 5)


def of(number: int, on: date = ON) -> Ownership:
    found = ownership(company_id=code(number), on=on, clear_names=True)
    assert found is not None
    return found


def shares(found: Ownership) -> dict[str, float]:
    return {found.parties[one.party].name: round(one.share, 6) for one in found.holders}


def test_an_unknown_firm_has_no_answer_and_a_firm_without_ties_an_empty_one(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    assert ownership(company_id="nobody", on=ON) is None
    found = of(1)
    assert (found.holders, found.holdings, found.control, found.group, found.rings, found.whole) == ((), (), (), (), (), True)


def test_holders_are_seen_through_firms_and_outside_parties(tmp_path: Path) -> None:
    given_firms(tmp_path, 3)
    given_ties(
        tmp_path, tie(2, 1, share="0.6"), tie("李四", 1, share="0.4"), tie("王五", 2, share="0.5"), tie(3, 2, share="0.5"),
        tie("远方控股有限公司", 3, share="1"), tie(1, 3, "guarantor"),
    )  # fmt: skip
    found = of(1)
    assert shares(found)["王五"] == 0.3
    assert shares(found)["远方控股有限公司"] == 0.3
    assert found.ultimate_total == pytest.approx(1.0)
    (chain,) = next(one for one in found.holders if found.parties[one.party].name == "远方控股有限公司").chains
    assert [found.parties[key].company_id for key in chain.parties[1:]] == [code(3), code(2), code(1)]
    assert {found.parties[one.party].company_id: one.share for one in of(3).holdings} == pytest.approx({code(2): 0.5, code(1): 0.3})


def test_every_date_has_its_own_answer(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(
        tmp_path,
        tie("王五", 1, share="0.9", valid_from="2020-01-01", valid_to="2022-12-31"),
        tie("李四", 1, share="0.9", valid_from="2023-01-01"),
    )
    assert shares(of(1, date(2022, 12, 31))) == {"王五": 0.9}
    assert shares(of(1)) == {"李四": 0.9}
    assert shares(of(1, date(2019, 1, 1))) == {}
    assert of(1).days == (date(2020, 1, 1), date(2023, 1, 1))
    assert of(1).incomplete == pytest.approx({of(1).firm: 0.9})


def test_control_and_group_follow_the_head_and_stop_at_a_state_body(tmp_path: Path) -> None:
    given_firms(tmp_path, 5)
    given_ties(
        tmp_path, tie(2, 1, share="0.51"), tie("王五", 2, share="0.8", from_identifier=resident(5)),
        tie("王五", 3, share="0.7", from_identifier=resident(5)), tie("某市国有资产监督管理委员会", 4, share="1"),
        tie("某市国有资产监督管理委员会", 5, share="1"),
    )  # fmt: skip
    found = of(1)
    assert [found.parties[key].name for key in found.heads] == ["王五"]
    assert {found.parties[step.firm].company_id for step in found.group} == {code(1), code(2), code(3)}
    assert [found.parties[step.firm].company_id for step in of(2).group] == [code(2), code(3), code(1)]
    assert [of(4).parties[key].sort for key in of(4).heads] == ["outside"]
    assert of(4).group == ()


def test_rings_are_named_with_their_loop(tmp_path: Path) -> None:
    given_firms(tmp_path, 3)
    given_ties(
        tmp_path, tie(2, 1, share="0.5"), tie(3, 2, share="0.5"), tie(1, 3, share="0.5"), tie("王五", 1, share="0.5"),
        tie("李四", 2, share="0.5"), tie("赵六", 3, share="0.5"),
    )  # fmt: skip
    (ring,) = of(1).rings
    assert len(ring.loop) == 4
    assert sum(shares(of(1))[name] for name in ("王五", "李四", "赵六")) == pytest.approx(1.0, abs=1e-5)


def test_a_closed_ring_takes_what_reaches_it(tmp_path: Path) -> None:
    given_firms(tmp_path, 3)
    given_ties(tmp_path, tie(2, 1, share="0.7"), tie("王五", 1, share="0.3"), tie(3, 2, share="1"), tie(2, 3, share="1"))
    found = of(1)
    assert (found.ended_in_rings, found.ultimate_total) == (pytest.approx(0.7), pytest.approx(0.3))
    assert [ring.solvable for ring in found.rings] == [False]


def test_people_in_many_firms_are_named_with_what_they_are_there(tmp_path: Path) -> None:
    given_firms(tmp_path, 6)
    rows = [tie("王五", n, "legal_representative", from_identifier=resident(5)) for n in range(1, 7)]
    given_ties(
        tmp_path, *rows, tie("王五", 1, share="1", from_identifier=resident(5)), tie("李四", 1, "manager", from_identifier=resident(6))
    )
    (busy,) = of(1).many
    assert (busy.firms, dict(busy.kinds)) == (6, {"legal_representative": 6, "shareholder": 1})


def test_over_subscribed_and_unstated_shares_are_told(tmp_path: Path) -> None:
    given_firms(tmp_path, 2)
    given_ties(tmp_path, tie("王五", 1, share="0.7"), tie("李四", 1, share="0.7"), tie("赵六", 2), tie("孙七", 2, share="0.2"))
    assert of(1).oversubscribed == pytest.approx({of(1).firm: 1.4})
    assert of(1).ultimate_total == pytest.approx(1.4)
    assert list(of(2).tables.unstated) == [of(2).firm]


def test_names_stay_masked_unless_asked_for(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("王五", 1, share="1"))
    found = ownership(company_id=code(1), on=ON)
    assert found is not None
    assert {one.name for one in found.parties.values() if one.sort == "person"} == {"王**"}


def test_every_share_that_decides_is_dated_and_says_who_set_it() -> None:
    assert limits(date(2026, 1, 5))["control_share"].valid_from == date(2024, 7, 1)
    assert "公司法（2023年修订" in limits(date(2026, 1, 5))["control_share"].threshold_basis
    assert limits(date(1999, 1, 1))["control_share"].value == 0.5
