"""Tomorrow's file continues where today's run ended: a state keeps the books, the recent transfers and who everybody is.

A state reaches back to a day. A file of transfers after it (late ones, or days that replace earlier ones, included) is looked through
together with what the state keeps, and gives from its first day on the same figures as the whole ledger would.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lookthrough import __version__
from lookthrough.flows.reading import LedgerRead, open_ledger
from lookthrough.flows.recording import findings_table
from lookthrough.flows.run import RunReport, connection, run_ledger
from lookthrough.flows.tables import LEDGER, Table
from lookthrough.kernel.files import FileRefused, Reject
from lookthrough.kernel.texts import Text

REACH_DAYS = 400  # how far before its last day a state reaches back: the longest look of a rule, and half a year for corrections
LONGEST_LOOK = 230  # days that the longest window of a rule and the month it ends in take
FORMAT = 1


@dataclass(frozen=True, slots=True)
class State:
    """A state on disk: books at the beginning of ``day`` and all transfers from then to ``last_day``.

    ``is_whole``: nothing happened before ``day``, so that every window is complete.
    """

    folder: Path
    day: date
    last_day: date
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Together:
    """What a state and a further file are together: refused rows, the file's first day, the last day, and the first day of all."""

    rejects: list[Reject]
    first_day: date
    last_day: date
    earliest: date


def saved_state(folder: Path) -> State | None:
    """Return the state that a folder holds, or nothing if it is empty or not there; raises ``FileRefused`` for a damaged one."""
    path = folder / "state.json"
    if not path.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            raise FileRefused(file=folder.name, reason=Text("这个文件夹里不是续算状态", "this folder holds something else than a state"))
        return None
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']}")
        return State(folder, date.fromisoformat(said["day"]), date.fromisoformat(said["last_day"]), bool(said["is_whole"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(file="state.json", reason=Text("续算状态已损坏", f"the state is damaged ({error})")) from error


def continue_ledger(
    *,
    ledger: Path,
    state: Path,
    out: Path,
    as_of: date | None = None,
    method: str = "specific",
    rules: Sequence[str] | None = None,
    authority: Path | None = None,
    replaces_days: bool = False,
    reach_days: int = REACH_DAYS,
    longest_look: int = LONGEST_LOOK,
    on_progress: Callable[[str, int], None] = lambda step, done: None,
) -> RunReport:
    """Look through a file of further transfers and renew the state; an empty state begins with this ledger.

    ``replaces_days``: the days of the file stand in the place of what the state keeps of them. ``uses.parquet``,
    ``institution_daily.parquet`` and ``findings.parquet`` hold the days and months from the file's first day on. Raises
    ``FileRefused`` if the file begins where the state does not reach; state and ``out`` are then as they were.
    """
    from lookthrough.flows.carrying import Carried  # loads what compiles

    known = saved_state(state)
    with tempfile.TemporaryDirectory(prefix="lookthrough-") as place:
        whole, fresh = Path(place) / ledger.name, Path(place) / "out"
        both = _put_together(ledger, known, whole, as_of, replaces_days=replaces_days, longest_look=longest_look)
        next_day = max(filter(None, [known.day if known else None, both.last_day - timedelta(days=reach_days)]))
        carried = Carried(known.folder if known else None, known.day if known else None, next_day)
        report = run_ledger(
            ledger=whole, out=fresh, as_of=both.last_day, method=method, rules=rules, authority=_authority(ledger, authority),
            on_progress=on_progress, carried=carried,
        )  # fmt: skip
        if known:
            report = _from(report, fresh, both.first_day)
        is_whole = known.is_whole if known and next_day == known.day else next_day <= both.earliest and (known is None or known.is_whole)
        with _replaced(state) as renewed:
            carried.write(renewed)
            _keep(whole, renewed / "ledger", next_day)
            said = {"format": FORMAT, "lookthrough": __version__, "is_whole": is_whole}
            said |= {"day": str(next_day), "last_day": str(both.last_day)}
            (renewed / "state.json").write_text(json.dumps(said) + "\n", encoding="utf-8")
            _publish(fresh, out)
        return replace(report, rejects=[*both.rejects, *report.rejects])


def _authority(ledger: Path, given: Path | None) -> Path | None:
    beside = ledger / "authority.json"
    return given or (beside if beside.is_file() else None)


def _put_together(
    ledger: Path, known: State | None, whole: Path, as_of: date | None, *, replaces_days: bool, longest_look: int
) -> _Together:
    """Write what the state keeps and the file together as one ledger; of a row of a small table the file's stands."""
    with connection() as con, duckdb.connect() as old_con:
        new = open_ledger(con, ledger, as_of=as_of)
        (first,) = con.execute('SELECT min("at")::DATE FROM transfers').fetchall()[0]
        old = open_ledger(old_con, known.folder / "ledger") if known else None
        if known is not None:
            _check_reach(ledger, known, first, longest_look)
        earliest = min(first, old_con.execute('SELECT min("at")::DATE FROM transfers').fetchall()[0][0]) if old else first
        days = [day for (day,) in con.execute('SELECT DISTINCT "at"::DATE FROM transfers').fetchall()] if replaces_days else []
        whole.mkdir(parents=True)
        for table in LEDGER:
            _write_both(table, new, old, whole, days)
        return _Together(new.rejects, first, max(new.last_day, known.last_day) if known else new.last_day, earliest)


def _check_reach(ledger: Path, known: State, first: date, longest_look: int) -> None:
    """Refuse a file that begins so early that windows would reach back before the state does."""
    reach = known.day + timedelta(days=0 if known.is_whole else longest_look)
    if first < reach:
        reason = Text(
            f"文件从 {first} 开始，续算状态只能接续 {reach} 以后的数据，请用完整账本重算",
            f"the file begins on {first}, the state can continue from {reach} on only; run the whole ledger again",
        )
        raise FileRefused(file=ledger.name, column="at", reason=reason)


def _write_both(table: Table, new: LedgerRead, old: LedgerRead | None, whole: Path, days: Sequence[date]) -> None:
    parts = [one for one in (_kept_rows(table, old, new, days) if old else None, _rows(new, table)) if one is not None and one.num_columns]
    if not parts:
        return
    if table.name == "transfers":
        (whole / table.name).mkdir()
        for number, part in enumerate(parts):
            pq.write_table(part, whole / table.name / f"part-{number}.parquet")
        return
    both = pa.concat_tables(parts, promote_options="default")
    if table.key is None:
        both = both.group_by(both.column_names, use_threads=False).aggregate([])
    pq.write_table(both, whole / f"{table.name}.parquet")


def _rows(read: LedgerRead, table: Table) -> pa.Table | None:
    """Return the accepted rows of a table with the columns it came with; nothing if the ledger is without it."""
    found = read.tables[table.name]
    if not found.files:
        return None
    names = ", ".join(f'"{column.name}"' for column in table.columns if column.name in found.columns)
    return read.con.execute(f"SELECT {names} FROM {table.name}").to_arrow_table()


def _kept_rows(table: Table, old: LedgerRead, new: LedgerRead, days: Sequence[date]) -> pa.Table | None:
    """Return what the state keeps of a table and the file does not replace."""
    rows, theirs = _rows(old, table), _rows(new, table)
    if rows is None:
        return None
    if table.name == "transfers":
        return rows.filter(pc.invert(pc.is_in(pc.cast(rows["at"], pa.date32()), value_set=pa.array(list(days), pa.date32()))))
    if table.key is None or theirs is None:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows[table.key], value_set=theirs[table.key].combine_chunks())))


