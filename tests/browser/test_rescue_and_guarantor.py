"""Two stories: a guarantor beyond its limits is told, ordered to mend and found mended; a firm in trouble is rescued by two persons."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lookthrough.sample.returns_files import write_sheet
from served_console import Console, page_of, sign_in, sound, surroundings_of

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 800), (390, 844)
GUARANTOR = "I000000000029"  # 霁川铭雪担保, of the generated city
MONTH = "2026-10"
WAN = 1_000_000  # fen in ten thousand yuan
# what the cycle does at night about levels, without following the money again
NIGHT = """
import django, sys
django.setup()
from datetime import datetime, timezone
from lookthrough.kernel.periods import Month
from lookthrough.registry import queries as register
from lookthrough.risk import operations as risk
from lookthrough.risk.known_facts import facts_known, subjects_known
from lookthrough.risk.level_findings import level_findings
from lookthrough.risk.score_operations import score_month
month, at = Month.parse(sys.argv[1]), datetime.now(timezone.utc)
facts = [one for one in facts_known(month=month, on=month.last_day) if one.subject_id == sys.argv[2]]
score_month(month=month, facts=facts, subjects=[one for one in subjects_known(facts) if one.subject_id == sys.argv[2]], at=at)
found = [one for one in level_findings(month=month, as_of=month.last_day) if one.subject_id == sys.argv[2]]
body = register.institution(institution_id=sys.argv[2])
subjects = {("institution", sys.argv[2]): risk.Subject(body.name, body.region_code)}
risk.update_alerts(findings=found, hits=[], as_of=month.last_day, subjects=subjects, at=at)
print(len(found))
"""


@pytest.fixture
def sits_down(chromium: Any, served: Console) -> Iterator[Any]:
    """Return a way to sit down as an officer; a complaint of the browser fails the story."""
    complaints: list[str] = []
    pages: list[Any] = []

    def sat(username: str, size: tuple[int, int]) -> Any:
        page = page_of(chromium, served.address, size=size, language="zh-hans", theme="light")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        sign_in(page, served, username)
        return page

    yield sat
    for page in pages:
        page.context.close()
    assert complaints == []


def act(page: Any, summary: str, button: str, **fields: str) -> None:
    """Open what can be done, fill its fields in, do it, and wait for the page that says so."""
    form = page.locator(f"details:has(> summary:has-text('{summary}'))").first
    form.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    with page.expect_navigation():
        form.locator(f"button:has-text('{button}')").first.click()


def returned(folder: Path, *, leverage: int, largest: int, controllers: int, clients: int) -> str:
    """Write the guarantor's return: its figures in ten thousand yuan beside net assets of 100 million.

    ``clients`` differs between tellings: the same file again would be the same return, not another.
    """
    row = {
        "institution_id": GUARANTOR, "name": "霁川铭雪担保", "month": MONTH, "net_assets_fen": 10_000 * WAN,
        "paid_in_capital_fen": 10_000 * WAN, "guarantee_liability_fen": leverage * 10_000 * WAN,
        "guarantee_largest_client_fen": largest * WAN, "guarantee_largest_group_fen": largest * WAN,
        "guarantee_controllers_fen": controllers * WAN, "guarantee_clients_count": clients, "guarantee_highest_fee_rate": 0.02,
        "guarantee_deposits_taken_fen": 0, "guarantee_paid_outstanding_fen": 0,
    }  # fmt: skip
    path = folder / "担保月报.csv"
    write_sheet(path, "guarantor", [row])
    return str(path)


def sent(served: Console, sender: Any, checker: Any, file: str) -> None:
    """Send the guarantor's corrected return for it; a second officer finds it right."""
    sender.goto(f"{served.address}/intake/senders/sample-{GUARANTOR.lower()}/send/?return=guarantor|{MONTH}")
    sender.select_option("#duty", f"guarantor|{MONTH}")
    sender.set_input_files("#file", file)
    sender.fill("#reason", "机构来函更正")
    sound(sender)
    with sender.expect_navigation():
        sender.click("form button.main:has-text('报送并看回执')")
    checker.goto(sender.url)
    with checker.expect_navigation():
        checker.click("button:has-text('复核通过')")


