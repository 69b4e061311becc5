"""A store of a million firms for the benchmark, made by the commands that an office uses, each step timed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lookthrough.cli.output import say

PROVINCE, AT_HOME = "浙江", 0.7  # a provincial office: most firms sit in its own province
OFFICES = (("省局", "33", None), ("市局", "3303", "省局"), ("区局", "330302", "市局"))
INSTITUTIONS, ALERTS = 500, 5_000
ON = date(2026, 3, 31)


@dataclass(slots=True)
class Built:
    """What building the store took, step by step, and the codes of its firms."""

    codes: Sequence[str]
    seconds: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def build(work: Path, *, firms: int, relations: int, other_names: bool) -> Built:
    """Fill the store, or find it filled; ``work`` holds the generated files."""
    from lookthrough.registry import queries

    codes = _codes(work, firms, relations)
    built = Built(codes)
    if queries.counts().companies < firms:
        _fill(work, built, other_names=other_names)
    return built


def _codes(work: Path, firms: int, relations: int) -> Sequence[str]:
    import pyarrow.parquet as pq

    from lookthrough.sample import million

    companies, ties = work / f"companies-{firms}.parquet", work / f"relations-{firms}-{relations}.parquet"
    if not companies.is_file():
        folder = os.environ.get("LOOKTHROUGH_REAL_DATA")
        real = Path(folder) / "registry" / "companies.csv.gz" if folder else None
        shape = million.measure(real) if real and real.is_file() else million.NEUTRAL
        say(f"generating {firms:,} firms in the shape of {'a real file' if real else 'the built-in figures'} …")
        million.write_companies(companies, firms=firms, shape=million.at_home(shape, PROVINCE, AT_HOME))
    codes: Sequence[str] = pq.read_table(companies, columns=["uscc"])["uscc"].to_pylist()
    if not ties.is_file():
        million.write_relations(ties, codes=codes, relations=relations)
    return codes


def _fill(work: Path, built: Built, *, other_names: bool) -> None:
    from django.utils import timezone

    from lookthrough.registry import operations, relation_operations

    firms = len(built.codes)
    at = timezone.now()
    with _timed(built, "import"):
        done = operations.import_companies(path=next(work.glob(f"companies-{firms}.parquet")), at=at, actor="bench")
        built.figures["companies"] = done.accepted
    with _timed(built, "institutions"):
        operations.record_institutions(institutions=_institutions(built.codes))
    with _timed(built, "screen"):
        built.figures["hits"] = operations.screen_all(on=ON).hits
    with _timed(built, "relations"):
        ties = relation_operations.import_relations(path=next(work.glob(f"relations-{firms}-*.parquet")), at=at, actor="bench")
        built.figures["relations"] = ties.new
    if other_names:
        _other_names(built)
    with _timed(built, "alerts"):
        built.figures["alerts"] = _alerts(at)
    _offices()


def _other_names(built: Built) -> None:
    from lookthrough.registry import names_operations

    with _timed(built, "other_names"):
        built.figures["other_names"] = names_operations.renew_names().added


def _institutions(codes: Sequence[str]) -> Iterator[Any]:
    from lookthrough.registry.operations import InstitutionToRecord

    for number in range(INSTITUTIONS):
        code = codes[number * 7]
        yield InstitutionToRecord(f"I{number:05d}", f"网贷平台{number:05d}", "p2p", code, code[2:8])


def _alerts(at: Any) -> int:
    from itertools import islice

    from lookthrough.registry import queries
    from lookthrough.risk import operations as risk

    hits = list(islice(queries.graded_hits(grades=("block",)), ALERTS))
    told = [risk.HitForAlert(h.company_id, h.field, h.word, h.list, h.grade, h.negated, h.licensed, h.basis) for h in hits]
    subjects = {("company", hit.company_id): risk.Subject(hit.name, hit.region_code) for hit in hits}
    return risk.update_alerts(findings=[], hits=told, as_of=ON, subjects=subjects, at=at).new


def _offices() -> None:
    from lookthrough.offices import operations as offices
    from lookthrough.offices.roles import Role

    for name, prefix, parent in OFFICES:
        offices.record_office(name=name, region_prefix=prefix, parent=parent, region_name=name)
        offices.appoint_officer(username=f"bench-{prefix}", name=name, office=name, role=Role.CASE_OFFICER)


@contextmanager
def _timed(built: Built, step: str) -> Iterator[None]:
    say(f"{step} …")
    begin = time.perf_counter()
    yield
    built.seconds[step] = round(time.perf_counter() - begin, 1)
    say(f"{step}: {built.seconds[step]} s")
