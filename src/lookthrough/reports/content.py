"""What a report consists of, before it becomes paper: sections with sentences, charts and tables, each word in both languages.

One structure for Word, PDF and the page, so that none says what another does not. Kept as JSON; ``said`` takes one language out of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from lookthrough.kernel.texts import Text

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: its label and a number for each series."""

    label: Text
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of horizontal bars; the title states what it shows. ``stacked``: the series lie end to end, else one under another.

    ``colours`` names one colour a series: a level, ``now`` or ``before``. The table beside it says the same figures.
    """

    slug: str
    title: Text
    unit: Text
    source: Text
    series: tuple[Text, ...]
    colours: tuple[str, ...]
    bars: tuple[Bar, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and on which side its cells stand; ``width`` is its share of the table."""

    title: Text
    side: str = LEFT
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; ``note`` says where the figures come from or why there is no row."""

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    slug: str
    title: Text
    paragraphs: tuple[Text, ...]
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report without what officers add to it (foreword, number, signature)."""

    title: Text
    period: Text
    summary: tuple[Text, ...]
    sections: tuple[Section, ...]
    annexes: tuple[Table, ...]
    basis: tuple[Text, ...] = field(default=())


def number(value: float) -> Text:
    """Return a figure for a cell: whole ones without decimals."""
    word = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
    return Text(word, word)


def same(word: str) -> Text:
    """Return a name or code, which is the same in both languages; an empty one is a dash."""
    return Text(word.strip() or "–", word.strip() or "–")


def as_plain(content: Content) -> dict[str, Any]:
    """Return a report as JSON keeps it."""
    return asdict(content)


def said(node: Any, language: str) -> Any:
    """Return a kept report in one language: wherever both stand, the one asked for."""
    if isinstance(node, dict):
        if node.keys() == {"zh", "en"}:
            return node["en" if language.startswith("en") else "zh"]
        return {name: said(value, language) for name, value in node.items()}
    return [said(one, language) for one in node] if isinstance(node, (list, tuple)) else node
