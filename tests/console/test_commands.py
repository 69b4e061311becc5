"""Officers are appointed and authorities recorded from the terminal; both are written into the trail."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lookthrough.audit import queries as audit
from lookthrough.offices.models import Authority, Officer

pytestmark = pytest.mark.django_db
PERSON = ["zhang", "--name", "张三", "--office", "某市金融办", "--role", "head"]
AUTHORITY = {
    "authority_id": "A1", "legal_basis": "条例第二十一条", "purpose": "监测", "approver": "局长", "scope": "3303",
    "expires_on": "2027-01-31",
}  # fmt: skip


def test_the_first_officer_of_a_new_office() -> None:
    said = io.StringIO()
    call_command("appoint", *PERSON, "--region", "3303", stdout=said)
    officer = Officer.objects.get(username="zhang")
    assert officer.check_password(said.getvalue().strip().removeprefix("zhang / "))
    assert (str(officer.office), officer.role) == ("某市金融办", "head")
    assert audit.entries(object_type="officer")[0][0].details == {"office": "某市金融办", "role": "head"}


@pytest.mark.parametrize("words", [PERSON, [*PERSON, "--region", "33x"]])
def test_an_office_nobody_knows_is_refused(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("appoint", *words)
    assert not Officer.objects.exists()


def test_nobody_is_appointed_twice() -> None:
    call_command("appoint", *PERSON, "--region", "3303", stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("appoint", *PERSON)
    assert audit.verify().entries == 1


def test_an_authority_is_recorded_once(tmp_path: Path) -> None:
    file = tmp_path / "authority.json"
    file.write_text(json.dumps(AUTHORITY), encoding="utf-8")
    for _ in range(2):
        call_command("record_authority", str(file), stdout=io.StringIO())
    assert Authority.objects.count() == audit.verify().entries == 1


@pytest.mark.parametrize("change", [{"expires_on": "soon"}, {"purpose": " "}])
def test_a_faulty_authority_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    file = tmp_path / "authority.json"
    file.write_text(json.dumps(AUTHORITY | change), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("record_authority", str(file))
    assert not Authority.objects.exists()
