"""Guarantee chains and rings, against brute force on generated graphs, and in seconds on half a million guarantees."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.risk.graph.guarantees import Guarantee, chains, graph_of, rings, struck_by, summed
from work_done import lines_run

PARTIES = "ABCDEFG"
GRAPHS = st.lists(
    st.builds(Guarantee, guarantor=st.sampled_from(PARTIES), debtor=st.sampled_from(PARTIES), fen=st.integers(0, 5)), max_size=14
)


def reaches(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return who leads to whom over any number of guarantees."""
    found = set(edges)
    for middle, one, other in itertools.product(PARTIES, repeat=3):
        if (one, middle) in found and (middle, other) in found:
            found.add((one, other))
    return found


def components(edges: set[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return for each party all that it leads to and that lead back to it."""
    closed = reaches(edges)
    names = {party for ends in edges for party in ends}
    return {one: frozenset({one} | {other for other in names if (one, other) in closed and (other, one) in closed}) for one in names}


@settings(max_examples=300, deadline=None)
@given(GRAPHS)
def test_rings_are_those_of_brute_force(graph: list[Guarantee]) -> None:
    sums = summed(graph)
    of = components(set(sums))
    expected = {
        tuple(sorted(ring)): sum(fen for (one, other), fen in sums.items() if one in ring and other in ring)
        for ring in of.values()
        if len(ring) > 1 or (*ring, *ring) in sums
    }
    found = rings(graph)
    assert {one.parties: one.fen for one in found} == expected
    for one in found:
        assert one.loop[0] == one.loop[-1] == min(one.parties)
        assert all(step in sums for step in itertools.pairwise(one.loop))
        assert len(set(one.loop[:-1])) == len(one.loop) - 1


def every_way(ring: frozenset[str], sums: dict[tuple[str, str], int], of: dict[str, frozenset[str]]) -> tuple[int, int]:
    """Return the longest way down from a ring, by trying all."""
    ways = [(0, 0)]
    for (one, other), fen in sums.items():
        if one in ring and other not in ring:
            length, more = every_way(of[other], sums, of)
            ways.append((length + 1, fen + more))
    return max(ways)


@settings(max_examples=300, deadline=None)
@given(GRAPHS)
def test_chains_are_those_of_brute_force(graph: list[Guarantee]) -> None:
    sums = summed(graph)
    of = components(set(sums))
    tops = {ring for ring in of.values() if not any(other in ring and one not in ring for one, other in sums)}
    expected = sorted(way for ring in tops if (way := every_way(ring, sums, of))[0] >= 1)
    found = chains(graph, at_least=1)
    assert sorted((one.length, one.fen) for one in found) == expected
    for one in found:
        steps = [(a, b) for a, b in itertools.pairwise(one.parties) if of[a] != of[b]]
        assert len(steps) == one.length
        assert sum(sums[step] for step in steps) == one.fen
        assert all((a, b) in sums or of[a] == of[b] for a, b in itertools.pairwise(one.parties))


@settings(max_examples=100, deadline=None)
@given(GRAPHS, st.randoms())
def test_the_order_of_rows_changes_nothing(graph: list[Guarantee], order: random.Random) -> None:
    shuffled = list(graph)
    order.shuffle(shuffled)
    assert chains(graph, at_least=1) == chains(shuffled, at_least=1)
    assert rings(graph) == rings(shuffled)


@settings(max_examples=100, deadline=None)
@given(GRAPHS, st.sampled_from(PARTIES))
def test_a_default_strikes_whoever_leads_to_the_debtor(graph: list[Guarantee], debtor: str) -> None:
    edges = set(summed(graph))
    expected = {one for one, other in reaches(edges) if other == debtor} - {debtor}
    found = struck_by(debtor, graph)
    assert {party for party, _ in found} == expected
    assert all(steps >= 1 for _, steps in found)


def test_a_told_story() -> None:
    """A vouches for B, B for C, C for B again (a ring), and B for D."""
    graph = [Guarantee("A", "B", 100), Guarantee("B", "C", 50), Guarantee("C", "B", 60), Guarantee("B", "D", 30)]
    assert [one.parties for one in rings(graph)] == [("B", "C")]
    (chain,) = chains(graph)
    assert (chain.parties, chain.length, chain.fen, chain.least_fen) == (("A", "B", "D"), 2, 130, 30)
    assert struck_by("D", graph) == [("B", 1), ("A", 2), ("C", 2)]


def drawn(guarantees: int) -> list[Guarantee]:
    """Return guarantees between firms of which there are three to five guarantees; the same each time."""
    draw, firms = random.Random(7), guarantees * 3 // 5  # noqa: S311 - a graph, no secret
    return [Guarantee(f"F{draw.randrange(firms):06}", f"F{draw.randrange(firms):06}", draw.randrange(10**9)) for _ in range(guarantees)]


def test_twice_the_guarantees_take_twice_the_work() -> None:
    """Half a million take seconds (``lookthrough bench risk`` says how many) because work grows as guarantees do, rings and all."""

    def work(graph: list[Guarantee]) -> int:
        return lines_run(lambda: (chains(ready := graph_of(graph)), rings(ready)))

    few, many = drawn(4_000), drawn(8_000)
    assert rings(many)[0].links > 1
    assert work(many) < 2.3 * work(few)
