"""Every page that a role can reach by links, on a desk and on a phone, light and dark, Chinese and English: nothing is wrong with any."""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from served_console import CATALOGUE, CHECKOUT, Console, page_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESKTOP, PHONE = (1280, 800), (390, 844)
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
A_KIND = 2  # pages of one kind that are looked at: one kind is one address without its ids
MOST = 90
PATIENCE = 120_000  # ms; how quick pages are is measured elsewhere, on a quiet machine
NO_PAGE = re.compile(r"\.(csv|xlsx|pdf|svg|json)$|^/(static|health)/")
IDS = re.compile(r"/(\d+|[0-9A-Z]{6,}[^/]*|[^/]*\d[^/]*|A-[^/]+)(?=/)")
# names, quotations of laws and other data stay Chinese for English readers; a word of ours that stays so was not translated
CHINESE_LEFT = """(ours) => {
  const words = new Set(ours), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim().replace(/\\s+/g, " "), holder = walker.currentNode.parentElement;
    if (holder && !holder.closest("script, style, [lang^=zh]") && words.has(text)) found.push(text.slice(0, 60));
  }
  return found;
}"""
LINKS = "() => [...document.querySelectorAll('a[href]')].filter((a) => !a.hasAttribute('download')).map((a) => a.href)"
AXE_RUN = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
READERS = [
    pytest.param("head", DESKTOP, "zh-hans", "light", id="head-desktop-zh"),
    pytest.param("head", PHONE, "en", "dark", id="head-phone-en-dark"),
    pytest.param("officer", PHONE, "zh-hans", "light", id="officer-phone-zh"),
    pytest.param("auditor", DESKTOP, "en", "light", id="auditor-desktop-en"),
    pytest.param("analyst", DESKTOP, "zh-hans", "dark", id="analyst-desktop-zh-dark"),
    pytest.param("system", DESKTOP, "en", "dark", id="system-desktop-en-dark"),
    pytest.param("security", PHONE, "en", "light", id="security-phone-en"),
    pytest.param("audit-admin", PHONE, "zh-hans", "dark", id="audit-admin-phone-zh-dark"),
]


@cache
def words_of_ours() -> list[str]:
    """Return the Chinese words and sentences of the pages, as the catalogue of translations lists them."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return [" ".join(one.id.split()) for one in read_po(file) if isinstance(one.id, str) and one.id and one.id != one.string]


def kind_of(address: str) -> str:
    """Return an address without ids and values: pages of one kind are made by one template."""
    parts = urlsplit(address)
    return IDS.sub("/*", parts.path) + "?" + ",".join(sorted(name.partition("=")[0] for name in parts.query.split("&")))


def faults_of(page: Any, *, language: str) -> list[str]:
    """Return what is wrong with a page as it stands."""
    found = []
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        found.append(f"wider than the window by {wider}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    axe = page.evaluate(AXE_RUN)
    grave = (one for one in axe["violations"] if one["impact"] in ("serious", "critical"))
    found += [f"axe {one['id']}: {one['nodes'][0]['html'][:120]}" for one in grave]
    if language == "en":
        found += [f"Chinese: {text}" for text in page.evaluate(CHINESE_LEFT, words_of_ours())[:5]]
    if not page.title().strip():
        found.append("no title")
    return found


class Walk:
    """One reader's way through everything that links lead to."""

    def __init__(self, page: Any, served: Console, language: str) -> None:
        self.page, self.origin, self.language = page, served.address, language
        self.faults: dict[str, list[str]] = {}
        self.kinds: dict[str, int] = {}
        self.seen: set[str] = set()
        self.heard: list[str] = []
        page.on("console", lambda said: self.heard.append(f"console: {said.text}") if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("request", lambda request: self.heard.append(f"left: {request.url}") if self.leaves(request.url) else None)

    def leaves(self, url: str) -> bool:
        return not url.startswith(("data:", "blob:")) and not url.startswith(self.origin)

    def go(self) -> None:
        """Look at pages, nearest first, a few of each kind."""
        waiting = deque([f"{self.origin}/"])
        while waiting and len(self.seen) < MOST:
            address = waiting.popleft()
            if not self.wanted(address):
                continue
            self.look(address)
            waiting.extend(urlunsplit(urlsplit(link)._replace(fragment="")) for link in self.page.evaluate(LINKS))

    def wanted(self, address: str) -> bool:
        kind = kind_of(address)
        if address in self.seen or self.leaves(address) or NO_PAGE.search(urlsplit(address).path) or self.kinds.get(kind, 0) >= A_KIND:
            return False
        self.seen.add(address)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return True

    def look(self, address: str) -> None:
        self.heard.clear()
        answer = self.page.goto(address, wait_until="load", timeout=PATIENCE)
        self.page.wait_for_timeout(150)
        found = faults_of(self.page, language=self.language) + self.heard
        if answer is None or answer.status >= 400:
            found.append(f"status {answer.status if answer else 'none'}")
        if found:
            self.faults[address.removeprefix(self.origin)] = found


@pytest.mark.parametrize(("reader", "size", "language", "theme"), READERS)
def test_no_page_that_links_lead_to_has_a_fault(
    chromium: Any, served: Console, reader: str, size: tuple[int, int], language: str, theme: str
) -> None:
    page = page_of(chromium, served.address, size=size, language=language, theme=theme)
    page.goto(f"{served.address}/login/")
    page.fill("#id_username", reader)
    page.fill("#id_password", served.passwords[reader])
    page.click("form button.main")
    page.wait_for_load_state()
    walk = Walk(page, served, language)
    walk.go()
    page.context.close()
    assert len(walk.seen) >= 3, walk.seen
    told = "\n".join(f"{address}\n    " + "\n    ".join(faults) for address, faults in walk.faults.items())
    assert not walk.faults, f"{len(walk.seen)} pages, faults on {len(walk.faults)}:\n{told}"
