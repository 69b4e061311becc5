"""Every page that links lead each role to: nothing is wrong with any, on a desk and a phone, light and dark, in both languages.

A role goes everywhere once. Which window, language and light a page has then turns from role to role; what all roles together
have not seen of a page is looked at in the end. So each page is judged once a mode, and not once a mode and role; a page with its
list filtered, sorted or turned over is judged once.
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zlib import crc32

import pytest

from served_console import CATALOGUE, Console, faults_of, page_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESKTOP, PHONE = (1280, 800), (390, 844)
Mode = tuple[tuple[int, int], str, str]
MODES: tuple[Mode, ...] = (
    (DESKTOP, "zh-hans", "light"),
    (PHONE, "en", "dark"),
    (PHONE, "zh-hans", "dark"),
    (DESKTOP, "en", "light"),
)
ROLES = ("head", "auditor", "officer", "analyst", "security", "audit-admin", "system")
BESIDES = ("/answer/", "/returns/", "/no-such-page/")  # what no link of the console leads to: other doors, and a page that is not there
MOST = 120  # pages a role; a role that finds more has found a maze
NO_PAGE = re.compile(r"\.(csv|xlsx|pdf|svg|json)$|^/(static|health)/")
OF_METHODS = "|".join(rf"(?<=/methods/{kind})/[a-z_]+(?=/)" for kind in ("rules", "indicators", "scorecards"))
IDS = re.compile(rf"/(\d+|[0-9A-Z]{{6,}}[^/]*|[^/]*\d[^/]*|A-[^/]+)(?=/)|{OF_METHODS}")
# names, quotations of laws and other data stay Chinese for English readers; a word of ours that stays so was not translated
CHINESE_LEFT = """(ours) => {
  const words = new Set(ours), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim().replace(/\\s+/g, " "), holder = walker.currentNode.parentElement;
    if (holder && !holder.closest("script, style, [lang^=zh]") && words.has(text)) found.push(text.slice(0, 60));
  }
  return found;
}"""
LINKS = """() => [...document.querySelectorAll('a[href]:not([download])')].map((a) => new URL(a.getAttribute('href'), location).href)"""


@cache
def words_of_ours() -> list[str]:
    """Return the Chinese words and sentences of the pages, as the catalogue of translations lists them."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return [" ".join(one.id.split()) for one in read_po(file) if isinstance(one.id, str) and one.id and one.id != one.string]


def page_kind(address: str) -> str:
    """Return an address without ids: pages of one kind are made by one template."""
    return IDS.sub("/*", urlsplit(address).path)


def asked_of(address: str) -> str:
    """Return what the address asks of the page, without the values, or nothing."""
    return ",".join(sorted({name.partition("=")[0] for name in urlsplit(address).query.split("&") if name}))


