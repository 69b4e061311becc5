"""An office's letterhead and its own templates: brought by one officer, looked through by the programme, adopted by another."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases.papers import template_check
from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.models import Letterhead, Template
from lookthrough.cases.papers.wording import settings_on
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NO_ROLE = Text("您的角色不能办理文书", "your role does not work on documents")
_NO_KIND = Text("没有这种文书", "there is no such kind of document")
_NO_TEMPLATE = Text("没有等待审定的模板", "no template waits for a decision")
_OWN = Text("上传人本人不能审定", "whoever brought it does not adopt it")
_NOT_ADOPTED = Text("该模板没有在用", "this template is not in use")
_EMPTY = Text("请写明机关名称", "please give the office's name")


@transaction.atomic
def set_letterhead(*, office: str, mark: str, address: str, telephone: str, officer_id: int, at: datetime) -> None:
    """Say what the office puts on its documents; what is issued already stays as it is."""
    by = _officer(officer_id, Action.APPROVE_PAPERS)
    if not office.strip():
        raise NotAllowed(_EMPTY)
    said = {
        "office": office.strip()[:120],
        "mark": mark.strip()[:20],
        "address": address.strip()[:200],
        "telephone": telephone.strip()[:60],
    }
    Letterhead.objects.update_or_create(region_prefix=_prefix(by), defaults=said | {"set_by": by.username, "set_at": at})
    _tell("letterhead_set", _prefix(by), by, at, said)


@transaction.atomic
def bring(*, kind: str, content: bytes, note: str, officer_id: int, at: datetime) -> int:
    """Bring the office's own version of a template; refused, with every reason, unless it is plain and names known fields only."""
    by, form = _officer(officer_id, Action.WORK_PAPERS), paper_kinds().get(kind)
    if form is None:
        raise NotAllowed(_NO_KIND)
    most = settings_on(localdate(at)).whole("template_mb")
    if len(content) > most * 1024**2:
        raise NotAllowed(Text(f"模板超过 {most} MB", f"the template is larger than {most} MB"))
    found = template_check.troubles(content, kind=form)
    if found:
        raise NotAllowed(Text("；".join(one.zh for one in found[:8]), "; ".join(one.en for one in found[:8])))
    last = Template.objects.filter(kind=kind, region_prefix=_prefix(by)).aggregate(last=Max("version"))["last"] or 0
    made = Template.objects.create(
        kind=kind, region_prefix=_prefix(by), version=last + 1, content=content, sha256=hashlib.sha256(content).hexdigest(),
        note=note.strip()[:500], brought_by=by.username, brought_at=at,
    )  # fmt: skip
    _tell("template_brought", f"{kind} {made.version}", by, at, {"sha256": made.sha256})
    return made.version


@transaction.atomic
def decide(*, kind: str, version: int, agreed: bool, officer_id: int, at: datetime) -> None:
    """Adopt a template or not, as its second person; drafts use it from now on, issued documents stay."""
    by = _officer(officer_id, Action.APPROVE_PAPERS)
    one = _own(kind, version, by)
    if one is None or one.state != "proposed":
        raise NotAllowed(_NO_TEMPLATE)
    if one.brought_by == by.username:
        raise NotAllowed(_OWN)
    one.state, one.decided_by, one.decided_at = "adopted" if agreed else "refused", by.username, at
    one.save()
    _tell(f"template_{one.state}", f"{kind} {version}", by, at, {"sha256": one.sha256})


@transaction.atomic
def withdraw(*, kind: str, version: int, officer_id: int, at: datetime) -> None:
    """Put a template of the office out of use; the one before it, or the shipped one, holds again."""
    by = _officer(officer_id, Action.APPROVE_PAPERS)
    one = _own(kind, version, by)
    if one is None or one.state != "adopted":
        raise NotAllowed(_NOT_ADOPTED)
    one.state = "withdrawn"
    one.save(update_fields=["state"])
    _tell("template_withdrawn", f"{kind} {version}", by, at, {"sha256": one.sha256})


def _own(kind: str, version: int, by: Colleague) -> Template | None:
    return Template.objects.select_for_update().filter(kind=kind, version=version, region_prefix=_prefix(by)).first()


def _officer(officer_id: int, action: Action) -> Colleague:
    by = offices.able(officer_id=officer_id, action=action)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _prefix(by: Colleague) -> str:
    return by.district.prefix if by.district else ""


def _tell(action: str, what: str, by: Colleague, at: datetime, details: dict[str, str]) -> None:
    audit.record(actor=by.username, action=action, object_type="paper_template", object_id=what, purpose="", at=at, details=details)
