"""What is asked of firms found: a list by field and state, one whole with its visits side by side, a phone's list for the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lookthrough.cases.campaigns import photos
from lookthrough.cases.campaigns.forms import Item, kept
from lookthrough.cases.campaigns.models import Campaign, CampaignAct, Clash, Duty, Entry, Visit, VisitPhoto
from lookthrough.cases.campaigns.queries import find, within
from lookthrough.cases.campaigns.stages import REASONS
from lookthrough.cases.campaigns.visit_operations import disputed
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which firms of a campaign are wanted; what is empty limits nothing. ``state`` may also be clash."""

    state: str = ""
    field_id: int = 0
    region: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A firm of the list."""

    entry_id: int
    company_id: str
    name: str
    region_code: str
    field: str
    state: str
    class_slug: str
    handling: str
    handle_by: date | None
    case_number: str
    reasons: tuple[tuple[str, Text], ...]
    visits: int
    clash: bool


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo, and what it says of itself."""

    photo_id: int
    kind: str
    size: int
    width: int
    height: int
    sha256: str
    said_place: Mapping[str, float] | None
    said_time: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A record of a visit."""

    visit_id: str
    officer: str
    state: str
    answers: Mapping[str, Any]
    note: str
    place: Mapping[str, float] | None
    no_place: str
    seen_at: datetime
    arrived_at: datetime
    sha256: str
    photos: tuple[PhotoRow, ...]


@dataclass(frozen=True, slots=True)
class ClashRow:
    """Visits that say different things: which, about what, and how it was settled."""

    visits: tuple[VisitRow, ...]
    items: tuple[Item, ...]
    opened_at: datetime
    settled_by: str
    settled_at: datetime | None
    chosen: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A planned visit."""

    duty_id: int
    username: str
    visit_on: date
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryFile:
    """A firm found, whole."""

    row: EntryRow
    number: str
    campaign: str
    running: bool
    lead_department: str
    source: str
    decision: str
    version: int
    found_at: datetime
    found_by: str
    form: Sequence[Item]
    answers: Mapping[str, Any]
    visits: Sequence[VisitRow]
    clash: ClashRow | None
    settled: Sequence[ClashRow]
    duties: Sequence[DutyRow]
    acts: Sequence[tuple[datetime, str, str, str]]


@dataclass(frozen=True, slots=True)
class ToVisit:
    """A firm on the list of a phone."""

    entry_id: int
    name: str
    region_code: str
    field: str
    number: str
    visit_on: date
    done: bool
    reasons: tuple[Text, ...]
    with_officers: tuple[str, ...]
    answers: Mapping[str, Any]
    stands: str
    clash: bool


def entries(
    *, number: str, district: District, asked: EntryFilter, page: int = 1, page_size: int = 50
) -> tuple[list[EntryRow], int]:  # fmt: skip
    """Return one page of the firms of a campaign that a district sees, and how many there are."""
    one = find(number=number, district=district)
    found = _asked(_reached(one, district), asked) if one else Entry.objects.none()
    begin = (page - 1) * page_size
    return [_row(row) for row in found[begin : begin + page_size]], found.count()


def all_entries(*, number: str, district: District, asked: EntryFilter, most: int) -> list[EntryRow]:
    """Return the firms of a campaign for an export, at most so many."""
    return entries(number=number, district=district, asked=asked, page_size=most)[0]


def known_firms(*, number: str) -> set[str]:
    """Return the ids of all firms that a campaign knows, also dropped ones: a sweep does not bring them again."""
    return set(Entry.objects.filter(campaign__number=number).exclude(company_id="").values_list("company_id", flat=True))


def entry(*, entry_id: int, district: District) -> EntryFile | None:
    """Return one firm of a district, whole, or nothing."""
    one = _with_counts(Entry.objects.filter(within(district), pk=entry_id)).select_related("campaign", "field").first()
    if one is None:
        return None
    clashes = [_clash(row) for row in one.clashes.prefetch_related("visits__photos")]
    return EntryFile(
        row=_row(one), number=one.campaign.number, campaign=one.campaign.name, running=one.campaign.state == "running",
        lead_department=one.field.lead_department, source=one.source, decision=one.decision, version=one.version, found_at=one.found_at,
        found_by=one.found_by, form=kept(one.campaign.visit_form), answers=one.answers,
        visits=[_visit(row) for row in one.visits.prefetch_related("photos").order_by("-arrived_at", "visit_id")],
        clash=next((row for row in clashes if row.settled_at is None), None), settled=[row for row in clashes if row.settled_at],
        duties=[DutyRow(row.pk, row.username, row.visit_on, row.done_at) for row in one.duties.all()],
        acts=[(act.at, act.actor, act.kind, act.note) for act in one.acts.all()[:80]],
    )  # fmt: skip


def of_firm(*, company_id: str, district: District) -> list[tuple[str, str, EntryRow, datetime]]:
    """Return the campaigns in which a firm was found: number, name, the firm's standing, since when."""
    found = _with_counts(Entry.objects.filter(within(district), company_id=company_id)).select_related("campaign", "field")
    return [(one.campaign.number, one.campaign.name, _row(one), one.found_at) for one in found.order_by("-found_at")]


