"""Pages of returns: who owes what, who is late and is called, one sender with its people and tokens, one receipt and its second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from alert_builders import EAST, NOW, WEST, People
from intake.sending import POWER, power_rows, write_csv
from lookthrough.intake import operations, sender_operations
from lookthrough.intake.models import Call, Submission
from lookthrough.intake.who import Who
from lookthrough.kernel.periods import Month
from lookthrough.registry import operations as registry
from registry.register import code, firm, write

Door = Callable[[str], Client]
TODAY = date.today()  # noqa: DTZ011 - the pages ask the clock
LAST = str(Month.of(TODAY).previous.previous)  # a month whose last day to report is over, whatever day it is
SENDER = "power-east"


@dataclass(frozen=True, slots=True)
class Power:
    """The power company of the eastern district and a person of it who sends."""

    maker: Who
    folder: Path

    def sends(self, *, month: str = LAST, rows: list[dict[str, Any]] | None = None) -> str:
        """Send a month's return, which then waits for a second person; returns its number."""
        path = write_csv(self.folder / f"{month}.csv", rows or [_row(month)])
        found = operations.submit(
            sender_id=SENDER, template_slug=POWER, path=path, file_name=path.name, by=self.maker, at=datetime.now(UTC), period=month
        )
        return found.submission_id


def _row(month: str, **changes: Any) -> dict[str, Any]:
    return {**power_rows(1, month=month)[0], "uscc": code(1), "name": "东区用电有限公司", **changes}


@pytest.fixture
def power(people: People, tmp_path: Path, settings: Any) -> Power:
    settings.HOME = tmp_path / "home"
    rows = [firm(1, name="东区用电有限公司", region_code=EAST), firm(3, region_code=WEST)]
    registry.import_companies(path=write(tmp_path / "firms.csv", rows), at=NOW, actor="test")
    sender_operations.record_sender(
        sender_id=SENDER, kind=POWER, name="东区供电公司", reports_from=Month.parse(LAST).first_day,
        reports_until=Month.parse(LAST).last_day, at=NOW, region_code=EAST, actor="test",
    )  # fmt: skip
    sender_operations.open_account(sender_id=SENDER, username="gd01", name="填报某", at=NOW, actor="test", password="long enough to hold")
    signed = sender_operations.sign_in(username="gd01", password="long enough to hold", at=NOW)
    assert signed
    return Power(signed.who, tmp_path)


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    """Return a page's words."""
    return client.get(reverse(f"console:{name}", args=args), query).content.decode()


def test_who_is_late_is_called_by_one_click_and_the_call_is_taken_back(power: Power, sign_in: Door) -> None:
    client = sign_in("east")
    assert "逾期未报" in text(client, "returns", month=LAST)
    page = text(client, "late-returns")
    (key,) = set(re.findall(r'name="duty" value="([^"]+)"', page))
    answer = client.post(reverse("console:call-returns"), {"duty": [key], "note": "请于明天报来"}, follow=True).content.decode()
    assert "已催报 1 项" in answer
    assert "已催" in answer
    assert "请于明天报来" in text(client, "sender", SENDER)
    (batch,) = set(re.findall(r'name="batch" value="(\w+)"', answer))
    assert "已撤回 1 项催报" in client.post(reverse("console:undo-call"), {"batch": batch}, follow=True).content.decode()
    assert Call.objects.get().taken_back_at


def test_a_call_for_what_has_come_meanwhile_changes_nothing(power: Power, sign_in: Door) -> None:
    client = sign_in("east")
    power.sends()
    answer = client.post(reverse("console:call-returns"), {"only": f"{SENDER}|{POWER}|{LAST}"}, follow=True).content.decode()
    assert "没有改动" in answer
    assert not Call.objects.exists()
    assert "没有改动" in client.post(reverse("console:call-returns"), {"duty": "x"}, follow=True).content.decode()


def test_a_second_person_confirms_or_sends_back_with_a_reason(power: Power, sign_in: Door) -> None:
    client, number = sign_in("east"), power.sends()
    page = text(client, "return", number)
    assert "待另一人确认后生效" in page
    assert "东区用电有限公司" in page
    client.post(reverse("console:work-return", args=[number, "confirm"]))
    assert Submission.objects.get(pk=number).state == "accepted"
    mended = power.sends(rows=[_row(LAST, power_arrears_fen=250.75)])
    changed = text(client, "return", mended)
    assert "复核通过后将改变" in changed
    assert "欠费金额" in changed
    assert "250.75元" in changed
    assert "没有改动" in client.post(reverse("console:work-return", args=[mended, "decline"]), follow=True).content.decode()
    client.post(reverse("console:work-return", args=[mended, "decline"]), {"reason": "与账单不符"})
    assert (Submission.objects.get(pk=mended).state, Submission.objects.get(pk=number).state) == ("declined", "accepted")


