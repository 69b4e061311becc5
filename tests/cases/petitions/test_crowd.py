"""Forty people at nine: all registered from one paste, each with a slip, two of them one person; names stand nowhere in clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from cases.petitions.desk import LATER, arrived, crowd, file_of, resident
from lookthrough.audit import queries as trail
from lookthrough.cases.petitions import crowd_operations as crowding
from lookthrough.cases.petitions import operations, queries, reply_codes, sealing
from lookthrough.cases.petitions.codes import new_code
from lookthrough.cases.petitions.models import Petitioner
from lookthrough.cases.petitions.reading import rows_of_text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import renew_key
from registry.working import AT, appoint


def stored() -> Iterator[bytes]:
    """Yield every value that the room keeps."""
    for model in apps.get_app_config("petitions").get_models():
        for row in model.objects.values_list():
            yield from (bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row)


@pytest.fixture
def people(db: None, tmp_path: Path, settings: Any) -> dict[str, int]:
    settings.HOME = tmp_path
    return appoint()


def test_a_crowd_is_registered_at_once_and_no_name_stands_in_the_store(people: dict[str, int]) -> None:
    number = arrived(people)
    assert number == "访2026-0001"
    done = crowd(people, number)
    assert (done.serials, done.refused, done.token) == (list(range(1, 41)), [], "")
    told = " ".join(str(one) for one in trail.entries()[0])
    for secret in ("张三", resident(7), "13800000007"):
        assert not [cell for cell in stored() if secret.encode() in cell]
        assert secret not in told
    found = queries.person(number=number, serial=7, officer_id=people["east"])
    assert found == sealing.Person("张三7", resident(7), "13800000007")
    assert queries.person(number=number, serial=7, officer_id=people["west"]) is None
    assert len({row.label for row in file_of(people, number).petitioners}) == 40


def test_rows_that_cannot_be_taken_come_back_and_the_others_stand(people: dict[str, int]) -> None:
    number = arrived(people, persons=3)
    lines = [
        "姓名,证件号码,电话,金额,代表",
        f"王一,{resident(1)},,,",
        f"=王二,{resident(2)[:-1]}Y,,,",
        "王三,,,,",
        f"王一,{resident(1)},,,",
    ]
    text = "\n".join([*lines, "王四,,13800000004,很多,", "王五,,13800000005,,也许"])
    done = crowding.register(number=number, rows=rows_of_text(text), source="paste", officer_id=people["east"], at=LATER)
    assert done.serials == [1]
    assert [(one.row.row, one.reason.zh[:4]) for one in done.refused] == [
        (3, "证件号码"), (4, "证件号码"), (5, "此人已在"), (6, "金额应为"), (7, "代表一栏"),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        crowding.fetch_refused(number=number, token=done.token, officer_id=people["east2"], at=LATER)
    back = crowding.fetch_refused(number=number, token=done.token, officer_id=people["east"], at=LATER)
    assert "'=王二" in back
    mended = rows_of_text(back.replace("很多", "3万").replace("也许", "是"))
    again = crowding.register(number=number, rows=mended, source="file", officer_id=people["east"], at=LATER)
    assert again.serials == [2, 3]
    assert file_of(people, number).petitioners[2].representative
    with pytest.raises(NotAllowed):
        crowding.fetch_refused(number=number, token=done.token, officer_id=people["east"], at=LATER + timedelta(hours=25))


def test_codes_are_shown_once_and_a_lost_slip_is_replaced(people: dict[str, int]) -> None:
    number = arrived(people)
    crowd(people, number, 3)
    slips = crowding.issue_codes(number=number, officer_id=people["east"], at=LATER)
    assert [slip.serial for slip in slips] == [1, 2, 3]
    with pytest.raises(NotAllowed):
        crowding.issue_codes(number=number, officer_id=people["east"], at=LATER)
    assert not Petitioner.objects.filter(code_hash__contains=slips[0].code).exists()
    anew = crowding.issue_code_anew(number=number, serial=1, officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        reply_codes.open_code(code=slips[0].code, address_hash="a", at=LATER)
    found, mark = reply_codes.open_code(code=anew.code, address_hash="a", at=LATER)
    seen = reply_codes.petition_of(petitioner_id=found, mark=mark, at=LATER)
    assert seen is not None
    assert (seen.serial, seen.told, seen.settled) == (1, (), False)


def test_two_entries_of_one_person_are_joined_by_a_person_and_told_apart_again(people: dict[str, int]) -> None:
    first, second = arrived(people, persons=2), arrived(people, persons=1)
    crowd(people, first, 2)
    crowd(people, second, 1)
    alike = file_of(people, second).petitioners[0].alike
    assert [(one.number, one.serial, one.by) for one in alike] == [(first, 1, "identity")]
    said = {"into_number": first, "into_serial": 1, "reason": "同一人两次来访", "at": LATER}
    with pytest.raises(NotAllowed):
        crowding.join(number=second, serial=1, officer_id=people["west"], **said)  # type: ignore[arg-type]
    crowding.join(number=second, serial=1, officer_id=people["east"], **said)  # type: ignore[arg-type]
    joined = file_of(people, second)
    assert (joined.petitioners[0].joined, joined.row.registered) == (f"{first}/1", 0)
    with pytest.raises(NotAllowed):
        crowding.strike_out(number=second, serial=1, reason="误登", officer_id=people["east"], at=LATER)
    crowding.separate(number=second, serial=1, reason="是两个人", officer_id=people["east"], at=LATER)
    assert file_of(people, second).row.registered == 1
    with pytest.raises(NotAllowed):
        crowding.join(number=first, serial=1, into_number=first, into_serial=1, reason="x", officer_id=people["east"], at=LATER)


def test_who_was_registered_by_mistake_is_struck_out_and_restored(people: dict[str, int]) -> None:
    number = arrived(people, persons=1)
    crowd(people, number, 2)
    assert file_of(people, number).row.persons == 2, "the list is longer than the desk had counted"
    code = crowding.issue_codes(number=number, officer_id=people["east"], at=LATER)[1].code
    crowding.strike_out(number=number, serial=2, reason="陪同人员", officer_id=people["east"], at=LATER)
    with pytest.raises(NotAllowed):
        reply_codes.open_code(code=code, address_hash="a", at=LATER)
    again = crowd(people, number, 1, first=2)
    assert "恢复" in again.refused[0].reason.zh
    crowding.restore(number=number, serial=2, officer_id=people["east"], at=LATER)
    assert reply_codes.open_code(code=code, address_hash="a", at=LATER)[0]


def test_the_others_choose_no_more_representatives_than_five(people: dict[str, int]) -> None:
    number = arrived(people)
    crowd(people, number, 7)
    with pytest.raises(NotAllowed):
        crowding.choose_representatives(number=number, serials=range(1, 7), officer_id=people["east"], at=LATER)
    crowding.choose_representatives(number=number, serials=[2, 3], officer_id=people["east"], at=LATER)
    assert [row.serial for row in file_of(people, number).petitioners if row.representative] == [2, 3]


def test_wrong_codes_are_counted_and_misread_ones_are_not(people: dict[str, int]) -> None:
    for _ in range(20):
        with pytest.raises(NotAllowed):
            reply_codes.open_code(code="AAAA-AAAA-AAAA-AAAB", address_hash="a", at=AT)
    for _ in range(8):
        with pytest.raises(NotAllowed):
            reply_codes.open_code(code=new_code(), address_hash="a", at=AT)
    with pytest.raises(reply_codes.Locked):
        reply_codes.open_code(code=new_code(), address_hash="a", at=AT)
    with pytest.raises(NotAllowed) as other:
        reply_codes.open_code(code=new_code(), address_hash="b", at=AT)
    assert not isinstance(other.value, reply_codes.Locked)


def test_a_renewed_key_seals_everybody_anew_and_they_are_still_found(people: dict[str, int]) -> None:
    number = arrived(people)
    crowd(people, number, 3)
    before = set(Petitioner.objects.values_list("identity", flat=True))
    renew_key()
    assert sealing.seal_anew(actor="cli", at=LATER) == 3
    assert not before & set(Petitioner.objects.values_list("identity", flat=True))
    assert [one.serial for one in queries.find(text=resident(2), officer_id=people["east"])] == [2]
    assert [one.serial for one in queries.find(text="张三3", officer_id=people["east"])] == [3]
    assert queries.find(text=resident(2), officer_id=people["west"]) == []
    assert crowd(people, number, 1).refused, "who is registered stays so under the new key"


def test_another_district_neither_sees_nor_touches_an_occasion(people: dict[str, int]) -> None:
    number = arrived(people)
    assert queries.occasion(number=number, officer_id=people["west"], now=LATER) is None
    assert queries.occasions(officer_id=people["west"], now=LATER) == []
    with pytest.raises(NotAllowed):
        crowding.issue_codes(number=number, officer_id=people["west"], at=LATER)
    with pytest.raises(NotAllowed):
        operations.reopen(number=number, reason="x", officer_id=people["west"], at=LATER)
    with pytest.raises(NotAllowed):
        crowding.issue_codes(number=number, officer_id=people["auditor"], at=LATER)
