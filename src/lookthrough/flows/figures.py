"""The figures of institutions and of the area: stocks, inflows and uses of the newest run, added up without looking at single accounts.

Which institutions are meant is always said by the caller, who knows the officer's district; nothing here answers for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from lookthrough.flows.asking import answers
from lookthrough.flows.classes import Origin, Use
from lookthrough.flows.models import Run
from lookthrough.flows.operations import run_folder
from lookthrough.flows.queries import FlowLink, FlowNode, FlowPicture
from lookthrough.flows.values import text
from lookthrough.flows.words import ORIGINS, USES
from lookthrough.kernel.texts import Text

_OF = "institution_id IN (SELECT unnest(?::VARCHAR[]))"


@dataclass(frozen=True, slots=True)
class Balance:
    """Opening, inflow, uses and closing over some days; opening + inflow = uses + closing."""

    opening_fen: int = 0
    inflow_fen: int = 0
    uses_fen: int = 0
    closing_fen: int = 0


@dataclass(frozen=True, slots=True)
class DayOfClients:
    """How many clients paid in and were paid on a day, and the mean annual rate promised on what was invested."""

    day: date
    paying: int
    paid: int
    invested_rate: float | None


@dataclass(frozen=True, slots=True)
class RuleInRun:
    """What became of one rule in a run; ``why`` says why it was not assessed, whole or for some businesses."""

    rule: str
    ran: bool
    findings: int
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """The newest run as its document tells it."""

    ledger: str
    as_of: date
    ran_at: datetime
    method: str
    authority_id: str
    rules: tuple[RuleInRun, ...]
    tables: Mapping[str, Mapping[str, Any]]
    refused: Mapping[str, int]
    unknown_accounts: int
    accounts_without_holder: int
    filled_from_unknown_fen: int
    lacking_fen: Mapping[str, int]


def run_report() -> RunReport | None:
    """Return what the newest run did and could not do, or nothing before the first."""
    run = Run.objects.order_by("-as_of", "-ran_at", "-pk").first()
    if run is None:
        return None
    document, quality = run.document, run.document["data_quality"]
    return RunReport(
        ledger=document.get("ledger", ""),
        as_of=run.as_of,
        ran_at=run.ran_at,
        method=run.method,
        authority_id=run.authority_id,
        rules=tuple(_rule(name, said) for name, said in sorted(document["rules"].items())),
        tables=quality["tables"],
        refused=quality.get("refused_by_reason", {}),
        unknown_accounts=quality.get("unknown_accounts", 0),
        accounts_without_holder=quality.get("accounts_without_holder", 0),
        filled_from_unknown_fen=quality.get("balance_filled_from_unknown_fen", 0),
        lacking_fen=quality.get("institutions_with_lacking_balance", {}),
    )


def _rule(name: str, said: Mapping[str, Any]) -> RuleInRun:
    why = said.get("not_assessed_for") or ({"all": said["why"]} if "why" in said else {})
    return RuleInRun(name, said.get("status") == "run", int(said.get("findings", 0)), tuple(sorted(why.items())))


def ledger_name() -> str:
    """Return the name of the ledger that the newest run read."""
    run = Run.objects.order_by("-as_of", "-ran_at", "-pk").values_list("document__ledger", flat=True).first()
    return run or ""


def days_covered() -> tuple[date, date] | None:
    """Return the first and last day of the newest run's books."""
    found = _ask("SELECT min(date), max(date) FROM daily")
    return (found[0][0], found[0][1]) if found and found[0][0] else None


