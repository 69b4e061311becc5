"""Filling a template: fields in a sandbox that knows nothing but names, values never read as markup, what is missing marked."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lookthrough.cases.papers.kind import Field, PaperKind
from lookthrough.cases.papers.plain_zip import plain_zip

Values = Mapping[str, Any]  # text by field; a field of rows holds a list of texts by column
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class _Nothing(Undefined):
    """What a template names and nobody knows prints nothing and opens nothing."""

    def __str__(self) -> str:
        return ""


@cache
def sandbox() -> ImmutableSandboxedEnvironment:
    """Return the surroundings that templates are read and filled in: no globals, no filters, no tests, everything escaped."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=_Nothing)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def filled(template: bytes, *, kind: PaperKind, values: Values, mark_missing: bool) -> bytes:
    """Return a document: the template with its fields filled; the same template and values give the same bytes.

    With ``mark_missing`` a field that lacks its value says so in brackets, for drafts.
    """
    document = DocxTemplate(io.BytesIO(template))
    document.render(_context(kind, values, mark_missing), jinja_env=sandbox())
    out = io.BytesIO()
    document.save(out)
    return plain_zip(out.getvalue())


def missing(kind: PaperKind, values: Values) -> list[Field]:
    """Return the fields without which a document of this kind is not issued, and which lack their value."""
    return [one for one in kind.known.values() if one.required and not _has(one, values)]


def _has(one: Field, values: Values) -> bool:
    given = values.get(one.name)
    return bool(given) and (not isinstance(given, str) or bool(given.strip()))


def _context(kind: PaperKind, values: Values, mark_missing: bool) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for name, one in kind.known.items():
        if one.rows:
            context[name] = _rows(one, values.get(name) or [], mark_missing)
        elif _has(one, values):
            context[name] = _plain(str(values[name]))
        else:
            context[name] = f"【待填：{one.title.zh}】" if mark_missing and one.required else "　　" if one.required else "／"
    return context


def _rows(one: Field, rows: Sequence[Mapping[str, str]], mark_missing: bool) -> list[dict[str, str]]:
    said = [{column.name: _plain(str(row.get(column.name, ""))) for column in one.rows} for row in rows]
    if not said and mark_missing and one.required:
        said = [{column.name: "【待填】" if not place else "" for place, column in enumerate(one.rows)}]
    return said


def _plain(text: str) -> str:
    """Return a text that Word can hold; a new line becomes a new paragraph of the same form."""
    lines = [_NOT_XML.sub("", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\a".join(line for line in lines if line)
