"""Liquidation: its two milestones are recorded with their documents, once, where the case asks for them, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

from cases.filing import case
from cases.procedure.doing import TODAY, People, by, refused
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.procedure import liquidation_operations

MEMBERS = {"on": TODAY, "body": "股东会", "text": "张某（股东）\n某会计师事务所", "document": "决议1号"}


def test_the_group_is_recorded_and_the_case_goes_on(people: People) -> None:
    number = case(people, "liquidation")
    case_operations.advance(number=number, to="group", reason="", **by(people))  # type: ignore[arg-type]
    refused("清算组已成立", case_operations.advance, number=number, to="claims", reason="", **by(people))
    refused(
        "日期不能晚于今天",
        liquidation_operations.record,
        number=number,
        kind="group",
        **(MEMBERS | {"on": TODAY + timedelta(1)}),
        **by(people),
    )
    liquidation_operations.record(number=number, kind="group", **MEMBERS, **by(people))  # type: ignore[arg-type]
    refused("已有记录", liquidation_operations.record, number=number, kind="group", **MEMBERS, **by(people))
    case_operations.advance(number=number, to="claims", reason="", **by(people))  # type: ignore[arg-type]


def test_what_was_taken_back_is_asked_for_again_and_stays_readable(people: People) -> None:
    number = case(people, "liquidation")
    act = liquidation_operations.record(number=number, kind="licence", **MEMBERS, **by(people))  # type: ignore[arg-type]
    assert "licence_cancelled" in case_queries.milestones(number=number)
    refused("请写下内容", liquidation_operations.take_back, number=number, act_id=act, reason=" ", **by(people))
    liquidation_operations.take_back(number=number, act_id=act, reason="文号有误", **by(people))  # type: ignore[arg-type]
    assert "licence_cancelled" not in case_queries.milestones(number=number)
    refused("没有这项记录", liquidation_operations.take_back, number=number, act_id=act, reason="再撤", **by(people))
    again = liquidation_operations.record(number=number, kind="licence", **MEMBERS, **by(people))  # type: ignore[arg-type]
    assert [(one.id, one.ended_because) for one in liquidation_operations.acts(number=number)] == [(again, ""), (act, "文号有误")]


def test_other_cases_ask_for_no_liquidators(people: People, number: str) -> None:
    refused("没有这一要件", liquidation_operations.record, number=number, kind="group", **MEMBERS, **by(people))
