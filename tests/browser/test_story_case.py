"""One case from its alert to its report, done on the pages by those who do it, over five months; then its bundle proves itself."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lookthrough.evidence.bundle import check_bundle
from lookthrough.kernel.calendar import add_working_days
from served_console import CHECKOUT, LOOKTHROUGH, Console, console, page_of, sound, surroundings_of

pytestmark = [pytest.mark.browser]
DISTRICT = "280103"  # of the generated city
LEADS, SECOND, DECIDES = f"officer-{DISTRICT}", "officer", "head"  # the district's officer, the city's, the head of the city's office
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FUNDRAISING = "illegal_fundraising"
ONLY_READ = ("ledgers", "runs", "sample")  # by this story
SOME = 97  # every so many bytes of the bundle is changed once, so that all its parts are


class Days:
    """The day as the console of this story has it: today, and some days later each time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.pass_by(0)

    @property
    def ahead(self) -> int:
        return int(self.file.read_text()) if self.file.is_file() else 0

    @property
    def today(self) -> date:
        return (datetime.now(UTC) + timedelta(hours=8, days=self.ahead)).date()

    def pass_by(self, days: int) -> None:
        self.file.write_text(str(self.ahead + days))


class Officer:
    """One who sits before the console and does what the page offers, by the words that stand on it."""

    def __init__(self, page: Any, served: Console, name: str) -> None:
        self.page, self.served, self.name = page, served, name

    def open(self, path: str) -> Officer:
        """Open a page; whoever has been away too long signs in first and is led there."""
        self.page.goto(f"{self.served.address}{path}")
        if "/login/" in self.page.url:
            self.page.fill("#id_username", self.name)
            self.page.fill("#id_password", self.served.passwords[self.name])
            self.page.click("form button.main")
            self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def do(self, words: str, within: str = "main", *, button: str = "", **fields: Any) -> str:
        """Open what can be done, fill its fields in, press its button; return what the page says then."""
        place = self.page.locator(within).first
        form = place.locator(f"details:has(> summary:has-text('{words}'))").first
        if form.count() and form.get_attribute("open") is None:
            form.locator("> summary").click()
        for name, value in fields.items():
            self.fill(form.locator(f"[name='{name}']"), value)
        with self.page.expect_navigation():
            form.locator(f"button:has-text('{button}')").first.click()
        return self.said()

    def press(self, words: str, within: str = "main") -> str:
        """Press a button that asks nothing; return what the page says then."""
        with self.page.expect_navigation():
            self.page.locator(f"{within} button:text-is('{words}')").first.click()
        return self.said()

    def fill(self, field: Any, value: Any) -> None:
        if isinstance(value, Path):
            field.set_input_files(value)
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value.isoformat() if isinstance(value, date) else str(value))

    def takes_away(self, words: str, **fields: Any) -> Path:
        """Fill a form that ends in a download; return the file."""
        form = self.page.locator(f"details:has(> summary:has-text('{words}'))").first
        form.locator("> summary").click()
        for name, value in fields.items():
            self.fill(form.locator(f"[name='{name}']"), value)
        with self.page.expect_download() as file:
            form.locator("button").first.click()
        return Path(file.value.path())

    def said(self) -> str:
        """Return the messages of the page; a refusal is none that this story asks for."""
        assert self.page.locator(".message-refused").all_inner_texts() == [], self.page.url
        return " ".join(self.page.locator(".message").all_inner_texts())

    def step(self, number: str, to: str, *, why: str = "") -> None:
        """Take the case's next step on the first page of its file."""
        self.open(f"/cases/{number}/").do(to, ".next-steps", reason=why)
        assert self.page.locator("main").first.inner_text().count(to) >= 1

    def lacks(self, number: str) -> str:
        """Return what the next steps of the case still lack, as its page says."""
        return str(self.open(f"/cases/{number}/").page.locator(".next-steps").inner_text())


