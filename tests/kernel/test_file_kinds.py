"""A file is what it holds, whatever its name says; what carries anything that runs is marked."""

from __future__ import annotations

import io
import zipfile

import pytest

from lookthrough.kernel.file_kinds import kind_of


def package(*names: str) -> bytes:
    """Return a zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "slug", "active"),
    [
        (b"%PDF-1.7\n...", "pdf", False),
        (b"%PDF-1.7\n/OpenAction << /S /JavaScript >>", "pdf", True),
        (b"\x89PNG\r\n\x1a\n....", "png", False),
        (b"\xff\xd8\xff\xe0....", "jpeg", False),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp", False),
        (b"RIFF\0\0\0\0WAVEfmt ", "sound", False),
        (b"\0\0\0\x18ftypmp42", "film", False),
        (b"PAR1....", "parquet", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old_office", True),
        (package(*WORD), "docx", False),
        (package(*WORD, "word/vbaProject.bin"), "docx", True),
        (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx", False),
        (package("a.exe"), "zip", True),
        (b"PK\x03\x04 broken", "zip", True),
        (b"<!DOCTYPE html><html><script>alert(1)</script>", "html", True),
        ('{"金额": 1}'.encode(), "json", False),
        ('{"金额": '.encode(), "text", False),
        ("姓名,金额\n某甲,1\n".encode(), "text", False),
        ("姓名，金额".encode("gb18030"), "text", False),
        (b"\x00\x01\x02\xff", "other", True),
        (b"MZ\x90\x00\x03", "other", True),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, slug: str, active: bool) -> None:
    found = kind_of(content)
    assert (found.slug, found.active) == (slug, active)
    assert found.title.zh
    assert found.title.en
