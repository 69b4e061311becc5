"""The ten kinds of documents: every field named is known, every field known is named, the layout is the official one, bytes repeat."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from docx.shared import Mm

from cases.papers.writing import everything
from lookthrough.cases.papers.filling import filled, missing
from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.layout import template
from lookthrough.cases.papers.template_check import troubles, unused
from lookthrough.cases.papers.wording import counted, day_in_characters, day_of_issue, numbered, settings_on, terms

KINDS = paper_kinds()


def test_there_are_the_ten_that_a_case_needs() -> None:
    assert set(KINDS) == {
        "rectification_notice", "talk_record", "inquiry_record", "first_registration_list", "hearing_notice", "opinion", "transfer_letter",
        "ban_announcement", "audit_request", "disposal_report",
    }  # fmt: skip
    assert len({one.mark for one in KINDS.values()}) == len(KINDS)
    assert all(one.basis for one in KINDS.values())


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_a_kind_names_known_fields_and_leaves_none_of_its_own_out(slug: str) -> None:
    kind = KINDS[slug]
    assert kind.named() <= set(kind.known)
    assert {one.name for one in kind.fields} <= kind.named()
    made = template(kind)
    assert made == template(kind)
    assert troubles(made, kind=kind) == []
    assert unused(made, kind=kind) == []
    section = Document(io.BytesIO(made)).sections[0]
    text = (
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    )
    assert [round(one / Mm(1)) for one in text] == [156, 225]


@pytest.mark.parametrize("slug", ["rectification_notice", "first_registration_list", "inquiry_record"])
def test_a_filled_document_says_what_was_filled_and_nothing_is_read_as_markup(slug: str) -> None:
    kind = KINDS[slug]
    values = everything(slug) | {"office": "<w:p>&某局{{ number }}{% if %}\x07\x0c", "subject_name": "某公司"}
    made = filled(template(kind), kind=kind, values=values, mark_missing=True)
    assert made == filled(template(kind), kind=kind, values=values, mark_missing=True)
    document = Document(io.BytesIO(made))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "<w:p>&某局{{ number }}{% if %}" in text
    assert ("第二段。" in [one.text for one in document.paragraphs]) == any(one.long for one in kind.fields)
    assert slug == "rectification_notice" or "【待填：案号】" in text
    if document.tables:
        assert [cell.text for cell in document.tables[0].rows[2].cells] == [f"{one.title}一" for one in kind.fields[-1].rows]
        assert len(document.tables[0].rows) == 3


def test_missing_fields_are_the_required_ones_that_are_empty() -> None:
    kind = KINDS["audit_request"]
    lacking = {one.name for one in missing(kind, {"office": "某局", "case_number": " "})}
    assert {"recipient", "case_number", "due_on"} <= lacking
    assert not {"office", "secrecy", "number", "issued_on"} & lacking


@pytest.mark.parametrize(
    ("day", "characters", "official"),
    [
        (date(2026, 11, 21), "二〇二六年十一月二十一日", "2026年11月21日"),
        (date(2030, 1, 5), "二〇三〇年一月五日", "2030年1月5日"),
        (date(2012, 6, 30), "二〇一二年六月三十日", "二〇一二年六月三十日"),  # the older standard
        (date(2012, 7, 1), "二〇一二年七月一日", "2012年7月1日"),
    ],
)
def test_days_are_spelled_by_the_standard_in_force(day: date, characters: str, official: str) -> None:
    assert day_in_characters(day) == characters
    assert day_of_issue(day) == official


def test_numbers_and_terms() -> None:
    assert numbered(office_mark="瓯金", mark="责改", year=2026, place=7, on=date(2026, 11, 2)) == "瓯金责改〔2026〕7号"
    assert [counted(one) for one in (0, 5, 10, 11, 20, 60, 100, 105, 110, 999)] == [
        "零", "五", "十", "十一", "二十", "六十", "一百", "一百零五", "一百一十", "九百九十九",
    ]  # fmt: skip
    said = terms(date(2026, 11, 2))
    assert said == {"hearing_term": "五个工作日", "keeping_term": "七个工作日", "reconsideration_term": "六十日", "suit_term": "六个月"}
    assert all(row.threshold_basis for row in settings_on(date(2026, 11, 2)).rows.values())