class Eyes:
    """One role, signed in once, with a window for each mode."""

    def __init__(self, chromium: Any, served: Console, role: str) -> None:
        self.chromium, self.served, self.role = chromium, served, role
        self.heard: list[str] = []
        self.windows: dict[Mode, Any] = {}
        sign_in(self.window(MODES[0]), served, role)

    def window(self, mode: Mode) -> Any:
        if mode not in self.windows:
            size, language, theme = mode
            page = page_of(self.chromium, self.served.address, size=size, language=language, theme=theme)
            if self.windows:
                mine = self.windows[MODES[0]].context.cookies()
                page.context.add_cookies([one for one in mine if one["name"] not in ("language", "theme")])
            page.on("console", lambda said: self.heard.append(f"console: {said.text}") if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
            page.on("request", lambda request: self.heard.append(f"left: {request.url}") if self.leaves(request.url) else None)
            self.windows[mode] = page
        return self.windows[mode]

    def leaves(self, url: str) -> bool:
        return not url.startswith(("data:", "blob:")) and not url.startswith(self.served.address)

    def look(self, address: str, mode: Mode) -> tuple[list[str], list[str]]:
        """Return what is wrong with a page in one mode, and where its links lead."""
        page = self.window(mode)
        self.heard.clear()
        answer = page.goto(address, wait_until="load")
        missing = address.endswith("/no-such-page/")
        found = faults_of(page) + [one for one in self.heard if not (missing and "404" in one)]
        if mode[1] == "en":
            found += [f"Chinese: {text}" for text in page.evaluate(CHINESE_LEFT, words_of_ours())[:5]]
        if answer is None or (answer.status >= 400 and not missing):
            found.append(f"status {answer.status if answer else 'none'}")
        return found, page.evaluate(LINKS)

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


class Seen:
    """What all roles have seen so far: of each kind of page the modes, and an example with one who can open it."""

    def __init__(self) -> None:
        self.modes: dict[str, set[Mode]] = {}
        self.example: dict[str, tuple[str, str]] = {}
        self.asked: set[tuple[str, str]] = set()

    def next_mode(self, kind: str, role: str) -> Mode:
        """Return a mode in which nobody has seen this kind of page; when all are seen, one that turns with role and page."""
        left = [one for one in MODES if one not in self.modes.get(kind, set())] or list(MODES)
        return left[crc32(f"{role} {kind}".encode()) % len(left)]

    def note(self, kind: str, mode: Mode, role: str, address: str) -> None:
        self.modes.setdefault(kind, set()).add(mode)
        self.example.setdefault(kind, (role, address))


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Return what the walks of this file share."""
    return Seen()


def told(faults: dict[str, list[str]]) -> str:
    return f"faults on {len(faults)} pages:\n" + "\n".join(f"{page}\n    " + "\n    ".join(found) for page, found in faults.items())


class Walk:
    """One role's way to one page of each kind, nearest first; each role meets other examples of a kind, and always the same ones."""

    def __init__(self, eyes: Eyes, seen: Seen) -> None:
        self.eyes, self.seen, self.origin = eyes, seen, eyes.served.address
        self.kinds: set[str] = set()
        self.faults: dict[str, list[str]] = {}
        self.waiting = deque(self.origin + path for path in ("/", *BESIDES))

    def go(self) -> None:
        looked = 0
        while self.waiting and looked < MOST:
            address = self.waiting.popleft()
            if self.wanted(address):
                self.look(address)
                looked += 1

    def wanted(self, address: str) -> bool:
        """Return whether this is a kind of page new to the role, or asks of one what nobody has asked yet."""
        kind, asked = page_kind(address), asked_of(address)
        if self.eyes.leaves(address) or NO_PAGE.search(urlsplit(address).path):
            return False
        new = kind not in self.kinds or (asked != "" and (kind, asked) not in self.seen.asked)
        self.kinds.add(kind)
        self.seen.asked.add((kind, asked))
        return new

    def look(self, address: str) -> None:
        kind, role = page_kind(address), self.eyes.role
        mode = self.seen.next_mode(kind, role)
        found, links = self.eyes.look(address, mode)
        self.seen.note(kind, mode, role, address)
        if found:
            self.faults[f"{address.removeprefix(self.origin)} {role} {mode}"] = found
        bare = {urlunsplit(urlsplit(link)._replace(fragment="")) for link in links}
        self.waiting.extend(sorted(bare, key=lambda link: crc32(f"{role} {link.removeprefix(self.origin)}".encode())))


@pytest.mark.parametrize("role", ROLES)
def test_no_page_that_links_lead_to_has_a_fault(chromium: Any, served: Console, seen: Seen, role: str) -> None:
    eyes = Eyes(chromium, served, role)
    walk = Walk(eyes, seen)
    walk.go()
    eyes.close()
    assert 3 <= len(walk.kinds) < MOST, walk.kinds
    assert not walk.faults, told(walk.faults)


def test_each_page_was_seen_in_each_mode(chromium: Any, served: Console, seen: Seen) -> None:
    owed = [(kind, mode) for kind, modes in seen.modes.items() for mode in MODES if mode not in modes]
    owed.sort(key=lambda one: seen.example[one[0]][0])
    faults: dict[str, list[str]] = {}
    eyes: Eyes | None = None
    for kind, mode in owed:
        role, address = seen.example[kind]
        if eyes is None or eyes.role != role:
            if eyes:
                eyes.close()
            eyes = Eyes(chromium, served, role)
        found, _links = eyes.look(address, mode)
        seen.note(kind, mode, role, address)
        if found:
            faults[f"{address.removeprefix(served.address)} {mode}"] = found
    if eyes:
        eyes.close()
    assert all(len(modes) == len(MODES) for modes in seen.modes.values())
    assert not faults, told(faults)
