"""A finding about a firm or person outside all institutions: its district sees it, and its transfers are opened as an institution's are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from alert_builders import AS_OF, EAST, NOW, WEST, finding
from area_builders import tell_a_run
from lookthrough.audit import queries as audit
from lookthrough.flows import queries as flows
from lookthrough.flows import trace_queries
from lookthrough.flows.evidence import TRANSFERS, evidence_table, rows_of
from lookthrough.flows.evidence_kept import write_evidence
from lookthrough.flows.models import FindingRow, FoundParty, Run
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.recording import finding_document
from lookthrough.flows.run import connection
from lookthrough.flows.trace_queries import LedgerOfRun
from lookthrough.kernel.findings import Finding
from lookthrough.offices.models import Authority
from lookthrough.pipeline import name_parties
from lookthrough.registry.models import Company, SourceFile
from lookthrough.risk import operations as risk
from lookthrough.risk.models import Alert

Door = Callable[[str], Client]
REAL = {name: getattr(flows, name) for name in ("transfers_behind", "transfer", "finding", "current_run")}
FIRM = Finding(
    **{name: getattr(finding(), name) for name in Finding.__dataclass_fields__}
    | {"rule": "circular_flow", "subject_type": "party", "subject_id": "P9", "evidence": ("T1", "T2", "T3", "T4")}
)
PERSON = Finding(
    **{name: getattr(finding(), name) for name in Finding.__dataclass_fields__}
    | {"rule": "public_fan_in", "subject_type": "party", "subject_id": "P8", "evidence": ("T2",)}
)
ROWS = [("T1", "F", "X", 500_00), ("T2", "X", "Y", 480_00), ("T3", "Y", "F", 470_00), ("T4", "Y", "CU-2", 10_00)]
ACCOUNTS = {"F": ("P9", None), "X": ("P8", None), "Y": ("P8", None), "CU-2": ("P2", "I2")}


@pytest.fixture(autouse=True)
def found(people: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firm in the east and a person in the west were found, with their transfers kept beside the run."""
    settings.HOME = tmp_path
    tell_a_run(tmp_path)
    for name, real in REAL.items():
        monkeypatch.setattr(flows, name, real)
    ledger = _ledger(tmp_path / "ledgers" / "told")
    monkeypatch.setattr(trace_queries, "ledger_of_run", lambda: LedgerOfRun(ledger, AS_OF, len(ROWS)))
    run = Run.objects.get()
    for one in (FIRM, PERSON):
        FindingRow.objects.create(
            run=run, finding_id=one.finding_id, subject_type="party", subject_id=one.subject_id, document=finding_document(one)
        )
    FoundParty.objects.create(run=run, party_id="P9", kind="company", name="旧名商贸", identifier="C9", region_code=EAST)
    FoundParty.objects.create(run=run, party_id="P8", kind="person", identifier="3f9c", region_code=WEST)
    with connection() as con:
        open_ledger(con, ledger)
        transfers = rows_of(con, [row[0] for row in ROWS])
    assert transfers.schema == TRANSFERS
    write_evidence(tmp_path / "runs" / "told", evidence_table([FIRM, PERSON], transfers))
    source = SourceFile.objects.create(name="companies.csv", sha256="9" * 64, first_read_at=NOW)
    Company.objects.create(
        identity="C9", uscc="C9", uscc_sound=False, name="东区商贸有限公司", folded_name="东区商贸有限公司", region_code=EAST,
        source=source, source_row=1,
    )  # fmt: skip
    risk.update_alerts(findings=[FIRM, PERSON], hits=(), as_of=AS_OF, subjects=name_parties([FIRM, PERSON]))


