"""The ownership picture as the page draws it: the firm, its owners above, what it holds below; small holders drawn together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lookthrough.registry.ownership.queries import Ownership, Party

WIDTH, HEIGHT, GAP, DROP, EDGE, ASIDE = 160, 64, 16, 72, 8, 48
MOST_ABREAST, LEVELS_UP = 6, 4
LINE = 12  # ideographs in one line of a box
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Box:
    """One party in the picture, or several small ones together; places in picture units."""

    key: str
    lines: tuple[str, ...]
    below: str
    kind: str
    x: int
    y: int
    level: int
    party: Party | None = None

    @property
    def middle(self) -> int:
        """Return where lines meet the box."""
        return self.x + WIDTH // 2


@dataclass(frozen=True, slots=True)
class Line:
    """One holding between two boxes: its path, its share and where that is written; ``kind`` is share, control or ring."""

    path: str
    says: str
    x: int
    y: int
    kind: str
    holder: str
    target: str


@dataclass(frozen=True, slots=True)
class OwnershipPicture:
    """Boxes and lines with the size of the whole."""

    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int


def drawn(found: Ownership) -> OwnershipPicture:
    """Lay the picture out in levels: at most six boxes abreast, the largest by effective share, the others as one."""
    levels, joined = _levels(found)
    placed = _placed(found, levels, joined)
    level = {key: box.level for key, box in placed.items()}
    lines = list(_lines(found, placed, joined))
    right, foot = max(box.x for box in placed.values()) + WIDTH, max(box.y for box in placed.values()) + HEIGHT
    aside = any(level[line.holder] > level[line.target] for line in lines)  # such lines run around the side
    return OwnershipPicture(list(placed.values()), lines, right + EDGE + (ASIDE if aside else 0), foot + EDGE)


def percent(share: float) -> str:
    """Write a share: whole hundredths where it is one, two places else, never a rounded nothing."""
    if 0 < abs(share) < 0.0001:
        return "<0.01%"
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


Joined = dict[str, list[str]]  # the key of a box of several parties → those parties


def _levels(found: Ownership) -> tuple[dict[int, list[str]], Joined]:
    """Return which boxes stand on which level (0 is the firm, above is negative)."""
    up = {one.party: one.share for one in found.holders}
    down = {one.party: one.share for one in found.holdings}
    holdings = {found.firm: [one.party for one in found.holdings if one.direct]}
    # a controller who also holds shares further up stands there, not beside those whom he or she stands behind
    alone = {firm: [one for one in by if one not in found.tables.holdings] for firm, by in found.tables.controllers.items()}
    above = {firm: [*found.tables.holders.get(firm, {}), *alone.get(firm, [])] for firm in {**found.tables.holders, **alone}}
    levels, joined, seen = {0: [found.firm]}, Joined(), {found.firm}
    for number in range(1, LEVELS_UP + 1):
        levels[-number] = _next(levels[1 - number], above, up, seen, joined, f"{OTHERS}{-number}")
    levels[1] = _next([found.firm], holdings, down, seen, joined, f"{OTHERS}1")
    return {number: keys for number, keys in levels.items() if keys}, joined


def _next(
    keys: Iterable[str], of: Mapping[str, list[str]], shares: Mapping[str, float], seen: set[str], joined: Joined, name: str
) -> list[str]:
    fresh = [party for key in keys for party in of.get(key, []) if party not in seen]
    ranked = sorted(dict.fromkeys(fresh), key=lambda party: (-shares.get(party, 1.0), party))
    seen |= set(ranked)
    if len(ranked) <= MOST_ABREAST:
        return ranked
    joined[name] = ranked[MOST_ABREAST - 1 :]
    return [*ranked[: MOST_ABREAST - 1], name]


def _placed(found: Ownership, levels: Mapping[int, list[str]], joined: Joined) -> dict[str, Box]:
    widest = max(len(keys) for keys in levels.values())
    whole, top = widest * (WIDTH + GAP) - GAP, min(levels)
    up, down = ({one.party: one.share for one in side} for side in (found.holders, found.holdings))
    placed = {}
    for level, keys in levels.items():
        shares = down if level > 0 else up
        begin = EDGE + (whole - (len(keys) * (WIDTH + GAP) - GAP)) // 2
        for place, key in enumerate(keys):
            x, y = begin + place * (WIDTH + GAP), EDGE + (level - top) * (HEIGHT + DROP)
            placed[key] = _box(found, key, joined.get(key), shares, x, y, level)
    return placed


def _box(found: Ownership, key: str, several: list[str] | None, shares: Mapping[str, float], x: int, y: int, level: int) -> Box:
    if several:
        total = percent(sum(shares.get(party, 0.0) for party in several))
        said = _("另 %(count)d 名持有人") if level < 0 else _("另 %(count)d 家企业")
        below = _("合计 %(share)s") % {"share": total} if level < 0 else ""
        return Box(key, (said % {"count": len(several)},), below, OTHERS, x, y, level)
    party = found.parties[key]
    share = shares.get(key)
    below = _("本企业") if level == 0 else _("穿透 %(share)s") % {"share": percent(share)} if share is not None else ""
    return Box(key, _broken(party.name), below, "self" if level == 0 else party.sort, x, y, level, party)


def _broken(name: str) -> tuple[str, ...]:
    """Break a name into two lines; the whole one stands in the box's title."""
    if len(name) <= LINE:
        return (name,)
    rest = name[LINE:]
    return (name[:LINE], rest if len(rest) <= LINE else f"{rest[: LINE - 1]}…")


