"""What waits for a person: a decision asked of a second one, or something that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that waits; ``key`` names it once and for all, ``barred`` are the user names of those who may not decide it."""

    key: str
    number: str  # of the case, report or request: all that a mail may say
    what: Text
    title: str
    asked_by: str
    asked_at: datetime
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CameBack:
    """Something of an officer's that another sent back or refused, with what was said to it."""

    key: str
    number: str
    what: Text
    title: str
    by: str
    at: datetime
    said: str
