"""The chain of custody (证据保管链): each entry is hashed over what it says and over the entry before; the first over the thing itself.

What an entry says (from whom, to whom, where) enters its hash through a hash of its own with a random salt. So a copy for strangers can
leave the words out and the chain still holds; and nobody finds a name by trying names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from lookthrough.kernel.texts import Text

_SPELLING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

DEEDS = {
    "collected": Text("收取", "collected"), "moved": Text("移存", "moved"), "handed_over": Text("交出", "handed over"),
    "received": Text("收回", "received back"), "viewed": Text("查看", "viewed"), "copied": Text("复制", "copied"),
    "refiled": Text("改归他案", "filed under another case"), "redacted": Text("制作遮盖件", "redacted into a new item"),
    "bundled": Text("编入案卷", "put into a bundle"), "opened": Text("准予查阅", "opened to inspection"),
    "returned": Text("退还", "returned"), "released": Text("解除保存", "released"),
}  # fmt: skip
LEAVING = ("returned", "released")  # after these it is no longer in the office's hands


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an item when it is taken, and never changed afterwards; the chain begins with its hash."""

    number: str
    case_number: str
    title: str
    source: str
    origin: str
    origin_reference: str
    original_name: str
    kind: str
    size: int
    sha256: str
    taken_by: str
    taken_at: str
    redacted_from: str = ""

    @property
    def hash(self) -> str:
        """Return the hash that the first entry builds on."""
        return spelled_hash({"facts": asdict(self)})


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: its place, what was done, when, by whom, and what was said (from, to, place, note)."""

    sequence: int
    deed: str
    at: str
    actor: str
    previous_hash: str
    hash: str
    said_hash: str
    said: Mapping[str, str] = field(default_factory=dict)  # with its salt; empty where the words are left out


def spelled_hash(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values in one fixed spelling."""
    return hashlib.sha256(_SPELLING.encode(said).encode()).hexdigest()


def moment(at: datetime) -> str:
    """Return a time in the one spelling that hashes use: UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def next_link(*, sequence: int, deed: str, at: str, actor: str, said: Mapping[str, str], previous_hash: str) -> Link:
    """Return an entry hashed to the one before."""
    if deed not in DEEDS:
        raise ValueError(f"{deed!r} is no deed of a chain")
    if "salt" not in said:
        raise ValueError("an entry's words need a salt")
    words = spelled_hash(dict(said))
    own = _hash(sequence, deed, at, actor, words, previous_hash)
    return Link(sequence, deed, at, actor, previous_hash, own, words, dict(said))


def trouble(facts: Facts, links: Sequence[Link], *, length: int | None = None, head: str | None = None) -> Text | None:
    """Return where a chain is not as it was written, or nothing; ``length`` and ``head`` are what was noted of it elsewhere."""
    before = facts.hash
    for place, link in enumerate(links, 1):
        if link.sequence != place or link.previous_hash != before:
            return Text(
                f"{facts.number} 保管链第 {place} 条与前一条不相接", f"entry {place} of the chain of {facts.number} does not follow"
            )
        words_hold = not link.said or spelled_hash(dict(link.said)) == link.said_hash
        if not words_hold or link.hash != _hash(link.sequence, link.deed, link.at, link.actor, link.said_hash, link.previous_hash):
            return Text(f"{facts.number} 保管链第 {place} 条被改动", f"entry {place} of the chain of {facts.number} was altered")
        before = link.hash
    if not links or (length is not None and length != len(links)) or (head is not None and head != before):
        return Text(f"{facts.number} 保管链不完整", f"the chain of {facts.number} is cut short")
    return None


def _hash(sequence: int, deed: str, at: str, actor: str, said_hash: str, previous_hash: str) -> str:
    return spelled_hash(
        {"sequence": sequence, "deed": deed, "at": at, "actor": actor, "said_hash": said_hash, "previous_hash": previous_hash}
    )
