"""Builds the figures of a month by hand, for tests of what a report makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lookthrough.cases.rescues.month_queries import RescueMonth, RescueOfMonth
from lookthrough.intake.month_queries import DueReturn
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text
from lookthrough.reports.figures import Figures, Levels, Risen
from lookthrough.risk.month_queries import AlertMonth, GraphMonth, IncidentMonth, Why
from lookthrough.supervision.month_queries import Beyond, CheckMonth, LimitMonth

MONTH, AS_OF = Month(2026, 10), date(2026, 11, 12)
_WHY = (Why(Text("担保责任余额与净资产之比", "Liability to net assets"), Text("14.2 倍", "14.2 times"), 22.0),)
_NO_ALERTS = AlertMonth(0, {}, {}, {}, 0)
_NO_CHECKS = CheckMonth(0, 0, 0, 0, 0, 0, ())


def quiet(**more: Any) -> Figures:
    """Return a month in which nothing happened, but for what is given."""
    none = RescueMonth(0, 0, 0, 0, ())
    found = Figures(
        month=MONTH, as_of=AS_OF, place="某市", levels=Levels({}), levels_before=Levels({}), risen=(), eased=(), alerts=_NO_ALERTS,
        alerts_before=_NO_ALERTS, returns=(), returns_before=(), limits=LimitMonth(0, 0, ()), limits_before=LimitMonth(0, 0, ()),
        body_names={}, graph=(), incidents=(), incidents_before=(), checks=_NO_CHECKS, checks_before=_NO_CHECKS, rescues=none,
        rescues_before=none,
    )  # fmt: skip
    return replace(found, **more)


def busy() -> Figures:
    """Return a month with something in every section."""
    firms = {"none": 1200, "blue": 90, "yellow": 31, "orange": 9, "red": 3, "insufficient": 410}
    before = {"none": 1220, "blue": 80, "yellow": 30, "orange": 7, "red": 2, "insufficient": 404}
    beyond = Beyond(
        "G1", "guarantor", Text("担保责任余额 ÷ 净资产", "Guarantees ÷ net assets"), 12.4, 10.0, "times", "国务院令第683号 art. 15"
    )
    due = tuple(
        DueReturn("s", "某市税务局", Text("涉税情况月报", "Tax return"), "2026-09", date(2026, 10, 9), i > 0, i * 2) for i in range(3)
    )
    return quiet(
        levels=Levels({"firm": firms, "guarantor": {"none": 4, "orange": 1}}), levels_before=Levels({"firm": before}),
        risen=(Risen("某融资担保有限公司", "guarantor", "东区", "orange", "yellow", 63.2, _WHY),), eased=("某公司",),
        alerts=AlertMonth(57, {"high": 12, "medium": 45}, {"screening": 40, "ponzi_payout": 17}, {"confirmed": 12}, 31),
        alerts_before=AlertMonth(49, {"high": 9}, {"ponzi_payout": 10}, {}, 28),
        returns=due, returns_before=due[1:],
        limits=LimitMonth(8, 7, (beyond,)), limits_before=LimitMonth(8, 8, ()), body_names={"G1": "青禾融资担保有限公司"},
        graph=(GraphMonth("ring", 3, 1, (("甲、乙、丙", 3, 12_300_000_000, 3.0, 3.0, "count"),)),),
        incidents=(IncidentMonth("complaint", "某平台", "东区", "2026-10-03", "2026-10-07", 44, 6.2, "accepted"),),
        checks=CheckMonth(3, 2, 1, 1, 4, 2, (("青禾融资担保有限公司", "检2026-0003", "压降集中度", date(2026, 10, 20)),)),
        rescues=RescueMonth(1, 0, 1, 1, (RescueOfMonth("纾2026-0002", "重工公司", "东区", "city", "某银行", 10**11, "2026-10-11", ""),)),
    )  # fmt: skip
