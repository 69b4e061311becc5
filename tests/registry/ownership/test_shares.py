"""Effective shares: chains multiply, ways add up, rings are solved; every figure beside one found another way."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.registry.ownership.graph import CapTables, Tie, cap_tables
from lookthrough.registry.ownership.rings import rings
from lookthrough.registry.ownership.shares import chains, effective_holdings, effective_shares

Shares = dict[tuple[str, str], str]  # holder, firm → share


def tables(shares: Shares) -> CapTables:
    return cap_tables([Tie(holder, firm, "shareholder", Decimal(share)) for (holder, firm), share in shares.items()])


def closed(told: CapTables) -> list[object]:
    return [ring for ring in rings(told) if not ring.solvable]


def test_shares_multiply_down_a_chain_and_add_over_ways() -> None:
    told = tables({("Wang", "Hold"): "0.8", ("Hold", "Op"): "0.6", ("Wang", "Op"): "0.1", ("Li", "Hold"): "0.2", ("Li", "Op"): "0.3"})
    assert effective_shares("Op", told) == pytest.approx({"Wang": 0.58, "Hold": 0.6, "Li": 0.42})
    assert [chain.parties for chain in chains("Op", told)["Wang"]] == [("Wang", "Hold", "Op"), ("Wang", "Op")]
    assert effective_holdings("Wang", told) == pytest.approx({"Hold": 0.8, "Op": 0.58})


def test_a_ring_is_solved_and_the_ultimate_holders_have_all() -> None:
    # A and B hold half of each other: X behind A, Y behind B
    told = tables({("B", "A"): "0.5", ("X", "A"): "0.5", ("A", "B"): "0.5", ("Y", "B"): "0.5"})
    found = effective_shares("A", told)
    assert (found["X"], found["Y"]) == pytest.approx((2 / 3, 1 / 3))
    assert found["A"] == pytest.approx(1 / 3)  # what comes back to A round the ring
    (ring,) = rings(told)
    assert (ring.parties, ring.loop, ring.solvable) == (("A", "B"), ("A", "B", "A"), True)


def test_a_ring_that_nobody_outside_holds_ends_the_search_and_is_told() -> None:
    told = tables({("A", "B"): "1", ("B", "A"): "1", ("A", "Op"): "0.7", ("Wang", "Op"): "0.3"})
    (ring,) = rings(told)
    assert not ring.solvable
    assert effective_shares("Op", told, [ring]) == pytest.approx({"A": 0.7, "Wang": 0.3})
    assert effective_shares("A", told, [ring]) == pytest.approx({"B": 1.0})


def test_a_firm_that_holds_its_own_shares_is_a_ring_of_one() -> None:
    told = tables({("Op", "Op"): "0.2", ("Wang", "Op"): "0.8"})
    (ring,) = rings(told)
    assert (ring.loop, ring.solvable) == (("Op", "Op"), True)
    assert effective_shares("Op", told)["Wang"] == pytest.approx(1.0)


def test_over_subscribed_tables_are_neither_scaled_nor_hidden() -> None:
    told = tables({("Wang", "Op"): "0.7", ("Li", "Op"): "0.7"})
    assert told.oversubscribed() == pytest.approx({"Op": 1.4})
    assert sum(effective_shares("Op", told).values()) == pytest.approx(1.4)


def test_an_over_subscribed_ring_that_grows_round_by_round_has_no_answer() -> None:
    (ring,) = rings(tables({("A", "B"): "1", ("B", "A"): "1", ("X", "A"): "0.5"}))
    assert not ring.solvable


def test_shares_come_from_amounts_only_where_all_amounts_are_known() -> None:
    ties = [Tie("Wang", "Op", "shareholder", None, 300), Tie("Li", "Op", "shareholder", None, 100)]
    assert cap_tables(ties).holders["Op"] == pytest.approx({"Wang": 0.75, "Li": 0.25})
    known = cap_tables([*ties, Tie("Zhao", "Op", "shareholder", None, None)])
    assert (known.holders.get("Op"), sorted(known.unstated["Op"])) == (None, ["Li", "Wang", "Zhao"])


def structure(seed: int) -> Shares:
    """Draw firms that hold each other at random, so that rings arise, and people who hold what is left of most."""
    lot = random.Random(seed)  # noqa: S311 - a test's dice
    firms = [f"F{number}" for number in range(lot.randint(3, 14))]
    shares: Shares = {}
    for firm in firms:
        holders = lot.sample(firms, lot.randint(1, min(4, len(firms)))) + [f"P{lot.randint(0, 9)}" for _ in range(lot.randint(1, 3))]
        left = 1000
        for holder in dict.fromkeys(holders):
            part = lot.randint(1, max(1, left // 2)) if left > 1 else 0
            if part and holder != firm:
                shares[holder, firm] = str(Decimal(part) / 1000)
                left -= part
        if lot.random() < 0.8:  # a complete cap table; the others leave something unsaid
            shares[f"Q{firm}", firm] = str(Decimal(left) / 1000)
    return shares


Exact = dict[str, dict[str, Fraction]]


def solved_in_fractions(shares: Shares) -> Exact:
    """Invert I - W by Gauss in exact fractions, over all firms and not only what is reached: firm → holder → share."""
    firms = sorted({firm for _, firm in shares})
    size, part = len(firms), {pair: Fraction(share) for pair, share in shares.items()}
    rows = [
        [int(a == b) - part.get((a, b), Fraction(0)) for b in firms] + [Fraction(int(a == b)) for b in firms] for a in firms
    ]  # W, and beside it the unit matrix
    for column in range(size):
        pivot = next(row for row in range(column, size) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(size):
            if row != column and rows[row][column]:
                rows[row] = [value - rows[row][column] * above for value, above in zip(rows[row], rows[column], strict=True)]
    found: Exact = {}
    for place, firm in enumerate(firms):
        of_firms = {name: rows[row][size + place] for row, name in enumerate(firms)}
        people = {holder for holder, _ in shares} - set(firms)
        found[firm] = {name: share - (name == firm) for name, share in of_firms.items()}
        found[firm] |= {one: sum((part.get((one, name), Fraction(0)) * of_firms[name] for name in firms), Fraction(0)) for one in people}
    return found


def test_two_hundred_structures_with_rings_agree_with_exact_fractions() -> None:
    with_rings = 0
    for seed in range(200):
        shares = structure(seed)
        told, exact = tables(shares), solved_in_fractions(shares)
        with_rings += bool(rings(told))
        assert closed(told) == [], seed
        for firm, holders in exact.items():
            found = effective_shares(firm, told)
            assert all(abs(found.get(name, 0.0) - float(share)) < 1e-9 for name, share in holders.items()), (seed, firm)
            assert sum(found.get(name, 0.0) for name in holders if not told.holders.get(name)) <= 1 + 1e-9
        for name in ("F0", "F1"):
            below = effective_holdings(name, told)
            assert all(abs(below.get(firm, 0.0) - float(exact[firm].get(name, 0))) < 1e-9 for firm in exact), (seed, name)
    assert with_rings > 150


@given(st.integers(min_value=0, max_value=10**9))
def test_complete_tables_leave_nothing_over(seed: int) -> None:
    shares = structure(seed)
    sums: dict[str, Decimal] = {}
    for (_, firm), share in shares.items():
        sums[firm] = sums.get(firm, Decimal(0)) + Decimal(share)
    for firm, total in sums.items():
        if total < 1:
            shares[f"rest of {firm}", firm] = str(1 - total)
    told = tables(shares)
    found = effective_shares("F0", told)
    assert sum(share for name, share in found.items() if not told.holders.get(name)) == pytest.approx(1.0)


def test_chains_are_the_largest_and_visit_nobody_twice() -> None:
    told = tables({(f"H{n}", "Op"): "0.2" for n in range(5)} | {("Wang", f"H{n}"): f"0.{n + 1}" for n in range(5)})
    found = chains("Op", told, each=3)["Wang"]
    assert [chain.parties for chain in found] == [("Wang", f"H{n}", "Op") for n in (4, 3, 2)]
    assert found[0].share == pytest.approx(0.1)
