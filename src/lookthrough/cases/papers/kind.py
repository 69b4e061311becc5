"""A kind of document: what it is for, on which law it rests, which fields it has, and its text line by line.

The text is kept as lines with their place in the official layout, so that a change of wording can be read in review; ``layout`` makes the
Word template of it. ``{{ name }}`` stands for a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from lookthrough.kernel.discovery import catalogue
from lookthrough.kernel.texts import Text

_FIELD = re.compile(r"\{\{\s*([a-z][a-z_.]*)\s*\}\}")


class Style(StrEnum):
    """Where a line stands in the official layout (GB/T 9704—2012)."""

    TITLE = "title"  # 二号小标宋，居中
    RECIPIENT = "recipient"  # 主送机关，顶格
    TEXT = "text"  # 三号仿宋，首行缩进二字
    HEADING = "heading"  # 一级标题，三号黑体
    PLAIN = "plain"  # 顶格，不缩进：笔录
    SIGNED = "signed"  # 署名，右对齐
    NOTE = "note"  # 四号，页末说明


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the name in a row, the title on paper, its width in millimetres."""

    name: str
    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that repeats one row for each entry of a field of rows."""

    field: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its title, whether a document may be issued without it, how it is asked for, and which law asks for it."""

    name: str
    title: Text
    required: bool = True
    long: bool = False
    rows: tuple[Column, ...] = ()
    hint: Text | None = None
    filled: bool = False  # from the case; an officer may still change it


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of document, found in ``kinds`` under its file's name."""

    title: Text
    mark: str  # what its number begins with
    basis: tuple[str, ...]
    letterhead: bool  # red head with the office's name; records have none
    fields: tuple[Field, ...]
    body: tuple[Line | Rows, ...]
    after: str = "issued"  # word of the timeline
    signed_by_others: bool = False  # a record that the person asked signs: the issued file is printed and signed by hand
    more: Mapping[str, str] = field(default_factory=dict)

    def named(self) -> set[str]:
        """Return every field that the text names."""
        found: set[str] = set()
        for one in self.body:
            found |= {one.field} if isinstance(one, Rows) else set(_FIELD.findall(one.text))
        return found

    @property
    def known(self) -> dict[str, Field]:
        """Return all fields a template of this kind may use: its own and those of every document."""
        return {one.name: one for one in (*EVERYWHERE, *self.fields)}


def auto(name: str, zh: str, en: str, *, required: bool = True) -> Field:
    """Return a field that the case fills."""
    return Field(name, Text(zh, en), required=required, filled=True)


def ask(name: str, zh: str, en: str, *, required: bool = True, long: bool = False, hint: Text | None = None) -> Field:
    """Return a field that an officer fills."""
    return Field(name, Text(zh, en), required=required, long=long, hint=hint)


def title(text: str) -> Line:
    """Return a title line."""
    return Line(Style.TITLE, text)


def to(text: str) -> Line:
    """Return the line that names whom it is for."""
    return Line(Style.RECIPIENT, text)


def text(words: str) -> Line:
    """Return a paragraph."""
    return Line(Style.TEXT, words)


def heading(words: str) -> Line:
    """Return a heading."""
    return Line(Style.HEADING, words)


def plain(words: str) -> Line:
    """Return a line of a record."""
    return Line(Style.PLAIN, words)


def signed(words: str) -> Line:
    """Return a line of the signature."""
    return Line(Style.SIGNED, words)


def note(words: str) -> Line:
    """Return a note below the text."""
    return Line(Style.NOTE, words)


# every document knows these; number and day come when it is issued
EVERYWHERE = (
    auto("office", "机关名称", "name of the office"),
    auto("number", "文号", "number", required=False),
    auto("issued_on", "成文日期", "day of issue", required=False),
    auto("issued_on_in_characters", "成文日期（汉字）", "day of issue in characters", required=False),
    auto("case_number", "案号", "case number"),
    auto("case_title", "案由", "matter"),
    auto("subject_name", "当事人名称", "name of the party"),
    auto("subject_code", "统一社会信用代码", "unified social credit code", required=False),
    auto("subject_address", "住所", "registered address", required=False),
    auto("office_address", "机关地址", "address of the office", required=False),
    auto("office_telephone", "联系电话", "telephone of the office", required=False),
    auto("hearing_term", "要求听证的期限", "term to ask for a hearing", required=False),
    auto("reconsideration_term", "申请复议的期限", "term for reconsideration", required=False),
    auto("suit_term", "起诉的期限", "term for a suit", required=False),
    auto("keeping_term", "先行登记保存的期限", "term of first registration", required=False),
)
SIGNATURE = (signed("{{ office }}"), signed("{{ issued_on }}"))


@cache
def paper_kinds() -> dict[str, PaperKind]:
    """Return all kinds of documents by slug."""
    from lookthrough.cases.papers import kinds

    return catalogue(kinds, PaperKind)
