"""Control: who can direct a firm, by more than half of its shares, alone or with firms under one control, or by a controller on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lookthrough.registry.ownership.graph import MARGIN, CapTables

SHARES, TOGETHER, ON_RECORD = "shares", "together", "on_record"


@dataclass(frozen=True, slots=True)
class Control:
    """One step of control: ``by`` over ``firm``, how, and with which share (all that firms under the same control hold together)."""

    by: str
    firm: str
    how: str
    share: float | None


def controls(tables: CapTables, *, above: float) -> dict[str, list[Control]]:
    """Return for each firm who controls it directly; firms under one control count together.

    A controller on record stands beside whoever holds the shares. Nobody controls itself round a ring.
    """
    found: dict[str, list[Control]] = defaultdict(list)
    for firm, holders in tables.controllers.items():
        found[firm] += [Control(by, firm, ON_RECORD, tables.holders.get(firm, {}).get(by)) for by in sorted(set(holders))]
    for firm, held in tables.holders.items():
        known = {one.by for one in found[firm]} if firm in found else set()
        found[firm] += [Control(by, firm, SHARES, share) for by, share in held.items() if share > above + MARGIN and by not in known]
    for _round in range(len(tables.holders)):
        fresh = _together(tables, found, above)
        if not fresh:
            break
        for one in fresh:
            found[one.firm].append(one)
    return {firm: steps for firm, steps in found.items() if steps}


def _together(tables: CapTables, found: Mapping[str, list[Control]], above: float) -> list[Control]:
    """Find firms that nobody holds by half alone, but parties under one head do."""
    fresh = []
    for firm, held in tables.holders.items():
        if found.get(firm) or len(held) < 2:
            continue
        sums: dict[str, float] = defaultdict(float)
        for holder, share in held.items():
            for top in heads(holder, found):
                sums[top] += share
        fresh += [Control(top, firm, TOGETHER, share) for top, share in sums.items() if share > above + MARGIN and top != firm]
    return fresh


def heads(party: str, found: Mapping[str, list[Control]]) -> set[str]:
    """Return who stands at the top of the control over a party: those whom nobody controls; in a closed ring, the party itself."""
    seen, front, tops = {party}, [party], set()
    while front:
        one = front.pop()
        steps = found.get(one, [])
        if not steps:
            tops.add(one)
        for step in steps:
            if step.by not in seen:
                seen.add(step.by)
                front.append(step.by)
    return tops or {party}


def chain_of_control(firm: str, found: Mapping[str, list[Control]]) -> list[Control]:
    """Return the steps of control from the firm upward, nearest first."""
    steps, seen, front = [], {firm}, [firm]
    while front:
        above = [step for one in front for step in found.get(one, [])]
        steps += above
        front = list(dict.fromkeys(step.by for step in above if step.by not in seen))
        seen |= set(front)
    return steps


def controlled_by(tops: Collection[str], tables: CapTables, *, above: float) -> dict[str, Control]:
    """Return every firm that is controlled from ``tops`` down, with the step by which; firms already under control count together."""
    under, found = set(tops), dict[str, Control]()
    front = list(tops)
    while front:
        touched = {firm for party in front for firm in tables.holdings.get(party, {})}
        recorded = {firm for firm, by in tables.controllers.items() if set(by) & under}
        front = []
        for firm in sorted((touched | recorded) - under):
            step = _step_down(firm, under, tables, above)
            if step is not None:
                found[firm] = step
                front.append(firm)
        under |= set(front)
    return found


def _step_down(firm: str, under: set[str], tables: CapTables, above: float) -> Control | None:
    by = [one for one in tables.controllers.get(firm, []) if one in under]
    if by:
        return Control(by[0], firm, ON_RECORD, tables.holders.get(firm, {}).get(by[0]))
    held = {holder: share for holder, share in tables.holders.get(firm, {}).items() if holder in under}
    if sum(held.values()) <= above + MARGIN:
        return None
    largest = max(held, key=lambda holder: held[holder])
    return Control(largest, firm, SHARES if held[largest] > above + MARGIN else TOGETHER, sum(held.values()))
