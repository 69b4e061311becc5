"""From sign-in to one transfer behind the worst alert, as an officer sees it: on a desk in Chinese, on a phone in English and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from served_console import Console, page_of, sign_in, sound

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1440, 900), (390, 844)
READERS = [
    pytest.param(DESKTOP, "zh-hans", "light", id="desktop-zh"),
    pytest.param(PHONE, "en", "dark", id="phone-en-dark"),
]
Open = Callable[..., Any]


@pytest.fixture
def open_page(chromium: Any, served: Console) -> Iterator[Open]:
    """Return a way to open a page that notes what the browser complains of and where it went; both must stay empty."""
    complaints: list[str] = []
    pages: list[Any] = []

    def opened(size: tuple[int, int] = DESKTOP, language: str = "zh-hans", theme: str = "light", scripts: bool = True) -> Any:
        page = page_of(chromium, served.address, size=size, language=language, theme=theme, scripts=scripts)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                complaints.append(request.url)
                if urlsplit(request.url).netloc != urlsplit(served.address).netloc and not request.url.startswith("data:")
                else None
            ),
        )
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert complaints == []


@pytest.mark.parametrize(("size", "language", "theme"), READERS)
def test_from_sign_in_to_one_transfer_in_five_clicks(
    open_page: Open, served: Console, size: tuple[int, int], language: str, theme: str
) -> None:
    page = open_page(size, language, theme)
    page.goto(f"{served.address}/login/")
    sound(page)
    sign_in(page, served)  # click 1
    sound(page)
    page.click("nav a[href='/alerts/']")  # click 2
    page.wait_for_url("**/alerts/")
    sound(page)
    page.click("tr[data-row] .subject a >> nth=0")  # click 3: the worst alert
    page.wait_for_selector("[data-flow] canvas")
    assert page.locator(".severity-critical_proposed, .severity-high").count() > 0
    sound(page)
    page.click(".rows-bands a >> nth=0")  # click 4: the transfers behind the widest band
    page.wait_for_url("**/transfers/?*link=*")
    assert page.locator("tr[data-row]").count() > 0
    sound(page)
    page.click("tr[data-row] a >> nth=0")  # click 5: one transfer
    page.wait_for_url("**/transfers/*/")
    assert page.locator(".ends code").count() == 2
    sound(page)
    assert page.locator("html").get_attribute("data-theme") == theme
    assert (page.locator(".generated").inner_text().startswith("Sample data")) is (language == "en")


def test_a_band_of_the_drawing_opens_its_transfers(open_page: Open, served: Console) -> None:
    page = open_page()
    sign_in(page, served)
    page.click(".column a >> nth=0")
    page.wait_for_selector("[data-flow] canvas")
    place = page.evaluate(
        """() => {
          const chart = echarts.getInstanceByDom(document.querySelector("[data-flow]"));
          const edges = chart.getModel().getSeriesByIndex(0).getGraph().edges.filter((edge) => edge.getModel().get("url"));
          const widest = edges.sort((a, b) => b.getLayout().dy - a.getLayout().dy)[0];
          const [from, to, band] = [widest.node1.getLayout(), widest.node2.getLayout(), widest.getLayout()];
          const x = (from.x + from.dx + to.x) / 2;
          return { x, y: (from.y + band.sy + to.y + band.ty + band.dy) / 2, url: widest.getModel().get("url") };
        }"""
    )
    page.locator("[data-flow]").click(position={"x": place["x"], "y": place["y"]})
    page.wait_for_url(f"**{place['url']}")
    assert page.locator("tr[data-row]").count() > 0


def test_the_list_is_worked_by_keyboard_alone(open_page: Open, served: Console) -> None:
    page = open_page()
    sign_in(page, served)
    page.goto(f"{served.address}/alerts/?month=2026-09")
    here = page.locator("tr.here .subject")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = here.inner_text()
    page.keyboard.press("k")
    first = here.inner_text()
    assert first != second
    page.keyboard.press("s")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.keyboard.press("a")
    page.wait_for_selector(".message button")
    assert first.split("\n")[0] in page.locator("tr", has_text="演示局长").first.inner_text()
    page.click(".message button")
    page.wait_for_selector(".message:not(:has(button))")
    assert page.locator("td.state", has_text="演示局长").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("jaso")  # letters in a field are letters
    assert page.input_value("#search") == "jaso"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("h1")
    page.wait_for_url("**/alerts/*/")
    assert page.locator("h1").inner_text() == first.split("\n")[0]


def test_the_filter_changes_the_list_and_the_address_without_a_new_page(open_page: Open, served: Console) -> None:
    page = open_page()
    sign_in(page, served)
    page.goto(f"{served.address}/alerts/")
    page.evaluate("window.same = true")
    page.select_option("select[name=severity]", "low")
    page.wait_for_url("**severity=low*")
    page.wait_for_selector("tr[data-row] .severity-low")
    assert page.locator("tr[data-row] .severity-high").count() == 0
    assert page.evaluate("window.same") is True
    page.fill("#text", "没有这样的主体")
    page.wait_for_selector("section.empty")


def test_what_must_be_done_can_be_done_without_scripts(open_page: Open, served: Console) -> None:
    page = open_page(scripts=False)
    sign_in(page, served)
    page.goto(f"{served.address}/alerts/?severity=high")
    page.click("tr[data-row] .subject a >> nth=0")
    page.click(".rows-bands a >> nth=0")
    page.click("tr[data-row] a >> nth=0")
    assert page.locator(".ends code").count() == 2


def test_a_firm_and_the_trail(open_page: Open, served: Console) -> None:
    page = open_page()
    sign_in(page, served, "auditor")
    page.goto(f"{served.address}/firms/")
    page.click("tr[data-row] a >> nth=0")
    page.wait_for_selector(".bases-firm")
    sound(page)
    page.goto(f"{served.address}/audit/")
    page.click("form[action$='/audit/verify/'] button")
    assert "全部完整" in page.locator(".message").inner_text()
    sound(page)
