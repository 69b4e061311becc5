"""What may be made known of a rescue: proposed by one officer, approved by another, and only then released."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.cases.rescues.acting import LONGEST, keep, rescue_of, worker, written
from lookthrough.cases.rescues.models import Release, Rescue
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NO_RELEASE = Text("没有待决定的发布申请", "no release waits")
_OWN = Text("申请人本人不能批准发布", "whoever proposes a release does not approve it")
_NOT_OWN = Text("只能撤回自己的申请", "only your own request can be withdrawn")
_NOT_APPROVED = Text("未经批准不能发布", "nothing is released before it is approved")


@transaction.atomic
def propose_release(*, number: str, text: str, audience: str, officer_id: int, at: datetime) -> int:
    """Propose what may be made known to whom; nothing goes out before another person approves. Returns its id."""
    by, said, to = worker(officer_id), written(text), written(audience)[:120]
    one = rescue_of(number, by)
    made = Release.objects.create(rescue=one, text=said, audience=to, proposed_by=by.username, proposed_at=at)
    keep(one, "release_proposed", by, at, to, {"release": made.pk})
    return made.pk


@transaction.atomic
def decide_release(*, number: str, release_id: int, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse what another officer proposed."""
    by = worker(officer_id, Action.APPROVE_RELEASES)
    one = rescue_of(number, by)
    found = _release(one, release_id, "proposed")
    if found.proposed_by == by.username:
        raise NotAllowed(_OWN)
    found.state, found.decided_by, found.decided_at = "approved" if approve else "refused", by.username, at
    found.decision = reason.strip()[:LONGEST] if approve else written(reason)
    found.save()
    keep(one, "release_approved" if approve else "release_refused", by, at, found.decision, {"release": found.pk})


@transaction.atomic
def withdraw_release(*, number: str, release_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    by = worker(officer_id)
    one = rescue_of(number, by)
    found = _release(one, release_id, "proposed")
    if found.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    found.state, found.decided_by, found.decided_at = "withdrawn", by.username, at
    found.save()
    keep(one, "release_withdrawn", by, at, "", {"release": found.pk})


@transaction.atomic
def release(*, number: str, release_id: int, officer_id: int, at: datetime) -> str:
    """Note that an approved text has gone out, and return it as it was approved."""
    by = worker(officer_id)
    one = rescue_of(number, by)
    found = one.releases.filter(pk=release_id).first()
    if found is None or found.state != "approved":
        raise NotAllowed(_NOT_APPROVED)
    found.state, found.released_at = "released", at
    found.save(update_fields=["state", "released_at"])
    keep(one, "released", by, at, found.audience, {"release": found.pk})
    return found.text


def _release(one: Rescue, release_id: int, state: str) -> Release:
    found = one.releases.filter(pk=release_id, state=state).first()
    if found is None:
        raise NotAllowed(_NO_RELEASE)
    return found
