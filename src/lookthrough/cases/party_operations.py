"""Parties of a case beside its subject: named with their part, taken off again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from lookthrough.cases.acting import case_of, keep, worker, written
from lookthrough.cases.lead_words import SUBJECTS
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

PARTS = {
    "operator": Text("实际经营者", "operator"),
    "promoter": Text("集资协助人", "helps to raise the money"),
    "affiliate": Text("关联企业", "affiliate"),
    "custodian": Text("存管、支付机构", "custodian or payment body"),
    "publisher": Text("广告发布者", "publisher of advertisements"),
    "other": Text("其他", "other"),
}
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
_TWICE = Text("该当事方已列入", "this party is named already")
_NONE = Text("没有这个当事方", "there is no such party")


@transaction.atomic
def name_party(*, number: str, subject_type: str, subject_id: str, name: str, part: str, note: str, officer_id: int, at: datetime) -> None:
    """Name a party of a case."""
    by, called = worker(officer_id), written(name, longest=200)
    one = case_of(number, by)
    if part not in PARTS or subject_type not in SUBJECTS:
        raise NotAllowed(_CHOOSE)
    try:
        with transaction.atomic():
            one.parties.create(
                subject_type=subject_type, subject_id=subject_id.strip()[:80], name=called, part=part, note=note.strip()[:2_000],
                added_by=by.username, added_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(_TWICE) from None
    said = Text(f"列入当事方：{called}（{PARTS[part].zh}）", f"party named: {called} ({PARTS[part].en})")
    keep(one, "party_named", said, by=by.username, at=at, details={"subject": subject_id})


@transaction.atomic
def take_party_off(*, number: str, party_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take a party off a case, with the reason; that it was named stays on the timeline."""
    by, why = worker(officer_id), written(reason)
    one = case_of(number, by)
    found = one.parties.filter(pk=party_id, removed_at=None).first()
    if found is None:
        raise NotAllowed(_NONE)
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    said = Text(f"移去当事方：{found.name}（{why}）", f"party taken off: {found.name} ({why})")
    keep(one, "party_taken_off", said, by=by.username, at=at)