def test_what_an_officer_sends_for_a_sender_another_officer_confirms(power: Power, sign_in: Door) -> None:
    client, address = sign_in("east"), reverse("console:send-return", args=[SENDER])
    assert "企业用电与欠费月报" in client.get(address).content.decode()
    wrong = write_csv(power.folder / "wrong.csv", [_row(LAST, power_arrears_fen="约12万")]).read_bytes()
    sent = client.post(address, {"duty": f"{POWER}|{LAST}", "file": SimpleUploadedFile("纸件.csv", wrong)}, follow=True).content.decode()
    assert "约12万" in sent
    assert "未接收" in sent
    right = write_csv(power.folder / "right.csv", [_row(LAST)]).read_bytes()
    client.post(address, {"duty": f"{POWER}|{LAST}", "file": SimpleUploadedFile("纸件.csv", right)})
    number = Submission.objects.get(state="waiting").pk
    assert "须由另一人复核" in text(client, "return", number)
    client.post(reverse("console:work-return", args=[number, "confirm"]))
    assert Submission.objects.get(pk=number).state == "waiting"
    sign_in("city").post(reverse("console:work-return", args=[number, "confirm"]))
    assert Submission.objects.get(pk=number).state == "accepted"
    client.post(reverse("console:work-return", args=[number, "withdraw"]), {"reason": "报错了单位"})
    client.post(reverse("console:work-return", args=[number, "put-back"]))
    assert Submission.objects.get(pk=number).state == "waiting"


def test_a_nil_return_and_a_form_without_a_file(power: Power, sign_in: Door) -> None:
    client, address = sign_in("east"), reverse("console:send-return", args=[SENDER])
    assert "请选择要报送的文件" in client.post(address, {"duty": f"{POWER}|{LAST}"}).content.decode()
    client.post(address, {"duty": f"{POWER}|{LAST}", "nil": "1"})
    assert Submission.objects.get().is_nil
    assert client.post(address, {"duty": "none|2026-10"}).status_code == 404


def test_the_head_records_a_sender_lets_a_person_in_and_gives_a_token_that_is_shown_once(power: Power, sign_in: Door) -> None:
    head = sign_in("head")
    form = {
        "kind": "tax_bureau",
        "name": "东区税务局",
        "sender_id": "tax-east",
        "region": EAST,
        "from": Month.parse(LAST).first_day.isoformat(),
    }
    assert "东区税务局" in head.post(reverse("console:record-sender"), form, follow=True).content.decode()
    assert "编号已有人使用" in head.post(reverse("console:record-sender"), form).content.decode()
    shown = head.post(reverse("console:manage-sender", args=["tax-east", "let-in"]), {"username": "sw01", "name": "税务某"})
    (password,) = re.findall(r'class="secret">([^<]+)<', shown.content.decode())
    assert shown.headers["Cache-Control"] == "no-store"
    assert sender_operations.sign_in(username="sw01", password=password, at=datetime.now(UTC))
    until = (TODAY + timedelta(days=30)).isoformat()
    given = head.post(reverse("console:manage-sender", args=["tax-east", "give-token"]), {"name": "网关", "until": until}).content.decode()
    (token,) = re.findall(r'class="secret">([^<]+)<', given)
    assert sender_operations.token_holder(token=token, at=datetime.now(UTC))
    page = text(head, "sender", "tax-east")
    assert token not in page
    assert "税务某" in page
    (token_id,) = re.findall(r'name="token" value="(\d+)"', page)
    head.post(reverse("console:manage-sender", args=["tax-east", "revoke-token"]), {"token": token_id})
    assert sender_operations.token_holder(token=token, at=datetime.now(UTC)) is None
    head.post(reverse("console:manage-sender", args=["tax-east", "shut-out"]), {"username": "sw01"})
    assert sender_operations.sign_in(username="sw01", password=password, at=datetime.now(UTC)) is None


