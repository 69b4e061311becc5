"""The announcement of a ban (取缔) or closure: after the determination and a missed deadline, proposed by one, approved by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.acting import written
from lookthrough.cases.procedure.acting import keep
from lookthrough.cases.procedure.models import Announcement
from lookthrough.cases.procedure.words import ANNOUNCEMENTS
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_KIND = Text("请选择取缔或责令关闭", "please choose a ban or a closure")
_STANDS = Text("本案已有待批准或待发布的公告", "an announcement of this case waits")
_NONE = Text("没有这项公告", "no such announcement waits")
_DETERMINED = Text("业务实质认定尚无结论，不能公告", "the determination of substance is not settled")
_DEADLINE = Text(
    "没有“逾期未整改到位”的记录；不经责令整改直接取缔的，须写明理由",
    "no missed deadline is on record; say why the ban comes without one",
)
_OWN = Text("申请人不能自己批准", "whoever proposes does not approve")
_NOT_OWN = Text("只能撤回自己的申请", "only your own proposal can be withdrawn")
_BEFORE = Text("发布日期不能早于批准日", "it cannot have been published before it was approved")


@transaction.atomic
def propose(*, number: str, kind: str, text: str, basis: str, without_deadline_why: str = "", officer_id: int, at: datetime) -> int:
    """Propose an announcement; refused before the determination is settled, and without a missed deadline or the reason for none."""
    by, _case = working_on(number, officer_id, at)
    if kind not in ANNOUNCEMENTS:
        raise NotAllowed(_KIND)
    reached = case_queries.milestones(number=number)
    if "determination_settled" not in reached:
        raise NotAllowed(_DETERMINED)
    if "deadline_missed" not in reached and not without_deadline_why.strip():
        raise NotAllowed(_DEADLINE)
    if Announcement.objects.select_for_update().filter(case_number=number, state__in=("proposed", "approved")).exists():
        raise NotAllowed(_STANDS)
    one = Announcement.objects.create(
        case_number=number, kind=kind, text=written(text), basis=written(basis, longest=200),
        without_deadline_why=without_deadline_why.strip(), proposed_by=by.username, proposed_at=at,
    )  # fmt: skip
    keep(number, "announcement_proposed", by, at, ANNOUNCEMENTS[kind], reference=f"announcement:{one.pk}")
    return one.pk


@transaction.atomic
def decide(*, number: str, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse, as a head who did not propose it."""
    by, _case = deciding_on(number, officer_id, at)
    one = _in_state(number, "proposed")
    if one.proposed_by == by.username:
        raise NotAllowed(_OWN)
    one.decision = reason.strip() if approve else written(reason)
    one.state, one.decided_by, one.decided_at = "approved" if approve else "refused", by.username, at
    one.save()
    kind = "announcement_approved" if approve else "announcement_refused"
    keep(number, kind, by, at, ANNOUNCEMENTS[one.kind], reference=f"announcement:{one.pk}")


@transaction.atomic
def withdraw(*, number: str, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back while nobody has decided."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, "proposed")
    if one.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    one.state = "withdrawn"
    one.save(update_fields=["state"])
    keep(number, "announcement_withdrawn", by, at, reference=f"announcement:{one.pk}")


@transaction.atomic
def publish(*, number: str, on: date, where: str, paper_sha256: str = "", officer_id: int, at: datetime) -> None:
    """Record where and when the approved announcement was published; this is the milestone of the ban."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, "approved")
    if one.decided_at and on < localdate(one.decided_at):
        raise NotAllowed(_BEFORE)
    one.state, one.published_on, one.published_where = "published", past(on, at), written(where, longest=2_000)
    one.paper_sha256 = hashed(paper_sha256, number=number)
    one.save()
    title = ANNOUNCEMENTS[one.kind]
    keep(number, "announcement_published", by, at, Text(f"{title.zh}，{on}", f"{title.en}, {on}"), reference=f"announcement:{one.pk}")
    case_operations.attest(
        number=number, milestone="ban_announced", reference=f"announcement:{one.pk}", actor=by.username, at=at
    )  # fmt: skip


def _in_state(number: str, state: str) -> Announcement:
    found = Announcement.objects.select_for_update().filter(case_number=number, state=state).first()
    if found is None:
        raise NotAllowed(_NONE)
    return found
