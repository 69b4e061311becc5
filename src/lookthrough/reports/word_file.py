"""The monthly report as a Word file that an officer can go on working in: styles, native tables, charts as pictures that stay sharp.

python-docx writes neither SVG nor the same bytes twice; both are mended here: a picture is a PNG with the SVG beside it (Word since 2016
shows the SVG, others the PNG), and the archive is packed anew with fixed times.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from lookthrough.reports.paper import Frame, chart_pictures, document

_BODY, _HEAD, _LATIN = "仿宋", "黑体", "Times New Roman"
_RED, _QUIET = RGBColor(0xB3, 0x26, 0x1E), RGBColor(0x58, 0x62, 0x6A)
_TEXT_WIDTH = 162  # mm
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a ZIP archive knows no earlier time
_SVG_BLIP = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/></a:ext></a:extLst>'
)
_LINES = (
    '<w:tblBorders xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:top w:val="single" w:sz="8" w:color="58626A"/><w:bottom w:val="single" w:sz="8" w:color="58626A"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="C9CECB"/></w:tblBorders>'
)


def docx(content: Mapping[str, Any], frame: Frame, *, language: str, made_at: datetime) -> bytes:
    """Write the report; the same content, frame and time give the same bytes."""
    said = document(content, frame, language)
    paper = _blank(said, made_at)
    pictures = chart_pictures(said)
    _head(paper, said)
    _foreword(paper, said)
    _heading(paper, said["words"]["summary"], 1)
    for sentence in said["summary"]:
        _paragraph(paper, said, sentence)
    for section in said["sections"]:
        _section(paper, said, section, pictures)
    _closing(paper, said)
    return _packed(paper)


def _blank(said: Mapping[str, Any], made_at: datetime) -> Paper:
    """Return an empty A4 paper with our type faces in its styles and nothing of the machine in its properties."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24)
    page.top_margin, page.bottom_margin = Mm(24), Mm(22)
    for name, size, face in (("Normal", 11, _BODY), ("Heading 1", 14, _HEAD), ("Heading 2", 12, _HEAD)):
        style = paper.styles[name]
        style.font.size, style.font.name = Pt(size), _LATIN
        style.font.color.rgb = RGBColor(0, 0, 0)
        _faces(style.element.get_or_add_rPr(), face)
    about = paper.core_properties
    about.title, about.author, about.last_modified_by, about.comments = said["title"], said["office"], said["office"], ""
    about.created = about.modified = made_at.replace(tzinfo=None, microsecond=0)
    about.revision, about.language = 1, "en-GB" if said["lang"] == "en" else "zh-CN"
    _margins(paper, said)
    return paper


def _faces(properties: Any, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:ascii"), _LATIN)
    fonts.set(qn("w:hAnsi"), _LATIN)
    fonts.set(qn("w:eastAsia"), face)


def _margins(paper: Paper, said: Mapping[str, Any]) -> None:
    """Put state and sample band into the head of each page, and the page's number with the content's hash into its foot."""
    page = paper.sections[0]
    above = page.header.paragraphs[0]
    above.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(above, "　".join(word for word in (said["generated"], said["watermark"]) if word), 8, colour=_QUIET)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, f"{said['state_word']}　{said['digest']}　", 8, colour=_QUIET)
    for kind, word in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = _run(foot, "", 8, colour=_QUIET)
        element = OxmlElement("w:instrText" if word else "w:fldChar")
        if word:
            element.text = word
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _run(at: Paragraph, word: str, size: float, *, face: str = _BODY, bold: bool = False, colour: RGBColor | None = None) -> Run:
    run = at.add_run(word)
    run.font.size, run.bold = Pt(size), bold or None
    if colour is not None:
        run.font.color.rgb = colour
    _faces(run._r.get_or_add_rPr(), face)
    return run


def _head(paper: Paper, said: Mapping[str, Any]) -> None:
    office = paper.add_paragraph()
    office.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(office, said["office"], 26, face=_HEAD, bold=True, colour=_RED)
    line = paper.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(_TEXT_WIDTH), alignment=WD_TAB_ALIGNMENT.RIGHT)
    _run(line, f"{said['number_line']}\t{said['date_line']}", 11)
    border = parse_xml(
        '<w:pBdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:bottom w:val="single" w:sz="14" w:space="4" w:color="B3261E"/></w:pBdr>'
    )
    _placed(line._p.get_or_add_pPr(), border, before=("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"))
    for word, size, bold in ((said["title"], 18, True), (said["period"], 11, False)):
        at = paper.add_paragraph()
        at.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(at, word, size, face=_HEAD if bold else _BODY, bold=bold, colour=None if bold else _QUIET)


def _foreword(paper: Paper, said: Mapping[str, Any]) -> None:
    if said["foreword"]:
        _heading(paper, said["words"]["foreword"], 2)
        for line in said["foreword"]:
            _paragraph(paper, said, line)


def _heading(paper: Paper, word: str, level: int) -> None:
    paper.add_heading(word, level)


