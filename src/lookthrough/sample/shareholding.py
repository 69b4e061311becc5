"""Who stands behind the sample area's firms: holders, officers, groups, rings, a nominee; and where the ledger speaks, what it says."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lookthrough.sample.area import Register
from lookthrough.sample.people import FROM_LEDGER, people_words, person

_EPOCH = date(1970, 1, 1)
COLUMNS = (
    "from_uscc", "from_name", "from_identifier", "to_uscc", "to_name", "to_identifier", "kind", "share", "amount_fen", "valid_from",
    "valid_to",
)  # fmt: skip
_SPLITS: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((100,),),
    2: ((50, 50), (60, 40), (70, 30), (80, 20), (90, 10), (51, 49), (99, 1), (67, 33)),
    3: ((40, 30, 30), (51, 29, 20), (60, 20, 20), (70, 20, 10), (34, 33, 33)),
    4: ((40, 30, 20, 10), (51, 24, 15, 10), (25, 25, 25, 25), (67, 13, 10, 10)),
}
_HOLDERS = (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4)
_GROUPS, _RINGS, _NOMINEE_FIRMS = 40, 6, 12


@dataclass(slots=True)
class _Books:
    """What is said so far: rows, and for each firm which of its seats are taken and how many hundredths are held."""

    seed: int
    rows: list[dict[str, str]] = field(default_factory=list)
    held: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    seats: set[tuple[str, str]] = field(default_factory=set)
    named: int = 0

    def new_person(self) -> dict[str, str]:
        """Return somebody whom no other firm has yet."""
        self.named += 1
        return self.person(self.named)

    def person(self, number: int) -> dict[str, str]:
        one = person(number, self.seed)
        return {"from_name": one.name, "from_identifier": one.number}

    def say(self, holder: dict[str, str], firm: str, kind: str, share: float | None = None, **more: str) -> None:
        """Add one row."""
        self.rows.append({**holder, "to_uscc": firm, "kind": kind, "share": "" if share is None else f"{share:.4f}".rstrip("0"), **more})
        self.seats.add((firm, kind))
        if share and not more.get("valid_to"):
            self.held[firm] += share


def write_relations(register: Register, ledger: Path, path: Path, *, seed: int, on: date) -> int:
    """Write the relations of the area's firms as CSV and return how many; ``ledger`` speaks first."""
    books = _Books(seed)
    _from_ledger(books, ledger)
    codes = register.firms.uscc.to_pylist()
    founded = [(_EPOCH + timedelta(days=day)).isoformat() for day in register.firms.established.tolist()]
    rng = np.random.default_rng([seed, 7])
    others = rng.permutation(np.arange(register.operators + register.town, len(codes))).tolist()
    free = [place for place in others if not books.held[codes[place]]]
    _banks(books, register, codes, founded)
    _nominee(books, [codes[place] for place in free[:_NOMINEE_FIRMS]])
    _rings(books, [codes[place] for place in free[_NOMINEE_FIRMS : _NOMINEE_FIRMS + 3 * _RINGS]])
    _groups(books, rng, [codes[place] for place in free[_NOMINEE_FIRMS + 3 * _RINGS :]])
    for firm, since, lot in zip(codes, founded, rng.integers(0, 1 << 62, len(codes)).tolist(), strict=True):
        _ordinary(books, firm, since, lot, codes, on)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(books.rows)
    return len(books.rows)


def _from_ledger(books: _Books, ledger: Path) -> None:
    """Say what the ledger's own relations say, word for word; its people get names."""
    relations = pq.read_table(ledger / "relations.parquet").to_pylist()
    named = {row[side] for row in relations for side in ("from_party_id", "to_party_id")}
    table = pq.read_table(ledger / "parties.parquet", columns=["party_id", "name", "identifier"])
    parties = {row["party_id"]: row for row in table.filter(pc.is_in(table["party_id"], pa.array(sorted(named)))).to_pylist()}
    for row in relations:
        target, holder = _end(books, parties, row["to_party_id"], "to"), _end(books, parties, row["from_party_id"], "from")
        days = {name: row[name].isoformat() for name in ("valid_from", "valid_to") if row[name]}
        books.say(holder | target, target.get("to_uscc", ""), row["kind"], row["share"], **days)


def _end(books: _Books, parties: dict[str, dict[str, Any]], party: str, side: str) -> dict[str, str]:
    known = parties[party]
    if known["name"]:
        return {f"{side}_uscc": known["identifier"], f"{side}_name": known["name"]}
    one = person(FROM_LEDGER + int(party.removeprefix("P")), books.seed)
    return {f"{side}_name": one.name, f"{side}_identifier": one.number}


