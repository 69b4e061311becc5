"""The middle of a run: which rules can be asked of a ledger, its money traced partition by partition, and the rules' judgement."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lookthrough.flows.books import DAILY, USES, Bookkeeper, Books
from lookthrough.flows.carrying import Carried
from lookthrough.flows.classes import Method
from lookthrough.flows.coding import EPOCH, Codes, code_ledger, with_unlisted_accounts
from lookthrough.flows.columns import ByInstitution, Columns
from lookthrough.flows.evidence import rows_at
from lookthrough.flows.judging import Court, prepare
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.partitions import Partition, partitions
from lookthrough.flows.reading import LedgerRead
from lookthrough.flows.row_coding import columns
from lookthrough.flows.rule import Rule, all_rules
from lookthrough.flows.standing import standing
from lookthrough.flows.trials import Values
from lookthrough.flows.whole import Whole

SITTINGS = 2  # partitions that are judged side by side: one sitting keeps one core busy
Watch = Callable[[str, int], None]
OnPartition = Callable[[Codes, Partition, Books], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """A ledger traced and judged: codes, the court with what it found and the transfers behind it, the fen that balances lacked."""

    codes: Codes
    court: Court
    evidence: pa.Table
    lacking_fen: dict[str, int]


def look(
    read: LedgerRead,
    court_con: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    limits: LimitsInForce,
    method: str,
    folder: Path,
    on_progress: Watch,
    on_partition: OnPartition | None,
    rows_at_once: int,
    carried: Carried | None,
    *,
    keeps_values: bool,
) -> Looked:
    """Trace the ledger and judge it by ``rules``; writes ``uses.parquet`` and ``institution_daily.parquet`` into ``folder``."""
    # coding is DuckDB's and Arrow's work; the measures and who stands how are Python's: side by side
    with ThreadPoolExecutor(1) as aside:
        prepared = aside.submit(prepare, rules, read.last_day, limits)
        codes = code_ledger(read)
        known = aside.submit(standing, read, codes)
        found = columns(read)
        codes = with_unlisted_accounts(codes, found.unlisted)
        prepared.result()
        court = Court(court_con, codes, rules, Method[method.upper()], read.last_day, limits)
        openings = carried.openings(codes) if carried else None
        court.values = Values(codes) if keeps_values else None
        learning = aside.submit(court.learn, read.con, known.result(), openings)
        keeper = Bookkeeper(codes, known.result(), (court.as_of - EPOCH).days, openings=openings)
        before = None if openings is None else openings.listing_days
        whole = Whole(codes, found, known.result(), read.con, read.last_day, before)
        # rules that see the whole ledger ask nothing of the books: they look while these are traced
        seeing = aside.submit(court.see, whole)
        lacking = _trace_and_judge(
            found, whole.by_institution, keeper, court, learning, folder, on_progress, on_partition, rows_at_once, carried
        )
        seeing.result()
        evidence = rows_at(codes, found, {place for _, places in court.found for place in places or ()})
    if court.values:
        court.values.write(folder)
    return Looked(codes, court, evidence, lacking)


def _trace_and_judge(
    found: Columns,
    listed: ByInstitution,
    keeper: Bookkeeper,
    court: Court,
    learning: Future[None],
    folder: Path,
    on_progress: Watch,
    on_partition: OnPartition | None,
    rows_at_once: int,
    carried: Carried | None,
) -> dict[str, int]:
    codes, openings = keeper.codes, keeper.openings
    own = [Bookkeeper(codes, keeper.standing, keeper.last_day, openings=openings, threads=1) for _ in range(SITTINGS)]
    also = None if openings is None else openings.institutions()
    lacking: dict[str, int] = {}
    sittings: deque[Future[None]] = deque()
    with (
        pq.ParquetWriter(folder / "uses.parquet", USES) as uses,
        pq.ParquetWriter(folder / "institution_daily.parquet", DAILY) as daily,
        ThreadPoolExecutor(SITTINGS) as court_room,
    ):
        # while the rules judge some partitions the next is traced
        for number, partition in enumerate(partitions(found, listed, rows=rows_at_once, also=also)):
            books = keeper.keep(partition, court.method)
            uses.write_table(books.uses)
            daily.write_table(books.daily)
            lacking.update(books.lacking_fen)
            if on_partition is not None:
                on_partition(codes, partition, books)
            if carried is not None:
                carried.take(keeper, partition)
            learning.result()
            if len(sittings) == SITTINGS:
                sittings.popleft().result()
            sittings.append(court_room.submit(court.sit, partition, books, own[number % SITTINGS]))
            on_progress("traced", len(partition))
        for sitting in sittings:
            sitting.result()
    return lacking


def choose_rules(read: LedgerRead, names: Sequence[str] | None, limits: LimitsInForce) -> tuple[list[Rule], dict[str, dict[str, str]]]:
    """Return the rules to run (of ``names``, or all), and why they, or others, are not assessed: by rule, then business or ``all``.

    A rule that lacks data for one business runs on the others. ``KeyError`` for a slug that no rule has.
    """
    known = all_rules()
    present = {business for (business,) in read.con.execute("SELECT DISTINCT business FROM institutions").fetchall()}
    chosen, not_assessed = [], {}
    for name in names or known:
        rule = known[name]
        why = _why_not(read, rule, present, limits)
        if why:
            not_assessed[name] = why
        left = rule.applies_to - set(why)
        if "all" not in why and (left & present or not why):
            chosen.append(replace(rule, applies_to=left))
    return chosen, not_assessed


def _why_not(read: LedgerRead, rule: Rule, present: set[str], limits: LimitsInForce) -> dict[str, str]:
    why = {}
    for business, needs in rule.needs:
        if business == "all" or business in present:
            missing = [need for need in needs if not read.has(*need.split("."))]
            if missing:
                why[business] = f"the ledger has no {', '.join(missing)}"
    if "medium_from" not in limits.on(rule, read.last_day):
        why["all"] = f"no limit is in force on {read.last_day}"
    return why
