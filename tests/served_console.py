"""A console of its own on generated data: a store filled by the demo, the real server before it, and a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
LOOKTHROUGH = str(Path(sys.executable).with_name("lookthrough"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 120_000  # ms; how quick pages are is measured elsewhere, on a quiet machine
# a rule's weight is that of all it finds, so what only finds lesser things is not asked at all
_AXE_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
  const off = (one) => !one.enabled || one.tags.includes("experimental") || one.tags.includes("deprecated");
  const lesser = new Set(axe._audit.rules.filter((one) => off(one) || ["minor", "moderate"].includes(one.impact)).map((one) => one.id));
  const rules = axe.getRules(tags).map((one) => one.ruleId).filter((id) => !lesser.has(id));
  const found = await axe.run(document, {runOnly: {type: "rule", values: rules}, resultTypes: ["violations"]});
  const grave = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  return grave.map((one) => ({id: one.id, html: one.nodes[0].html.slice(0, 160)}));
}"""
CATALOGUE = CHECKOUT / "src/lookthrough/locale/en/LC_MESSAGES/django.po"


@dataclass(frozen=True, slots=True)
class Console:
    """Where the console answers, where its data lie, and the passwords by user name."""

    address: str
    passwords: dict[str, str]
    home: Path


def missing() -> str:
    """Return what this machine lacks for a browser test, or nothing."""
    if CHROMIUM is None:
        return "Chromium is not installed (apt-get install chromium fonts-wqy-microhei)"
    if not (CHECKOUT / "node_modules" / "axe-core").is_dir():
        return "the pages' libraries are not installed (npm ci)"
    return ""


@contextmanager
def console(home: Path, command: Sequence[str] = (LOOKTHROUGH,)) -> Iterator[Console]:
    """Fill a store below ``home`` unless one is there, serve it by a command, and stop the server at the end."""
    surroundings = surroundings_of(home)
    _compile_english()
    if not (home / "demo-logins.txt").is_file():
        subprocess.run([LOOKTHROUGH, "demo", "--no-serve"], env=surroundings, check=True, capture_output=True, timeout=900)
    port = _free_port()
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=surroundings, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/login/", server)
        yield Console(address, _passwords(home), home)
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:  # a busy machine; what is served is thrown away
            server.kill()
            server.wait()


def surroundings_of(home: Path) -> dict[str, str]:
    """Return the environment in which a command works on one data directory and on nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKTHROUGH_", "DJANGO_"))}
    return kept | {"LOOKTHROUGH_HOME": str(home)}


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
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def sign_in(page: Any, served: Console, username: str = "head") -> None:
    """Sign an officer in: one click."""
    page.goto(f"{served.address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", served.passwords[username])
    page.click("form button.main")
    page.wait_for_url(lambda url: "/login" not in url)


def faults_of(page: Any, *, rules: bool = True) -> list[str]:
    """Return what is wrong with a page as it stands: wider than the window, untitled, or what axe's rules call serious or critical."""
    found = []
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        found.append(f"wider than the window by {wider}")
    if not page.title().strip():
        found.append("no title")
    if not rules:
        return found
    page.evaluate(_axe())
    graver = page.evaluate(_AXE_RUN)
    return found + [f"axe {one['id']}: {one['html']}" for one in graver]


def sound(page: Any) -> None:
    """Check that nothing is wrong with the page as it stands."""
    found = faults_of(page)
    assert not found, f"{page.url}: {'; '.join(found)}"


@cache
def _axe() -> str:
    return (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


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
