"""Every page that links lead each role to: nothing is wrong with any, on a desk and a phone, light and dark, in both languages.

A role goes everywhere once. Which window, language and light a page has then turns from role to role: each kind of page is judged in
two modes that share nothing, so in each window, each language and each light, and all modes turn over the pages; what all roles together
have not seen of a page is looked at in the end. A further role's page, or one with its list filtered, sorted or turned over, answers, fits
its window, says nothing wrong to the console and is translated; the rules of access (axe) judge it once more where it holds something
that was not on it before. LOOKTHROUGH_EVERY_MODE=1 judges each page in all four modes.
"""

from __future__ import annotations

import os
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
PAIRS = (MODES[:2], MODES[2:])  # those of a pair share nothing
ROLES = ("head", "auditor", "officer", "analyst", "security", "audit-admin", "system")
BESIDES = ("/answer/", "/returns/", "/no-such-page/")  # what no link of the console leads to: other doors, and a page that is not there
MOST = 120  # pages a role; a role that finds more has found a maze
NO_PAGE = re.compile(r"\.(csv|xlsx|pdf|svg|json)$|^/(static|health)/")
OF_METHODS = "|".join(rf"(?<=/methods/{kind})/[a-z_]+(?=/)" for kind in ("rules", "indicators", "scorecards"))
IDS = re.compile(rf"/(\d+|[0-9A-Z]{{6,}}[^/]*|[^/]*\d[^/]*|A-[^/]+|sample-[a-z-]+)(?=/)|{OF_METHODS}")
# names, quotations of laws and other data stay Chinese for English readers; a word of ours that stays so was not translated
CHINESE_LEFT = """(ours) => {
  const words = new Set(ours), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim().replace(/\\s+/g, " "), holder = walker.currentNode.parentElement;
    if (holder && !holder.closest("script, style, [lang^=zh]") && words.has(text)) found.push(text.slice(0, 60));
  }
  return found;
}"""
# what a page is made of, whatever it says
PARTS = """() => [...new Set([...document.querySelectorAll('body *')].map(
  (one) => [one.tagName, one.getAttribute('class'), one.getAttribute('name'), one.getAttribute('type')].join(' ')))]"""
# of rows, entries and marks that lie together and are made alike, four stay: the fifth tells nothing that they do not
THIN_OUT = """() => {
  const made = (one) => [one.tagName, one.getAttribute('class'), one.getAttribute('type'), ...one.getAttributeNames()].join(' ');
  const met = new Map();
  for (const one of document.body.querySelectorAll('tr, li, option, svg *')) {
    const alike = [made(one), ...new Set([...one.querySelectorAll('*')].map(made))].join('|');
    if (!met.has(one.parentElement)) met.set(one.parentElement, new Map());
    const near = met.get(one.parentElement);
    near.set(alike, (near.get(alike) || 0) + 1);
    if (near.get(alike) > 4) one.remove();
  }
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


def modes_of(kind: str) -> tuple[Mode, ...]:
    """Return the modes in which a kind of page is judged."""
    return MODES if os.environ.get("LOOKTHROUGH_EVERY_MODE") == "1" else PAIRS[crc32(kind.encode()) % 2]


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

    def look(self, address: str, mode: Mode, known: set[str]) -> tuple[list[str], list[str]]:
        """Return what is wrong with a page in one mode, and where its links lead; what is made of known parts alone was judged before."""
        page = self.window(mode)
        self.heard.clear()
        answer = page.goto(address, wait_until="load")
        missing = address.endswith("/no-such-page/")
        parts, links = set(page.evaluate(PARTS)), page.evaluate(LINKS)
        found = [one for one in self.heard if not (missing and "404" in one)]
        if mode[1] == "en":
            found += [f"Chinese: {text}" for text in page.evaluate(CHINESE_LEFT, words_of_ours())[:5]]
        if answer is None or (answer.status >= 400 and not missing):
            found.append(f"status {answer.status if answer else 'none'}")
        found += faults_of(page, rules=False)
        if not parts <= known:
            page.evaluate(THIN_OUT)
            found += faults_of(page)
        known |= parts
        return found, links

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


class Seen:
    """What all roles have seen so far: of each kind of page the modes, and an example with one who can open it."""

    def __init__(self) -> None:
        self.modes: dict[str, set[Mode]] = {}
        self.example: dict[str, tuple[str, str]] = {}
        self.parts: dict[str, set[str]] = {}
        self.asked: set[tuple[str, str]] = set()

    def next_mode(self, kind: str, role: str) -> Mode:
        """Return a mode in which nobody has seen this kind of page; when all are seen, one that turns with role and page."""
        left = self.owed(kind) or list(modes_of(kind))
        return left[crc32(f"{role} {kind}".encode()) % len(left)]

    def owed(self, kind: str) -> list[Mode]:
        """Return the modes in which this kind of page is still to be judged."""
        return [one for one in modes_of(kind) if one not in self.modes.get(kind, set())]

    def known(self, kind: str, mode: Mode) -> set[str]:
        """Return the parts of this kind of page that were judged; in a mode not seen yet, none was."""
        return self.parts.setdefault(kind, set()) if mode in self.modes.get(kind, set()) else set()

    def note(self, kind: str, mode: Mode, role: str, address: str) -> None:
        self.modes.setdefault(kind, set()).add(mode)
        self.example.setdefault(kind, (role, address))


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
        known = self.seen.known(kind, mode)
        found, links = self.eyes.look(address, mode, known)
        self.seen.parts.setdefault(kind, set()).update(known)
        self.seen.note(kind, mode, role, address)
        if found:
            self.faults[f"{address.removeprefix(self.origin)} {role} {mode}"] = found
        bare = {urlunsplit(urlsplit(link)._replace(fragment="")) for link in links}
        self.waiting.extend(sorted(bare, key=lambda link: crc32(f"{role} {link.removeprefix(self.origin)}".encode())))


def test_no_page_that_links_lead_to_has_a_fault(chromium: Any, served: Console) -> None:
    """One walk in one process: what one role has seen, the next need not judge again."""
    seen, faults = Seen(), dict[str, list[str]]()
    for role in ROLES:
        eyes = Eyes(chromium, served, role)
        walk = Walk(eyes, seen)
        walk.go()
        eyes.close()
        assert 3 <= len(walk.kinds) < MOST, (role, walk.kinds)
        faults |= walk.faults
    faults |= faults_of_what_is_owed(chromium, served, seen)
    assert not [kind for kind in seen.modes if seen.owed(kind)]
    assert {mode for modes in seen.modes.values() for mode in modes} == set(MODES)
    assert not faults, told(faults)


def faults_of_what_is_owed(chromium: Any, served: Console, seen: Seen) -> dict[str, list[str]]:
    """Look at each page in the modes in which no role has met it, with one who can open it."""
    faults: dict[str, list[str]] = {}
    for role in ROLES:
        owed = [(kind, mode) for kind in seen.modes if seen.example[kind][0] == role for mode in seen.owed(kind)]
        eyes = Eyes(chromium, served, role) if owed else None
        for kind, mode in owed if eyes else ():
            address = seen.example[kind][1]
            found, _links = eyes.look(address, mode, set())
            seen.note(kind, mode, role, address)
            if found:
                faults[f"{address.removeprefix(served.address)} {mode}"] = found
        if eyes:
            eyes.close()
    return faults
