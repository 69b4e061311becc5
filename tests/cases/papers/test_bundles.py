"""A case's bundle: everything of the case in it, tips never; what was opened alone for strangers; checked by one command."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from builders import lookthrough
from cases.filing import case
from cases.papers.writing import issued
from lookthrough.audit import queries as trail
from lookthrough.cases import case_queries
from lookthrough.cases.papers import exhibits
from lookthrough.cases.papers.bundles import INSPECTION, WHOLE, write_bundle
from lookthrough.evidence.bundle import check_bundle
from lookthrough.evidence.models import Item
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint

TABLE = "姓名,金额\n某甲甲,500000\n".encode()


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def exhibit(people: dict[str, int], number: str, content: bytes | None = TABLE, **more: str) -> str:
    """Take something for a case."""
    said = {
        "title": "某甲甲的流水",
        "source": "某银行",
        "origin": "collected",
        "original_name": "流水.csv",
        "place": "柜1",
        "holder": "某乙乙",
        "note": "",
    }
    return exhibits.take(case_number=number, content=content, officer_id=people["east"], at=AT, **(said | more))  # type: ignore[arg-type]


def make(people: dict[str, int], number: str, out: Path, audience: str = WHOLE, who: str = "east") -> None:
    """Write a bundle."""
    write_bundle(case_number=number, audience=audience, out=out, officer_id=people[who], at=AT, purpose="移送")


def test_a_bundle_holds_everything_and_one_command_checks_it(people: dict[str, int], tmp_path: Path) -> None:
    number, out = case(people), tmp_path / "case.zip"
    file, thing = exhibit(people, number), exhibit(people, number, None, title="电脑主机")
    issued(people, number)
    made = write_bundle(case_number=number, audience=WHOLE, out=out, officer_id=people["east"], at=AT, purpose="移送公安")
    found = check_bundle(out, signed_by=made.signed_by, bundle_hash=made.bundle_hash)
    assert (found.troubles, found.items, found.case) == ([], 3, number)
    with zipfile.ZipFile(out) as archive:
        assert archive.read(f"files/evidence-{file[1:]}.csv") == TABLE
        assert archive.read("index.pdf").startswith(b"%PDF")
        index = json.loads(archive.read("index.json"))
        assert [one["facts"]["number"] for one in index["items"]][:2] == [file, thing]
        assert index["items"][1]["path"] == ""
        chains = json.loads(archive.read("chain.json"))["items"]
        assert [link["deed"] for link in chains[file]] == ["collected", "bundled"]
        assert chains[file][0]["said"]["from"] == "某乙乙"
        assert any(name.endswith(".docx") for name in archive.namelist())
        assert all(name.isascii() for name in archive.namelist())
        archive.extractall(tmp_path / "unpacked")
        sums = archive.read("SHA256SUMS").decode().splitlines()
    assert len(sums) == found.files - 1  # all but itself
    for line in sums:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "unpacked" / name).read_bytes()).hexdigest() == digest
    entry = trail.entry(number=made.audit_number)
    assert entry is not None
    assert (entry.hash, entry.purpose) == (found.audit_hash, "移送公安")
    assert trail.verify(known_head=found.audit_hash).sound
    assert any(one.kind == "bundle_made" and one.reference == made.bundle_hash for one in case_queries.events(number=number))
    done = lookthrough("cases", "verify", out, "--signed-by", made.signed_by, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["bundle_hash"] == made.bundle_hash
    spoilt = bytearray(out.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    out.write_bytes(spoilt)
    done = lookthrough("cases", "verify", out)
    assert done.returncode == 1
    assert "被改动" in done.stderr
    assert "altered" in done.stderr


def test_strangers_get_what_was_opened_and_no_name(people: dict[str, int], tmp_path: Path) -> None:
    number, out = case(people), tmp_path / "open.zip"
    original = exhibit(people, number)
    copy = exhibits.redact(case_number=number, number=original, names=["某甲甲", "某乙乙"], officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="nothing to put"):
        make(people, number, out, INSPECTION)
    assert not out.exists()
    exhibits.decide(case_number=number, number=copy, agreed=True, reason="已核对", officer_id=people["head"], at=AT)
    make(people, number, out, INSPECTION)
    assert check_bundle(out).troubles == []
    with zipfile.ZipFile(out) as archive:
        said = {name: archive.read(name) for name in archive.namelist()}
    assert [one["facts"]["number"] for one in json.loads(said["index.json"])["items"]] == [copy]
    assert all(name.encode() not in content for name in ("某甲甲", "某乙乙") for content in said.values())


def test_a_tip_that_got_into_the_table_past_every_door_stays_out_of_the_bundle(people: dict[str, int], tmp_path: Path) -> None:
    number, out = case(people), tmp_path / "case.zip"
    kept, tip = exhibit(people, number), exhibit(people, number, b"secret tip")
    with pytest.raises(NotAllowed):
        exhibit(people, number, b"tip", origin="tip")
    Item.objects.filter(number=tip).update(origin="tip")
    make(people, number, out)
    with zipfile.ZipFile(out) as archive:
        assert tip[1:] not in "".join(archive.namelist())
        assert [one["facts"]["number"] for one in json.loads(archive.read("index.json"))["items"]] == [kept]


def test_a_damaged_file_or_another_district_gives_no_bundle_and_leaves_no_file(people: dict[str, int], tmp_path: Path) -> None:
    number, out = case(people), tmp_path / "case.zip"
    item = exhibit(people, number, b"will be lost")
    for who in ("west", "analyst"):
        with pytest.raises(NotAllowed):
            make(people, number, out, who=who)
    sha256 = str(Item.objects.get(number=item).file_id)
    (Path(settings.HOME) / "evidence" / sha256[:2] / f"{sha256}.sealed").unlink()
    length = Item.objects.get(number=item).chain_length
    with pytest.raises(NotAllowed, match="damaged"):
        make(people, number, out)
    assert Item.objects.get(number=item).chain_length == length
    assert list(tmp_path.iterdir()) == []
