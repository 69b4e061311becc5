"""How a test of elements is filled by a person, signed, and withdrawn: the machine judges nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.elements import ADMINISTRATIVE, CRIMINAL, KINDS, ElementList, element_list, thresholds
from lookthrough.risk.elements.gathering import known_of
from lookthrough.risk.elements.models import ElementEvidence, ElementTest

JUDGEMENTS = {
    "shown": Text("具备", "shown"),
    "not_shown": Text("不具备", "not shown"),
    "unclear": Text("证据不足", "not enough evidence"),
}
_LONGEST = 4_000
_MOST = 10**15
_NO_ROLE = Text("您的角色不能作要件核对", "your role does not test elements")
_NO_FIRM = Text("没有此企业，或不在您的辖区", "there is no such firm in your district")
_NO_TEST = Text("没有此项核对，或已签署", "there is no such test, or it is signed already")
_EMPTY = Text("请写下内容", "please write something")
_CHOOSE = Text("请选择一个结论并写明理由", "please choose a judgement and give the reason")
_UNJUDGED = Text("每一要件都要先作出判断", "every element must be judged first")
_NUMBER = Text("金额和人数须为不小于零的整数", "amounts and numbers of persons must be whole and not negative")
_NOT_SIGNED = Text("只能撤回已签署的核对", "only a signed test can be withdrawn")
_ONLY_SIGNER = Text("由签署人本人或负责人撤回", "whoever signed, or a head, withdraws it")


@transaction.atomic
def begin(*, company_id: str, kind: str, officer_id: int, at: datetime) -> int:
    """Begin a test of a firm, or return the draft there is; nothing of the other kind is carried over."""
    by = _worker(officer_id)
    firm = registry.company_by_id(company_id=company_id)
    if kind not in KINDS or firm is None or by.district is None or not by.district.reaches(firm.region_code):
        raise NotAllowed(_NO_FIRM)
    draft = ElementTest.objects.filter(company_id=company_id, kind=kind, state="draft").first()
    if draft:
        return draft.pk
    made = ElementTest.objects.create(
        company_id=company_id, kind=kind, region_code=firm.region_code, list_version=element_list(kind).version, begun_by=by.username,
        begun_at=at,
    )  # fmt: skip
    _record(made, by, "begun", at)
    return made.pk


@transaction.atomic
def judge(*, test_id: int, element: str, judgement: str, reason: str, officer_id: int, at: datetime) -> None:
    """Say of one element whether it is shown, and why."""
    by = _worker(officer_id)
    one, said = _draft(test_id, by), reason.strip()[:_LONGEST]
    if element not in element_list(one.kind).elements or judgement not in JUDGEMENTS or not said:
        raise NotAllowed(_CHOOSE)
    one.judgements = {**one.judgements, element: {"judgement": judgement, "reason": said, "by": by.username}}
    one.save(update_fields=["judgements"])
    _record(one, by, "judged", at, {"element": element, "judgement": judgement})


@transaction.atomic
def exclude(*, test_id: int, exclusion: str, applies: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Say whether an exclusion applies, and why."""
    by = _worker(officer_id)
    one, said = _draft(test_id, by), reason.strip()[:_LONGEST]
    if exclusion not in element_list(one.kind).exclusions or not said:
        raise NotAllowed(_CHOOSE)
    one.exclusions = {**one.exclusions, exclusion: {"applies": applies, "reason": said, "by": by.username}}
    one.save(update_fields=["exclusions"])
    _record(one, by, "excluded", at, {"exclusion": exclusion, "applies": applies})


@transaction.atomic
def add_evidence(*, test_id: int, element: str, item: str, text: str, place: str, officer_id: int, at: datetime) -> int:
    """Put words beside an element, with where they stand; returns their id."""
    by = _worker(officer_id)
    one, said = _draft(test_id, by), text.strip()[:_LONGEST]
    if element not in element_list(one.kind).elements or not said:
        raise NotAllowed(_EMPTY)
    known = {each.slug for each in element_list(one.kind).elements[element].items}
    made = ElementEvidence.objects.create(
        test=one, element=element, item=item if item in known else "", text=said, place=place.strip()[:_LONGEST], added_by=by.username,
        added_at=at,
    )  # fmt: skip
    _record(one, by, "evidence_added", at, {"element": element, "evidence": made.pk})
    return made.pk


@transaction.atomic
def remove_evidence(*, test_id: int, evidence_id: int, officer_id: int, at: datetime) -> None:
    """Take words off again; they stay on file as taken off."""
    by = _worker(officer_id)
    one = _draft(test_id, by)
    if not ElementEvidence.objects.filter(pk=evidence_id, test=one, removed_at=None).update(removed_at=at):
        raise NotAllowed(_NO_TEST)
    _record(one, by, "evidence_removed", at, {"evidence": evidence_id})


