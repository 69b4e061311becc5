"""AMLSim's planted patterns are found by trace and degree; rules stay silent, for nobody is paid back and no ring closes in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.amlsim import PARTY_RULES, Planted, degrees, findings, is_followed, planted, write_ledger

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def files(real_data: Path) -> Path:
    return real_data / "flows"


@pytest.fixture(scope="module")
def ledger(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ledger(files, "1K", tmp_path_factory.mktemp("amlsim") / "1K")


@pytest.fixture(scope="module")
def patterns(files: Path) -> list[Planted]:
    return planted(files, "1K")


def test_each_planted_pattern_is_followed_by_trace(ledger: Path, patterns: list[Planted]) -> None:
    assert len(patterns) == 10
    assert [one for one in patterns if not is_followed(ledger, one)] == []


@pytest.mark.parametrize(("kind", "paid"), [("fan_in", True), ("fan_out", False)])
def test_the_middle_of_a_fan_has_the_degree_that_was_planted(files: Path, patterns: list[Planted], kind: str, paid: bool) -> None:
    degree = degrees(files, "1K", paid=paid)
    for one in (one for one in patterns if one.kind == kind):
        (middle,), others = (one.payees, one.payers) if paid else (one.payers, one.payees)
        assert degree[middle] >= len(others)


def test_planted_rings_close_but_none_in_the_order_of_time(files: Path) -> None:
    rings = [one for name in ("1K", "10K") for one in planted(files, name) if one.kind == "cycle"]
    closing = [one for one in rings if one.closes]

    assert (len(rings), len(closing)) == (44, 37)
    assert [one for one in closing if len(one.chain()) == len(one.transfers)] == []


@pytest.mark.parametrize("name", ["1K", "10K"])
def test_the_rules_of_parties_stay_silent(files: Path, name: str, tmp_path: Path) -> None:
    assert findings(write_ledger(files, name, tmp_path / name), tmp_path / "out") == dict.fromkeys(PARTY_RULES, 0)
