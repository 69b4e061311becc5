"""OWASP A01 once more: whatever has an id, every role of another district walks all addresses with it and learns and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

import campaign_builders
from lookthrough.cases import case_operations, lead_operations
from lookthrough.cases.papers import exhibits
from lookthrough.cases.papers import operations as paper_operations
from lookthrough.cases.petitions import crowd_operations, incident_operations
from lookthrough.cases.petitions import operations as petition_desk
from lookthrough.cases.petitions.reading import rows_of_text
from lookthrough.cases.repayment import claim_operations as claims
from lookthrough.cases.repayment import code_operations
from lookthrough.cases.repayment.models import ClaimProof
from lookthrough.cases.repayment.sealing import Person as Claimant
from lookthrough.cases.rescues import operations as cases
from lookthrough.console import urls as console_urls
from lookthrough.console.views import (
    asset_deeds,
    campaigns_acts,
    campaigns_entry_deeds,
    cases_acts,
    claim_deeds,
    determination_deeds,
    determination_experts,
    elements,
    evidence,
    leads,
    monthly_reports,
    papers,
    petitions_acts,
    petitions_wordings,
    procedure,
    procedure_deeds,
    repayment_acts,
    rescue_deeds,
    returns_one,
    returns_sender_deeds,
    supervision_acts,
)
from lookthrough.console.views.officers import _ACTS
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.intake import operations as returns
from lookthrough.intake import sender_operations as intake
from lookthrough.intake.who import Who
from lookthrough.kernel.periods import Month
from lookthrough.offices import authorities
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import MAY, Role
from lookthrough.registry import corrections_operations as correcting
from lookthrough.registry import corrections_reading as reading
from lookthrough.registry import handling_operations as handling
from lookthrough.registry import operations as registry
from lookthrough.registry import product_operations, triage_answers, triage_operations, watch_operations
from lookthrough.registry.models import AnswerFile, Person, Triage, WatchEntry
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.reports import operations as reports
from lookthrough.risk.elements import ADMINISTRATIVE
from lookthrough.risk.graph.models import GraphRisk
from lookthrough.supervision import operations as supervision
from registry.relations import given_ties, tie
from registry.working import EAST, appoint, barred, ident, settle

NOWHERE: dict[str, Any] = {
    "company_id": "91330302MA9ZZZZZ9X", "triage_id": 987_654, "file_id": 987_654, "correction_id": 987_654, "person_id": 987_654,
    "institution_id": "I987654", "authority_id": "A-NONE", "officer_id": 987_654, "proposal_id": 987_654, "transfer_id": "T1",
    "registration_no": "R-NONE", "reconciliation_id": 987_654, "risk_id": 987_654, "check": "JC-NONE", "rescue": "JK-NONE",
    "lead": "线1999-0001", "case": "案1999-0001", "item": "证1999-000001", "paper_id": 987_654,
    "serial": 987_654, "version": 987_654, "proof_id": 987_654,
    "kind": ADMINISTRATIVE, "report_id": 987_654, "picture": "none", "petition": "访1999-0001", "refused": "0" * 32,
    "sender_id": "no-such-sender", "submission_id": "none", "part": "receipt",
    "campaign": "ZX1999-01", "entry_id": 987_654, "task_id": 987_654, "photo_id": 987_654, "campaign_report_id": 987_654,
    "region_code": "330302", "stage": "sweep", "format": "xlsx",
}  # fmt: skip
# of addresses with a deed: the deeds that there are, by the beginning of the address
DEEDS = {
    "cases/leads/together/": ["assign", "note", "propose-close", "agree-close", "undo"], "cases/leads/": leads.DEEDS,
    "cases/together/": ["assign", "note", "undo"],
    "cases/<str:number>/assets/": asset_deeds.DEEDS, "cases/<str:number>/claims/": claim_deeds.DEEDS,
    "cases/<str:number>/repayment/do/": repayment_acts.REPAYMENT_DEEDS, "cases/<str:number>/repayment/decide/": repayment_acts.DECISIONS,
    "cases/<str:number>/evidence/": evidence.ACTS, "cases/<str:number>/papers/": papers.DEEDS,
    "cases/<str:number>/determination/": [*determination_deeds.DEEDS, *determination_deeds.DECISIONS],
    "cases/<str:number>/procedure/": [*procedure_deeds.DEEDS, *procedure_deeds.DECISIONS, "read-accounts"],
    "experts/": determination_experts.DEEDS, "legal-reviewers/": procedure.REVIEWING,
    "cases/": [*cases_acts.WORK, *cases_acts.DECIDE],
    "campaigns/tasks/": campaigns_acts.TASK_DEEDS, "campaigns/firms/": campaigns_entry_deeds.DEEDS,
    "campaigns/reports/": ["send", "correct"],
    "campaigns/<str:number>/lead/": campaigns_acts.LEAD_DEEDS,
    "campaigns/<str:number>/acceptance/decide/": campaigns_acts.ACCEPTANCE_DECISIONS,
    "campaigns/<str:number>/acceptance/": campaigns_acts.ACCEPTANCE_DEEDS,
    "officers/": _ACTS, "firms/": elements.DEEDS, "rescues/": rescue_deeds.DEEDS,
    "reports/": [*monthly_reports.DEEDS, *monthly_reports.DECISIONS],
    "supervision/": [*supervision_acts.DEEDS, *supervision_acts.DECISIONS],
    "petitions/wordings/": ["propose", *petitions_wordings.DECISIONS],
    "petitions/": [*petitions_acts.DEEDS, *petitions_acts.DECISIONS],
    "intake/received/": returns_one.DEEDS, "intake/senders/": returns_sender_deeds.DEEDS,
}  # fmt: skip
# what an address calls number, by its beginning
NUMBERED = {
    "supervision/": "check", "rescues/": "rescue", "cases/leads/": "lead", "cases/": "case", "campaigns/": "campaign",
    "petitions/": "petition",
}  # fmt: skip
ROOMS = (
    "registry", "risk", "flows", "offices", "supervision", "cases", "campaigns", "intake", "repayment", "reports", "evidence", "papers",
            "determination", "procedure", "petitions",
)  # fmt: skip
ACTION_OF = {str(one.name): getattr(one.callback, "needed_action", None) for one in console_urls.urlpatterns}
WEST_ROLES = [role for role in Role if role != Role.HEAD]


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """One of each thing in the eastern district, made once for all walks; taken back when the last has ended."""
    home = tmp_path_factory.mktemp("eastern")
    with django_db_blocker.unblock(), override_settings(HOME=home), transaction.atomic():
        yield one_of_each(home)
        transaction.set_rollback(True)


@pytest.fixture
def eastern(standing: dict[str, Any], db: None) -> dict[str, Any]:
    """Return how addresses name each thing; what a walk changes it takes back."""
    return standing


def one_of_each(tmp_path: Path) -> dict[str, Any]:
    """Make one of each thing in the eastern district; returns how addresses name it."""
    ids, now = appoint(), timezone.localtime()
    east, today = ids["east"], now.date()
    (tmp_path / "in").mkdir()
    settle(tmp_path / "in", barred(1), barred(2), barred(3, "330303"), at=now)
    registry.record_institutions(institutions=[registry.InstitutionToRecord("I1", "东区甲贷", "p2p", ident(1))])
    given_ties(tmp_path, tie("欧阳明月", 1, share="0.6", to_uscc=ident(1)))
    triage_operations.open_triages(on=today, at=now)
    one, other = (Triage.objects.get(company__identity=ident(number)) for number in (1, 2))
    letter = triage_answers.ask(triage_id=one.pk, wording="business", due_on=None, officer_id=east, at=now)
    page = Client().post("/answer/", {"code": letter.code, "uscc": letter.uscc}).content.decode()
    token = re.search(r'name="opened" value="([^"]+)"', page)
    assert token
    sent = {"opened": token.group(1), "text": "答复", "files": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")}
    assert Client().post("/answer/send/", sent).status_code == 200
    note = handling.note(company_id=ident(1), text="东区备注", officer_id=east, at=now)
    until = today + timedelta(days=60)
    watch_operations.put(company_ids=[ident(2)], reason="盯住", until=until, officer_id=east, at=now, batch="ab" * 8)
    planned = reading.plan(reading.wanted_of_codes([ident(1)], column="name", value="某市甲理财有限公司"), district=EAST)[0]
    made = correcting.draft(planned=planned, reason="来函", officer_id=east, at=now)
    correcting.make(correction_id=made, officer_id=east, at=now)
    asked = authorities.ask(
        by=east, legal_basis="法", purpose="核查", scope="甲", ledgers=[], institutions=["I1"], accounts=[],
        expires_on=today + timedelta(days=30), at=now, today=today,
    )  # fmt: skip
    columns = "registration_no,institution_id,product_id,kind,amount,annual_rate,term_days,registered_on"
    (tmp_path / "in" / "products.csv").write_text(f"{columns}\nR-EAST,I1,L1,loan,1万元,0.1,30,2026-01-05\n", encoding="utf-8")
    product_operations.register_products(path=tmp_path / "in" / "products.csv", at=now, actor="east")
    check = supervision.plan(
        company_id=ident(1), business="guarantor", purpose="东区检查", on_site_on=today + timedelta(days=9), offices_too=[],
        officers=["east", "east2"], officer_id=east, at=now,
    )  # fmt: skip
    rescue = cases.open_rescue(company_id=ident(1), tier="district", tier_reason="影响不大", situation="东区困境", officer_id=east, at=now)
    about = {"subject_type": "company", "subject_id": ident(1), "subject_name": "东区某", "region_code": "330302", "at": now}
    campaign = campaign_builders.one_of_everything(company_id=ident(1), folder=tmp_path / "evidence/visits", officer_id=east, at=now)
    lead = lead_operations.open_lead(source="finding", title="东区线索", text="", officer_id=east, **about)
    case = case_operations.open_case(case_type="petition", title="东区案件", proposed_by=east, officer_id=ids["head"], **about)
    item = exhibits.take(
        case_number=case, title="东区流水", source="东区", origin="collected", content=b"east", original_name="x.txt", place="", holder="",
        note="", officer_id=east, at=now,
    )  # fmt: skip
    paper_id = paper_operations.draft(case_number=case, kind="opinion", officer_id=east, at=now)
    claims.open_claims(number=case, closes_on=until, institution_id="I1", officer_id=east, at=now)
    someone = Claimant(name="东区某人", number="E00000001")
    serial = claims.register(number=case, person=someone, contributed_fen=100, returned_fen=0, officer_id=east, at=now)
    paper = SentFile("x.pdf", b"%PDF-1.7 x")
    code_operations.add_proofs(number=case, serial=serial, files=[paper], folder=tmp_path, officer_id=east, at=now)
    petition, refused = came_together(east, now)
    custody = CustodyReconciliation.objects.create(
        institution_id="I1", digest="d", folder="none", whole=True, books="none", from_day=today, as_of=today, authority_id=asked,
        done_at=now, done_by="east",
        document={"breaks": {}, "accounts": 0, "matched": {"count": 0}},
    )  # fmt: skip
    chain = GraphRisk.objects.create(
        kind="chain", key="k", title="东区担保链", size=2, value=2, limit=1, unit="firms", threshold_basis="x", regions="|330302",
        parties=[{"key": "a", "name": "东区甲", "region_code": "330302", "company_id": ident(1), "person": False}],
        as_of=today, first_seen=today,
    )  # fmt: skip
    report = reports.draft(month=Month.of(today).previous, as_of=today, officer_id=east, at=now)
    intake.record_sender(
        sender_id="east-power", kind="power_company", name="东区供电公司", reports_from=today - timedelta(days=90), at=now,
        region_code="330302", actor="test",
    )  # fmt: skip
    before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    returned = returns.submit_nil(
        sender_id="east-power", template_slug="power_company", period=before, by=Who(actor="east", officer_id=east), at=now
    )
    return {
        "serial": serial, "version": 1, "proof_id": ClaimProof.objects.get().pk,
        "sender_id": "east-power", "submission_id": returned.submission_id, "part": "receipt",
        "reconciliation_id": custody.pk, "risk_id": chain.pk, "check": check, "rescue": rescue, "lead": lead, "case": case,
        "item": item, "paper_id": paper_id, "petition": petition, "refused": refused,
        "kind": ADMINISTRATIVE,
        **campaign, "registration_no": "R-EAST", "report_id": report, "picture": "returns",
        "company_id": ident(1), "triage_id": one.pk, "file_id": AnswerFile.objects.get().pk, "correction_id": made, "institution_id": "I1",
        "person_id": Person.objects.get().pk, "authority_id": asked, "officer_id": ids["east2"], "transfer_id": "T1", "note": note,
        "entry": WatchEntry.objects.get().pk, "waiting": other.pk, "other": ident(2),
    }  # fmt: skip


def came_together(east: int, now: datetime) -> tuple[str, str]:
    """One person at the eastern desk, one row refused, a report to the superior; the occasion's number and the word for the row."""
    number = petition_desk.open_occasion(
        title="东区来访", demands="退款", way="visit", persons=6, region_code="330302", arrived_at=now, officer_id=east, at=now
    )
    rows = rows_of_text("东区某人\t\t13800000001\n东区无电话")
    came = crowd_operations.register(number=number, rows=rows, source="paste", officer_id=east, at=now)
    crowd_operations.issue_codes(number=number, officer_id=east, at=now)
    incident_operations.report(
        number=number, kind="first", persons=6, situation="来访", demands="退款", measures="接谈", to_body="市局", way="phone", sent_at=now,
        officer_id=east, at=now,
    )  # fmt: skip
    return number, came.token