def _lines(found: Ownership, placed: Mapping[str, Box], joined: Joined) -> Iterable[Line]:
    inside = {party: name for name, several in joined.items() for party in several}
    ringed = {ends for ring in found.rings for ends in zip(ring.loop, ring.loop[1:], strict=False)}
    drawn = set()
    for holder, firm, share in _holdings(found):
        ends = inside.get(holder, holder), inside.get(firm, firm)
        if ends in drawn or ends[0] == ends[1] or not set(ends) <= placed.keys():
            continue
        drawn.add(ends)
        several = ends != (holder, firm)
        yield _line(placed[ends[0]], placed[ends[1]], "" if several else percent(share), "ring" if ends in ringed else "share")
    for firm, by in found.tables.controllers.items():
        for holder in by:
            if {holder, firm} <= placed.keys() and (holder, firm) not in drawn:
                yield _line(placed[holder], placed[firm], _("控制"), "control")


def _holdings(found: Ownership) -> Iterable[tuple[str, str, float]]:
    for firm, held in found.tables.holders.items():
        yield from ((holder, firm, share) for holder, share in held.items())
    yield from ((found.firm, one.party, one.direct) for one in found.holdings if one.direct)


def _line(holder: Box, firm: Box, says: str, kind: str) -> Line:
    """Draw from the foot of the holder to the head of the firm; against the order of levels, around the side."""
    if holder.level < firm.level:
        beside = WIDTH // 4 if kind == "control" else 0  # so that it does not cover what the same holder's shares say
        x1, y1, x2, y2 = holder.middle + beside, holder.y + HEIGHT, firm.middle + beside // 2, firm.y
        bend = min(40, (y2 - y1) // 2)
        path = f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
        return Line(path, says, x1 + (x2 - x1) // 8, y1 + 20, kind, holder.key, firm.key)
    x1, y1, x2, y2 = holder.x + WIDTH, holder.y + HEIGHT // 2, firm.x + WIDTH, firm.y + HEIGHT // 2
    out = max(x1, x2) + GAP
    if holder.level == firm.level:
        x1, y1, x2, y2 = holder.middle, holder.y, firm.middle, firm.y
        return Line(f"M{x1} {y1}C{x1} {y1 - 32} {x2} {y2 - 32} {x2} {y2}", says, (x1 + x2) // 2, y1 - 24, kind, holder.key, firm.key)
    return Line(f"M{x1} {y1}C{out + 24} {y1} {out + 24} {y2} {x2} {y2}", says, out + 14, (y1 + y2) // 2, kind, holder.key, firm.key)
