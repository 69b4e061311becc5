"""Reads a hand-made ledger: a story in YAML with what happened and, worked out by hand, what must come of it.

A transfer is one line, ``2026-01-05 A → custody 100_00 invest L1`` (fen, with the last two figures set apart; ``order=`` and ``id=``
may follow; a time may stand after the day, and lines of one day without a time follow each other by a minute). An account is
``role [institution] [of holder]``; a client, borrower, guarantor or merchant holds the account that bears its name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders import Books
from lookthrough.kernel.yaml_texts import read_yaml

FOLDER = Path(__file__).parent / "ledgers"
TRANSFER = re.compile(
    r"(?P<day>\S+)(?: (?P<time>\d\d:\d\d(?::\d\d)?))? (?P<from_>\S+) → (?P<to>\S+) (?P<fen>[\d_]+) (?P<purpose>\w+)(?P<rest>.*)"
)
ACCOUNT = re.compile(r"(?P<role>\w+)(?: (?!of )(?P<at>\S+))?(?: of (?P<of>\S+))?")
RELATION = re.compile(
    r"(?P<holder>\S+) (?P<kind>\w+) (?P<of>\S+)(?: (?P<share>[\d.]+))?(?: since (?P<since>\S+))?(?: until (?P<until>\S+))?"
)


@dataclass(frozen=True)
class Story:
    """One hand-made ledger: its sentences, its books and what is expected of them."""

    name: str
    zh: str
    en: str
    books: Books
    expect: dict[str, Any]
    methods: dict[str, dict[str, Any]]
    findings: dict[str, dict[str, tuple[str, float | None]]]
    open_point: str | None


def stories() -> list[Path]:
    """Return the files of all hand-made ledgers, in order."""
    return sorted(FOLDER.glob("*.yml"))


def read_story(path: Path) -> Story:
    """Read one file; a line that does not parse stops the test."""
    told = read_yaml(path.read_text(encoding="utf-8"))
    books = Books()
    for party, about in told.get("parties", {}).items():
        books.party(party, **({"kind": about} if isinstance(about, str) else about))
    institutions = told.get("institutions", {"P1": "p2p"})
    operators = {name: _institution(books, name, business) for name, business in institutions.items()}
    for line in told.get("relations", []):
        _relation(books, line)
    for name, line in told["accounts"].items():
        _account(books, name, line, operators)
    for name, product in told.get("products", {}).items():
        if "borrower" in product:
            books.party(product["borrower"])
        books.product(name, **({"at": next(iter(operators))} | product))
    _transfers(books, told["transfers"])
    methods = {method: told[f"expect_{method}"] for method in ("pro_rata", "fifo") if f"expect_{method}" in told}
    return Story(path.stem, told["zh"], told["en"], books, told["expect"], methods, told.get("findings", {}), told.get("open_point"))


def _institution(books: Books, name: str, told: str | dict[str, Any]) -> str:
    more = {"business": told} if isinstance(told, str) else told
    books.institution(name, **more)
    return str(more.get("operator", f"{name}.op"))


def _account(books: Books, name: str, line: str, operators: dict[str, str]) -> None:
    found = ACCOUNT.fullmatch(line)
    assert found, f"account {name}: {line}"
    role, at, of = found["role"], found["at"], found["of"]
    if role in {"client", "borrower", "custody", "own", "reserve"}:
        at = at or next(iter(operators))
    if role in {"custody", "own", "reserve"}:
        of = of or operators[at]
    elif role != "external":
        of = of or name
    if of:
        books.party(of, "company" if role in {"guarantor", "merchant"} else "person")
    books.account(name, role, of=of, at=at)


def _relation(books: Books, line: str) -> None:
    found = RELATION.fullmatch(line)
    assert found, line
    told = found.groupdict()
    books.party(told["holder"]).party(told["of"], "company")
    books.relation(
        told["holder"],
        told["kind"],
        told["of"],
        share=float(told["share"]) if told["share"] else None,
        since=told["since"],
        until=told["until"],
    )


def _transfers(books: Books, lines: list[str]) -> None:
    minutes: Counter[str] = Counter()
    for line in lines:
        found = TRANSFER.fullmatch(line)
        assert found, line
        told, more = found.groupdict(), found["rest"].split()
        time = told["time"] or f"10:{minutes[told['day']]:02d}"
        minutes[told["day"]] += told["time"] is None
        named = dict(word.split("=") for word in more if "=" in word)
        products = [word for word in more if "=" not in word]
        books.transfer(
            f"{told['day']} {time}", told["from_"], told["to"], int(told["fen"]), told["purpose"],
            product=products[0] if products else None, order=named.get("order"), transfer_id=named.get("id"),
        )  # fmt: skip
