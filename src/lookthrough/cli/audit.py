"""``lookthrough audit …``: whether the trail is still as it was written, and its head to be written down elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from lookthrough.cli.output import answer, json_option, progress
from lookthrough.cli.store import open_store

if TYPE_CHECKING:
    from lookthrough.audit.queries import Verification


@click.group()
def audit() -> None:
    """The audit trail: check every entry, or tell the last seal."""


@audit.command()
@click.option("--head", "known_head", metavar="HASH", help="A head written down earlier: it must still be in the trail.")
@json_option
def verify(known_head: str | None, as_json: bool) -> None:
    """Read the whole trail and check each entry. Exit 0: sound; exit 1: the first broken entry, and why.

    Example: lookthrough audit verify
    """
    open_store()
    from lookthrough.audit import queries

    begin = time.perf_counter()
    with progress("核验 / verifying", queries.head()[0]) as advance:
        found = queries.verify(known_head=known_head, on_progress=advance)
    seconds = round(time.perf_counter() - begin, 2)
    answer(_document(found, seconds), as_json=as_json, lines=lambda: _lines(found, seconds))
    sys.exit(0 if found.sound else 1)


@audit.command()
@json_option
def head(as_json: bool) -> None:
    """Tell number and seal of the last entry: write them down where nobody of this office can change them.

    Example: lookthrough audit head --json
    """
    open_store()
    from lookthrough.audit import queries

    number, seal = queries.head()
    answer({"number": number, "head": seal}, as_json=as_json, lines=lambda: [f"{number} {seal}"])


def _document(found: Verification, seconds: float) -> dict[str, Any]:
    document: dict[str, Any] = {"sound": found.sound, "entries": found.entries, "head": found.head, "seconds": seconds}
    if not found.sound and found.reason:
        document |= {"broken_at": found.broken_at, "reason": found.reason.en, "reason_zh": found.reason.zh}
    return document


def _lines(found: Verification, seconds: float) -> list[str]:
    if found.sound:
        return [
            f"{found.entries:,} 条全部完整（{seconds} 秒）。末条封印：",
            f"{found.entries:,} entries, all as written ({seconds} s). Head:",
            found.head or "–",
        ]
    reason = found.reason
    return [
        f"第 {found.broken_at:,} 条有问题：{reason.zh if reason else ''}",
        f"entry {found.broken_at:,} is not as written: {reason.en if reason else ''}",
    ]
