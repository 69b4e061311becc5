"""Field visits: a record arrives from a phone once, however often it is sent; records that clash wait for a person, none is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from lookthrough.cases.campaigns.acting import entry_of, keep, worker, written
from lookthrough.cases.campaigns.catalogue import terms_on
from lookthrough.cases.campaigns.forms import differing, fitted, kept
from lookthrough.cases.campaigns.models import Clash, Entry, Visit, VisitPhoto
from lookthrough.cases.campaigns.photos import Photo, look_at_photo
from lookthrough.cases.campaigns.photos import keep as keep_photo
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.registry.handling_operations import NotAllowed

NO_PLACE = ("not_asked", "refused", "unavailable")
_LONGEST_NOTE = 2_000
_AHEAD = timedelta(minutes=10)  # how far a phone's clock may be before ours
_OTHERS = Text("这个编号属于另一条记录，请联系管理员；记录仍在手机上", "this number belongs to another record; yours is still on the phone")
_TOO_MANY = Text("照片太多", "too many photos")
_PLACE = Text("位置不是有效的经纬度", "the place is no valid latitude and longitude")
_CLOCK = Text("手机时间比系统快，请校准后再发送", "the phone's clock is ahead of ours: set it, then send again")
_NO_CLASH = Text("没有待认定的不一致", "no clash waits to be settled")
_CHOOSE_ALL = Text("每个不一致的项目都要选定一条记录", "choose one record for every question that differs")
_NOT_SETTLED = Text("只有最近一次认定可以撤销，且其后没有新的走访", "only the last settlement can be taken back, with no visit after it")


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as a phone sends it."""

    visit_id: UUID
    phone: UUID
    entry_id: int
    based_on: UUID | None
    answers: Mapping[str, Any]
    note: str
    place: Mapping[str, float] | None
    no_place: str
    seen_at: datetime
    photos: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a record: its state, and whether it had arrived before."""

    state: str
    again: bool


def receive(*, sent: Sent, folder: Path, officer_id: int, at: datetime) -> Arrived:
    """Take a record in: once by its number, whole with its photos, next to what others sent of the same firm.

    It stands if the phone knew what stood before it, agrees if it says the same, and clashes otherwise: nothing is overwritten.
    Raises ``NotAllowed`` with nothing stored when photos, answers or place are not sound.
    """
    by, photos = worker(officer_id), _photos(sent, at)
    with transaction.atomic():
        one = entry_of(sent.entry_id, by, ended=True)
        digest = _digest(sent, photos)
        before = Visit.objects.filter(pk=sent.visit_id).first()
        if before is not None:
            if (before.officer, before.sha256) != (by.username, digest):
                raise NotAllowed(_OTHERS)
            return Arrived(before.state, again=True)
        made = _store(one, sent, _checked(one, sent, at), digest, by, at)
        _store_photos(made, photos, folder)
        _place_it(one, made, by, at)
    return Arrived(made.state, again=False)


@transaction.atomic
def settle(*, entry_id: int, chosen: Mapping[str, str], reason: str, officer_id: int, at: datetime) -> None:
    """Settle a clash: for each question that differs, whose record is right; every record stays."""
    by, why = worker(officer_id), written(reason)
    one = entry_of(entry_id, by)
    clash = one.clashes.select_for_update().filter(settled_at=None).first()
    if clash is None:
        raise NotAllowed(_NO_CLASH)
    visits = {str(visit.pk): visit for visit in clash.visits.all()}
    open_items = disputed(one, list(visits.values()))
    if any(chosen.get(slug) not in visits for slug in open_items):
        raise NotAllowed(_CHOOSE_ALL)
    clash.before = {
        "answers": one.answers,
        "stands": str(one.stands) if one.stands else "",
        "states": {key: visit.state for key, visit in visits.items()},
    }
    clash.chosen = {slug: chosen[slug] for slug in open_items}
    clash.settled_by, clash.settled_at, clash.reason = by.username, at, why
    clash.save()
    right = {slug: visits[number].answers.get(slug) for slug, number in clash.chosen.items()}
    together = {**one.answers, **right}
    one.answers, one.version = {slug: value for slug, value in together.items() if value is not None}, one.version + 1
    one.stands = max(visits.values(), key=lambda visit: (visit.seen_at, str(visit.pk))).pk
    one.save(update_fields=["answers", "stands", "version"])
    Visit.objects.filter(pk__in=list(visits)).update(state="settled")
    keep(one.campaign, "clash_settled", by.username, at, entry=one, note=why, details={"chosen": clash.chosen})


@transaction.atomic
def unsettle(*, entry_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take the last settlement back: the clash is open again, the answers are those before it."""
    by, why = worker(officer_id), written(reason)
    one = entry_of(entry_id, by)
    clash = one.clashes.select_for_update().order_by("-settled_at").first()
    if clash is None or clash.settled_at is None or one.visits.filter(arrived_at__gt=clash.settled_at).exists():
        raise NotAllowed(_NOT_SETTLED)
    one.answers, one.version = clash.before["answers"], one.version + 1
    one.stands = UUID(clash.before["stands"]) if clash.before["stands"] else None
    one.save(update_fields=["answers", "stands", "version"])
    for visit_id, state in clash.before["states"].items():
        Visit.objects.filter(pk=visit_id).update(state=state)
    clash.settled_by, clash.settled_at, clash.chosen = "", None, {}
    clash.save(update_fields=["settled_by", "settled_at", "chosen"])
    keep(one.campaign, "clash_reopened", by.username, at, entry=one, note=why)


