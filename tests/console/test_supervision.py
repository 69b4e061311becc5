"""Pages of supervision: a check from plan to closure with the firm's own page beside it, bursts, graph risks, elements, a rescue."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alert_builders import EAST, NOW, WEST, People
from lookthrough.registry import operations as registry
from lookthrough.registry import relation_operations as relations
from lookthrough.risk.graph import operations as graph
from registry.register import code, firm, write

Door = Callable[[str], Client]
TODAY = date.today()  # noqa: DTZ011 - the pages ask the clock
FIRM = code(1)


@pytest.fixture
def store(people: People, tmp_path: Path) -> Path:
    """Put two firms of the east and one of the west into the register."""
    rows = [firm(1, name="东区融资担保有限公司", region_code=EAST), firm(2, region_code=EAST), firm(3, region_code=WEST)]
    registry.import_companies(path=write(tmp_path / "firms.csv", rows), at=NOW, actor="test")
    return tmp_path


def planned(sign_in: Door) -> tuple[Client, str]:
    """Plan a check of the guarantor; returns the door and the check's address."""
    client = sign_in("east")
    answer = client.post(
        "/supervision/plan/make/",
        {"firm": FIRM, "business": "guarantor", "purpose": "集中度异常", "on_site_on": (TODAY + timedelta(days=9)).isoformat(),
         "offices": "税务局", "officer": ["east", "city"]},
    )  # fmt: skip
    return client, answer.headers["Location"]


def work(client: Client, address: str, deed: str, **given: object) -> str:
    """Do a deed and return what the page then says."""
    client.post(f"{address}work/{deed}/", given)
    return client.get(address).content.decode()


