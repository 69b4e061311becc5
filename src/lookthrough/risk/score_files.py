"""Scores a file of monthly indicators: reads it, asks one question a scorecard, writes the scores in the order of their subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from lookthrough.flows.values import quoted
from lookthrough.flows.values import text as as_text
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.risk.fact_files import MonthlyRead, read_monthly
from lookthrough.risk.fitting_subjects import keep_kind, keep_those_with_scorecard, kinds_of
from lookthrough.risk.reasons_written import sentences_of
from lookthrough.risk.score_kept import as_bytes
from lookthrough.risk.scorecard import Scorecard, all_versions, levels_on, scorecard_for, scorecard_on
from lookthrough.risk.scoring import facts_asked, scored_sql

SENTENCES_UP_TO = 50_000  # subjects; beyond it contributions are figures alone unless sentences are asked for
_QUIET = "SET enable_progress_bar = false"  # a bar on stdout would stand before the answer
FORMATS = {
    ".parquet": "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1",
    ".csv": "FORMAT csv, HEADER",
    ".gz": "FORMAT csv, HEADER, COMPRESSION gzip",
}


@dataclass(slots=True)
class ScoresWritten:
    """What was scored: the month, the scorecards by name, how many subjects stand at which level."""

    read: MonthlyRead
    month: Month
    subjects: int = 0
    models: list[str] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)


def score_file(
    *, source: Path, out: Path, as_of: date | None = None, scorecard: str | None = None, sentences: bool | None = None,
    adopted: tuple[Scorecard, ...] = (), threads: int | None = None,
) -> ScoresWritten:  # fmt: skip
    """Score every subject of ``source`` as of the month of ``as_of`` (default: the last month in the file) and write ``out``.

    ``scorecard`` names one for all; without it each subject goes by the scorecard of its kind. Rows of subjects that it is not for are
    refused. Raises ``FileRefused`` when nothing can be scored, ``LookupError`` for an unknown scorecard; nothing is written then.
    """
    with duckdb.connect() as con:
        con.execute(_QUIET)
        if threads:
            con.execute(f"SET threads = {int(threads)}")
        read = read_monthly(con, source)
        _keep_fitting(con, read, scorecard)
        month = Month.of(as_of) if as_of else read.last_month
        if month is None:
            raise FileRefused(file=source.name, reason=Text("没有可用的月度数据", "there is no month to score"))
        done = ScoresWritten(read, month)
        try:
            cards = _cards(con, month, scorecard, adopted)
        except LookupError as none_yet:
            reason = Text(f"{month} 尚无施行的评分卡", f"no scorecard is in force yet in {month} ({none_yet})")
            raise FileRefused(file=source.name, column="month", reason=reason) from none_yet
        if not cards:
            raise FileRefused(file=source.name, reason=Text("没有适用于这些主体的评分卡", "no scorecard is in force for these subjects"))
        _prepare(con, read, month)
        said = sentences if sentences is not None else _subjects(con) <= SENTENCES_UP_TO
        for place, (card, kinds) in enumerate(cards):
            _score(con, card, kinds, done, place, said)
        _write(con, done, [card for card, _ in cards], out)
    return done


def _keep_fitting(con: duckdb.DuckDBPyConnection, read: MonthlyRead, slug: str | None) -> None:
    """Refuse the rows of subjects that the named scorecard, or every scorecard, is not for: it would only find nothing known of them."""
    if slug is None:
        keep_those_with_scorecard(con, read)
    elif slug in all_versions():
        newest = all_versions()[slug][-1]
        keep_kind(con, read, newest.subject, newest.kinds)
    else:
        raise LookupError(slug)


def _cards(
    con: duckdb.DuckDBPyConnection, month: Month, slug: str | None, adopted: tuple[Scorecard, ...]
) -> list[tuple[Scorecard, Sequence[tuple[str, str]]]]:
    """Return the scorecards that are needed, each with the (subject type, kind) that go by it."""
    by_slug: dict[str, list[tuple[str, str]]] = {}
    for subject_type, kind in kinds_of(con):
        chosen = slug or scorecard_for(subject_type, kind)
        if chosen:
            by_slug.setdefault(chosen, []).append((subject_type, kind))
    return [(scorecard_on(one, month.last_day, adopted), kinds) for one, kinds in sorted(by_slug.items())]


def _subjects(con: duckdb.DuckDBPyConnection) -> int:
    found: int = con.execute("SELECT count(*) FROM (SELECT DISTINCT subject_type, subject_id FROM monthly)").fetchall()[0][0]
    return found


def _prepare(con: duckdb.DuckDBPyConnection, read: MonthlyRead, month: Month) -> None:
    """Create ``aged``: months up to the one scored, with their age, and every column that some indicator could ask for."""
    number = month.year * 12 + month.number - 1
    con.execute(
        f"CREATE OR REPLACE VIEW aged AS SELECT * EXCLUDE (month_number, row_no), CAST({number} - month_number AS INTEGER) AS age "
        f"FROM monthly WHERE month_number <= {number}"
    )


def _score(
    con: duckdb.DuckDBPyConnection, card: Scorecard, kinds: Sequence[tuple[str, str]], done: ScoresWritten, place: int, sentences: bool
) -> None:
    """Create ``out_<place>``: the scores of the subjects that go by one scorecard."""
    given = frozenset(done.read.columns) & {row.indicator for row in card.rows}
    asked = facts_asked([row.indicator for row in card.rows], given)
    missing = sorted({one.field for one in asked} - set(done.read.columns))
    nothing = "".join(f", NULL::DOUBLE AS {quoted(name)}" for name in missing)
    wanted = ", ".join(f"({as_text(subject_type)}, {as_text(kind)})" for subject_type, kind in kinds)
    con.execute(f"CREATE OR REPLACE VIEW facts AS SELECT *{nothing} FROM aged WHERE (subject_type, kind) IN ({wanted})")
    source = f"({scored_sql(card, levels_on(done.month.last_day), given, (), done.read.one_month)})"
    contributions = contributions_sql(card)
    if sentences:
        source, contributions = sentences_of(con, source, card, done.month), "said"
    con.execute(
        f"CREATE OR REPLACE TABLE out_{place} AS SELECT subject_type, subject_id, score, level, {contributions} AS contributions, "
        f"{as_text(card.name)} AS model, coverage, points FROM {source}"
    )


def _write(con: duckdb.DuckDBPyConnection, done: ScoresWritten, cards: Sequence[Scorecard], out: Path) -> None:
    whole = " UNION ALL ".join(f"SELECT * FROM out_{place}" for place in range(len(cards)))
    done.models = [card.name for card in cards]
    done.levels = dict(con.execute(f"SELECT level, count(*) FROM ({whole}) GROUP BY 1 ORDER BY 1").fetchall())
    done.subjects = sum(done.levels.values())
    subject = "subject_id AS platform" if done.read.subject_column == "platform" else "subject_type, subject_id"
    as_of = as_text(done.month.last_day.isoformat())
    rows = (
        f"SELECT {subject}, DATE {as_of} AS as_of, score, level, contributions, model, coverage, points "
        f"FROM ({whole}) ORDER BY subject_type, subject_id"
    )
    write_scores(con, rows, out)


def write_scores(con: duckdb.DuckDBPyConnection, rows: str, out: Path) -> None:
    """Write the answer of a question whole, or say why it cannot be written and leave nothing behind."""
    target = out.with_name(out.name + ".part")
    try:
        con.execute(f"COPY ({rows}) TO {as_text(str(target))} ({FORMATS.get(out.suffix, FORMATS['.csv'])})")
        target.replace(out)
    except (duckdb.IOException, OSError) as error:
        target.unlink(missing_ok=True)
        raise FileRefused(file=out.name, reason=Text("无法写入", f"cannot be written ({str(error).splitlines()[0][:160]})")) from error


def contributions_sql(card: Scorecard) -> str:
    """Return an expression that lists the rows that gave points as JSON: indicator, weight, points, value; in the scorecard's order."""
    parts = []
    for row in card.rows:
        points, value = quoted(f"c_{row.indicator}"), quoted(f"v_{row.indicator}")
        head = as_text(f',{{"indicator":"{row.indicator}","weight":{row.weight:g},"points":')
        said = f"concat({head}, {points}, ',\"value\":', coalesce({value}::VARCHAR, 'null'), '}}')"
        parts.append(f"CASE WHEN {points} > 0 THEN {said} END")
    return f"concat('[', substr(concat({', '.join(parts)}), 2), ']')"  # one concat: every || would copy what stands before it


def kept_scores(*, source: Path, out: Path, card: Scorecard, most: int) -> int:
    """Write values and contributions of the first ``most`` subjects of a file as a scoring keeps them; return how many."""
    with duckdb.connect() as con:
        con.execute(_QUIET)
        read = read_monthly(con, source)
        month = read.last_month
        if month is None:
            raise FileRefused(file=source.name, reason=Text("没有可用的月度数据", "there is no month to score"))
        _prepare(con, read, month)
        con.execute(f"CREATE VIEW facts AS SELECT * FROM aged ORDER BY subject_type, subject_id, age LIMIT {int(most)}")
        question = scored_sql(card, levels_on(month.last_day), frozenset(), (), read.one_month)
        answer = con.execute(f"SELECT * FROM ({question}) ORDER BY subject_type, subject_id").to_arrow_table()
    out.write_bytes(as_bytes(answer))
    return int(answer.num_rows)
