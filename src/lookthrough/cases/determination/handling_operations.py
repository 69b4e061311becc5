"""Six-way handling: proposed from licence and conduct with the evidence frozen beside it, decided by another person with reasons."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import written
from lookthrough.cases.determination import matrix
from lookthrough.cases.determination.acting import keep
from lookthrough.cases.determination.gathering import frozen, situation
from lookthrough.cases.determination.models import Handling
from lookthrough.cases.determination.words import CONDUCTS, HANDLINGS
from lookthrough.cases.room_acting import deciding_on, working_on
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_WAITS = Text("已有待决定的分类处置建议", "a proposed handling waits for a decision")
_NONE = Text("没有待决定的分类处置建议", "no proposed handling waits")
_CHOOSE = Text("请从列出的处置方式中选择", "please choose a handling from the list")
_OWN = Text("提出建议的人不能自己决定", "whoever proposes does not decide")
_NOT_OWN = Text("只能撤回自己的建议", "only your own proposal can be withdrawn")
_WHY = Text("与建议不同的处置，决定时须写明理由", "a handling that deviates from the matrix is decided with reasons")
_DEVIATES = Text("（与分类表的建议不同）", " (deviates from the matrix)")


@transaction.atomic
def propose(*, number: str, conduct: str, chosen: str, reasons: str, officer_id: int, at: datetime) -> int:
    """Propose a handling: what the matrix says, or another one with reasons, which is marked. Returns its id."""
    by, case = working_on(number, officer_id, at)
    on, why = localdate(at), written(reasons)
    known = situation(case=case, by=by, on=on)
    asked = matrix.proposed(licensed=known.licensed, conduct=conduct, on=on)
    if asked is None:
        raise NotAllowed(_unknown(known.licensed, on))
    if chosen not in HANDLINGS:
        raise NotAllowed(_CHOOSE)
    if Handling.objects.select_for_update().filter(case_number=number, state="proposed").exists():
        raise NotAllowed(_WAITS)
    one = Handling.objects.create(
        case_number=number, licensed=known.licensed, conduct=conduct, proposed=asked.handling, chosen=chosen,
        deviates=chosen != asked.handling, basis={"zh": asked.basis.zh, "en": asked.basis.en, "since": asked.valid_from.isoformat()},
        matrix_version=asked.version, reasons=why, evidence=frozen(known.beside), proposed_by=by.username, proposed_at=at,
    )  # fmt: skip
    keep(number, "handling_proposed", by, at, _said(one), reference=f"handling:{one.pk}")
    return one.pk


@transaction.atomic
def decide(*, number: str, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Decide, as another person, on the handling that was proposed; what was decided before is superseded and stays."""
    by, _case = deciding_on(number, officer_id, at)
    one = _waiting(number)
    if one.proposed_by == by.username:
        raise NotAllowed(_OWN)
    if approve and one.deviates and not reason.strip():
        raise NotAllowed(_WHY)
    one.decision = reason.strip() if approve else written(reason)
    one.state, one.decided_by, one.decided_at = "decided" if approve else "refused", by.username, at
    if approve:
        Handling.objects.filter(case_number=number, state="decided").update(state="superseded")
    one.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    keep(number, "handling_decided" if approve else "handling_refused", by, at, _said(one), reference=f"handling:{one.pk}")


@transaction.atomic
def withdraw(*, number: str, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    by, _case = working_on(number, officer_id, at)
    one = _waiting(number)
    if one.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    one.state = "withdrawn"
    one.save(update_fields=["state"])
    keep(number, "handling_withdrawn", by, at, reference=f"handling:{one.pk}")


def _waiting(number: str) -> Handling:
    found = Handling.objects.select_for_update().filter(case_number=number, state="proposed").first()
    if found is None:
        raise NotAllowed(_NONE)
    return found


def _said(one: Handling) -> Text:
    title = HANDLINGS[one.chosen]
    mark = _DEVIATES if one.deviates else None
    return Text(f"{title.zh}{mark.zh if mark else ''}", f"{title.en}{mark.en if mark else ''}")


def _unknown(licensed: bool, on: date) -> Text:
    slugs = matrix.conducts(licensed=licensed, on=on)
    zh, en = "、".join(CONDUCTS[one].zh for one in slugs), ", ".join(CONDUCTS[one].en for one in slugs)
    who = Text("持牌", "with a licence") if licensed else Text("无牌", "without a licence")
    return Text(f"{who.zh}主体的行为须为：{zh}", f"of a body {who.en} the conduct is one of: {en}")
