"""The institutions of the officer's district and the days a page of money covers: what the pages of institutions and money share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils import timezone

from lookthrough.console.access import colleague
from lookthrough.flows import figures
from lookthrough.flows import queries as flows
from lookthrough.offices import authorities
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import AuthorityInForce
from lookthrough.registry import queries as registry
from lookthrough.registry.queries import InstitutionFacts

DAYS = 30


@dataclass(frozen=True, slots=True)
class Window:
    """The days a page speaks of, and the first and last day there could be."""

    from_date: date
    to_date: date
    first: date
    last: date

    @property
    def from_place(self) -> int:
        """Return how many days after the first the window begins, for the slider."""
        return (self.from_date - self.first).days

    @property
    def to_place(self) -> int:
        """Return how many days after the first the window ends."""
        return (self.to_date - self.first).days

    @property
    def length(self) -> int:
        """Return the last place of the slider."""
        return (self.last - self.first).days


def institutions(request: HttpRequest) -> list[InstitutionFacts]:
    """Return the institutions of the officer's district, read once a request."""
    if not hasattr(request, "_institutions"):
        me = colleague(request)
        found = registry.institutions() if me and me.district else []
        request._institutions = [one for one in found if me and me.district and me.district.reaches(one.region_code)]  # type: ignore[attr-defined]
    kept: list[InstitutionFacts] = request._institutions  # type: ignore[attr-defined]
    return kept


def institution_or_404(request: HttpRequest, institution_id: str) -> InstitutionFacts:
    """Return an institution of the district; another district's is not even confirmed to exist."""
    me, found = colleague(request), registry.institution(institution_id=institution_id)
    if found is None or me is None or me.district is None or not me.district.reaches(found.region_code):
        raise Http404
    return found


def window(request: HttpRequest) -> Window:
    """Return the days asked for within those the run covers; without a wish the last thirty."""
    covered = figures.days_covered()
    first, last = covered or (timezone.localdate() - timedelta(days=DAYS - 1), timezone.localdate())
    to_date = min(max(_day(request, "to") or last, first), last)
    from_date = min(max(_day(request, "from") or to_date - timedelta(days=DAYS - 1), first), to_date)
    return Window(from_date, to_date, first, last)


def authority() -> AuthorityInForce | None:
    """Return the authority under which the standing run read the ledger, if it is in force today."""
    run = flows.current_run()
    return offices.authority_in_force(authority_id=run.authority_id if run else None, on=timezone.localdate())


def authority_for(request: HttpRequest, institution_id: str, *, party_id: str = "") -> AuthorityInForce | None:
    """Return an authority in force under which the officer who asks may read an institution's accounts, or a party's outside all."""
    me, run = colleague(request), flows.current_run()
    if me is None or run is None:
        return None
    return authorities.authority_covering(
        officer=me, on=timezone.localdate(), authority_id=run.authority_id, institution_id=institution_id, party_id=party_id,
        ledger=figures.ledger_name(),
    )  # fmt: skip


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
