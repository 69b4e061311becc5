"""The page of levels, the pages of indicators and scorecards, and how two officers change a scorecard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from area_builders import tell_a_run
from lookthrough.audit import queries as audit
from lookthrough.kernel.periods import Month
from lookthrough.risk import scorecard_proposals as proposing
from lookthrough.risk.score_kept import KnownFact
from lookthrough.risk.score_operations import SubjectKind, score_month
from lookthrough.risk.scorecards_in_force import adopted_scorecards

Door = Callable[[str], Client]
AT = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
TODAY = date.today()  # noqa: DTZ011
CARD = "/methods/scorecards/money/"


@pytest.fixture
def told(people: object, settings: Any, tmp_path: Path) -> None:
    """Score three months of I1 (east) and I2 (west): I1 goes from nothing to client money diverted and a pool."""
    settings.HOME = tmp_path
    tell_a_run(tmp_path)
    facts = [
        KnownFact("institution", one, f"2026-0{month}", f"finding_{rule}_severity", 0)
        for one in ("I1", "I2")
        for month in (1, 2)
        for rule in RULES
    ]
    facts += [KnownFact("institution", "I1", "2026-03", f"finding_{rule}_severity", 3 if rule in BAD else 0) for rule in RULES]
    facts += [KnownFact("institution", "I2", "2026-03", f"finding_{rule}_severity", 0) for rule in RULES]
    regions = {"I1": _region("I1"), "I2": _region("I2")}
    subjects = [SubjectKind("institution", one, "p2p", regions[one]) for one in ("I1", "I2")]
    for month in (1, 2, 3):
        score_month(month=Month(2026, month), facts=facts, subjects=subjects, at=AT)


RULES = ("ponzi_payout", "self_financing", "fund_pool", "client_money_diversion", "custody_bypass", "sham_listing", "split_listing")
BAD = ("fund_pool", "client_money_diversion")


def _region(institution_id: str) -> str:
    from lookthrough.registry import queries as registry

    found = registry.institution(institution_id=institution_id)
    assert found is not None
    return found.region_code


@pytest.mark.usefixtures("told")
def test_the_page_says_where_it_stands_why_and_how_it_came_there(sign_in: Door) -> None:
    page = sign_in("east").get("/institutions/I1/level/")
    said = page.content.decode()

    file = page.context["level_file"]
    assert (file.row.level, file.row.score) == ("orange", 60.0)
    assert [one.indicator for one in file.reasons] == ["client_money_diverted", "fund_pool_found"]
    assert "2026年3月资金穿透发现客户资金挪用，等级：高" in said
    assert "银监会令2016年第1号第28条" in said
    assert [row.score for row in file.history] == [0.0, 0.0, 60.0]
    assert "企业自身能改变的指标不足以离开这一级" in said


@pytest.mark.usefixtures("told")
def test_an_earlier_month_shows_what_was_known_then(sign_in: Door) -> None:
    page = sign_in("head").get("/institutions/I1/level/?scorecard=money&of=I1&month=2026-02")
    assert page.context["level_file"].row.level == "none"
    assert sign_in("head").get("/institutions/I1/level/?month=never").status_code == 404


@pytest.mark.usefixtures("told")
def test_another_district_s_institution_is_not_even_confirmed_to_exist(sign_in: Door) -> None:
    assert sign_in("east").get("/institutions/I2/level/").status_code == 404
    assert sign_in("east").get("/institutions/no-such/level/").status_code == 404


@pytest.mark.usefixtures("told")
def test_every_indicator_and_scorecard_has_its_page(sign_in: Door) -> None:
    client = sign_in("analyst")
    listed = client.get("/methods/indicators/").content.decode()
    assert "拖欠工资月数" in listed
    one = client.get("/methods/indicators/wages_unpaid/").content.decode()
    assert "人社局未报送，不计入企业分数。" in one
    assert "2 个月" in one
    assert client.get("/methods/indicators/no_such/").status_code == 404
    assert client.get(CARD).context["tried"].subjects == 2


@pytest.mark.usefixtures("told")
def test_other_weights_are_tried_without_changing_anything(sign_in: Door) -> None:
    tried = sign_in("analyst").get(f"{CARD}?weight-client_money_diverted=10&coverage=30").context["tried"]
    assert (tried.lowered, tried.raised) == (1, 0)
    assert adopted_scorecards() == ()
    refused = sign_in("analyst").get(f"{CARD}?weight-ponzi_found=much")
    assert refused.status_code == 400


@pytest.mark.usefixtures("told")
def test_one_proposes_another_adopts_and_it_holds_from_its_day(sign_in: Door) -> None:
    said = {"weight-client_money_diverted": "10", "coverage": "30", "valid_from": TODAY.isoformat(), "reason": "太重"}
    assert sign_in("analyst").post(f"{CARD}propose/", said).status_code == 302
    (waiting,) = proposing.proposals(slug="money")
    assert waiting.trial["lowered"] == 1
    assert waiting.changes == (("client_money_diverted", 35.0, 10.0),)

    sign_in("analyst").post(f"{CARD}adopt/", {"proposal": waiting.number})
    assert proposing.proposals(slug="money")[0].state == "proposed"  # nobody adopts the own proposal
    sign_in("head").post(f"{CARD}adopt/", {"proposal": waiting.number})

    (adopted,) = adopted_scorecards()
    assert adopted.row("client_money_diverted").weight == 10
    assert proposing.in_force(slug="money", on=TODAY) == adopted
    assert proposing.in_force(slug="money", on=TODAY - timedelta(days=1)).row("client_money_diverted").weight == 35
    entries, _ = audit.entries(object_type="scorecard")
    assert [one.action for one in entries] == ["scorecards.adopted", "scorecards.propose"]


@pytest.mark.usefixtures("told")
def test_a_proposal_without_a_reason_or_for_a_past_day_is_refused(sign_in: Door) -> None:
    for wrong in (
        {"reason": " "},
        {"valid_from": "2020-01-01"},
        {"weight-fund_pool_found": "200"},
        {"anchors-fund_pool_found": "3=1; 0=0"},
    ):
        said = {"coverage": "30", "valid_from": TODAY.isoformat(), "reason": "试"} | wrong
        sign_in("analyst").post(f"{CARD}propose/", said)
    assert proposing.proposals(slug="money") == []


@pytest.mark.usefixtures("told")
def test_asked_by_a_scorecard_for_others_the_page_says_whom_it_is_for(sign_in: Door) -> None:
    page = sign_in("east").get("/institutions/I1/level/?scorecard=guarantor")
    said = page.content.decode()
    assert "没有按评分卡“融资担保公司”评定" in said
    assert "机构：融资担保。不属于这一类的主体不按它评定" in said
    assert sign_in("east").get("/institutions/I1/level/?scorecard=no-such").status_code == 404
    assert sign_in("east").get("/institutions/I1/level/export.csv?scorecard=guarantor").status_code == 404
