"""Graph risks in the store: found from the register, shown to the districts they touch, brought in line and never repeated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lookthrough.registry import relation_operations as relations
from lookthrough.risk.graph import operations, queries
from lookthrough.risk.graph.exposures import Exposure, NewLoan
from lookthrough.risk.graph.guarantees import Guarantee
from lookthrough.risk.graph.ties import Gathered, Node, joined
from registry.register import firm
from registry.working import AT, CITY, EAST, TODAY, WEST, appoint, ident, settle


@pytest.fixture
def ring(db: None, tmp_path: Path) -> Path:
    """Three firms of the east stand for each other; a firm of the west hangs on them by a chain of three."""
    appoint()
    folder = tmp_path / "firms"
    folder.mkdir()
    settle(folder, *(firm(n, region_code="330302") for n in (1, 2, 3)), firm(4, region_code="330303"), screen=False)
    return tmp_path


def stand(folder: Path, *ties: tuple[int, int, int], name: str = "ties") -> None:
    """Bring guarantees into the register."""
    rows = [f"{ident(a)},{ident(b)},guarantor,{fen}" for a, b, fen in ties]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["from_uscc,to_uscc,kind,amount_fen", *rows]) + "\n", encoding="utf-8")
    relations.import_relations(path=path, at=AT, actor="test")


def test_a_ring_of_the_register_is_told_to_its_district(ring: Path) -> None:
    stand(ring, (1, 2, 100), (2, 3, 50), (3, 1, 70))
    assert operations.update(ledger=None, as_of=TODAY).standing == {"ring": 1}
    (found,) = queries.graph_risks(district=EAST, kind="ring")
    assert (found.size, found.fen) == (3, 220)
    assert {one.company_id for one in found.parties} == {ident(1), ident(2), ident(3)}
    assert queries.graph_risks(district=WEST, kind="ring") == []
    assert queries.graph_risk(risk_id=found.risk_id, district=WEST) is None
    assert [one.risk_id for one in queries.of_firm(company_id=ident(2))] == [found.risk_id]


def test_a_ring_that_touches_two_districts_is_told_to_both(ring: Path) -> None:
    stand(ring, (1, 4, 100), (4, 1, 70))
    operations.update(ledger=None, as_of=TODAY)
    assert all(len(queries.graph_risks(district=one, kind="ring")) == 1 for one in (EAST, WEST, CITY))


def test_the_same_again_changes_nothing_and_what_ends_stays_on_file(ring: Path) -> None:
    stand(ring, (1, 2, 100), (2, 1, 50))
    operations.update(ledger=None, as_of=TODAY)
    (before,) = queries.graph_risks(district=EAST, kind="ring")
    operations.update(ledger=None, as_of=TODAY)
    assert queries.graph_risks(district=EAST, kind="ring") == [before]
    gone = operations.keep(found=[], nodes={}, as_of=TODAY)
    assert gone.gone == 1
    assert queries.graph_risks(district=EAST, kind="ring") == []
    kept = queries.graph_risk(risk_id=before.risk_id, district=EAST)
    assert kept is not None
    assert not kept.stands


def test_exposures_and_lenders_are_told_with_their_limits() -> None:
    nodes = {key: Node(key, key) for key in ("G", "x", "y", "A", "B", "C")}
    gathered = Gathered(
        nodes=nodes, exposures=[Exposure("G", "x", 12), Exposure("G", "y", 4)], own_funds={"G": 100}, businesses={"G": "guarantor"},
        loans=[NewLoan(one, "x", date(2026, 10, 1), 5) for one in "ABC"], groups={"x": "h", "y": "h"},
    )  # fmt: skip
    found = list(operations.find(gathered, limits=operations.graph_limits().on(TODAY)))
    assert [(one.kind, one.parties, round(one.value, 2), one.limit.value) for one in found] == [
        ("large_exposure", ("G", "x"), 0.12, 0.10),
        ("large_exposure", ("G", "x", "y"), 0.16, 0.15),
        ("many_lenders", ("x", "A", "B", "C"), 3.0, 3.0),
    ]


def test_what_two_sources_say_of_one_pair_counts_once() -> None:
    one = Gathered(guarantees=[Guarantee("a", "b", 5), Guarantee("a", "b", 6)], exposures=[Exposure("G", "b", 3)])
    other = Gathered(guarantees=[Guarantee("a", "b", 9), Guarantee("b", "c", 1)], exposures=[Exposure("G", "b", 4)])
    found = joined([one, other])
    assert sorted(found.guarantees, key=str) == [Guarantee("a", "b", 11), Guarantee("b", "c", 1)]
    assert found.exposures == [Exposure("G", "b", 4)]
