"""What became of the subjects: who failed and when, as a file tells it; rows that say nothing sure are refused with their place."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.backtesting import COLLAPSE
from lookthrough.kernel.files import FileRefused, Reject, SoundFile, look_at
from lookthrough.kernel.texts import Text
from lookthrough.risk.column_sources import all_column_sources

_TRUTH = ("rule", "subject_type", "subject_id", "from_date", "kind")
_FAILED = {"0": False, "0.0": False, "false": False, "1": True, "1.0": True, "true": True}
_NO_SUBJECT = Text("缺少平台名称", "the platform is missing")
_NOT_A_FLAG = Text("应为 0（未出事）或 1（出事）", "expected 0 (did not fail) or 1 (failed)")
_NOT_A_DAY = Text("应为日期，如 2018-07-16", "expected a date such as 2018-07-16")
_AGAINST = Text("出事日期与 failed=0 矛盾", "a day of failure goes against failed = 0")
_REPEATED = Text("该平台在前面的行有不同的结果", "an earlier row says otherwise of this platform")
_SEVERAL_LINES = Text("双引号没有配对，多行被连成一行", "a quotation mark is not closed and joins several lines")
NOBODY_IN_BOTH = Text(
    "月度数据与结果中没有同一平台可供检验；请核对平台名称与编码",
    "no platform stands in both the monthly figures and the outcomes: compare the names and the encodings",
)
_NO_MONTHS = Text("月度数据中没有该平台出事之前的月份", "the monthly figures hold no month of this platform from before it failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one subject; ``problem_on`` may be unknown even where it failed. ``row`` is its place in the file."""

    subject: str
    failed: bool
    problem_on: date | None
    row: int


@dataclass(slots=True)
class Outcomes:
    """The outcomes of a file by subject, and the rows that were refused."""

    file: str
    subject_column: str
    by_subject: dict[str, Outcome] = field(default_factory=dict)
    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def only(self, subjects: set[str]) -> dict[str, Outcome]:
        """Return the outcomes of subjects that were measured, in the order of ids; the others are refused with their rows."""
        absent = sorted(self.by_subject.keys() - subjects, key=lambda name: self.by_subject[name].row)
        self.rejects += [Reject(self.file, self.by_subject[name].row, self.subject_column, name[:200], _NO_MONTHS) for name in absent]
        return {name: self.by_subject[name] for name in sorted(self.by_subject.keys() & subjects)}


def read_outcomes(path: Path) -> Outcomes:
    """Read ``platform, problem_on?, failed`` (or ``subject_id`` in place of ``platform``) from CSV, CSV.gz or Parquet.

    The truth of a generated ledger (contracts, «Truth») is read as well: who collapses failed, on that day; every other institution that
    it speaks of did not. Raises ``FileRefused`` when nothing can be taught by it: no sound row, or all of one kind.
    """
    sound = look_at(path)
    sound = replace(sound, columns=tuple(name.strip() for name in sound.columns)) if sound.format != "parquet" else sound
    truth = set(_TRUTH) <= set(sound.columns)
    subjects = ("platform", "subject_id", *(one.subject for one in all_column_sources()))
    subject = next((name for name in subjects if name in sound.columns), None)
    for name, absent in (("platform", subject is None), ("failed", not truth and "failed" not in sound.columns)):
        if absent:
            raise FileRefused(file=path.name, row=0, column=name, reason=Text("缺少该列", "this column is missing"))
    read = Outcomes(path.name, subject or "")
    rows = list(_rows(sound))
    read.rows = len(rows)
    for row, values in _of_truth(rows) if truth else enumerate(rows, 1):
        _take(read, row, values)
    if {one.failed for one in read.by_subject.values()} != {True, False}:
        raise _one_kind(read)
    return read


def _of_truth(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield one outcome for each institution of a truth file, at its first row, or at the row that dates its end."""
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for row, said in enumerate(rows, 1):
        if said["subject_type"] != "institution":
            continue
        ends = said["rule"] == COLLAPSE and said["kind"] == "guilty"
        if ends or said["subject_id"] not in found:
            outcome = {"subject_id": said["subject_id"], "failed": int(ends), "problem_on": said["from_date"] if ends else None}
            found[said["subject_id"]] = row, outcome
    return iter(sorted(found.values(), key=lambda one: one[0]))


def _one_kind(read: Outcomes) -> FileRefused:
    if read.rejects:
        first = read.rejects[0]
        return FileRefused(file=read.file, row=first.row, column=first.column, reason=first.reason)
    reason = Text("需要既有出事也有未出事的平台", "platforms that failed and platforms that did not are both needed")
    return FileRefused(file=read.file, column="failed", reason=reason)


def _take(read: Outcomes, row: int, values: Mapping[str, Any]) -> None:
    subject, said, day = (
        str(values.get(name) if values.get(name) is not None else "").strip() for name in (read.subject_column, "failed", "problem_on")
    )
    wrong = _wrong(subject, said, day)
    if wrong:
        column, found, reason = wrong
        read.rejects.append(Reject(read.file, row, column or read.subject_column, found[:200], reason))
        return
    outcome = Outcome(subject, _FAILED[said.lower()], _day(day), row)
    earlier = read.by_subject.setdefault(subject, outcome)
    if (earlier.failed, earlier.problem_on) != (outcome.failed, outcome.problem_on):
        read.rejects.append(Reject(read.file, row, read.subject_column, subject[:200], _REPEATED))


def _wrong(subject: str, said: str, day: str) -> tuple[str, str, Text] | None:
    if not subject:
        return "", "", _NO_SUBJECT
    if said.lower() not in _FAILED:
        return "failed", said, _NOT_A_FLAG
    if day and _day(day) is None:
        return "problem_on", day, _NOT_A_DAY
    if day and not _FAILED[said.lower()]:
        return "problem_on", day, _AGAINST
    return None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None


def _rows(sound: SoundFile) -> Iterator[Mapping[str, Any]]:
    if sound.format == "parquet":
        try:
            yield from pq.read_table(sound.path).to_pylist()
        except (pa.ArrowException, OSError) as error:
            raise FileRefused(file=sound.path.name, reason=Text("Parquet 文件损坏", "the Parquet file is damaged")) from error
        return
    with _opened(sound) as file:
        reader = csv.DictReader(file, fieldnames=[name.strip() for name in sound.columns])
        next(reader, None)  # the header
        before = reader.line_num
        for row, one in enumerate(reader, 1):
            if reader.line_num - before > 1 and any("\n" in str(value) for value in one.values()):
                raise FileRefused(file=sound.path.name, row=row, reason=_SEVERAL_LINES)
            before = reader.line_num
            yield one


def _opened(sound: SoundFile) -> IO[str]:
    if sound.format == "csv.gz":
        return gzip.open(sound.path, "rt", encoding="utf-8-sig", newline="")
    return sound.path.open(encoding="utf-8-sig", newline="")
