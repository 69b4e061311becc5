"""A new wording: proposed by one officer, in force from its day once another has approved it; ended the same way, with a reason."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases.petitions.acting import chosen, worker, written
from lookthrough.cases.petitions.models import Wording
from lookthrough.cases.petitions.wordings import BLANKS, shipped, unknown_blanks
from lookthrough.cases.petitions.words import KINDS
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_LONGEST = 2_000
_SLUG = Text("名称须为小写字母、数字和下划线，2 至 60 位", "a short name has 2 to 60 small letters, digits and underscores")
_DAY = Text("生效日不能早于今天", "it cannot be in force from a day that has passed")
_TAKEN = Text("该名称在这一天已有口径", "there is a wording of this name from that day already")
_KIND = Text("同名口径的用途不能改变", "a wording of this name is for another purpose")
_NONE = Text("没有等待决定的口径", "no such wording waits")
_OWN = Text("提出的人不能自己批准", "whoever proposes a wording does not approve it")
_NOT_IN_FORCE = Text("没有这条在用的口径", "there is no such wording in force")


@transaction.atomic
def propose(*, slug: str, kind: str, title: str, zh: str, en: str, valid_from: date, officer_id: int, at: datetime) -> int:
    """Propose a wording of the office's own, or a newer one of a name that there is."""
    by, name = worker(officer_id), slug.strip()
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,59}", name):
        raise NotAllowed(_SLUG)
    if valid_from < localdate(at):
        raise NotAllowed(_DAY)
    chosen(kind, KINDS)
    _same_purpose(name, kind, _prefix(by))
    chinese = written(zh, longest=_LONGEST)
    english = written(en, longest=_LONGEST, needed=False) or chinese
    if odd := unknown_blanks(chinese) | unknown_blanks(english):
        known = "、".join(f"{{{each}}}" for each in BLANKS)
        raise NotAllowed(Text(f"不认识 {sorted(odd)[0]!r}，可用：{known}", f"{sorted(odd)[0]!r} is no blank; there are {known}"))
    try:
        with transaction.atomic():
            one = Wording.objects.create(
                slug=name, kind=kind, title=written(title, longest=120), zh=chinese, en=english, region_prefix=_prefix(by),
                valid_from=valid_from, proposed_by=by.username, proposed_by_id=by.officer_id, proposed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(_TAKEN) from None
    _keep(one, "wording_proposed", by, at)
    return one.pk


@transaction.atomic
def decide(*, wording_id: int, agreed: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse, as the second person, a wording that another proposed."""
    by = worker(officer_id, Action.DECIDE_PETITIONS)
    one = _locked(wording_id, by, "proposed", _NONE)
    if one.proposed_by_id == by.officer_id:
        raise NotAllowed(_OWN)
    one.reason = reason.strip()[:_LONGEST] if agreed else written(reason)
    one.state, one.decided_by, one.decided_at = "approved" if agreed else "refused", by.username, at
    one.valid_from = max(one.valid_from, localdate(at)) if agreed else one.valid_from
    one.save()
    _keep(one, "wording_approved" if agreed else "wording_refused", by, at)


@transaction.atomic
def end(*, wording_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """End a wording of the office's own from today on; what was said with it stands."""
    by, why = worker(officer_id, Action.DECIDE_PETITIONS), written(reason)
    one = _locked(wording_id, by, "approved", _NOT_IN_FORCE)
    if one.valid_to is not None:
        raise NotAllowed(_NOT_IN_FORCE)
    one.valid_to, one.reason = localdate(at) - timedelta(days=1), why
    one.save(update_fields=["valid_to", "reason"])
    _keep(one, "wording_ended", by, at)


def _locked(wording_id: int, by: Colleague, state: str, otherwise: Text) -> Wording:
    one = Wording.objects.select_for_update().filter(pk=wording_id, state=state).first()
    if one is None or by.district is None or not (by.district.reaches(one.region_prefix) or one.region_prefix == by.district.prefix):
        raise NotAllowed(otherwise)
    return one


def _same_purpose(slug: str, kind: str, prefix: str) -> None:
    kinds = {one.kind for one in shipped() if one.slug == slug}
    kinds |= set(Wording.objects.filter(slug=slug, state__in=("proposed", "approved"), region_prefix=prefix).values_list("kind", flat=True))
    if kinds - {kind}:
        raise NotAllowed(_KIND)


def _prefix(by: Colleague) -> str:
    return by.district.prefix if by.district else ""


def _keep(one: Wording, kind: str, by: Colleague, at: datetime) -> None:
    audit.record(
        actor=by.username, action=f"petition.{kind}", object_type="petition_wording", object_id=str(one.pk), purpose="", at=at,
        details={"slug": one.slug, "kind": one.kind, "from": one.valid_from.isoformat(), "reason": one.reason},
    )  # fmt: skip
