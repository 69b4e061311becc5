"""What is asked of alerts, always by an officer: only what lies in the officer's district is ever answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from lookthrough.kernel.findings import Severity
from lookthrough.kernel.texts import Text
from lookthrough.offices import occurring
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.risk.models import Alert, AlertChange, AlertReason
from lookthrough.risk.searching import as_searched
from lookthrough.risk.states import BY_MACHINE, ChangeKind, Outcome, ReasonKind, State

OPEN, BACK, ALL = "open", "back", "all"
GRAVE = "grave"  # high, and critical as proposed
ORDERS: dict[str, tuple[str, ...]] = {
    "rank": ("-severity_rank", "-times_limit", "-amount_fen", "id"),
    "newest": ("-month", "-severity_rank", "-times_limit", "-amount_fen", "id"),
    "amount": ("-amount_fen", "-severity_rank", "-times_limit", "id"),
    "name": ("name", "-month", "id"),
}


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What a list shows; empty words mean everything.

    ``state`` is a state, ``open`` (what waits for somebody), ``back`` (put aside and here again) or ``all``.
    """

    state: str = OPEN
    severity: str = ""
    region: str = ""
    rule: str = ""
    month: str = ""
    owner: str = ""  # "me", "nobody" or nothing
    text: str = ""
    order: str = "rank"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as a list shows it."""

    alert_id: int
    subject_type: str
    subject_id: str
    month: str
    name: str
    region_code: str
    severity: Severity
    times_limit: float
    amount_fen: int
    headline: Text
    first_seen: date
    last_seen: date
    state: State
    owner_id: int | None
    owner: str
    snoozed_until: date | None
    outcome: Outcome | None
    graver_since_decision: bool
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an alert is there: a figure, its limit, both bases and the sentence that says it."""

    key: str
    kind: ReasonKind
    rule: str
    measure: str
    value: float
    limit: float
    unit: str
    severity: Severity
    prohibition_basis: str
    threshold_basis: str
    explanation: Text
    amount_fen: int
    from_date: date
    to_date: date
    evidence_count: int
    value_specific: float | None
    value_pro_rata: float | None
    value_fifo: float | None
    rule_version: str
    limits_version: str
    first_seen: date
    last_seen: date

    @property
    def times_limit(self) -> float:
        """Return how many times its limit the value is."""
        return self.value / self.limit if self.limit else 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an alert's history."""

    at: datetime
    actor: str
    kind: ChangeKind
    note: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    batch: str
    undone: bool


@dataclass(frozen=True, slots=True)
class AlertDetail:
    """One alert with its reasons, gravest first, and its history, newest first; ``undoable`` is the batch this officer may take back."""

    row: AlertRow
    reasons: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    undoable: str = ""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One page of a list, and how many alerts the whole list has."""

    rows: list[AlertRow]
    total: int


def alerts(*, officer_id: int, asked: AlertFilter, today: date, page: int = 1, page_size: int = 50) -> AlertPage:
    """Return one page of the alerts asked for, worst first unless asked otherwise."""
    start = (max(page, 1) - 1) * page_size
    found = _asked(_reached(officer_id, in_order=True), asked, officer_id, today)
    ordered = found.order_by(*ORDERS.get(asked.order, ORDERS["rank"])).select_related("owner")
    few = asked.state not in (OPEN, State.NEW, ALL) or asked.owner == "me"  # found by state or owner, not by region
    total = _asked(_reached(officer_id, in_order=few), asked, officer_id, today).count()
    return AlertPage(rows=[_row(one) for one in ordered[start : start + page_size]], total=total)


def alert(*, officer_id: int, alert_id: int) -> AlertDetail | None:
    """Return one alert, or nothing when there is none in the officer's district."""
    found = _reached(officer_id).select_related("owner").filter(pk=alert_id).first()
    if found is None:
        return None
    reasons = [_reason(one) for one in AlertReason.objects.filter(alert=found)]
    reasons.sort(key=lambda one: (-one.severity.rank, -one.times_limit, -one.amount_fen, one.key))
    changes = [_change(one) for one in AlertChange.objects.filter(alert=found).order_by("-id")]
    return AlertDetail(row=_row(found), reasons=reasons, changes=changes, undoable=_undoable(changes, officer_id))


def other_months(*, officer_id: int, subject_type: str, subject_id: str) -> list[AlertRow]:
    """Return every alert of one subject, newest month first."""
    found = _reached(officer_id).filter(subject_type=subject_type, subject_id=subject_id)
    return [_row(one) for one in found.select_related("owner").order_by("-month")]


def counts(*, officer_id: int, today: date) -> dict[str, int]:
    """Return how many alerts wait: by ``new``, ``mine``, ``back`` (put aside until today or graver since) and open ones by severity."""
    reached = _reached(officer_id)
    waiting = reached.filter(waits_from__lte=today)
    by_severity = {row["severity"]: row["n"] for row in waiting.values("severity").annotate(n=Count("*"))}
    return {
        "new": reached.filter(state=State.NEW).count(),
        "mine": reached.filter(state=State.ASSIGNED, owner=officer_id).count(),
        "back": _asked(_reached(officer_id, in_order=True), AlertFilter(state=BACK), officer_id, today).count(),
        **{severity.value: by_severity.get(severity.value, 0) for severity in Severity},
    }


