"""Administrative procedure as it is shown: queries, registrations, proceedings, services, rectifications, remedies, inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What a bank answered."""

    bank: str
    kind: str
    on: date
    note: str
    paper_sha256: str


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A query of accounts; the numbers are masked but for their last four signs."""

    id: int
    banks: tuple[str, ...]
    masked: tuple[str, ...]
    holders: str
    institutions: tuple[str, ...]
    ledgers: tuple[str, ...]
    loads_data: bool
    purpose: str
    basis: str
    until: date
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decision: str
    authority_id: str
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing that was registered."""

    id: int
    name: str
    quantity: str
    features: str
    kept_at: str
    outcome: str
    decided_on: date | None
    decided_by: str
    note: str
    lapsed: bool


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A first registration; ``working_days_left`` until its term ends, none before it was done or when all is settled."""

    id: int
    holder: str
    place: str
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decision: str
    registered_on: date | None
    due_on: date | None
    officers: tuple[str, ...]
    signature: str
    witness: str
    paper_sha256: str
    items: tuple[ItemRow, ...]
    working_days_left: int | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A legal review."""

    passed: bool
    text: str
    certificate: str
    reviewed_by: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """A remedy against a decision."""

    id: int
    kind: str
    body: str
    number: str
    filed_on: date
    late: bool
    state: str
    copy_received_on: date | None
    reply_due_on: date | None
    replied_on: date | None
    stays_execution: bool
    outcome: str
    outcome_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class ProceedingRow:
    """A proceeding towards a penalty; ``open_deeds`` are those that may be done today, ``missing`` what the decision still needs."""

    id: int
    party: str
    facts: str
    reasons: str
    basis: str
    measures: tuple[str, ...]
    fine_fen: int
    rights_told: bool
    grave: bool
    complex: bool
    state: str
    drafted_by: str
    drafted_at: datetime
    notice_served_on: date | None
    statement: str
    statement_until: date | None
    statement_text: str
    statement_answer: str
    statement_accepted: bool | None
    hearing: str
    hearing_until: date | None
    hearing_on: date | None
    hearing_place: str
    hearing_chair: str
    hearing_public: bool
    hearing_record: str
    discussed_on: date | None
    discussion: str
    discussed_by: tuple[str, ...]
    outcome: str
    decision: str
    decided_measures: tuple[str, ...]
    decided_fine_fen: int
    decision_number: str
    decided_by: str
    decided_on: date | None
    decision_served_on: date | None
    end_reason: str
    hearing_offered: bool
    reviews: tuple[ReviewRow, ...]
    remedies: tuple[RemedyRow, ...]
    remedy_until: tuple[tuple[str, date], ...]
    open_deeds: frozenset[str]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """An attempt to serve a paper; ``may_confirm``: an announcement whose period has passed."""

    id: int
    what: str
    about: int
    title: str
    recipient: str
    way: str
    sent_on: date
    state: str
    served_on: date | None
    receiver: str
    note: str
    paper_sha256: str
    recorded_by: str
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class RectificationRow:
    """A rectification notice; ``over``: its deadline has passed and nobody has confirmed anything."""

    id: int
    party: str
    demands: str
    basis: str
    count: int
    unit: str
    state: str
    drafted_by: str
    served_on: date | None
    due_on: date | None
    reported_on: date | None
    report: str
    confirmed_by: str
    confirmed_on: date | None
    finding: str
    paper_sha256: str
    working_days_left: int | None

    @property
    def over(self) -> bool:
        """Return whether the deadline has passed and a person has to confirm what became of it."""
        return self.state == "running" and self.working_days_left is not None and self.working_days_left < 0


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """The announcement of a ban or a closure."""

    id: int
    kind: str
    text: str
    basis: str
    without_deadline_why: str
    state: str
    proposed_by: str
    decided_by: str
    decision: str
    published_on: date | None
    published_where: str


@dataclass(frozen=True, slots=True)
class InspectionItemRow:
    """One thing of the file that was asked for."""

    id: int
    kind: str
    title: str
    sha256: str
    outcome: str
    reason: str
    redacted_sha256: str
    copied: bool


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """A request to inspect the file."""

    id: int
    party: str
    agent: str
    purpose: str
    asked_on: date
    due_on: date
    state: str
    decided_by: str
    held_on: date | None
    came: str
    identity: str
    officers: tuple[str, ...]
    record: str
    items: tuple[InspectionItemRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A person with the legal qualification."""

    officer_id: int
    username: str
    certificate: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ProcedureFile:
    """All of one case's procedure, the newest first."""

    queries: tuple[QueryRow, ...]
    registrations: tuple[RegistrationRow, ...]
    proceedings: tuple[ProceedingRow, ...]
    services: tuple[ServiceRow, ...]
    rectifications: tuple[RectificationRow, ...]
    announcements: tuple[AnnouncementRow, ...]
    inspections: tuple[InspectionRow, ...]

    @property
    def papers(self) -> list[tuple[str, int, str, str]]:
        """Return the papers that wait for service: kind, about, party, what stands on them."""
        waiting = [("prior_notice", one.id, one.party, one.facts) for one in self.proceedings if one.state == "drafted"]
        waiting += [("decision", one.id, one.party, one.decision_number) for one in self.proceedings if one.state == "decided"]
        return waiting + [("rectification", one.id, one.party, one.demands) for one in self.rectifications if one.state == "drafted"]
