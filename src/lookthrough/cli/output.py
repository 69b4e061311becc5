"""What a command says: one JSON document on stdout, words and progress for people on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lookthrough.kernel.files import FileRefused

people = Console(stderr=True, highlight=False, soft_wrap=True)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json`` as the parameter ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")(command)


def say(words: str) -> None:
    """Say one line to a person, on stderr."""
    people.print(words, markup=False)


def answer(document: Mapping[str, Any], *, as_json: bool, lines: Callable[[], list[str]] | None = None) -> None:
    """Give the result: as one JSON document on stdout, or as lines for a person (default: one line a key)."""
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines() if lines else [f"{key}: {value}" for key, value in document.items()]:
        say(line)


def fail(refusal: FileRefused) -> NoReturn:
    """Say why nothing was stored, in both languages, and leave with 1."""
    say(f"{refusal.in_language('zh')}\n{refusal.in_language('en')}")
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": refusal.as_dict()}, ensure_ascii=False, indent=2))
    sys.exit(1)


Advance = Callable[[int], None]


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Advance]:
    """Show a bar on a terminal and nothing in a pipe; yields ``advance(by)``."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=people,
        transient=True,
        disable=not people.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=total)
        yield lambda by: bar.advance(task, by)
