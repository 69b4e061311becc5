"""A campaign from deployment to acceptance: stages, tasks, the wall, what is late, sweeps, reports that freeze, acceptance by two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from campaign_builders import SPANS, day, days, first_field, opened, sent
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.campaigns import (
    acceptance_operations,
    entry_operations,
    entry_queries,
    form_operations,
    operations,
    queries,
    report_operations,
    report_queries,
    task_operations,
    visit_operations,
)
from lookthrough.cases.campaigns.entry_queries import EntryFilter
from lookthrough.cases.campaigns.models import Campaign, Entry, Report, Task
from lookthrough.cases.campaigns.stages import ORDER, Stage
from lookthrough.cases.campaigns.sweeping import FROM, Sweep, candidates
from lookthrough.registry import operations as registry
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, CITY, EAST, TODAY, WEST, ident

SAID = {"officers_sent": "12", "situation": "已走访", "problems": "人手不足"}


def wall(number: str, on: Any = TODAY) -> dict[str, queries.WallRow]:
    """Return the wall as the city sees it."""
    found = queries.campaign(number=number, district=CITY, on=on)
    assert found is not None
    return {row.region_code: row for row in found.wall}


def version(number: str) -> int:
    """Return the campaign's version."""
    return Campaign.objects.get(number=number).version


