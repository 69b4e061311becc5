"""The identity vault: nothing opens without its key, nothing can be swapped, keys are renewed without losing anybody."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from lookthrough.audit.models import Entry
from lookthrough.registry import people_operations, people_queries
from lookthrough.registry.models import Person
from lookthrough.registry.vault import VaultLocked, open_vault
from registry.relations import AT, given_firms, given_ties, resident, tie


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every story a vault of its own."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.delenv("LOOKTHROUGH_VAULT_KEY", raising=False)
    return tmp_path


def everybody() -> list[str]:
    return sorted(people_queries.names(person_ids=Person.objects.values_list("pk", flat=True), clear=True).values())


def test_the_key_is_made_once_and_is_its_owner_s_alone(own_home: Path) -> None:
    first = open_vault()
    assert (open_vault().key_id, open_vault().keys) == (first.key_id, first.keys)
    assert stat.S_IMODE((own_home / "vault.key").stat().st_mode) == 0o600
    assert list(own_home.glob(".vault-*")) == []


def test_a_sealed_text_opens_for_the_same_person_and_use_only() -> None:
    vault = open_vault()
    sealed = vault.seal("王五", what="name", identity="a")
    assert vault.open(sealed, what="name", identity="a", key_id=vault.key_id) == "王五"
    assert vault.seal("王五", what="name", identity="a") != sealed
    for what, identity, text in (("number", "a", sealed), ("name", "b", sealed), ("name", "a", sealed[:-1] + b"\0")):
        with pytest.raises(VaultLocked):
            vault.open(text, what=what, identity=identity, key_id=vault.key_id)


def test_the_key_may_come_from_outside_and_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", f"second {key},first {key}")
    assert (open_vault().key_id, list(open_vault().keys)) == ("second", ["second", "first"])
    for wrong in ("only", f"x {key[:10]}", "x !!!", f"{'x' * 17} {key}"):
        monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", wrong)
        with pytest.raises(VaultLocked) as told:
            open_vault()
        assert key not in str(told.value)


@pytest.mark.django_db
def test_a_new_key_takes_everybody_along_and_the_same_file_still_changes_nothing(own_home: Path) -> None:
    given_firms(own_home, 1)
    rows = tie("王五", 1, share="0.6", from_identifier=resident(1)), tie("李四", 1, share="0.4")
    given_ties(own_home, *rows)
    before = set(Person.objects.values_list("identity", flat=True))
    old = open_vault().key_id
    assert people_operations.rotate_vault_key(at=AT, actor="test") == 2
    assert set(Person.objects.values_list("key_id", flat=True)) == {open_vault().key_id} != {old}
    assert not before & set(Person.objects.values_list("identity", flat=True))
    assert everybody() == ["李四", "王五"]
    assert given_ties(own_home, *rows).unchanged == 2
    assert Entry.objects.filter(action="vault.rotate_key").count() == 1
    assert old in open_vault().keys  # back-ups still open


@pytest.mark.django_db
def test_under_a_key_from_outside_renewal_is_finished_before_anything_else(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))
    monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", f"one {one}")
    given_firms(own_home, 1)
    given_ties(own_home, tie("王五", 1))
    with pytest.raises(VaultLocked):
        people_operations.rotate_vault_key(at=AT, actor="test")
    monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", f"two {two},one {one}")
    with pytest.raises(VaultLocked, match="rotate-vault-key"):
        given_ties(own_home, tie("王五", 1))
    assert people_operations.rotate_vault_key(at=AT, actor="test") == 1
    monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", f"two {two}")
    assert everybody() == ["王五"]


@pytest.mark.django_db
def test_without_the_key_pages_stand_and_names_do_not_show(own_home: Path) -> None:
    given_firms(own_home, 1)
    given_ties(own_home, tie("王五", 1))
    (own_home / "vault.key").unlink()
    assert everybody() == [people_queries.UNNAMED]


@pytest.mark.django_db
def test_a_name_is_masked_until_it_is_asked_for_clear(own_home: Path) -> None:
    given_firms(own_home, 1)
    given_ties(own_home, tie("欧阳某人", 1))
    (pk,) = Person.objects.values_list("pk", flat=True)
    assert people_queries.names(person_ids=[pk], clear=False) == {pk: "欧**"}


@pytest.mark.django_db
def test_a_reading_needs_a_purpose_and_goes_into_the_trail() -> None:
    for purpose in ("", "   ", "查", "查 查"):
        with pytest.raises(people_operations.PurposeMissing):
            people_operations.record_reading(actor="1", object_type="company", object_id="c", purpose=purpose, at=AT)
    kept = people_operations.record_reading(
        actor="1", object_type="company", object_id="c", purpose=" 核查  非法集资线索 ", reference="YJ-3", at=AT
    )
    entry = Entry.objects.get()
    assert (kept, entry.purpose, entry.details["reference"]) == ("核查 非法集资线索", "核查 非法集资线索", "YJ-3")


def test_a_person_of_a_ledger_has_one_label_here_and_another_elsewhere(own_home: Path) -> None:
    first = people_queries.label(identifier="3f9c2a1b")
    assert first == people_queries.label(identifier="3f9c2a1b")
    assert len(first) == 8
    assert first != people_queries.label(identifier="3f9c2a1c")
    (own_home / "vault.key").unlink()
    assert people_queries.label(identifier="3f9c2a1b") != first


def test_where_the_vault_does_not_open_nobody_has_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKTHROUGH_VAULT_KEY", "no key")
    assert people_queries.label(identifier="3f9c2a1b") == ""
