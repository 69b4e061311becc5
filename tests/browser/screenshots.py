"""Take the pictures of the documents anew: ``PYTHONPATH=tests .venv/bin/python -m browser.screenshots``.

They show generated data. ``--home`` reuses a store that the demo has filled; without it a store is made and thrown away.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from served_console import CHECKOUT, LOOKTHROUGH, Console, browser, console, page_of, sign_in, surroundings_of

IMAGES = CHECKOUT / "docs" / "images"
DESKTOP, TALL, PHONE = (1280, 800), (1280, 1400), (390, 844)
LARGEST = 200_000  # bytes of one picture
RELATIONS = 200
Mode = tuple[tuple[int, int], str, str]
DESK, DESK_EN, DESK_DARK = (DESKTOP, "zh-hans", "light"), (DESKTOP, "en", "light"), (DESKTOP, "zh-hans", "dark")
LONG, LONG_EN, LONG_DARK = (TALL, "zh-hans", "light"), (TALL, "en", "light"), (TALL, "zh-hans", "dark")
HAND, HAND_EN_DARK = (PHONE, "zh-hans", "light"), (PHONE, "en", "dark")

# name: who looks, in which window, language and light, at which place
PICTURES: dict[str, tuple[str, Mode, str]] = {
    "work-desktop": ("head", DESK, "work"),
    "work-phone": ("head", HAND, "work"),
    "my-work-desktop": ("head", DESK, "my work"),
    "my-work-phone": ("head", HAND, "my work"),
    "calendar-desktop": ("head", DESK, "calendar"),
    "calendar-desktop-en": ("head", DESK_EN, "calendar"),
    "calendar-phone": ("head", HAND, "calendar"),
    "notices-desktop": ("head", DESK, "notices"),
    "alert-list-desktop": ("head", DESK, "alerts"),
    "alert-list-desktop-en": ("head", DESK_EN, "alerts"),
    "alert-list-phone": ("head", HAND, "alerts"),
    "alert-desktop": ("head", LONG, "alert"),
    "alert-desktop-dark": ("head", LONG_DARK, "alert"),
    "alert-desktop-en": ("head", LONG_EN, "alert"),
    "alert-phone": ("head", HAND, "alert"),
    "transfers-desktop": ("head", DESK, "transfers"),
    "transfers-phone": ("head", HAND, "transfers"),
    "search-desktop": ("head", DESK, "search"),
    "firm-desktop": ("head", LONG, "firm"),
    "firm-desktop-en": ("head", LONG_EN, "firm"),
    "firm-phone-en-dark": ("head", HAND_EN_DARK, "firm"),
    "ownership-desktop": ("head", LONG, "ownership"),
    "ownership-phone-en-dark": ("head", HAND_EN_DARK, "ownership"),
    "ownership-200-relations": ("head", LONG, "many"),
    "timeline-desktop": ("head", LONG, "timeline"),
    "triage-list-desktop": ("head", DESK, "triages"),
    "triage-desktop": ("head", DESK, "triage"),
    "triage-phone": ("head", HAND, "triage"),
    "matches-desktop": ("head", DESK, "matches"),
    "institutions-desktop": ("head", DESK, "institutions"),
    "institution-desktop-dark": ("head", LONG_DARK, "institution"),
    "money-desktop": ("head", LONG, "money"),
    "money-phone-en-dark": ("head", HAND_EN_DARK, "money"),
    "methods-desktop-en": ("head", DESK_EN, "methods"),
    "lead-list-desktop": ("head", DESK, "leads"),
    "lead-desktop": ("head", DESK, "lead"),
    "case-list-desktop": ("head", DESK, "cases"),
    "case-board-desktop": ("head", DESK, "board"),
    "case-desktop": ("head", LONG, "case"),
    "case-phone-en-dark": ("head", HAND_EN_DARK, "case"),
    "determination-desktop": ("head", LONG, "determination"),
    "procedure-desktop": ("head", LONG, "procedure"),
    "claims-desktop": ("head", DESK, "claims"),
    "repayment-desktop": ("head", LONG, "repayment"),
    "repayment-desktop-en": ("head", LONG_EN, "repayment"),
    "round-desktop-dark": ("head", LONG_DARK, "round"),
    "campaign-desktop": ("head", DESK, "campaign"),
    "campaign-phone": ("head", HAND, "campaign"),
    "petition-list-desktop": ("head", DESK, "petitions"),
    "petition-list-phone": ("head", HAND, "petitions"),
    "petition-desktop": ("head", DESK, "petition"),
    "petition-phone-en-dark": ("head", HAND_EN_DARK, "petition"),
    "audit-desktop": ("auditor", DESK, "audit"),
    "answer-phone": ("", HAND, "answer"),
    "empty-desktop": ("head", DESK, "empty"),
    "error-desktop": ("head", DESK, "error"),
}
Walk = Callable[[Any, Console], None]


def to(path: str, *clicks: str, then: str = "") -> Walk:
    """Return a walk: open an address, click a few times, wait for what must stand there."""

    def walk(page: Any, served: Console) -> None:
        page.goto(served.address + path)
        for one in clicks:
            page.locator(one).first.click()
            page.wait_for_load_state()
        if then:
            page.wait_for_selector(then)
            page.wait_for_timeout(300)

    return walk


def search(page: Any, served: Console) -> None:
    """Type the first letters of a name and wait for what the box offers."""
    page.goto(f"{served.address}/")
    page.keyboard.press("/")
    page.keyboard.type("jczx")
    page.wait_for_selector("#search-popup [role=option]")
    page.keyboard.press("ArrowDown")


def many(page: Any, served: Console) -> None:
    """Open the ownership of a firm that was given two hundred relations."""
    page.goto(f"{served.address}/firms/{with_relations(served.home)}/ownership/")


def with_relations(home: Path) -> str:
    """Import two hundred relations of one firm of the store, once, and return the firm's code."""
    with closing(sqlite3.connect(home / "db.sqlite3", timeout=60)) as store:
        codes = [str(code) for (code,) in store.execute("SELECT uscc FROM registry_company WHERE uscc_sound ORDER BY id DESC LIMIT 201")]
    firm, others = codes[0], codes[1 : RELATIONS + 1]
    kinds = ["shareholder"] * 150 + ["guarantor"] * 30 + ["same_address"] * 20
    with (home / "two-hundred.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["from_uscc", "to_uscc", "kind", "share", "valid_from"])
        for place, (other, kind) in enumerate(zip(others, kinds, strict=True)):
            share = f"{0.1 * (151 - place) / 11_476:.6f}" if kind == "shareholder" else ""
            rows.writerow([other, firm, kind, share, "2024-03-01"])
    imported = [LOOKTHROUGH, "registry", "import-relations", str(home / "two-hundred.csv")]
    subprocess.run(imported, env=surroundings_of(home), check=True, capture_output=True)
    return firm


_WORST, _BAND = "tr[data-row] .subject a", ".two-tables > div >> nth=1 >> a"
_TOLD = "/cases/?state=ended&type=illegal_fundraising"  # the case with a whole history
PLACES: dict[str, Walk] = {
    "work": to("/"),
    "my work": to("/work/"),
    "calendar": to("/calendar/?whose=district"),
    "notices": to("/notices/"),
    "alerts": to("/alerts/"),
    "alert": to("/alerts/", _WORST, then="[data-flow] canvas"),
    "transfers": to("/alerts/", _WORST, _BAND, then="tr[data-row]"),
    "search": search,
    "firm": to("/alerts/", _WORST, ".facts a[href^='/firms/']", then=".firm-file"),
    "ownership": to("/alerts/", _WORST, ".facts a[href^='/firms/']", "nav.tabs a[href$='/ownership/']", then=".firm-file"),
    "many": many,
    "timeline": to("/alerts/", _WORST, ".facts a[href^='/firms/']", "nav.tabs a[href$='/timeline/']", then=".firm-file"),
    "triages": to("/triage/"),
    "triage": to("/triage/?state=answered", _WORST, then=".triage-main"),
    "matches": to("/matches/"),
    "institutions": to("/institutions/"),
    "institution": to("/institutions/", "tr[data-row] a", then="h1"),
    "money": to("/money/", then="[data-flow] canvas"),
    "methods": to("/methods/"),
    "leads": to("/cases/leads/"),
    "lead": to("/cases/leads/?text=承诺高息", _WORST, then=".triage-main"),
    "cases": to("/cases/"),
    "board": to("/cases/board/?type=illegal_fundraising"),
    "case": to("/cases/?type=illegal_fundraising&step=rectification", _WORST, then=".case-events"),
    "determination": to("/cases/?type=illegal_fundraising&step=determination", _WORST, "nav.tabs a[href$='/determination/']"),
    "procedure": to("/cases/?type=unlicensed_business", _WORST, "nav.tabs a[href$='/procedure/']"),
    "claims": to(_TOLD, _WORST, "nav.tabs a[href$='/claims/']"),
    "repayment": to(_TOLD, _WORST, "nav.tabs a[href$='/repayment/']"),
    "round": to(_TOLD, _WORST, "nav.tabs a[href$='/repayment/']", "#rounds tr[data-row] a"),
    "campaign": to("/campaigns/", ".rows-checks tbody a"),
    "petitions": to("/petitions/"),
    "petition": to("/petitions/", _WORST),
    "audit": to("/audit/", "form[action='/audit/verify/'] button", then="p.message"),
    "answer": to("/answer/"),
    "empty": to("/alerts/?text=没有这样的主体"),
    "error": to("/firms/91000000000000000X/"),
}


def take(page: Any, served: Console, name: str) -> Path:
    """Take one picture and return its file; one that is too large for a repository stops the run."""
    _who, (size, _language, _theme), place = PICTURES[name]
    PLACES[place](page, served)
    if size == PHONE and place == "ownership":
        page.evaluate("document.querySelector('nav.tabs').scrollIntoView()")
    target = IMAGES / f"{name}.png"
    small(page.screenshot()).save(target, optimize=True)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target.name} has {target.stat().st_size:,} bytes, more than {LARGEST:,}")
    return target


def small(png: bytes) -> Image.Image:
    """Return a picture in the 256 colours that it has most of: pages have few, and the file shrinks to a third."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    counted: list[tuple[int, Any]] = picture.getcolors(1 << 24) or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _count, colour in sorted(counted, reverse=True)[:256] for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    """Take every picture; who looks in the same way signs in once."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--home", type=Path, help="data directory that the demo has filled")
    arguments.add_argument("names", nargs="*", choices=[*PICTURES, []], help="only these")
    given = arguments.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    windows: dict[tuple[str, Mode], Any] = {}
    with tempfile.TemporaryDirectory() as made, console(given.home or Path(made)) as served, browser() as opened:
        for name in given.names or PICTURES:
            who, mode, _place = PICTURES[name]
            if (who, mode) not in windows:
                size, language, theme = mode
                windows[who, mode] = page_of(opened, served.address, size=size, language=language, theme=theme)
                if who:
                    sign_in(windows[who, mode], served, who)
            target = take(windows[who, mode], served, name)
            print(f"{target.relative_to(CHECKOUT)}  {target.stat().st_size:,} bytes", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
