"""A head written down elsewhere shows a trail that was replaced whole; reading personal data needs a purpose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lookthrough.audit import operations, queries
from lookthrough.audit.models import Entry, Head

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def write(count: int, actor: str = "officer") -> str:
    for place in range(count):
        operations.record(actor=actor, action="read", object_type="firm", object_id=str(place), purpose="", at=NOW)
    return queries.head()[1]


def test_a_head_written_down_is_found_again_in_the_grown_trail() -> None:
    noted = write(3)
    write(2)
    assert queries.verify(known_head=noted).sound


def test_a_trail_replaced_whole_together_with_its_head_shows_by_the_head_written_down() -> None:
    noted = write(3)
    Entry.objects.all().delete()
    Head.objects.all().delete()
    write(5, actor="forger")
    assert queries.verify().sound
    found = queries.verify(known_head=noted)
    assert not found.sound
    assert found.reason is not None
    assert "replaced" in found.reason.en


def test_an_entry_added_behind_the_head_shows() -> None:
    write(3)
    last = Entry.objects.get(number=3)
    Entry.objects.create(
        number=4, at=NOW, actor="x", action="y", object_type="z", object_id="", purpose="", previous_hash=last.hash, hash="0" * 64
    )
    assert queries.verify().broken_at == 4


def test_the_reading_can_be_stopped_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from lookthrough.audit import verification

    monkeypatch.setattr(verification, "_EVERY", 2)
    write(5)
    seen: list[int] = []
    found = queries.verify(on_progress=seen.append, stop=lambda: len(seen) == 1)
    assert (found.finished, found.sound, found.entries, seen) == (False, True, 2, [2])


@pytest.mark.parametrize("purpose", ["", "  ", "\t\n"])
def test_reading_personal_data_without_a_purpose_is_refused(purpose: str) -> None:
    with pytest.raises(operations.PurposeMissing):
        operations.record_reading(actor="a", object_type="person", object_id="p1", purpose=purpose, at=NOW, details={})
    assert not Entry.objects.exists()


def test_a_reading_with_its_purpose_is_written_down() -> None:
    number = operations.record_reading(actor="a", object_type="person", object_id="p1", purpose=" 核实股东 ", at=NOW, details={"rows": 1})
    found = queries.entry(number=number)
    assert found is not None
    assert (found.action, found.purpose, found.details) == ("read_person", "核实股东", {"rows": 1})
    assert queries.entries(search=queries.Search(with_purpose=True))[1] == 1
