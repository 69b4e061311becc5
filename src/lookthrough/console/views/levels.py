"""Where a firm or institution stands and why: level with number, months, reasons as sentences, what would lower it, its figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from lookthrough.audit import operations as audit
from lookthrough.console import area, words
from lookthrough.console.access import colleague, needs
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.level_files import as_file, days_grave, grave_since
from lookthrough.kernel.periods import Month
from lookthrough.offices.roles import Action
from lookthrough.risk import score_queries as scores
from lookthrough.risk.groups import Group
from lookthrough.risk.reasons import COMPANY
from lookthrough.risk.score_queries import LevelRow, Series, Subject
from lookthrough.risk.scorecard import Scorecard, all_versions

INSTITUTION = "institution"


@needs(Action.SEE_ALERTS)
def institution_level(request: HttpRequest, institution_id: str) -> HttpResponse:
    """Show where an institution of the district stands."""
    one = area.institution_or_404(request, institution_id)
    context = level_context(request, [(INSTITUTION, institution_id)])
    return render(request, "console/institution_level.html", {"one": one, "region": words.region_name(one.region_code), **context})


@needs(Action.SEE_ALERTS)
def firm_level(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show where a firm stands, and the institutions it operates."""
    operated = [(INSTITUTION, one.institution_id) for one in firm_file(request, company_id).operated]
    context = level_context(request, [(COMPANY, company_id), *operated])
    return firm_page(request, company_id=company_id, tab="level", template="console/firm/level.html", **context)


@needs(Action.SEE_ALERTS)
def export_institution_level(request: HttpRequest, institution_id: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with an institution's level as a file."""
    one = area.institution_or_404(request, institution_id)
    return _exported(request, level_context(request, [(INSTITUTION, institution_id)]), one.name, format)


@needs(Action.SEE_ALERTS)
def export_firm_level(request: HttpRequest, company_id: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with a firm's level, or that of an institution it operates, as a file."""
    file = firm_file(request, company_id)
    operated = [(INSTITUTION, one.institution_id) for one in file.operated]
    return _exported(request, level_context(request, [(COMPANY, company_id), *operated]), file.firm.name, format)


def _exported(request: HttpRequest, context: dict[str, Any], name: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Hand out what a page of levels shows; who took it stands in the trail."""
    me, file = colleague(request), context["level_file"]
    if file is None or me is None:
        raise Http404
    row, now = file.row, timezone.now()
    audit.record(
        actor=me.username, action="export_level", object_type=row.subject_type, object_id=row.subject_id, purpose="", at=now,
        details={"scorecard": row.scorecard, "month": str(row.month), "format": format},
    )  # fmt: skip
    subject = {one.subject_id: title for one, title in context["standings"]}.get(row.subject_id) or name
    return as_file(
        name=f"level-{row.month}-{row.scorecard}", file=file, subject=subject, format=format, officer=me.name, office=me.office, at=now
    )


def level_context(request: HttpRequest, subjects: list[Subject]) -> dict[str, Any]:
    """Return what the page of levels shows: every standing, and in full the one that the address names or the gravest."""
    me = colleague(request)
    if me is None or me.district is None:
        raise Http404
    standings = [row for subject in subjects for row in scores.standings_of(subject=subject, district=me.district)]
    chosen = _chosen(request, standings)
    if chosen is None:
        return {"standings": [], "level_file": None, "groups": [], "unscored": _unscored(request)}
    subject = (chosen.subject_type, chosen.subject_id)
    file = scores.level_file(subject=subject, scorecard=chosen.scorecard, district=me.district, month=_month(request))
    if file is None:
        raise Http404
    series = scores.series_of(subject=subject, scorecard=chosen.scorecard, district=me.district)
    names = {one.institution_id: one.name for one in area.institutions(request)}
    return {
        "standings": [(row, names.get(row.subject_id, "")) for row in standings],
        "chosen": chosen,
        "level_file": file,
        "longest": max((one.points for one in file.reasons), default=1.0),
        "groups": _by_group([one for one in series if one.points or _moves(one)]),
        "still": [one for one in series if not one.points and not _moves(one)],
        "several": len(subjects) > 1,
        "grave_since": grave_since(file.history),
        "days_grave": days_grave(file),
    }


def level_of(request: HttpRequest, subject_type: str, subject_id: str) -> LevelRow | None:
    """Return where a subject stands by its gravest scorecard, for the head of its page."""
    me = colleague(request)
    if me is None or me.district is None:
        return None
    return scores.levels_of(subjects=[(subject_type, subject_id)], district=me.district).get((subject_type, subject_id))


def _chosen(request: HttpRequest, standings: list[LevelRow]) -> LevelRow | None:
    wanted = (request.GET.get("scorecard", ""), request.GET.get("of", ""))
    if not any(wanted):
        return standings[0] if standings else None
    found = [row for row in standings if wanted[0] in (row.scorecard, "") and wanted[1] in (row.subject_id, "")]
    if not found and wanted[0] not in all_versions():
        raise Http404
    return found[0] if found else None


def _unscored(request: HttpRequest) -> Scorecard | None:
    """Return the scorecard that the address names and that has said nothing of these subjects: most often it is for others."""
    versions = all_versions().get(request.GET.get("scorecard", ""))
    return versions[-1] if versions else None


def _month(request: HttpRequest) -> Month | None:
    try:
        return Month.parse(request.GET["month"]) if "month" in request.GET else None
    except ValueError as error:
        raise Http404 from error


def _by_group(series: list[Series]) -> list[tuple[Group, list[Series]]]:
    """Return figures by group, the group and the figure with the most points first."""
    groups: dict[Group, list[Series]] = {}
    for one in sorted(series, key=lambda one: -(one.points or 0.0)):
        groups.setdefault(one.indicator.group, []).append(one)
    return sorted(groups.items(), key=lambda pair: -sum(one.points or 0.0 for one in pair[1]))


def _moves(one: Series) -> bool:
    return len({value for value in one.values if value is not None}) > 1
