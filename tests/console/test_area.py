"""Institutions, the area's money and the methods: figures that agree to the fen, within the district of whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from area_builders import tell_a_run
from lookthrough.console.views.work import last_working_day
from lookthrough.flows.rule import all_rules
from lookthrough.flows.shared_limits import shared_limits
from lookthrough.kernel.citations import in_language
from lookthrough.registry import queries as registry

Door = Callable[[str], Client]


@pytest.fixture
def told(people: object, settings: Any, tmp_path: Path) -> None:
    """Put the told run in place."""
    settings.HOME = tmp_path
    tell_a_run(tmp_path)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("told")
def test_the_list_adds_up_and_stops_at_the_district(sign_in: Door) -> None:
    response = sign_in("head").get("/institutions/")
    assert [row.facts.institution_id for row in response.context["rows"]] == ["I1", "I2"]
    total = response.context["total"]
    assert (total.opening_fen, total.inflow_fen, total.uses_fen, total.closing_fen) == (2_000, 330_000, 270_000, 62_000)
    east = page(sign_in("east"), "/institutions/")
    assert "东区甲贷" in east
    assert "西区乙付" not in east
    assert sign_in("east").get("/institutions/I2/").status_code == 404
    assert sign_in("east").get("/institutions/I2/transfers/").status_code == 404


@pytest.mark.usefixtures("told")
def test_an_institution_shows_its_books_clients_and_quality(sign_in: Door) -> None:
    response = sign_in("east").get("/institutions/I1/")
    text = response.content.decode()
    for said in ("出借人本金", "123元", "10.0% – 10.0%", 'class="layer layer-lender-principal"', "2026-03"):
        assert said in text
    days = response.context["stock_table"]
    assert (days[0], days[-1]) == ((days[0][0], [1_000]), (days[-1][0], [31_000]))
    rows = b"".join(sign_in("east").get("/institutions/I1/export.csv?from=2026-03-02&to=2026-03-03")).decode("utf-8-sig").splitlines()
    assert rows[1:] == ["2026-03-02,20.00,20.00", "2026-03-03,30.00,30.00"]


@pytest.mark.usefixtures("told")
def test_the_areas_picture_and_its_tables_say_the_same(sign_in: Door) -> None:
    response = sign_in("head").get("/money/?from=2026-03-01&to=2026-03-31")
    picture, sums = response.context["picture"], response.context["sums"]
    assert picture.agrees
    assert sums.opening_fen + sums.inflow_fen == sums.uses_fen + sums.closing_fen
    drawn = {(link["source"], link["target"]): link["value"] for link in picture.data["links"]}
    assert drawn["from:lender_principal", "group:p2p"] == 310_000
    assert drawn["group:p2p", "to:unknown"] + drawn["group:p2p", "to:borrower_use"] == 279_000
    assert drawn["group:p2p", "stock:after"] == 31_000
    assert response.context["matrix"]["total"] == sums.uses_fen == 279_000
    text = response.content.decode()
    assert "分毫不差" in text
    assert "no product_id" in text
    assert any("business=p2p" in band.address for band in picture.entering)


@pytest.mark.usefixtures("told")
def test_a_click_opens_one_level(sign_in: Door) -> None:
    picture = sign_in("head").get("/money/?business=p2p").context["picture"]
    assert {band.address.split("?")[0] for band in picture.entering if band.address} == {"/institutions/I1/"}
    west = sign_in("west").get("/money/")
    assert {node["key"] for node in west.context["picture"].data["nodes"]} == {"from:lender_principal", "group:payment", "stock:after"}


def test_without_a_run_the_pages_teach_the_next_step(sign_in: Door) -> None:
    assert "还没有资金穿透" in page(sign_in("head"), "/money/")
    assert "本辖区没有机构" in page(sign_in("head"), "/institutions/")


@pytest.mark.usefixtures("told")
def test_days_outside_the_run_are_brought_back_into_it(sign_in: Door) -> None:
    shown = sign_in("head").get("/money/?from=1999-01-01&to=2099-01-01").context["window"]
    assert (shown.from_date.isoformat(), shown.to_date.isoformat()) == ("2026-03-01", "2026-03-31")
    assert sign_in("head").get("/money/?from=x&to=2026-13-99").status_code == 200


@pytest.mark.parametrize("rule", list(all_rules()))
def test_every_rule_has_its_page_with_limits_and_bases(sign_in: Door, rule: str) -> None:
    text = page(sign_in("analyst"), f"/methods/rules/{rule}/")
    found = all_rules()[rule]
    assert found.title.zh in text
    assert found.version in text
    assert found.limits.version in text
    assert all(in_language(row.threshold_basis, "zh") in text for row in found.limits.rows)


def test_limits_that_rules_share_stand_on_the_page_of_all_parameters(sign_in: Door) -> None:
    text = page(sign_in("analyst"), "/methods/parameters/")
    assert "拟定“特别严重”" in text
    assert "真实债权转让" in text
    assert all(in_language(row.threshold_basis, "zh") in text for table in shared_limits().values() for row in table.rows)
    assert {"assignments", "critical", "product_registration", "reconciliation"} <= set(shared_limits())


@pytest.mark.parametrize("name", [one.name for one in registry.watch_lists()])
def test_every_watch_list_has_its_page(sign_in: Door, name: str) -> None:
    text = page(sign_in("analyst"), f"/methods/lists/{name}/")
    found = next(one for one in registry.watch_lists() if one.name == name)
    assert found.source in text
    assert all(word in text for words in found.words.values() for word in words)


def test_unknown_methods_are_not_found(sign_in: Door) -> None:
    client = sign_in("head")
    assert client.get("/methods/rules/no-such/").status_code == 404
    assert client.get("/methods/lists/no-such/").status_code == 404


def test_an_alerts_reason_leads_to_its_method(sign_in: Door) -> None:
    from lookthrough.risk.models import Alert

    text = page(sign_in("head"), f"/alerts/{Alert.objects.get(subject_id='I1').pk}/")
    assert 'href="/methods/rules/ponzi_payout/"' in text


def test_the_morning_page_shows_four_figures_with_their_week(sign_in: Door) -> None:
    response = sign_in("head").get("/")
    assert len(response.context["figures"]) == 4
    assert all(len(one.line) == 7 for one in response.context["figures"])
    assert len(response.context["week_rows"]) == 7
    assert response.context["figures"][0].now == 3
    assert sign_in("west").get("/").context["figures"][0].now == 1


def test_the_last_working_day_of_a_monday_is_friday() -> None:
    from datetime import date

    assert last_working_day(date(2026, 11, 23)) == date(2026, 11, 20)
    assert last_working_day(date(2026, 10, 8)) == date(2026, 9, 30)
