"""Five stories from the life of the console, told in the browser as the people in them live them."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from served_console import LOOKTHROUGH, Console, page_of, sign_in, sound, surroundings_of

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = (1280, 900), (390, 844)
HERE, ELSEWHERE = "officer-280103", "officer-280102"  # case officers of two districts of the generated city
As = Callable[..., Any]
CODE = re.compile(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}")
# what one does to one's own session and settings, and readings that the trail notes: no change of anybody's data
OWN = re.compile(
    r"^/(logout|language|light|searches|account|people|petitions/find|notices|calendar|chosen|audit/verify)/|/ownership/names/$"
)
DOORS = """() => [...document.querySelectorAll("form[method=post] button:not([type=button])")].map(
  (one) => new URL(one.getAttribute("formaction") ?? one.form.getAttribute("action"), location).pathname)"""
POST = """async ([address, form]) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({...form, csrfmiddlewaretoken: token});
  return (await fetch(address, {method: "POST", body, redirect: "manual"})).status;
}"""
KEPT_OUT = ("audit_", "django_session", "axes_", "offices_", "sqlite_", "registry_searchgrams")  # a visit leaves its own traces here


@pytest.fixture
def signed_in(chromium: Any, served: Console) -> Iterator[As]:
    """Return a way to sit down as somebody; a word of complaint from the browser fails the story."""
    complaints: list[str] = []
    pages: list[Any] = []

    def sat_down(username: str = "", size: tuple[int, int] = DESKTOP) -> Any:
        page = page_of(chromium, served.address, size=size, language="zh-hans", theme="light")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        if username:
            sign_in(page, served, username)
        return page

    yield sat_down
    for page in pages:
        page.context.close()
    assert complaints == []


@contextmanager
def store(served: Console) -> Iterator[sqlite3.Connection]:
    """Open the store as somebody with hands on the machine could."""
    with closing(sqlite3.connect(served.home / "db.sqlite3", timeout=60)) as opened:
        yield opened


def trail(served: Console, **wanted: str) -> list[tuple[str, str]]:
    """Return action and object of the entries of the trail that somebody left, oldest first."""
    with store(served) as opened:
        return opened.execute("SELECT action, object_id FROM audit_entry WHERE actor = ? ORDER BY number", [wanted["actor"]]).fetchall()


def test_from_the_morning_to_the_decision(served: Console, signed_in: As) -> None:
    page = signed_in(HERE)
    assert page.locator(".figures strong").count() >= 3
    new = page.locator(".column").first.locator("a[href^='/alerts/']").first
    address = new.get_attribute("href")
    new.click()
    page.wait_for_url(f"**{address}")
    firm = page.locator("h1").inner_text()
    reasons = page.locator(".reasons > li")
    assert reasons.count() >= 1
    assert all(line.strip() for line in reasons.first.locator("dd").all_inner_texts()), "each reason states its basis"
    sound(page)

    page.click("button[data-key=a]")
    page.wait_for_selector(".message button")
    page.click("summary:has-text('结案')")
    page.locator("input[name=outcome]").first.check()
    page.fill("#close-reason", "已约谈并核对合同，情况属实，移交后续处置。")
    page.click("form[action='/alerts/close/'] button.main")
    page.wait_for_selector("text=恢复办理")
    sound(page)

    page.goto(f"{served.address}/")
    assert page.locator(f".column a[href='{address}']", has_text="已约谈并核对合同").count() == 1, "done work stands under what changed"
    page.goto(f"{served.address}/alerts/?text={firm}")
    assert page.locator(f"tr[data-row][data-href='{address}']").count() == 0
    page.goto(f"{served.address}/alerts/?state=closed&text={firm}&months=all")
    assert page.locator(f"tr[data-row][data-href='{address}']").count() >= 1
    number = str(address).split("/")[2]
    assert [action for action, what in trail(served, actor=HERE) if what == number and action != "read"] != []


def test_a_firm_under_triage_answers_and_leaves_the_list(served: Console, signed_in: As, tmp_path: Path) -> None:
    officer = signed_in(HERE)
    officer.goto(f"{served.address}/triage/?state=open")
    row = officer.locator("tr[data-row]").first
    firm, address = row.locator(".subject a").inner_text(), row.get_attribute("data-href")
    row.locator(".subject a").click()
    officer.wait_for_url(f"**{address}")
    sound(officer)
    officer.click("summary:has-text('询问企业')")
    officer.locator("input[name=wording]").first.check()
    officer.click("button:has-text('生成询问函')")
    letter = officer.locator(".letter").inner_text()
    sound(officer)
    code, uscc = CODE.search(letter), re.search(r"[0-9A-Z]{18}", letter)
    assert code
    assert uscc

    director = signed_in(size=PHONE)  # no account: the code of the letter is the way in
    director.goto(f"{served.address}/answer/")
    sound(director)
    director.fill("#code", code.group().lower())
    director.fill("#uscc", uscc.group())
    director.click("main form button")
    assert director.locator("h1").inner_text() == firm
    sound(director)
    director.fill("#text", "我公司只销售日用百货，名称中的字样已申请变更。")
    (tmp_path / "变更通知.pdf").write_bytes(b"%PDF-1.7\nnotice")
    director.set_input_files("#files", tmp_path / "变更通知.pdf")
    director.click("main form button")
    receipt = director.locator(".receipt").inner_text().strip()
    sound(director)

    officer.goto(f"{served.address}/triage/?state=answered")
    officer.click(f".subject a:text-is('{firm}')")
    said = officer.locator(".triage-main").inner_text()
    assert "名称中的字样已申请变更" in said
    assert receipt in said
    assert "变更通知.pdf" in said
    officer.click("summary:has-text('排除')")
    officer.fill("#clear-reason", "只卖日用百货，已申请变更名称。")
    officer.click("form[action='/triage/clear/'] button.main")
    officer.wait_for_selector(".message")
    officer.goto(f"{served.address}/triage/?text={firm}")
    assert officer.locator(".subject a", has_text=firm).count() == 0
    officer.goto(f"{served.address}/triage/?state=cleared&text={firm}")
    assert officer.locator(".subject a", has_text=firm).count() == 1
    sound(officer)


def test_an_officer_of_another_district_sees_nothing_of_it(served: Console, signed_in: As) -> None:
    here = signed_in(HERE)
    here.goto(f"{served.address}/alerts/?state=all")
    alert = here.locator("tr[data-row]").first.get_attribute("data-href")
    here.goto(f"{served.address}/triage/?state=all")
    triage = here.locator("tr[data-row]").first.get_attribute("data-href")
    here.goto(f"{served.address}/firms/")
    row = here.locator("tr[data-row]").first
    firm, name = str(row.get_attribute("data-href")), row.locator("a").first.inner_text()
    assert here.goto(served.address + firm).status == 200

    there = signed_in(ELSEWHERE)
    inner = ("", "timeline/", "ownership/", "sources/", "same/", "money/", "handling/", "export.pdf")
    for address in [alert, triage, f"{alert}transfers/", *(firm + one for one in inner)]:
        answer = there.request.get(served.address + str(address))
        assert (answer.status, name in answer.text()) == (404, False), address
    there.goto(f"{served.address}{firm}")
    assert name not in there.locator("body").inner_text()
    sound(there)
    for asked in (f"/firms/?text={name}", f"/alerts/?state=all&text={name}", f"/triage/?state=all&text={name}", f"/search/?q={name}"):
        there.goto(served.address + asked)
        assert there.locator("main a", has_text=name).count() == 0, asked
    there.keyboard.press("/")
    there.keyboard.type(firm.split("/")[2])  # the whole code
    there.wait_for_selector("#search-popup:not([hidden])")
    assert name not in there.locator("#search-popup").inner_text()
    exported = there.request.get(f"{served.address}/alerts/export.csv?state=all").text()
    assert exported.strip()
    assert here.request.get(f"{served.address}/alerts/export.csv?state=all").text().splitlines()[1] not in exported


def everything(served: Console) -> str:
    """Return one digest over all that officers work on: firms, triages, alerts, verdicts, watch list, corrections, notes."""
    digest = hashlib.sha256()
    with store(served) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for table in tables:
            if not table.startswith(KEPT_OUT):
                digest.update(table.encode())
                for row in opened.execute(f'SELECT * FROM "{table}" ORDER BY 1'):  # noqa: S608 - names of our own tables
                    digest.update(repr(row).encode())
    return digest.hexdigest()


def test_the_auditor_reads_all_and_changes_nothing(served: Console, signed_in: As) -> None:
    page = signed_in("auditor")
    before = everything(served)
    places = [one.get_attribute("href") for one in page.locator("header.top nav a").all()]
    assert {"/alerts/", "/firms/", "/institutions/", "/money/", "/methods/", "/audit/"} <= set(places)
    shown = {}
    for section in ("/alerts/?state=all", "/firms/", "/triage/?state=all"):
        page.goto(served.address + section)
        shown[section] = str(page.locator("tr[data-row]").first.get_attribute("data-href"))
    firm = shown["/firms/"]
    more = [*shown.values(), *(firm + tab for tab in ("timeline/", "ownership/", "sources/", "same/", "handling/", "money/"))]
    for place in [*places, *more]:
        answer = page.goto(f"{served.address}{place}")
        assert answer.status == 200, place
        assert [door for door in page.evaluate(DOORS) if not OWN.search(door)] == [], place

    alert, triage = (shown[one].split("/")[2] for one in ("/alerts/?state=all", "/triage/?state=all"))
    deeds = [f"/alerts/{deed}/" for deed in ("assign", "snooze", "close", "reopen", "note", "undo")]
    deeds += [f"/triage/{deed}/" for deed in ("take", "clear", "watch", "pass-on", "note", "undo", f"{triage}/ask")]
    deeds += [f"/watch/{deed}/" for deed in ("put", "extend", "take-off", "put-back")]
    deeds += ["/corrections/draft/", "/matches/judge/", "/matches/undo/", f"{firm}note/", f"{firm}hand/", "/authorities/ask/"]
    form = {"alert": alert, "triage": triage, "reason": "不应成功", "text": "不应成功", "wording": "name", "verdict": "same"}
    for deed in deeds:
        assert page.evaluate(POST, [deed, form]) == 403, deed
    assert everything(served) == before


@contextmanager
def one_byte_changed(served: Console) -> Iterator[int]:
    """Change one byte of an entry in the file of the store, past the guard, and put it back with the guard at the end."""
    with store(served) as opened:
        guards = opened.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'").fetchall()
        assert len(guards) == 2
        with pytest.raises(sqlite3.IntegrityError):  # with the guard in place nobody writes, not even here
            opened.execute("UPDATE audit_entry SET actor = 'x' WHERE number = 3")
        opened.rollback()
        (actor,) = opened.execute("SELECT actor FROM audit_entry WHERE number = 3").fetchone()
        for name, _sql in guards:
            opened.execute(f'DROP TRIGGER "{name}"')
        opened.execute("UPDATE audit_entry SET actor = ? WHERE number = 3", [actor[:-1] + chr(ord(actor[-1]) ^ 1)])
        opened.commit()
    try:
        yield 3
    finally:
        with store(served) as opened:
            opened.execute("UPDATE audit_entry SET actor = ? WHERE number = 3", [actor])
            for _name, sql in guards:
                opened.execute(sql)
            opened.commit()


def verified(served: Console) -> tuple[int, str]:
    done = subprocess.run([LOOKTHROUGH, "audit", "verify"], env=surroundings_of(served.home), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_one_byte_changed_in_the_trail_is_found(served: Console, signed_in: As) -> None:
    page = signed_in("auditor")

    def verify() -> str:
        page.goto(f"{served.address}/audit/")
        page.click("button:has-text('逐条核验')")
        page.wait_for_selector("p.message")
        return str(page.locator("p.message").inner_text())

    assert "全部完整" in verify()
    with one_byte_changed(served) as number:
        said = verify()
        sound(page)
        ended, told = verified(served)
    assert said.startswith(f"第 {number} 条有问题")
    assert ended == 1
    assert f"entry {number} is not as written" in told
    assert "全部完整" in verify()
    assert verified(served)[0] == 0
