"""Who may act on which campaign and firm, and how each act is kept: in the campaign's history and in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lookthrough.audit import operations as audit
from lookthrough.cases.campaigns.models import Campaign, CampaignAct, Entry
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague, District
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

LONGEST = 4_000
NO_ROLE = Text("您的角色不能办理专项整治", "your role does not work on campaigns")
NO_CAMPAIGN = Text("没有这项专项整治，或不在您的辖区", "there is no such campaign in your district")
NO_ENTRY = Text("没有这个主体，或不在您的辖区", "there is no such firm in your district")
ENDED = Text("专项整治已结束", "the campaign has ended")
NOT_WHOLE = Text("只有部署这项整治的单位可以这样做", "only the office that runs the campaign may do so")
EMPTY = Text("请写下内容", "please write something")
TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")
CHOOSE = Text("请从列出的选项中选择", "please choose from the list")


def worker(officer_id: int, action: Action = Action.WORK_CAMPAIGNS) -> Colleague:
    """Return the officer, who may do so; anybody else is refused."""
    by = offices.able(officer_id=officer_id, action=action)
    if by is None or by.district is None:
        raise NotAllowed(NO_ROLE)
    return by


def concerns(district: District | None, region_prefix: str) -> bool:
    """Say whether a campaign concerns an office: its region lies in the district, or the district in its region."""
    return district is not None and (district.reaches(region_prefix) or district.prefix.startswith(region_prefix))


def campaign_of(number: str, by: Colleague, *, whole: bool = False, ended: bool = False) -> Campaign:
    """Return a campaign that concerns the officer, locked; ``whole``: only for who reaches all of it; ``ended``: or has ended."""
    one = Campaign.objects.select_for_update().filter(number=number).first()
    if one is None or not concerns(by.district, one.region_prefix):
        raise NotAllowed(NO_CAMPAIGN)
    if whole and not (by.district and by.district.reaches(one.region_prefix)):
        raise NotAllowed(NOT_WHOLE)
    if one.state != "running" and not ended:
        raise NotAllowed(ENDED)
    return one


def entry_of(entry_id: int, by: Colleague, *, ended: bool = False) -> Entry:
    """Return a firm of the officer's district, locked."""
    one = Entry.objects.select_for_update().select_related("campaign", "field").filter(pk=entry_id).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(NO_ENTRY)
    if one.campaign.state != "running" and not ended:
        raise NotAllowed(ENDED)
    return one


def written(text: str, *, needed: bool = True, longest: int = LONGEST) -> str:
    """Return what was written, within its longest length."""
    plain = text.strip()
    if needed and not plain:
        raise NotAllowed(EMPTY)
    if len(plain) > longest:
        raise NotAllowed(TOO_LONG if longest == LONGEST else Text(f"最多 {longest} 字", f"at most {longest} characters"))
    return plain


def keep(
    one: Campaign, kind: str, by: str, at: datetime, *, region: str = "", entry: Entry | None = None, note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write an act into the campaign's history and into the trail."""
    region = region or (entry.region_code if entry else "")
    CampaignAct.objects.create(campaign=one, region_code=region, entry=entry, at=at, actor=by, kind=kind, note=note)
    said = {"region": region, **({"entry": entry.pk, "company": entry.company_id} if entry else {}), **(details or {})}
    audit.record(actor=by, action=f"campaign.{kind}", object_type="campaign", object_id=one.number, purpose="", at=at, details=said)
