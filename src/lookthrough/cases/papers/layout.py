"""The official layout (GB/T 9704—2012): A4, text of 156 by 225 mm, 22 lines a page, 三号仿宋, title in 二号小标宋, page numbers outside.

Word shows 仿宋 and 小标宋 where they are installed and its own Song otherwise; the file names them in any case.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from lookthrough.cases.papers.kind import Line, PaperKind, Rows, Style
from lookthrough.cases.papers.plain_zip import plain_zip

FANGSONG, SONG_TITLE, HEI, SONG = "仿宋", "方正小标宋简体", "黑体", "宋体"
SIZE_TITLE, SIZE_TEXT, SIZE_SMALL = Pt(22), Pt(16), Pt(14)  # 二号、三号、四号
LINE = Pt(28.95)  # 225 mm by 22 lines
_INDENT, _RED = Pt(32), RGBColor(0xC0, 0x00, 0x00)
_THEN = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def template(kind: PaperKind) -> bytes:
    """Return the Word template of a kind of document, with its fields as ``{{ name }}``; the same kind gives the same bytes."""
    document = Document()
    _page(document.sections[0], document)
    _properties(document, kind)
    if kind.letterhead:
        _head(document)
    for one in kind.body:
        if isinstance(one, Rows):
            _table(document, one)
            document.add_paragraph().paragraph_format.line_spacing = Pt(12)
        else:
            _line(document.add_paragraph(), one)
    out = io.BytesIO()
    document.save(out)
    return plain_zip(out.getvalue())


def _properties(document: Word, kind: PaperKind) -> None:
    said = document.core_properties
    said.title, said.author, said.comments, said.keywords = kind.title.zh, "", "", ""
    said.created = said.modified = _THEN
    style = document.styles["Normal"]
    style.font.name, style.font.size = FANGSONG, SIZE_TEXT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)


def _page(section: Section, document: Word) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Write — 1 — outside: right on odd pages, left on even ones, one sign in."""
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = SIZE_SMALL
    for part in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if part == "PAGE" else part)
        _letters(run, SONG, SIZE_SMALL)
        if part == "PAGE":
            for kind, code in (("begin", None), (None, " PAGE "), ("end", None)):
                run._r.append(_field_part(kind, code))


def _field_part(kind: str | None, code: str | None) -> BaseOxmlElement:
    if code is not None:
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = code
        return instruction
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind or "")
    return sign


def _head(document: Word) -> None:
    """Write the red head: the office's name, the number, and the red line below."""
    name = document.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = name.add_run("{{ office }}")
    _letters(run, SONG_TITLE, Pt(36))
    run.font.color.rgb = _RED
    name.paragraph_format.space_after = LINE
    number = document.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _letters(number.add_run("{{ number }}"), FANGSONG, SIZE_TEXT)
    _border(number)
    number.paragraph_format.space_after = LINE


def _border(paragraph: Paragraph) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _line(paragraph: Paragraph, line: Line) -> None:
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    face, size = FANGSONG, SIZE_TEXT
    if line.style is Style.TITLE:
        paragraph.alignment, face, size = WD_ALIGN_PARAGRAPH.CENTER, SONG_TITLE, SIZE_TITLE
        form.line_spacing, form.space_after = Pt(34), LINE
        form.keep_with_next = True
    elif line.style is Style.SIGNED:
        paragraph.alignment, form.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(64)  # 右空四字
        form.keep_together = True
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if line.style is Style.TEXT else WD_ALIGN_PARAGRAPH.LEFT
    if line.style in (Style.TEXT, Style.HEADING):
        form.first_line_indent = _INDENT
    if line.style is Style.HEADING:
        face, form.keep_with_next = HEI, True
    if line.style is Style.NOTE:
        size, form.first_line_indent = SIZE_SMALL, Pt(28)
    _letters(paragraph.add_run(line.text), face, size)


def _table(document: Word, rows: Rows) -> None:
    """Write a table whose middle row stands for each entry of a field."""
    table = document.add_table(rows=4, cols=len(rows.columns))
    table.style = "Table Grid"
    table.autofit = False
    for place, column in enumerate(rows.columns):
        table.columns[place].width = Mm(column.width)
        for row in table.rows:
            row.cells[place].width = Mm(column.width)
        _cell(table.cell(0, place), column.title, HEI)
        _cell(table.cell(2, place), f"{{{{ row.{column.name} }}}}", FANGSONG)
    _cell(table.cell(1, 0), f"{{%tr for row in {rows.field} %}}", FANGSONG)
    _cell(table.cell(3, 0), "{%tr endfor %}", FANGSONG)
    _repeat_head(table.rows[0]._tr)


def _repeat_head(row: CT_Row) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _cell(cell: _Cell, text: str, face: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
    _letters(paragraph.add_run(text), face, Pt(12))


def _letters(run: Run, face: str, size: Pt) -> None:
    run.font.name, run.font.size = face, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
