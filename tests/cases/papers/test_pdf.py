"""A document as PDF: by LibreOffice where it is, plainly set by us where not; both say what the Word file says."""

from __future__ import annotations

import time
from pathlib import Path

import pypdfium2
import pytest

from cases.papers.writing import everything
from lookthrough.cases.papers import office_pdf as office
from lookthrough.cases.papers.filling import filled
from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.layout import template
from lookthrough.cases.papers.office_pdf import libreoffice, office_pdf
from lookthrough.cases.papers.previews import preview
from lookthrough.evidence.page_pictures import NoPicture, page_picture
from registry.working import AT

needs_office = pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed (apt: libreoffice-writer-nogui)")


def made(slug: str) -> bytes:
    """Return a filled document."""
    kind = paper_kinds()[slug]
    values = everything(slug) | {
        "office": "某市金融局",
        "subject_name": "东区某投资有限公司",
        "case_number": "案2026-0007",
        "number": "责改〔2026〕7号",
    }
    return filled(template(kind), kind=kind, values=values, mark_missing=False)


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join(document[page].get_textpage().get_text_range() for page in range(len(document))).replace("\r\n", "").replace("\n", "")


@needs_office
def test_word_files_open_in_libreoffice() -> None:
    pdf = office_pdf(made("first_registration_list"), seconds=90)
    assert pdf is not None
    said = text_of(pdf)
    assert "先行登记保存通知书" in said
    assert "东区某投资有限公司" in said
    assert "物品名称一" in said


def test_without_libreoffice_we_set_the_same_words_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    for slug in ("rectification_notice", "first_registration_list", "inquiry_record"):
        found = preview(made(slug), at=AT)
        said = text_of(found.pdf)
        assert not found.exact
        assert "预览" in said
        assert "东区某投资有限公司" in said or slug == "inquiry_record"
        assert preview(made(slug), at=AT).pdf == found.pdf


def test_a_program_that_hangs_is_ended_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = tmp_path / "soffice"
    hangs.write_text("#!/bin/sh\nsleep 60 & wait\n")
    hangs.chmod(0o700)
    monkeypatch.setattr(office, "libreoffice", lambda: str(hangs))
    begin = time.monotonic()
    assert office_pdf(b"x", seconds=0.3) is None
    assert time.monotonic() - begin < 30  # it would be sixty


def test_pages_become_pictures_and_what_is_no_pdf_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    picture, pages = page_picture(preview(made("rectification_notice"), at=AT).pdf, page=1)
    assert picture.startswith(b"\x89PNG")
    assert pages >= 1
    for wrong, page in ((b"%PDF-1.7 nothing", 1), (b"", 1), (b"%PDF", 0), (b"%PDF", 10_000)):
        with pytest.raises(NoPicture):
            page_picture(wrong, page=page)
