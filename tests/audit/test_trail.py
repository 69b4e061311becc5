"""The trail grows and never changes: every tampering shows, and the database refuses it in the first place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lookthrough.audit import append_only, operations, queries
from lookthrough.audit.models import EntriesStay, Entry, Head

NOW = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)


def write(count: int, **words: Any) -> None:
    for place in range(count):
        said = {
            "actor": "officer",
            "action": "read_transfers",
            "object_type": "alert",
            "object_id": str(place),
            "purpose": "专项整治",
        } | words
        operations.record(at=NOW, **said)


@pytest.mark.django_db
def test_an_empty_trail_is_sound() -> None:
    assert queries.verify() == queries.Verification(entries=0, head="")


@pytest.mark.django_db
def test_entries_are_linked_and_numbered() -> None:
    write(3, details={"rows": 12, "authority": "A1"})
    shown, total = queries.entries(object_type="alert")
    assert [one.number for one in shown] == [3, 2, 1]
    assert total == 3
    assert shown[0].details == {"rows": 12, "authority": "A1"}
    assert queries.verify() == queries.Verification(entries=3, head=shown[0].hash)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ({"purpose": "something else"}, 2),
        ({"actor": "nobody"}, 2),
        ({"details": {"rows": 1}}, 2),
        ({"at": datetime(2026, 11, 20, tzinfo=UTC)}, 2),
        ({"hash": "0" * 64}, 2),
        ({"number": 9}, 2),
    ],
)
def test_a_changed_entry_shows(change: dict[str, Any], broken_at: int) -> None:
    write(4)
    Entry.objects.filter(number=2).update(**change)
    found = queries.verify()
    assert not found.sound
    assert found.broken_at == broken_at


@pytest.mark.django_db
def test_a_cut_tail_shows() -> None:
    write(4)
    Entry.objects.filter(number__gt=2).delete()
    found = queries.verify()
    assert (found.broken_at, found.entries) == (3, 2)


@pytest.mark.django_db
def test_a_resealed_entry_shows_at_the_next() -> None:
    write(3)
    first = Entry.objects.get(number=1)
    words = {"action": first.action, "object_type": "alert", "object_id": "0", "purpose": "", "details": {}}
    forged = operations.seal(number=1, at=first.at, previous_hash="", actor="forger", **words)
    Entry.objects.filter(number=1).update(actor="forger", purpose="", hash=forged)
    assert queries.verify().broken_at == 2


@pytest.mark.django_db
def test_an_entry_is_neither_saved_again_nor_removed() -> None:
    write(1)
    entry = Entry.objects.get()
    with pytest.raises(EntriesStay):
        entry.save()
    with pytest.raises(EntriesStay):
        entry.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["UPDATE audit_entry SET purpose = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_changes(deed: str) -> None:
    write(1)
    append_only.install(connection)
    with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    assert queries.verify() == queries.Verification(entries=1, head=Head.objects.get().hash)


@pytest.mark.django_db
def test_an_entry_goes_with_the_change_that_failed() -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            write(1)
            raise RuntimeError

    write(1)
    with pytest.raises(RuntimeError):
        change_that_fails()
    write(1)
    assert queries.verify().entries == 2


@pytest.mark.django_db
def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        operations.record(actor="a", action="b", object_type="c", object_id="d", purpose="", at=datetime(2026, 1, 1))  # noqa: DTZ001


WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


class Trails(TestCase):
    """Whatever is said, it reads back as it was sealed."""

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.fixed_dictionaries({"actor": WORDS, "purpose": WORDS, "details": st.dictionaries(WORDS, st.integers() | WORDS)}), max_size=4
        )
    )
    def test_every_trail_written_is_sound(self, said: list[dict[str, Any]]) -> None:
        for words in said:
            write(1, **words)
        found = queries.verify()
        assert found.sound
        assert found.entries == len(said)
