"""A document's content as a plain PDF, where LibreOffice is missing: read out of the very Word file, so that it says what that says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from lookthrough.kernel.typesetting import pdf

_TEMPLATE = Path(__file__).parent / "typeset" / "paper.typ"
_SIDES = {"CENTER": "center", "RIGHT": "right", "LEFT": "left", "JUSTIFY": "both"}
NOTE = "预览：由程序按 Word 文件的内容排版，字体与分页以 Word 为准"


def plain_pdf(content: bytes, *, made_at: datetime) -> bytes:
    """Return the content of a Word file as PDF."""
    return pdf(template=_TEMPLATE, data={"note": NOTE, "parts": list(_parts(content))}, made_at=made_at)


def _parts(content: bytes) -> Iterator[dict[str, Any]]:
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Paragraph):
            yield _paragraph(block)
        elif isinstance(block, Table):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            wide = max(map(len, rows), default=1)
            widths = [(column.width or 1) for column in block.columns]
            yield {"kind": "table", "rows": [row + [""] * (wide - len(row)) for row in rows], "widths": [w / max(widths) for w in widths]}


def _paragraph(one: Paragraph) -> dict[str, Any]:
    form, first = one.paragraph_format, next((run for run in one.runs if run.text.strip()), None)
    size = first.font.size.pt if first and first.font.size else 16
    colour = first.font.color.rgb if first and first.font.color else None
    return {
        "kind": "text", "text": one.text, "size": min(size, 26),
        "side": _SIDES.get(one.alignment.name if one.alignment is not None else "", "left"),
        "indent": form.first_line_indent.pt if form.first_line_indent else 0, "right": form.right_indent.pt if form.right_indent else 0,
        "red": str(colour or "") == "C00000", "bold": bool(first and first.font.name == "黑体"),
        "line": one._p.find(f".//{qn('w:pBdr')}") is not None,
    }  # fmt: skip