def disputed(one: Entry, visits: Sequence[Visit]) -> list[str]:
    """Return the questions that any two of some visits answer differently, in the form's order."""
    items = kept(one.campaign.visit_form)
    first, *others = visits
    found = {item.slug for other in others for item in differing(items, first.answers, other.answers)}
    return [item.slug for item in items if item.slug in found]


def _photos(sent: Sent, at: datetime) -> list[Photo]:
    terms = terms_on(at.date())
    if len(sent.photos) > terms.whole("photos_a_visit"):
        raise NotAllowed(_TOO_MANY)
    looked = [
        look_at_photo(content, largest_mb=terms.whole("photo_mb"), megapixels=terms.whole("photo_megapixels")) for content in sent.photos
    ]
    for one in looked:
        if isinstance(one, Text):
            raise NotAllowed(one)
    return [one for one in looked if isinstance(one, Photo)]


def _checked(one: Entry, sent: Sent, at: datetime) -> dict[str, Any]:
    """Return the answers, or refuse what does not fit the campaign's form, a place that is none, a clock that runs ahead."""
    answers, problem = fitted(kept(one.campaign.visit_form), sent.answers, gaps=True)
    if problem is not None:
        raise NotAllowed(problem)
    if sent.seen_at > at + _AHEAD:
        raise NotAllowed(_CLOCK)
    if sent.place is not None and not _is_place(sent.place):
        raise NotAllowed(_PLACE)
    return answers


def _is_place(said: Mapping[str, float]) -> bool:
    numbers = [said.get(name) for name in ("latitude", "longitude", "accuracy")]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
        return False
    latitude, longitude, accuracy = (float(one) for one in numbers if one is not None)
    return abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= accuracy <= 1e7


def _digest(sent: Sent, photos: Sequence[Photo]) -> str:
    said = {
        "entry": sent.entry_id, "phone": str(sent.phone), "answers": dict(sent.answers), "note": sent.note, "place": sent.place,
        "seen_at": sent.seen_at.isoformat(), "photos": [photo.sha256 for photo in photos],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _store(one: Entry, sent: Sent, answers: Mapping[str, Any], digest: str, by: Colleague, at: datetime) -> Visit:
    place = {name: round(float(sent.place[name]), 6) for name in ("latitude", "longitude", "accuracy")} if sent.place else None
    return Visit.objects.create(
        visit_id=sent.visit_id, entry=one, officer=by.username, phone=sent.phone, based_on=sent.based_on, state="standing",
        answers=dict(answers), note=written(sent.note, needed=False, longest=_LONGEST_NOTE), place=place,
        no_place="" if place else sent.no_place if sent.no_place in NO_PLACE else "not_asked", seen_at=sent.seen_at, arrived_at=at,
        sha256=digest,
    )  # fmt: skip


def _store_photos(visit: Visit, photos: Sequence[Photo], folder: Path) -> None:
    VisitPhoto.objects.bulk_create(
        VisitPhoto(
            visit=visit, kind=photo.kind, size=len(photo.content), width=photo.width, height=photo.height, sha256=photo.sha256,
            stored_as=keep_photo(photo, folder=folder), said_time=photo.taken,
            said_place={"latitude": photo.place[0], "longitude": photo.place[1]} if photo.place else None,
        )
        for photo in photos
    )  # fmt: skip


def _place_it(one: Entry, made: Visit, by: Colleague, at: datetime) -> None:
    """Say how a new record stands to those that arrived before it, and close the officer's plans."""
    one.duties.filter(username=by.username, done_at=None, visit_on__lte=at.date()).update(done_at=at)
    clash = one.clashes.filter(settled_at=None).first()
    if one.campaign.state != "running" or one.state == "dropped":
        made.state = "after_end"
    elif clash is None and one.stands == made.based_on:
        Visit.objects.filter(entry=one, state="standing").exclude(pk=made.pk).update(state="earlier")
        one.answers, one.stands = made.answers, made.pk
    elif clash is None and not differing(kept(one.campaign.visit_form), one.answers, made.answers):
        made.state = "agrees"
    else:
        _clashes(one, made, clash, at)
    made.save(update_fields=["state"])
    one.version += 1
    one.save(update_fields=["answers", "stands", "version"])
    kind = "visit_clashed" if made.state == "clash" else "visit_arrived"
    keep(one.campaign, kind, by.username, at, entry=one, details={"visit": str(made.pk), "state": made.state, "sha256": made.sha256})


def _clashes(one: Entry, made: Visit, clash: Clash | None, at: datetime) -> None:
    clash = clash or Clash.objects.create(entry=one, opened_at=at)
    made.state = "clash"
    clash.visits.add(made)
    if one.stands and not clash.visits.filter(pk=one.stands).exists():
        clash.visits.add(Visit.objects.get(pk=one.stands))
    clash.visits.exclude(pk=made.pk).update(state="clash")
