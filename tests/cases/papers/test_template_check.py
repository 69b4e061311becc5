"""An office's own template: plain ones are taken, everything that runs, fetches or asks for more than fields is refused with its reason."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.cases.papers.filling import filled
from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.layout import template
from lookthrough.cases.papers.template_check import troubles, unused
from lookthrough.evidence.readable import NotReadable, readable

KIND = paper_kinds()["rectification_notice"]


def word(*lines: str) -> bytes:
    """Return a Word file of such paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes], content: bytes | None = None) -> bytes:
    """Return a sound template with one part added or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or template(KIND))) as given, zipfile.ZipFile(out, "w") as made:
        for each in given.namelist():
            made.writestr(each, change(given.read(each)) if each == name else given.read(each))
        if name not in given.namelist():
            made.writestr(name, change(b""))
    return out.getvalue()


def test_an_office_may_write_its_own_with_known_fields() -> None:
    own = word(
        "某某局", "{{ subject_name }}：", "{% if contact %}联系人：{{ contact }}{% endif %}", "{{ facts }}", "{{ issued_on_in_characters }}"
    )
    assert troubles(own, kind=KIND) == []
    assert "整改要求" in unused(own, kind=KIND)
    made = Document(io.BytesIO(filled(own, kind=KIND, values={"subject_name": "某公司", "contact": "张"}, mark_missing=False)))
    assert made.paragraphs[1].text == "某公司："


def test_a_field_torn_by_word_is_still_one() -> None:
    document = Document()
    paragraph = document.add_paragraph("{{ subj")
    paragraph.add_run("ect_name ").bold = True
    paragraph.add_run("}}：")
    out = io.BytesIO()
    document.save(out)
    assert troubles(out.getvalue(), kind=KIND) == []
    made = filled(out.getvalue(), kind=KIND, values={"subject_name": "某公司"}, mark_missing=False)
    assert Document(io.BytesIO(made)).paragraphs[0].text == "某公司："


@pytest.mark.parametrize(
    "line",
    [
        "{{ nobody_knows }}",
        "{{ subject_name.__class__ }}",
        "{{ subject_name.upper() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ 7 * 7 }}",
        "{{ subject_name | upper }}",
        "{% for x in range(99999999) %}x{% endfor %}",
        "{% for x in subject_name %}x{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'a' %}",
        "{% import 'a' as b %}",
        "{% macro a() %}{% endmacro %}",
        "{{ facts",
        "{% if facts %}",
    ],
)
def test_nothing_but_names_of_fields_may_stand_in_a_field(line: str) -> None:
    found = troubles(word(line), kind=KIND)
    assert found
    assert found[0].zh


def test_headers_and_properties_are_looked_at_too() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ cycler }}"
    out = io.BytesIO()
    document.save(out)
    assert troubles(out.getvalue(), kind=KIND)
    document = Document()
    document.core_properties.title = "{{ lipsum }}"
    out = io.BytesIO()
    document.save(out)
    assert troubles(out.getvalue(), kind=KIND)


_TYPE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
REL = b'<Relationship Id="x" Type="' + _TYPE + b'%s" Target="%s" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("name", "change", "word_of_it"),
    [
        ("word/vbaProject.bin", lambda _old: b"x", "宏"),
        ("word/embeddings/a.exe", lambda _old: b"x", "嵌入"),
        ("word/activeX/a.xml", lambda _old: b"<a/>", "控件"),
        (
            "word/_rels/document.xml.rels",
            lambda old: old.replace(b"</Relationships>", REL % (b"attachedTemplate", b"http://x/t.dotm") + b"</Relationships>"),
            "外部",
        ),
        (
            "word/_rels/document.xml.rels",
            lambda old: old.replace(b"</Relationships>", REL % (b"image", b"\\\\host\\share") + b"</Relationships>"),
            "外部",
        ),
        (
            "word/document.xml",
            lambda old: old.replace(b" PAGE ", b" PAGE ").replace(b"<w:body>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:body>"),
            "实体",
        ),
        (
            "word/document.xml",
            lambda old: old.replace(
                b"<w:body>", b'<w:body><w:p><w:r><w:instrText> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText></w:r></w:p>'
            ),
            "域",
        ),
    ],
)
def test_what_runs_or_fetches_is_refused(name: str, change: Callable[[bytes], bytes], word_of_it: str) -> None:
    found = troubles(with_part(name, change), kind=KIND)
    assert any(word_of_it in one.zh for one in found)


def test_bombs_and_other_files_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<a/>")
        made.writestr("word/document.xml", b"\0" * (60 * 1024**2))
    assert "过大" in troubles(out.getvalue(), kind=KIND)[0].zh
    for other in (b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"):
        assert "不是 .docx" in troubles(other, kind=KIND)[0].zh


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_damaged_file_is_refused_or_read_and_never_a_fault(chance: random.Random) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template(KIND))) as given_, zipfile.ZipFile(out, "w") as made:
        victim = chance.choice(given_.namelist())
        for name in given_.namelist():
            content = bytearray(given_.read(name))
            if name == victim and chance.random() < 0.2:
                continue
            for _ in range(chance.randint(1, 6) if name == victim and content else 0):
                content[chance.randrange(len(content))] = chance.randrange(256)
            made.writestr(name, bytes(content))
    whole = out.getvalue()
    for damaged in (whole, whole[: chance.randrange(len(whole))]):
        assert all(one.zh for one in troubles(damaged, kind=KIND))
        with suppress(NotReadable):
            assert readable(damaged).parts is not None
