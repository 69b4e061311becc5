"""Evidence in the store: kept once, in a chain that only grows, within the district, given away or opened by two."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from lookthrough.audit import queries as trail
from lookthrough.evidence import operations, queries, redaction_operations
from lookthrough.evidence.models import ChainLink, ChainStays, Item, KeptFile
from lookthrough.evidence.refusal import NotAllowed
from registry.working import AT, appoint

CASE = "案2026-0007"


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def take(people: dict[str, int], content: bytes | None = b"a,b\n1,2\n", who: str = "east", **more: str) -> str:
    """Take something for a case of the east."""
    said = {"case_number": CASE, "region_code": "330302", "title": "流水", "source": "某银行", "origin": "collected", "place": "物证柜A"}
    return operations.take(**(said | more), content=content, original_name="../流水.csv", officer_id=people[who], at=AT)  # type: ignore[arg-type]


def chain(number: str, people: dict[str, int], who: str = "east") -> list[str]:
    """Return the deeds of a chain, which must hold."""
    found = queries.item(number=number, officer_id=people[who])
    assert found is not None
    assert found.trouble is None
    return [link.deed for link in found.links]


def test_the_same_file_is_kept_once_sealed_and_nobody_reads_it_on_the_disk(people: dict[str, int]) -> None:
    secret = b"secret words of a party\n"
    one, two = take(people, secret), take(people, secret)
    assert one != two
    assert KeptFile.objects.count() == 1
    stored = [path for path in (Path(settings.HOME) / "evidence").rglob("*.sealed") if KeptFile.objects.get().sha256 in path.name]
    assert len(stored) == 1
    assert b"secret" not in stored[0].read_bytes()
    assert stored[0].stat().st_mode & 0o077 == 0
    found = queries.item(number=one, officer_id=people["east"])
    assert found is not None
    assert (found.row.facts.original_name, found.row.facts.kind, found.place) == ("流水.csv", "text", "物证柜A")


def test_everything_that_is_done_stands_in_the_chain_and_in_the_trail(people: dict[str, int]) -> None:
    number, east = take(people), {"officer_id": people["east"]}
    operations.move(number=number, place="物证柜B", note="", at=AT, **east)  # type: ignore[arg-type]
    assert operations.view(number=number, purpose="核对", at=AT, **east) == b"a,b\n1,2\n"  # type: ignore[arg-type]
    operations.hand_over(number=number, to="某鉴定机构", note="鉴定", at=AT, **east)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="custody"):
        operations.move(number=number, place="x", note="", at=AT, **east)  # type: ignore[arg-type]
    operations.receive(number=number, holder="某鉴定机构", place="物证柜A", note="", at=AT, **east)  # type: ignore[arg-type]
    assert chain(number, people) == ["collected", "moved", "viewed", "handed_over", "received"]
    entries, count = trail.entries(object_type="evidence", object_id=number)
    assert count == 5
    head = Item.objects.get(number=number).chain_head
    assert entries[0].details["chain_head"] == head
    assert any(one.purpose == "核对" for one in entries)
    assert "物证柜" not in str([one.details for one in entries])


def test_nothing_leaves_or_opens_without_a_second_person(people: dict[str, int]) -> None:
    number = take(people)
    operations.propose(number=number, deed="returned", to="某公司", reason="已核对", officer_id=people["east"], at=AT)
    for who in ("east", "east2", "auditor"):
        with pytest.raises(NotAllowed):
            operations.decide(number=number, agreed=True, reason="", officer_id=people[who], at=AT)
    assert chain(number, people) == ["collected"]
    operations.decide(number=number, agreed=True, reason="同意", officer_id=people["head"], at=AT)
    assert chain(number, people) == ["collected", "returned"]
    found = queries.item(number=number, officer_id=people["east"])
    assert found is not None
    assert found.row.state == "returned"
    assert found.links[-1].said["proposed_by"] == "east"
    with pytest.raises(NotAllowed):
        operations.propose(number=number, deed="released", to="", reason="再次", officer_id=people["east"], at=AT)


def test_the_head_does_not_decide_what_the_head_asked_for(people: dict[str, int]) -> None:
    number = take(people, who="head")
    operations.propose(number=number, deed="opened", to="", reason="查阅", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="does not decide"):
        operations.decide(number=number, agreed=True, reason="", officer_id=people["head"], at=AT)


def test_another_district_and_a_role_without_evidence_meet_nothing(people: dict[str, int]) -> None:
    number = take(people)
    for who in ("west", "analyst"):
        assert queries.item(number=number, officer_id=people[who]) is None
        assert queries.items(case_number=CASE, officer_id=people[who]) == []
        with pytest.raises(NotAllowed):
            operations.view(number=number, purpose="看看", officer_id=people[who], at=AT)
    with pytest.raises(NotAllowed):
        take(people, who="west")
    assert len(queries.items(case_number=CASE, officer_id=people["auditor"])) == 1
    with pytest.raises(NotAllowed):
        take(people, who="auditor")


@pytest.mark.parametrize("origin", ["tip", "redaction", "", "举报"])
def test_a_tip_is_no_evidence(people: dict[str, int], origin: str) -> None:
    with pytest.raises(NotAllowed, match="confidence"):
        take(people, origin=origin)


def test_entries_cannot_be_changed_and_one_changed_behind_our_back_is_found(people: dict[str, int]) -> None:
    number = take(people)
    link = ChainLink.objects.get(item__number=number)
    with pytest.raises(ChainStays):
        link.save()
    with pytest.raises(ChainStays):
        link.delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_chainlink SET actor = 'west' WHERE id = %s", [link.pk])
    assert "第 1 条" in queries.damage(case_number=CASE)[0].zh
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM evidence_chainlink WHERE id = %s", [link.pk])
    assert "不完整" in queries.damage(case_number=CASE)[0].zh


def test_a_file_changed_on_the_disk_is_not_shown_but_said(people: dict[str, int]) -> None:
    number = take(people, b"to be spoilt")
    sha256 = Item.objects.get(number=number).file_id
    place = Path(settings.HOME) / "evidence" / str(sha256)[:2] / f"{sha256}.sealed"
    place.write_text(place.read_text()[:-8] + "AAAAAAA=")
    with pytest.raises(NotAllowed, match="damaged"):
        operations.view(number=number, purpose="核对", officer_id=people["east"], at=AT)
    assert "改动或丢失" in queries.damage(case_number=CASE)[0].zh
    place.unlink()


def test_a_thing_needs_a_place_a_file_needs_content_a_reading_a_purpose(people: dict[str, int]) -> None:
    thing = take(people, None)
    with pytest.raises(NotAllowed, match="no file"):
        operations.view(number=thing, purpose="看", officer_id=people["east"], at=AT)
    for wrong in ({"content": None, "place": ""}, {"content": b""}, {"title": " "}, {"source": ""}):
        with pytest.raises(NotAllowed):
            take(people, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        operations.view(number=take(people), purpose=" ", officer_id=people["east"], at=AT)


def test_numbers_have_no_gap_and_begin_anew_each_year(people: dict[str, int]) -> None:
    first = take(people)
    with pytest.raises(NotAllowed):
        take(people, title=" ")
    assert (first, take(people)) == ("证2026-000001", "证2026-000002")
    said = {"case_number": CASE, "region_code": "330302", "title": "x", "source": "y", "origin": "collected"}
    later = operations.take(**said, content=b"z", officer_id=people["east"], at=AT + timedelta(days=365))  # type: ignore[arg-type]
    assert later == "证2027-000001"


def test_what_a_program_brings_comes_in_once(people: dict[str, int]) -> None:
    same = {"origin": "return", "origin_reference": "R-1"}
    assert take(people, **same) == take(people, **same)
    assert take(people, b"corrected", **same) != take(people, **same)


def test_a_redacted_copy_names_its_original_and_waits_for_a_second_person(people: dict[str, int]) -> None:
    original = take(people, "姓名,金额\n某甲甲,5\n".encode(), title="某甲甲的流水")
    copy = redaction_operations.redact(number=original, names=["某甲甲"], officer_id=people["east"], at=AT)
    before, after = queries.item(number=original, officer_id=people["east"]), queries.item(number=copy, officer_id=people["east"])
    assert before is not None
    assert after is not None
    assert after.row.facts.redacted_from == before.row.facts.sha256
    assert "某甲甲" not in after.row.facts.title
    assert after.row.release == "proposed"
    assert after.redaction["counts"] == {"labelled": 1}
    assert [link.deed for link in before.links] == ["collected", "redacted"]
    assert operations.view(number=original, purpose="核对", officer_id=people["east"], at=AT) == "姓名,金额\n某甲甲,5\n".encode()
    with pytest.raises(NotAllowed):
        redaction_operations.redact(number=copy, names=[], officer_id=people["east"], at=AT)
    operations.decide(number=copy, agreed=True, reason="已逐页核对", officer_id=people["head"], at=AT)
    assert chain(copy, people) == ["collected", "opened"]


def test_what_a_machine_cannot_redact_a_person_does_and_another_releases(people: dict[str, int]) -> None:
    scan = take(people, b"%PDF-1.7 scan")
    with pytest.raises(NotAllowed, match="by hand"):
        redaction_operations.redact(number=scan, names=[], officer_id=people["east"], at=AT)
    hand = {"number": scan, "title": "合同", "original_name": "a.pdf", "note": "第2页", "officer_id": people["east"], "at": AT}
    with pytest.raises(NotAllowed, match="original itself"):
        redaction_operations.redact_by_hand(content=b"%PDF-1.7 scan", **hand)  # type: ignore[arg-type]
    copy = redaction_operations.redact_by_hand(content=b"%PDF-1.7 black", **hand)  # type: ignore[arg-type]
    operations.decide(number=copy, agreed=False, reason="第3页仍有姓名", officer_id=people["head"], at=AT)
    found = queries.item(number=copy, officer_id=people["east"])
    assert found is not None
    assert (found.row.release, found.requests[0].decision) == ("refused", "第3页仍有姓名")
