"""One line of an officer's work: what it is, why it lies on the desk, when it is due, which page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lookthrough.kernel.texts import Text


class Why(StrEnum):
    """Why something lies on the desk."""

    ASKED = "asked"  # a decision is asked of the officer as the second person
    RETURNED = "returned"  # of one's own, and sent back
    DUE = "due"  # it has a last day
    MINE = "mine"  # in the officer's hands, without a day


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of work. ``key`` names it once and for all; ``page`` and ``at`` say where it is shown, ``left`` counts working days."""

    why: Why
    source: str
    key: str
    number: str
    what: Text
    title: str
    page: str
    at: str
    since: datetime | None = None
    by: str = ""  # user name of who asked, gave or returned it
    due_on: date | None = None
    left: int | None = None
    said: str = ""
    provisional: bool = False  # the calendar of the days to it is not announced yet

    @property
    def late(self) -> bool:
        """Return whether the last day has passed."""
        return self.left is not None and self.left < 0

    @property
    def days_over(self) -> int:
        """Return the working days by which it is late."""
        return max(0, -(self.left or 0))


TITLES: dict[str, Text] = {
    "alert": Text("预警", "alerts"),
    "triage": Text("分诊", "triage"),
    "lead": Text("线索", "leads"),
    "case": Text("案件", "cases"),
    "clock": Text("期限", "terms"),
    "paper": Text("文书", "documents"),
    "determination": Text("认定", "determination"),
    "procedure": Text("程序", "procedure"),
    "repayment": Text("清退", "repayment"),
    "evidence": Text("证据", "evidence"),
    "campaign": Text("专项", "campaigns"),
    "rescue": Text("纾困", "rescues"),
    "supervision": Text("监管", "supervision"),
    "report": Text("月报", "monthly reports"),
    "register": Text("更正", "corrections"),
    "authority": Text("授权", "authorities"),
    "appointment": Text("任免", "appointments"),
    "petition": Text("信访", "petitions"),
}
_RANK = {Why.ASKED: 1, Why.RETURNED: 1, Why.DUE: 2, Why.MINE: 3}


def in_order(items: list[WorkItem]) -> list[WorkItem]:
    """Return work with what is late first, then what others wait for, then what is due, the earliest before all others."""
    return sorted(items, key=lambda one: (not one.late, 0 if one.late else _RANK[one.why], one.due_on or date.max, one.number, one.key))