def night(served: Console) -> int:
    """Score the guarantor's month anew, as the cycle does; return how many alerts its level gives."""
    told = subprocess.run(
        [sys.executable, "-c", NIGHT, MONTH, GUARANTOR], check=True, capture_output=True, text=True, timeout=300,
        env=surroundings_of(served.home) | {"DJANGO_SETTINGS_MODULE": "lookthrough.project.settings"},
    )  # fmt: skip
    return int(told.stdout)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_guarantor_over_its_limit_is_ordered_to_mend_and_found_mended(
    served: Console, sits_down: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    officer, head = sits_down("officer", size), sits_down("head", size)
    sent(served, officer, head, returned(tmp_path, leverage=14, largest=2_500, controllers=1_500, clients=size[0]))
    assert night(served) == 1
    level = f"{served.address}/institutions/{GUARANTOR}/level/"
    officer.goto(level)
    assert officer.locator(".level-now .level-red").count() == 1
    assert "最大" in officer.locator("ol.reasons").inner_text()
    sound(officer)
    officer.goto(f"{served.address}/alerts/?state=all&text={GUARANTOR}")
    assert officer.locator("a[href^='/alerts/']:has-text('霁川铭雪担保')").count() >= 1

    officer.goto(f"{served.address}/supervision/?business=guarantor")
    body = officer.locator("tr:has-text('霁川铭雪担保')").first
    assert "项超出上限" in body.inner_text()
    sound(officer)
    body.locator("a:has-text('制定检查计划')").click()
    officer.fill("#purpose", "报送显示集中度超过上限")
    officer.fill("#on_site_on", date.today().isoformat())  # noqa: DTZ011 - the server's own day
    for username in ("officer", "head"):
        officer.check(f"input[name=officer][value='{username}']")
    sound(officer)
    with officer.expect_navigation():
        officer.click("form button.main:has-text('制定计划')")
    check = officer.url
    _to_the_site(officer, check)
    act(officer, "责令整改…", "责令", what="将最大客户责任余额压降至净资产的10%以内，清退为控股股东的担保", days="10")
    assert "将最大客户责任余额压降" in officer.locator("#corrections").inner_text()
    sound(officer)

    sent(served, officer, head, returned(tmp_path, leverage=5, largest=500, controllers=0, clients=size[0]))
    assert night(served) == 0
    officer.goto(check)
    act(officer, "企业报告…", "记录", text="已压降，附新报表")
    act(officer, "复查…", "复查合格", note="新报表各项符合，抽查合同属实")
    assert "复查合格" in officer.locator("#corrections").inner_text() or "新报表各项符合" in officer.locator("#corrections").inner_text()
    sound(officer)
    officer.goto(level)
    assert officer.locator(".level-now .level-red").count() == 0
    _call_off(head, check)


def _to_the_site(page: Any, check: str) -> None:
    """Lead a check to the site: the self-check is filled in for the body, item by item, as its paper says."""
    page.goto(check)
    with page.expect_navigation():
        page.click("button:has-text('进入下一阶段')")
    page.evaluate(
        """async (check) => {
          const read = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
          const shown = await read(check + "self-check/");
          for (const form of shown.querySelectorAll("form[action$='/work/say/']")) {
            const given = new URLSearchParams(new FormData(form));
            given.set("said", "in_order");
            await fetch(form.getAttribute("action"), {method: "POST", body: given});
          }
        }""",
        check,
    )
    page.goto(check)
    with page.expect_navigation():
        page.click("button:has-text('进入下一阶段')")
    sound(page)


def _call_off(head: Any, check: str) -> None:
    """Let another officer call the check off, so that the next reader of this store may plan one."""
    head.goto(check)
    act(head, "取消检查…", "取消检查", reason="整改已复查合格，现场检查不再需要")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_firm_is_rescued_and_nothing_is_released_by_one_person_alone(served: Console, sits_down: Any, size: tuple[int, int]) -> None:
    officer, head = sits_down("officer", size), sits_down("head", size)
    officer.goto(f"{served.address}/alerts/?rule=concern_level")
    warned = officer.locator("main a[href^='/alerts/']:has-text('公司')")
    if warned.count() == 0:
        officer.goto(f"{served.address}/alerts/")
        warned = officer.locator("main a[href^='/alerts/']:has-text('公司')")
    warned.nth(0 if size == DESKTOP else 1).click()
    officer.locator("main a[href^='/firms/']").first.click()
    officer.wait_for_url("**/firms/*/**")
    firm = officer.url.split("/firms/")[1].split("/")[0]
    officer.goto(f"{served.address}/firms/{firm}/rescue/")
    sound(officer)
    officer.goto(f"{served.address}/rescues/?firm={firm}")
    officer.fill("[name=tier_reason]", "债权集中于本市三家银行")
    officer.fill("[name=situation]", "订单下降，两笔贷款下月到期")
    sound(officer)
    with officer.expect_navigation():
        officer.click("button:has-text('建立档案')")
    rescue = officer.url

    act(officer, "确定主办银行…", "确定", bank="岚江储蓄银行")
    for creditor, amount in (("岚江储蓄银行", "50000000"), ("霁川农商银行", "30000000")):
        act(officer, "列入债权人…", "列入", creditor=creditor, amount=amount)
    act(officer, "提交表决…", "提交", text="贷款展期一年，不抽贷、不压贷")
    for vote in officer.locator("select[name^=vote-]").all():
        vote.select_option("yes")
    with officer.expect_navigation():
        officer.click("button:has-text('记录表决')")
    with officer.expect_navigation():
        officer.click("button:has-text('结束表决并计票')")
    assert "通过" in officer.locator("#votes").inner_text()
    a_year = str(date.today() + timedelta(days=365))  # noqa: DTZ011
    act(officer, "拟定措施…", "拟定", kind="no_withdrawal", text="各行承诺不抽贷、不压贷、不断贷", to_on=a_year)
    sound(officer)

    act(officer, "申请发布…", "申请", audience="企业上下游", text="本市已牵头纾困，企业经营正常。")
    releases = "#releases article"
    assert "待第二人批准" in officer.locator(releases).inner_text()
    assert officer.locator(f"{releases} button:has-text('批准')").count() == 0, "who asks does not approve"
    assert officer.locator(f"{releases} button:has-text('登记已发布')").count() == 0, "nothing is released before it is approved"
    head.goto(rescue)
    sound(head)
    with head.expect_navigation():
        head.locator(f"{releases} button[name=approve][value='1']").click()
    officer.goto(rescue)
    with officer.expect_navigation():
        officer.click(f"{releases} button:has-text('登记已发布')")
    assert "已发布" in officer.locator(releases).inner_text()
    sound(officer)
    act(officer, "结束纾困…", "结束", outcome="recovered", text="贷款已续，订单恢复")
    assert "已恢复" in officer.locator("h1 + .facts").inner_text()
