"""A department is late, sends a file with a wrong row, mends it by its receipt, a second person confirms: it is late no more."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake.sending import Row, power_rows, write_xlsx
from lookthrough.kernel.periods import Month
from served_console import LOOKTHROUGH, Console, page_of, sound, surroundings_of

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 800), (390, 844)
OURS = "a password of our own"
ARREARS = "power_arrears_fen"


@pytest.fixture
def sits_down(chromium: Any, served: Console) -> Iterator[Any]:
    """Return a way to sit down at the senders' pages; a complaint of the browser fails the story."""
    complaints: list[str] = []
    pages: list[Any] = []

    def sat(username: str, password: str, size: tuple[int, int]) -> Any:
        page = page_of(chromium, served.address, size=size, language="zh-hans", theme="light")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        page.goto(f"{served.address}/returns/")
        sound(page)
        page.fill("#username", username)
        page.fill("#password", password)
        page.click("main form button")
        page.fill("#old", password)  # what others have seen is changed first
        page.fill("#new", OURS)
        page.fill("#again", OURS)
        sound(page)
        page.click("main form button")
        page.wait_for_url("**/returns/")
        return page

    yield sat
    for page in pages:
        page.context.close()
    assert complaints == []


def department(served: Console, sender: str, reports_from: date) -> list[tuple[str, str]]:
    """Record a power company with two people; return their names and one-time passwords."""
    told = subprocess.run(
        [
            LOOKTHROUGH, "intake", "record-sender", sender, "--kind", "power_company", "--name", "市供电公司", "--from", f"{reports_from}",
            "--account", f"{sender}-a:王经办", "--account", f"{sender}-b:李复核",
        ],
        env=surroundings_of(served.home), check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return [(name, password) for name, password in (line.split() for line in told.stdout.splitlines())]


def filled(folder: Path, rows: list[dict[str, object]]) -> str:
    """Return the path of a filled form."""
    shown: list[Row] = list(rows)
    return str(write_xlsx(folder / "用电.xlsx", shown))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_late_department_mends_a_wrong_row_and_is_late_no_longer(
    served: Console, sits_down: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    month = Month.of(date.today()).plus(-2)  # noqa: DTZ011 - the server's own day; two months back is late on every day of a month
    sender = f"power-story-{os.getpid()}-{size[0]}"
    (maker, word), (checker, other_word) = department(served, sender, month.first_day)
    page = sits_down(maker, word, size)
    late = f"section[aria-labelledby=part-late] a[href='/returns/due/power_company/{month}/'].button"
    assert "个工作日" in page.locator("section[aria-labelledby=part-late] li").first.inner_text()
    sound(page)

    page.click(late)
    page.wait_for_url(f"**/due/power_company/{month}/")
    sound(page)
    rows = power_rows(month=str(month))
    page.set_input_files("#file", filled(tmp_path, [*rows[:2], {**rows[2], ARREARS: "约12万"}, *rows[3:]]))
    page.click(".drop button")
    page.wait_for_url("**/receipts/**")
    line = page.locator("section[aria-labelledby=group-wrong] tbody tr")
    assert line.count() == 1
    for word_of_the_receipt in ("G4", "欠费金额", "第 4 行", "约12万", "准确数"):
        assert word_of_the_receipt in line.inner_text()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    sound(page)
    with page.expect_download() as marked:
        page.click("text=下载标注副本")
    assert marked.value.suggested_filename.endswith(".xlsx")

    page.set_input_files("#file", filled(tmp_path, rows))
    page.click(".drop button")
    page.wait_for_selector(".sentence.waiting")
    assert page.locator(".decide").count() == 0, "who sent it does not confirm it"
    sound(page)

    second = sits_down(checker, other_word, size)
    second.click("text=查看并确认")
    second.wait_for_selector(".decide")
    assert "101.50" in second.locator("section[aria-labelledby=rows]").inner_text()
    sound(second)
    second.click("text=确认属实，使其生效")
    second.wait_for_selector(".sentence.waiting, .state.accepted")
    assert second.locator("h1 .state.accepted").count() == 1
    sound(second)
    for one in (page, second):
        one.goto(f"{served.address}/returns/")
        assert one.locator(late).count() == 0
        assert one.locator("section[aria-labelledby=part-done] .done_late").count() == 1
