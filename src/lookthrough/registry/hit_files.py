"""Screening from file to file: companies in, hits out, nothing of it in the store."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from lookthrough.kernel.files import Reject, SoundFile, look_at
from lookthrough.registry.licence_files import newest_day, read_licences
from lookthrough.registry.licences import allowed_words
from lookthrough.registry.lists import lists_version, newest_list_day
from lookthrough.registry.reading import FIRM_COLUMNS, SCREENING_COLUMNS, firms_of, last_day, read_batches
from lookthrough.registry.screening import Hit, Screen

_TEXT, _WHOLE, _TRUTH = pa.string(), pa.int64(), pa.bool_()
SCHEMA = pa.schema(
    {
        "row": _WHOLE, "uscc": _TEXT, "name": _TEXT, "field": _TEXT, "word": _TEXT, "start": _WHOLE, "list": _TEXT, "grade": _TEXT,
        "negated": _TRUTH, "licensed": _TRUTH, "listed_word": _TEXT,
    }
)  # fmt: skip
_FATES = ("graded", "negated", "licensed", "ungraded")
SUFFIXES = (".parquet", ".csv", ".csv.gz")


@dataclass(slots=True)
class Screened:
    """What a screening found: rows read, rows refused, hits, and hits by list, grade, negated and licensed."""

    on: date
    lists_version: str
    companies: int = 0
    companies_hit: int = 0
    companies_graded: int = 0
    rejects: list[Reject] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def by_word(self) -> list[dict[str, str | int]]:
        """Return one row a list, word and field: how many hits are graded, negated, licensed, or without grade at this event."""
        counts: dict[tuple[str, str, str], Counter[str]] = {}
        for hit in self.hits:
            counts.setdefault((hit.list, hit.word, hit.field), Counter())[_fate(hit)] += 1
        return [
            {"list": name, "word": word, "field": field_} | {fate: found[fate] for fate in _FATES}
            for (name, word, field_), found in sorted(counts.items())
        ]

    def by_list(self) -> dict[str, dict[str, int]]:
        """Return the same for each list in all."""
        counts: dict[str, Counter[str]] = {}
        for hit in self.hits:
            counts.setdefault(hit.list, Counter())[_fate(hit)] += 1
        return {name: {fate: found[fate] for fate in _FATES} for name, found in sorted(counts.items())}


def _fate(hit: Hit) -> str:
    return "negated" if hit.negated else "licensed" if hit.licensed else "ungraded" if hit.grade == "none" else "graded"


def screen_file(
    path: Path, *, on: date | None = None, licences: Path | None = None, advance: Callable[[int], None] | None = None
) -> Screened:
    """Screen a file of companies.

    ``on`` defaults to the last day that the inputs know of: the youngest licence or list and, where licences
    may have ended since, the youngest firm; never to today.
    """
    sound = look_at(path, required=SCREENING_COLUMNS)
    rejects: list[Reject] = []
    licensed = read_licences(licences, rejects) if licences else []
    firms = last_day(sound, "established_on") if licensed and not on else None
    day = on or max(filter(None, (firms, newest_day(licensed), newest_list_day())))
    screen = Screen(on=day, allowed=allowed_words(licensed, on=day))
    found = Screened(on=day, lists_version=lists_version(), rejects=rejects)
    _screen_batches(sound, screen, found, advance or (lambda _: None))
    return found


def _screen_batches(sound: SoundFile, screen: Screen, found: Screened, advance: Callable[[int], None]) -> None:
    for batch in read_batches(sound, found.rejects, columns=FIRM_COLUMNS):
        firms = firms_of(batch, found.rejects, file=sound.path.name)
        hits = screen.hits(firms)
        found.companies += len(firms)
        found.companies_hit += len({hit.row for hit in hits})
        found.companies_graded += len({hit.row for hit in hits if hit.grade != "none"})
        found.hits += hits
        advance(len(batch.rows))


def write_hits(path: Path, hits: Sequence[Hit]) -> None:
    """Write hits as Parquet, CSV or CSV.gz by the suffix; the same hits give the same bytes. A file appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        if path.suffix == ".parquet":
            pq.write_table(_table(_csv_bytes(hits)), part)
        else:
            part.write_bytes(gzip.compress(_csv_bytes(hits), mtime=0) if path.suffix == ".gz" else _csv_bytes(hits))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _table(data: bytes) -> pa.Table:
    """Return the hits as a table by way of CSV: Python values would make pyarrow load pandas, which takes a third of the time of it all."""
    convert = pa_csv.ConvertOptions(column_types=SCHEMA, strings_can_be_null=False)
    return pa_csv.read_csv(io.BytesIO(data), parse_options=pa_csv.ParseOptions(newlines_in_values=True), convert_options=convert)


def _csv_bytes(hits: Sequence[Hit]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SCHEMA.names)
    writer.writerows([str(value).lower() if isinstance(value, bool) else value for value in hit] for hit in hits)
    return text.getvalue().encode()
