"""Reports upward: frozen when sent, corrected by a new version; the campaign's own report adds up what its districts have sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, keep, worker, written
from lookthrough.cases.campaigns.figures import added, figures
from lookthrough.cases.campaigns.forms import fitted, kept
from lookthrough.cases.campaigns.models import Campaign, Report
from lookthrough.cases.campaigns.stages import STAGES
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NO_REPORT = Text("没有这份报表，或不在您的辖区", "there is no such report in your district")
_SENT = Text("报表已报送，只能以新版本更正", "the report has been sent: correct it by a new version")
_WAITS = Text("已有一份草稿", "a draft waits already")
_NOT_SENT = Text("还没有报送过，不必更正", "nothing has been sent that could be corrected")
_NONE_SENT = Text("还没有区县报送这一阶段的报表", "no district has sent its report of this stage yet")


@transaction.atomic
def draft(*, number: str, stage: str, region_code: str, answers: Mapping[str, Any], officer_id: int, at: datetime) -> int:
    """Write or rewrite the draft of a stage's report of a district; returns its id. A sent one is never touched."""
    by = worker(officer_id)
    one = _campaign(number, stage, region_code, by)
    said = _answers(one, answers)
    last = _last(one, stage, region_code)
    if last is not None and last.state != "draft":
        raise NotAllowed(_SENT)
    if last is None:
        last = Report(campaign=one, region_code=region_code, stage=stage)
    last.answers, last.drafted_by, last.drafted_at = said, by.username, at
    last.save()
    keep(one, "report_drafted", by.username, at, region=region_code, note=STAGES[stage].zh, details={"report": last.pk})
    return last.pk


@transaction.atomic
def correct(*, report_id: int, reason: str, officer_id: int, at: datetime) -> int:
    """Open a new version of a sent report, with the reason; the sent one stays as it is until the correction is sent too."""
    by, why = worker(officer_id), written(reason)
    before = _report(report_id, by)
    last = _last(before.campaign, before.stage, before.region_code)
    if last is None or last.state == "draft":
        raise NotAllowed(_WAITS if last else _NOT_SENT)
    if last.pk != before.pk or before.state != "sent":
        raise NotAllowed(_NOT_SENT)
    made = Report.objects.create(
        campaign=before.campaign, region_code=before.region_code, stage=before.stage, version=before.version + 1, answers=before.answers,
        reason=why, drafted_by=by.username, drafted_at=at,
    )  # fmt: skip
    keep(before.campaign, "report_corrected", by.username, at, region=before.region_code, note=why, details={"report": made.pk})
    return made.pk


@transaction.atomic
def send(*, report_id: int, officer_id: int, at: datetime) -> str:
    """Send a draft: its figures are counted now, and everything is frozen with a hash; returns the hash."""
    by = worker(officer_id)
    one = _report(report_id, by)
    if one.state != "draft":
        raise NotAllowed(_SENT)
    one.figures = figures(campaign=one.campaign, region=one.region_code, stage=one.stage, on=at.date())
    return _freeze(one, by, at)


@transaction.atomic
def roll_up(*, number: str, stage: str, answers: Mapping[str, Any], reason: str, officer_id: int, at: datetime) -> int:
    """Add up what the districts have sent of a stage into the campaign's own report, frozen at once; returns its id.

    It names each district's report by version and hash. A later roll-up is a new version and needs a reason.
    """
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    if stage not in STAGES:
        raise NotAllowed(CHOOSE)
    parts = list(one.reports.filter(stage=stage, state="sent").exclude(region_code=one.region_prefix).order_by("region_code"))
    if not parts:
        raise NotAllowed(_NONE_SENT)
    last = _last(one, stage, one.region_prefix)
    why = written(reason, needed=last is not None)
    made = Report(
        campaign=one, region_code=one.region_prefix, stage=stage, version=last.version + 1 if last else 1, answers=_answers(one, answers),
        reason=why, drafted_by=by.username, drafted_at=at, figures=added(part.figures for part in parts),
        parts=[{"region": part.region_code, "version": part.version, "sha256": part.sha256, "figures": part.figures} for part in parts],
    )  # fmt: skip
    made.save()
    _freeze(made, by, at)
    return made.pk


def note_export(*, report_id: int, kind: str, officer_id: int, at: datetime) -> None:
    """Write into the trail that a report left the console as a file."""
    by = worker(officer_id, Action.SEE_CAMPAIGNS)
    with transaction.atomic():
        one = Report.objects.select_related("campaign").get(pk=report_id)
        keep(
            one.campaign, "report_exported", by.username, at, region=one.region_code, note=kind, details={"report": one.pk, "format": kind}
        )


def digest(one: Report) -> str:
    """Return the hash of everything a report says."""
    said = {
        "campaign": one.campaign.number, "region": one.region_code, "stage": one.stage, "version": one.version, "answers": one.answers,
        "figures": one.figures, "parts": one.parts, "reason": one.reason,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _freeze(one: Report, by: Colleague, at: datetime) -> str:
    one.state, one.sent_by, one.sent_at, one.sha256 = "sent", by.username, at, digest(one)
    one.save()
    older = one.campaign.reports.filter(stage=one.stage, region_code=one.region_code, state="sent").exclude(pk=one.pk)
    older.update(state="replaced")
    said = {"report": one.pk, "version": one.version, "sha256": one.sha256}
    keep(one.campaign, "report_sent", by.username, at, region=one.region_code, note=f"{STAGES[one.stage].zh} v{one.version}", details=said)
    return one.sha256


def _campaign(number: str, stage: str, region_code: str, by: Colleague) -> Campaign:
    one = campaign_of(number, by)
    known = one.tasks.filter(region_code=region_code, stage=stage).exists()
    if not known or by.district is None or not by.district.reaches(region_code):
        raise NotAllowed(_NO_REPORT)
    return one


def _report(report_id: int, by: Colleague) -> Report:
    one = Report.objects.select_for_update().select_related("campaign").filter(pk=report_id).first()
    if one is None or by.district is None or not by.district.reaches(one.region_code):
        raise NotAllowed(_NO_REPORT)
    campaign_of(one.campaign.number, by)
    return one


def _last(one: Campaign, stage: str, region_code: str) -> Report | None:
    return one.reports.filter(stage=stage, region_code=region_code).order_by("-version").first()


def _answers(one: Campaign, answers: Mapping[str, Any]) -> dict[str, Any]:
    said, problem = fitted(kept(one.report_form), answers)
    if problem is not None:
        raise NotAllowed(problem)
    return said
