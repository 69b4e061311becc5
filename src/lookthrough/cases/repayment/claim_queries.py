"""What is asked of claims: the list with its filters, one claim whole, what the claimant may see of it, counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.deposit_operations import entitled
from lookthrough.cases.repayment.models import Claim, ClaimCode, ClaimProof, ClaimsWindow, Deposit, Dispute, ReturnedPayment, RoundShare
from lookthrough.cases.repayment.sealing import Opened

DIFFERENCES = ("alike", "different", "missing")


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


def window(*, number: str) -> WindowFacts | None:
    """Return the time in which a case takes claims."""
    one = ClaimsWindow.objects.filter(case_number=number).first()
    return WindowFacts(one.institution_id, one.opened_by, one.opened_at, one.closes_on, one.closed_at) if one else None


def rows(*, number: str, text: str = "", state: str = "", source: str = "", difference: str = "", late: bool = False) -> QuerySet[Claim]:
    """Return the claims of a case that fit; ``text`` is a serial, a label or a client's number."""
    found = Claim.objects.filter(case_number=number)
    if state:
        found = found.filter(state=state)
    if source:
        found = found.filter(source=source)
    if late:
        found = found.filter(late=True)
    if difference == "missing":
        found = found.filter(ledger_contributed_fen=None)
    elif difference:
        alike = Q(ledger_contributed_fen=F("contributed_fen"), ledger_returned_fen=F("returned_fen"))
        found = found.exclude(ledger_contributed_fen=None)
        found = found.filter(alike) if difference == "alike" else found.exclude(alike)
    plain = text.strip()
    return (found.filter(_spoken_of(plain)) if plain else found).order_by("serial")


def of_person(*, number: str, text: str) -> list[ClaimRow]:
    """Return the claims of exactly this name or identity number; record the reading before."""
    wanted = Q(name_hash=sealing.name_hash(text)) | Q(identity=sealing.number_hash(text))
    return [row_of(one) for one in Claim.objects.filter(wanted, case_number=number).order_by("serial")[:50]]


def shown(claims: QuerySet[Claim]) -> Iterator[ClaimRow]:
    """Return claims as a list shows them."""
    return map(row_of, claims.iterator(chunk_size=2_000))


def file_of(*, number: str, serial: int) -> ClaimFile | None:
    """Return a claim whole, the person not opened."""
    one = Claim.objects.filter(case_number=number, serial=serial).first()
    if one is None:
        return None
    shares = one.shares.filter(round__state="executed").select_related("round").order_by("round__serial")
    aside = list(one.deposits.select_related("round", "claim"))
    return ClaimFile(
        row_of(one), one.case_number, one.client_id, one.reason, one.decided_by, one.decided_at, one.source_file, one.source_row,
        one.version, [_proof(each) for each in one.proofs.all()], [_dispute(each) for each in one.disputes.all()],
        [_share(each, aside) for each in shares], [deposit_of(each, reckon=True) for each in aside],
        one.codes.filter(withdrawn_at=None).count(),
    )  # fmt: skip


def person(*, number: str, serial: int) -> Opened | None:
    """Return the claimant in clear; record the reading before."""
    one = Claim.objects.filter(case_number=number, serial=serial).first()
    return sealing.opened(one) if one else None


def proof(*, number: str, serial: int, proof_id: int) -> ProofFacts | None:
    """Return one paper of a claim."""
    found = ClaimProof.objects.filter(claim__case_number=number, claim__serial=serial, pk=proof_id).first()
    return _proof(found) if found else None


def counts(*, number: str) -> Counts:
    """Return the claims of a case in figures."""
    claims = Claim.objects.filter(case_number=number)
    states = dict(claims.values_list("state").annotate(n=Count("pk")).order_by())
    standing = claims.exclude(state__in=("rejected", "withdrawn"))
    sums = standing.aggregate(gave=Sum("contributed_fen"), got=Sum("returned_fen"))
    alike = rows(number=number, state="registered", difference="alike").exclude(source="ledger").count()
    different = rows(number=number, difference="different").count()
    return Counts(states, int(sums["gave"] or 0), int(sums["got"] or 0), different, alike, claims.filter(late=True).count())


def codes_out(*, number: str) -> tuple[int, int]:
    """Return how many codes are out, and how many of them were used."""
    found = ClaimCode.objects.filter(case_number=number, withdrawn_at=None)
    return found.count(), found.exclude(claim=None).count()


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


def _spoken_of(text: str) -> Q:
    wanted = Q(label=text.lower()) | Q(client_id=text)
    return wanted | Q(serial=int(text)) if text.isdecimal() and len(text) < 10 else wanted


def _proof(one: ClaimProof) -> ProofFacts:
    return ProofFacts(one.pk, one.name, one.kind, one.size, one.sha256, one.stored_as, one.sent_by, one.sent_at)


def _dispute(one: Dispute) -> DisputeFacts:
    return DisputeFacts(
        one.text, one.raised_by, one.raised_at, one.hearing, one.heard_by, one.heard_at, one.outcome, one.decision, one.settled_by,
        one.settled_at,
    )  # fmt: skip


def _share(one: RoundShare, aside: list[Deposit]) -> ShareFacts:
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
