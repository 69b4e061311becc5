"""Claimants stand in the vault: nothing of them is readable in the store, and a new key seals them anew without losing anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.repayment.claiming import claim, open_case
from lookthrough.cases.repayment import claim_queries, sealing
from lookthrough.cases.repayment.models import Claim
from lookthrough.registry import people_operations
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import VaultLocked
from registry.working import AT, appoint


@pytest.fixture
def number(db: None, tmp_path: Path, settings: Any) -> str:
    settings.HOME = tmp_path
    people = appoint()
    opened = open_case(people)
    claim(people, opened, 1, 100)
    return opened


def test_nothing_of_a_claimant_is_readable_in_the_store(number: str) -> None:
    kept = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in Claim.objects.values_list().get())
    for secret in ("申报人1", "E00000001", "13800000001", "6222000000000001"):
        assert secret not in kept
        assert str(secret.encode()) not in kept


def test_a_new_key_seals_everybody_anew_and_still_knows_them(number: str) -> None:
    before = Claim.objects.get()
    people_operations.rotate_vault_key(at=AT, actor="test")
    assert sealing.seal_anew(actor="test", at=AT) == 1
    after = Claim.objects.get()
    assert before.identity != after.identity
    assert before.key_id != after.key_id
    assert sealing.opened(after).name == "申报人1"
    assert [row.serial for row in claim_queries.of_person(number=number, text="E00000001")] == [1]
    assert sealing.seal_anew(actor="test", at=AT) == 0


def test_what_does_not_open_is_never_sealed_over(number: str) -> None:
    Claim.objects.update(sealed_phone=b"\0" * 40)
    people_operations.rotate_vault_key(at=AT, actor="test")
    with pytest.raises(VaultLocked):
        sealing.seal_anew(actor="test", at=AT)
    assert sealing.opened(Claim.objects.get()).name == sealing.UNNAMED


@pytest.mark.parametrize(
    "told",
    [
        {"name": " "}, {"number": "330302199001010011"}, {"number": "x"}, {"phone": "12"}, {"number": "", "phone": ""}, {"account": "1-2"},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(told: dict[str, str]) -> None:
    whole = {"name": "王某", "number": "E12345678", "phone": "13800000000", "account": "6222000011112222"}
    with pytest.raises(NotAllowed):
        sealing.checked(sealing.Person(**(whole | told)))