@transaction.atomic
def state_figures(
    *, test_id: int, amount_fen: int, persons: int, loss_fen: int, aggravated: bool, form: str, basis: str, officer_id: int, at: datetime
) -> None:
    """State, on the criminal list alone, amount, persons and loss as evidence shows them, and the form it takes."""
    by = _worker(officer_id)
    one = _draft(test_id, by)
    if one.kind != CRIMINAL or not all(0 <= figure <= _MOST for figure in (amount_fen, persons, loss_fen)):
        raise NotAllowed(_NUMBER)
    if not basis.strip():
        raise NotAllowed(_EMPTY)
    one.figures = {
        "amount_fen": amount_fen, "persons": persons, "loss_fen": loss_fen, "aggravated": aggravated,
        "form": form if form in element_list(CRIMINAL).forms else "", "basis": basis.strip()[:_LONGEST], "by": by.username,
    }  # fmt: skip
    one.save(update_fields=["figures"])
    _record(one, by, "figures_stated", at, {"amount_fen": amount_fen, "persons": persons, "loss_fen": loss_fen})


@transaction.atomic
def sign(*, test_id: int, conclusion: str, officer_id: int, at: datetime) -> str:
    """Sign a test whose elements are all judged: everything it rests on is frozen with it; returns the seal."""
    by = _worker(officer_id)
    one, said = _draft(test_id, by), conclusion.strip()[:_LONGEST]
    listed = element_list(one.kind)
    if not set(listed.elements) <= set(one.judgements):
        raise NotAllowed(_UNJUDGED)
    if not said:
        raise NotAllowed(_EMPTY)
    one.frozen = _frozen(one, listed, officer_id, at)
    one.state, one.conclusion, one.signed_by, one.signed_at = "signed", said, by.username, at
    one.list_version = listed.version
    one.seal = _seal({**one.frozen, "conclusion": said, "signed_by": by.username, "signed_at": at.isoformat()})
    one.save()
    _record(one, by, "signed", at, {"seal": one.seal})
    return one.seal


@transaction.atomic
def withdraw(*, test_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw a signed test; it stays on file with its seal and why it was withdrawn."""
    by, said = _worker(officer_id), reason.strip()[:_LONGEST]
    if not said:
        raise NotAllowed(_EMPTY)
    one = _reached(test_id, by)
    if one.state != "signed":
        raise NotAllowed(_NOT_SIGNED)
    if one.signed_by != by.username and not by.may(Action.ASSIGN_OTHERS):
        raise NotAllowed(_ONLY_SIGNER)
    one.state, one.withdrawn_by, one.withdrawn_at, one.withdrawn_why = "withdrawn", by.username, at, said
    one.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _record(one, by, "withdrawn", at, {})


def passed_thresholds(figures: Mapping[str, Any], at: datetime) -> list[tuple[str, float, str, bool]]:
    """Return each threshold in force with unit and whether the stated figures reach it; 以上 includes the number itself."""
    limits = thresholds().on(at.date())
    found = []
    for name, row in limits.rows.items():
        figure = {"fen": "loss_fen" if name.endswith("_loss") else "amount_fen", "persons": "persons"}[row.unit]
        applies = not name.startswith("aggravated_") or bool(figures.get("aggravated"))
        found.append((name, row.value, row.threshold_basis, applies and figures.get(figure, 0) >= row.value))
    return found


def _frozen(one: ElementTest, listed: ElementList, officer_id: int, at: datetime) -> dict[str, Any]:
    known = known_of(company_id=one.company_id, officer_id=officer_id, on=at.date()) if one.kind == ADMINISTRATIVE else []
    added = one.evidence.filter(removed_at=None)
    return {
        "company_id": one.company_id, "kind": one.kind, "list_version": listed.version, "judgements": one.judgements,
        "exclusions": one.exclusions, "figures": one.figures,
        "known": [{**asdict(each), "text": {"zh": each.text.zh, "en": each.text.en}} for each in known],
        "evidence": list(added.values("element", "item", "text", "place", "added_by")),
    }  # fmt: skip


def _seal(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _worker(officer_id: int) -> Colleague:
    by = offices.able(officer_id=officer_id, action=Action.WORK_ELEMENTS)
    if by is None or by.district is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _reached(test_id: int, by: Colleague) -> ElementTest:
    one = ElementTest.objects.select_for_update().filter(pk=test_id).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_TEST)
    return one


def _draft(test_id: int, by: Colleague) -> ElementTest:
    one = _reached(test_id, by)
    if one.state != "draft":
        raise NotAllowed(_NO_TEST)
    return one


def _record(one: ElementTest, by: Colleague, action: str, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    audit.record(
        actor=by.username, action=f"elements.{action}", object_type="company", object_id=one.company_id[:120], purpose="", at=at,
        details={"test": one.pk, "kind": one.kind, **(details or {})},
    )  # fmt: skip
