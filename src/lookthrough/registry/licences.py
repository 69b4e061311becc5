"""Which firms hold an active licence on a day, and which listed words its business covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold

_KINDS = Path(__file__).parent / "licences.yml"


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """One kind of licence: its title, who issues it, and the folded words whose business it covers."""

    name: str
    title: Text
    issuer: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of one firm; its last day counts, without one it has no end. Suspended or revoked, it covers nothing from that day on."""

    uscc: str
    kind: str
    words: frozenset[str]
    valid_from: date
    valid_to: date | None = None
    number: str = ""
    scope: str = ""
    issuing_body: str = ""
    suspended_from: date | None = None
    suspended_to: date | None = None
    revoked_on: date | None = None

    def active(self, on: date) -> bool:
        """Say whether the licence is in force on a day."""
        return self.standing(on) == "in_force"

    def standing(self, on: date) -> str:
        """Say how the licence stands on a day: not_yet, in_force, suspended, revoked or ended."""
        if self.revoked_on and self.revoked_on <= on:
            return "revoked"
        if on < self.valid_from:
            return "not_yet"
        if self.valid_to and self.valid_to < on:
            return "ended"
        suspended = self.suspended_from and self.suspended_from <= on and (self.suspended_to is None or on <= self.suspended_to)
        return "suspended" if suspended else "in_force"


@cache
def licence_kinds() -> Mapping[str, LicenceKind]:
    """Return all kinds by name."""
    entries = yaml.safe_load(_KINDS.read_bytes())
    return {
        name: LicenceKind(name, Text(**entry["title"]), entry["issuer"], frozenset(map(fold, entry["words"])))
        for name, entry in entries.items()
    }


def allowed_words(licences: Iterable[Licence], *, on: date) -> dict[str, frozenset[str]]:
    """Return, for each firm by USCC, all words that its licences in force on a day cover."""
    allowed: dict[str, frozenset[str]] = {}
    for licence in licences:
        if licence.active(on):
            allowed[licence.uscc] = allowed.get(licence.uscc, frozenset()) | licence.words
    return allowed