@pytest.fixture
def own(served: Console, tmp_path: Path) -> Iterator[Console]:
    """Serve a copy of the store by a console whose day the story moves, so that nobody else lives in its future."""
    home = tmp_path / "home"
    shutil.copytree(served.home, home, ignore=shutil.ignore_patterns("db.sqlite3*", *ONLY_READ))
    for name in ONLY_READ:
        (home / name).symlink_to(served.home / name)
    with closing(sqlite3.connect(served.home / "db.sqlite3")) as theirs, closing(sqlite3.connect(home / "db.sqlite3")) as mine:
        theirs.backup(mine)
    (tmp_path / "days").write_text("0")
    with console(home, command=later(tmp_path)) as started:
        yield started


def later(folder: Path) -> list[str]:
    """Return the command ``lookthrough`` as it is on the day of the story."""
    return [sys.executable, str(CHECKOUT / "tests" / "later.py"), str(folder / "days")]


@pytest.fixture
def seated(chromium: Any, own: Console) -> Iterator[dict[str, Officer]]:
    """Seat three officers; a complaint of the browser fails the story."""
    complaints: list[str] = []
    found = {}
    for name in (LEADS, SECOND, DECIDES):
        page = page_of(chromium, own.address, size=(1280, 900), language="zh-hans", theme="light")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        found[name] = Officer(page, own, name)
    yield found
    for one in found.values():
        one.page.context.close()
    assert complaints == []


def test_from_the_alert_to_the_report_and_the_bundle(own: Console, seated: dict[str, Officer], tmp_path: Path) -> None:
    days, (leads, second, head) = Days(tmp_path / "days"), seated.values()
    number = opened(leads, head)
    investigated(leads, number)
    determined(leads, head, number, days)
    ordered_and_missed(leads, head, number, days)
    claimed(leads, second, head, number, days, tmp_path)
    planned(leads, second, head, number, days, tmp_path)
    repaid(leads, second, head, number, days)
    reported(leads, head, number, days)
    proved(own, number, tmp_path)


def opened(leads: Officer, head: Officer) -> str:
    """Make a lead of an alert, and of the lead, by a second person's word, a case; return its number."""
    page = leads.open("/alerts/?state=all").page
    page.locator("tr[data-row] .subject a").first.click()
    page.wait_for_url("**/alerts/*/")
    leads.do("立线索", title="承诺保本高息，面向公众吸收资金", text="资金穿透显示新客户资金用于兑付")
    lead = page.url.removeprefix(leads.served.address)
    assert "/cases/leads/" in lead
    leads.do("提出立案", case_type=FUNDRAISING, reason="涉嫌面向不特定对象吸收资金")
    head.open(lead)
    sound(head.page)
    head.press("同意")
    number = re.search(r"案\d{4}-\d+", head.page.locator("main").inner_text())
    assert number
    return number.group()


def investigated(leads: Officer, number: str) -> None:
    """Two officers investigate; alone, the step is not open."""
    assert "已指派两名以上调查人员" in leads.lacks(number)
    leads.open(f"/cases/{number}/people/")
    leads.do("指派人员", officer=by_name(leads, "演示经办"), part="investigator")
    leads.step(number, "调查", why="已向门店调取合同")
    leads.step(number, "认定")


def by_name(officer: Officer, name: str) -> str:
    """Return the value of the one who may be named whose words begin with a name."""
    return str(officer.page.locator(f"#name-officer option:has-text('{name} ·')").first.get_attribute("value"))


def determined(leads: Officer, head: Officer, number: str, days: Days) -> None:
    """The departments differ, the leading group settles, two sign the opinion; a class of handling is decided."""
    at = f"/cases/{number}/determination/"
    due = add_working_days(days.today, 5)
    leads.open(at).do("征求部门意见", question="是否属于非法集资", **{"class": FUNDRAISING}, departments="市场监管局\n公安局", due_on=due)
    leads.do("记录答复", "tr:has-text('市场监管局')", view="agrees")
    leads.do("记录答复", "tr:has-text('公安局')", view="differs", **{"class": "unlicensed_finance"}, reasons="对象是否不特定尚待查明")
    leads.press("结束征求意见")
    votes = {f"{what}-{place}": value for place in range(4) for what, value in (("member", f"成员{place}"), ("vote", FUNDRAISING))}
    leads.do(
        "记录会议", chair="副区长", members=5, question="是否属于非法集资", minutes="各成员单位发表意见", **{"class": FUNDRAISING}, **votes
    )
    leads.do("拟定认定意见", ground="meeting", text="面向不特定对象，承诺还本付息，属于非法集资", **{"class": FUNDRAISING})
    leads.press("签署（第一人）")
    leads.do("提出分类处置建议", chosen="ban", reasons="规模大、涉众广，整改无望时依法取缔")
    head.open(at).press("签署并出具（第二人）")
    head.do("决定分类处置", approve="1", reason="同意，按查明的事实")
    sound(head.page)
    leads.step(number, "责令整改")


