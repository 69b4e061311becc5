"""Nine o'clock: forty investors stand at the desk. A crowd registered, codes printed, wording chosen, the reply read on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.petitions.desk import resident
from served_console import Console, page_of, sign_in, sound

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 900), (390, 844)
LOCAL = "officer-280103"
CROWD = "\n".join(f"投资人{one}\t{resident(one)}\t1390000{one:04d}\t{one}万" for one in range(1, 40))


def test_forty_investors_are_registered_and_read_their_reply(chromium: Any, served: Console) -> None:
    page = page_of(chromium, served.address, size=DESKTOP, language="zh-hans", theme="light")
    sign_in(page, served, LOCAL)
    page.goto(f"{served.address}/petitions/")
    sound(page)
    page.get_by_role("link", name="登记接待…").click()
    page.fill("#title", "某理财公司投资人要求兑付")
    page.fill("#persons", "40")
    page.fill("#demands", "产品到期未兑付，要求说明资金去向并退款")
    page.get_by_role("button", name="登记，接着登记来的人").click()
    page.get_by_text("接着登记来的人").wait_for()

    page.fill("#crowd-text", CROWD)
    page.get_by_text("39 行").wait_for()
    page.locator("#crowd-text").locator("xpath=ancestor::form").get_by_role("button", name="登记").click()
    page.get_by_text("已登记 39 人").wait_for()
    assert "投资人7" not in page.content()
    typed(page)
    page.get_by_text("已登记 1 人").wait_for()
    sound(page)

    page.get_by_role("button", name="发查询码并打印（40 张）").click()
    page.locator(".slip-code").first.wait_for()
    codes = page.locator(".slip-code").all_inner_texts()
    assert len(set(codes)) == 40
    assert all(re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code) for code in codes)
    sound(page)

    page.get_by_role("link", name=re.compile("^访")).click()
    page.get_by_role("link", name="告知与答复").click()
    page.get_by_text("告知全体…").click()
    page.select_option("#tell-wording", "accepted")
    page.get_by_role("button", name="告知全体").click()
    page.get_by_text("已告知。凭查询码可以看到。").wait_for()
    sound(page)
    page.get_by_role("link", name="应急与报告").click()
    page.get_by_text("40 人到场，最迟").wait_for()
    sound(page)

    read(chromium, served, codes[11])
    page.get_by_role("link", name="来的人").click()
    page.get_by_text("1 人看过答复").wait_for()
    page.context.close()


def typed(page: Any) -> None:
    """Type the fortieth in by keyboard: cell by cell, on to the next row, sent with Enter on the button."""
    page.locator("summary", has_text="键盘录入").press("Enter")
    page.locator("[data-crowd] input").first.focus()
    for cell in ("迟到的人", resident(40), "13900000040"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "姓名 2"
    page.locator("[data-crowd]").locator("xpath=ancestor::form").get_by_role("button", name="登记").press("Enter")


def read(chromium: Any, served: Console, code: str) -> None:
    """Read the reply with a slip on a phone; one sign misread is told so first."""
    phone = page_of(chromium, served.address, size=PHONE, language="zh-hans", theme="dark")
    phone.goto(f"{served.address}/reply/")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    phone.fill("#code", wrong)
    phone.get_by_role("button", name="查看").click()
    phone.get_by_text("查询码抄错了").wait_for()
    sound(phone)
    phone.fill("#code", code.lower())
    phone.get_by_role("button", name="查看").click()
    phone.get_by_text("已受理。我们将依法调查核实").wait_for()
    assert "投资人" not in phone.content()
    sound(phone)
    phone.context.close()
