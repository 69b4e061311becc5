"""The city's campaign in the sample area: three districts sweep, visit and report; one visit clashes with another, one task is late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from lookthrough.cases.campaigns import (
    entry_operations,
    entry_queries,
    operations,
    queries,
    report_operations,
    sweeping,
    task_operations,
    visit_operations,
)
from lookthrough.cases.campaigns.catalogue import classes, handlings_for
from lookthrough.cases.campaigns.entry_queries import EntryFilter
from lookthrough.cases.campaigns.stages import ORDER
from lookthrough.cases.campaigns.sweeping import Sweep
from lookthrough.cases.campaigns.visit_operations import Sent
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.sample.casework.desk import HEAD, Desk

DISTRICTS, FIRMS = 3, 8  # districts that take part, and firms of each list
_SEEN = {
    "found_there": "yes", "operating": "open", "advertising": "plain", "takes_public_money": "no", "licences_shown": "complete",
    "cooperation": "full", "staff": 5,
}  # fmt: skip
_WORSE = {"advertising": "promising", "takes_public_money": "suspected", "licences_shown": "partly"}


def campaign(desk: Desk) -> str:
    """Open a campaign two months ago and bring it to the clean-up; return its number."""
    first = desk.day(65)
    spans = {str(stage): (first + timedelta(days=25 * place), first + timedelta(days=25 * place + 24)) for place, stage in enumerate(ORDER)}
    regions = desk.districts()[:DISTRICTS]
    number = operations.open_campaign(
        name="涉众型投资风险专项整治", basis="演示处非办〔2026〕6号", spans=spans, districts=regions,
        fields=[("投资咨询与财富管理", "地方金融管理局"), ("养老服务", "民政局")], tasks={"sweep": "完成重点街区、商务楼宇的摸底排查"},
        **desk.by(HEAD, 65),
    )  # fmt: skip
    for region in regions:
        _reported(desk, number, region, "deploy", ago=45, sent=True)
    _onward(desk, number, 40)
    for place, region in enumerate(regions):
        _swept(desk, number, region)
        _reported(desk, number, region, "sweep", ago=20, sent=place < DISTRICTS - 1)
    _onward(desk, number, 15)
    return number


def _district(desk: Desk) -> District:
    found = offices.officer(officer_id=desk.people[HEAD])
    assert found is not None
    assert found.district is not None
    return found.district


def _onward(desk: Desk, number: str, ago: int) -> None:
    found = queries.campaign(number=number, district=_district(desk), on=desk.day(ago))
    assert found is not None
    operations.advance(number=number, version=found.version, **desk.by(HEAD, ago))


def _swept(desk: Desk, number: str, region: str) -> None:
    """Draw a district's list from hits and alerts, visit some of its firms, class two."""
    who, found = f"officer-{region}", queries.campaign(number=number, district=_district(desk), on=desk.day(38))
    assert found is not None
    field, sweep = found.fields[0].field_id, Sweep(region, ("hit", "alert"))
    candidates = sweeping.candidates(sweep=sweep, officer_id=desk.people[who], on=desk.day(38), most=FIRMS)
    firms = [one.company_id for one in candidates]
    entry_operations.draw(number=number, field_id=field, sweep=sweep, company_ids=firms, **desk.by(who, 38))
    rows = entry_queries.all_entries(number=number, district=_district(desk), asked=EntryFilter(region=region), most=FIRMS)
    for place, row in enumerate(rows[:4]):
        _visited(desk, row.entry_id, who, ago=34 - place, worse=place == 0)
    if rows:
        _clash(desk, rows[0].entry_id, who, ago=29)
    for place, row in enumerate(rows[1:3]):
        _classed(desk, row.entry_id, who, ago=24, finished=place == 0)
    left = [row.entry_id for row in rows[4:6]]
    entry_operations.plan_visit(entry_ids=left, usernames=[who], visit_on=desk.day(-3), **desk.by(who, 2))


def _visited(desk: Desk, entry_id: int, who: str, *, ago: int, worse: bool, phone: int = 1) -> None:
    """Let a record of a visit arrive from a phone."""
    answers = _SEEN | (_WORSE if worse else {})
    sent = Sent(
        visit_id=UUID(int=desk.chance.getrandbits(128), version=4), phone=UUID(int=desk.people[who] * 10 + phone, version=4),
        entry_id=entry_id, based_on=None, answers=answers, note="前台有宣传册。" if worse else "", place=None, no_place="refused",
        seen_at=desk.at(ago), photos=(),
    )  # fmt: skip
    visit_operations.receive(sent=sent, folder=desk.home / "visits", **desk.by(who, ago))


def _clash(desk: Desk, entry_id: int, who: str, *, ago: int) -> None:
    """Let a second phone that knew nothing of the first say otherwise of the same firm."""
    _visited(desk, entry_id, who, ago=ago, worse=False, phone=2)


def _classed(desk: Desk, entry_id: int, who: str, *, ago: int, finished: bool) -> None:
    """Class a firm that was visited; of two, one is dealt with."""
    found = entry_queries.entry(entry_id=entry_id, district=_district(desk))
    assert found is not None
    entry_operations.classify(
        entry_id=entry_id, class_slug=next(iter(classes())), handling=handlings_for(licensed=False)[0], version=found.version,
        decision="走访所见合规，持续关注。", handle_by=desk.day(-10), **desk.by(who, ago),
    )  # fmt: skip
    found = entry_queries.entry(entry_id=entry_id, district=_district(desk))
    if finished and found is not None:
        entry_operations.finish(entry_id=entry_id, note="已约谈并提示风险。", version=found.version, **desk.by(who, ago - 4))


def _reported(desk: Desk, number: str, region: str, stage: str, *, ago: int, sent: bool) -> None:
    """Draft the district's report of a stage, and finish its tasks and send it, unless it is the one that is late."""
    answers = {
        "officers_sent": str(desk.chance.randrange(20, 60)), "situation": "已完成本阶段工作。", "problems": "部分主体人去楼空。",
    }  # fmt: skip
    who = f"officer-{region}"
    report = report_operations.draft(number=number, stage=stage, region_code=region, answers=answers, **desk.by(who, ago))
    if not sent:
        return
    for task in queries.tasks(district=_district(desk), on=desk.day(ago), number=number):
        if (task.region_code, task.stage) == (region, stage) and task.done_at is None:
            task_operations.finish_task(task_id=task.task_id, note="按时完成。", **desk.by(who, ago))
    report_operations.send(report_id=report, **desk.by(who, ago - 1))
