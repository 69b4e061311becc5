"""Troubles of the sample area that no ledger shows: firms that vouch for each other in rings, days of many complaints and visits."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from lookthrough.registry import queries as registry
from lookthrough.registry import relation_operations as relations
from lookthrough.registry.queries import CompanyFacts
from lookthrough.risk import incident_operations as incidents
from lookthrough.risk.incident_operations import Counted

ACTOR = "sample"
_COLUMNS = ("from_uscc", "to_uscc", "kind", "amount_fen", "valid_from")
_RINGS, _CHAINS = (5, 3), (5, 4)  # firms of each
_LOOKED_AT = 4_000
_DAYS = 90
_BURST = (7, 12, 9)  # visits on three days in a row
_LEAST, _MOST = 300, 4_000  # ten thousand yuan that a firm vouches for
_TEN_THOUSAND = 1_000_000  # fen


def settle_troubles(*, seed: int, companies: Path, as_of: date, at: datetime) -> None:
    """Bring guarantees into the register and counts of complaints and visits beside them; again, it changes nothing."""
    with companies.open(encoding="utf-8", newline="") as file:  # the file, for the register's names change
        codes = [row["uscc"] for row in islice(csv.DictReader(file), _LOOKED_AT)]
    known = {one.company_id: one for one in registry.companies(company_ids=codes, limit=None) if one.uscc_sound and one.region_code}
    firms = [known[code] for code in codes if code in known]
    rng = np.random.default_rng([seed, 41])
    chosen = [firms[int(place)] for place in rng.choice(len(firms), sum(_RINGS) + sum(_CHAINS), replace=False)]
    path = companies.with_name("guarantees.csv")
    _write(path, chosen, rng, as_of)
    relations.import_relations(path=path, at=at, actor=ACTOR)
    incidents.take_counts(counts=_counts(chosen, rng, as_of), actor=ACTOR, at=at)


def _write(path: Path, firms: Sequence[CompanyFacts], rng: np.random.Generator, as_of: date) -> None:
    """Write rings whose last firm stands for the first, and chains that end in a ring's first firm or in nobody."""
    ties: list[tuple[str, str]] = []
    begin = 0
    for size in _RINGS:
        some = [one.uscc for one in firms[begin : begin + size]]
        ties += list(zip(some, [*some[1:], some[0]], strict=True))
        begin += size
    for place, size in enumerate(_CHAINS):
        some = [one.uscc for one in firms[begin : begin + size]]
        ties += list(pairwise(some))
        ties += [(some[-1], firms[0].uscc)] if place == 0 else []
        begin += size
    since = as_of.replace(month=1, day=1) - timedelta(days=200)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for guarantor, debtor in ties:
            writer.writerow((guarantor, debtor, "guarantor", int(rng.integers(_LEAST, _MOST)) * _TEN_THOUSAND, since.isoformat()))


def _counts(firms: Sequence[CompanyFacts], rng: np.random.Generator, as_of: date) -> list[Counted]:
    """Return ordinary days of complaints and visits in the places of some firms, and in one of them a burst about one firm."""
    places = sorted({one.region_code for one in firms})[:3]
    days = [as_of - timedelta(days=back) for back in range(_DAYS)]
    found = [
        Counted(kind, day, place, "", "", int(rng.poisson(0.7)), "desk")
        for kind in ("complaint", "visit") for place in places for day in days
    ]  # fmt: skip
    about = next(one for one in firms if one.region_code == places[0])
    for back, count in zip((6, 5, 4), _BURST, strict=True):
        day = as_of - timedelta(days=back)
        found.append(Counted("visit", day, about.region_code, "company", about.company_id, count, "desk"))
    return [one for one in found if one.count]