def balances(*, institution_ids: Collection[str], from_date: date, to_date: date) -> dict[str, Balance]:
    """Return each institution's balance over the days, both included."""
    rows = _ask(
        "SELECT institution_id, coalesce(sum(inflow_fen - uses_fen) FILTER (WHERE date < ?), 0)::BIGINT, "
        "coalesce(sum(inflow_fen) FILTER (WHERE date >= ?), 0)::BIGINT, coalesce(sum(uses_fen) FILTER (WHERE date >= ?), 0)::BIGINT "
        f"FROM daily WHERE {_OF} AND date <= ? GROUP BY institution_id",
        [from_date, from_date, from_date, list(institution_ids), to_date],
    )
    return {one: Balance(opening, inflow, uses, opening + inflow - uses) for one, opening, inflow, uses in rows}


def total(found: Collection[Balance]) -> Balance:
    """Add balances up."""
    names = ("opening_fen", "inflow_fen", "uses_fen", "closing_fen")
    return Balance(*(sum(getattr(one, name) for one in found) for name in names))


def stock_lines(*, institution_ids: Collection[str], days: Collection[date]) -> dict[str, list[int]]:
    """Return each institution's closing stock on the given days, in their order."""
    wanted = sorted(days)
    rows = _ask(
        f"SELECT institution_id, date, sum(closing_fen)::BIGINT FROM daily WHERE {_OF} AND date IN (SELECT unnest(?::DATE[])) GROUP BY ALL",
        [list(institution_ids), wanted],
    )
    held = {(one, day): fen for one, day, fen in rows}
    return {one: [held.get((one, day), 0) for day in wanted] for one in institution_ids}


def stock_by_origin(*, institution_id: str, days: Collection[date]) -> dict[str, list[int]]:
    """Return an institution's closing stock on the given days by origin, in the order of origins; origins it never held are left out."""
    wanted = sorted(days)
    rows = _ask(
        "SELECT origin, date, closing_fen FROM daily WHERE institution_id = ? AND date IN (SELECT unnest(?::DATE[]))",
        [institution_id, wanted],
    )
    held = {(origin, day): fen for origin, day, fen in rows}
    lines = {origin: [held.get((origin, day), 0) for day in wanted] for origin in Origin.words()}
    return {origin: line for origin, line in lines.items() if any(line)}


def uses_by_origin(*, institution_ids: Collection[str], from_date: date, to_date: date) -> dict[tuple[str, str], int]:
    """Return what was used over the days, by origin and use."""
    rows = _ask(
        f"SELECT origin, use, sum(amount_fen)::BIGINT FROM uses WHERE {_OF} AND date BETWEEN ? AND ? GROUP BY ALL",
        [list(institution_ids), from_date, to_date],
    )
    return {(origin, use): fen for origin, use, fen in rows}


def clients(*, institution_id: str, from_date: date, to_date: date) -> list[DayOfClients]:
    """Return the clients of each day on which any paid or was paid."""
    rows = _ask(
        "SELECT date, max(clients_paying), max(clients_paid), max(invested_rate) FROM daily "
        "WHERE institution_id = ? AND date BETWEEN ? AND ? GROUP BY date HAVING max(clients_paying) + max(clients_paid) > 0 ORDER BY date",
        [institution_id, from_date, to_date],
    )
    return [DayOfClients(*row) for row in rows]


def most_clients_a_day(*, institution_ids: Collection[str], from_date: date, to_date: date) -> dict[str, int]:
    """Return for each institution how many clients paid in on its busiest day."""
    rows = _ask(
        f"SELECT institution_id, max(clients_paying) FROM daily WHERE {_OF} AND date BETWEEN ? AND ? GROUP BY ALL",
        [list(institution_ids), from_date, to_date],
    )
    return dict(rows)


def custodians() -> dict[str, str]:
    """Return which bank keeps each institution's client money, as the newest run's ledger says; empty when the ledger lies elsewhere."""
    run = _current()
    folder = Path(settings.HOME) / "ledgers" / str(run.document.get("ledger", "")) if run else Path()
    return dict(_custodians(str(folder))) if run and folder.is_dir() else {}


