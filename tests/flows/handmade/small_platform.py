"""A small platform and how a person runs the command on it: shared by the stories about bad input."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from builders import Books, lookthrough

Spoil = Callable[[Path], object]
TRANSFERS = "transfers.csv"


def a_small_platform() -> Books:
    """The worked example of the contract: A lends X 100.00, X pays a fee and repays, A is paid 101.00."""
    books = Books().institution("P1").party("A").party("X")
    books.account("A", "client", of="A", at="P1").account("X", "borrower", of="X", at="P1")
    books.account("custody", "custody", of="P1.op", at="P1").account("own", "own", of="P1.op", at="P1")
    books.product("L1", at="P1", borrower="X", principal=100_00)
    books.transfer("2026-01-05 10:00", "A", "custody", 100_00, "invest", product="L1")
    books.transfer("2026-01-05 10:01", "custody", "X", 100_00, "disburse", product="L1")
    books.transfer("2026-01-05 10:02", "X", "own", 1_00, "fee", product="L1")
    books.transfer("2026-02-04 10:00", "X", "custody", 101_00, "repay_principal", product="L1")
    return books.transfer("2026-02-04 10:01", "custody", "A", 101_00, "payout_principal", product="L1")


USES = {"P1": {"lender_principal > borrower_use": 100_00, "borrower_money > lender_return": 101_00}}


def run(ledger: Path, tmp_path: Path, *more: object) -> subprocess.CompletedProcess[str]:
    done = lookthrough("flows", "run", ledger, "--out", tmp_path / "out", "--rejects", tmp_path / "rejects.csv", "--json", *more)
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def rejects(tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "rejects.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def add_line(ledger: Path, line: str, table: str = TRANSFERS) -> None:
    with (ledger / table).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rule_state(document: dict[str, Any], rule: str) -> str:
    """Return what ``run.json`` says of one rule, as text."""
    rules = document["rules"]
    entry = rules[rule] if isinstance(rules, dict) else next(row for row in rules if rule in (row.get("rule"), row.get("slug")))
    return json.dumps(entry, ensure_ascii=False).lower().replace("_", " ")


def numbers_under(document: Any, *words: str) -> list[int]:
    """Return every number that stands in the document under a key with one of the words in it, at any depth below."""
    found: list[int] = []

    def walk(value: Any, inside: bool) -> None:
        if isinstance(value, dict):
            for key, below in value.items():
                walk(below, inside or any(word in key.lower() for word in words))
        elif isinstance(value, list):
            for below in value:
                walk(below, inside)
        elif inside and isinstance(value, int) and not isinstance(value, bool):
            found.append(value)

    walk(document, False)
    return found
