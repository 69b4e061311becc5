"""Cards and back-tests on record: read from the files that the commands write, checked, dated, shown to whoever answers for the method."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.risk.proof_models import RiskProof

CARD, BACKTEST = "card", "backtest"
LARGEST = 4 * 2**20
_NEEDED = {
    CARD: ("model", "intended_use", "limits_of_use", "taught_by", "validation", "indicators"),
    BACKTEST: ("source", "model", "months", "judged", "failed", "auc", "average_precision", "levels", "curve", "leads", "work"),
}
_NO_ROLE = Text("您的角色不能登记模型与回测", "your role does not record models and back-tests")
_TOO_LARGE = Text(
    "文件过大：card.json 和 backtest.json 不超过 4 MB", "the file is too large: card.json and backtest.json have at most 4 MB"
)
_NO_FILE = Text(
    "不是 risk train 写出的 card.json，也不是 risk backtest 写出的 backtest.json；请选择命令写出的原文件",
    "neither the card.json of risk train nor the backtest.json of risk backtest; choose the file as the command wrote it",
)
_TWICE = Text("这个文件已经登记", "this file is on record already")
_NO_PROOF = Text("没有这份记录，或已撤下", "there is no such record, or it was taken down")


@dataclass(frozen=True, slots=True)
class Proof:
    """One card or back-test on record."""

    proof_id: int
    kind: str
    title: str
    sha256: str
    document: Mapping[str, Any]
    note: str
    recorded_by: str
    recorded_at: datetime


def record(*, raw: bytes, note: str, officer_id: int, at: datetime) -> int:
    """Put the file of a command on record; returns its id. Subjects that a back-test names are counted, not kept."""
    by = _able(officer_id)
    if len(raw) > LARGEST:
        raise NotAllowed(_TOO_LARGE)
    kind, document = _read(raw)
    digest = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic():
            one = RiskProof.objects.create(
                kind=kind, title=str(document["model"])[:120], sha256=digest, document=document, note=note.strip()[:2_000],
                recorded_by=by.username, recorded_at=at,
            )  # fmt: skip
            _told(by, "record", one, at)
    except IntegrityError as twice:
        raise NotAllowed(_TWICE) from twice
    return one.pk


@transaction.atomic
def withdraw(*, proof_id: int, officer_id: int, at: datetime) -> None:
    """Take a record down; it is kept, and the same file may be put on record again."""
    by = _able(officer_id)
    one = RiskProof.objects.select_for_update().filter(pk=proof_id, withdrawn_at=None).first()
    if one is None:
        raise NotAllowed(_NO_PROOF)
    one.withdrawn_by, one.withdrawn_at = by.username, at
    one.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _told(by, "withdraw", one, at)


def proofs(*, kind: str = "") -> list[Proof]:
    """Return what is on record, newest first."""
    found = RiskProof.objects.filter(withdrawn_at=None)
    return [_shown(one) for one in (found.filter(kind=kind) if kind else found)]


def proof(*, proof_id: int) -> Proof | None:
    """Return one record that was not taken down."""
    found = RiskProof.objects.filter(pk=proof_id, withdrawn_at=None).first()
    return _shown(found) if found else None


def _read(raw: bytes) -> tuple[str, dict[str, Any]]:
    try:
        document = json.loads(raw)
    except ValueError as wrong:
        raise NotAllowed(_NO_FILE) from wrong
    kind = next((kind for kind, names in _NEEDED.items() if isinstance(document, dict) and set(names) <= document.keys()), None)
    if kind is None or not _sound(kind, document):
        raise NotAllowed(_NO_FILE)
    return kind, (_without_subjects(document) if kind == BACKTEST else document)


def _sound(kind: str, document: Mapping[str, Any]) -> bool:
    """Return whether what pages draw has the shape that the commands write."""
    try:
        if kind == CARD:
            parts = document["validation"]["auc"].values()
            rows = [(one["indicator"], one["title"]["zh"], one["weights"]["anchors"]) for one in document["indicators"]]
            return all(isinstance(one[name], int | float) for one in parts for name in ("mean", "low", "high")) and bool(rows)
        points = [(float(recall), float(precision)) for _, recall, precision in document["curve"]]
        return {"auc", "low", "high"} <= document["auc"].keys() and all(0 <= one <= 1 for pair in points for one in pair)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _without_subjects(document: Mapping[str, Any]) -> dict[str, Any]:
    """Count lead times; whom they are about stays in the file of whoever ran the test."""
    days = [one["days"] for one in document["leads"]]
    return {**document, "leads": [{"days": one} for one in days]}


def _able(officer_id: int) -> Colleague:
    found = offices.able(officer_id=officer_id, action=Action.PROPOSE_LIMITS)
    if found is None:
        raise NotAllowed(_NO_ROLE)
    return found


def _told(by: Colleague, deed: str, one: RiskProof, at: datetime) -> None:
    audit.record(
        actor=by.username, action=f"proof.{deed}", object_type="proof", object_id=f"{one.kind}:{one.sha256[:16]}", purpose="", at=at,
        details={"title": one.title, "sha256": one.sha256},
    )  # fmt: skip


def _shown(one: RiskProof) -> Proof:
    return Proof(one.pk, one.kind, one.title, one.sha256, one.document, one.note, one.recorded_by, one.recorded_at)
