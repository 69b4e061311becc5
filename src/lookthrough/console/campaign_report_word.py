"""A campaign's report as a Word file: title, figures, what the district says, who sent it when, and its hash."""

from __future__ import annotations

import io
from collections.abc import Callable

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from lookthrough.cases.campaigns.figures import TITLES
from lookthrough.cases.campaigns.report_queries import ReportFile
from lookthrough.cases.campaigns.stages import STAGES
from lookthrough.kernel.texts import Text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ITEM = Text("项目", "item")
_SUM = Text("合计", "total")
_FOOT = Text("第 {version} 版，{sent}。校验值 {hash}", "version {version}, {sent}. Hash {hash}")
_DRAFT = Text("草稿，未报送", "draft, not sent")
_CORRECTS = Text("更正理由：", "Reason of the correction: ")
_FONT = "FangSong"


def report_as_word(one: ReportFile, *, place: Callable[[str], str], language: str) -> bytes:
    """Return the report as .docx; ``place`` names a district."""
    document = Document()
    _fonts(document)
    head = document.add_heading(f"{one.campaign}\n{place(one.row.region_code)} · {STAGES[one.row.stage].in_language(language)}", level=1)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(one.basis)
    if one.row.reason:
        document.add_paragraph(f"{_CORRECTS.in_language(language)}{one.row.reason}")
    _table(document, one, place, language)
    for title, answer in one.said:
        document.add_heading(title.in_language(language), level=2)
        document.add_paragraph(answer.in_language(language))
    sent = f"{one.row.sent_at:%Y-%m-%d %H:%M}" if one.row.sent_at else _DRAFT.in_language(language)
    foot = _FOOT.in_language(language).format(version=one.row.version, sent=sent, hash=one.sha256 or "–")
    document.add_paragraph(foot)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _table(document: object, one: ReportFile, place: Callable[[str], str], language: str) -> None:
    columns = [_SUM.in_language(language) if one.parts else place(one.row.region_code), *(place(part["region"]) for part in one.parts)]
    rows = document.add_table(rows=1, cols=1 + len(columns))  # type: ignore[attr-defined]
    rows.style = "Table Grid"
    for cell, said in zip(rows.rows[0].cells, [_ITEM.in_language(language), *columns], strict=True):
        cell.text = said
    for key, title in TITLES.items():
        numbers = [one.figures.get(key, 0), *(part["figures"].get(key, 0) for part in one.parts)]
        cells = rows.add_row().cells
        cells[0].text = title.in_language(language)
        for cell, number in zip(cells[1:], numbers, strict=True):
            cell.text = str(number)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fonts(document: object) -> None:
    """Let Chinese text be set in the face of official papers, where the machine has it."""
    style = document.styles["Normal"]  # type: ignore[attr-defined]
    style.font.name, style.font.size = _FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
