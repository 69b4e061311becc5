"""How claims are shown: a claim in a list and whole, with its proofs, disputes, shares and deposits; the person is a label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lookthrough.cases.repayment.deposit_operations import entitled
from lookthrough.cases.repayment.models import Claim, ClaimProof, Deposit, Dispute, ReturnedPayment, RoundShare


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """The time in which a case takes claims."""

    institution_id: str
    opened_by: str
    opened_at: datetime
    closes_on: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list: the person is a label."""

    serial: int
    label: str
    source: str
    state: str
    late: bool
    contributed_fen: int
    returned_fen: int
    ledger_contributed_fen: int | None
    ledger_returned_fen: int | None
    decided_contributed_fen: int | None
    decided_returned_fen: int | None
    registered_by: str
    registered_at: datetime
    has_account: bool

    @property
    def difference(self) -> str:
        """Return how claim and ledger stand to each other."""
        if self.ledger_contributed_fen is None:
            return "missing"
        alike = (self.contributed_fen, self.returned_fen) == (self.ledger_contributed_fen, self.ledger_returned_fen)
        return "alike" if alike else "different"


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """A paper that a claim rests on."""

    proof_id: int
    name: str
    kind: str
    size: int
    sha256: str
    stored_as: str
    sent_by: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A dispute over a claim."""

    text: str
    raised_by: str
    raised_at: datetime
    hearing: str
    heard_by: str
    heard_at: datetime | None
    outcome: str
    decision: str
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What a claim got in one executed round."""

    round_serial: int
    executed_at: datetime | None
    base_fen: int
    before_fen: int
    paid_fen: int
    held_fen: int
    held_because: str
    returned: str  # state of the newest returned payment, or empty

    @property
    def after_fen(self) -> int:
        """Return what was given and put aside after this round."""
        return self.before_fen + self.paid_fen + self.held_fen

    @property
    def ratio(self) -> float | None:
        """Return which part of the base that is."""
        return self.after_fen / self.base_fen if self.base_fen else None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim whole."""

    row: ClaimRow
    case_number: str
    client_id: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    source_file: str
    source_row: int | None
    version: int
    proofs: list[ProofFacts]
    disputes: list[DisputeFacts]
    shares: list[ShareFacts]
    deposits: list[DepositFacts]
    codes: int
    same_client: tuple[int, ...]  # other claims that name the same client of the ledger

    @property
    def open_dispute(self) -> DisputeFacts | None:
        """Return the dispute that is not settled."""
        return next((one for one in self.disputes if one.settled_at is None), None)

    @property
    def paid_fen(self) -> int:
        """Return what was paid in all, deposits that were paid out included, returned payments not."""
        paid = sum(one.paid_fen for one in self.shares if one.returned not in ("open", "deposited"))
        return paid + sum(one.paid_fen for one in self.deposits)

    @property
    def aside_fen(self) -> int:
        """Return what still lies in deposit, or waits because the bank sent it back."""
        waiting = sum(one.paid_fen for one in self.shares if one.returned == "open")
        return waiting + sum(one.left_fen for one in self.deposits)


@dataclass(frozen=True, slots=True)
class DepositFacts:
    """What lies in deposit for a claim."""

    deposit_id: int
    serial: int
    label: str
    round_serial: int
    reason: str
    fen: int
    paid_fen: int
    back_fen: int
    proposed_paid_fen: int | None
    proposed_by: str
    released_at: datetime | None
    note: str
    claim_state: str
    entitled_fen: int | None = None

    @property
    def left_fen(self) -> int:
        """Return what still lies there."""
        return self.fen - self.paid_fen - self.back_fen


@dataclass(frozen=True, slots=True)
class Counts:
    """The claims of a case in figures."""

    by_state: dict[str, int]
    contributed_fen: int
    returned_fen: int
    different: int
    alike_waiting: int
    late: int

    @property
    def all(self) -> int:
        """Return how many there are."""
        return sum(self.by_state.values())


def deposit_of(one: Deposit, *, reckon: bool = False) -> DepositFacts:
    """Return a deposit as pages show it; ``reckon`` what the claimant may have of it now."""
    may_have = min(one.fen, entitled(one.claim, without=one)) if reckon and one.released_at is None else None
    return DepositFacts(
        one.pk, one.claim.serial, one.claim.label, one.round.serial, one.reason, one.fen, one.paid_fen, one.back_fen, one.proposed_paid_fen,
        one.proposed_by, one.released_at, one.note, one.claim.state, may_have,
    )  # fmt: skip


def row_of(one: Claim) -> ClaimRow:
    """Return a claim as a list shows it."""
    return ClaimRow(
        one.serial, one.label, one.source, one.state, one.late, one.contributed_fen, one.returned_fen, one.ledger_contributed_fen,
        one.ledger_returned_fen, one.decided_contributed_fen, one.decided_returned_fen, one.registered_by, one.registered_at,
        one.sealed_account is not None,
    )  # fmt: skip


def proof_of(one: ClaimProof) -> ProofFacts:
    """Return a paper that a claim rests on."""
    return ProofFacts(one.pk, one.name, one.kind, one.size, one.sha256, one.stored_as, one.sent_by, one.sent_at)


def dispute_of(one: Dispute) -> DisputeFacts:
    """Return a dispute over a claim."""
    return DisputeFacts(
        one.text, one.raised_by, one.raised_at, one.hearing, one.heard_by, one.heard_at, one.outcome, one.decision, one.settled_by,
        one.settled_at,
    )  # fmt: skip


def share_of(one: RoundShare, aside: list[Deposit]) -> ShareFacts:
    """Return what a claim got in one round, and why part of it waits aside."""
    why = next((each.reason for each in aside if each.round_id == one.round_id and each.reason != "returned"), "")
    newest = ReturnedPayment.objects.filter(share=one).first()
    return ShareFacts(
        one.round.serial,
        one.round.executed_at,
        one.base_fen,
        one.before_fen,
        one.paid_fen,
        one.held_fen,
        why,
        newest.state if newest else "",
    )
