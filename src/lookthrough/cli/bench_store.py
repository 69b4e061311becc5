"""A store of a million firms for the benchmark, made by the commands that an office uses, each step timed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lookthrough.cli.output import say

PROVINCE, AT_HOME = "浙江", 0.7  # a provincial office: most firms sit in its own province
OFFICES = (("省局", "33", None), ("市局", "3303", "省局"), ("区局", "330302", "市局"))
INSTITUTIONS = 500
ON = date(2026, 3, 31)


@dataclass(slots=True)
class Built:
    """What building the store took, step by step, and the codes of its firms."""

    codes: Sequence[str]
    seconds: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def build(work: Path, *, firms: int, relations: int, without: Collection[str] = ()) -> Built:
    """Fill the store step by step, leaving out what an earlier run has done; ``work`` holds the generated files and what was done.

    ``without`` names steps that are not wanted; the figures tell by their absence that they were not made.
    """
    from django.db import connection

    from lookthrough.registry import queries

    codes = _codes(work, firms, relations)
    kept = work / f"built-{connection.vendor}.json"
    done = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() and queries.counts().companies >= firms else {}
    built = Built(codes, done.get("seconds", {}), done.get("figures", {}))
    for step, make in _steps(work, codes).items():
        if step not in built.seconds and step not in without:
            with _timed(built, step):
                built.figures[step] = make()
            kept.write_text(json.dumps({"seconds": built.seconds, "figures": built.figures}, indent=2), encoding="utf-8")
    if connection.vendor == "postgresql":  # as autovacuum does by itself, some time after so much was written
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
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


def _steps(work: Path, codes: Sequence[str]) -> dict[str, Callable[[], Any]]:
    from django.utils import timezone

    from lookthrough.cli import bench_crowd
    from lookthrough.registry import names_operations, operations, relation_operations

    at, files = timezone.now(), work / f"companies-{len(codes)}.parquet"
    ties = next(work.glob(f"relations-{len(codes)}-*.parquet"))
    return {
        "import": lambda: operations.import_companies(path=files, at=at, actor="bench").accepted,
        "institutions": lambda: operations.record_institutions(institutions=_institutions(codes)).new,
        "screen": lambda: operations.screen_all(on=ON).hits,
        "relations": lambda: relation_operations.import_relations(path=ties, at=at, actor="bench").new,
        "offices": _offices,
        **bench_crowd.steps(work, codes),
        "other_names": lambda: names_operations.renew_names().added,
    }


def _institutions(codes: Sequence[str]) -> Iterator[Any]:
    from lookthrough.registry.operations import InstitutionToRecord

    for number in range(INSTITUTIONS):
        code = codes[number * 7 % len(codes)]
        yield InstitutionToRecord(f"I{number:05d}", f"网贷平台{number:05d}", "p2p", code, code[2:8])


def _offices() -> int:
    from lookthrough.offices import operations as offices
    from lookthrough.offices.roles import Role

    for name, prefix, parent in OFFICES:
        offices.record_office(name=name, region_prefix=prefix, parent=parent, region_name=name)
        offices.appoint_officer(username=f"bench-{prefix}", name=name, office=name, role=Role.CASE_OFFICER)
    return len(OFFICES)


@contextmanager
def _timed(built: Built, step: str) -> Iterator[None]:
    say(f"{step} …")
    begin = time.perf_counter()
    yield
    built.seconds[step] = round(time.perf_counter() - begin, 1)
    say(f"{step}: {built.seconds[step]} s")
