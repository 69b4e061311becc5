"""Two papers of one content: the same bytes again, native tables in Word, charts that stay sharp, words that are never markup."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from lookthrough.reports.content import as_plain
from lookthrough.reports.paper import Frame, pdf
from lookthrough.reports.word_file import docx
from lookthrough.reports.writing import write
from reports.months import busy

AT = datetime(2026, 11, 12, 2, tzinfo=UTC)
FRAME = Frame(
    office="某市金融办", state="signed", number="金融监测〔2026〕7号", foreword="#strong[不是标记] <b>$x$</b>\n第二段",
    drafted=("王", "2026-11-10"), proposed=("李", "2026-11-11"), signed=("张", "2026-11-12"), digest="ab" * 32,
)  # fmt: skip


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(as_plain(write(busy()))))
    return found


@pytest.fixture(scope="module")
def word(content: dict[str, Any]) -> bytes:
    return docx(content, FRAME, language="zh", made_at=AT)


def test_the_same_report_gives_the_same_bytes(content: dict[str, Any], word: bytes) -> None:
    first = pdf(content, FRAME, language="zh", made_at=AT)
    assert first.startswith(b"%PDF-")
    assert pdf(content, FRAME, language="zh", made_at=AT) == first
    assert docx(content, FRAME, language="zh", made_at=AT) == word


def test_word_has_what_the_paper_says(word: bytes, content: dict[str, Any]) -> None:
    paper = Document(io.BytesIO(word))
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "金融监测〔2026〕7号\t2026-11-12" in text
    assert "#strong[不是标记] <b>$x$</b>" in text  # as typed
    assert all(one["zh"] in text for one in content["summary"])
    charts = [chart for section in content["sections"] for chart in section["charts"]]
    filled = [one for one in [*(t for s in content["sections"] for t in s["tables"]), *content["annexes"]] if one["rows"]]
    assert len(paper.inline_shapes) == len(charts)
    assert len(paper.tables) == len(filled) + 1  # and the place for signatures
    assert [cell.text.split("\n")[:2] for cell in paper.tables[-len(content["annexes"]) - 1].rows[0].cells] == [
        ["拟稿", "王"], ["核稿", "李"], ["签发", "张"],
    ]  # fmt: skip


def test_each_chart_is_there_as_letters_free_svg_and_as_png_with_its_figures_in_words(word: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        svg = archive.read("word/media/levels-before.svg")
        written = archive.read("word/document.xml").decode()
    assert sum(name.endswith(".png") for name in names) == sum(name.endswith(".svg") for name in names) == 4
    assert b"<text" not in svg
    assert "svgBlip" in written
    assert "橙色和红色主体13个，比上月增加4个. 红: 2026年10月 3" in written
    assert "lookthrough" not in written


def test_what_is_not_signed_says_so(content: dict[str, Any]) -> None:
    draft = Document(io.BytesIO(docx(content, Frame(office="某市金融办", generated=True), language="en", made_at=AT)))
    assert draft.sections[0].header.paragraphs[0].text == (
        "Sample data: all subjects, people and money in this report are generated　UNSIGNED"
    )
    assert "Number: given when signed" in "\n".join(one.text for one in draft.paragraphs)


def test_elements_stand_in_the_order_that_word_wants(word: bytes) -> None:
    paper = Document(io.BytesIO(word))
    tags = [[one.tag.split("}")[1] for one in table._tbl.tblPr] for table in paper.tables]
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook"]
    assert all([tag for tag in order if tag in some] == some for some in tags), tags[0]
    lined = next(one._p.pPr for one in paper.paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:pBdr")) is not None)
    assert [one.tag.split("}")[1] for one in lined][:2] == ["pBdr", "tabs"]
