"""The trail's own pages: filters, one entry with its seals, exports that are written down, and a check by a button."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from lookthrough.audit import operations
from lookthrough.audit import queries as audit
from lookthrough.audit.models import Entry

Door = Callable[[str], Client]


def write(actor: str, action: str, purpose: str = "", days_ago: int = 0) -> int:
    at = timezone.now() - timedelta(days=days_ago)
    return operations.record(actor=actor, action=action, object_type="alert", object_id="7", purpose=purpose, at=at)


def numbers(client: Client, query: str) -> list[int]:
    return [one.number for one in client.get(f"/audit/?{query}").context["entries"]]


def test_filters(sign_in: Door) -> None:
    old, read, other = write("city", "sign_in", days_ago=3), write("city", "read_transfers", "专项监测"), write("east", "alert_closed")
    client = sign_in("auditor")
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert numbers(client, "actor=city") == [read, old]
    assert numbers(client, "action=alert_closed") == [other]
    assert numbers(client, "purposes=1") == [read]
    assert numbers(client, f"since={day}&until={day}") == [old]
    assert numbers(client, "object=7&actor=east") == [other]
    assert numbers(client, "since=nonsense&until=9999-12-31&actor=east") == [other]


def test_reading_the_trail_is_written_down_once_a_session(sign_in: Door) -> None:
    client = sign_in("auditor")
    for _ in range(3):
        client.get("/audit/")
    sign_in("auditor").get("/audit/")
    assert len([one for one in audit.entries()[0] if one.action == "read_trail"]) == 2


def test_one_entry_shows_its_seal_and_the_seal_before(sign_in: Door) -> None:
    numbers = write("city", "sign_in"), write("city", "read_transfers", "专项监测")
    page = sign_in("auditor").get(f"/audit/{numbers[1]}/").content.decode()
    first, second = (Entry.objects.get(number=number) for number in numbers)
    assert first.hash in page
    assert second.hash in page
    assert sign_in("auditor").get("/audit/999/").status_code == 404


def body(response: object) -> str:
    parts: Iterable[bytes] = response  # type: ignore[assignment]
    return b"".join(parts).decode()


def test_an_export_leaves_and_is_itself_written_down(sign_in: Door) -> None:
    write("city", "read_transfers", "=cmd")
    client = sign_in("auditor")
    said = body(client.get("/audit/export.csv?actor=city"))
    assert "'=cmd" in said
    assert client.get("/audit/export.xlsx").status_code == 200
    written = [one for one in audit.entries()[0] if one.action == "export_trail"]
    assert [one.details["format"] for one in written] == ["xlsx", "csv"]
    assert written[1].details["actor"] == "city"


def test_one_changed_byte_is_found_by_the_button(sign_in: Door) -> None:
    for _ in range(4):
        write("city", "read_transfers", "专项监测")
    client = sign_in("watcher")
    assert "全部完整" in client.post("/audit/verify/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET purpose = %s WHERE number = 2", ["专项监侧"])
    page = client.post("/audit/verify/").content.decode()
    assert "第 2 条有问题：内容与封印不符" in page
    checks = [one.details["sound"] for one in audit.entries()[0] if one.action == "verify_audit"]
    assert checks == [False, True]
