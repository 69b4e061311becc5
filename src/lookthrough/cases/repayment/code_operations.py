"""Claim codes: handed out once on paper; on the portal they let one claim be made and later open its page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.acting import told, trailed, worker
from lookthrough.cases.repayment.claim_operations import claim, entered
from lookthrough.cases.repayment.dispute_operations import raised
from lookthrough.cases.repayment.models import Claim, ClaimCode, ClaimProof, ClaimsWindow, WrongClaimCode
from lookthrough.cases.repayment.sealing import Person
from lookthrough.cases.repayment.terms import limits_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.triage_answer_files import SentFile, keep, problem_with

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1
_GROUPS, _GROUP = 4, 4  # sixteen of 31 signs: 79 bits
MOST_AT_ONCE = 500
LOCKED_FOR = timedelta(minutes=15)
_KEPT_FOR = timedelta(days=1)
BY_CLAIMANT = "portal"
_COUNT = Text(f"一次可发 1 至 {MOST_AT_ONCE} 个申报码", f"1 to {MOST_AT_ONCE} codes at a time")
_WRONG = Text("申报码不正确，或证件号码后四位不符", "the code is not right, or the last four signs do not fit")
_LOCKED = Text("错误次数过多，请十五分钟后再试", "too many wrong codes: please try again in a quarter of an hour")
_MOST_FILES = Text("文件太多，请合并后再传", "too many files; please put them together")


class Locked(NotAllowed):
    """Too many wrong codes from one address: the page is closed to it for a while."""

    def __init__(self) -> None:
        super().__init__(_LOCKED)


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """What a code opens: a case, and the claim if one was made with it."""

    code_id: int
    case_number: str
    serial: int | None


@transaction.atomic
def issue_codes(*, number: str, count: int, officer_id: int, at: datetime) -> list[str]:
    """Make codes to hand out, each for one claim of a case; they are shown this once and kept as hashes."""
    by = worker(number, officer_id, at)
    if not 0 < count <= MOST_AT_ONCE:
        raise NotAllowed(_COUNT)
    if not ClaimsWindow.objects.filter(case_number=number).exists():
        raise NotAllowed(Text("本案还没有开始债权申报", "this case does not take claims yet"))
    codes = [_code() for _ in range(count)]
    ClaimCode.objects.bulk_create(
        ClaimCode(case_number=number, code_hash=_hash(code), issued_by=by.username, issued_at=at) for code in codes
    )
    told(number, "claim_codes", Text(f"发出申报码 {count} 个", f"{count} claim codes handed out"), by=by.username, at=at)
    return codes


@transaction.atomic
def issue_code_for(*, number: str, serial: int, officer_id: int, at: datetime) -> str:
    """Make a new code for a claim; earlier ones of it no longer open anything."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    one.codes.filter(withdrawn_at=None).update(withdrawn_at=at)
    code = _code()
    ClaimCode.objects.create(case_number=number, code_hash=_hash(code), claim=one, issued_by=by.username, issued_at=at)
    trailed(number, "claim_code", by=by.username, at=at, details={"claim": serial})
    return code


def open_code(*, code: str, last_signs: str, address_hash: str, at: datetime) -> OpenedCode:
    """Return what a code opens; once a claim was made with it, the last four signs of the claimant's number are needed, too."""
    most = limits_on(at.date()).whole("wrong_codes")
    if WrongClaimCode.objects.filter(address_hash=address_hash, at__gt=at - LOCKED_FOR).count() >= most:
        raise Locked
    found = ClaimCode.objects.filter(code_hash=_hash(code), withdrawn_at=None).select_related("claim").first()
    if found is None or (found.claim is not None and not _fits(found.claim, last_signs)):
        WrongClaimCode.objects.filter(at__lt=at - _KEPT_FOR).delete()
        WrongClaimCode.objects.create(address_hash=address_hash, at=at)
        raise NotAllowed(_WRONG)
    return _opened(found)


