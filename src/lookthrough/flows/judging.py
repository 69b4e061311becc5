"""From measures to findings: the rule has measured, the limit in force on the day decides, the other two methods are heard.

A subject above medium under the chosen method is measured again under the other two; ``high`` needs all three above medium (methods
§1). Values that do not depend on how money is attributed have no other method to be heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from lookthrough.flows.books import Bookkeeper, Books
from lookthrough.flows.boundary import MICROSECONDS_A_DAY
from lookthrough.flows.classes import Method
from lookthrough.flows.coding import EPOCH, NONE, Codes, Numbers
from lookthrough.flows.hoisting import Once
from lookthrough.flows.insiders import Insiders
from lookthrough.flows.ledger_tables import OF_A_PARTITION, whole_tables
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.listing_days import listing_days
from lookthrough.flows.measures import KEYS, Measures, columns_of
from lookthrough.flows.measuring import EVIDENCE, Days, Worst, evidence_of, gravest_sightings, worst_readings
from lookthrough.flows.openings import Openings
from lookthrough.flows.partitions import Partition
from lookthrough.flows.rule import Rule, Sighting
from lookthrough.flows.seeing import Seen
from lookthrough.flows.standing import Standing
from lookthrough.flows.summing import name_of_sums
from lookthrough.flows.trials import LEAST, Values
from lookthrough.flows.whole import Whole
from lookthrough.flows.wording import sentence
from lookthrough.kernel.findings import Finding, Severity
from lookthrough.kernel.limits import Limits

Connection = duckdb.DuckDBPyConnection
Heard = Mapping[Method, Mapping[tuple[str, tuple[int, int], str], float]]
_NAMED = {"product": "product_id", "party": "party_id", "account": "account_id"}


@dataclass(frozen=True, slots=True)
class _Found:
    """One value above its medium limit, with the places of the transfers that show it."""

    rule: Rule
    worst: Worst
    evidence: list[int]

    @property
    def key(self) -> tuple[str, tuple[int, int], str]:
        """Return what its value under another method is heard by."""
        return self.rule.name, self.worst.month, self.worst.scale


@dataclass(slots=True)
class Court:
    """Runs rules: on partitions their measures are Ibis expressions, compiled once and run by DuckDB; the others see the whole ledger."""

    con: Connection
    codes: Codes
    rules: Sequence[Rule]
    method: Method
    as_of: date
    limits: LimitsInForce = LimitsInForce()  # noqa: RUF009  frozen
    tables: dict[str, pa.Table] = field(default_factory=dict)  # those that hold the whole ledger
    insiders: Insiders = None  # type: ignore[assignment]  # learnt with the ledger
    listing_days_before: pa.Table | None = None  # if the run continues another
    values: Values | None = None
    once: Once = field(default_factory=Once)
    found: list[tuple[Finding, list[int]]] = field(default_factory=list)

    def learn(self, con: duckdb.DuckDBPyConnection, standing: Standing, openings: Openings | None) -> None:
        """Make the tables that hold the whole ledger known to the rules; ``con`` is the connection that read it.

        ``openings``: what stood in the books before, if the run continues another.
        """
        self.insiders = Insiders(self.codes, standing)
        self.listing_days_before = None if openings is None else openings.listing_days
        asked = frozenset(name for name, columns in self.measures.columns().items() if columns)
        self.tables |= whole_tables(con, self.codes, standing, asked - set(OF_A_PARTITION))

    @property
    def measures(self) -> Measures:
        """Return what the rules ask of a partition."""
        return Measures(tuple(rule.name for rule in self.rules if rule.measure), self.as_of, self.limits)

    def sit(self, partition: Partition, books: Books, keeper: Bookkeeper) -> None:
        """Judge one partition: findings with the places of their evidence are added to ``found``."""
        measures = self.measures
        if not len(partition):
            return
        with self.con.cursor() as con:  # a sitting has names of its own, and shares what is reckoned once a run
            for name, table in self.tables.items():
                con.register(name, table)
            rows, assigned = self._hold(con, measures, Seen(self.codes, partition, books, self.insiders))
            worst = self._worst(con, measures, partition, least=LEAST if self.values else None)
            if self.values:
                self.values.take(worst)
                worst = {rule: [one for one in many if self._reaches_medium(rule, one)] for rule, many in worst.items()}
            subjects = {one.subject for many in worst.values() for one in many}
            for table, given in rows.items():
                _hold(con, table, given, subjects)
            found = [one for rule, many in worst.items() for one in self._with_evidence(con, measures, rule, many)]
            attributed = measures.attributed()
            disputed = [one for one in found if one.rule.name in attributed.rules]
            heard = self._heard(con, attributed, disputed, partition, assigned, keeper)
        self.found += [(self._finding(one, heard), one.evidence) for one in found]

    def _reaches_medium(self, rule: Rule, worst: Worst) -> bool:
        limits, medium = self.limits.on(rule, self.as_of), f"{worst.scale}medium_from"
        return medium in limits and worst.value >= limits.value(medium)

    def _heard(
        self, con: Connection, attributed: Measures, disputed: Sequence[_Found], partition: Partition, assigned: Numbers, keeper: Bookkeeper
    ) -> Heard:
        """Return what values that depend on attribution are under each of the three methods, on the subjects' books alone."""
        heard = {self.method: {one.key: one.worst.value for one in disputed}}
        if disputed:
            subjects = sorted({one.worst.subject for one in disputed})
            theirs, assigned = partition.of(subjects), assigned[partition.rows_of(subjects)]
            _narrow(con, subjects)
            for method in (one for one in Method if one is not self.method):
                seen = Seen(self.codes, theirs, keeper.keep(theirs, method), self.insiders)
                moved = seen.movements(attributed.columns()["the_movements"], assigned)
                self._ask_of_rows(con, attributed, {"the_movements": moved}, subjects)  # all else stays as it is
                worst = self._worst(con, attributed, theirs, least=0.0)
                heard[method] = {(rule.name, one.month, one.scale): one.value for rule, many in worst.items() for one in many}
        return heard

    def see(self, whole: Whole) -> None:
        """Judge the whole ledger by the rules that must see it at once; two look side by side."""
        rules = [rule for rule in self.rules if rule.sight is not None]
        with ThreadPoolExecutor(2) as watch:
            for rule, sightings in zip(rules, watch.map(partial(self._sightings, whole), rules), strict=True):
                if self.values:
                    self.values.take_sightings(rule, sightings)
                for worst in gravest_sightings(sightings, cache(partial(self._limits_on, rule))):
                    if rule.subject == "party" or self._applies(rule, worst):
                        places = list(dict.fromkeys(worst.places or ()))[:EVIDENCE]
                        self.found.append((self._finding(_Found(rule, worst, places), {}), places))

    def _sightings(self, whole: Whole, rule: Rule) -> list[Sighting]:
        return [] if rule.sight is None else list(rule.sight(whole, self.limits.on(rule, self.as_of)))

    def _limits_on(self, rule: Rule, day: int) -> Limits:
        return self.limits.on(rule, EPOCH + timedelta(days=day))

    def _hold(self, con: Connection, measures: Measures, seen: Seen) -> tuple[dict[str, pa.Table], Numbers]:
        """Let the rules ask a partition's tables under the names that their measures know, for their values.

        Returns the tables with a row for each transfer or movement, and which transfers are assignments.
        """
        asked, partition = measures.columns(), seen.partition
        assigned = np.zeros(len(partition), np.bool_)
        if any("assigned" in asked[table] for table in OF_A_PARTITION):
            assigned[self._assigned(con, measures, seen)] = True
        _hold(con, "the_partition", pa.table({"institution": partition.institutions}))
        if asked["the_listing_days"]:
            _hold(con, "the_listing_days", listing_days(partition, len(self.codes.product_ids), before=self.listing_days_before))
        makers = {"the_transfers": seen.transfers, "the_movements": seen.movements}
        rows = {name: make(asked[name], assigned) for name, make in makers.items() if asked[name]}
        self._ask_of_rows(con, measures, rows, partition.institutions.tolist())
        return rows, assigned

    def _ask_of_rows(self, con: Connection, measures: Measures, rows: Mapping[str, pa.Table], institutions: Sequence[int]) -> None:
        """Sum rows for the rules that only ask sums, and let the others ask the rows of the institutions to which they apply."""
        sums, by_name = measures.sums(), {rule.name: rule for rule in self.rules}
        for name, given in rows.items():
            if name in sums:
                _hold_what(con, name_of_sums(name), sums[name], name, given)
            businesses = frozenset().union(*(by_name[one].applies_to for one in measures.asks_rows(name)))
            _hold(con, name, given, [one for one in institutions if self.codes.business[one] in businesses])

    def _assigned(self, con: Connection, measures: Measures, seen: Seen) -> Numbers:
        """Return the transfers that are the fair price of a claim really given up; only those on traded debts need be looked at."""
        traded = _array(self.tables["the_products"], "debt_is_traded").view(np.bool_)
        product = seen.partition.columns["product"]
        rows = np.flatnonzero((product != NONE) & traded[product]) if len(traded) else np.zeros(0, np.int64)
        if not len(rows):
            return rows
        sql = measures.assigned()
        _hold(con, "the_transfers", pa.table(seen.columns(columns_of(sql, "the_transfers"), rows)))
        return _array(self.once.ask(con, sql).to_arrow_table(), "row")

    def _worst(self, con: Connection, measures: Measures, partition: Partition, *, least: float | None = None) -> dict[Rule, list[Worst]]:
        """Return each rule's worst values a month that reach medium (or ``least``), of institutions to which it applies."""
        by_name = {rule.name: rule for rule in self.rules}
        shares, readings = measures.shares(), measures.readings()
        first, last = (int(partition.columns["moment"][k] // MICROSECONDS_A_DAY) for k in _ends(partition))
        grids = [Days(partition.institutions, first, last) for _ in shares]
        for sql in measures.daily():
            sums = con.execute(sql).to_arrow_table()
            for number, grid in enumerate(grids):
                grid.add(sums, number)
        worst = {by_name[name]: [*self._of(by_name[name], grid, least)] for name, grid in zip(shares, grids, strict=True)}
        for name in readings:
            values = measures.reckoned(name, self.once.ask(con, measures.values(name)).to_arrow_table())
            worst[by_name[name]] = worst_readings(values, self.limits.on(by_name[name], self.as_of), keys=KEYS, least=least)
        return {rule: [one for one in many if self._applies(rule, one)] for rule, many in worst.items()}

    def _of(self, rule: Rule, grid: Days, least: float | None) -> Iterator[Worst]:
        limits = self.limits.on(rule, self.as_of)
        return grid.worst(window_days=limits.whole("window_days"), least=limits.value("medium_from") if least is None else least)

    def _applies(self, rule: Rule, worst: Worst) -> bool:
        return self.codes.business[worst.subject] in rule.applies_to

    def _with_evidence(self, con: Connection, measures: Measures, rule: Rule, worst: Sequence[Worst]) -> list[_Found]:
        if not worst:
            return []
        subjects = sorted({one.subject for one in worst})
        if rule.name in measures.readings():
            counting = self.once.ask(con, measures.evidence(rule.name), [subjects]).to_arrow_table()
        else:
            parts = [self.once.ask(con, sql, [subjects]).to_arrow_table() for sql in measures.counting(rule.name)]
            counting = pa.concat_tables(parts).group_by(["institution", "day", "place"]).aggregate([("fen", "sum")])
            counting = counting.rename_columns(["institution", "day", "place", "fen"])
        return [_Found(rule, one, evidence_of(one, counting)) for one in worst]

    def _finding(self, found: _Found, heard: Heard) -> Finding:
        rule, worst = found.rule, found.worst
        from_day, to_day = EPOCH + timedelta(days=worst.from_day), EPOCH + timedelta(days=worst.to_day)
        limits = self.limits.on(rule, to_day)
        attributed = found.key in heard.get(self.method, {})
        values = {method: said.get(found.key, 0.0) for method, said in heard.items()} if attributed else {}
        medium, high = limits[f"{worst.scale}medium_from"], None if worst.lowered else limits.rows.get(f"{worst.scale}high_from")
        is_high = high is not None and worst.value >= high.value and all(value >= medium.value for value in values.values())
        limit = high if is_high and high is not None else medium
        finding = Finding(
            rule=rule.name,
            subject_type=rule.subject,
            subject_id=(self.codes.party_ids if rule.subject == "party" else self.codes.institution_ids)[worst.subject],
            from_date=from_day,
            to_date=to_day,
            measure=rule.title.en,
            value=worst.value,
            limit=limit.value,
            unit=limit.unit,
            severity=Severity.LOW if worst.lowered else Severity.HIGH if is_high else Severity.MEDIUM,
            prohibition_basis=rule.prohibition_basis,
            threshold_basis=limit.threshold_basis,
            explanation_zh="",
            explanation_en="",
            rule_version=rule.version,
            limits_version=self.limits.table(rule).version,
            as_of=self.as_of,
            value_specific=values.get(Method.SPECIFIC),
            value_pro_rata=values.get(Method.PRO_RATA),
            value_fifo=values.get(Method.FIFO),
            details={"part_fen": worst.part_fen, "whole_fen": worst.whole_fen, "method": self.method.word} | self._details(worst),
        )
        return replace(
            finding,
            explanation_zh=sentence(rule, finding, worst.scale, "zh"),
            explanation_en=sentence(rule, finding, worst.scale, "en"),
        )

    def _details(self, worst: Worst) -> dict[str, Any]:
        """Return what a finding says beyond its contract: the listing, party or account it is of, by id, and the rule's own facts."""
        ids = {"product": self.codes.product_ids, "party": self.codes.party_ids, "account": self.codes.account_ids}
        named = {_NAMED[key]: str(ids[key][code]) for key, code in worst.keys.items() if code != NONE}
        return named | dict(worst.details)


def prepare(rules: Sequence[Rule], as_of: date, limits: LimitsInForce) -> None:
    """Compile the measures that a run will ask for, so that the first partition need not wait."""
    pa.array(np.zeros(1))  # pyarrow looks for pandas at its first array, which takes a second where it is installed
    measures = Measures(tuple(rule.name for rule in rules if rule.measure), as_of, limits)
    measures.columns()
    measures.assigned()
    measures.attributed().columns()


def _ends(partition: Partition) -> tuple[int, int]:
    """Return the rows of the earliest and of the latest transfer."""
    moment = partition.columns["moment"]
    return int(moment.argmin()), int(moment.argmax())


def _array(table: pa.Table, name: str) -> Numbers:
    array = table[name].combine_chunks()
    return np.from_dlpack(array.cast(pa.int8()) if pa.types.is_boolean(array.type) else array)


def _hold(con: Connection, name: str, table: pa.Table, institutions: Iterable[int] | None = None) -> None:
    """Give a table, or what it says of some institutions, to a sitting's connection: DuckDB is quicker to ask what it holds itself."""
    of_some = "" if institutions is None else f" WHERE institution IN ({_listed(institutions)})"
    _hold_what(con, name, f'FROM "given"{of_some}', "given", table)


def _hold_what(con: Connection, name: str, sql: str, given: str, table: pa.Table) -> None:
    """Let a sitting's connection hold what a query gives that asks a table by the name ``given``."""
    con.execute(f"DROP TABLE IF EXISTS {given}")
    con.register(given, _Stream(table))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
    con.unregister(given)


@dataclass(frozen=True, slots=True)
class _Stream:
    """A table that DuckDB reads by itself: one that it knows for Arrow's is read, and its rows are picked, by Arrow's threads."""

    table: pa.Table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def _listed(institutions: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in institutions) or "NULL"


def _narrow(con: Connection, institutions: Iterable[int]) -> None:
    """Let a sitting's connection hold no more than some institutions' rows."""
    some = _listed(institutions)
    for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall():
        con.execute(f"CREATE OR REPLACE TEMP TABLE narrowed AS SELECT * FROM {name} WHERE institution IN ({some})")
        con.execute(f"DROP TABLE {name}; ALTER TABLE narrowed RENAME TO {name}")
