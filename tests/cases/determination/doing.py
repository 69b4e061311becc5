"""Short ways to do in tests what officers do in a determination."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from lookthrough.cases.determination import circulation_operations as rounds
from lookthrough.cases.determination import meeting_operations as meetings
from lookthrough.cases.determination import opinion_operations as opinions
from lookthrough.cases.determination import queries
from lookthrough.cases.determination.meeting_operations import Present
from lookthrough.cases.determination.rows import AskedRow, DeterminationFile
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY

People = dict[str, int]
FUNDRAISING, LENDING = "illegal_fundraising", "ordinary_lending"
PAPER = "a" * 64
DUE = TODAY + timedelta(days=7)
LATER = AT + timedelta(days=14)


def refused(words: str, deed: Callable[..., object], *said: object, **given: object) -> None:
    """Expect a refusal that says why, in both languages."""
    with pytest.raises(NotAllowed) as refusal:
        deed(*said, **given)
    assert words in refusal.value.reason.zh
    assert refusal.value.reason.en != refusal.value.reason.zh


def file(number: str, on: date = TODAY) -> DeterminationFile:
    """Return the determination of a case."""
    return queries.determination(number=number, today=on)


def circulated(people: People, number: str, *departments: str) -> dict[str, AskedRow]:
    """Ask departments; returns them by name."""
    rounds.circulate(
        number=number, question="是否属于非法集资", class_proposed=FUNDRAISING, departments=departments or ("市场监管局", "公安局"),
        due_on=DUE, papers=[PAPER], officer_id=people["east"], at=AT,
    )  # fmt: skip
    return {one.department: one for one in file(number).circulations[0].asked}


def answered(people: People, number: str, asked: AskedRow, view: str = "agrees", at: datetime = AT, **more: str) -> None:
    """Record an answer."""
    on = at.date()
    rounds.answer(number=number, asked_id=asked.asked_id, received_on=on, view=view, officer_id=people["east"], at=at, **more)  # type: ignore[arg-type]


def agreed(people: People, number: str) -> None:
    """Have all departments agree and close the round."""
    for one in circulated(people, number).values():
        answered(people, number, one)
    rounds.close(number=number, officer_id=people["east"], at=AT)


def draft(people: People, number: str, ground: str = "agreement", class_found: str = FUNDRAISING, at: datetime = AT) -> None:
    """Draft an opinion."""
    opinions.draft(number=number, class_found=class_found, text="经认定属非法集资", ground=ground, officer_id=people["east"], at=at)


def met(people: People, number: str, class_decided: str, *votes: str, members: int = 5, at: datetime = LATER) -> int:
    """Record a meeting at which members voted so."""
    present = [Present(f"成员{place}", "某局", vote) for place, vote in enumerate(votes)]
    return meetings.record_meeting(
        number=number, held_on=at.date(), chair="组长", members=members, present=present, question="是否属非法集资", minutes="讨论记录",
        class_decided=class_decided, paper_sha256=PAPER, officer_id=people["east"], at=at,
    )  # fmt: skip