def _paragraph(paper: Paper, said: Mapping[str, Any], word: str) -> None:
    at = paper.add_paragraph()
    if said["lang"] == "zh":
        at.paragraph_format.first_line_indent = Pt(22)
    at.paragraph_format.line_spacing = 1.4
    at.paragraph_format.space_after = Pt(4)
    at.add_run(word)


def _section(paper: Paper, said: Mapping[str, Any], section: Mapping[str, Any], pictures: Mapping[str, tuple[bytes, bytes]]) -> None:
    _heading(paper, section["title"], 1)
    for sentence in section["paragraphs"]:
        _paragraph(paper, said, sentence)
    for chart in section["charts"]:
        _caption(paper, chart["title"], f"　{said['words']['unit']}{chart['unit']}")
        _picture(paper, chart, *pictures[chart["slug"]])
        _note(paper, chart["source"])
    for one in section["tables"]:
        _caption(paper, one["title"], "")
        _table(paper, one)


def _caption(paper: Paper, word: str, more: str) -> None:
    at = paper.add_paragraph()
    at.paragraph_format.keep_with_next = True
    at.paragraph_format.space_before = Pt(8)
    at.paragraph_format.space_after = Pt(2)
    _run(at, word, 10.5, face=_HEAD, bold=True)
    _run(at, more, 8, colour=_QUIET)


def _note(paper: Paper, word: str) -> None:
    _run(paper.add_paragraph(), word, 8, colour=_QUIET)


def _picture(paper: Paper, chart: Mapping[str, Any], png: bytes, svg: bytes) -> None:
    """Put a chart in: the PNG for every reader, the SVG for those that know it, the figures as its alternative text."""
    at = paper.add_paragraph()
    at.paragraph_format.keep_with_next = True
    shape = at.add_run().add_picture(io.BytesIO(png), width=Mm(_TEXT_WIDTH))
    about = shape._inline.docPr
    about.set("descr", chart["alt"])
    about.set("name", chart["slug"])
    part = Part(PackURI(f"/word/media/{chart['slug']}.svg"), "image/svg+xml", svg, paper.part.package)
    relation = paper.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(parse_xml(_SVG_BLIP.format(relation=relation)))


def _table(paper: Paper, one: Mapping[str, Any]) -> None:
    if one["rows"]:
        columns, whole = one["columns"], sum(column["width"] for column in one["columns"])
        table = paper.add_table(rows=1, cols=len(columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _placed(table._tbl.tblPr, parse_xml(_LINES), before=("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
        for place, column in enumerate(columns):
            table.columns[place].width = Mm(_TEXT_WIDTH * column["width"] / whole)
        _repeated(table.rows[0]._tr)
        _row(list(table.rows[0].cells), [column["title"] for column in columns], columns, whole, True)
        for row in one["rows"]:
            _row(list(table.add_row().cells), row, columns, whole, False)
    if one["note"]:
        _note(paper, one["note"])


def _row(cells: list[_Cell], words: list[str], columns: list[Mapping[str, Any]], whole: float, bold: bool) -> None:
    for cell, word, column in zip(cells, words, columns, strict=True):
        cell.width = Mm(_TEXT_WIDTH * column["width"] / whole)
        at = cell.paragraphs[0]
        at.paragraph_format.space_before = at.paragraph_format.space_after = Pt(1.5)
        if column["side"] == "right":
            at.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(at, word, 9, face=_HEAD if bold else _BODY, bold=bold)


def _placed(properties: Any, element: Any, *, before: tuple[str, ...]) -> None:
    """Put an element among properties where the schema wants it: Word calls a file damaged whose elements stand out of order."""
    names = {qn(name) for name in before}
    place = next((index for index, one in enumerate(properties) if one.tag in names), len(properties))
    properties.insert(place, element)


def _repeated(row: Any) -> None:
    """Have the heading of a table stand again on each page, and no row broken in two."""
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def _closing(paper: Paper, said: Mapping[str, Any]) -> None:
    """Add notes, the place for signatures, and the annexes on a page of their own."""
    _heading(paper, said["words"]["basis"], 1)
    for place, word in enumerate(said["basis"], start=1):
        _paragraph(paper, said, f"{place}. {word}")
    table = paper.add_table(rows=1, cols=len(said["signature"]))
    for cell, (title, name, day) in zip(table.rows[0].cells, said["signature"], strict=True):
        _run(cell.paragraphs[0], title, 9, colour=_QUIET)
        _run(cell.add_paragraph(), name or "＿＿＿＿＿＿＿＿", 12, bold=bool(name))
        _run(cell.add_paragraph(), day, 8, colour=_QUIET)
    paper.add_section(WD_SECTION.NEW_PAGE)
    _heading(paper, said["words"]["annexes"], 1)
    for one in said["annexes"]:
        _heading(paper, one["title"], 2)
        _table(paper, one)


def _packed(paper: Paper) -> bytes:
    """Pack the archive anew, its parts by name and all of one time."""
    loose, packed = io.BytesIO(), io.BytesIO()
    paper.save(loose)
    with zipfile.ZipFile(loose) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        names = sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            about = zipfile.ZipInfo(name, _EARLIEST)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(about, given.read(name))
    return packed.getvalue()