def _keep(whole: Path, kept: Path, day: date) -> None:
    """Keep the small tables, and the transfers from a day on."""
    shutil.copytree(whole, kept)
    with duckdb.connect() as con:
        read = open_ledger(con, whole)
        rows = _rows(read, next(table for table in LEDGER if table.name == "transfers"))
    if rows is not None:
        shutil.rmtree(kept / "transfers")
        late = rows.filter(pc.greater_equal(pc.cast(rows["at"], pa.date32()), pa.scalar(day)))
        pq.write_table(late, kept / "transfers.parquet", compression="zstd")


def _from(report: RunReport, out: Path, day: date) -> RunReport:
    """Cut a run's results to the days and months from a day on."""
    for name in ("uses", "institution_daily"):
        table = pq.read_table(out / f"{name}.parquet")
        pq.write_table(table.filter(pc.greater_equal(table["date"], pa.scalar(day))), out / f"{name}.parquet")
    findings = [one for one in report.findings if one.month >= day.strftime("%Y-%m")]
    pq.write_table(findings_table(findings), out / "findings.parquet")
    counts = {rule: sum(one.rule == rule for one in findings) for rule in report.document["rules"]}
    rules = {name: said | ({"findings": counts[name]} if "findings" in said else {}) for name, said in report.document["rules"].items()}
    document = report.document | {"rules": rules, "findings": len(findings), "continues_from": day.isoformat()}
    (out / "run.json").write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return replace(report, document=document, findings=findings)


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """Yield a fresh folder that takes the place of ``folder`` when all is written, and not at all if anything fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield fresh
        before = fresh.with_name(f"{fresh.name}-before")
        if folder.exists():
            folder.rename(before)
        fresh.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _publish(fresh: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(fresh.iterdir()):
        shutil.move(path, out / path.name)
