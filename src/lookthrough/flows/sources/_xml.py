"""XML from strangers, read as a stream: no document type, no entities, nothing fetched; every element knows its line.

A document type is where all known XML attacks begin (billion laughs, quadratic blow-up, external entities), and no bank message has one:
a file that brings one is refused whole. Python's own parser is used directly, because it alone tells the line of each element.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

DEEPEST = 64
LONGEST_TEXT = 1_000_000
_BLOCK = 1 << 18
_GBK = re.compile(rb"""<\?xml[^>]*encoding=["'](gb2312|gbk|gb18030)["']""", re.IGNORECASE)
_DOCTYPE = Text("文件带有 DTD 或实体定义，银行报文不需要，拒收", "the file brings a document type or entities; no bank message needs them")


@dataclass(slots=True)
class Element:
    """One element: its name without prefix, the line it begins on, its attributes, text and children."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, path: str) -> Element | None:
        """Return the first element at ``A/B/C`` below this one."""
        here = self
        for name in path.split("/"):
            for child in here.children:
                if child.name == name:
                    here = child
                    break
            else:
                return None
        return here

    def all(self, path: str) -> list[Element]:
        """Return every element at ``A/B/C`` below this one, in their order."""
        found = [self]
        for name in path.split("/"):
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def at(self, *paths: str) -> str:
        """Return the text of the first of some paths that has one, or an empty text."""
        for path in paths:
            one = self.find(path)
            if one is not None and one.text.strip():
                return one.text.strip()
        return ""

    def written(self) -> str:
        """Write the element out again, so that a refused one is not lost."""
        attributes = "".join(f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in self.attributes.items())
        inside = escape(self.text.strip()) + "".join(child.written() for child in self.children)
        return f"<{self.name}{attributes}>{inside}</{self.name}>"


def elements(path: Path, cut: frozenset[str]) -> Iterator[Element]:
    """Yield each element named in ``cut`` as it ends, with what lies below it; one that was yielded is not kept in its parent.

    Raises ``FileRefused`` with the line and the element for a document type, entities, XML that is broken or cut short, nesting
    deeper than ``DEEPEST`` and texts longer than ``LONGEST_TEXT``.
    """
    reading = _Reading(path.name, cut)
    decoder = codecs.getincrementaldecoder("gb18030")() if _GBK.match(_head(path)) else None
    parser = reading.parser("utf-8" if decoder else None)
    with path.open("rb") as file:
        more = True
        while more:
            block = file.read(_BLOCK)
            more = bool(block)
            reading.feed(parser, _utf8(block, decoder, path.name, parser), final=not more)
            yield from reading.done
            reading.done = []


def root_namespace(path: Path) -> str:
    """Return the namespaces named at the beginning of an XML file, in one text; of anything else an empty text."""
    head = _head(path).replace(b"\0", b"")  # a file in UTF-16 is recognised as well
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return ""
    return " ".join(found.decode("ascii", errors="replace") for found in re.findall(rb"""xmlns(?::\w+)?=["']([^"']+)["']""", head))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1 << 16)


def _utf8(block: bytes, decoder: codecs.IncrementalDecoder | None, name: str, parser: expat.XMLParserType) -> bytes:
    if decoder is None:
        return block
    try:
        return decoder.decode(block, final=not block).encode()
    except UnicodeDecodeError as error:
        reason = Text("编码与声明的 GBK 不符", "the bytes are not the GBK that the file declares")
        raise FileRefused(file=name, row=parser.CurrentLineNumber, reason=reason) from error


class _Reading:
    """Builds elements from what the parser meets."""

    def __init__(self, file: str, cut: frozenset[str]) -> None:
        self.file, self.cut = file, cut
        self.open: list[Element] = []
        self.done: list[Element] = []
        self.line = 0

    def parser(self, encoding: str | None) -> expat.XMLParserType:
        made = expat.ParserCreate(encoding, namespace_separator="}")
        made.buffer_text = True
        made.StartElementHandler = lambda name, attributes: self._start(name, attributes, made.CurrentLineNumber)
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._text
        made.StartDoctypeDeclHandler = made.EntityDeclHandler = made.ExternalEntityRefHandler = self._doctype
        self.at = made
        return made

    def feed(self, parser: expat.XMLParserType, block: bytes, *, final: bool) -> None:
        try:
            parser.Parse(block, final)
        except expat.ExpatError as error:
            reason = Text("XML 不完整或写法有误", f"the XML is broken or cut short ({expat.ErrorString(error.code)})")
            raise FileRefused(file=self.file, row=error.lineno, column=self.place() or None, reason=reason) from error
        except (ValueError, LookupError) as error:  # an encoding that does not exist
            raise FileRefused(file=self.file, row=1, reason=Text("编码无法识别", f"the encoding is unknown ({error})")) from error

    def place(self) -> str:
        return "/".join(one.name for one in self.open)

    def _start(self, name: str, attributes: dict[str, str], line: int) -> None:
        if len(self.open) >= DEEPEST:
            self._refuse(Text(f"嵌套超过 {DEEPEST} 层", f"nested deeper than {DEEPEST}"))
        self.open.append(Element(name.rpartition("}")[2], line, attributes))

    def _end(self, _: str) -> None:
        ended = self.open.pop()
        if ended.name in self.cut:
            self.done.append(ended)
        elif self.open:
            self.open[-1].children.append(ended)

    def _text(self, text: str) -> None:
        here = self.open[-1]
        here.text += text
        if len(here.text) > LONGEST_TEXT:
            self._refuse(Text("一个元素的文字过长", f"an element's text is longer than {LONGEST_TEXT:,} characters"))

    def _doctype(self, *_: object) -> int:
        self._refuse(_DOCTYPE)
        return 0

    def _refuse(self, reason: Text) -> None:
        raise FileRefused(file=self.file, row=self.at.CurrentLineNumber, column=self.place() or None, reason=reason)
