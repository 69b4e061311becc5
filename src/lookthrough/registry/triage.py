"""Triage of hits: its states, who moves it between them, and the words by which it is opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from lookthrough.kernel.texts import Text


class State(StrEnum):
    """Where a triage stands: the first three wait for somebody, the others are decided."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    CLEARED = "cleared"
    WATCHED = "watched"
    PASSED_ON = "passed_on"


class Change(StrEnum):
    """What happened to a triage."""

    OPENED = "opened"
    RENEWED = "renewed"  # opened again by a new word or another text
    UPDATED = "updated"
    TAKEN = "taken"
    NOTED = "noted"
    ASKED = "asked"
    ANSWERED = "answered"
    CLEARED = "cleared"
    WATCHED = "watched"
    PASSED_ON = "passed_on"
    UNDONE = "undone"


WAITING = (State.OPEN, State.ASKED, State.ANSWERED)
DECIDED = (State.CLEARED, State.WATCHED, State.PASSED_ON)
BY_NOBODY = (Change.OPENED, Change.RENEWED, Change.UPDATED, Change.ANSWERED)  # the machine or the firm did it
MACHINE = "cycle"
FIRM = "firm"
STATE_TITLES: Mapping[str, Text] = {
    "open": Text("待处理", "open"),
    "asked": Text("已询问", "asked"),
    "answered": Text("已答复", "answered"),
    "cleared": Text("已排除", "cleared"),
    "watched": Text("列入重点监管", "on the key watch list"),
    "passed_on": Text("已移送", "passed on"),
}
CHANGE_TITLES: Mapping[str, Text] = {
    "opened": Text("命中建档", "opened by screening"),
    "renewed": Text("出现新的命中，重新打开", "opened again by something new"),
    "updated": Text("命中有变", "the hits changed"),
    "taken": Text("承办", "taken"),
    "noted": Text("备注", "noted"),
    "asked": Text("发出询问", "question sent"),
    "answered": Text("企业答复", "the firm answered"),
    "cleared": Text("排除", "cleared"),
    "watched": Text("列入重点监管对象", "put on the key watch list"),
    "passed_on": Text("移送", "passed on"),
    "undone": Text("撤销", "undone"),
}


class Word(NamedTuple):
    """One graded word of a firm: where it stands, which list speaks, how strictly."""

    field: str
    word: str
    list: str
    grade: str


class Found(NamedTuple):
    """What screening found of one firm at one event; ``text_hash`` tells the texts that hold the words."""

    company: int
    event: str
    region_code: str
    words: tuple[Word, ...]
    text_hash: str

    @property
    def grade(self) -> str:
        """Return the strictest grade."""
        return "block" if any(word.grade == "block" for word in self.words) else "watch"

    @property
    def rank(self) -> int:
        """Return what puts the gravest first: barred words, then changes before what stood already, then how many words, names first."""
        changed = self.event != "existing"
        names = sum(word.field == "name" for word in self.words)
        return 10_000 * (self.grade == "block") + 1_000 * changed + min(99, 10 * names) + min(9, len({word.word for word in self.words}))


def opens(found: Found, *, at_changes: bool, words_from: int) -> bool:
    """Say whether hits open triage: barred words always, watch words at a change or where there are many."""
    if found.grade == "block":
        return True
    if found.event != "existing":
        return at_changes
    return len({word.word for word in found.words}) >= words_from


def is_new(found: Found, *, seen: Iterable[Iterable[str]], text_hash: str) -> bool:
    """Say whether a decided triage must be looked at again: by a word it never told of, or because the text is another one."""
    return found.text_hash != text_hash or not {tuple(word) for word in found.words} <= {tuple(word) for word in seen}


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Say whether it waits past its day."""
    return state in WAITING and due_on < today
