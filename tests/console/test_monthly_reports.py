"""Pages of the monthly report: drafted, given a foreword, proposed by one, signed by another, handed out as Word and PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from alert_builders import People
from lookthrough.kernel.periods import Month

Door = Callable[[str], Client]
LAST = str(Month.of(date.today()).previous)  # noqa: DTZ011 - the pages ask the clock


@pytest.fixture
def home(people: People, tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def edition(page: str) -> str:
    return page.split('name="edition" value="')[1].split('"')[0]


def test_a_report_from_draft_to_download(home: Path, sign_in: Door) -> None:
    city, head = sign_in("city"), sign_in("head")
    assert "还没有月报" in city.get("/reports/").content.decode()
    address = city.post("/reports/draft/", {"month": LAST}).headers["Location"]
    page = city.get(address).content.decode()
    city.post(f"{address}work/foreword/", {"edition": edition(page), "foreword": "请<b>抓紧</b>整改"})
    page = city.get(address).content.decode()
    assert "请&lt;b&gt;抓紧" in page
    city.post(f"{address}work/propose/", {"edition": edition(page)})
    assert city.post(f"{address}decide/sign/", {"edition": "3"}).status_code == 403  # signs only whose role does
    page = head.get(address).content.decode()
    head.post(f"{address}decide/sign/", {"edition": edition(page)})
    page = head.get(address).content.decode()
    assert "已签发" in page
    assert "金融监测〔" in page
    for kind, begin in (("pdf", b"%PDF-"), ("docx", b"PK")):
        paper = head.get(f"{address}report.{kind}")
        assert paper.content.startswith(begin)
        assert f'.zh.{kind}"' in paper.headers["Content-Disposition"]
    (home / "reports").rename(home / "elsewhere")
    assert "缺失或已被改动" in head.get(f"{address}report.pdf", follow=True).content.decode()


def test_a_wrong_month_is_refused_with_what_to_write(home: Path, sign_in: Door) -> None:
    answer = sign_in("city").post("/reports/draft/", {"month": "2026-13"}, follow=True)
    assert "月份写作 2026-10" in answer.content.decode()


def test_a_chart_is_drawn_as_its_papers_have_it(home: Path, sign_in: Door) -> None:
    city = sign_in("city")
    address = city.post("/reports/draft/", {"month": LAST}).headers["Location"]
    assert city.get(f"{address}charts/none-such.svg").status_code == 404