def choices(*, officer_id: int) -> dict[str, list[str]]:
    """Return the regions and months that occur in the officer's alerts, for the filters."""
    district = _district(officer_id)
    if district is None:
        return {"region": [], "month": []}
    regions = occurring.region_codes(model=Alert, column="region_code", district=district)
    months = [month for month in occurring.words(model=Alert, column="month") if _occurs(month, district)]
    return {"region": regions, "month": months[::-1]}


def _occurs(month: str, district: offices.District) -> bool:
    """Return whether a month has an alert in the district; each way is one look into the index of months."""
    inside = Alert.objects.filter(month=month, region_code__gte=district.prefix, region_code__lt=district.past)
    return inside.exists() or (district.unplaced and Alert.objects.filter(month=month, region_code="").exists())


def _reached(officer_id: int, *, in_order: bool = False) -> QuerySet[Alert]:
    """Return the alerts of the officer's district; none for one who may not see alerts.

    A span of region codes is looked up in an index. ``in_order`` asks the same by the code's first characters, which no index
    serves: then the store walks the index of the ranking and stops at the end of the page, where a span would make it fetch and sort
    the whole district first. The top office, which reaches nearly everything, is always asked so: two spans are slower than a walk.
    """
    district = _district(officer_id)
    if district is None:
        return Alert.objects.none()
    if in_order or district.unplaced:
        return Alert.objects.alias(beginning=Left("region_code", len(district.prefix))).filter(beginning__in=beginnings(district))
    return Alert.objects.filter(region_code__gte=district.prefix, region_code__lt=district.past)


def _changes_reached(officer_id: int) -> QuerySet[AlertChange]:
    """Return what was changed in the officer's district; asked so that the store begins with the changes of a kind and time."""
    district = _district(officer_id)
    if district is None:
        return AlertChange.objects.none()
    found = AlertChange.objects.alias(beginning=Left("alert__region_code", len(district.prefix)))
    return found.filter(beginning__in=beginnings(district))


def _district(officer_id: int) -> offices.District | None:
    officer = offices.able(officer_id=officer_id, action=Action.SEE_ALERTS)
    return officer.district if officer else None


def beginnings(district: offices.District) -> list[str]:
    """Return with what the region codes of a district begin; the empty one for what lies nowhere."""
    return [district.prefix, ""] if district.unplaced else [district.prefix]


def _asked(found: QuerySet[Alert], asked: AlertFilter, officer_id: int, today: date) -> QuerySet[Alert]:
    found = _in_state(found, asked.state, today)
    grave = asked.severity == GRAVE
    same = {"severity": "" if grave else asked.severity, "month": asked.month, "region_code__startswith": asked.region}
    found = found.filter(**{name: value for name, value in same.items() if value})
    if grave:
        found = found.filter(severity__in=[Severity.HIGH, Severity.CRITICAL_PROPOSED])
    if asked.rule:
        found = found.filter(rules__contains=f" {asked.rule} ")
    if asked.owner:
        found = found.filter(owner=officer_id) if asked.owner == "me" else found.filter(owner=None)
    for word in as_searched(asked.text).split():
        found = found.filter(searched__contains=word)
    return found


def _in_state(found: QuerySet[Alert], state: str, today: date) -> QuerySet[Alert]:
    if state == OPEN:
        return found.filter(waits_from__lte=today)
    if state == BACK:
        return found.filter(waits_from__lte=today, state__in=[State.SNOOZED, State.CLOSED])
    return found.filter(state=state) if state in set(State) else found


def _row(one: Alert) -> AlertRow:
    same = "subject_type subject_id month name region_code times_limit amount_fen first_seen last_seen owner_id snoozed_until"
    return AlertRow(
        alert_id=one.pk,
        **{name: getattr(one, name) for name in same.split()},
        severity=Severity(one.severity),
        headline=Text(one.headline_zh, one.headline_en),
        state=State(one.state),
        owner=str(one.owner) if one.owner else "",
        outcome=Outcome(one.outcome) if one.outcome else None,
        graver_since_decision=one.graver_since_decision,
        rules=tuple(one.rules.split()),
    )


_REASON_SAME = (
    "key rule measure value limit unit prohibition_basis threshold_basis amount_fen from_date to_date evidence_count "
    "value_specific value_pro_rata value_fifo rule_version limits_version first_seen last_seen"
)


def _reason(one: AlertReason) -> Reason:
    return Reason(
        **{name: getattr(one, name) for name in _REASON_SAME.split()},
        kind=ReasonKind(one.kind),
        severity=Severity(one.severity),
        explanation=Text(one.explanation_zh, one.explanation_en),
    )


def _change(one: AlertChange) -> Change:
    return Change(one.at, one.actor, ChangeKind(one.kind), one.note, one.before, one.after, one.batch, one.undone)


def _undoable(changes: Sequence[Change], officer_id: int) -> str:
    """Return the batch of the newest decision that still stands, if it was this officer's."""
    officer = offices.officer(officer_id=officer_id)
    decisions = (one for one in changes if one.kind not in (*BY_MACHINE, ChangeKind.UNDONE, ChangeKind.NOTED) and not one.undone)
    last = next(decisions, None)
    return last.batch if last and officer and last.actor == officer.username else ""
