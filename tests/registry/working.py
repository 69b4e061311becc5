"""A city with two districts, their officers, and firms of both, for stories of triage, the key watch list and corrections."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Role
from lookthrough.registry import operations as registry
from registry.register import code, firm, write

TODAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CITY, EAST, WEST = District("3303", unplaced=True), District("330302", unplaced=False), District("330303", unplaced=False)
BARRED = "某市第{}理财有限公司"


def appoint() -> dict[str, int]:
    """Open the offices and appoint their officers; returns the officers' ids by user name."""
    offices.record_office(name="市局", region_prefix="3303", region_name="温州市")
    offices.record_office(name="东区金融办", region_prefix="330302", parent="市局", region_name="东区")
    offices.record_office(name="西区金融办", region_prefix="330303", parent="市局", region_name="西区")
    for username, office, role in (
        ("head", "市局", Role.HEAD),
        ("east", "东区金融办", Role.CASE_OFFICER),
        ("east2", "东区金融办", Role.CASE_OFFICER),
        ("west", "西区金融办", Role.CASE_OFFICER),
        ("auditor", "市局", Role.AUDITOR),
        ("analyst", "市局", Role.ANALYST),
    ):
        offices.appoint_officer(username=username, name=username, office=office, role=role, password="long enough for a test")
    return {one.username: one.pk for one in Officer.objects.all()}


def barred(number: int, region: str = "330302", **more: str) -> dict[str, str]:
    """Return a firm whose name holds a word that article 9 bars."""
    return firm(number, **({"name": BARRED.format(number), "region_code": region} | more))


def settle(folder: Path, *rows: dict[str, str], at: datetime = AT, screen: bool = True) -> None:
    """Import firms and screen them."""
    registry.import_companies(path=write(folder / f"firms{len(list(folder.iterdir()))}.csv", list(rows)), at=at, actor="test")
    if screen:
        registry.screen_all(on=at.date())


def ident(number: int) -> str:
    """Return our id of a firm."""
    return code(number)
