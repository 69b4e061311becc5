"""An account looked up by its whole id: only under an authority in force that covers the institution, and written down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from lookthrough.audit import operations as audit
from lookthrough.console.access import carries, colleague
from lookthrough.flows import queries as flows
from lookthrough.offices.authorities import authority_covering
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry

_ACCOUNT = re.compile(r"[!-~]{3,80}")


@dataclass(frozen=True, slots=True)
class Accounts:
    """The institutions in whose books an account moved money: address and name; ``without``: no authority covers any."""

    institutions: list[tuple[str, str]] = field(default_factory=list)
    without: bool = False


def may_look(request: HttpRequest, text: str) -> bool:
    """Tell whether a text may be an account that this officer may ask for."""
    return bool(_ACCOUNT.fullmatch(text)) and carries(request, Action.SEE_TRANSFERS) and flows.current_run() is not None


def look(request: HttpRequest, text: str) -> Accounts | None:
    """Look an account up in the books that an authority covers; nothing when the text cannot be one."""
    me, run = colleague(request), flows.current_run()
    if not may_look(request, text) or me is None or run is None:
        return None
    covered = _covered(me, run.authority_id)
    if not covered:
        return Accounts(without=True)
    found = flows.institutions_with_account(account_id=text, institution_ids=sorted(covered))
    purposes = sorted({covered[one] for one in found} or set(covered.values()))
    for institution_id in found or [""]:
        audit.record(
            actor=me.username, action="search_account", object_type="account", object_id=text, purpose="；".join(purposes),
            at=timezone.now(), details={"institution": institution_id, "found": bool(found)},
        )  # fmt: skip
    names = {one.institution_id: one.name for one in registry.institutions(institution_ids=found)}
    return Accounts([(f"{reverse('console:institution', args=[one])}#flow", names.get(one, one)) for one in found])


def _covered(me: Colleague, authority_id: str) -> dict[str, str]:
    """Return the institutions of the district whose accounts may be read today, with the purpose of the authority."""
    on, reach = timezone.localdate(), me.district
    near = [one.institution_id for one in registry.institutions() if reach is not None and reach.reaches(one.region_code)]
    whole = authority_covering(officer=me, on=on, authority_id=authority_id)  # one that names no institution covers all
    if whole is not None:
        return dict.fromkeys(near, whole.purpose)
    found = ((one, authority_covering(officer=me, on=on, authority_id=authority_id, institution_id=one)) for one in near)
    return {one: authority.purpose for one, authority in found if authority is not None}
