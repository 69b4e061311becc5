"""A console of its own on generated data: a store filled by the demo, the real server before it, and a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
LOOKTHROUGH = str(Path(sys.executable).with_name("lookthrough"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CATALOGUE = CHECKOUT / "src/lookthrough/locale/en/LC_MESSAGES/django.po"


@dataclass(frozen=True, slots=True)
class Console:
    """Where the console answers, and the passwords by user name."""

    address: str
    passwords: dict[str, str]


def missing() -> str:
    """Return what this machine lacks for a browser test, or nothing."""
    if CHROMIUM is None:
        return "Chromium is not installed (apt-get install chromium fonts-wqy-microhei)"
    if not (CHECKOUT / "node_modules" / "axe-core").is_dir():
        return "the pages' libraries are not installed (npm ci)"
    return ""


@contextmanager
def console(home: Path) -> Iterator[Console]:
    """Fill a store below ``home`` unless one is there, serve it, and stop the server at the end."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    surroundings["LOOKTHROUGH_HOME"] = str(home)
    _compile_english()
    subprocess.run([LOOKTHROUGH, "demo", "--no-serve"], env=surroundings, check=True, capture_output=True, timeout=900)
    port = _free_port()
    server = subprocess.Popen([LOOKTHROUGH, "serve", "--port", str(port)], env=surroundings, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/login/", server)
        yield Console(address, _passwords(home))
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def browser() -> Iterator[Any]:
    """Open Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-lcd-text"])
        yield opened
        opened.close()


def page_of(opened: Any, address: str, *, size: tuple[int, int], language: str, theme: str, scripts: bool = True) -> Any:
    """Open a page as a desktop or, when narrow, as a phone, in a language and light."""
    phone = size[0] < 600
    context = opened.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
        locale="en-GB" if language == "en" else "zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=scripts,
    )
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in (("language", language), ("theme", theme))])
    return context.new_page()


def sign_in(page: Any, served: Console, username: str = "head") -> None:
    """Sign an officer in: one click."""
    page.goto(f"{served.address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", served.passwords[username])
    page.click("form button.main")
    page.wait_for_url(f"{served.address}/")


def _compile_english() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.is_file() or compiled.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with CATALOGUE.open("rb") as source, compiled.open("wb") as target:
            write_mo(target, read_po(source, locale="en"))


def _passwords(home: Path) -> dict[str, str]:
    lines = (home / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1] for line in lines}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise RuntimeError("the server does not answer")
