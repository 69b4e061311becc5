"""Why a firm is here: each reason of its open alerts once, gravest first, with the months in which it also stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from lookthrough.console.access import carries
from lookthrough.console.firm_file import FirmFile
from lookthrough.offices.roles import Action
from lookthrough.risk.queries import AlertRow, Reason
from lookthrough.risk.states import ReasonKind


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason, in its newest month; ``evidence`` is the address of the transfers behind it, empty when there are none to show."""

    alert: AlertRow
    reason: Reason
    evidence: str
    also: tuple[tuple[str, str], ...]  # month, address of that month's alert

    @property
    def is_figure(self) -> bool:
        """Return whether it is a measured figure against a limit, not a listed word."""
        return self.reason.kind is ReasonKind.FINDING


def contributions(request: HttpRequest, file: FirmFile) -> list[Contribution]:
    """Return the reasons of a file's open alerts; the same reason of several months stands once."""
    still_open = {one.alert_id for one in file.open_alerts}
    together: dict[tuple[Any, ...], list[tuple[AlertRow, Reason]]] = {}
    for alert, reason in file.reasons:
        if alert.alert_id not in still_open:
            continue
        what = reason.key if reason.kind is ReasonKind.HIT else reason.measure
        together.setdefault((alert.subject_id, reason.rule, what), []).append((alert, reason))
    found = [_one(request, pairs) for pairs in together.values()]
    return sorted(found, key=lambda one: (-one.reason.severity.rank, -one.reason.times_limit, -one.reason.amount_fen, one.reason.key))


def _one(request: HttpRequest, pairs: list[tuple[AlertRow, Reason]]) -> Contribution:
    newest_first = sorted(pairs, key=lambda pair: pair[0].month, reverse=True)
    alert, reason = newest_first[0]
    also = {other.month: reverse("console:alert", args=[other.alert_id]) for other, _ in newest_first[1:]}
    also.pop(alert.month, None)
    return Contribution(alert, reason, _evidence(request, alert, reason), tuple(also.items()))


def _evidence(request: HttpRequest, alert: AlertRow, reason: Reason) -> str:
    if reason.kind is not ReasonKind.FINDING or not reason.evidence_count or not carries(request, Action.SEE_TRANSFERS):
        return ""
    return f"{reverse('console:transfers', args=[alert.alert_id])}?{urlencode({'finding': reason.key})}"
