"""A redacted copy as a new file: made afresh from the readable part, so that nothing of the original's hidden parts comes along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from docx import Document
from docx.shared import Pt

from lookthrough.evidence.readable import Readable, Table, readable
from lookthrough.evidence.redaction import Redactor
from lookthrough.kernel.file_kinds import kind_of
from lookthrough.kernel.texts import Text

HEADING = "遮盖件：个人信息已遮盖。原件另存，以哈希为凭 "


@dataclass(frozen=True, slots=True)
class Copy:
    """A redacted copy: content, ending, how many places of each kind, and what was left out of it."""

    content: bytes
    ending: str
    counts: dict[str, int]
    left_out: list[Text]


def redacted_copy(content: bytes, *, names: Iterable[str], original_hash: str) -> Copy:
    """Return a copy with names, numbers and telephones blacked out; ``NotReadable`` for what a machine cannot read."""
    found, redactor = readable(content), Redactor(names)
    parts = [
        Table(redactor.text(one.title), redactor.rows(one.rows)) if isinstance(one, Table) else redactor.text(one) for one in found.parts
    ]
    made = Readable(parts, found.left_out)
    heading = HEADING + original_hash
    kind = kind_of(content).slug
    if kind == "docx":
        return Copy(_word(made, heading), ".docx", dict(redactor.done.counts), made.left_out)
    if any(isinstance(one, Table) for one in parts):
        return Copy(_sheets(made), ".csv", dict(redactor.done.counts), made.left_out)
    return Copy(
        _lines(made, "" if kind == "json" else heading), ".json" if kind == "json" else ".txt", dict(redactor.done.counts), made.left_out
    )


def _word(made: Readable, heading: str) -> bytes:
    document = Document()
    document.core_properties.author, document.core_properties.title = "", ""
    document.add_paragraph().add_run(heading).font.size = Pt(8)
    for one in made.parts:
        if isinstance(one, str):
            document.add_paragraph(one)
        elif one.rows:
            table = document.add_table(rows=0, cols=max(map(len, one.rows)))
            for row in one.rows:
                for cell, value in zip(table.add_row().cells, row, strict=False):
                    cell.text = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheets(made: Readable) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in made.parts:
        if isinstance(one, str):
            writer.writerow([_plain(one)])
        else:
            writer.writerows([[one.title]] if one.title else [])
            writer.writerows([_plain(value) for value in row] for row in one.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(made: Readable, heading: str) -> bytes:
    lines = [one if isinstance(one, str) else "" for one in made.parts]
    return "\n".join([*([heading, ""] if heading else []), *lines, ""]).encode()


def _plain(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not value[1:2].isdigit() else value
