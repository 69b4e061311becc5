"""Take the pictures of the documents anew: ``PYTHONPATH=tests .venv/bin/python -m browser.screenshots``.

They show generated data. ``--home`` reuses a store that the demo has filled; without it a store is made and thrown away.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from served_console import CHECKOUT, Console, browser, console, page_of, sign_in

IMAGES = CHECKOUT / "docs" / "images"
DESKTOP, TALL, PHONE = (1280, 800), (1280, 1400), (390, 844)
LARGEST = 300_000  # bytes of one picture

# name: window, language, theme, page
PICTURES: dict[str, tuple[tuple[int, int], str, str, str]] = {
    "work-desktop": (DESKTOP, "zh-hans", "light", "work"),
    "alert-list-desktop": (DESKTOP, "zh-hans", "light", "list"),
    "alert-list-desktop-en": (DESKTOP, "en", "light", "list"),
    "alert-list-phone": (PHONE, "zh-hans", "light", "list"),
    "alert-desktop": (TALL, "zh-hans", "light", "alert"),
    "alert-desktop-dark": (TALL, "zh-hans", "dark", "alert"),
    "alert-desktop-en": (TALL, "en", "light", "alert"),
    "alert-phone": (PHONE, "zh-hans", "light", "alert"),
    "transfers-desktop": (DESKTOP, "zh-hans", "light", "transfers"),
    "transfers-phone": (PHONE, "zh-hans", "light", "transfers"),
}


def take(opened: Any, served: Console, name: str) -> Path:
    """Take one picture and return its file; one that is too large for a repository stops the run."""
    size, language, theme, place = PICTURES[name]
    page = page_of(opened, served.address, size=size, language=language, theme=theme)
    sign_in(page, served)
    go_to(page, served, place)
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    page.context.close()
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target.name} has {target.stat().st_size:,} bytes, more than {LARGEST:,}")
    return target


def go_to(page: Any, served: Console, place: str) -> None:
    """Walk to a page the way an officer does: list, worst alert, the transfers of its widest band."""
    if place == "work":
        return
    page.goto(f"{served.address}/alerts/")
    if place in ("alert", "transfers"):
        page.click("tr[data-row] .subject a >> nth=0")
        page.wait_for_selector("[data-flow] canvas")
    if place == "transfers":
        page.click(".two-tables > div >> nth=1 >> a >> nth=0")
        page.wait_for_url("**/transfers/?*")


def main() -> None:
    """Take every picture."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--home", type=Path, help="data directory that the demo has filled")
    arguments.add_argument("names", nargs="*", choices=[*PICTURES, []], help="only these")
    given = arguments.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, console(given.home or Path(made)) as served, browser() as opened:
        for name in given.names or PICTURES:
            target = take(opened, served, name)
            print(f"{target.relative_to(CHECKOUT)}  {target.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
