"""A power company's people at the senders' pages: a day on which it all happens, and a way to sit down as one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from intake.sending import AT, MONTH, POWER, Row, power_company, power_rows, write_xlsx

PASSWORD = "long enough to hold"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DUE = f"/returns/due/{POWER}/{MONTH}/"


def on(monkeypatch: Any, at: datetime = AT) -> None:
    """Let it be a day."""
    monkeypatch.setattr(timezone, "now", lambda: at)


def signed_in(username: str, password: str = PASSWORD) -> Client:
    """Sign a sender's person in."""
    client = Client()
    answer = client.post("/returns/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return client


def two_people(sender_id: str = "power-wenzhou", region_code: str = "330300") -> tuple[Client, Client]:
    """Record a power company; return who sends and who confirms, at their pages."""
    power_company(sender_id, region_code)
    return signed_in(f"{sender_id}-maker"), signed_in(f"{sender_id}-checker")


def upload(folder: Path, rows: Sequence[Row] | None = None, name: str = "表.xlsx") -> SimpleUploadedFile:
    """Return a filled form as a browser sends it."""
    path = write_xlsx(folder / "made.xlsx", rows if rows is not None else power_rows())
    return SimpleUploadedFile(name, path.read_bytes(), XLSX)


def with_a_wrong_row() -> list[dict[str, object]]:
    """Return rows of which one is wrong."""
    rows = power_rows()
    rows[2]["power_arrears_fen"] = "约12万"
    return rows


def send(client: Client, folder: Path, rows: Sequence[Row] | None = None, **more: Any) -> str:
    """Send a form for the month; return the receipt's number."""
    answer = client.post(f"{DUE}send/", {"file": upload(folder, rows)}, **more)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return number_in(answer["Location"])


def number_in(address: str) -> str:
    """Return the receipt's number in an address."""
    found = re.search(r"/receipts/(R[^/]+)/", address)
    assert found, address
    return found.group(1)


Page = Callable[[str], str]


def shown(client: Client, address: str) -> str:
    """Return a page as text."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())