def test_a_check_from_its_plan_to_its_closure(store: Path, sign_in: Door) -> None:
    client, address = planned(sign_in)
    assert "东区融资担保有限公司" in client.get("/supervision/").content.decode()
    work(client, address, "advance")
    letter = client.post(f"{address}letter/").content.decode()
    (given,) = re.findall(r'claim-code">([A-Z0-9-]{19})<', letter)
    body = Client()
    assert body.post("/check/", {"code": given, "uscc": FIRM}).status_code == 302
    own = body.get("/check/open/").content.decode()
    assert "没有高利放贷" in own
    slugs = re.findall(r'name="item" value="(\w+)"', own)
    for slug in slugs:
        body.post("/check/do/say/", {"item": slug, "said": "in_order", "note": ""})
    papers = re.findall(r'name="paper" value="(\d+)"', own)
    body.post("/check/do/paper/", {"paper": papers[0], "files": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    assert "已上传" in body.get("/check/open/").content.decode()
    work(client, address, "advance")
    for slug in slugs:
        seen = {"item": slug, "seen": "breach" if slug == "usury" else "in_order", "note": "一笔超过上限" if slug == "usury" else ""}
        client.post(f"{address}work/see/", seen)
    assert "与自查不符" in client.get(address).content.decode()
    work(client, address, "draw", facts="")
    own = body.get("/check/open/").content.decode()
    (shown,) = re.findall(r'name="shown" value="(\w{64})"', own)
    body.post("/check/do/sign/", {"name": "孙签署", "post": "总经理", "objections": "", "shown": shown})
    assert "孙签署" not in client.get(address).content.decode()
    assert "孙签署" in client.get(f"{address}facts/").content.decode()
    work(client, address, "order", what="退还超收利息", basis="", days=5, item="usury")
    page = work(client, address, "advance")
    (correction,) = set(re.findall(r'name="correction" value="(\d+)"', page))
    body.post("/check/do/report/", {"correction": correction, "text": "已退还"})
    work(client, address, "recheck", correction=correction, done="1", note="凭证齐全")
    page = work(client, address, "close", conclusion="整改到位")
    assert "整改到位" in page
    assert body.get("/check/open/").status_code == 403  # the code is gone with the check


def test_the_firms_own_page_is_shut_without_its_code(store: Path, sign_in: Door) -> None:
    assert Client().get("/check/open/").status_code == 403
    assert Client().post("/check/do/say/", {"item": "usury", "said": "in_order"}).status_code == 403
    stranger = Client()
    stranger.cookies["body_check"] = "1:forged:forged"
    assert stranger.get("/check/open/").status_code == 403
    assert stranger.post("/check/", {"code": "AAAA-AAAA-AAAA-AAAA", "uscc": FIRM}).status_code == 403


def test_another_districts_check_is_not_even_confirmed_to_exist(store: Path, sign_in: Door) -> None:
    _client, address = planned(sign_in)
    west = sign_in("west")
    for page in (address, f"{address}on-site/", f"{address}self-check/", f"{address}facts/"):
        assert west.get(page).status_code == 404, page
    assert "东区融资担保" not in west.get("/supervision/?state=all").content.decode()
    assert "没有改动" in west.post(f"{address}work/advance/", follow=True).content.decode() or west.get(address).status_code == 404


def test_a_signers_name_is_read_on_record(store: Path, sign_in: Door) -> None:
    client, address = planned(sign_in)
    assert client.get(f"{address}facts/").status_code == 404  # none is drawn yet
    assert "制定检查计划" in client.get(f"/firms/{FIRM}/timeline/").content.decode()
    for page in (f"/firms/{FIRM}/supervision/", f"/supervision/plan/?firm={FIRM}", f"{address}on-site/", f"{address}self-check/"):
        assert client.get(page).status_code == 200, page


def test_a_burst_is_accepted_and_taken_back(store: Path, sign_in: Door) -> None:
    client = sign_in("east")
    text = "kind,day,region_code,subject_type,subject_id,count\n" + "".join(
        f"visit,{TODAY - timedelta(days=back)},{EAST},,,{count}\n" for back, count in [(60, 1), (45, 1), (30, 2), (2, 9), (1, 14)]
    )
    page = client.post("/incidents/upload/", {"file": SimpleUploadedFile("c.csv", text.encode())}, follow=True).content.decode()
    (number,) = re.findall(r'id="incident-(\d+)"', page)
    client.post("/incidents/accept/", {"incident": number, "reason": "电话核实"})
    assert f'id="incident-{number}"' in client.get("/incidents/?state=accepted").content.decode()
    client.post("/incidents/undo/", {"incident": number})
    assert f'id="incident-{number}"' in client.get("/incidents/").content.decode()
    assert f'id="incident-{number}"' not in sign_in("west").get("/incidents/?state=all").content.decode()


def test_a_wrong_row_of_counts_is_named_and_nothing_is_kept(store: Path, sign_in: Door) -> None:
    client = sign_in("east")
    text = f"kind,day,region_code,count\nvisit,{TODAY},{EAST},3\nvisit,{TODAY},{EAST},many\n"
    page = client.post("/incidents/upload/", {"file": SimpleUploadedFile("c.csv", text.encode())}, follow=True).content.decode()
    assert "第 2 行 count 列" in page


def test_a_ring_is_drawn_and_told_in_a_table(store: Path, sign_in: Door) -> None:
    path = store / "ties.csv"
    ties = [(1, 2, 500_00), (2, 3, 300_00), (3, 1, 200_00)]
    lines = [f"{code(a)},{code(b)},guarantor,{fen}" for a, b, fen in ties]
    path.write_text("\n".join(["from_uscc,to_uscc,kind,amount_fen", *lines]) + "\n", encoding="utf-8")
    relations.import_relations(path=path, at=NOW, actor="test")
    graph.update(ledger=None, as_of=TODAY)
    client = sign_in("east")
    (address,) = set(re.findall(r'data-href="(/risks/\d+/)"', client.get("/risks/").content.decode()))
    page = client.get(address).content.decode()
    assert page.count('class="tie"') == 3
    assert page.count('<td class="number">') == 3
    assert f"/firms/{code(3)}/" not in page  # of the west: named, not linked
    assert client.get("/risks/export.csv?kind=ring").status_code == 200
    assert sign_in("west").get(address).status_code == 200  # it touches the west too


def test_elements_are_judged_by_a_person_on_two_pages_apart(store: Path, sign_in: Door) -> None:
    client, address = sign_in("east"), f"/firms/{FIRM}/elements/"
    client.post(f"{address}administrative/begin/")
    page = client.get(address).content.decode()
    (test,) = set(re.findall(r'name="test" value="(\d+)"', page))
    assert "缺口" in page
    client.post(f"{address}administrative/judge/", {"test": test, "element": "public", "judgement": "shown", "reason": "公开招揽"})
    assert "公开招揽" in client.get(address).content.decode()
    criminal = client.get(f"/firms/{FIRM}/criminal/").content.decode()
    assert "公开招揽" not in criminal
    assert sign_in("analyst").get(address).status_code == 403


def test_a_release_waits_for_the_head(store: Path, sign_in: Door) -> None:
    client = sign_in("east")
    opened = {"firm": FIRM, "tier": "district", "tier_reason": "影响有限", "situation": "周转困难"}
    address = client.post("/rescues/open/", opened).headers["Location"]
    client.post(f"{address}work/join/", {"creditor": "甲银行", "amount": "1200000", "secured": "1"})
    client.post(f"{address}work/propose/", {"audience": "供应商", "text": "正常经营"})
    page = client.get(address).content.decode()
    assert "120万元" in page
    assert "待第二人批准" in page
    head = sign_in("head")
    (release,) = set(re.findall(r'name="release" value="(\d+)"', head.get(address).content.decode()))
    assert client.post(f"{address}release/", {"release": release, "approve": "1"}).status_code == 403
    head.post(f"{address}release/", {"release": release, "approve": "1", "reason": ""})
    assert "已批准发布" in client.get(address).content.decode()
    assert client.get(f"/firms/{FIRM}/rescue/").status_code == 200
    assert "建立纾困档案" in client.get(f"/firms/{FIRM}/timeline/").content.decode()
    assert sign_in("west").get(address).status_code == 404
