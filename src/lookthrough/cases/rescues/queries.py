"""What is asked of rescues: those of a district, one whole, and which tier a firm's reach asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from lookthrough.cases.rescues.models import Creditor, Measure, Meeting, Release, Rescue, RescueAct, Resolution
from lookthrough.offices.queries import District
from lookthrough.risk.graph import queries as graph

_COUNTY = 6


@dataclass(frozen=True, slots=True)
class RescueRow:
    """One rescue of a list."""

    number: str
    company_id: str
    name: str
    region_code: str
    tier: str
    state: str
    lead_bank: str
    owed_fen: int
    opened_at: datetime
    ended_at: datetime | None
    waiting: int  # releases that wait for a second person


@dataclass(frozen=True, slots=True)
class CreditorRow:
    """A creditor on the committee, or one that has left."""

    creditor_id: int
    name: str
    fen: int
    secured: bool
    left: bool


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A question with its votes by creditor, and how it ended."""

    resolution_id: int
    text: str
    put_at: datetime
    heads_from: float
    fen_from: float
    votes: Mapping[int, str]
    closed_at: datetime | None
    passed: bool | None
    heads_share: float | None
    fen_share: float | None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure and how far it has come."""

    measure_id: int
    kind: str
    text: str
    creditor: str
    fen: int
    from_on: date
    to_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """The record of a meeting."""

    held_on: date
    attended: str
    text: str
    sha256: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What may be made known to whom."""

    release_id: int
    text: str
    audience: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decision: str
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class RescueFile:
    """One rescue with everything in it."""

    row: RescueRow
    tier_reason: str
    situation: str
    outcome: str
    opened_by: str
    creditors: tuple[CreditorRow, ...]
    resolutions: tuple[ResolutionRow, ...]
    measures: tuple[MeasureRow, ...]
    meetings: tuple[MeetingRow, ...]
    releases: tuple[ReleaseRow, ...]
    acts: tuple[tuple[datetime, str, str, str], ...]  # at, actor, kind, note

    @property
    def sitting(self) -> list[CreditorRow]:
        """Return the creditors that sit on the committee now."""
        return [one for one in self.creditors if not one.left]


def rescues(*, district: District, state: str = "open", limit: int = 200) -> list[RescueRow]:
    """Return the rescues of a district: open ones, ended ones or all, the newest first."""
    found = _reached(district).order_by("-opened_at", "-pk")
    if state in ("open", "ended"):
        found = found.filter(state="open") if state == "open" else found.exclude(state="open")
    return [_row(one) for one in found[:limit]]


def rescue(*, number: str, district: District) -> RescueFile | None:
    """Return one rescue of a district."""
    one = _reached(district).filter(number=number).first()
    if one is None:
        return None
    return RescueFile(
        _row(one), one.tier_reason, one.situation, one.outcome, one.opened_by,
        tuple(_creditor(each) for each in one.creditors.all()), tuple(_resolution(each) for each in one.resolutions.all()),
        tuple(_measure(each) for each in one.measures.select_related("creditor")), tuple(_meeting(each) for each in one.meetings.all()),
        tuple(_release(each) for each in one.releases.all()), tuple(one.acts.values_list("at", "actor", "kind", "note")),
    )  # fmt: skip


def of_firm(*, company_id: str, district: District) -> list[RescueRow]:
    """Return a firm's rescues, the newest first."""
    return [_row(one) for one in _reached(district).filter(company_id=company_id).order_by("-opened_at")]


def acts_of_firm(*, company_id: str, district: District) -> list[tuple[str, datetime, str, str, str]]:
    """Return what was done in a firm's rescues: number, time, officer, kind of act, note."""
    rows = RescueAct.objects.filter(rescue__in=_reached(district).filter(company_id=company_id)).select_related("rescue")
    return [(one.rescue.number, one.at, one.actor, one.kind, one.note) for one in rows]


def districts_reached(*, company_id: str, region_code: str) -> list[str]:
    """Return the counties that a firm's trouble reaches: its own, and those of whoever stands in a graph risk with it."""
    codes = {party.region_code for one in graph.of_firm(company_id=company_id) for party in one.parties}
    return sorted({code[:_COUNTY] for code in {region_code, *codes} if code})


def suggested_tier(*, company_id: str, region_code: str) -> str:
    """Return which tier a firm's reach asks for: beyond one county it is the city's (影响有限由县区，跨区或影响大由市)."""
    return "city" if len(districts_reached(company_id=company_id, region_code=region_code)) > 1 else "district"


def may_work(*, district: District, row: RescueRow) -> bool:
    """Return whether an office may work on a rescue: what the city handles, only offices above the counties."""
    return row.tier != "city" or len(district.prefix) < _COUNTY


def _reached(district: District) -> QuerySet[Rescue]:
    within = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Rescue.objects.filter(within | Q(region_code="") if district.unplaced else within)


def _row(one: Rescue) -> RescueRow:
    owed = one.creditors.filter(left_at=None).aggregate(fen=Sum("fen"))["fen"] or 0
    waiting = one.releases.filter(state="proposed").count()
    same = (one.number, one.company_id, one.name, one.region_code, one.tier, one.state, one.lead_bank)
    return RescueRow(*same, owed, one.opened_at, one.ended_at, waiting)


def _creditor(one: Creditor) -> CreditorRow:
    return CreditorRow(one.pk, one.name, one.fen, one.secured, one.left_at is not None)


def _resolution(one: Resolution) -> ResolutionRow:
    votes = dict(one.votes.values_list("creditor_id", "vote"))
    ended = (one.closed_at, one.passed, one.heads_share, one.fen_share)
    return ResolutionRow(one.pk, one.text, one.put_at, one.heads_from, one.fen_from, votes, *ended)


def _measure(one: Measure) -> MeasureRow:
    creditor = one.creditor.name if one.creditor else ""
    return MeasureRow(one.pk, one.kind, one.text, creditor, one.fen, one.from_on, one.to_on, one.state)


def _meeting(one: Meeting) -> MeetingRow:
    return MeetingRow(one.held_on, one.attended, one.text, one.sha256, one.recorded_by)


def _release(one: Release) -> ReleaseRow:
    return ReleaseRow(
        one.pk, one.text, one.audience, one.state, one.proposed_by, one.proposed_at, one.decided_by, one.decision, one.released_at
    )  # fmt: skip
