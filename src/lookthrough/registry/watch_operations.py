"""The key watch list (重点监管对象): only a person puts a firm there, with reason and term; a term ends by itself or is ended early."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import Company, WatchEntry
from lookthrough.registry.office_settings import settings_on

_NO_ROLE = Text("您的角色不能决定重点监管对象", "your role does not decide about the key watch list")
_NO_FIRM = Text("没有此企业，或不在您的辖区", "there is no such firm in your district")
NEEDS_REASON = Text("请写明理由", "please give the reason")
_ALREADY = Text("该企业已在重点监管名单，请延长而不要重复列入", "the firm is on the list already: extend its term instead")
_LATER = Text("截止日期须在今天以后", "the last day must be after today")
_NOT_ON = Text("该企业目前不在重点监管名单", "the firm is not on the key watch list now")
_EXTENDED = Text("该期限已经延长", "this term is extended already")
_LONGEST_REASON = 2_000


def longest_until(today: date) -> date:
    """Return the last day a term may have that begins today."""
    months = settings_on(today).whole("watch_longest_months")
    year, month = divmod(today.month - 1 + months, 12)
    last_of_month = monthrange(today.year + year, month + 1)[1]
    return date(today.year + year, month + 1, min(today.day, last_of_month))


def put(*, company_ids: Sequence[str], reason: str, until: date, officer_id: int, at: datetime, batch: str = "") -> list[int]:
    """Put firms on the list until a day within the office's longest term; all of them or none. Returns the entries."""
    by, today = _decider(officer_id), at.date()
    said = given(reason)
    _check_term(until, today)
    with transaction.atomic():
        companies = firms_of(company_ids, by)
        if WatchEntry.objects.filter(company__in=companies, until__gte=today, taken_off_on=None).exists():
            raise NotAllowed(_ALREADY)
        made = [
            WatchEntry.objects.create(company=one, reason=said, from_on=today, until=until, put_at=at, put_by_id=officer_id, batch=batch)
            for one in companies
        ]
        for entry in made:
            _record(by, "registry.watch_put", entry, at, said)
    return [entry.pk for entry in made]


def extend(*, entry_id: int, reason: str, until: date, officer_id: int, at: datetime) -> int:
    """Extend a running term by an entry of its own that begins the day after; returns the new entry."""
    by, today, said = _decider(officer_id), at.date(), given(reason)
    with transaction.atomic():
        entry = _running(entry_id, by, today)
        if WatchEntry.objects.filter(extends=entry).exists():
            raise NotAllowed(_EXTENDED)
        if until <= entry.until:
            raise NotAllowed(Text("新的截止日期须晚于原截止日期", "the new last day must be later than the old one"))
        _check_term(until, entry.until)
        start = date.fromordinal(entry.until.toordinal() + 1)
        made = WatchEntry.objects.create(
            company=entry.company, reason=said, from_on=start, until=until, put_at=at, put_by_id=officer_id, extends=entry
        )
        _record(by, "registry.watch_extended", made, at, said)
    return made.pk


def take_off(*, entry_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """End a term early, with whatever extends it, for a reason."""
    by, today, said = _decider(officer_id), at.date(), given(reason)
    with transaction.atomic():
        entry: WatchEntry | None = _running(entry_id, by, today)
        while entry is not None:
            entry.taken_off_on, entry.taken_off_at, entry.taken_off_by_id, entry.taken_off_reason = today, at, officer_id, said
            entry.save(update_fields=["taken_off_on", "taken_off_at", "taken_off_by", "taken_off_reason"])
            _record(by, "registry.watch_taken_off", entry, at, said)
            entry = WatchEntry.objects.filter(extends=entry).first()


def put_back(*, entry_id: int, officer_id: int, at: datetime) -> None:
    """Undo one's own ending of a term on the same day."""
    by = _decider(officer_id)
    with transaction.atomic():
        found = WatchEntry.objects.select_for_update().filter(pk=entry_id, taken_off_by=officer_id, taken_off_on=at.date())
        entry = found.select_related("company").first()
        if entry is None or not _reaches(by, entry.company):
            raise NotAllowed(Text("没有可撤销的操作", "there is nothing to undo"))
        moment, one = entry.taken_off_at, entry
        while one is not None and one.taken_off_at == moment:
            one.taken_off_on = one.taken_off_at = one.taken_off_by_id = None
            one.taken_off_reason = ""
            one.save(update_fields=["taken_off_on", "taken_off_at", "taken_off_by", "taken_off_reason"])
            _record(by, "registry.watch_put_back", one, at, "")
            following = WatchEntry.objects.filter(extends=one).first()
            if following is None:
                break
            one = following


def firms_of(company_ids: Sequence[str], by: Colleague) -> list[Company]:
    """Return firms by our ids; all of them lie in the officer's district, or none is touched."""
    found = list(Company.objects.filter(identity__in=set(company_ids)).order_by("pk"))
    if not found or len(found) != len(set(company_ids)) or not all(_reaches(by, one) for one in found):
        raise NotAllowed(_NO_FIRM)
    return found


def given(reason: str) -> str:
    """Return a reason without spaces around it; none is refused."""
    if not reason.strip():
        raise NotAllowed(NEEDS_REASON)
    return reason.strip()[:_LONGEST_REASON]


def _check_term(until: date, begins: date) -> None:
    last = longest_until(begins)
    if until <= begins:
        raise NotAllowed(_LATER)
    if until > last:
        raise NotAllowed(Text(f"期限最长到 {last}", f"a term may last until {last} at most"))


def _decider(officer_id: int) -> Colleague:
    by = offices.able(officer_id=officer_id, action=Action.WATCH_FIRMS)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _running(entry_id: int, by: Colleague, today: date) -> WatchEntry:
    entry = WatchEntry.objects.select_for_update(of=("self",)).select_related("company").filter(pk=entry_id).first()
    if entry is None or not _reaches(by, entry.company):
        raise NotAllowed(_NO_FIRM)
    if entry.taken_off_on or entry.until < today:
        raise NotAllowed(_NOT_ON)
    return entry


def _reaches(by: Colleague, company: Company) -> bool:
    return by.district is not None and by.district.reaches(company.region_code)


def _record(by: Colleague, action: str, entry: WatchEntry, at: datetime, reason: str) -> None:
    details = {"entry": entry.pk, "from": entry.from_on.isoformat(), "until": entry.until.isoformat()}
    audit.record(
        actor=by.username, action=action, object_type="company", object_id=entry.company.identity, purpose=reason, at=at, details=details
    )