def code_of(*, code_id: int) -> OpenedCode | None:
    """Return a code that was opened before and was not withdrawn."""
    found = ClaimCode.objects.filter(pk=code_id, withdrawn_at=None).select_related("claim").first()
    return _opened(found) if found else None


@transaction.atomic
def claim_as_claimant(
    *, code_id: int, person: Person, contributed_fen: int, returned_fen: int, client_id: str, files: Sequence[SentFile], folder: Path,
    at: datetime,
) -> int:  # fmt: skip
    """Make the one claim that a code is for, with its proofs, and return its serial."""
    found = ClaimCode.objects.select_for_update().filter(pk=code_id, withdrawn_at=None, claim=None).first()
    if found is None:
        raise NotAllowed(_WRONG)
    _look_at(files, 0, at)
    made = entered(
        number=found.case_number, person=person, contributed_fen=contributed_fen, returned_fen=returned_fen, client_id=client_id,
        source="portal", actor=BY_CLAIMANT, at=at,
    )  # fmt: skip
    found.claim = made
    found.save(update_fields=["claim"])
    _keep(made, files, folder, BY_CLAIMANT, at)
    trailed(found.case_number, "claim_made", by=BY_CLAIMANT, at=at, details={"claim": made.serial, "files": len(files)})
    return made.serial


@transaction.atomic
def add_proofs_as_claimant(*, code_id: int, files: Sequence[SentFile], folder: Path, at: datetime) -> None:
    """Add proofs to one's own claim."""
    one = _own(code_id)
    _look_at(files, one.proofs.count(), at)
    _keep(one, files, folder, BY_CLAIMANT, at)
    trailed(one.case_number, "claim_proof", by=BY_CLAIMANT, at=at, details={"claim": one.serial, "files": len(files)})


@transaction.atomic
def object_as_claimant(*, code_id: int, text: str, at: datetime) -> None:
    """Object to the amounts of one's own claim."""
    said = text.strip()[:4000]
    if not said:
        raise NotAllowed(Text("请写下异议", "please write your objection"))
    raised(_own(code_id), said, BY_CLAIMANT, at)


@transaction.atomic
def add_proofs(*, number: str, serial: int, files: Sequence[SentFile], folder: Path, officer_id: int, at: datetime) -> None:
    """Add proofs that were handed in at the counter."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    _look_at(files, one.proofs.count(), at)
    _keep(one, files, folder, by.username, at)
    trailed(number, "claim_proof", by=by.username, at=at, details={"claim": serial, "files": len(files)})


def _own(code_id: int) -> Claim:
    found = ClaimCode.objects.filter(pk=code_id, withdrawn_at=None).exclude(claim=None).first()
    if found is None or found.claim_id is None:
        raise NotAllowed(_WRONG)
    return Claim.objects.select_for_update().get(pk=found.claim_id)


def _look_at(files: Sequence[SentFile], standing: int, at: datetime) -> None:
    limits = limits_on(at.date())
    if standing + len(files) > limits.whole("proof_files"):
        raise NotAllowed(_MOST_FILES)
    for one in files:
        if problem := problem_with(one, largest=limits.whole("proof_file_mb") * 1024**2):
            raise NotAllowed(problem)


def _keep(one: Claim, files: Sequence[SentFile], folder: Path, by: str, at: datetime) -> None:
    for sent in files:
        digest = hashlib.sha256(sent.content).hexdigest()
        if one.proofs.filter(sha256=digest).exists():
            continue
        kept = keep(sent, folder=folder)
        ClaimProof.objects.create(
            claim=one, name=kept.name, kind=kept.kind, size=kept.size, sha256=kept.sha256, stored_as=kept.stored_as, sent_by=by, sent_at=at
        )


def _fits(one: Claim, last_signs: str) -> bool:
    kept = sealing.last_signs(one)
    return bool(kept) and secrets.compare_digest(kept.encode(), last_signs.strip().upper().encode())


def _opened(found: ClaimCode) -> OpenedCode:
    return OpenedCode(found.pk, found.case_number, found.claim.serial if found.claim else None)


def _code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"claim:{plain}".encode()).hexdigest()
