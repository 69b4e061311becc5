"""Money followed in the ledger of the newest run: where that ledger lies, one trace of it, and what of a trace may be shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from lookthrough.flows.coding import NONE
from lookthrough.flows.explaining import Explained, Return, explain, rests, returns
from lookthrough.flows.following import Direction, End, NothingToFollow, Of, Step, Trace, trace_in
from lookthrough.flows.models import Run
from lookthrough.flows.opened import OpenedLedger
from lookthrough.flows.trace_picture import Marks, marks, svg

__all__ = [
    "Direction", "End", "Explained", "Marks", "NothingToFollow", "Of", "Return", "Step", "Trace",
    "explain", "marks", "rests", "returns", "svg",
]  # fmt: skip
MOST_TRANSFERS = 5_000_000  # more would stay in the server's memory: about 70 bytes each


class LedgerElsewhere(LookupError):  # noqa: N818 - named like FileRefused
    """The ledger of the newest run does not lie in the data folder, so no page can read it; the command can."""


class LedgerTooLarge(LookupError):  # noqa: N818
    """The ledger has more transfers than a server keeps open; the command follows money in it."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A trace, and which institution each account that it passed belongs to (empty: none)."""

    trace: Trace
    institution_of: dict[str, str]


@dataclass(frozen=True, slots=True)
class LedgerOfRun:
    """Where the newest run's ledger lies, and until which day it counts."""

    folder: Path
    as_of: date
    transfers: int
    key: str = ""


def ledger_of_run() -> LedgerOfRun | None:
    """Return the newest run's ledger, or nothing if it lies outside the data folder."""
    run = Run.objects.order_by("-as_of", "-ran_at", "-pk").first()
    name = str(run.document.get("ledger", "")) if run else ""
    folder = Path(settings.HOME) / "ledgers" / name
    if run is None or not name or name != Path(name).name or not folder.is_dir():
        return None
    return LedgerOfRun(folder, run.as_of, int(run.document["data_quality"]["tables"]["transfers"]["accepted"]), run.key)


def trace_of_run(
    *, of: Of, subject: str, direction: Direction, window_days: int, hops: int, on: date | None = None
) -> Followed:  # fmt: skip
    """Follow money in the newest run's ledger; ``on`` starts with the transfers of one day alone.

    Raises ``LedgerElsewhere``, ``LedgerTooLarge`` and ``NothingToFollow``.
    """
    found = ledger_of_run()
    if found is None:
        raise LedgerElsewhere
    if found.transfers > MOST_TRANSFERS:
        raise LedgerTooLarge
    book = opened_ledger(found)
    trace = trace_in(book, of=of, subject=subject, direction=direction, window_days=window_days, hops=hops, on=on)
    return Followed(trace, _institutions(book, trace))


def account_at(*, transfer_id: str, end: str) -> tuple[str, date] | None:
    """Return the payer's or the payee's account (``end``) of a transfer of the newest run's ledger, and its day."""
    found = ledger_of_run()
    if found is None or found.transfers > MOST_TRANSFERS:
        return None
    book, column = opened_ledger(found), {"payer": "from_account_id", "payee": "to_account_id"}[end]
    with book.alone:
        asked = f'SELECT {column}, "at"::DATE FROM transfers WHERE transfer_id = ?'  # the column is one of two names above
        row = book.read.con.execute(asked, [transfer_id]).fetchone()
    return (row[0], row[1]) if row else None


def shown_to(followed: Followed, may_see: Callable[[str], bool], hidden: Callable[[int], str]) -> tuple[Trace, set[str]]:
    """Return a trace as one may see it who reads the accounts of some institutions alone, and the transfers that are shown whole.

    An account of another institution gets the name ``hidden(1)``, ``hidden(2)`` …, and so does one that belongs to none but was only
    reached through such; no fen is left out. A transfer is shown whole if it touches an institution that may be read, or goes on from
    an account that is shown to one that belongs to no institution.
    """
    trace, of = followed.trace, followed.institution_of
    may = {one: may_see(one) for one in {*of.values()} - {""}}
    open_accounts, whole = {account for account, one in of.items() if may.get(one)}, set[str]()
    for step in sorted(trace.steps, key=lambda step: step.hop):
        ends = (step.from_account_id, step.to_account_id)
        leaves = ends[0] if trace.direction == "forward" else ends[1]
        started = step.hop == 0 or leaves in open_accounts
        if any(may.get(of[one]) for one in ends) or (started and not any(of[one] for one in ends)):
            whole.add(step.transfer_id)
            open_accounts |= {one for one in ends if not of[one]}
    names: dict[str, str] = {}

    def named(account: str) -> str:
        return account if account in open_accounts else names.setdefault(account, hidden(len(names) + 1))

    return _renamed(trace, named, whole, open_accounts), whole


def _renamed(trace: Trace, named: Callable[[str], str], whole: set[str], open_accounts: set[str]) -> Trace:
    steps = [
        replace(
            step, from_account_id=named(step.from_account_id), to_account_id=named(step.to_account_id),
            transfer_id=step.transfer_id if step.transfer_id in whole else f"#{step.place}",
        )
        for step in trace.steps
    ]  # fmt: skip
    ends = [
        end if end.account_id in open_accounts else replace(end, account_id=named(end.account_id), holder="", name="", institution_id="")
        for end in trace.ends
    ]
    return replace(trace, steps=steps, ends=ends)


def _institutions(book: OpenedLedger, trace: Trace) -> dict[str, str]:
    accounts = sorted({account for step in trace.steps for account in (step.from_account_id, step.to_account_id)})
    codes = np.asarray(pc.index_in(pa.array(accounts, pa.string()), value_set=book.codes.account_ids.cast(pa.string())))
    of = book.codes.account_institution[codes.astype(np.int64)]
    return {account: book.codes.institution_ids[one] if one != NONE else "" for account, one in zip(accounts, of.tolist(), strict=True)}


_LOCK = Lock()
_KEPT: dict[tuple[object, ...], OpenedLedger] = {}


def opened_ledger(found: LedgerOfRun) -> OpenedLedger:
    """Return the run's ledger, which stays open until another run's is asked for or its files change."""
    files = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in found.folder.rglob("*") if path.is_file())
    key = (str(found.folder), found.as_of, tuple(files))
    with _LOCK:
        if key not in _KEPT:
            _KEPT.clear()
            _KEPT[key] = OpenedLedger(found.folder, found.as_of)
        return _KEPT[key]
