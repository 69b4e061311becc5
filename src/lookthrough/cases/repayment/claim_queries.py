"""What is asked of claims: the list with its filters, one claim whole, what the claimant may see of it, counts."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, QuerySet, Sum

from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.claim_operations import clients_named_twice
from lookthrough.cases.repayment.claim_rows import (
    ClaimFile,
    ClaimRow,
    Counts,
    ProofFacts,
    WindowFacts,
    deposit_of,
    dispute_of,
    proof_of,
    row_of,
    share_of,
)
from lookthrough.cases.repayment.models import Claim, ClaimCode, ClaimProof, ClaimsWindow
from lookthrough.cases.repayment.sealing import Opened

DIFFERENCES = ("alike", "different", "missing", "doubled")


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
    elif difference == "doubled":
        found = found.filter(client_id__in=clients_named_twice(number))
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
        one.version, [proof_of(each) for each in one.proofs.all()], [dispute_of(each) for each in one.disputes.all()],
        [share_of(each, aside) for each in shares], [deposit_of(each, reckon=True) for each in aside],
        one.codes.filter(withdrawn_at=None).count(), _same_client(one),
    )  # fmt: skip


def person(*, number: str, serial: int) -> Opened | None:
    """Return the claimant in clear; record the reading before."""
    one = Claim.objects.filter(case_number=number, serial=serial).first()
    return sealing.opened(one) if one else None


def proof(*, number: str, serial: int, proof_id: int) -> ProofFacts | None:
    """Return one paper of a claim."""
    found = ClaimProof.objects.filter(claim__case_number=number, claim__serial=serial, pk=proof_id).first()
    return proof_of(found) if found else None


def counts(*, number: str) -> Counts:
    """Return the claims of a case in figures."""
    claims = Claim.objects.filter(case_number=number)
    states = dict(claims.values_list("state").annotate(n=Count("pk")).order_by())
    standing = claims.exclude(state__in=("rejected", "withdrawn"))
    sums = standing.aggregate(gave=Sum("contributed_fen"), got=Sum("returned_fen"))
    alike = rows(number=number, state="registered", difference="alike").exclude(source="ledger")
    alike_waiting = alike.exclude(client_id__in=clients_named_twice(number)).count()
    different = rows(number=number, difference="different").count()
    return Counts(states, int(sums["gave"] or 0), int(sums["got"] or 0), different, alike_waiting, claims.filter(late=True).count())


def codes_out(*, number: str) -> tuple[int, int]:
    """Return how many codes are out, and how many of them were used."""
    found = ClaimCode.objects.filter(case_number=number, withdrawn_at=None)
    return found.count(), found.exclude(claim=None).count()


def _same_client(one: Claim) -> tuple[int, ...]:
    """Return the other standing claims that name the same client of the ledger."""
    if not one.client_id:
        return ()
    others = Claim.objects.filter(case_number=one.case_number, client_id=one.client_id).exclude(pk=one.pk)
    return tuple(others.exclude(state__in=("rejected", "withdrawn")).values_list("serial", flat=True))


def _spoken_of(text: str) -> Q:
    wanted = Q(label=text.lower()) | Q(client_id=text)
    return wanted | Q(serial=int(text)) if text.isdecimal() and len(text) < 10 else wanted
