"""Campaigns as they are kept."""

from __future__ import annotations

from lookthrough.cases.campaigns.models.campaign import Acceptance, Campaign, CampaignAct, CampaignField, CampaignStage, Report, Task
from lookthrough.cases.campaigns.models.firm import Clash, Duty, Entry, Visit, VisitPhoto

__all__ = [
    "Acceptance", "Campaign", "CampaignAct", "CampaignField", "CampaignStage", "Clash", "Duty", "Entry", "Report", "Task", "Visit",
    "VisitPhoto",
]  # fmt: skip
