"""``lookthrough registry index``: the names by which the console finds firms, built anew."""

from __future__ import annotations

import time

import click

from lookthrough.cli.output import answer, json_option, progress
from lookthrough.cli.store import open_store


@click.command()
@json_option
def index(as_json: bool) -> None:
    """Build the search index of the store anew; imports and corrections keep it in step by themselves.

    Example: lookthrough registry index
    """
    open_store()
    from django.utils import timezone

    from lookthrough.registry import search_index

    begin = time.perf_counter()
    with progress("索引 / indexing", None) as advance:
        names = search_index.rebuild(at=timezone.now(), advance=advance)
    seconds = round(time.perf_counter() - begin, 1)
    answer({"names": names, "seconds": seconds}, as_json=as_json)