def ordered_and_missed(leads: Officer, head: Officer, number: str, days: Days) -> None:
    """A notice with a deadline is served; it passes, a person confirms so; the ban is announced on another's word."""
    at = f"/cases/{number}/procedure/"
    leads.open(at).do("拟定责令整改通知", demands="停止吸收资金，十日内提交清退计划", count=10, unit="working_days")
    leads.do("登记送达", "#services", way="direct", receiver="法定代表人")
    assert leads.page.locator("summary:has-text('确认逾期未整改到位')").count() == 0, "nobody confirms before the day has passed"
    days.pass_by(21)
    leads.open(at).do("确认逾期未整改到位", finding="到期复查，仍在吸收资金")
    leads.step(number, "取缔")
    leads.open(at).do("申请发布取缔、关闭公告", kind="ban", text="依法取缔，请投资人申报")
    head.open(at).do("决定公告", approve="1")
    leads.open(at).do("登记已发布", where="区政府门户网站")
    sound(leads.page)
    leads.step(number, "债权申报与核对")


def claimed(leads: Officer, second: Officer, head: Officer, number: str, days: Days, folder: Path) -> None:
    """Three persons claim at the counter, another officer confirms; the auditor reports; the head closes the claims."""
    at = f"/cases/{number}/claims/"
    leads.open(at).do("开始债权申报", closes_on=days.today + timedelta(days=30))
    for place, (yuan, back) in enumerate((("100000.00", "0"), ("200000.00", "0"), ("300000.00", "100000.00")), 1):
        claim(leads, second, number, place, yuan, back)
    (folder / "审计报告.pdf").write_bytes(PDF)
    evidence = f"/cases/{number}/evidence/"
    leads.open(evidence).do("收取证据", title="专项审计报告", source="某会计师事务所", file=folder / "审计报告.pdf")
    if "/evidence/证" not in leads.page.url:
        leads.page.locator("tr:has-text('专项审计报告') a").first.click()
    leads.do("登记为审计报告")
    sound(leads.page)
    days.pass_by(33)
    head.open(at).press("宣布申报截止、核对完毕")
    leads.step(number, "清退方案")


def claim(leads: Officer, second: Officer, number: str, place: int, yuan: str, back: str) -> None:
    """Register one person at the counter; a second officer settles the sums."""
    person = {"name": f"申报人{place}", "id_number": f"E{place:08d}", "phone": f"1380000{place:04d}", "account": f"62220000000{place:05d}"}
    leads.open(f"/cases/{number}/claims/").do("窗口登记", **person, bank="某银行", contributed=yuan, returned=back)
    second.open(f"/cases/{number}/claims/{place}/").do("核定金额")


def planned(leads: Officer, second: Officer, head: Officer, number: str, days: Days, folder: Path) -> None:
    """A plan is drafted, checked by another, approved by the court; its ruling is read against what was entered."""
    at = f"/cases/{number}/repayment/"
    assert "清退方案已经法院裁定批准" in leads.lacks(number)
    leads.open(at).do("起草方案", base="net", text="以投入减去已返还为基数，按比例清退")
    second.open(at).do("复核方案")
    (folder / "裁定书.pdf").write_bytes(PDF)
    leads.open(at).do("录入法院裁定", court="某区人民法院", ruling="（2026）某01民特1号", ruled_on=days.today, paper=folder / "裁定书.pdf")
    head.open(at).do("核对裁定", agrees="1")
    sound(head.page)
    leads.step(number, "资金清退")