def west(role: Role) -> Client:
    """Sign in somebody of the western office in a role."""
    offices.appoint_officer(username=f"west-{role.value}", name="西", office="西区金融办", role=role, password="long enough for a test")
    client = Client()
    client.force_login(Officer.objects.get(username=f"west-{role.value}"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def state() -> dict[str, str]:
    """Return what stands in every table that officers change, but for sessions and the trail."""
    kept = [one for label in ROOMS for one in apps.get_app_config(label).get_models()]
    shown = [one for one in kept if one.__name__ not in ("Visit", "WrongCode", "WrongClaimCode")]
    return {one._meta.db_table: json.dumps(serializers.serialize("python", one.objects.order_by("pk")), default=str) for one in shown}


def addresses(named: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the name of each page about one thing, its address there, and its address for a thing that does not exist."""
    found = []
    for pattern in console_urls.urlpatterns:
        route, wanted = str(pattern.pattern), set(pattern.pattern.converters)
        number = next((what for begin, what in NUMBERED.items() if route.startswith(begin)), "")
        if not wanted or not wanted <= set(named) | {"deed"} | ({"number"} if number else set()):
            continue
        for deed in next((deeds for begin, deeds in DEEDS.items() if route.startswith(begin)), ()) if "deed" in wanted else ("",):
            there, none = ({name: {**ids, "deed": deed, "number": ids.get(number)}[name] for name in wanted} for ids in (named, NOWHERE))
            name = f"console:{pattern.name}"
            found.append((str(pattern.name), reverse(name, kwargs=there), reverse(name, kwargs=none)))
    return found


def test_a01_the_walk_leaves_nothing_with_an_id_out(eastern: dict[str, Any]) -> None:
    """What is not walked here is named here: rules and lists are everybody's, a link to a search holds no firm, the trail is read whole."""
    walked = {name for name, _, _ in addresses(eastern)}
    left = {one.name for one in console_urls.urlpatterns if one.pattern.converters} - walked
    elsewhere = {"alert", "transfers", "export-transfers-csv", "export-transfers-xlsx", "transfer"}  # test_owasp_a01_to_a04
    elsewhere |= {"notice"}  # of oneself alone: tests/console/test_desk.py
    elsewhere |= {"trace", "export-trace-csv", "export-trace-xlsx", "export-trace-svg"}
    of_rules = {"rule-limits", "propose-limit", "adopt-limit", "refuse-limit", "withdraw-limit"}
    of_rules |= {"return-template"}  # an empty form, the same for all
    of_rules |= {"proof", "indicator", "scorecard", "propose-scorecard", "adopt-scorecard", "refuse-scorecard", "withdraw-scorecard"}
    assert left == elsewhere | of_rules | {"method", "watch-list", "open-search", "trail-entry", "decide-proposal", "withdraw-proposal"}


@pytest.mark.parametrize("role", WEST_ROLES, ids=lambda role: role.value)
def test_a01_no_role_of_another_district_learns_that_a_thing_exists_or_changes_it(eastern: dict[str, Any], role: Role) -> None:
    client = west(role)
    form = {"text": "x", "reason": "x", "purpose": "x", "wording": "business", "officer": eastern["officer_id"], "note": eastern["note"]}
    before, met = state(), set()
    for name, there, none in addresses(eastern):
        first, shut = name not in met, ACTION_OF[name] not in MAY[role]
        met.add(name)
        if first:  # what is a form only is so for each of its deeds
            answered = client.get(there).status_code
            assert answered in ((403, 405) if shut else (403, 404, 405)), name
            assert shut or answered == client.get(none).status_code, name
        if first and shut:  # the door is shut before anybody looks who is there, for each deed alike
            assert {answered, client.post(there, form).status_code} - {405} == {403}, name
        elif not shut:
            assert client.post(there, form).status_code == client.post(none, form).status_code, name
    assert state() == before


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.SECURITY_ADMINISTRATOR, Role.HEAD], ids=lambda role: role.value)
def test_a01_no_form_of_another_district_reaches_a_thing_by_the_number_in_it(eastern: dict[str, Any], role: Role) -> None:
    client = west(role)
    named = {
        "triage": eastern["waiting"], "company": eastern["other"], "entry": eastern["entry"], "note": eastern["note"], "pair": 1,
        "authority": eastern["authority_id"], "officer": eastern["officer_id"], "batch": "ab" * 8, "reason": "x", "text": "x",
        "until": "2026-12-31", "uscc": eastern["other"], "column": "name", "value": "西区改名", "token": "x",
    }  # fmt: skip
    ones_own = ("login", "logout", "ask-authority", "recovery-codes", "second-factor", "add-app")
    before = state()
    for pattern in console_urls.urlpatterns:
        if not pattern.pattern.converters and pattern.name not in ones_own:
            assert client.post(reverse(f"console:{pattern.name}"), named).status_code < 500, pattern.name
    assert state() == before


NO_NUMBERS = ("9" * 30, "9" * 5000, "٣", "-1", "1e9", "0x1", "½", "1 OR 1=1", "\x00")


@pytest.mark.both_stores
def test_every_page_opens_on_either_database_for_those_it_is_for(eastern: dict[str, Any]) -> None:
    """Each page once, about things that there are, by one of the east or of the city whose role may."""
    clients: dict[str, Client] = {}
    for username in ("east", "head", "auditor", "analyst"):
        clients[username] = Client()
        clients[username].force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    lists = [(str(one.name), reverse(f"console:{one.name}")) for one in console_urls.urlpatterns if not one.pattern.converters]
    opened = 0
    for name, address in [*lists, *((name, there) for name, there, _ in addresses(eastern))]:
        may = [who for who in clients if ACTION_OF[name] in MAY[Role(Officer.objects.get(username=who).role)]]
        if may and name not in ("login", "logout"):
            code = clients[may[0]].get(address).status_code
            assert code < 500, name
            opened += code == 200
    assert opened > 60


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a03_a_number_that_is_none_is_refused_and_breaks_nothing(eastern: dict[str, Any], number: str) -> None:
    client = Client()
    client.force_login(Officer.objects.get(username="head"), backend="django.contrib.auth.backends.ModelBackend")
    fields = ("triage", "company", "entry", "note", "pair", "alert", "authority", "officer", "page", "until", "due_on", "factor", "session")
    form = dict.fromkeys(fields, number) | {"reason": "x", "text": "x", "verdict": "same"}
    for pattern in console_urls.urlpatterns:
        if not pattern.pattern.converters and pattern.name not in ("login", "logout"):
            assert client.post(reverse(f"console:{pattern.name}"), form).status_code < 500, pattern.name
            if (crc32(str(pattern.name).encode()) + NO_NUMBERS.index(number)) % 3 == 0:  # each page meets three of the nine
                assert client.get(reverse(f"console:{pattern.name}"), {"page": number, "officer": number}).status_code < 500, pattern.name
    if number.isascii() and number.isdecimal():
        for name, kwarg in (("triage", "triage_id"), ("person", "person_id"), ("correction", "correction_id"), ("answer-file", "file_id")):
            assert client.get(reverse(f"console:{name}", kwargs={kwarg: "7"}).replace("/7/", f"/{number}/")).status_code == 404, name
