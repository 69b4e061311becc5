"""Generates ledgers and the sample area: the same seed and flags give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lookthrough.kernel.regions import Region
from lookthrough.sample.area import draw_register, regions, register_area, write_companies, write_licences
from lookthrough.sample.days import calendar
from lookthrough.sample.firms import Registrar
from lookthrough.sample.generating import EPOCH, Advance, Simulated, write_ledger
from lookthrough.sample.manifest import generator_version, stands, write_authority, write_manifest
from lookthrough.sample.plan import plan
from lookthrough.sample.shareholding import write_relations
from lookthrough.sample.street import plan_street

START = date(2025, 11, 1)
# the sample area
DAYS, INSTITUTIONS, COMPANIES, BAD_SHARE = 365, 40, 20_000, 0.15
# what the sample area shows whatever the seed
SURELY = ("ponzi_payout", "client_money_diversion", "ponzi_payout", "client_money_diversion")


def simulate(
    *, institutions: int, days: int, seed: int, out: Path, bad_share: float = 0.1, transfers: int | None = None, start: date = START,
    rules: Sequence[str] | None = None, on_progress: Advance | None = None,
) -> Simulated:  # fmt: skip
    """Write a ledger of ``institutions`` over ``days`` into the folder ``out``, with ``truth.parquet`` beside it.

    ``transfers`` sets about how many there are (default 7,500 an institution and year); ``rules`` names the conducts that occur
    (default: those for which a rule stands); ``on_progress`` is told of each institution.
    """
    period = calendar(start, days)
    planned = plan(institutions=institutions, days=period, seed=seed, bad_share=bad_share, transfers=transfers, rules=rules)
    street = plan_street(institutions=institutions, seed=seed, bad_share=bad_share, rules=rules)
    return write_ledger(planned=planned, street=street, period=period, seed=seed, out=out, on_progress=on_progress)


@dataclass(frozen=True, slots=True)
class Area:
    """The sample area on disk. ``fresh`` says whether it was written now; ``as_of`` is its last day."""

    seed: int
    name: str
    regions: tuple[Region, ...]
    companies: Path
    licences: Path
    relations: Path
    ledger: Path
    as_of: date
    fresh: bool


def write_area(
    *, seed: int, home: Path, companies: int = COMPANIES, institutions: int = INSTITUTIONS, on_progress: Advance | None = None
) -> Area:
    """Write the sample area below ``home`` unless it stands there already: its register, licences, ledger and authority.

    ``home/sample`` gets ``companies.csv``, ``licences.csv``, ``relations.csv`` and the manifest, ``home/ledgers/sample`` the ledger and
    ``authority.json``.
    Also lets the kernel know the area's regions.
    """
    register_area()
    period, folder, ledger = calendar(START, DAYS), home / "sample", home / "ledgers" / "sample"
    last_day = period.date(period.count - 1)
    wanted = {"seed": seed, "companies": companies, "institutions": institutions, "generator": generator_version()}
    fresh = not stands(folder, ledger, wanted)
    if fresh:
        planned = plan(institutions=institutions, days=period, seed=seed, bad_share=BAD_SHARE, transfers=None, surely=SURELY)
        businesses = [one.business for one in planned]
        register = draw_register(count=companies, businesses=businesses, seed=seed, on=last_day)
        registrar = Registrar(
            seed=seed, founded_before=(START - EPOCH).days, register=register.firms, operators=register.operators, town=register.town
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_companies(register, folder / "companies.csv", seed=seed, on=last_day)
        write_licences(register, businesses, folder / "licences.csv", on=last_day)
        street = plan_street(institutions=institutions, seed=seed, bad_share=BAD_SHARE)
        write_ledger(planned=planned, street=street, period=period, seed=seed, out=ledger, registrar=registrar, on_progress=on_progress)
        write_relations(register, ledger, folder / "relations.csv", seed=seed, on=last_day)
        write_authority(ledger / "authority.json", on=last_day)
        write_manifest(folder, ledger, wanted)
    found = regions()
    companies_file, licences, relations = (folder / f"{name}.csv" for name in ("companies", "licences", "relations"))
    return Area(seed, found[1].name, tuple(found), companies_file, licences, relations, ledger=ledger, as_of=last_day, fresh=fresh)
