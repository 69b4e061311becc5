"""Control: more than half, alone or together, or a controller on record; upward to the head, downward to the group."""

from __future__ import annotations

from decimal import Decimal

from lookthrough.registry.ownership.control import ON_RECORD, SHARES, TOGETHER, chain_of_control, controlled_by, controls, heads
from lookthrough.registry.ownership.graph import CapTables, Tie, cap_tables

HALF = 0.5


def tables(*ties: tuple[str, str, str | None]) -> CapTables:
    """A share makes a shareholder, none a controller."""
    return cap_tables(
        [Tie(holder, firm, "shareholder" if share else "controller", Decimal(share) if share else None) for holder, firm, share in ties]
    )


def test_more_than_half_controls_and_exactly_half_does_not() -> None:
    found = controls(tables(("Wang", "Op", "0.5"), ("Li", "Op", "0.5"), ("Zhao", "Other", "0.500000000001")), above=HALF)
    assert "Op" not in found
    assert "Other" not in found or found["Other"][0].by == "Zhao"


def test_the_chain_of_control_leads_to_its_head() -> None:
    found = controls(tables(("Hold", "Op", "0.51"), ("Wang", "Hold", "0.8"), ("Li", "Hold", "0.2")), above=HALF)
    assert [(step.by, step.firm, step.how) for step in chain_of_control("Op", found)] == [("Hold", "Op", SHARES), ("Wang", "Hold", SHARES)]
    assert heads("Op", found) == {"Wang"}


def test_firms_under_one_head_count_together() -> None:
    told = tables(("A", "Op", "0.3"), ("B", "Op", "0.3"), ("Li", "Op", "0.4"), ("Wang", "A", "0.9"), ("Wang", "B", "0.6"))
    (step,) = controls(told, above=HALF)["Op"]
    assert (step.by, step.how, round(step.share or 0, 6)) == ("Wang", TOGETHER, 0.6)


def test_a_controller_on_record_stands_beside_the_shares() -> None:
    found = controls(tables(("Li", "Op", "0.9"), ("Wang", "Op", None)), above=HALF)
    assert {(step.by, step.how) for step in found["Op"]} == {("Wang", ON_RECORD), ("Li", SHARES)}


def test_a_ring_of_control_has_no_head_but_itself() -> None:
    found = controls(tables(("A", "B", "0.6"), ("B", "A", "0.6")), above=HALF)
    assert heads("A", found) == {"A"}
    assert len(chain_of_control("A", found)) == 2


def test_the_group_is_everything_controlled_from_the_head_down() -> None:
    told = tables(
        ("Wang", "Hold", "0.8"), ("Hold", "A", "0.6"), ("Hold", "B", "0.3"), ("A", "B", "0.3"), ("Wang", "C", "0.4"), ("A", "D", None)
    )  # fmt: skip
    group = controlled_by(["Wang"], told, above=HALF)
    assert {firm: step.how for firm, step in group.items()} == {"Hold": SHARES, "A": SHARES, "B": TOGETHER, "D": ON_RECORD}