def acts_of_firm(*, company_id: str, district: District) -> list[tuple[int, str, datetime, str, str, str]]:
    """Return what was done with a firm in campaigns: the firm's entry, the campaign's number, when, who, what, with what words."""
    found = CampaignAct.objects.filter(within(district), entry__company_id=company_id).exclude(entry__company_id="")
    rows = found.select_related("campaign").values_list("entry_id", "campaign__number", "at", "actor", "kind", "note")
    return [(entry, number, at, actor, kind, note) for entry, number, at, actor, kind, note in rows if entry is not None]


def to_visit(*, username: str, district: District, on: date, most: int) -> list[ToVisit]:
    """Return the firms that an officer is to visit by a day, and those visited on it; at most so many, the longest planned first."""
    wanted = Q(done_at=None, visit_on__lte=on) | Q(done_at__date=on)
    found = Duty.objects.filter(wanted, username=username, entry__campaign__state="running").exclude(entry__state="dropped")
    found = found.select_related("entry__campaign", "entry__field").order_by("visit_on", "entry__name")
    duties: dict[int, Duty] = {}
    for one in found:
        if district.reaches(one.entry.region_code):
            before = duties.get(one.entry_id)
            duties[one.entry_id] = one if before is None or before.done_at else before
    return [_to_visit(one) for one in list(duties.values())[:most]]


def forms_for(*, numbers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the visit forms of some campaigns as phones get them."""
    return dict(Campaign.objects.filter(number__in=list(numbers)).values_list("number", "visit_form"))


def photo(*, photo_id: int, district: District, folder: Path) -> tuple[bytes, str, str, int] | None:
    """Return a photo with its kind, its hash and its firm, or nothing; ``ValueError`` when it is not as it came."""
    one = VisitPhoto.objects.select_related("visit__entry").filter(pk=photo_id).first()
    if one is None or not district.reaches(one.visit.entry.region_code):
        return None
    return photos.read(stored_as=one.stored_as, sha256=one.sha256, folder=folder), one.kind, one.sha256, one.visit.entry_id


def _reached(one: Campaign, district: District) -> QuerySet[Entry]:
    return _with_counts(one.entries.filter(within(district))).select_related("field")


def _with_counts(found: QuerySet[Entry]) -> QuerySet[Entry]:
    open_ones = Clash.objects.filter(entry=OuterRef("pk"), settled_at=None)
    return found.annotate(visit_count=Count("visits", distinct=True), open_clash=Exists(open_ones))


def _asked(found: QuerySet[Entry], asked: EntryFilter) -> QuerySet[Entry]:
    if asked.state == "clash":
        found = found.filter(pk__in=Clash.objects.filter(settled_at=None).values("entry"))
    elif asked.state:
        found = found.filter(state=asked.state)
    else:
        found = found.exclude(state="dropped")
    found = found.filter(field_id=asked.field_id) if asked.field_id else found
    found = found.filter(region_code__startswith=asked.region) if asked.region else found
    return found.filter(name__contains=asked.text) if asked.text else found


def _row(one: Entry) -> EntryRow:
    reasons = tuple((said["kind"], Text(said["zh"], said["en"])) for said in one.reasons)
    visits, clash = getattr(one, "visit_count", 0), getattr(one, "open_clash", False)
    return EntryRow(
        one.pk, one.company_id, one.name, one.region_code, one.field.name, one.state, one.class_slug, one.handling, one.handle_by,
        one.case_number, reasons, visits, clash,
    )  # fmt: skip


def _visit(one: Visit) -> VisitRow:
    found = tuple(
        PhotoRow(row.pk, row.kind, row.size, row.width, row.height, row.sha256, row.said_place, row.said_time) for row in one.photos.all()
    )
    return VisitRow(
        str(one.pk), one.officer, one.state, one.answers, one.note, one.place, one.no_place, one.seen_at, one.arrived_at, one.sha256, found
    )


def _clash(one: Clash) -> ClashRow:
    visits = list(one.visits.order_by("seen_at", "visit_id"))
    open_items = set(disputed(one.entry, visits))
    items = tuple(item for item in kept(one.entry.campaign.visit_form) if item.slug in open_items)
    return ClashRow(tuple(_visit(row) for row in visits), items, one.opened_at, one.settled_by, one.settled_at, one.chosen, one.reason)


def _reason(said: Mapping[str, str]) -> Text:
    title = REASONS.get(said["kind"])
    return Text(f"{title.zh}：{said['zh']}", f"{title.en}: {said['en']}") if title else Text(said["zh"], said["en"])


def _to_visit(duty: Duty) -> ToVisit:
    one = duty.entry
    names = offices.names_by_username()
    others = one.duties.filter(visit_on=duty.visit_on).exclude(username=duty.username).values_list("username", flat=True)
    return ToVisit(
        one.pk, one.name, one.region_code, one.field.name, one.campaign.number, duty.visit_on, duty.done_at is not None,
        tuple(_reason(said) for said in one.reasons[:4]), tuple(names.get(other, other) for other in others),
        one.answers, str(one.stands or ""),
        one.clashes.filter(settled_at=None).exists(),
    )  # fmt: skip
