"""A return's template: who sends it, when, and each of its columns with unit, limits and what an empty cell means.

Templates are data (``templates/<slug>.yml``): the Excel file with drop-downs, the CSV head, the checks and the words of the receipt
all come from this one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lookthrough.kernel.texts import Text
from lookthrough.kernel.yaml_texts import read_yaml

_FOLDER = Path(__file__).with_name("templates")
_SENDERS = Path(__file__).with_name("senders.yml")
_COLUMNS = Path(__file__).with_name("columns.yml")

KINDS = ("text", "uscc", "money", "share", "rate", "count", "quantity", "day", "month", "flag", "choice")
NUMBERS = frozenset({"money", "share", "rate", "count", "quantity"})
FACTS = NUMBERS | {"day", "flag"}
EMPTY = ("refused", "zero", "unknown")
PERIODS = ("day", "month", "quarter")
OVER_ROWS = ("sum", "last", "max", "min")
_USUAL_UNIT = {"money": "元", "share": "%", "rate": "%"}


@dataclass(frozen=True, slots=True)
class SenderKind:
    """A kind of body that reports: its slug, what it is called, its group (utility, department, licensed, platform, custodian)."""

    slug: str
    title: Text
    group: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``name`` is the fact's field; ``unit`` is what the sender is asked for, facts are in fen, fractions and plain units.

    ``least``, ``most`` and ``plausible_to`` are in the fact's unit, but money in fen. Beyond ``least`` and ``most`` a value is refused,
    beyond ``plausible_to`` it is doubted.
    """

    name: str
    title: Text
    kind: str
    unit: str = ""
    required: bool = False
    empty: str = "refused"
    least: float | None = None
    most: float | None = None
    plausible_to: float | None = None
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    over_rows: str = "last"

    @property
    def heading(self) -> str:
        """Return the Chinese heading with its unit, as it stands in the file."""
        return f"{self.title.zh}（{self.unit}）" if self.unit else self.title.zh

    @property
    def is_fact(self) -> bool:
        """Say whether its values are handed on as facts (texts and choices stay with the return)."""
        return self.kind in FACTS


@dataclass(frozen=True, slots=True)
class Template:
    """One return: ``columns`` begin with the subject's code, its name and the period, then what is reported."""

    slug: str
    sender: str
    title: Text
    basis: str
    subject: str
    period: str
    due: str
    confirm: bool
    owed_by_subject: bool
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """Return the name of the sheet that is filled in."""
        return "填报"

    @property
    def subject_column(self) -> Column:
        """Return the column that names the subject."""
        return self.columns[0]

    @property
    def facts(self) -> tuple[Column, ...]:
        """Return the columns whose values become facts."""
        names = {self.subject_column.name, "name", "month", *self.key}
        return tuple(column for column in self.columns if column.is_fact and column.name not in names)

    def column(self, name: str) -> Column:
        """Return one column; ``KeyError`` for a name the template does not have."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.slug} has no column {name!r}")


@cache
def templates() -> Mapping[str, Template]:
    """Return all templates by slug."""
    return {path.stem: read_template(path) for path in sorted(_FOLDER.glob("*.yml"))}


def template(slug: str) -> Template:
    """Return one template; ``KeyError`` names those there are."""
    try:
        return templates()[slug]
    except KeyError:
        raise KeyError(f"no template {slug!r}; there are {', '.join(templates())}") from None


@cache
def sender_kinds() -> Mapping[str, SenderKind]:
    """Return all kinds of senders by slug."""
    rows = read_yaml(_SENDERS.read_text(encoding="utf-8"))
    return {slug: SenderKind(slug, Text(row["zh"], row["en"]), row["group"], tuple(row.get("aliases", ()))) for slug, row in rows.items()}


def templates_of(sender_kind: str) -> list[Template]:
    """Return what a kind of sender reports."""
    return [one for one in templates().values() if one.sender == sender_kind]


def read_template(path: Path) -> Template:
    """Read one template; ``ValueError`` names the file and what is wrong."""
    given = read_yaml(path.read_text(encoding="utf-8"))
    try:
        own = tuple(_column(row) for row in given["columns"])
        made = Template(
            slug=path.stem, sender=given["sender"], title=Text(given["title"]["zh"], given["title"]["en"]), basis=given["basis"],
            subject=given["subject"], period=given["period"], due=given["due"], confirm=given["confirm"],
            owed_by_subject=given.get("owed_by_subject", False), key=tuple(given.get("key", ())),
            columns=(*_every_return()[given["subject"]], *_every_return()[given["period"]], *own),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error!r} is missing or wrong") from error
    _sound(path, made)
    return made


@cache
def _every_return() -> Mapping[str, tuple[Column, ...]]:
    """Return the columns that name the subject and the period, by kind of subject and of period."""
    rows = read_yaml(_COLUMNS.read_text(encoding="utf-8"))
    return {name: tuple(map(_column, columns)) for name, columns in rows.items()}


def _column(row: Mapping[str, Any]) -> Column:
    kind = row["kind"]
    factor = 100.0 if kind == "money" else 1.0
    known = {"name", "zh", "en", "kind", "unit", "required", "empty", "min", "max", "plausible_to", "choices", "aliases", "over_rows"}
    if set(row) - known:
        raise ValueError(f"column {row['name']}: unknown {', '.join(sorted(set(row) - known))}")
    return Column(
        name=row["name"], title=Text(row["zh"], row["en"]), kind=kind, unit=row.get("unit", _USUAL_UNIT.get(kind, "")),
        required=row.get("required", False), empty=row.get("empty", "refused"), choices=tuple(map(str, row.get("choices", ()))),
        least=_scaled(row.get("min"), factor), most=_scaled(row.get("max"), factor), over_rows=row.get("over_rows", "last"),
        plausible_to=_scaled(row.get("plausible_to"), factor), aliases=tuple(row.get("aliases", ())),
    )  # fmt: skip


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _sound(path: Path, made: Template) -> None:
    """Refuse a template that contradicts itself, so that a slip shows when it is written and not when a clerk sends a file."""
    names = [column.name for column in made.columns]
    problems = [f"{name} stands twice" for name in names if names.count(name) > 1]
    problems += [f"{name} of the key is no column" for name in made.key if name not in names]
    problems += [] if made.sender in sender_kinds() else [f"no sender {made.sender}"]
    problems += [] if made.period in PERIODS else [f"no period {made.period}"]
    for column in made.columns:
        problems += [] if column.kind in KINDS else [f"{column.name}: no kind {column.kind}"]
        problems += [] if column.empty in EMPTY else [f"{column.name}: an empty cell cannot mean {column.empty}"]
        problems += [] if column.over_rows in OVER_ROWS else [f"{column.name}: rows cannot be put together by {column.over_rows}"]
        problems += [] if (column.kind == "choice") == bool(column.choices) else [f"{column.name}: a choice needs choices"]
        problems += [f"{column.name}: required and empty"] if column.required and column.empty != "refused" else []
        problems += (
            [f"{column.name}: says neither required nor what empty means"] if not column.required and column.empty == "refused" else []
        )
    if problems:
        raise ValueError(f"{path.name}: {'; '.join(sorted(set(problems)))}")
