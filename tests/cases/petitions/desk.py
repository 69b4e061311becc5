"""A morning at the petition desk of the eastern district, for the stories of this room and of its pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookthrough.cases.petitions import crowd_operations, operations, queries
from lookthrough.cases.petitions.crowd_operations import Registered
from lookthrough.cases.petitions.queries import OccasionFile
from lookthrough.cases.petitions.reading import rows_of_text
from registry.working import AT

LATER = AT + timedelta(minutes=20)


def resident(number: int) -> str:
    """Return a sound identity number of an invented person."""
    first = f"33030219800101{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(sign) * weight for sign, weight in zip(first, weights, strict=True)) % 11]


def arrived(people: dict[str, int], *, persons: int = 40, way: str = "visit", at: datetime = AT, who: str = "east") -> str:
    """Register an occasion of the east."""
    return operations.open_occasion(
        title="某投资公司投资人要求退款", demands="产品到期未兑付，要求说明资金去向", way=way, persons=persons, region_code="330302",
        arrived_at=at, officer_id=people[who], at=at, place="区行政服务中心", subject_name="东区某投资有限公司",
    )  # fmt: skip


def crowd(people: dict[str, int], number: str, count: int = 40, *, first: int = 1) -> Registered:
    """Register a pasted list with numbers, phones and amounts."""
    lines = [f"张三{one}\t{resident(one)}\t1380000{one:04d}\t5万" for one in range(first, first + count)]
    return crowd_operations.register(
        number=number, rows=rows_of_text("\n".join(lines)), source="paste", officer_id=people["east"], at=LATER
    )


def file_of(people: dict[str, int], number: str, who: str = "east", now: datetime = LATER) -> OccasionFile:
    """Return an occasion as somebody sees it."""
    found = queries.occasion(number=number, officer_id=people[who], now=now)
    assert found is not None
    return found