def _ledger(folder: Path) -> Path:
    folder.mkdir(parents=True)
    tables = {
        "parties": [{"party_id": one, "kind": "company", "name": one} for one in ("P2", "P9")] + [{"party_id": "P8", "kind": "person"}],
        "institutions": [{"institution_id": "I2", "operator_party_id": "P2", "name": "I2", "business": "p2p", "opened_on": "2026-01-01"}],
        "accounts": [
            {"account_id": one, "holder_party_id": holder, "institution_id": of, "role": "custody" if of else "external"}
            for one, (holder, of) in ACCOUNTS.items()
        ],
        "transfers": [
            {
                "transfer_id": one, "at": f"2026-03-0{place + 2}T09:00:00", "from_account_id": source, "to_account_id": target,
                "amount_fen": fen, "purpose": "transfer", "product_id": None, "order_id": None,
            }
            for place, (one, source, target, fen) in enumerate(ROWS)
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def of(party_id: str = "P9") -> str:
    return f"/alerts/{Alert.objects.get(subject_id=party_id).pk}"


def test_a_firm_goes_by_its_name_in_the_register_and_a_person_by_a_label(sign_in: Door) -> None:
    firm, person = Alert.objects.get(subject_id="P9"), Alert.objects.get(subject_id="P8")
    assert (firm.name, firm.region_code) == ("东区商贸有限公司", EAST)
    assert person.name.startswith("自然人 ")
    assert len(person.name) == len("自然人 ") + 8
    assert "3f9c" not in person.name
    assert person.region_code == WEST
    client = sign_in("head")
    client.cookies["language"] = "en"
    assert f"Person {person.name[4:]}" in client.get(f"{of('P8')}/").content.decode()


def test_its_district_sees_it_and_another_does_not(sign_in: Door) -> None:
    east, west = sign_in("east"), sign_in("west")
    for page in ("/", "/transfers/", "/transfers/T1/", "/trace/?transfer=T1"):
        assert east.get(of() + page).status_code == 200, page
        assert west.get(of() + page).status_code == 404, page
    assert west.get(f"{of('P8')}/").status_code == 200
    assert "东区商贸有限公司" in east.get("/alerts/").content.decode()
    assert "东区商贸有限公司" not in west.get("/alerts/").content.decode()


def test_from_the_alert_to_its_transfers_to_one_to_its_trace(sign_in: Door) -> None:
    client = sign_in("head")
    alert = client.get(f"{of()}/").content.decode()
    listed = f"{of()}/transfers/?finding={FIRM.finding_id}"
    assert listed in alert
    assert f"{of()}/trace/?finding={FIRM.finding_id}" in alert
    assert "/firms/C9/" in alert, "the firm's file is one click away"
    text = client.get(listed).content.decode()
    for said in ("500.00", "470.00", "10.00", f"{of()}/transfers/T3/", "按金额从大到小排列"):
        assert said in text
    assert "归属部分" not in text, "a party has no books"
    one = client.get(f"{of()}/transfers/T3/").content.decode()
    assert "470.00元" in one
    assert "这笔转账不经过机构账簿" in one
    assert client.get(f"{of()}/trace/?transfer=T3&direction=back").status_code == 200
    trace = client.get(f"{of()}/trace/?finding={FIRM.finding_id}").content.decode()
    for said in ("钱到哪里去了", "500.00元", "<code>F</code>", "回到起点"):
        assert said in trace
    assert client.get(f"{of()}/transfers/T9/").status_code == 404
    assert client.get(f"{of('P8')}/transfers/T1/").status_code == 404, "another alert's evidence"


def test_all_of_it_leaves_as_a_file(sign_in: Door) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(sign_in("head").get(f"{of()}/transfers/export.csv")).decode("utf-8-sig"))))
    assert [row["转账编号"] for row in rows] == ["T1", "T2", "T3", "T4"]


def test_accounts_of_institutions_that_may_not_be_read_keep_no_name(sign_in: Door) -> None:
    east, head = (sign_in(name).get(f"{of()}/transfers/").content.decode() for name in ("east", "head"))
    assert "CU-2" in head
    assert "CU-2" not in east
    assert "T4" not in east
    assert "授权以外" in east
    assert "10.00" in east, "its fen stay"
    assert sign_in("east").get(f"{of()}/transfers/T4/").status_code == 404


@pytest.mark.parametrize(
    ("named", "code"), [({}, 200), ({"institutions": ["I2"]}, 403), ({"parties": ["P9"]}, 200), ({"parties": ["P8"]}, 403)]
)
def test_an_authority_covers_a_party_as_it_does_an_institution(sign_in: Door, named: dict[str, list[str]], code: int) -> None:
    Authority.objects.update(**named)
    for page in ("/transfers/", "/transfers/T1/", f"/trace/?finding={FIRM.finding_id}", "/transfers/export.csv"):
        response = sign_in("head").get(of() + page)
        assert response.status_code == code, page
    if code == 403:
        text = sign_in("head").get(f"{of()}/transfers/").content.decode()
        assert "?parties=P9" in text
        assert 'value="P9"' in sign_in("head").get("/authorities/ask/?parties=P9").content.decode()


def test_an_authority_that_ended_shows_nothing(sign_in: Door) -> None:
    Authority.objects.update(expires_on=date.today() - timedelta(days=1))  # noqa: DTZ011
    assert sign_in("head").get(f"{of()}/transfers/").status_code == 403


def test_every_look_is_written_down(sign_in: Door) -> None:
    client = sign_in("east")
    for page in ("/transfers/", "/transfers/T1/", f"/trace/?finding={FIRM.finding_id}"):
        client.get(of() + page)
    entries, _ = audit.entries(actors=["east"])
    assert [one.action for one in entries] == ["read_trace", "read_transfer", "read_transfers"]
    assert {one.details["subject"] for one in entries} == {"P9"}


def test_the_firms_list_counts_it(sign_in: Door) -> None:
    text = sign_in("east").get("/firms/?alerts=open").content.decode()
    assert "东区商贸有限公司" in text
    Alert.objects.filter(subject_id="P9").update(state="closed", waits_from=None)
    assert "东区商贸有限公司" not in sign_in("east").get("/firms/?alerts=open").content.decode()


def test_the_firm_s_file_holds_the_alert(sign_in: Door) -> None:
    assert f"{of()}/" in sign_in("east").get("/firms/C9/").content.decode()