def repaid(leads: Officer, second: Officer, head: Officer, number: str, days: Days) -> None:
    """Two rounds; who comes after the first gets in the second what he missed; every fen is accounted for."""
    at = f"/cases/{number}/repayment/"
    leads.open(at).do("记一笔", kind="surrender", fen="300000.00", text="平台退缴")
    one_round(leads, second, number, 1, "100000.00")
    assert shared(leads) == ["20000.00", "40000.00", "40000.00"]
    orders = leads.takes_away("下载银行文件", debtor="处置专户", account="3301000011112222", purpose="支付第一轮").read_text("utf-8")
    assert orders.count("<CdtTrfTxInf>") == 3
    days.pass_by(14)
    claim(leads, second, number, 4, "100000.00", "0")
    assert "迟到" in leads.open(f"/cases/{number}/claims/").page.locator("main").inner_text()
    one_round(leads, second, number, 2, "200000.00")
    assert shared(leads) == ["30000.00", "60000.00", "60000.00", "50000.00"], "the late one stands where the others stand: at half"
    leads.open(at)
    assert "账面与各轮、提存相符" in leads.page.locator("main").inner_text()
    sound(leads.page)
    head.open(at).do("宣布清退完成")
    leads.step(number, "处置报告")


def one_round(leads: Officer, second: Officer, number: str, serial: int, yuan: str) -> None:
    """Draft a round, have another officer count it anew, carry it out."""
    leads.open(f"/cases/{number}/repayment/").do("起草一轮分配", available=yuan)
    second.open(f"/cases/{number}/rounds/{serial}/").do("复核本轮")
    leads.open(f"/cases/{number}/rounds/{serial}/").do("执行本轮")


def shared(officer: Officer) -> list[str]:
    """Return what each claim gets in the round on the page."""
    cells = officer.page.locator("table.rows tbody tr td:nth-child(5)").all_inner_texts()
    return [one.replace(",", "").strip() for one in cells]


def reported(leads: Officer, head: Officer, number: str, days: Days) -> None:
    """The report is drafted, issued by another and filed within thirty working days; then the case is closed by two."""
    due = add_working_days(days.today, 30).isoformat()
    assert due in leads.open(f"/cases/{number}/").page.locator("tr:has-text('报送处置报告')").first.inner_text()
    days.pass_by(20)
    page = leads.open(f"/cases/{number}/papers/").page
    page.select_option("#kind", "disposal_report")
    leads.press("起草")
    for field in page.locator(".is-lacking textarea, .is-lacking input").all():
        field.fill("已依法办理，详见案卷。")
    sound(page)
    with page.expect_navigation():
        page.locator("button:has-text('保存并提交审批')").click()
    leads.said()
    paper = page.url.removeprefix(leads.served.address)
    head.open(paper).press("同意签发")
    assert "处报" in head.page.locator("main").inner_text()
    leads.open(paper).do("登记已报送", receipt=f"{days.today} 机要交换，回执 1 号")
    leads.step(number, "结案", why="处置完毕")
    head.open(f"/cases/{number}/").press("同意")
    said = head.page.locator("main").inner_text()
    assert "案件已办结" in said
    clock = head.page.locator("tr:has-text('报送处置报告')").first.inner_text()
    assert f"已停止 {days.today}" in clock
    assert f"{days.today}" < due
    sound(head.page)


def proved(own: Console, number: str, folder: Path) -> None:
    """The bundle verifies; whichever part of it is changed by one byte, verification says so."""
    made = folder / "案卷.zip"
    run(own, *later(folder), "cases", "bundle", number, "--out", str(made), "--purpose", "归档")
    said = json.loads(run(own, LOOKTHROUGH, "cases", "verify", str(made), "--json"))
    assert (said["sound"], said["case"], said["items"]) == (True, number, 2), "the auditor's report and the report that was issued"
    whole, changed = made.read_bytes(), folder / "改动.zip"
    for place in range(0, len(whole), SOME):
        changed.write_bytes(whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :])
        assert not check_bundle(changed).sound, f"byte {place} of {len(whole)}"
    verified = subprocess.run([LOOKTHROUGH, "cases", "verify", str(changed)], check=False, capture_output=True, text=True)
    assert verified.returncode == 1


def run(own: Console, *command: str) -> str:
    """Run a command on the story's store; return what it said."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings_of(own.home), timeout=120)
    return done.stdout
