"""A story of two desks: what one asks, the other finds by the bell and answers; the days go into a calendar, the figures onto a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from served_console import Console, page_of, sign_in, sound

pytestmark = [pytest.mark.browser]
HERE = "officer-280103"
As = Callable[..., Any]


@pytest.fixture
def sat_down(chromium: Any, served: Console) -> Iterator[As]:
    """Return a way to sit down as somebody; a word of complaint from the browser fails the story."""
    complaints: list[str] = []
    pages: list[Any] = []

    def sit(username: str, size: tuple[int, int] = (1280, 900), language: str = "zh-hans", theme: str = "light") -> Any:
        page = page_of(chromium, served.address, size=size, language=language, theme=theme)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        sign_in(page, served, username)
        return page

    yield sit
    for page in pages:
        page.context.close()
    assert complaints == []


def opens_lead(page: Any, served: Console, title: str) -> str:
    """Open a lead by the form and propose to close it; returns its number."""
    page.goto(f"{served.address}/cases/leads/new/")
    page.fill("[name=title]", title)
    page.fill("[name=name]", "某理财门店")
    page.fill("[name=text]", "门店张贴海报")
    page.locator("main form[method=post] button.main").first.click()
    page.wait_for_url(lambda url: "/cases/leads/" in url and "/new/" not in url)
    number: str = page.locator("main code").first.inner_text()
    form = page.locator("form:has([name=kind][value=close])")
    form.evaluate("one => { one.closest('details').open = true; }")
    form.locator("[name=reason]").fill("查无此事")
    form.locator("button").click()
    page.wait_for_load_state()
    return number


def test_what_one_asks_the_other_finds_by_the_bell_and_what_comes_back_lies_on_the_first_desk(served: Console, sat_down: As) -> None:
    officer, head = sat_down(HERE), sat_down("head")
    number = opens_lead(officer, served, "门店张贴高息海报")

    head.goto(f"{served.address}/work/?why=asked")
    head.reload()
    assert "未读" in head.locator("a.bell").get_attribute("aria-label")
    sound(head)
    head.click("a.bell")
    sound(head)
    row = head.locator("tr[data-row]", has_text=number)
    assert row.locator(".mark-new").count() == 1
    place = head.locator("tr[data-row]").evaluate_all("(rows, number) => rows.findIndex((one) => one.textContent.includes(number))", number)
    for _step in range(place + 1):
        head.keyboard.press("j")
    head.keyboard.press("o")
    head.wait_for_url(lambda url: "/cases/leads/" in url)
    assert number in head.locator("main").inner_text()
    form = head.locator("form[action$='/decide/']").first
    form.locator("[name=reason]").fill("请再核实")
    form.locator("[name=decision]:not([value=agree])").click()
    head.wait_for_load_state()

    officer.goto(f"{served.address}/work/?why=returned")
    assert number in officer.locator("main").inner_text()
    assert "请再核实" in officer.locator("main").inner_text()
    sound(officer)


def test_days_go_into_a_calendar_until_the_key_is_revoked_and_figures_onto_a_phone(served: Console, sat_down: As) -> None:
    officer = sat_down(HERE)
    officer.goto(f"{served.address}/calendar/?whose=district")
    sound(officer)
    officer.fill("#key-name", "手机")
    officer.locator(".line-form button").click()
    officer.wait_for_selector(".told code")
    address = officer.locator(".told code").inner_text()
    strange = officer.context.browser.new_context()
    feed = strange.request.get(address)
    assert feed.status == 200
    assert feed.text().startswith("BEGIN:VCALENDAR")
    officer.locator(".subscribe li", has_text="手机").locator("button").click()
    officer.wait_for_load_state()
    assert strange.request.get(address).status == 404
    strange.close()

    phone = sat_down("head", size=(390, 844), language="en", theme="dark")
    for path in ("/work/", "/calendar/?view=week", "/notices/", "/case-reports/?by=region"):
        phone.goto(f"{served.address}{path}")
        sound(phone)
