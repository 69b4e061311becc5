"""Short ways to do in tests what officers do in a procedure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from lookthrough.cases.procedure import decision_operations as decisions
from lookthrough.cases.procedure import penalty_operations as penalties
from lookthrough.cases.procedure import service_operations as services
from lookthrough.cases.procedure.service_operations import Paper
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, TODAY

People = dict[str, int]
PAPER, OTHER_PAPER = "a" * 64, "b" * 64
PARTY = "东区某投资有限公司"


def refused(words: str, deed: Callable[..., object], *said: object, **given: object) -> None:
    """Expect a refusal that says why, in both languages."""
    with pytest.raises(NotAllowed) as refusal:
        deed(*said, **given)
    assert words in refusal.value.reason.zh
    assert refusal.value.reason.en != refusal.value.reason.zh


def on(day: date) -> datetime:
    """Return nine o'clock on a day."""
    return AT + (day - TODAY)


def by(people: People, who: str = "east", at: datetime = AT) -> dict[str, object]:
    """Return who acts when."""
    return {"officer_id": people[who], "at": at}


def noticed(people: People, number: str, *measures: str, grave: bool = False) -> int:
    """Draft a prior notice of a penalty."""
    chosen = measures or ("large_fine",)
    fine = 50_000_00 if {"fine", "large_fine"} & set(chosen) else 0
    return penalties.draft(
        number=number, party=PARTY, facts="吸收资金", reasons="未经许可", basis="国令737号第30条", measures=chosen, fine_fen=fine,
        grave=grave, difficult=False, rights_told=True, officer_id=people["east"], at=AT,
    )  # fmt: skip


def served(people: People, number: str, what: str, about: int, day: date = TODAY) -> int:
    """Serve a paper in person."""
    paper = Paper(what, about, "文书", PARTY)
    return services.serve(
        number=number, paper=paper, way="direct", sent_on=day, received_on=day, receiver="法定代表人", officer_id=people["east"], at=on(day)
    )


def heard(people: People, number: str, proceeding: int) -> None:
    """Serve the notice and have the party waive everything."""
    served(people, number, "prior_notice", proceeding)
    given = {"number": number, "proceeding_id": proceeding, "officer_id": people["east"], "at": AT}
    penalties.waive_statement(paper_sha256=PAPER, **given)  # type: ignore[arg-type]
    penalties.waive_hearing(paper_sha256=PAPER, **given)  # type: ignore[arg-type]
    penalties.conclude(**given)  # type: ignore[arg-type]


def decided(people: People, number: str, proceeding: int, **more: object) -> str:
    """Decide on a penalty as the head."""
    given: dict[str, object] = {
        "outcome": "penalty",
        "text": "罚款",
        "measures": ["large_fine"],
        "fine_fen": 50_000_00,
        "rights_told": True,
    }
    said = {"number": number, "proceeding_id": proceeding, "officer_id": people["head"], "at": AT, **given, **more}
    return decisions.decide(**said)  # type: ignore[arg-type]
