"""A rule's limits: try others on the last run, propose one, and adopt or refuse what somebody else proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import area, words
from lookthrough.console.access import carries, colleague, needs, officer_id
from lookthrough.console.proposal_views import Proposals, proposed
from lookthrough.flows import limit_proposals, trials
from lookthrough.flows import queries as flows
from lookthrough.flows.limits_in_force import LimitsInForce
from lookthrough.flows.rule import Rule, all_rules
from lookthrough.offices.roles import Action

SHOWN = 50  # rows of what a trial finds anew, or no longer


@needs(Action.SEE_METHODS)
def limits(request: HttpRequest, rule: str) -> HttpResponse:
    """Show what the rule would have found in the last run under the limits that the address names, and the proposals about it."""
    found, today = _rule(rule), timezone.localdate()
    now = _now(found, today)
    then, unclear = _asked(request, found, now)
    trial = _trial(request, found, now, then)
    proposals = limit_proposals.proposals(rule=rule)
    context = {
        "rule": found,
        "fields": [_field(found, name, now, then) for name in now],
        "changed": then != now,
        "unclear": unclear,
        "trial": trial,
        "months": _months(trial) if trial else [],
        "new": _named(request, trial.new[:SHOWN]) if trial else [],
        "new_total": len(trial.new) if trial else 0,
        "gone": _named(request, trial.gone[:SHOWN]) if trial else [],
        "gone_total": len(trial.gone) if trial else 0,
        "run": flows.current_run(),
        "proposals": [(one, limit_proposals.may_decide(by=officer_id(request), proposal=one)) for one in proposals],
        "mine": request.user.get_username(),
        "may_propose": carries(request, Action.PROPOSE_LIMITS),
        "may_adopt": carries(request, Action.ADOPT_LIMITS),
        "today": today,
    }
    return render(request, "console/rule_limits.html", context, status=400 if unclear else 200)


@require_POST
@needs(Action.PROPOSE_LIMITS)
def propose_limit(request: HttpRequest, rule: str) -> HttpResponse:
    """Propose a value that was tried; what it would have found is kept with it."""
    found, today = _rule(rule), timezone.localdate()
    now, name = _now(found, today), request.POST.get("name", "")

    def propose() -> int:
        value = _number(request.POST.get("value", ""), _unit(found, name))
        return limit_proposals.propose(
            by=officer_id(request), rule=rule, name=name, value=value, valid_from=date.fromisoformat(request.POST.get("valid_from", "")),
            reason=request.POST.get("reason", ""), trial=_kept(_trial(request, found, now, now | {name: value})), at=timezone.now(),
            today=today,
        )  # fmt: skip

    proposed(request, propose)
    return redirect("console:rule-limits", rule)


def _numbers(rule: str) -> list[int]:
    _rule(rule)
    return [one.number for one in limit_proposals.proposals(rule=rule)]


_PROPOSALS = Proposals("console:rule-limits", _numbers)
adopt_limit = _PROPOSALS.adopting("adopt_limit", limit_proposals.adopt)
refuse_limit = _PROPOSALS.refusing("refuse_limit", limit_proposals.refuse)
withdraw_limit = _PROPOSALS.withdrawing("withdraw_limit", limit_proposals.withdraw)


def _rule(slug: str) -> Rule:
    found = all_rules().get(slug)
    if found is None:
        raise Http404
    return found


def _now(rule: Rule, today: date) -> dict[str, float]:
    """Return the limits that judge the rule's values today, by name."""
    in_force = LimitsInForce(limit_proposals.adopted_limits()).on(rule, today)
    return {name: row.value for name, row in in_force.rows.items() if name.endswith(("medium_from", "high_from"))}


def _unit(rule: Rule, name: str) -> str:
    return next((row.unit for row in rule.limits.rows if row.name == name), "")


def _asked(request: HttpRequest, rule: Rule, now: Mapping[str, float]) -> tuple[dict[str, float], str]:
    """Return the limits that the address asks to try, and the name of the first that is no number."""
    then = dict(now)
    for name in now:
        said = request.GET.get(name, "")
        if said:
            try:
                then[name] = _number(said, _unit(rule, name))
            except ValueError:
                return dict(now), name
    return then, ""


def _number(said: str, unit: str) -> float:
    """Read a limit as people write it: a share in per cent, money in yuan."""
    number = float(said.replace(",", "").replace("%", "").strip())
    if not 0 < number < 1e15:
        raise ValueError(said)
    return number / 100 if unit in ("share", "points") else number * 100 if unit == "fen" else number


def _field(rule: Rule, name: str, now: Mapping[str, float], then: Mapping[str, float]) -> dict[str, Any]:
    unit = _unit(rule, name)
    written = then[name] * 100 if unit in ("share", "points") else then[name] / 100 if unit == "fen" else then[name]
    return {
        "name": name, "title": words.limit_name(name), "unit": unit, "now": now[name], "written": f"{written:.6f}".rstrip("0").rstrip("."),
        "sign": {"share": "%", "points": _("百分点"), "fen": _("元")}.get(unit, ""),
    }  # fmt: skip


def _trial(request: HttpRequest, rule: Rule, now: Mapping[str, float], then: Mapping[str, float]) -> trials.Trial | None:
    """Try the limits on what the officer's district may see."""
    me = colleague(request)
    if me is None or me.district is None:
        return None
    within = None if me.district.unplaced else [one.institution_id for one in area.institutions(request)]
    return limit_proposals.tried_on_last_run(rule=rule.name, now=now, then=then, subjects=within)


def _months(trial: trials.Trial) -> list[dict[str, Any]]:
    """Return a month's counts now and then, and how long their bars are (0–100)."""
    every = [*trial.fired, *trial.gone]
    then, now = Counter(one.month for one in trial.fired), Counter(one.month for one in every if one.before)
    most = max([*then.values(), *now.values()], default=1)
    return [
        {"month": month, "now": now[month], "then": then[month], "now_bar": 100 * now[month] // most, "then_bar": 100 * then[month] // most}
        for month in sorted({one.month for one in every})
    ]


def _named(request: HttpRequest, rows: list[trials.Fired]) -> list[tuple[trials.Fired, str]]:
    names = {one.institution_id: one.name for one in area.institutions(request)}
    return [(one, names.get(one.subject_id, "")) for one in rows]


def _kept(trial: trials.Trial | None) -> dict[str, Any]:
    if trial is None:
        return {}
    return {"subjects": trial.subjects, "subjects_before": trial.subjects_before, "new": len(trial.new), "gone": len(trial.gone)}
