"""Acceptance of a district: what can be counted is counted, the rest confirmed by one officer; another accepts, refuses, or reopens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lookthrough.cases.campaigns.acting import campaign_of, keep, worker, written
from lookthrough.cases.campaigns.catalogue import criteria
from lookthrough.cases.campaigns.models import Acceptance, Campaign, Clash
from lookthrough.cases.campaigns.stages import ORDER, Stage
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_STAGE = Text("验收阶段才能提请验收", "districts are proposed once the campaign has come to acceptance")
_NO_DISTRICT = Text("没有这个地区，或不在您的辖区", "there is no such district of yours")
_STANDS = Text("该地区已提请或已通过验收", "the district has been proposed or accepted already")
_NOT_MET = Text("还不具备验收条件：{}", "acceptance asks for more: {}")
_SAY = Text("每条人工确认的标准都要写明依据", "say what each criterion that you confirm rests on")
_NONE = Text("没有待验收的申请", "no proposal waits")
_OWN = Text("提请人本人不能验收", "whoever proposes a district does not accept it")
_NOT_OWN = Text("只能撤回自己的申请", "only your own proposal can be withdrawn")


@transaction.atomic
def propose(*, number: str, region_code: str, confirmed: Mapping[str, str], officer_id: int, at: datetime) -> int:
    """Propose a district for acceptance; what is counted must hold, what is not must be confirmed with its basis. Returns the id."""
    by = worker(officer_id)
    one = campaign_of(number, by)
    if one.stage != Stage.ACCEPTANCE:
        raise NotAllowed(_STAGE)
    if by.district is None or not by.district.reaches(region_code) or not one.tasks.filter(region_code=region_code).exists():
        raise NotAllowed(_NO_DISTRICT)
    if one.acceptances.filter(region_code=region_code, state__in=("proposed", "accepted")).exists():
        raise NotAllowed(_STANDS)
    found = _met(one, region_code)
    said = {slug: written(confirmed.get(slug, ""), needed=False) for slug in (item.slug for item in criteria() if not item.counted)}
    if not all(said.values()):
        raise NotAllowed(_SAY)
    made = Acceptance.objects.create(
        campaign=one, region_code=region_code, counted=found, confirmed=said, proposed_by=by.username, proposed_at=at
    )
    keep(one, "acceptance_proposed", by.username, at, region=region_code, details={"acceptance": made.pk})
    return made.pk


@transaction.atomic
def decide(*, acceptance_id: int, accept: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Accept or refuse what another officer proposed; what is counted is counted once more."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    found = _acceptance(acceptance_id, by, "proposed")
    if found.proposed_by == by.username:
        raise NotAllowed(_OWN)
    if accept:
        found.counted = _met(found.campaign, found.region_code)
    _close(found, "accepted" if accept else "refused", by, at, written(reason, needed=not accept))
    keep(
        found.campaign, "accepted" if accept else "acceptance_refused", by.username, at, region=found.region_code, note=found.reason,
        details={"acceptance": found.pk},
    )  # fmt: skip


@transaction.atomic
def withdraw(*, acceptance_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own proposal back while it waits."""
    by = worker(officer_id)
    found = _acceptance(acceptance_id, by, "proposed")
    if found.proposed_by != by.username:
        raise NotAllowed(_NOT_OWN)
    _close(found, "withdrawn", by, at, "")
    keep(found.campaign, "acceptance_withdrawn", by.username, at, region=found.region_code, details={"acceptance": found.pk})


@transaction.atomic
def reopen(*, acceptance_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Open an accepted district again, with the reason."""
    by, why = worker(officer_id, Action.LEAD_CAMPAIGNS), written(reason)
    found = _acceptance(acceptance_id, by, "accepted")
    found.state = "reopened"
    found.save(update_fields=["state"])
    keep(found.campaign, "acceptance_reopened", by.username, at, region=found.region_code, note=why, details={"acceptance": found.pk})


def counted(*, campaign: Campaign, region: str) -> dict[str, int]:
    """Return, for each criterion that is counted, how much is still missing in a district."""
    entries = campaign.entries.filter(region_code__startswith=region).exclude(state="dropped")
    before = [stage for stage in ORDER if stage is not Stage.ACCEPTANCE]
    sent = set(campaign.reports.filter(region_code=region, state="sent").values_list("stage", flat=True))
    return {
        "tasks_done": campaign.tasks.filter(region_code=region, done_at=None).exclude(stage=Stage.ACCEPTANCE).count(),
        "firms_classed": entries.filter(state="found").count(),
        "firms_handled": entries.filter(state="classed").exclude(class_slug__in=("compliant", "not_concerned")).count(),
        "clashes_settled": Clash.objects.filter(entry__in=entries, settled_at=None).count(),
        "reports_sent": len([stage for stage in before if stage not in sent]),
    }


def _met(one: Campaign, region: str) -> dict[str, int]:
    found = counted(campaign=one, region=region)
    titles = {item.slug: item.title for item in criteria()}
    short = [(titles[slug], number) for slug, number in found.items() if number]
    if short:
        zh = "；".join(f"{title.zh}（还差 {number}）" for title, number in short)
        en = "; ".join(f"{title.en} ({number} missing)" for title, number in short)
        raise NotAllowed(Text(_NOT_MET.zh.format(zh), _NOT_MET.en.format(en)))
    return found


def _acceptance(acceptance_id: int, by: Colleague, state: str) -> Acceptance:
    found = Acceptance.objects.select_for_update().select_related("campaign").filter(pk=acceptance_id, state=state).first()
    if found is None or by.district is None or not by.district.reaches(found.region_code):
        raise NotAllowed(_NONE)
    campaign_of(found.campaign.number, by)
    return found


def _close(found: Acceptance, state: str, by: Colleague, at: datetime, reason: str) -> None:
    found.state, found.decided_by, found.decided_at, found.reason = state, by.username, at, reason
    found.save()
