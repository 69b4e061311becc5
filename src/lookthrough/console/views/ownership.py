"""A firm's ownership on a date: the picture, the table that says the same, who controls, which holdings run in a circle, who sits where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.console import export, names_open, words
from lookthrough.console.access import carries, colleague, needs
from lookthrough.console.firm_file import firm_file, firm_page
from lookthrough.console.ownership_picture import drawn, percent
from lookthrough.offices.roles import Action
from lookthrough.registry.ownership.queries import KINDS, Control, Effective, Ownership, Party, ownership

SHOWN = 50
_EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True, slots=True)
class Named:
    """A party with the address of its own page, if the reader may open it."""

    party: Party
    address: str
    here: bool

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.party.name


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a party, its shares as words, the chains that make them, and what is to be noted."""

    who: Named
    direct: str
    effective: str
    chains: list[list[tuple[Named, str]]]
    marks: list[str]


@needs(Action.SEE_FIRMS)
def firm_ownership(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show who stands behind a firm of the district on a day."""
    firm_file(request, company_id)
    day, opened = _day(request), names_open.opening(request, f"company:{company_id}")
    found = ownership(company_id=company_id, on=day, clear_names=opened is not None)
    assert found is not None  # the file above was found
    shown = _Shown(request, found)
    context = {
        "on": day,
        "today": timezone.localdate(),
        "found": found,
        "opened": opened,
        "may_open": carries(request, Action.SEE_PEOPLE),
        "has_people": any(party.sort == "person" for party in found.parties.values()),
        "empty": not (found.holders or found.holdings or found.officers or found.others),
        "picture": drawn(found) if found.holders or found.holdings or found.control else None,
        "addresses": {key: shown.named(key).address for key in found.parties},
        "holders": [shown.line(one) for one in found.holders if one.party != found.firm][:SHOWN],
        "more_holders": max(0, sum(one.party != found.firm for one in found.holders) - SHOWN),
        "holdings": [shown.line(one) for one in found.holdings][:SHOWN],
        "more_holdings": max(0, len(found.holdings) - SHOWN),
        "control": [(shown.named(step.by), shown.named(step.firm), how(step)) for step in found.control],
        "heads": shown.all(found.heads),
        "group": [(shown.named(step.firm), shown.named(step.by), how(step)) for step in found.group if step.firm != found.firm],
        "rings": [
            ([shown.named(key) for key in ring.loop], len(set(ring.parties) - set(ring.loop)), ring.solvable) for ring in found.rings
        ],
        "officers": [(shown.named(tie.holder), KINDS[tie.kind], *days(tie)) for tie in found.officers],
        "others": [(shown.named(tie.holder), KINDS[tie.kind], *days(tie)) for tie in found.others],
        "many": [(shown.named(one.party), one.firms, seats(one.kinds)) for one in found.many],
        "problems": list(problems(found)),
        "total": percent(found.ultimate_total),
    }
    return firm_page(request, company_id=company_id, tab="ownership", template="console/firm/ownership.html", **context)


@require_POST
@needs(Action.SEE_PEOPLE)
def open_firm_names(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show the names on a firm's file for a quarter of an hour, for a stated purpose that goes into the trail."""
    firm_file(request, company_id)
    if purpose := names_open.open_names(request, object_type="company", object_id=company_id):
        names_open.keep_open(request, purpose, f"company:{company_id}")
    address = reverse("console:firm-ownership", args=[company_id])
    return HttpResponseRedirect(f"{address}?on={_day(request, request.POST.get('on', '')).isoformat()}")


@needs(Action.SEE_FIRMS)
def export_ownership(request: HttpRequest, company_id: str, format: str) -> HttpResponseBase:  # noqa: A002
    """Send all holders and holdings of a firm as a table; names of people as the page shows them just now."""
    firm_file(request, company_id)
    day, opened = _day(request), names_open.opening(request, f"company:{company_id}")
    found = ownership(company_id=company_id, on=day, clear_names=opened is not None)
    assert found is not None
    audit.record(
        actor=request.user.get_username(), action="export_ownership", object_type="company", object_id=company_id[:120],
        purpose=opened.purpose if opened else "", at=timezone.now(),
        details={"on": day.isoformat(), "holders": len(found.holders), "names": opened is not None},
    )  # fmt: skip
    header = [_("方向"), _("名称"), _("统一社会信用代码"), _("直接持股"), _("穿透持股"), _("最终持有人"), _("环形持股"), _("持股链")]
    return export.table(name=f"ownership-{day:%Y%m%d}", format=format, header=header, rows=_rows(found))


def how(step: Control) -> str:
    """Say by what a step of control is made."""
    if step.how == "on_record":
        return _("登记的实际控制人")
    share = percent(step.share or 0.0)
    return _("合计持股 %(share)s") % {"share": share} if step.how == "together" else _("持股 %(share)s") % {"share": share}


def seats(kinds: Any) -> str:
    """Say how often a person holds which kind of seat."""
    ordered = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    return "、".join(f"{KINDS[kind].in_language(words.language())} {count}" for kind, count in ordered)


def days(tie: Any) -> tuple[date | None, date | None]:
    """Return a tie's first and last day, where they are known."""
    return (None if tie.valid_from == date.min else tie.valid_from, None if tie.valid_to == date.max else tie.valid_to)


def problems(found: Ownership) -> Iterator[str]:
    """Say what the data lack or contradict; nothing is scaled to fit."""
    for firm, total in found.oversubscribed.items():
        said = {"firm": found.parties[firm].name, "share": percent(total)}
        yield _("%(firm)s 登记的持股合计 %(share)s，超过 100%%；以下数字按登记照算，未作调整。") % said
    for firm, total in list(found.incomplete.items())[:5]:
        said = {"firm": found.parties[firm].name, "share": percent(total)}
        yield _("%(firm)s 登记的持股合计只有 %(share)s，其余不明。") % said
    for firm, holders in list(found.tables.unstated.items())[:5]:
        yield _("%(firm)s 有 %(count)d 名股东没有登记持股比例，未计入。") % {"firm": found.parties[firm].name, "count": len(holders)}
    for firm in sorted(found.tables.from_amounts)[:5]:
        yield _("%(firm)s 的持股比例由认缴金额算出。") % {"firm": found.parties[firm].name}
    if found.ended_in_rings > 0:
        yield _("%(share)s 的股权止于没有外部持有人的环形持股，找不到最终持有人。") % {"share": percent(found.ended_in_rings)}
    if not found.whole:
        yield _("关联方超过 %(count)d 个，只查到一部分；下面的数字不完整。") % {"count": found.reached}


class _Shown:
    """Names and addresses for one reader: pages of other districts and of people are linked only where they may be opened."""

    def __init__(self, request: HttpRequest, found: Ownership) -> None:
        me = colleague(request)
        self.district, self.people, self.found = me.district if me else None, carries(request, Action.SEE_PEOPLE), found

    def named(self, key: str) -> Named:
        party = self.found.parties[key]
        address = ""
        if party.company_id and self.district and self.district.reaches(party.region_code):
            address = reverse("console:firm-ownership", args=[party.company_id])
        elif party.person_id and self.people:
            address = reverse("console:person", args=[party.person_id])
        return Named(party, address, key == self.found.firm)

    def all(self, keys: Iterable[str]) -> list[Named]:
        return [self.named(key) for key in keys]

    def line(self, one: Effective) -> Line:
        ways = [self._steps(way.parties) for way in one.chains if len(way.parties) > 2]
        direct = "" if one.direct is None else percent(one.direct)
        return Line(self.named(one.party), direct, percent(one.share), ways, list(self._marks(one)))

    def _steps(self, way: Sequence[str]) -> list[tuple[Named, str]]:
        pairs = zip(way, [*way[1:], ""], strict=True)
        return [(self.named(key), percent(self._share(key, after)) if after else "") for key, after in pairs]

    def _share(self, holder: str, firm: str) -> float:
        return self.found.tables.holders[firm][holder]

    def _marks(self, one: Effective) -> Iterator[str]:
        if one.party in self.found.heads:
            yield _("控制人")
        if one.counts and one.ultimate and one.party in self.found.tables.holdings:
            yield _("达到关联圈比例")
        if one.in_ring:
            yield _("环形持股")


def _rows(found: Ownership) -> Iterator[list[Any]]:
    yes, both = _("是"), ((_("持有本企业"), found.holders), (_("本企业持有"), found.holdings))
    for title, side in both:
        for one in side:
            party = found.parties[one.party]
            ways = "；".join(" → ".join(found.parties[key].name for key in way.parties) for way in one.chains)
            shares = ("" if one.direct is None else percent(one.direct)), percent(one.share)
            yield [title, party.name, party.uscc, *shares, yes if one.ultimate else "", yes if one.in_ring else "", ways]


def _day(request: HttpRequest, text: str | None = None) -> date:
    """Return the day asked for; without one, or for what is no day, today."""
    try:
        day = date.fromisoformat(request.GET.get("on", "") if text is None else text)
    except ValueError:
        return timezone.localdate()
    return max(day, _EARLIEST)