@lru_cache(maxsize=2)
def _custodians(folder: str) -> tuple[tuple[str, str], ...]:
    with duckdb.connect() as con:
        for read, file in (("read_parquet", "institutions.parquet"), ("read_csv", "institutions.csv")):
            path = Path(folder) / file
            if path.is_file():
                found = con.execute(f"SELECT * FROM {read}({text(str(path))}) LIMIT 0").description or ()
                if "custodian_bank" in {column[0] for column in found}:
                    asked = f"SELECT institution_id::VARCHAR, custodian_bank::VARCHAR FROM {read}({text(str(path))})"
                    return tuple((one, bank) for one, bank in con.execute(asked).fetchall() if bank)
    return ()


def listings(*, institution_id: str, from_date: date, to_date: date) -> tuple[int, int]:
    """Return in how many listings, and in how many transfers, an institution's money moved over the days."""
    found = _ask(
        "SELECT count(DISTINCT product_id), count(DISTINCT transfer_id) FROM moves "
        'WHERE institution_id = ? AND "at" >= ? AND "at" < ?::DATE + 1',
        [institution_id, from_date, to_date],
    )
    return (found[0][0], found[0][1]) if found else (0, 0)


def area_picture(
    *, groups: Mapping[str, str], titles: Mapping[str, str], from_date: date, to_date: date, language: str
) -> tuple[FlowPicture, Balance]:
    """Return the money of many institutions as source → group → use; ``groups`` names each institution's group, ``titles`` the groups'.

    The bands into a group are its inflow by origin, those out of it its uses: to the fen what the institutions' own books say.
    """
    ids, named = list(groups), list(groups.values())
    whose = "(SELECT unnest(?::VARCHAR[]) AS institution_id, unnest(?::VARCHAR[]) AS whose) AS g"
    during = "date BETWEEN ? AND ?"
    into = _ask(
        f"SELECT origin, whose, sum(inflow_fen)::BIGINT FROM daily JOIN {whose} USING (institution_id) WHERE {during} AND inflow_fen > 0 "
        "GROUP BY ALL",
        [ids, named, from_date, to_date],
    )
    out = _ask(
        f"SELECT whose, use, sum(amount_fen)::BIGINT FROM uses JOIN {whose} USING (institution_id) WHERE {during} GROUP BY ALL",
        [ids, named, from_date, to_date],
    )
    sums = total(list(balances(institution_ids=ids, from_date=from_date, to_date=to_date).values()))
    links = [FlowLink(f"enters:{origin}:{one}", f"from:{origin}", f"group:{one}", fen, 0) for origin, one, fen in sorted(into)]
    links += [FlowLink(f"leaves:{one}:{use}", f"group:{one}", f"to:{use}", fen, 0) for one, use, fen in sorted(out)]
    nodes = [FlowNode(key, _title(key, titles, language), _STAGES[key.split(":")[0]]) for key in sorted({*_ends(links)})]
    run = _current()
    return FlowPicture(
        nodes, links, sums.opening_fen, sums.inflow_fen, sums.uses_fen, sums.closing_fen, run.method if run else "specific"
    ), sums


_STAGES = {"from": 0, "group": 1, "to": 2}


def _ends(links: list[FlowLink]) -> list[str]:
    return [key for link in links for key in (link.source_key, link.target_key)]


def _title(key: str, titles: Mapping[str, str], language: str) -> str:
    kind, word = key.split(":", 1)
    if kind == "group":
        return titles.get(word, word)
    said: Text = ORIGINS[Origin[word.upper()]] if kind == "from" else USES[Use[word.upper()]]
    return said.in_language(language)


def _current() -> Run | None:
    return Run.objects.defer("document").order_by("-as_of", "-ran_at", "-pk").first()


def _ask(query: str, values: Collection[Any] = ()) -> list[tuple[Any, ...]]:
    """Ask the newest run; before the first there is nothing to say."""
    run = _current()
    return answers(run_folder(run.folder), query, list(values)) if run else []