def test_a_case_officer_sees_no_names_and_manages_nobody(power: Power, sign_in: Door) -> None:
    client = sign_in("east")
    page = text(client, "sender", SENDER)
    assert "gd01" in page
    assert "填报某" not in page
    assert client.get(reverse("console:record-sender")).status_code == 403
    assert client.post(reverse("console:manage-sender", args=[SENDER, "let-in"]), {"username": "x", "name": "x"}).status_code == 403
    assert sign_in("analyst").post(reverse("console:call-returns")).status_code == 403


def test_a_person_of_another_sender_is_not_reached_through_this_one(power: Power, sign_in: Door) -> None:
    head = sign_in("head")
    sender_operations.record_sender(
        sender_id="tax-west", kind="tax_bureau", name="西区税务局", reports_from=TODAY, at=NOW, region_code=WEST, actor="test"
    )
    for deed in ("new-password", "shut-out"):
        assert head.post(reverse("console:manage-sender", args=["tax-west", deed]), {"username": "gd01"}).status_code == 404
    assert head.post(reverse("console:manage-sender", args=["tax-west", "revoke-token"]), {"token": "1"}).status_code == 404


def test_another_district_sees_and_changes_nothing(power: Power, sign_in: Door) -> None:
    number, west = power.sends(), sign_in("west")
    assert "东区供电公司" not in "".join(text(west, name) for name in ("returns", "late-returns", "received", "senders"))
    for name, args in (("sender", [SENDER]), ("return", [number]), ("return-file", [number, "original"]), ("send-return", [SENDER])):
        assert west.get(reverse(f"console:{name}", args=args)).status_code == 404, name
    assert west.post(reverse("console:work-return", args=[number, "confirm"])).status_code == 404
    west.post(reverse("console:call-returns"), {"only": f"{SENDER}|{POWER}|{LAST}"})
    assert not Call.objects.exists()
    assert Submission.objects.get().state == "waiting"


def test_a_head_takes_over_no_sender_of_another_district(power: Power, sign_in: Door) -> None:
    form = {"kind": "tax_bureau", "name": "夺", "sender_id": SENDER, "region": WEST, "from": TODAY.isoformat()}
    assert "没有改动" in sign_in("east-head").post(reverse("console:record-sender"), form).content.decode()
    assert "东区供电公司" in text(sign_in("east"), "sender", SENDER)


def test_a_firm_s_file_says_what_was_reported_by_whom_in_which_month(power: Power, sign_in: Door) -> None:
    client = sign_in("city")
    number = power.sends()
    assert "没有关于这家企业的报送" in text(client, "firm-returns", code(1))
    client.post(reverse("console:work-return", args=[number, "confirm"]))
    page = text(client, "firm-returns", code(1))
    assert all(said in page for said in ("企业用电与欠费月报", LAST, "东区供电公司", number, "欠费金额"))
    assert sign_in("west").get(reverse("console:firm-returns", args=[code(1)])).status_code == 404


def test_what_is_handed_out_as_files(power: Power, sign_in: Door) -> None:
    client, number = sign_in("east"), power.sends()
    original = client.get(reverse("console:return-file", args=[number, "original"]))
    assert original.content == (power.folder / f"{LAST}.csv").read_bytes()
    assert "attachment" in original.headers["Content-Disposition"]
    assert client.get(reverse("console:return-file", args=[number, "marked"])).content[:2] == b"PK"
    assert client.get(reverse("console:return-file", args=[number, "receipt"])).status_code == 200
    assert client.get(reverse("console:return-file", args=[number, "other"])).status_code == 404
    lines = b"".join(client.get(reverse("console:export-returns-csv"), {"month": LAST}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "东区供电公司" in lines
    assert client.get(reverse("console:export-received-xlsx"), {"state": "waiting"}).content[:2] == b"PK"
    assert client.get(reverse("console:return-template", args=[POWER])).content[:2] == b"PK"


def test_received_returns_are_found_by_sender_number_and_state(power: Power, sign_in: Door) -> None:
    client, number = sign_in("east"), power.sends()
    assert number in text(client, "received", text="供电")
    assert number in text(client, "received", text=number[:12])
    assert number not in text(client, "received", state="refused")
    assert "没有符合条件的报送" in text(client, "received", text="水务")


def test_empty_pages_teach_the_next_step(people: People, sign_in: Door) -> None:
    head = sign_in("head")
    assert "登记报送单位" in text(head, "returns")
    assert "还没有收到报送" in text(head, "received")
    assert "没有逾期的报表" in text(head, "late-returns")
    assert "辖区内还没有报送单位" in text(head, "senders")
