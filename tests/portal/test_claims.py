"""An investor with a slip of paper: claims on a phone, adds proofs, objects, and sees what was paid — and nobody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.repayment.claiming import YUAN, approved_plan, open_case, receive, round_done
from lookthrough.cases.repayment import claim_operations, claim_queries, code_operations
from registry.working import AT, appoint

FORM = {
    "name": "王某某",
    "number": "E12345678",
    "phone": "13800000000",
    "contributed": "1,000",
    "returned": "",
    "account": "6222000011112222",
}


@pytest.fixture
def people(db: None) -> dict[str, int]:
    return appoint()


@pytest.fixture
def number(people: dict[str, int]) -> str:
    return open_case(people)


@pytest.fixture
def code(people: dict[str, int], number: str) -> str:
    return code_operations.issue_codes(number=number, count=1, officer_id=people["east"], at=AT)[0]


def test_a_claim_is_made_with_a_code_and_its_payments_are_seen_with_the_last_four_signs(
    people: dict[str, int], number: str, code: str, tmp_path: Path
) -> None:
    phone = Client()
    assert phone.post("/claims/", {"code": code.lower()}).status_code == 302
    assert "申报债权" in phone.get("/claims/open/").content.decode()
    proof = SimpleUploadedFile("合同.pdf", b"%PDF-1.4 proof")
    assert phone.post("/claims/claim/", FORM | {"files": [proof]}).status_code == 302
    shown = phone.get("/claims/open/").content.decode()
    assert "1,000.00元" in shown
    assert "合同.pdf" in shown
    assert "王某某" not in shown
    claim_operations.decide(
        number=number, serial=1, contributed_fen=1_000 * YUAN, returned_fen=0, reason="", officer_id=people["east"], at=AT
    )
    receive(people, number, 250)
    approved_plan(people, number, tmp_path)
    round_done(people, number, 250)
    later = Client()
    assert later.post("/claims/", {"code": code}).status_code == 403
    assert later.post("/claims/", {"code": code, "last": "5678"}).status_code == 302
    paid = later.get("/claims/open/").content.decode()
    assert "250.00元" in paid
    assert "25.00%" in paid
    assert later.post("/claims/objection/", {"text": "少算了一笔"}).status_code == 302
    found = claim_queries.file_of(number=number, serial=1)
    assert found is not None
    assert (found.row.state, found.disputes[0].raised_by, found.proofs[0].sent_by) == ("disputed", "portal", "portal")
    later.post("/claims/leave/")
    assert later.get("/claims/open/").status_code == 403


def test_whoever_opened_the_code_before_the_claim_was_made_does_not_see_it(code: str) -> None:
    stranger, phone = Client(), Client()
    for each in (stranger, phone):
        each.post("/claims/", {"code": code})
    assert stranger.get("/claims/open/").status_code == 200
    assert phone.post("/claims/claim/", FORM).status_code == 302
    assert stranger.get("/claims/open/").status_code == 403
    assert stranger.post("/claims/objection/", {"text": "x"}).status_code == 403
    assert phone.get("/claims/open/").status_code == 200


def test_what_is_refused_is_said_and_nothing_is_kept(number: str, code: str) -> None:
    phone = Client()
    phone.post("/claims/", {"code": code})
    for wrong in (
        {"contributed": "很多"},
        {"contributed": "0"},
        {"number": "", "phone": ""},
        {"number": "330302199001010011"},
        {"account": "12"},
    ):
        answer = phone.post("/claims/claim/", FORM | wrong)
        assert answer.status_code == 400
        assert "没有保存" in answer.content.decode()
    program = SimpleUploadedFile("凭证.pdf", b"MZ this is a program")
    assert phone.post("/claims/claim/", FORM | {"files": [program]}).status_code == 400
    assert claim_queries.counts(number=number).all == 0


def test_a_second_claim_of_the_same_person_is_refused_whoever_holds_the_code(people: dict[str, int], number: str, code: str) -> None:
    other = code_operations.issue_codes(number=number, count=1, officer_id=people["east"], at=AT)[0]
    for slip, status in ((code, 302), (other, 400)):
        phone = Client()
        phone.post("/claims/", {"code": slip})
        assert phone.post("/claims/claim/", FORM).status_code == status
    assert claim_queries.counts(number=number).all == 1


def test_wrong_codes_close_the_page_for_a_while(code: str) -> None:
    guesser = Client()
    answers = [guesser.post("/claims/", {"code": f"AAAA-BBBB-CCCC-{guess:04d}"}).status_code for guess in range(9)]
    assert answers == [403] * 8 + [429]
    assert guesser.post("/claims/", {"code": code}).status_code == 429


def test_without_a_code_nothing_is_open(db: None) -> None:
    stranger = Client()
    assert stranger.get("/claims/").status_code == 200
    assert stranger.get("/claims/open/").status_code == 403
    for path in ("claim", "proofs", "objection"):
        assert stranger.post(f"/claims/{path}/").status_code == 403
    page = stranger.get("/claims/").content.decode()
    assert not re.findall(r"<script|style=|https?://(?!www.w3.org)", page)
