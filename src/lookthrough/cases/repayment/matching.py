"""Claims held against the ledger: what the platform's books say of each claimant stands beside; a person decides on every difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.acting import told, worker
from lookthrough.cases.repayment.claim_operations import next_serial, window
from lookthrough.cases.repayment.models import Claim
from lookthrough.flows.client_sums import ClientSums, SumsOfClients, client_sums
from lookthrough.kernel.texts import Text
from lookthrough.offices import authorities
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import open_vault

_AT_A_TIME = 5_000
_NO_INSTITUTION = Text("请先指定本案的机构", "name the institution of this case first")
_NO_AUTHORITY = Text("没有覆盖该机构的有效授权，请先申请", "no authority in force covers this institution: please ask for one")
_NO_LEDGER = Text("没有可用的资金账本，请先做一次资金穿透", "there is no ledger at hand: run the look-through first")


@dataclass(frozen=True, slots=True)
class Matched:
    """What the comparison gave: found and alike, found but different, not in the ledger, in the ledger but not claimed.

    ``doubled`` of those found claim for a client for whom somebody else claims, too: none of them is borne out.
    """

    alike: int
    different: int
    missing: int
    unclaimed: int
    doubled: int


def match(*, number: str, officer_id: int, at: datetime) -> Matched:
    """Hold all claims of a case against the ledger, under the officer's authority; clients without a claim are entered as not claimed."""
    with transaction.atomic():
        by, taken = worker(number, officer_id, at), window(number)
        if not taken.institution_id:
            raise NotAllowed(_NO_INSTITUTION)
        authority = authorities.authority_covering(officer=by, institution_id=taken.institution_id, on=localdate(at))
        if authority is None:
            raise NotAllowed(_NO_AUTHORITY)
        audit.record_reading(
            actor=by.username, object_type="institution", object_id=taken.institution_id, purpose=f"{number} 债权核对", at=at,
            details={"authority": authority.authority_id},
        )  # fmt: skip
        sums = client_sums(institution_id=taken.institution_id)
        if sums is None:
            raise NotAllowed(_NO_LEDGER)
        done = held_against(number, sums, by.username, at)
        words = Text(
            f"与账本核对：一致 {done.alike}，不一致 {done.different}，账本无记录 {done.missing}，账本有而未申报 {done.unclaimed}"
            f"，同一客户号多人申报 {done.doubled}",
            f"against the ledger: {done.alike} alike, {done.different} different, {done.missing} not in it, {done.unclaimed} not claimed, "
            f"{done.doubled} for a client for whom others claim, too",
        )
        told(number, "claims_matched", words, by=by.username, at=at, reference=authority.authority_id)
    return done


def held_against(number: str, sums: SumsOfClients, actor: str, at: datetime) -> Matched:
    """Write what the ledger says beside each claim; for the operations of this room, within their transaction."""
    by_client = {one.client_id: one for one in sums.clients}
    by_identity = {one.identifier: one for one in sums.clients if one.identifier}
    changed, alike, missing, claimed = [], 0, 0, Counter[str]()
    for one in Claim.objects.filter(case_number=number).iterator(chunk_size=_AT_A_TIME):
        found = by_client.get(one.client_id) or by_identity.get(one.identity)
        if one.state == "withdrawn":  # who gave the claim up is not entered again
            claimed.update({found.client_id: 0} if found else {})
            continue
        if found is None:
            missing += 1
            one.ledger_contributed_fen = one.ledger_returned_fen = None
        else:
            claimed[found.client_id] += one.state != "rejected"
            one.client_id = found.client_id
            one.ledger_contributed_fen, one.ledger_returned_fen = found.contributed_fen, found.returned_fen
            alike += (one.contributed_fen, one.returned_fen) == (found.contributed_fen, found.returned_fen)
        changed.append(one)
    Claim.objects.bulk_update(changed, ["client_id", "ledger_contributed_fen", "ledger_returned_fen"], batch_size=500)
    unclaimed = [one for one in sums.clients if one.client_id not in claimed and one.contributed_fen > 0]
    _enter(number, unclaimed, actor, at)
    doubled = sum(count for count in claimed.values() if count > 1)
    return Matched(alike, len(changed) - missing - alike, missing, len(unclaimed), doubled)


def _enter(number: str, clients: list[ClientSums], actor: str, at: datetime) -> None:
    """Enter clients who have not claimed: their share is reckoned and goes to deposit until they come."""
    vault, serial = open_vault(), next_serial(number)
    new = [
        Claim(
            case_number=number, serial=serial + place, source="ledger", client_id=one.client_id, contributed_fen=one.contributed_fen,
            returned_fen=one.returned_fen, ledger_contributed_fen=one.contributed_fen, ledger_returned_fen=one.returned_fen,
            registered_by=actor, registered_at=at,
            **sealing.unknown(one.identifier[:64] or vault.name_at_firm_hash(one.client_id, f"client\0{number}"), vault=vault),
        )
        for place, one in enumerate(clients)
    ]  # fmt: skip
    Claim.objects.bulk_create(new, batch_size=_AT_A_TIME)
