"""The picture of a graph risk: boxes for parties, arrows from who stands for or lends to whom; the table says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lookthrough.console import words
from lookthrough.console.party_names import party_name
from lookthrough.kernel.money import fen_text
from lookthrough.risk.graph.queries import GraphRow, PartyOf

WIDTH, HEIGHT, GAP, DROP, EDGE = 160, 48, 24, 72, 12
MOST, ABREAST, LINE = 24, 5, 11


@dataclass(frozen=True, slots=True)
class Box:
    """One party; places in picture units."""

    key: str
    lines: tuple[str, ...]
    full: str
    x: int
    y: int
    first: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Return the middle of the box."""
        return self.x + WIDTH // 2, self.y + HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """One tie with its amount."""

    path: str
    says: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """Boxes and arrows with the size of the whole; ``left_out`` parties stand in the table alone."""

    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int
    left_out: int


def drawn(found: GraphRow) -> GraphPicture:
    """Lay a chain out downward, a ring round, a body above its clients, lenders above their borrower."""
    chosen = _chosen(found)
    places = _round(len(chosen)) if found.kind == "ring" else _rows(found, chosen)
    boxes = [
        Box(one.key, _broken(party_name(one)), party_name(one), *places[number], one.key == found.parties[0].key)
        for number, one in enumerate(chosen)
    ]
    by_key = {one.key: one for one in boxes}
    arrows = [_arrow(by_key[a], by_key[b], fen) for a, b, fen in found.links if a in by_key and b in by_key]
    width, height = max(one.x for one in boxes) + WIDTH + EDGE, max(one.y for one in boxes) + HEIGHT + EDGE
    return GraphPicture(boxes, arrows, width, height, len(found.parties) - len(chosen))


def _chosen(found: GraphRow) -> list[PartyOf]:
    """Of a large ring its shortest way round is drawn, of other large ones the parties with the largest ties."""
    if len(found.parties) <= (12 if found.kind == "ring" else MOST):
        if found.kind != "ring":
            return list(found.parties)
        order = {key: place for place, key in enumerate(found.details.get("loop", []))}
        return sorted(found.parties, key=lambda one: order.get(one.key, len(order)))
    if found.kind == "ring":
        loop = list(dict.fromkeys(found.details.get("loop", [])))[:MOST]
        known = {one.key: one for one in found.parties}
        return [known[key] for key in loop if key in known]
    weight: dict[str, int] = {}
    for a, b, fen in found.links:
        weight[a], weight[b] = weight.get(a, 0) + fen, weight.get(b, 0) + fen
    rest = sorted(found.parties[1:], key=lambda one: (-weight.get(one.key, 0), one.key))
    return [found.parties[0], *rest[: MOST - 1]]


def _round(count: int) -> list[tuple[int, int]]:
    """Return places on an ellipse wide enough that boxes do not touch."""
    if count == 1:
        return [(EDGE, EDGE)]
    across, down = max(WIDTH, count * (WIDTH + GAP) / math.pi / 1.1), max(HEIGHT + DROP // 2, count * (HEIGHT + GAP) / math.pi)
    turns = [2 * math.pi * place / count - math.pi / 2 for place in range(count)]
    return [(round(EDGE + across + across * math.cos(turn)), round(EDGE + down + down * math.sin(turn))) for turn in turns]


def _rows(found: GraphRow, chosen: Sequence[PartyOf]) -> list[tuple[int, int]]:
    level = _levels(found, chosen)
    rows: dict[int, list[int]] = {}
    for number, one in enumerate(chosen):
        rows.setdefault(level[one.key], []).append(number)
    places, y = [(0, 0)] * len(chosen), EDGE
    widest = min(ABREAST, max(len(row) for row in rows.values()))
    for _, row in sorted(rows.items()):
        for begin in range(0, len(row), ABREAST):
            part = row[begin : begin + ABREAST]
            left = EDGE + (widest - len(part)) * (WIDTH + GAP) // 2
            for place, number in enumerate(part):
                places[number] = (left + place * (WIDTH + GAP), y)
            y += HEIGHT + (DROP if begin + ABREAST >= len(row) else GAP)
    return places


def _levels(found: GraphRow, chosen: Sequence[PartyOf]) -> Mapping[str, int]:
    if found.kind == "chain":
        return {one.key: place for place, one in enumerate(chosen)}
    first_above = found.kind != "many_lenders"  # a borrower stands below its lenders
    return {one.key: (0 if (place == 0) == first_above else 1) for place, one in enumerate(chosen)}


def _arrow(one: Box, other: Box, fen: int) -> Arrow:
    (x1, y1), (x2, y2) = _edge(one, other), _edge(other, one)
    says = fen_text(fen, words.language()) if fen else ""
    bend = 0.12 if one.y == other.y or abs(one.x - other.x) > WIDTH else 0.0
    cx, cy = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
    return Arrow(f"M{x1} {y1}Q{cx:.0f} {cy:.0f} {x2} {y2}", says, round((x1 + 2 * cx + x2) / 4), round((y1 + 2 * cy + y2) / 4) + 4)


def _edge(one: Box, other: Box) -> tuple[int, int]:
    """Return where a line from a box's middle to another's leaves the box."""
    (x, y), (to_x, to_y) = one.middle, other.middle
    across, down = to_x - x, to_y - y
    if not across and not down:
        return x, one.y
    reach = min(WIDTH / 2 / abs(across) if across else math.inf, HEIGHT / 2 / abs(down) if down else math.inf)
    return round(x + across * reach), round(y + down * reach)


def _broken(name: str) -> tuple[str, ...]:
    """Break a name into two lines; the whole one stands in the box's title."""
    if len(name) <= LINE:
        return (name,)
    rest = name[LINE:]
    return name[:LINE], rest if len(rest) <= LINE else f"{rest[: LINE - 1]}…"
