"""What officers of a province find beside the firms: alerts, triages, terms on the watch list, pairs, corrections, a trail."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

ALERTS, WATCHED, RECORDS, CORRECTIONS, ENTRIES = 100_000, 2_000, 3_000, 300, 20_000
TOGETHER = 500  # entries a transaction: PostgreSQL reads past each version of the trail's head that one transaction leaves
ON = date(2026, 3, 31)


def steps(work: Path, codes: Sequence[str]) -> dict[str, Callable[[], Any]]:
    """Return the steps by name, each of which says what it made."""
    return {
        "triages": _triages,
        "alerts": lambda: _alerts(codes),
        "watched": _watched,
        "corrections": lambda: _corrections(codes),
        "trail": _trail,
        "pairs": lambda: _pairs(work, codes),
    }


def _now() -> Any:
    from django.utils import timezone

    return timezone.localtime()


def officer() -> int:
    """Return the officer of the province."""
    from lookthrough.offices import queries as offices

    return next(one.officer_id for one in offices.officers_of(district=offices.District("33", unplaced=True)) if one.username == "bench-33")


def _triages() -> int:
    from lookthrough.registry.triage_opening import open_triages

    return open_triages(on=ON, at=_now()).opened


def _alerts(codes: Sequence[str]) -> int:
    """Give hits their alerts and firms findings of ten months, until there are so many."""
    from lookthrough.registry import queries
    from lookthrough.risk import operations as risk

    hits = list(islice(queries.graded_hits(grades=("block",)), ALERTS // 20))
    told = [risk.HitForAlert(h.company_id, h.field, h.word, h.list, h.grade, h.negated, h.licensed, h.basis) for h in hits]
    firms = [found for code in codes[: ALERTS // 10] if (found := queries.company(uscc=code))]
    subjects = {("company", hit.company_id): risk.Subject(hit.name, hit.region_code) for hit in hits}
    subjects |= {("company", one.company_id): risk.Subject(one.name, one.region_code) for one in firms}
    return risk.update_alerts(findings=_findings([one.company_id for one in firms]), hits=told, as_of=ON, subjects=subjects, at=_now()).new


def _findings(firms: Sequence[str]) -> Iterator[Any]:
    from lookthrough.kernel.findings import Finding, Severity

    grades = list(Severity)[1:]
    for number, firm in enumerate(firms):
        for month in range(10):
            day = ON - timedelta(days=31 * month)
            times = 1 + (number * 7 + month) % 40 / 4
            yield Finding(
                rule="new-issuance", subject_type="company", subject_id=firm, from_date=day, to_date=day, measure="fen", value=1e6 * times,
                limit=1e6, unit="fen", severity=grades[(number + month) % len(grades)], prohibition_basis="", threshold_basis="",
                explanation_zh="生成的数据", explanation_en="generated data", rule_version="1", limits_version="1", as_of=ON,
                details={"part_fen": number * 1_000},
            )  # fmt: skip


def _watched() -> int:
    from lookthrough.offices.queries import District
    from lookthrough.registry import watch_operations
    from lookthrough.registry.triage_queries import TriageFilter, triages

    at = _now()
    found = triages(district=District("33", unplaced=True), asked=TriageFilter(), today=ON, page_size=WATCHED).rows
    until = watch_operations.longest_until(at.date())
    firms = sorted({one.company_id for one in found})
    return len(watch_operations.put(company_ids=firms, reason="生成的数据", until=until, officer_id=officer(), at=at))


def _corrections(codes: Sequence[str]) -> int:
    from lookthrough.offices.queries import District
    from lookthrough.registry import corrections_operations, corrections_reading

    made = 0
    for begin in range(0, CORRECTIONS * 4, 4):
        wanted = corrections_reading.wanted_of_codes(codes[begin : begin + 4], column="city", value="生成市")
        planned, _ = corrections_reading.plan(wanted, district=District("33", unplaced=True))
        if planned:
            drafted = corrections_operations.draft(planned=planned, reason="生成的数据", officer_id=officer(), at=_now())
            made += corrections_operations.make(correction_id=drafted, officer_id=officer(), at=_now())
    return made


def _trail() -> int:
    from django.db import transaction

    from lookthrough.audit import operations as audit

    at = _now()
    for begin in range(0, ENTRIES, TOGETHER):
        with transaction.atomic():
            for number in range(begin, begin + TOGETHER):
                audit.record(
                    actor=f"officer-{number % 90}", action="read_firm", object_type="company", object_id=f"firm-{number}",
                    purpose="生成的数据", at=at, details={"number": number},
                )  # fmt: skip
    return ENTRIES


def _pairs(work: Path, codes: Sequence[str]) -> int:
    """Match a list of platforms whose operators bear names of the register, some cut short."""
    from lookthrough.registry import queries
    from lookthrough.registry.matching import operations

    path = work / "platforms.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("key", "name", "brand", "province"))
        for number in range(RECORDS):
            firm = queries.company(uscc=codes[number * 11])
            if firm is not None:
                name = firm.name if number % 3 else firm.name[2:]
                writer.writerow((f"G{number:06d}", name, f"{name[2:4]}贷", "浙江"))
    operations.import_records(path=path, source="platform-directory", at=_now(), actor="bench")
    return operations.match(at=_now(), actor="bench").proposed
