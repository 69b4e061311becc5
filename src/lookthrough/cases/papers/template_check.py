"""An office's own template is taken only when it is a plain Word file that names nothing but known fields; the refusal says why."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from lookthrough.cases.papers.filling import filled, sandbox
from lookthrough.cases.papers.kind import PaperKind
from lookthrough.kernel.file_kinds import kind_of
from lookthrough.kernel.texts import Text

LARGEST_UNPACKED = 40 * 1024**2
MOST_PARTS = 300
_RUNS = ("vbaproject", "activex", "embeddings/", "oleobject", "macros", "customui", "attachedtoolbars", "altchunk", "afchunk")
_FETCHES = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.I)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_ACTS = re.compile(rb"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|MACROBUTTON|DATABASE|IMPORT)\b")
_INSTRUCTIONS = re.compile(rb"<w:instrText[^>]*>([^<]*)</w:instrText>|w:instr=\"([^\"]*)\"")
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.S)
_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Template,
)
# what zip, XML and Word readers raise over damaged files
DAMAGE = (
    PackageNotFoundError,
    zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, LookupError, OSError, AttributeError, TypeError, RuntimeError,
)  # fmt: skip
_PLAIN_LINK = re.compile(rb'Type="[^"]*/hyperlink"')


def troubles(content: bytes, *, kind: PaperKind) -> list[Text]:
    """Return why a template is not taken; nothing when it is sound."""
    if kind_of(content).slug != "docx":
        return [
            Text(
                "不是 .docx 文件（请另存为“Word 文档”，不要用 .doc 或 .docm）",
                "this is no .docx file (save it as a Word document, not .doc or .docm)",
            )
        ]
    try:
        found = list(_package(content))
        return found or list(_fields(content, kind)) or list(_trial(content, kind))
    except DAMAGE as fault:
        return [
            Text(
                "文件损坏，请在 Word 中打开后另存再上传", f"the file is damaged ({type(fault).__name__}): open it in Word and save it anew"
            )
        ]


def _package(content: bytes) -> Iterator[Text]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            yield Text("解开后过大", "it unpacks to too much")
            return
        for part in parts:
            name = part.filename.lower()
            if any(sign in name for sign in _RUNS) or ".." in name:
                yield Text(f"含有宏、控件或嵌入的文件：{part.filename}", f"it holds macros, controls or embedded files: {part.filename}")
            elif name.endswith((".xml", ".rels")):
                yield from _part(part.filename, package.read(part))


def _part(name: str, content: bytes) -> Iterator[Text]:
    if _DECLARES.search(content):
        yield Text(f"{name} 含有实体声明", f"{name} declares entities")
    if name.endswith(".rels") and any(not _PLAIN_LINK.search(one) for one in _external(content)):
        yield Text(f"{name} 引用了外部文件", f"{name} fetches something from outside")
    if b"macroEnabled" in content or b"vbaProject" in content:
        yield Text("含有宏", "it holds macros")
    for found in _INSTRUCTIONS.finditer(content):
        if _ACTS.search((found.group(1) or found.group(2) or b"").upper()):
            yield Text(f"{name} 含有会读取外部内容的域", f"{name} holds a Word field that fetches or runs something")


def _external(content: bytes) -> Iterator[bytes]:
    for one in re.findall(rb"<Relationship\b[^>]*>", content):
        if _FETCHES.search(one):
            yield one


def _fields(content: bytes, kind: PaperKind) -> Iterator[Text]:
    """Read every part that is filled, and let only names of known fields, rows of known tables and plain conditions stand in it."""
    known = kind.known
    for source in _sources(content):
        try:
            tree = sandbox().parse(source)
        except TemplateError as fault:
            yield Text(f"字段写法有误：{fault.message or ''}", f"a field is not well written: {fault.message or ''}")
            return
        yield from _names(tree, known={name: {column.name for column in one.rows} for name, one in known.items()})


def _names(tree: nodes.Template, *, known: dict[str, set[str]]) -> Iterator[Text]:
    loops: dict[str, set[str]] = {}
    for node in tree.find_all(nodes.For):
        if not (isinstance(node.iter, nodes.Name) and known.get(node.iter.name) and isinstance(node.target, nodes.Name)):
            yield Text("只能对表格字段逐行重复", "only the rows of a table field can be repeated")
            return
        loops[node.target.name] = known[node.iter.name]
    for each in tree.find_all(nodes.Node):
        if not isinstance(each, _ALLOWED):
            yield Text(f"字段中只能写字段名：{type(each).__name__}", f"only names of fields may stand in a field: {type(each).__name__}")
        elif isinstance(each, nodes.Getattr):
            inner = each.node
            if not (isinstance(inner, nodes.Name) and each.attr in loops.get(inner.name, set())):
                yield Text(f"没有字段 {each.attr}", f"there is no field {each.attr}")
        elif isinstance(each, nodes.Name) and each.name not in known and each.name not in loops:
            yield Text(f"没有字段 {each.name}", f"there is no field {each.name}")


def _sources(content: bytes) -> Iterator[str]:
    """Yield the text of every part that the filling reads: the body, headers, footers, footnotes, and the file's properties."""
    document = DocxTemplate(io.BytesIO(content))
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _key, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(("footnotes.xml", "endnotes.xml", "core.xml")):
                yield package.read(name).decode("utf-8", errors="replace")


def _trial(content: bytes, kind: PaperKind) -> Iterator[Text]:
    """Fill the template once, so that one that breaks is refused today and not on the day it is needed."""
    try:
        Document(io.BytesIO(filled(content, kind=kind, values={}, mark_missing=True)))
    except (TemplateError, *DAMAGE) as fault:
        yield Text(
            "试填写失败：请检查字段是否完整", f"filling it on trial failed ({type(fault).__name__}): look whether each field is whole"
        )


def unused(content: bytes, *, kind: PaperKind) -> list[str]:
    """Return the required fields that a template leaves out: worth a word, no reason to refuse."""
    said = " ".join(tag for source in _sources(content) for tag in _TAG.findall(source))
    return [one.title.zh for one in kind.fields if one.required and not re.search(rf"\b{one.name}\b", said)]
