"""Officers' tasks done by keyboard alone: nothing in this file touches a mouse, and where the focus stands can be seen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin

from served_console import Console, page_of

pytestmark = [pytest.mark.browser]
_WAITING = "nav.match-states a[aria-current] span"
FOCUSED = """(wanted) => {
  const one = document.activeElement;
  if (!one || !one.matches(wanted)) return null;
  const look = getComputedStyle(one);
  return {text: one.textContent.trim(), seen: look.outlineStyle !== "none" || look.boxShadow !== "none"};
}"""


class Keyboard:
    """A page that can be read and typed into, and nothing else."""

    def __init__(self, page: Any, served: Console) -> None:
        self._page, self._served = page, served

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def write(self, text: str) -> None:
        self._page.keyboard.insert_text(text)  # what an input method for Chinese hands over

    def type(self, letters: str) -> None:
        self._page.keyboard.type(letters)

    def open(self, address: str) -> None:
        """Go to an address as one types it into the bar of the browser."""
        self._page.goto(self._served.address + address)

    def tab_to(self, wanted: str, containing: str = "", most: int = 150) -> None:
        """Press Tab until the focus stands on what is wanted, and see that it shows."""
        for _ in range(most):
            self.press("Tab")
            found = self._page.evaluate(FOCUSED, wanted)
            if found and containing in found["text"]:
                assert found["seen"], f"the focus on {wanted} cannot be seen"
                return
        raise AssertionError(f"Tab does not reach {wanted} {containing}")

    def wait(self, wanted: str) -> None:
        self._page.wait_for_selector(wanted)

    def arrive(self, address: str | re.Pattern[str]) -> None:
        self._page.wait_for_url(address)

    def read(self, wanted: str) -> str:
        return str(self._page.locator(wanted).first.inner_text())

    def count(self, wanted: str) -> int:
        return int(self._page.locator(wanted).count())

    def focus_is_in(self, wanted: str) -> bool:
        return self._page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted) is True

    def sign_in(self, username: str) -> None:
        self.open("/login/")
        self.tab_to("#id_username")
        self.type(username)
        self.press("Tab")
        self.type(self._served.passwords[username])
        self.press("Enter")
        self._page.wait_for_url(lambda url: "/login" not in url)

    def go_by_menu(self, title: str) -> None:
        """Open the menu of further pages and go to one."""
        self.tab_to("details.more > summary")
        self.press("Enter")
        self.tab_to("details.more nav a", title)
        self.press("Enter")


@pytest.fixture
def keyboard(chromium: Any, served: Console) -> Iterator[Keyboard]:
    """Sit down as a case officer with hands on the keyboard."""
    page = page_of(chromium, served.address, size=(1280, 900), language="zh-hans", theme="light")
    keys = Keyboard(page, served)
    keys.sign_in("officer")
    yield keys
    page.context.close()


@pytest.fixture(scope="module")
def held(served: Console) -> tuple[str, str]:
    """Return code and name of a firm that one person alone holds by more than half."""
    with closing(sqlite3.connect(served.home / "db.sqlite3", timeout=60)) as store:
        found = store.execute(
            "SELECT c.identity, c.name FROM registry_relation r JOIN registry_company c ON r.target = 'c' || c.id"
            " WHERE r.kind = 'shareholder' AND r.holder LIKE 'p%' AND r.share BETWEEN 0.6 AND 0.9"
            " AND r.valid_to > '2100' AND r.replaced_at IS NULL ORDER BY c.identity LIMIT 1"
        ).fetchone()
    return str(found[0]), str(found[1])


def open_by_initials(keyboard: Keyboard, name: str) -> None:
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))[:6]
    keyboard.press("/")
    keyboard.type(initials)
    keyboard.wait(f"#search-popup [role=option]:has-text('{name}')")
    for _ in range(12):
        keyboard.press("ArrowDown")
        if name in keyboard.read("#search-popup [role=option][aria-selected=true]"):
            break
    keyboard.press("Enter")
    keyboard.wait(f"h1:has-text('{name}')")


def test_a_firm_is_found_by_initials_and_its_file_opened(keyboard: Keyboard, held: tuple[str, str]) -> None:
    code, name = held
    open_by_initials(keyboard, name)
    keyboard.arrive(f"**/firms/{code}/")
    keyboard.press("n")
    assert keyboard.focus_is_in("#note-text")
    keyboard.press("Escape")
    keyboard.tab_to("nav.tabs a", "时间线")
    keyboard.press("Enter")
    keyboard.arrive(f"**/firms/{code}/timeline/")


def test_the_worst_alert_is_taken_and_another_snoozed_and_brought_back(keyboard: Keyboard) -> None:
    keyboard.tab_to("header.top nav a", "预警")
    keyboard.press("Enter")
    keyboard.arrive("**/alerts/")
    keyboard.press("j")
    worst = keyboard.read("tr.here .subject a")
    keyboard.press("a")
    keyboard.wait(".message button")
    assert keyboard.count(f"tr[data-row]:has(.subject a:text-is('{worst}')) .state small") >= 1
    keyboard.press("j", "j")
    other = keyboard.read("tr.here .subject a")
    assert other != worst
    keyboard.press("s")
    keyboard.wait("dialog[open]")
    assert keyboard.focus_is_in("dialog textarea")
    keyboard.write("等待银行本月对账单。")
    keyboard.tab_to("dialog[open] button", "暂缓")
    keyboard.press("Enter")
    keyboard.wait(".message button")
    assert keyboard.count(f"tr[data-row]:not([data-in]):has(.subject a:text-is('{other}'))") == 0
    keyboard.tab_to(".message button", "撤销")
    keyboard.press("Enter")
    keyboard.wait(".message:not(:has(button))")
    assert keyboard.count(f"tr[data-row]:not([data-in]):has(.subject a:text-is('{other}'))") == 1


def test_a_triage_is_decided(keyboard: Keyboard) -> None:
    keyboard.go_by_menu("分诊")
    keyboard.arrive("**/triage/")
    keyboard.press("j", "j")
    firm = keyboard.read("tr.here .subject a")
    keyboard.press("o")
    keyboard.wait(f"h1:has-text('{firm}')")
    keyboard.press("s")
    assert keyboard.focus_is_in("#clear-reason")
    keyboard.write("字样为商号的一部分，不涉及金融业务。")
    keyboard.tab_to("form[action='/triage/clear/'] button", "排除", most=2)
    keyboard.press("Enter")
    keyboard.wait(".message")
    assert "已排除" in keyboard.read(".side .now strong")
    keyboard.open("/triage/")
    assert keyboard.count(f".subject a:text-is('{firm}')") == 0


def test_a_pair_of_matches_is_judged(keyboard: Keyboard) -> None:
    keyboard.go_by_menu("核对")
    keyboard.arrive("**/matches/")
    first = keyboard.read("[data-pair].here h2")
    keyboard.press("j")
    second = keyboard.read("[data-pair].here h2")
    assert first != second
    waiting = int(keyboard.read(_WAITING))
    keyboard.press("2")
    keyboard.wait(".message button")
    assert int(keyboard.read(_WAITING)) == waiting - 1
    keyboard.press("z")
    keyboard.wait(".message:not(:has(button))")
    assert int(keyboard.read(_WAITING)) == waiting
    judged = keyboard.read("[data-pair].here h2")
    keyboard.press("1")
    keyboard.wait(".message button")
    keyboard.tab_to("nav.match-states a", "同一主体")
    keyboard.press("Enter")
    keyboard.arrive("**/matches/?state=same")
    assert keyboard.count(f"[data-pair] h2:text-is('{judged}')") >= 1


def test_who_controls_a_firm_is_read_with_the_purpose_stated(keyboard: Keyboard, held: tuple[str, str]) -> None:
    code, name = held
    keyboard.open(f"/firms/{code}/")
    assert keyboard.read("h1") == name
    keyboard.tab_to("nav.tabs a", "股权")
    keyboard.press("Enter")
    keyboard.arrive(f"**/firms/{code}/ownership/")
    hidden = keyboard.read(".ownership-summary")
    assert hidden.startswith("控制人：")
    keyboard.tab_to("input[name=purpose]")
    keyboard.write("核实实际控制人")
    keyboard.press("Enter")
    keyboard.wait("text=目的：核实实际控制人")
    shown = keyboard.read(".ownership-summary")
    assert shown.startswith("控制人：")
    assert shown != hidden, "a name stands where none stood"


def test_a_search_is_saved_and_opened_again(keyboard: Keyboard) -> None:
    keyboard.open("/alerts/")
    keyboard.tab_to("select[name=severity]")
    keyboard.press("ArrowDown")
    keyboard.arrive(re.compile("severity="))
    wanted = re.search(r"severity=\w+", keyboard._page.url)
    assert wanted
    keyboard.tab_to("details.saved-more > summary")
    keyboard.press("Enter")
    keyboard.tab_to("#saved-name", most=3)
    keyboard.write("要紧的")
    keyboard.press("Enter")
    keyboard.wait(".saved .chip-here:has-text('要紧的')")
    keyboard.open("/alerts/")
    keyboard.tab_to(".saved a.chip", "要紧的")
    keyboard.press("Enter")
    keyboard.arrive(re.compile(wanted.group()))
