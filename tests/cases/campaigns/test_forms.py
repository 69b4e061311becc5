"""Forms as data: every form of the house reads, answers fit or are refused with the question's name, nothing unknown is kept."""

from __future__ import annotations

from typing import Any

import pytest

from campaign_builders import SEEN
from lookthrough.cases.campaigns.catalogue import classes, criteria, handlings, handlings_for, terms_on
from lookthrough.cases.campaigns.forms import Item, differing, fitted, form, item_from, kept
from lookthrough.kernel.texts import Text
from registry.working import TODAY


@pytest.mark.parametrize("name", ["field_visit", "stage_report"])
def test_a_form_is_kept_and_read_again_as_it_was(name: str) -> None:
    items = form(name)
    assert kept([item.as_dict() for item in items]) == items
    assert all(item.options for item in items if item.kind == "choice")


def test_answers_fit_in_their_kinds_and_what_the_form_does_not_ask_is_left_out() -> None:
    found, problem = fitted(form("field_visit"), SEEN | {"staff": "12", "business_seen": " 理财 ", "unknown": "x"})
    assert problem is None
    assert (found["staff"], found["business_seen"], "unknown" in found) == (12, "理财", False)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"operating": ""}, "State of business"),
        ({"operating": "flying"}, "options"),
        ({"staff": "-1"}, "whole"),
        ({"business_seen": "x" * 2001}, "2000"),
    ],
)
def test_what_does_not_fit_is_named(wrong: dict[str, Any], why: str) -> None:
    found, problem = fitted(form("field_visit"), SEEN | wrong)
    assert found == {}
    assert problem is not None
    assert why in problem.en


def test_gaps_are_let_through_where_a_phone_left_early() -> None:
    assert fitted(form("field_visit"), {}, gaps=True) == ({}, None)


def test_records_differ_by_the_questions_that_they_answer_differently() -> None:
    items = form("field_visit")
    assert [item.slug for item in differing(items, SEEN, SEEN | {"staff": 9, "clients": 3})] == ["staff", "clients"]
    assert differing(items, SEEN, dict(reversed(SEEN.items()))) == []


def test_an_item_that_an_officer_adds_has_a_name_of_its_own() -> None:
    said: dict[str, Any] = {"title_zh": "门头", "title_en": "", "kind": "choice", "options": ["有 | yes", "无"], "required": False}
    one = item_from(**said, taken={"extra_1"})
    assert isinstance(one, Item)
    assert (one.slug, one.title, list(one.options.values())) == ("extra_2", Text("门头", "门头"), [Text("有", "yes"), Text("无", "无")])
    for wrong in ({"title_zh": " "}, {"kind": "picture"}, {"options": ["只有一个"]}):
        assert isinstance(item_from(**(said | wrong), taken=set()), Text)


def test_the_office_settings_are_whole() -> None:
    assert set(handlings_for(licensed=True)) | set(handlings_for(licensed=False)) == set(handlings())
    assert len(handlings_for(licensed=True)) == len(handlings_for(licensed=False)) == 4
    assert {one.counted for one in criteria()} == {True, False}
    assert len(classes()) == 4
    assert terms_on(TODAY).whole("officers_a_visit") == 2
