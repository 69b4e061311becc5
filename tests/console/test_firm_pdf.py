"""The file on paper: everything is in it, its letters are embedded, nobody writes markup into it, and it is quick with 200 relations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alert_builders import AS_OF, EAST, NOW, People, finding, hit
from lookthrough.audit.models import Entry
from lookthrough.console import firm_pdf, typesetting
from lookthrough.registry import handling_operations as handling
from lookthrough.registry import operations as registry
from lookthrough.registry.models import Company, Relation, SourceFile
from lookthrough.risk import operations as risk
from registry.register import code, firm, write

Door = Callable[[str], Client]
FIRM = code(1, EAST)
NASTY = '#panic("x") *甲* $喆堃昇$ \\ "引号" <b>@ref</b>'


@pytest.fixture
def large(people: People, tmp_path: Path) -> People:
    """A firm with findings, a listed word, a nasty column, a note and 200 holders."""
    rows = [firm(1, uscc=FIRM, name="东区喆堃信息咨询有限公司", nasty=NASTY), *(firm(n, uscc=code(n, EAST)) for n in range(2, 202))]
    registry.import_companies(path=write(tmp_path / "companies.csv", rows), at=NOW, actor="test")
    Company.objects.update(region_code=EAST)
    registry.record_institutions(institutions=[registry.InstitutionToRecord("I1", "东区甲贷", "p2p", FIRM)])
    subjects = {("institution", "I1"): risk.Subject("东区甲贷", EAST), ("company", FIRM): risk.Subject("东区喆堃", EAST)}
    risk.update_alerts(findings=[finding("I1")], hits=(hit(FIRM),), as_of=AS_OF, subjects=subjects)
    handling.note(company_id=FIRM, text=NASTY, officer_id=people.east, at=NOW)
    held = Company.objects.get(identity=FIRM)
    source = SourceFile.objects.get()
    others = Company.objects.exclude(pk=held.pk)
    Relation.objects.bulk_create(
        Relation(
            holder=f"c{other.pk}", target=f"c{held.pk}", kind="shareholder", share="0.005", valid_from=date(2020, 1, 1),
            content_hash=f"{other.pk}", source=source, source_row=1, recorded_at=NOW,
        )
        for other in others
    )  # fmt: skip
    return people


def inside(pdf: bytes) -> bytes:
    """Return what the packed parts of a PDF hold."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.S):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_a_firm_with_two_hundred_relations_is_set_with_few_questions_and_recorded(
    large: People, sign_in: Door, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("east")
    with django_assert_max_num_queries(100):  # two hundred relations and none of them asked for alone: so it takes under a second
        response = client.get(f"/firms/{FIRM}/export.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    pdf = inside(response.content)
    assert response.content.startswith(b"%PDF-")
    assert b"NotoSansSC" in pdf  # the letters are embedded
    assert b"/FontFile3" in pdf
    entry = Entry.objects.get(action="export_firm_file")
    assert (entry.actor, entry.object_id, entry.details["bytes"]) == ("east", FIRM, len(response.content))


def test_the_document_holds_header_why_timeline_ownership_sources_and_bases(
    large: People, sign_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {}

    def kept(**asked: Any) -> bytes:
        told.update(asked["file"])
        return typesetting.pdf(**asked)

    monkeypatch.setattr(firm_pdf, "pdf", kept)
    assert sign_in("east").get(f"/firms/{FIRM}/export.pdf").status_code == 200
    assert told["generated"].startswith("演示数据")
    assert [one["level"] for one in told["why"]] == ["high", "low"]
    assert any(NASTY in row for row in told["timeline"])
    assert any(NASTY in row for row in told["sources"])
    assert len(told["ownership"]["holders"]) == 200
    assert {"国务院令第737号 第二条", "本局设定 2026-01", "国务院令第737号 第九条"} <= set(told["bases"])


def test_the_same_data_at_the_same_time_are_the_same_bytes(large: People, sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from lookthrough.console.views import firm as view

    monkeypatch.setattr(view.timezone, "now", lambda: NOW)
    client = sign_in("east")
    first, second = (client.get(f"/firms/{FIRM}/export.pdf").content for _ in range(2))
    assert first == second


def test_it_speaks_the_readers_language(large: People, sign_in: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr(firm_pdf, "pdf", lambda **asked: told.update(asked["file"]) or b"%PDF-")
    client = sign_in("east")
    client.cookies["language"] = "en"
    client.get(f"/firms/{FIRM}/export.pdf")
    assert told["lang"] == "en"
    assert told["level_word"].isascii()


def test_a_firm_with_nothing_can_be_printed_too(large: People, sign_in: Door) -> None:
    response = sign_in("east").get(f"/firms/{code(2, EAST)}/export.pdf")
    assert response.content.startswith(b"%PDF-")
