"""Two stories of evidence: a circle outside all institutions is followed from its alert; a custodian's break is found and taken back."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from served_console import Console, page_of, sign_in, sound

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 800), (390, 844)
As = Callable[..., Any]


@pytest.fixture
def signed_in(chromium: Any, served: Console) -> Iterator[As]:
    """Return a way to sit down as somebody; a word of complaint from the browser fails the story."""
    complaints: list[str] = []
    pages: list[Any] = []

    def sat_down(username: str, size: tuple[int, int] = DESKTOP, language: str = "zh-hans", theme: str = "light") -> Any:
        page = page_of(chromium, served.address, size=size, language=language, theme=theme)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        sign_in(page, served, username)
        return page

    yield sat_down
    for page in pages:
        page.context.close()
    assert complaints == []


def asked(served: Console, question: str) -> list[Any]:
    with closing(sqlite3.connect(served.home / "db.sqlite3", timeout=60)) as opened:
        return opened.execute(question).fetchall()


def test_a_circle_of_firms_is_followed_by_its_district(served: Console, signed_in: As) -> None:
    number, name, region, evidence = asked(
        served,
        "SELECT a.id, a.name, a.region_code, r.evidence_count FROM risk_alert a JOIN risk_alertreason r ON r.alert_id = a.id "
        "WHERE a.subject_type = 'party' AND r.rule = 'circular_flow' ORDER BY a.severity_rank DESC, a.id",
    )[0]
    page = signed_in(f"officer-{region}")
    page.goto(f"{served.address}/alerts/?rule=circular_flow&state=all")
    page.click(f".subject a:text-is('{name}') >> nth=0")
    page.wait_for_url("**/alerts/*/")
    assert page.locator("h1").inner_text() == name
    sound(page)
    page.goto(f"{served.address}/alerts/{number}/")
    page.click("a.go:has-text('笔证据转账')")
    page.wait_for_url("**/transfers/?finding=*")
    assert page.locator("tr[data-row]").count() == min(evidence, 50), "every transfer of the circle stands there"
    sound(page)
    page.click("tr[data-row] a >> nth=0")
    page.wait_for_url("**/transfers/*/")
    assert page.locator(".ends code").count() == 2
    sound(page)
    page.click("a.go:has-text('向前追踪')")
    page.wait_for_selector("svg")
    assert int(page.locator("dl.sums div:has-text('回到起点') dd").inner_text()) >= 1
    sound(page)

    others = [one for one in served.passwords if one.startswith("officer-28") and one != f"officer-{region}"]
    elsewhere = signed_in(others[0])
    assert elsewhere.request.get(f"{served.address}/alerts/{number}/transfers/").status == 404


def test_a_bank_s_statement_is_brought_in_and_taken_back(served: Console, signed_in: As, tmp_path: Path) -> None:
    page = signed_in("head", PHONE, "en", "dark")
    page.goto(f"{served.address}/custody/")
    sound(page)
    page.click(".rows .subject a >> nth=0")
    page.wait_for_url("**/custody/*/")
    overdue = page.locator("small.graver").count()
    assert overdue >= 1
    sound(page)
    page.select_option("select[name=state]", "cleared")
    page.click("form.sentence button")
    page.wait_for_url("**state=cleared**")
    assert page.locator("small.graver").count() == 0
    sound(page)

    page.goto(f"{served.address}/custody/")
    institution = page.locator(".rows .subject code >> nth=0").inner_text()
    last = next(served.home.glob(f"sample/statement-{institution}.csv"))
    with last.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    alone = tmp_path / "november.csv"
    with alone.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, [rows[0][0], "2026-10-31", "23:00:00", "ZH0002", "1.00", "", "", ""]])
    page.click("summary.button")
    page.select_option("#c-institution", institution)
    page.set_input_files("#c-files", alone)
    page.click("form[action='/custody/read/'] button.main")
    page.wait_for_selector(".message")
    assert page.locator("code:text-is('ZH0002')").count() == 1
    assert page.locator("strong:text-is('november.csv')").count() == 1
    sound(page)
    page.click("form[action$='/withdraw/'] button")
    page.wait_for_selector("form[action$='/restore/']")
    sound(page)
    page.goto(f"{served.address}/custody/")
    page.click(".rows .subject a >> nth=0")
    assert page.locator("code:text-is('ZH0002')").count() == 0, "the reconciliation before it counts again"