def test_each_district_has_a_task_for_each_stage_and_sees_its_own(people: dict[str, int], number: str) -> None:
    assert Task.objects.count() == 10
    assert set(wall(number)) == {"330302", "330303"}
    east = queries.campaign(number=number, district=EAST, on=TODAY)
    assert east is not None
    assert (east.districts, east.whole) == (["330302"], False)
    assert [row.number for row in queries.campaigns(district=WEST, on=TODAY)] == [number]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"spans": {stage: span for stage, span in SPANS.items() if stage != Stage.SWEEP}}, "every stage"),
        ({"spans": SPANS | {Stage.SWEEP: (day(30), day(20))}}, "every stage"),
        ({"spans": SPANS | {Stage.INSPECTION: (day(1), day(2))}}, "every stage"),
        ({"fields": []}, "field"),
        ({"fields": [("网络借贷", "")]}, "field"),
        ({"fields": [("网络借贷", "甲"), ("网络借贷", "乙")]}, "twice"),
        ({"districts": ["440100"]}, "districts"),
        ({"districts": []}, "districts"),
        ({"basis": " "}, "write"),
    ],
)
def test_what_cannot_be_deployed_is_refused_with_its_reason(people: dict[str, int], wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        opened(people, **wrong)
    assert Campaign.objects.count() == 0


def test_only_who_leads_all_of_it_moves_it_and_a_stale_page_moves_nothing(people: dict[str, int], number: str) -> None:
    with pytest.raises(NotAllowed, match="role"):
        operations.advance(number=number, version=1, officer_id=people["east"], at=AT)
    for stage in ORDER[1:]:
        assert operations.advance(number=number, version=version(number), officer_id=people["head"], at=AT) == stage
    with pytest.raises(NotAllowed, match="last stage"):
        operations.advance(number=number, version=version(number), officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="just changed"):
        operations.step_back(number=number, version=1, officer_id=people["head"], at=AT)
    assert operations.step_back(number=number, version=version(number), officer_id=people["head"], at=AT) == Stage.INSPECTION


def test_a_task_is_late_from_the_working_day_after_its_own_and_reminded_once_a_day(people: dict[str, int], number: str) -> None:
    task = Task.objects.get(stage="deploy", region_code="330302")
    assert task.due_on == day(19)  # a Saturday: what is due then is in time on Monday
    assert queries.tasks(district=EAST, on=day(21), number=number)[0].standing == "soon"
    assert wall(number, day(21))["330302"].cells["deploy"].standing == "open"
    assert wall(number, day(21))["330302"].cells["acceptance"].standing == "ahead"
    late = queries.tasks(district=EAST, on=day(22), number=number, standing="late")
    assert [(row.task_id, row.late_days) for row in late] == [(task.pk, 1)]
    assert wall(number, day(22))["330302"].cells["deploy"].standing == "late"
    assert queries.campaigns(district=EAST, on=day(22))[0].late == 1

    assert task_operations.remind_due(number=number, officer_id=people["head"], at=days(22)) == 2
    assert task_operations.remind_due(number=number, officer_id=people["head"], at=days(22)) == 0
    with pytest.raises(NotAllowed, match="just now"):
        task_operations.remind(task_id=task.pk, officer_id=people["east"], at=days(22))
    with pytest.raises(NotAllowed, match="no such task"):
        task_operations.finish_task(task_id=task.pk, note="x", officer_id=people["west"], at=days(22))
    task_operations.finish_task(task_id=task.pk, note="已开会部署", officer_id=people["east"], at=days(22))
    assert queries.tasks(district=EAST, on=day(22), number=number, standing="late") == []
    task_operations.unfinish_task(task_id=task.pk, reason="误点", officer_id=people["east"], at=days(22))
    assert len(queries.tasks(district=EAST, on=day(22), number=number, standing="late")) == 1


def test_a_stage_that_moves_takes_its_open_tasks_along(people: dict[str, int], number: str) -> None:
    done = Task.objects.get(stage="sweep", region_code="330303")
    task_operations.finish_task(task_id=done.pk, note="已完成", officer_id=people["west"], at=AT)
    operations.change_dates(
        number=number, stage="sweep", starts_on=day(20), due_on=day(45), reason="延长", officer_id=people["head"], at=AT
    )  # fmt: skip
    assert {task.region_code: task.due_on for task in Task.objects.filter(stage="sweep")} == {"330302": day(45), "330303": day(39)}


def test_the_sweep_says_why_and_enters_each_firm_once(people: dict[str, int], number: str) -> None:
    registry.record_institutions(institutions=[registry.InstitutionToRecord("I1", "东区甲贷", "p2p", ident(1))])
    sweep = Sweep("330302", FROM)
    found = candidates(sweep=sweep, officer_id=people["east"], on=TODAY, most=50)
    assert [one.company_id for one in found] == [ident(1), ident(2)], "who has more reasons stands first"
    assert [kind for kind, _said in found[0].reasons] == ["hit", "licence"]
    made = entry_operations.draw(
        number=number, field_id=first_field(number), sweep=sweep, company_ids=[ident(1), ident(3)], officer_id=people["east"], at=AT
    )
    assert made == 1, "the western firm is not in the eastern list"
    assert entry_operations.draw(
        number=number, field_id=first_field(number), sweep=sweep, company_ids=[ident(1)], officer_id=people["east"], at=AT
    ) == 0  # fmt: skip
    with pytest.raises(NotAllowed, match="region"):
        entry_operations.draw(
            number=number,
            field_id=first_field(number),
            sweep=Sweep("330303", FROM),
            company_ids=[ident(3)],
            officer_id=people["east"],
            at=AT,
        )
    assert candidates(sweep=Sweep("330302", ["hit"], words=["没有的词"]), officer_id=people["east"], on=TODAY, most=50) == []


def test_a_firm_is_classed_handled_dropped_and_taken_back_and_a_stale_page_changes_nothing(people: dict[str, int], entry_id: int) -> None:
    east = {"officer_id": people["east"], "at": AT}

    def at() -> int:
        return Entry.objects.get(pk=entry_id).version

    with pytest.raises(NotAllowed, match="class the firm"):
        entry_operations.finish(entry_id=entry_id, note="x", version=at(), **east)
    said: dict[str, Any] = {"class_slug": "correct", "handling": "stop_and_correct", "decision": "现场核实", "handle_by": None}
    entry_operations.classify(entry_id=entry_id, **said, version=at(), **east)
    with pytest.raises(NotAllowed, match="has just changed"):
        entry_operations.classify(entry_id=entry_id, **said, version=1, officer_id=people["east2"], at=AT)
    with pytest.raises(NotAllowed, match="choose"):
        entry_operations.classify(entry_id=entry_id, **(said | {"handling": "wink"}), version=at(), **east)
    entry_operations.finish(entry_id=entry_id, note="已整改", version=at(), **east)
    entry_operations.unfinish(entry_id=entry_id, reason="未完", version=at(), **east)
    entry_operations.drop(entry_id=entry_id, reason="已注销", version=at(), **east)
    entry_operations.restore(entry_id=entry_id, reason="误排除", version=at(), **east)
    assert Entry.objects.get(pk=entry_id).state == "classed"
    with pytest.raises(NotAllowed, match="no such firm"):
        entry_operations.drop(entry_id=entry_id, reason="x", version=at(), officer_id=people["west"], at=AT)
    assert [row.entry_id for _number, _name, row, _at in entry_queries.of_firm(company_id=ident(1), district=EAST)] == [entry_id]
    assert entry_queries.of_firm(company_id=ident(1), district=WEST) == []


def test_a_clash_is_settled_before_the_firm_is_classed(people: dict[str, int], entry_id: int, tmp_path: Path) -> None:
    for who, staff in (("east", 6), ("east2", 9)):
        visit_operations.receive(sent=sent(entry_id, staff=staff), folder=tmp_path, officer_id=people[who], at=AT)
    with pytest.raises(NotAllowed, match="clash"):
        entry_operations.classify(
            entry_id=entry_id, class_slug="close", handling="ban", decision="x", handle_by=None,
            version=Entry.objects.get(pk=entry_id).version, officer_id=people["east"], at=AT,
        )  # fmt: skip


def test_a_firm_is_linked_to_a_case_by_its_number(people: dict[str, int], entry_id: int) -> None:
    case = case_operations.open_case(
        case_type="illegal_fundraising", title="东区理财案", region_code="330302", subject_type="company", subject_id=ident(1),
        subject_name="某市第1理财有限公司", proposed_by=people["east"], reason="线索", officer_id=people["head"], at=AT,
    )  # fmt: skip
    entry_operations.link_case(entry_id=entry_id, number=case, version=1, officer_id=people["east"], at=AT)
    assert Entry.objects.get(pk=entry_id).case_number == case
    assert case_queries.case(number=case, officer_id=people["east"]) is not None
    with pytest.raises(NotAllowed, match="no such case"):
        entry_operations.link_case(entry_id=entry_id, number="案2026-9999", version=2, officer_id=people["east"], at=AT)
    entry_operations.link_case(entry_id=entry_id, number="", version=2, officer_id=people["east"], at=AT)
    assert Entry.objects.get(pk=entry_id).case_number == ""


def test_a_report_is_frozen_when_sent_and_corrected_by_a_new_version(people: dict[str, int], number: str, entry_id: int) -> None:
    def drafted() -> int:
        return report_operations.draft(
            number=number, stage="sweep", region_code="330302", answers=SAID, officer_id=people["east"], at=AT
        )  # fmt: skip

    one = drafted()
    first = report_operations.send(report_id=one, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="new version"):
        drafted()
    entry_operations.drop(entry_id=entry_id, reason="不属于", version=1, officer_id=people["east"], at=AT)
    kept = report_queries.report(report_id=one, district=EAST, on=TODAY)
    assert kept is not None
    assert (kept.figures["firms"], kept.figures["dropped"], kept.sha256, kept.sound) == (1, 0, first, True)

    city = report_operations.roll_up(number=number, stage="sweep", answers=SAID, reason="", officer_id=people["head"], at=AT)
    two = report_operations.correct(report_id=one, reason="一家不属于", officer_id=people["east"], at=days(1))
    with pytest.raises(NotAllowed, match="waits"):
        report_operations.correct(report_id=one, reason="再来", officer_id=people["east"], at=days(1))
    report_operations.send(report_id=two, officer_id=people["east"], at=days(1))
    assert [(row.version, row.state) for row in report_queries.versions(report_id=one, district=EAST)] == [(2, "sent"), (1, "replaced")]
    with pytest.raises(NotAllowed, match="write"):
        report_operations.roll_up(number=number, stage="sweep", answers=SAID, reason="", officer_id=people["head"], at=days(2))
    again = report_operations.roll_up(number=number, stage="sweep", answers=SAID, reason="区县更正", officer_id=people["head"], at=days(2))
    rolled = [report_queries.report(report_id=pk, district=CITY, on=TODAY) for pk in (city, again)]
    assert [(one.figures["dropped"], one.parts[0]["version"]) for one in rolled if one] == [(0, 1), (1, 2)]
    assert report_queries.report(report_id=one, district=WEST, on=TODAY) is None

    Report.objects.filter(pk=two).update(answers=SAID | {"situation": "改过"})
    changed = report_queries.report(report_id=two, district=EAST, on=TODAY)
    assert changed is not None
    assert not changed.sound, "a change behind the back of the program shows"


def test_acceptance_asks_for_everything_and_for_a_second_person(people: dict[str, int], entry_id: int, number: str) -> None:
    confirmed = {"funds_stable": "信访清零", "rules_made": "已发文"}
    ask: dict[str, Any] = {"number": number, "region_code": "330302", "officer_id": people["head"], "at": AT}
    with pytest.raises(NotAllowed, match="come to acceptance"):
        acceptance_operations.propose(**ask, confirmed=confirmed)
    for _stage in ORDER[1:]:
        operations.advance(number=number, version=version(number), officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match=r"asks for more: .*4 missing.*1 missing"):
        acceptance_operations.propose(**ask, confirmed=confirmed)
    finish_all(people, number, entry_id)
    with pytest.raises(NotAllowed, match="rests on"):
        acceptance_operations.propose(**ask, confirmed={"funds_stable": "x"})
    one = acceptance_operations.propose(**ask, confirmed=confirmed)
    with pytest.raises(NotAllowed, match="already"):
        acceptance_operations.propose(**ask, confirmed=confirmed)
    with pytest.raises(NotAllowed, match="does not accept"):
        acceptance_operations.decide(acceptance_id=one, accept=True, reason="", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="role"):
        acceptance_operations.decide(acceptance_id=one, accept=True, reason="", officer_id=people["east"], at=AT)
    entry_operations.unfinish(
        entry_id=entry_id, reason="复查不合格", version=Entry.objects.get(pk=entry_id).version, officer_id=people["east"], at=AT
    )
    with pytest.raises(NotAllowed, match="asks for more"):
        acceptance_operations.decide(acceptance_id=one, accept=True, reason="", officer_id=people["head2"], at=AT)
    entry_operations.finish(
        entry_id=entry_id, note="合格", version=Entry.objects.get(pk=entry_id).version, officer_id=people["east"], at=AT
    )
    acceptance_operations.decide(acceptance_id=one, accept=True, reason="", officer_id=people["head2"], at=AT)
    assert wall(number)["330302"].acceptance == "accepted"
    with pytest.raises(NotAllowed, match="not every district"):
        operations.end(number=number, reason="完成", version=version(number), officer_id=people["head"], at=AT)
    acceptance_operations.reopen(acceptance_id=one, reason="举报", officer_id=people["head2"], at=days(1))
    assert wall(number)["330302"].acceptance == "reopened"
    acts = {entry.action for entry in trail.entries(object_type="campaign", page_size=200)[0]}
    assert acts >= {"campaign.acceptance_proposed", "campaign.accepted", "campaign.acceptance_reopened"}


def test_a_campaign_ends_and_opens_again(people: dict[str, int]) -> None:
    number = opened(people, districts=["330302"])
    for _stage in ORDER[1:]:
        operations.advance(number=number, version=version(number), officer_id=people["head"], at=AT)
    finish_all(people, number, None)
    one = acceptance_operations.propose(
        number=number, region_code="330302", confirmed={"funds_stable": "x", "rules_made": "y"}, officer_id=people["east"], at=AT
    )
    acceptance_operations.decide(acceptance_id=one, accept=True, reason="", officer_id=people["head"], at=AT)
    operations.end(number=number, reason="验收完成", version=version(number), officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="ended"):
        task_operations.set_task(
            number=number, stage="sweep", title="再查", due_on=day(3), districts=["330302"], officer_id=people["head"], at=AT
        )
    assert queries.campaigns(district=CITY, on=TODAY) == []
    operations.reopen(number=number, reason="上级要求", officer_id=people["head"], at=days(1))
    assert [row.number for row in queries.campaigns(district=CITY, on=TODAY)] == [number]


def test_forms_grow_and_lose_nothing_that_was_answered(people: dict[str, int], number: str, entry_id: int, tmp_path: Path) -> None:
    head = {"number": number, "officer_id": people["head"], "at": AT}
    said: dict[str, Any] = {"title_zh": "门头", "title_en": "", "kind": "choice", "options": ["有 | yes", "无 | no"], "required": True}
    slug = form_operations.add_item(of="visit", **said, **head)
    form_operations.remove_item(of="visit", slug="clients", **head)
    with pytest.raises(NotAllowed, match="options"):
        form_operations.add_item(of="visit", **(said | {"options": ["有"]}), **head)
    visit_operations.receive(sent=sent(entry_id), folder=tmp_path, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="may be added"):
        form_operations.remove_item(of="visit", slug=slug, **head)
    rows, total = entry_queries.entries(number=number, district=CITY, asked=EntryFilter())
    assert (total, rows[0].visits) == (1, 1), "a phone that left before the item was added is still heard"


def finish_all(people: dict[str, int], number: str, entry_id: int | None) -> None:
    """Do everything that the east owes."""
    for task in Task.objects.filter(campaign__number=number, region_code="330302"):
        task_operations.finish_task(task_id=task.pk, note="完成", officer_id=people["east"], at=AT)
    for stage in ORDER[:-1]:
        one = report_operations.draft(number=number, stage=stage, region_code="330302", answers=SAID, officer_id=people["east"], at=AT)
        report_operations.send(report_id=one, officer_id=people["east"], at=AT)
    if entry_id:
        given: dict[str, Any] = {"class_slug": "correct", "handling": "defuse", "decision": "核实", "handle_by": None}
        entry_operations.classify(entry_id=entry_id, **given, version=1, officer_id=people["east"], at=AT)
        entry_operations.finish(entry_id=entry_id, note="已整改", version=2, officer_id=people["east"], at=AT)


def test_numbers_go_on_after_the_hundredth_campaign_of_a_year(people: dict[str, int], number: str) -> None:
    Campaign.objects.filter(number=number).update(number=f"ZX{TODAY.year}-99")
    assert [opened(people), opened(people)] == [f"ZX{TODAY.year}-100", f"ZX{TODAY.year}-101"]
