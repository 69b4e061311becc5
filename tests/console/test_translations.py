"""Every word of the screens stands in both languages: a Chinese msgid without its English fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import lookthrough

PACKAGE = Path(lookthrough.__file__).parent
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_": None,
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

Message = tuple[str | None, str]  # context, msgid


def in_code() -> Iterator[tuple[Path, str | None, str]]:
    """Yield every msgid in code and templates with its file and context."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        text = path.read_text(encoding="utf-8")
        source = _as_python(templatize(text, origin=str(path))) if path.suffix == ".html" else text
        for _, message, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            first = message[0] if isinstance(message, tuple) else message
            yield path, context, first


def _as_python(text: str) -> str:
    """Return what ``templatize`` makes of a template without the indents of the page."""
    return "\n".join(line.lstrip() for line in text.splitlines())


def catalogue() -> dict[Message, str | tuple[str, ...]]:
    """Return the English by context and msgid."""
    with CATALOGUE.open("rb") as file:
        found = read_po(file, locale="en")
    return {(one.context, one.id[0] if isinstance(one.id, tuple) else one.id): one.string for one in found if one.id}


def test_every_msgid_has_its_english() -> None:
    english = catalogue()
    missing = sorted(
        {f"{path.relative_to(PACKAGE)}: {msgid}" for path, context, msgid in in_code() if not all(english.get((context, msgid), [""]))}
    )
    assert missing == []


def test_no_english_is_left_over() -> None:
    used = {(context, msgid) for _, context, msgid in in_code()}
    assert sorted(msgid for context, msgid in catalogue() if (context, msgid) not in used) == []


def test_english_keeps_the_places_of_figures() -> None:
    places = re.compile(r"%\(\w+\)[sd]")
    for (_, msgid), said in catalogue().items():
        for one in said if isinstance(said, tuple) else [said]:
            assert sorted(places.findall(one)) == sorted(places.findall(msgid)), msgid
            assert not CHINESE.search(one), one


def test_the_catalogue_compiles(tmp_path: Path) -> None:
    with CATALOGUE.open("rb") as file, (tmp_path / "django.mo").open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="en"))
    assert (tmp_path / "django.mo").stat().st_size > 1000


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_bare_chinese(path: Path) -> None:
    text = re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}",
        "",
        re.sub(r"\{% blocktranslate.*?endblocktranslate %\}", "", path.read_text(encoding="utf-8"), flags=re.S),
        flags=re.S,
    )
    assert set(CHINESE.findall(text)) <= set("中文")  # the switch names the language in itself
