"""What the house holds already becomes evidence of a case by its hash: transfers behind an alert, a return as it was sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.papers.evidence_refusals import as_refusals
from lookthrough.evidence import operations as evidence
from lookthrough.flows import figures
from lookthrough.flows import queries as flows
from lookthrough.flows.transfer_rows import TransferRow
from lookthrough.intake import queries as intake
from lookthrough.intake.who import Who
from lookthrough.kernel.texts import Text
from lookthrough.offices import authorities
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk import firm_queries
from lookthrough.risk import queries as risk
from lookthrough.risk.queries import AlertRow, Reason
from lookthrough.risk.states import ReasonKind

INSTITUTION, PARTY = "institution", "party"
PAGE = 2_000
_NO_CASE = Text("没有此案件，或不在您的辖区", "there is no such case in your district")
_NO_ALERT = Text("没有此预警，或不在您的辖区，或它不依据流水", "there is no such alert in your district, or no transfers are behind it")
_NO_AUTHORITY = Text("没有有效的账户查询授权，不能调取流水", "no authority in force covers these accounts")
_NO_RETURN = Text("没有此报送，或不在您的辖区，或没有留存文件", "there is no such return in your district, or no file of it was kept")
_COLUMNS = (
    "transfer_id",
    "at",
    "from_account_id",
    "from_role",
    "to_account_id",
    "to_role",
    "purpose",
    "product_id",
    "order_id",
    "amount_fen",
)


def alerts_about(*, case_number: str, officer_id: int) -> list[AlertRow]:
    """Return the alerts about a case's party and the institutions it operates, as far as the officer may see them."""
    case = case_queries.case(number=case_number, officer_id=officer_id)
    if case is None or not case.subject_id:
        return []
    subjects = [(case.subject_type, case.subject_id)]
    if case.subject_type == "company":
        subjects += [(INSTITUTION, one.institution_id) for one in registry.institutions(operator_id=case.subject_id)]
    return [one for one in firm_queries.alerts_of(officer_id=officer_id, subjects=subjects) if one.subject_type in (INSTITUTION, PARTY)]


@transaction.atomic
def gather_return(*, case_number: str, submission_id: str, officer_id: int, at: datetime) -> str:
    """Take a return, as its file was sent, as evidence of a case; asked again it gives the item that is there."""
    case, me = _case(case_number, officer_id, at)
    by = Who(actor=me.username, officer_id=officer_id)
    shown, content = intake.submission(submission_id=submission_id, by=by), intake.original(submission_id=submission_id, by=by)
    if shown is None or content is None:
        raise NotAllowed(_NO_RETURN)
    with as_refusals():
        return evidence.take(
            case_number=case.number, region_code=case.region_code, title=f"{shown.title.zh} {shown.period}", source=shown.sender,
            origin="return", origin_reference=submission_id, content=content, original_name=shown.file_name, officer_id=officer_id, at=at,
        )  # fmt: skip


@transaction.atomic
def gather_alert(*, case_number: str, alert_id: int, officer_id: int, at: datetime) -> list[str]:
    """Take the transfers behind each finding of an alert as evidence, one file a finding; needs an authority in force over the accounts.

    Accounts of other institutions that no authority covers keep no name, as on the page of transfers.
    """
    case, me = _case(case_number, officer_id, at)
    found = risk.alert(officer_id=officer_id, alert_id=alert_id) if me.may(Action.SEE_TRANSFERS) else None
    reasons = [one for one in found.reasons if one.kind is ReasonKind.FINDING and one.evidence_count] if found else []
    if found is None or not reasons or found.row.subject_type not in (INSTITUTION, PARTY):
        raise NotAllowed(_NO_ALERT)
    own = {kind: found.row.subject_id if found.row.subject_type == kind else "" for kind in (INSTITUTION, PARTY)}
    covers = _covers(me, at)
    authority = covers(own[INSTITUTION], own[PARTY])
    if authority is None:
        raise NotAllowed(_NO_AUTHORITY)
    taken = []
    for one in reasons:
        content = _table(
            _transfers(one, own[INSTITUTION]), whole=lambda other: other in ("", own[INSTITUTION]) or covers(other, "") is not None
        )
        with as_refusals():
            number = evidence.take(
                case_number=case.number, region_code=case.region_code, title=f"{one.explanation.zh}（流水）",
                source=f"预警 {found.row.month} {one.rule}",
                origin="alert", origin_reference=f"{alert_id} {one.key}"[:160], content=content, original_name=f"{one.rule}.csv",
                officer_id=officer_id, at=at,
            )  # fmt: skip
        taken.append(number)
    purpose, details = f"{case.number} 取证（{authority}）", {"findings": len(reasons), "items": taken}
    audit.record_reading(actor=me.username, object_type="alert", object_id=str(alert_id), purpose=purpose, at=at, details=details)
    return taken


def _transfers(reason: Reason, institution_id: str) -> Iterator[TransferRow]:
    page = 1
    while True:
        found = flows.transfers_behind(
            institution_id=institution_id,
            from_date=reason.from_date,
            to_date=reason.to_date,
            finding_id=reason.key,
            page=page,
            page_size=PAGE,
        )
        yield from found.rows
        if len(found.rows) < PAGE:
            return
        page += 1


def _table(rows: Iterator[TransferRow], *, whole: Callable[[str], bool]) -> bytes:
    """Return the transfers as a table; the same transfers give the same bytes, so that the hash is theirs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in sorted(rows, key=lambda one: (one.at, one.transfer_id)):
        said = {name: getattr(row, name) for name in _COLUMNS}
        for side in ("from", "to"):
            if not whole(getattr(row, f"{side}_institution_id")):
                said[f"{side}_account_id"] = ""
        writer.writerow("" if value is None else str(value) for value in said.values())
    return out.getvalue().encode()


def _covers(me: Colleague, at: datetime) -> Callable[[str, str], str | None]:
    run = flows.current_run()

    @cache
    def authority(institution_id: str, party_id: str) -> str | None:
        found = authorities.authority_covering(
            officer=me, on=localdate(at), authority_id=run.authority_id if run else None, institution_id=institution_id, party_id=party_id,
            ledger=figures.ledger_name(),
        )  # fmt: skip
        return found.authority_id if found else None

    return authority


def _case(number: str, officer_id: int, at: datetime) -> tuple[CaseFacts, Colleague]:
    me = case_operations.may_act(number=number, officer_id=officer_id, at=at, action=Action.WORK_EVIDENCE)
    found = case_queries.case(number=number, officer_id=officer_id)
    if found is None or offices.officer(officer_id=officer_id) is None:
        raise NotAllowed(_NO_CASE)
    return found, me
