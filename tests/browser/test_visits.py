"""Two officers, two phones, one firm, no signal: what both saw is kept, arrives later, clashes in the open, and is settled at the desk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from served_console import Console, page_of, sign_in, sound

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 900), (390, 844)
LOCAL, CITY = "officer-280103", "officer"
WHAT_LIES_THERE = """async () => {
  const opened = await new Promise((done) => { const r = indexedDB.open("field-visits", 1); r.onsuccess = () => done(r.result); });
  const asked = (table, how) => opened.transaction(table).objectStore(table)[how]();
  const all = (table, how) => new Promise((done) => { const r = asked(table, how); r.onsuccess = () => done(r.result); });
  const records = await all("records", "getAll");
  const text = records.map((one) => new TextDecoder().decode(one.record.sealed)).join("");
  return {about: await all("about", "getAllKeys"), records: records.length, plain: text.includes("前台")};
}"""


@pytest.fixture
def phones(chromium: Any, served: Console) -> Iterator[list[Any]]:
    """Hand out two phones, each with its officer signed in."""
    pages = []
    for username in (LOCAL, CITY):
        page = page_of(chromium, served.address, size=PHONE, language="zh-hans", theme="light")
        sign_in(page, served, username)
        pages.append(page)
    yield pages
    for page in pages:
        page.context.close()


def deploy(page: Any, *, place: int) -> str:
    """Open a campaign whose sweep runs today, enter the firm at a place of the sweep list, send both officers there; returns its name."""
    today = date.today()  # noqa: DTZ011 - the page shows the day of the machine
    address = page.url.split("/", 3)
    page.goto(f"{address[0]}//{address[2]}/campaigns/open/")
    page.fill("#name", "互联网金融风险专项整治")
    page.fill("#basis", "国办发〔2016〕21号")
    page.fill("#fields", "网络借贷 | 银监分局\n投资理财 | 地方金融管理局")
    page.check("[name=district][value='280103']")
    page.check("[name=district][value='280102']")
    for number, stage in enumerate(("deploy", "sweep", "clean_up", "inspection", "acceptance")):
        begin = today + timedelta(days=10 * (number - 1))
        page.fill(f"#from-{stage}", begin.isoformat())
        page.fill(f"#to-{stage}", (begin + timedelta(days=9)).isoformat())
    page.click("form.campaign-open button.main")
    page.get_by_role("link", name="主体名单").click()
    page.get_by_role("link", name="从筛查生成排查名单…").click()
    page.select_option("#region", "280103")
    page.get_by_role("button", name="查看名单").click()
    page.locator("[name=firm]").evaluate_all("(boxes, place) => boxes.forEach((one, at) => { one.checked = at === place; })", place)
    page.get_by_role("button", name="列入选中的主体").click()
    name = page.locator(".rows-checks .subject a").first.inner_text()
    page.locator("[name=entry]").first.check()
    for username in (LOCAL, CITY):
        page.check(f"[name=officer][value='{username}']")
    page.get_by_role("button", name="安排走访").click()
    page.get_by_text("已安排 2 次走访").wait_for()
    return str(name)


def fill(page: Any, name: str, *, operating: str, note: str, photo: bytes | None = None) -> None:
    """Fill a firm's form in with the thumb and keep it."""
    page.locator(".visit-card", has_text=name).click()
    for question, option in (
        ("found_there", "yes"), ("operating", operating), ("advertising", "plain"), ("takes_public_money", "suspected"),
        ("licences_shown", "partly"), ("cooperation", "full"),
    ):  # fmt: skip
        page.check(f"#items [name={question}][value={option}]", force=True)
    page.fill("#note", note)
    if photo:
        page.set_input_files("#photo", {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": photo})
        page.locator("#photos li").wait_for()
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#list").wait_for(state="visible")


def state(page: Any, name: str, word: str) -> None:
    """Wait until a firm stands at a state."""
    page.locator(".visit-card", has_text=name).locator(".visit-state", has_text=word).wait_for()


def test_no_signal_two_phones_one_firm(served: Console, chromium: Any, phones: list[Any]) -> None:
    desk = page_of(chromium, served.address, size=DESKTOP, language="zh-hans", theme="light")
    sign_in(desk, served, "head")
    name = deploy(desk, place=0)
    one, other = phones
    for phone in phones:
        phone.goto(f"{served.address}/visits/")
        phone.locator("[data-ready='1']").wait_for()
        assert name in phone.locator(".visit-card strong").all_inner_texts()
        sound(phone)
        phone.context.set_offline(True)
        phone.reload()  # the page itself comes from the phone now
        phone.locator("#connection[data-state=offline]").wait_for()

    fill(one, name, operating="open", note="前台三人，墙上有宣传", photo=jpeg())
    fill(other, name, operating="stopped", note="前台无人，卷帘门半掩")
    for phone in phones:
        state(phone, name, "留在本机，未发送")
        phone.reload()
        state(phone, name, "留在本机，未发送")
        there = phone.evaluate(WHAT_LIES_THERE)
        assert (there["records"], there["plain"]) == (1, False), "what waits on the phone is sealed"
    one.locator(".visit-card", has_text=name).click()
    one.locator("#form").wait_for()
    assert one.locator("#note").input_value() == "前台三人，墙上有宣传"
    sound(one)
    one.get_by_role("button", name="返回名单").click()

    one.context.set_offline(False)
    state(one, name, "已送达")
    other.context.set_offline(False)
    state(other, name, "与另一条记录不一致")
    assert [phone.evaluate(WHAT_LIES_THERE)["records"] for phone in phones] == [0, 0]

    desk.get_by_role("link", name=name).first.click()
    assert desk.locator(".clash-item legend").all_inner_texts() == ["经营状态"]
    assert desk.locator("article:has-text('前台三人')").count() == 1
    assert desk.locator("article:has-text('卷帘门半掩')").count() == 1
    sound(desk)
    desk.locator(".clash-choice", has_text="停业").locator("input").check()
    desk.fill("#settle-why", "与物业核对")
    desk.get_by_role("button", name="认定", exact=True).click()
    desk.get_by_text("已认定，各条记录都保留").wait_for()
    assert desk.locator("h2", has_text="走访记录不一致").count() == 0
    desk.context.close()


def test_a_phone_forgets_at_sign_out_and_loses_nothing(served: Console, chromium: Any, phones: list[Any]) -> None:
    desk = page_of(chromium, served.address, size=DESKTOP, language="zh-hans", theme="light")
    sign_in(desk, served, "head")
    name = deploy(desk, place=1)
    desk.context.close()
    phone = phones[0]
    phone.goto(f"{served.address}/visits/")
    phone.locator("[data-ready='1']").wait_for()
    phone.context.set_offline(True)
    fill(phone, name, operating="open", note="前台二人")
    state(phone, name, "留在本机，未发送")
    phone.route("**/visits/send/", lambda route: route.abort())  # signal again, but nothing gets through to the office
    phone.context.set_offline(False)
    phone.goto(f"{served.address}/account/")
    phone.get_by_role("button", name="退出").click()
    phone.wait_for_url("**/login/**")
    phone.wait_for_function(f"async () => (await ({WHAT_LIES_THERE})()).about.length === 1")
    there = phone.evaluate(WHAT_LIES_THERE)
    assert there == {"about": ["phone"], "records": 1, "plain": False}

    sign_in(phone, served, CITY)
    phone.goto(f"{served.address}/visits/")
    phone.locator("#others", has_text="1 条他人的记录").wait_for()
    phone.unroute("**/visits/send/")
    phone.goto(f"{served.address}/account/")
    phone.get_by_role("button", name="退出").click()
    phone.wait_for_url("**/login/**")
    sign_in(phone, served, LOCAL)
    phone.goto(f"{served.address}/visits/")
    phone.locator("[data-ready='1']").wait_for()
    state(phone, name, "已送达")
    assert phone.evaluate(WHAT_LIES_THERE)["records"] == 0


def jpeg() -> bytes:
    """Return a photo."""
    from PIL import Image

    kept = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()
