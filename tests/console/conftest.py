"""A console with an office, two districts, two alerts, and a small ledger told by hand in place of a looked-through one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from alert_builders import AS_OF, NOW, People, appoint, finding, hit, update
from lookthrough.flows import queries as flows
from lookthrough.flows.queries import FlowLink, FlowNode, FlowPicture, StoredRun, TransferDetail, TransferPage, TransferRow
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role
from lookthrough.risk.models import Alert

AUTHORITY = "A-1"
_PICTURE = FlowPicture(
    nodes=[
        FlowNode("from:lender_principal", "出借人本金", 0),
        FlowNode("from:unknown", "来源不明", 0),
        FlowNode("books:custody", "存管账户", 1),
        FlowNode("books:own", "自有账户", 1),
        FlowNode("to:lender_return", "兑付给客户", 2),
        FlowNode("back:custody", "转回存管账户", 2),
    ],
    links=[
        FlowLink("enters:lender_principal:custody", "from:lender_principal", "books:custody", 9_000_000, 90),
        FlowLink("enters:unknown:custody", "from:unknown", "books:custody", 1_000_000, 3),
        FlowLink("inside:custody:own", "books:custody", "books:own", 2_000_000, 2),
        FlowLink("inside:own:custody", "books:own", "back:custody", 500_000, 1),
        FlowLink("leaves:custody:lender_return", "books:custody", "to:lender_return", 7_000_000, 70),
    ],
    opening_fen=0,
    inflow_fen=10_000_000,
    uses_fen=7_000_000,
    closing_fen=3_000_000,
    method="specific",
)
_ROW = TransferRow(
    "T1",
    datetime(2026, 3, 3, 9, 30, 5),  # noqa: DTZ001 - the ledger has no zone
    "CU-1",
    "custody",
    "CL-7",
    "client",
    "payout_principal",
    "L-1",
    None,
    123_456,
    100_000,
    "lender_principal",
)


@dataclass(slots=True)
class ToldLedger:
    """Answers like ``flows.queries``; ``asked`` keeps what the pages asked for."""

    asked: list[dict[str, Any]]
    run: StoredRun | None
    rows: int = 120

    def transfers_behind(self, *, page: int = 1, page_size: int = 50, **asked: Any) -> TransferPage:
        """Return a page of like rows."""
        self.asked.append(asked)
        places = range((page - 1) * page_size, min(page * page_size, self.rows))
        rows = [replace(_ROW, transfer_id=f"T{place + 1}", at=_ROW.at + timedelta(minutes=place)) for place in places]
        return TransferPage(rows, self.rows, 123_456 * self.rows, 100_000 * self.rows)

    def transfer(self, *, institution_id: str, transfer_id: str, finding_ids: tuple[str, ...] = ()) -> TransferDetail | None:
        """Return the one transfer there is."""
        return (
            TransferDetail(_ROW, [("lender_principal", "lender_return", 100_000), ("unknown", "lender_return", 23_456)])
            if transfer_id == "T1"
            else None
        )


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> ToldLedger:
    """Put the told ledger in place of the looked-through one."""
    told = ToldLedger(asked=[], run=StoredRun(AS_OF, "specific", ("ponzi_payout",), AUTHORITY, 312_345, 40))
    answers: dict[str, Callable[..., Any]] = {
        "flow_picture": lambda **asked: _PICTURE,
        "transfers_behind": told.transfers_behind,
        "transfer": told.transfer,
        "finding": lambda **asked: finding(),
        "current_run": lambda: told.run,
        "ledger_is_generated": lambda: True,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(flows, name, answer)
    return told


@pytest.fixture
def people(db: None, ledger: ToldLedger) -> People:
    """Return those who work here, with an alert in each district and an authority in force."""
    update(finding("I1"), finding("I2"), hits=(hit(),))
    offices.record_authority(
        authority_id=AUTHORITY, legal_basis="条例第二十一条", purpose="专项监测", approver="局长", scope="9901",
        expires_on=date.today() + timedelta(days=30), now=NOW,  # noqa: DTZ011
    )  # fmt: skip
    return appoint()


Door = Callable[[str], Client]
OTHERS = {
    "auditor": ("市", Role.AUDITOR),
    "analyst": ("市", Role.ANALYST),
    "system": ("市", Role.SYSTEM_ADMINISTRATOR),
    "security": ("市", Role.SECURITY_ADMINISTRATOR),
    "watcher": ("市", Role.AUDIT_ADMINISTRATOR),
    "second-head": ("市", Role.HEAD),
    "second-security": ("市", Role.SECURITY_ADMINISTRATOR),
    "east-head": ("东区", Role.HEAD),
    "east-security": ("东区", Role.SECURITY_ADMINISTRATOR),
    "east-auditor": ("东区", Role.AUDITOR),
}


def _appoint_if_missing(username: str) -> None:
    """Appoint one of those that only a few stories need."""
    if username in OTHERS and not Officer.objects.filter(username=username).exists():
        office, role = OTHERS[username]
        offices.appoint_officer(username=username, name=f"{username}某", office=office, role=role)


@pytest.fixture
def sign_in(people: People) -> Iterator[Door]:
    """Return a way to sign an officer in by user name."""

    def signed_in(username: str) -> Client:
        _appoint_if_missing(username)
        client = Client()
        client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def alert_id(subject_id: str = "I1") -> int:
    """Return the id of a subject's alert."""
    return Alert.objects.get(subject_id=subject_id).pk