def _banks(books: _Books, register: Register, codes: list[str], founded: list[str]) -> None:
    """Banks and guarantors are held by state bodies and many firms of the city."""
    state = people_words()["state"]
    for place in range(register.operators, register.operators + register.town):
        if books.held[codes[place]]:
            continue
        books.say({"from_name": state[place % len(state)]}, codes[place], "shareholder", 0.34, valid_from=founded[place])
        first = register.operators + register.town
        for step in range(11):
            holder = codes[first + (place * 613 + step * 1_009) % (len(codes) - first)]
            books.say({"from_uscc": holder}, codes[place], "shareholder", 0.06, valid_from=founded[place])


def _nominee(books: _Books, firms: list[str]) -> None:
    """One person lends a name to a dozen firms."""
    somebody = books.new_person()
    for firm in firms:
        books.say(somebody, firm, "legal_representative")
        books.say(somebody, firm, "shareholder", 0.99)


def _rings(books: _Books, firms: list[str]) -> None:
    """Three firms hold each other in a circle; in the last ring nobody else holds anything."""
    for ring in range(_RINGS):
        three = firms[3 * ring : 3 * ring + 3]
        for place, firm in enumerate(three):
            books.say({"from_uscc": three[place - 1]}, firm, "shareholder", 1.0 if ring == _RINGS - 1 else (0.2, 0.35, 0.6)[place])


def _groups(books: _Books, rng: np.random.Generator, firms: list[str]) -> None:
    """A person holds a parent, the parent its subsidiaries, one of these a firm beneath, two of them another together."""
    place = 0
    for _ in range(_GROUPS):
        size = int(rng.integers(4, 9))
        if place + size > len(firms):
            return
        parent, *below = firms[place : place + size]
        place += size
        head = books.new_person()
        books.say(head, parent, "shareholder", 0.8)
        books.say(head, parent, "legal_representative")
        for child in below[:-2]:
            books.say({"from_uscc": parent}, child, "shareholder", (0.51, 0.6, 0.75, 1.0)[int(rng.integers(0, 4))])
        books.say({"from_uscc": below[0]}, below[-2], "shareholder", 0.7)
        books.say({"from_uscc": below[0]}, below[-1], "shareholder", 0.3)
        books.say({"from_uscc": parent}, below[-1], "shareholder", 0.3)


def _ordinary(books: _Books, firm: str, since: str, lot: int, codes: list[str], on: date) -> None:
    """Fill what nobody has said of a firm: its holders up to the whole, its legal representative, sometimes a director and a supervisor."""
    holders = list(_fill(books, firm, since, lot, codes))
    if (firm, "legal_representative") not in books.seats:
        first = next((one for one in holders if "from_identifier" in one), None)
        chief = first if first and lot % 10 < 8 else books.new_person()
        books.say(chief, firm, "legal_representative", valid_from=since)
        if lot // 10 % 10 < 4:
            books.say(chief, firm, "executive_director", valid_from=since)
    if lot // 100 % 10 < 2:
        books.say(books.new_person(), firm, "supervisor", valid_from=since)
    if lot // 1_000 % 100 < 3:
        _former_holder(books, firm, since, lot, on)


def _fill(books: _Books, firm: str, since: str, lot: int, codes: list[str]) -> Iterator[dict[str, str]]:
    """Say who holds the rest of a firm; one in sixteen has a firm among its holders, one in sixty somebody from outside."""
    missing = round(1 - books.held[firm], 4)
    if missing <= 0:
        return
    count = _HOLDERS[lot // 7 % len(_HOLDERS)]
    parts = _SPLITS[count][lot // 151 % len(_SPLITS[count])] if missing == 1 else (100,)
    for place, part in enumerate(parts):
        share = round(missing * part / 100, 4)
        holder = _holder(books, firm, lot + 977 * place, codes) if place else books.new_person()
        books.say(holder, firm, "shareholder", share, valid_from=since)
        yield holder


def _holder(books: _Books, firm: str, lot: int, codes: list[str]) -> dict[str, str]:
    """Return a further holder: mostly a person, sometimes a firm of which nothing is said yet, so that no ring arises unmeant."""
    outside = people_words()["outside"]
    if lot // 13 % 60 == 0:
        return {"from_name": outside[lot // 17 % len(outside)]}
    place = lot // 19 % len(codes)
    if lot // 13 % 16 == 1 and (codes[place], "shareholder") not in books.seats:
        return {"from_uscc": codes[place]}
    return books.new_person()


def _former_holder(books: _Books, firm: str, since: str, lot: int, on: date) -> None:
    """Somebody held a tenth and sold it to a holder who stayed."""
    buyer = next((row for row in reversed(books.rows) if row["to_uscc"] == firm and float(row["share"] or 0) >= 0.2), None)
    left = date.fromisoformat(since) + timedelta(days=200 + lot // 31 % 1_500)
    if left >= on or buyer is None or buyer.get("valid_from") != since:
        return
    ends = {"valid_from": since, "valid_to": left.isoformat()}
    books.rows.append(buyer | ends | {"share": f"{float(buyer['share']) - 0.1:.4f}".rstrip("0")})
    buyer["valid_from"] = (left + timedelta(days=1)).isoformat()
    books.say(books.new_person(), firm, "shareholder", 0.1, **ends)
