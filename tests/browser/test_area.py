"""The list of alerts by keyboard alone, and the slider of days, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from served_console import Console, page_of, sign_in

pytestmark = [pytest.mark.browser]


@pytest.fixture
def page(chromium: Any, served: Console) -> Any:
    """Return a page on which the head of office is signed in."""
    opened = page_of(chromium, served.address, size=(1280, 900), language="zh-hans", theme="light")
    sign_in(opened, served)
    yield opened
    opened.context.close()


def test_a_subjects_months_are_opened_chosen_taken_and_given_back_by_keys(page: Any, served: Console) -> None:
    page.goto(f"{served.address}/alerts/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    months = page.locator("tr.month:not([hidden])").count()
    assert months > 1
    page.keyboard.press("x")
    assert page.locator("[data-picked]").inner_text() == f"已选 {months} 条"
    page.keyboard.press("?")
    assert page.locator("dialog[data-keys]").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog[data-keys]").is_visible()
    page.keyboard.press("a")
    page.wait_for_selector(".message button")
    assert f"已处理 {months} 条预警" in page.locator(".message span").first.inner_text()
    page.locator(".message button").first.click()
    page.wait_for_selector("text=恢复原状")


def test_the_slider_moves_the_day_that_is_asked_for(page: Any, served: Console) -> None:
    page.goto(f"{served.address}/money/")
    moved = "one => { one.value = 200; for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind, {bubbles: true})) }"
    page.locator("[data-slides=from-day]").evaluate(moved)
    page.wait_for_url("**/money/?*from=*")
    assert page.locator("#from-said").inner_text().startswith(page.locator("#from-day").input_value())
    assert page.locator("text=分毫不差").count() >= 1
