"""What is counted in a campaign: firms by class and handling, visits, tasks; by district, so that a roll-up only adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from lookthrough.cases.campaigns.lateness import late_days
from lookthrough.cases.campaigns.models import Campaign, Clash, Task, Visit
from lookthrough.kernel.texts import Text

TITLES: dict[str, Text] = {
    "firms": Text("发现主体（家）", "firms found"),
    "dropped": Text("其中已排除", "of these dropped"),
    "to_class": Text("待分类", "to be classed"),
    "class:compliant": Text("合规类", "compliant"),
    "class:correct": Text("整改类", "to be corrected"),
    "class:close": Text("取缔类", "to be closed"),
    "class:not_concerned": Text("不属于整治对象", "not a subject"),
    "handled": Text("已处置", "handled"),
    "with_case": Text("已立案或并案", "with a case"),
    "visited": Text("走访主体", "firms visited"),
    "visits": Text("走访记录（条）", "records of visits"),
    "clashes": Text("待认定的不一致", "clashes to be settled"),
    "tasks": Text("任务（项）", "tasks"),
    "tasks_done": Text("任务完成", "tasks done"),
    "tasks_late": Text("任务逾期未完成", "tasks late"),
}
Figures = dict[str, int]


def figures(*, campaign: Campaign, region: str, stage: str, on: date) -> Figures:
    """Return the figures of a district on a day: its firms and visits so far, its tasks of one stage."""
    found: Counter[str] = Counter(dict.fromkeys(TITLES, 0))
    entries = campaign.entries.filter(region_code__startswith=region)
    for state, slug, case in entries.values_list("state", "class_slug", "case_number"):
        found.update(_of_entry(state, slug, case))
    visits = Visit.objects.filter(entry__in=entries)
    found["visits"], found["visited"] = visits.count(), visits.values("entry").distinct().count()
    found["clashes"] = Clash.objects.filter(entry__in=entries, settled_at=None).count()
    for task in Task.objects.filter(campaign=campaign, region_code=region, stage=stage):
        found.update(["tasks", *(["tasks_done"] if task.done_at else ["tasks_late"] if late_days(task.due_on, on) > 0 else [])])
    return dict(found)


def added(parts: Iterable[Mapping[str, int]]) -> Figures:
    """Return the sum of districts' figures."""
    found: Counter[str] = Counter(dict.fromkeys(TITLES, 0))
    for one in parts:
        found.update({name: int(number) for name, number in one.items() if name in TITLES})
    return dict(found)


def _of_entry(state: str, slug: str, case: str) -> list[str]:
    if state == "dropped":
        return ["firms", "dropped"]
    said = ["firms", f"class:{slug}" if slug else "to_class"]
    return said + (["handled"] if state == "handled" else []) + (["with_case"] if case else [])
