"""A limit changes by two persons: one proposes and says why, the head above all others adopts; from its day on runs go by it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders import Books, read_findings
from lookthrough.flows import limit_proposals as limits
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.rule import all_rules
from lookthrough.flows.run import run_ledger
from lookthrough.flows.trials import try_limits
from lookthrough.offices.adoption import NotPossible
from lookthrough.offices.models import Office, Officer

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 1)
WAN = 10_000_00


@pytest.fixture
def people(db: None) -> dict[str, int]:
    city = Office.objects.create(name="市局", region_prefix="8899")
    district = Office.objects.create(name="区局", region_prefix="889901", parent=city)
    roles = {"analyst": (city, "analyst"), "head": (city, "head"), "below": (district, "head"), "case": (city, "case_officer")}
    return {name: Officer.objects.create(username=name, name=name, office=office, role=role).pk for name, (office, role) in roles.items()}


def proposed(people: dict[str, int], by: str = "analyst", value: float = 0.2, day: date = TODAY) -> int:
    return limits.propose(
        by=people[by],
        rule="ponzi_payout",
        name="medium_from",
        value=value,
        valid_from=day,
        reason="误报太多",
        trial={},
        at=NOW,
        today=TODAY,
    )


def test_a_proposal_changes_nothing_until_another_person_adopts_it(people: dict[str, int]) -> None:
    rule = all_rules()["ponzi_payout"]
    number = proposed(people)
    assert limits.adopted_limits() == ()

    limits.adopt(number=number, by=people["head"], reason="同意", at=NOW, today=TODAY)

    in_force = LimitsInForce(limits.adopted_limits())
    assert in_force.on(rule, date(2026, 2, 28)).value("medium_from") == 0.10
    assert in_force.on(rule, TODAY).value("medium_from") == 0.2
    assert "analyst" in in_force.on(rule, TODAY)["medium_from"].threshold_basis
    assert in_force.table(rule).version != rule.limits.version


@pytest.mark.parametrize(("who", "why"), [("case", "role"), ("analyst", "role"), ("below", "role")])
def test_who_may_not_adopt(people: dict[str, int], who: str, why: str) -> None:
    number = proposed(people)
    with pytest.raises(NotPossible, match=why):
        limits.adopt(number=number, by=people[who], reason="", at=NOW, today=TODAY)


def test_nobody_adopts_what_is_his_own_and_nothing_is_adopted_twice(people: dict[str, int]) -> None:
    with pytest.raises(NotPossible, match="own"):
        limits.adopt(number=proposed(people, by="head"), by=people["head"], reason="", at=NOW, today=TODAY)
    number = proposed(people)
    limits.adopt(number=number, by=people["head"], reason="", at=NOW, today=TODAY)
    with pytest.raises(NotPossible, match="state"):
        limits.refuse(number=number, by=people["head"], reason="晚了", at=NOW)


@pytest.mark.parametrize(("value", "day", "why"), [(0.0, TODAY, "value"), (-1.0, TODAY, "value"), (0.2, date(2026, 2, 1), "day")])
def test_what_cannot_be_proposed(people: dict[str, int], value: float, day: date, why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        proposed(people, value=value, day=day)


def test_a_proposal_can_be_refused_with_a_reason_or_withdrawn(people: dict[str, int]) -> None:
    number, other = proposed(people), proposed(people)
    with pytest.raises(NotPossible, match="reason"):
        limits.refuse(number=number, by=people["head"], reason=" ", at=NOW)
    limits.refuse(number=number, by=people["head"], reason="依据不足", at=NOW)
    limits.withdraw(number=other, by=people["analyst"], at=NOW)

    assert sorted(one.state for one in limits.proposals(rule="ponzi_payout")) == ["refused", "withdrawn"]


def platform(folder: Path) -> Path:
    """Clients are paid 100, of which 20 are other clients' principal, in January."""
    books = (
        Books().institution("P", "p2p").party("A").account("A", "client", of="A", at="P").party("B").account("B", "client", of="B", at="P")
    )
    books.account("custody", "custody", of="P.op", at="P").party("X").account("X", "borrower", of="X", at="P")
    books.product("L", at="P", borrower="X").product("M", at="P", borrower="X")
    books.transfer("2026-01-05", "A", "custody", 20 * WAN, "invest", product="L")
    books.transfer("2026-01-06", "X", "custody", 80 * WAN, "repay_principal", product="M")
    return books.transfer("2026-01-07", "custody", "B", 100 * WAN, "payout_principal", product="N").write(folder)


def test_a_trial_says_what_another_limit_would_find_and_the_run_agrees(tmp_path: Path) -> None:
    ledger = platform(tmp_path / "ledger")
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["ponzi_payout"], keeps_values=True)
    now = {"medium_from": 0.10, "high_from": 0.30}

    stricter = try_limits(tmp_path / "out", "ponzi_payout", now=now, then={"medium_from": 0.10, "high_from": 0.20})
    looser = try_limits(tmp_path / "out", "ponzi_payout", now=now, then={"medium_from": 0.25, "high_from": 0.30})

    assert stricter is not None
    assert looser is not None
    assert [(one.subject_id, one.severity, one.before) for one in stricter.fired] == [("P", "high", "medium")]
    assert [one.subject_id for one in looser.gone] == ["P"]
    run_ledger(ledger=ledger, out=tmp_path / "tried", rules=["ponzi_payout"], tried={"ponzi_payout": {"high_from": 0.20}})
    assert [row["severity"] for row in read_findings(tmp_path / "tried")] == ["high"]
    assert [row["severity"] for row in read_findings(tmp_path / "out")] == ["medium"]
