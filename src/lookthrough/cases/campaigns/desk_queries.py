"""What campaigns put on a desk: districts that wait to be accepted, and the days on which stages and tasks end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lookthrough.cases.campaigns.acting import concerns
from lookthrough.cases.campaigns.models import Acceptance, CampaignStage, Task
from lookthrough.cases.campaigns.stages import ORDER, STAGES, Stage
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

_MOST = 1_000
_ACCEPT = Text("专项验收待决定", "a district's acceptance to be decided")
_TASK = Text("专项任务到期", "a campaign's task is due")


@dataclass(frozen=True, slots=True)
class CampaignDay:
    """A day on which something of a campaign ends: a stage, or one task of the officer's district."""

    key: str
    number: str
    name: str
    what: Text
    due_on: date


def days_between(*, by: Colleague, first: date, last: date) -> list[CampaignDay]:
    """Return the ends of stages that are not over and of tasks that are not done, in running campaigns of the officer's district."""
    if by.district is None or not by.may(Action.SEE_CAMPAIGNS):
        return []
    asked = {"campaign__state": "running", "due_on__gte": first, "due_on__lte": last}
    stages = [
        CampaignDay(f"stage:{one.pk}", one.campaign.number, one.campaign.name, _ends(one.stage), one.due_on)
        for one in CampaignStage.objects.filter(**asked).select_related("campaign")[:_MOST]
        if concerns(by.district, one.campaign.region_prefix) and ORDER.index(Stage(one.stage)) >= ORDER.index(Stage(one.campaign.stage))
    ]
    own = Task.objects.filter(**asked, done_at=None, region_code=by.district.prefix).select_related("campaign")
    return stages + [CampaignDay(f"task:{one.pk}", one.campaign.number, one.title, _TASK, one.due_on) for one in own[:_MOST]]


def _ends(stage: str) -> Text:
    title = STAGES[stage]
    return Text(f"“{title.zh}”阶段结束", f"stage “{title.en}” ends")


def decisions_asked(*, by: Colleague) -> list[Asked]:
    """Return the districts proposed for acceptance within the officer's own."""
    if by.district is None or not by.may(Action.LEAD_CAMPAIGNS):
        return []
    found = Acceptance.objects.filter(state="proposed").select_related("campaign")
    return [
        Asked(f"acceptance:{one.pk}", one.campaign.number, _ACCEPT, one.campaign.name, one.proposed_by, one.proposed_at)
        for one in found
        if by.district.reaches(one.region_code)
    ]
