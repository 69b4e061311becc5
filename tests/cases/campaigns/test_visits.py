"""Two officers, two phones, one firm: whatever was seen arrives once, stands side by side, and is settled by a person."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign_builders import PHONE_A, PHONE_B, days, sent
from lookthrough.audit import queries as trail
from lookthrough.cases.campaigns import entry_operations, entry_queries, visit_operations
from lookthrough.cases.campaigns.models import Visit, VisitPhoto
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, CITY, EAST, TODAY, WEST


def arrive(people: dict[str, int], one: visit_operations.Sent, who: str, folder: Path) -> visit_operations.Arrived:
    """Have a record arrive."""
    return visit_operations.receive(sent=one, folder=folder, officer_id=people[who], at=AT)


def shown(entry_id: int) -> entry_queries.EntryFile:
    """Return the firm as the east sees it."""
    found = entry_queries.entry(entry_id=entry_id, district=EAST)
    assert found is not None
    return found


def test_a_record_sent_twice_is_stored_once(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    one = replace(sent(entry_id), photos=(jpeg(),))
    first, second = (arrive(people, one, "east", tmp_path) for _ in range(2))
    assert (first.state, first.again) == ("standing", False)
    assert (second.state, second.again) == ("standing", True)
    assert (Visit.objects.count(), VisitPhoto.objects.count()) == (1, 1)
    assert shown(entry_id).answers["staff"] == 6


def test_a_number_that_belongs_to_another_record_is_refused(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    one = sent(entry_id)
    arrive(people, one, "east", tmp_path)
    with pytest.raises(NotAllowed, match="another record"):
        arrive(people, replace(one, note="别的话"), "east", tmp_path)
    with pytest.raises(NotAllowed, match="another record"):
        arrive(people, one, "east2", tmp_path)


def test_two_phones_that_saw_the_same_agree(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    arrive(people, sent(entry_id), "east", tmp_path)
    assert arrive(people, sent(entry_id, phone=PHONE_B), "east2", tmp_path).state == "agrees"
    assert shown(entry_id).clash is None


def test_two_phones_that_saw_different_things_clash_and_a_person_settles_it(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    one, other = sent(entry_id), sent(entry_id, phone=PHONE_B, at=AT - timedelta(hours=1), staff=9, operating="stopped")
    arrive(people, one, "east", tmp_path)
    assert arrive(people, other, "east2", tmp_path).state == "clash"
    clash = shown(entry_id).clash
    assert clash is not None
    assert [item.slug for item in clash.items] == ["operating", "staff"]
    assert shown(entry_id).answers["staff"] == 6, "what arrived first stands until a person settles it"

    with pytest.raises(NotAllowed, match="every question"):
        visit_operations.settle(entry_id=entry_id, chosen={"staff": str(one.visit_id)}, reason="x", officer_id=people["east"], at=AT)
    chosen = {"staff": str(other.visit_id), "operating": str(one.visit_id)}
    visit_operations.settle(entry_id=entry_id, chosen=chosen, reason="按门禁记录", officer_id=people["east"], at=days(1))
    after = shown(entry_id)
    assert (after.clash, after.answers["staff"], after.answers["operating"]) == (None, 9, "open")
    assert {visit.state for visit in after.visits} == {"settled"}
    assert len(after.visits) == 2, "nothing is lost"

    visit_operations.unsettle(entry_id=entry_id, reason="选错了", officer_id=people["east"], at=days(2))
    again = shown(entry_id)
    assert again.clash is not None
    assert again.answers["staff"] == 6
    acts = {entry.action for entry in trail.entries(object_type="campaign", page_size=200)[0]}
    assert acts >= {"campaign.visit_clashed", "campaign.clash_settled", "campaign.clash_reopened"}


def test_a_third_record_joins_the_clash(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    first = sent(entry_id)
    arrive(people, first, "east", tmp_path)
    arrive(people, sent(entry_id, phone=PHONE_B, staff=9), "east2", tmp_path)
    arrive(people, sent(entry_id, based_on=first.visit_id, staff=7), "head", tmp_path)
    clash = shown(entry_id).clash
    assert clash is not None
    assert len(clash.visits) == 3


def test_a_later_visit_that_knew_the_first_stands(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    first = sent(entry_id)
    arrive(people, first, "east", tmp_path)
    assert arrive(people, sent(entry_id, phone=PHONE_B, based_on=first.visit_id, staff=2), "east2", tmp_path).state == "standing"
    assert shown(entry_id).answers["staff"] == 2
    assert sorted(visit.state for visit in shown(entry_id).visits) == ["earlier", "standing"]


def test_what_arrives_after_the_firm_was_dropped_is_kept_and_changes_nothing(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    entry_operations.drop(entry_id=entry_id, reason="不属于", version=1, officer_id=people["east"], at=AT)
    assert arrive(people, sent(entry_id), "east", tmp_path).state == "after_end"
    assert shown(entry_id).answers == {}


def test_no_record_from_another_district_or_with_a_clock_ahead(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    for who, one, why in (
        ("west", sent(entry_id), "no such firm"),
        ("analyst", sent(entry_id), "role"),
        ("east", sent(entry_id, at=AT + timedelta(hours=2)), "clock"),
        ("east", replace(sent(entry_id), place={"latitude": 91.0, "longitude": 0.0, "accuracy": 5.0}), "latitude"),
        ("east", replace(sent(entry_id), photos=(b"GIF89a",)), "photo"),
        ("east", replace(sent(entry_id), photos=(jpeg(),) * 5), "many"),
        ("east", sent(entry_id, operating="flying"), "options"),
    ):
        with pytest.raises(NotAllowed, match=why):
            arrive(people, one, who, tmp_path)
    assert Visit.objects.count() == 0


def test_a_photo_is_kept_byte_for_byte_with_the_place_it_says(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    content = jpeg(place=True)
    arrive(people, replace(sent(entry_id), photos=(content,)), "east", tmp_path)
    photo = shown(entry_id).visits[0].photos[0]
    assert photo.said_place == {"latitude": 28.0, "longitude": 120.65}
    assert photo.said_time == "2026:11:02 08:59:00"
    assert entry_queries.photo(photo_id=photo.photo_id, district=WEST, folder=tmp_path) is None
    read = entry_queries.photo(photo_id=photo.photo_id, district=CITY, folder=tmp_path)
    assert read is not None
    assert read[0] == content
    for path in tmp_path.glob("??/*"):
        path.write_bytes(b"other")
    with pytest.raises(ValueError, match="not as it was sent"):
        entry_queries.photo(photo_id=photo.photo_id, district=EAST, folder=tmp_path)


def test_a_phone_gets_the_firms_of_its_officer_and_the_plan_closes_when_the_record_arrives(
    people: dict[str, int], entry_id: int, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed, match="cannot visit"):
        entry_operations.plan_visit(entry_ids=[entry_id], usernames=["west"], visit_on=TODAY, officer_id=people["east"], at=AT)
    made = entry_operations.plan_visit(entry_ids=[entry_id], usernames=["east", "east2"], visit_on=TODAY, officer_id=people["east"], at=AT)
    assert made == 2
    listed = entry_queries.to_visit(username="east", district=EAST, on=TODAY, most=40)
    assert [(one.entry_id, one.done, one.with_officers) for one in listed] == [(entry_id, False, ("east2",))]
    assert entry_queries.to_visit(username="west", district=WEST, on=TODAY, most=40) == []
    one = sent(entry_id, phone=PHONE_A)
    arrive(people, one, "east", tmp_path)
    after = entry_queries.to_visit(username="east", district=EAST, on=TODAY, most=40)
    assert [(row.done, row.stands) for row in after] == [(True, str(one.visit_id))]
    assert [row.done for row in entry_queries.to_visit(username="east2", district=EAST, on=TODAY, most=40)] == [False]


def jpeg(*, place: bool = False) -> bytes:
    """Return a small photo; ``place``: with what a camera writes into it."""
    from PIL import Image
    from PIL.ExifTags import IFD

    exif = Image.Exif()
    if place:
        exif.get_ifd(IFD.Exif)[0x9003] = "2026:11:02 08:59:00"
        exif.get_ifd(IFD.GPSInfo).update({1: "N", 2: (28.0, 0.0, 0.0), 3: "E", 4: (120.0, 39.0, 0.0)})
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(kept, "JPEG", exif=exif)
    return kept.getvalue()
