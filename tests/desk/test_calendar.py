"""The calendar file of one's days: lines as programs read them, and a key that opens until it is revoked."""

from __future__ import annotations

from datetime import date, timedelta
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.desk import calendar_operations, notice_queries
from lookthrough.desk.calendar_file import Entry, calendar
from lookthrough.offices.models import Officer
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_no_title_breaks_out_of_its_line_and_no_line_is_too_long(title: str, on: date) -> None:
    title = title.encode("utf-8", "ignore").decode()
    made = calendar(name="穿透", entries=[Entry("clock:1", on, title, "https://console.example/notices/")], host="console.example", at=AT)
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = made.replace(b"\r\n ", b"").decode().split("\r\n")
    assert [line for line in whole if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    assert f"DTSTART;VALUE=DATE:{on:%Y%m%d}" in whole
    (said,) = [line.removeprefix("SUMMARY:") for line in whole if line.startswith("SUMMARY:")]
    plain = said.replace("\\\\", "\0").replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",").replace("\0", "\\")
    title = title.replace("\r\n", "\n").replace("\r", "\n")
    assert plain == "".join(sign for sign in title if sign == "\n" or category(sign) != "Cc")


def test_an_entry_keeps_its_name_when_its_day_moves() -> None:
    first, second = (
        calendar(name="x", entries=[Entry("clock:1", on, "t", "u")], host="h", at=AT) for on in (date(2026, 1, 1), date(2026, 2, 1))
    )
    uid = [line for line in first.split(b"\r\n") if line.startswith(b"UID")]
    assert uid == [line for line in second.split(b"\r\n") if line.startswith(b"UID")]


def test_a_key_opens_until_it_is_revoked_or_its_officer_leaves(db: None) -> None:
    people = appoint()
    key = calendar_operations.make_key(name="手机", officer_id=people["east"], at=AT)
    found = calendar_operations.reader_of(key=key, at=AT)
    assert found is not None
    assert found.officer_id == people["east"]
    assert calendar_operations.reader_of(key=f"{key}x", at=AT) is None
    assert calendar_operations.reader_of(key="", at=AT) is None
    (row,) = notice_queries.calendar_keys(officer_id=people["east"])
    assert row.last_read_at == AT
    Officer.objects.filter(pk=people["east"]).update(is_active=False)
    assert calendar_operations.reader_of(key=key, at=AT) is None
    Officer.objects.filter(pk=people["east"]).update(is_active=True)
    with pytest.raises(NotAllowed):
        calendar_operations.revoke_key(key_id=row.key_id, officer_id=people["west"], at=AT)
    calendar_operations.revoke_key(key_id=row.key_id, officer_id=people["east"], at=AT + timedelta(hours=1))
    assert calendar_operations.reader_of(key=key, at=AT) is None


def test_keys_are_few_and_have_names(db: None) -> None:
    people = appoint()
    with pytest.raises(NotAllowed):
        calendar_operations.make_key(name="  ", officer_id=people["east"], at=AT)
    for number in range(calendar_operations.MOST_KEYS):
        calendar_operations.make_key(name=str(number), officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed):
        calendar_operations.make_key(name="more", officer_id=people["east"], at=AT)
