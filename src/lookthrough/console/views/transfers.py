"""The transfers behind an alert or in an institution's books, and one of them: account data, read under an authority and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lookthrough.audit import operations as audit
from lookthrough.console import area, export, words
from lookthrough.console.access import carries, needs
from lookthrough.console.views.alert import INSTITUTION, PARTY, alert_or_404, window
from lookthrough.console.views.alerts import page_number
from lookthrough.flows import queries as flows
from lookthrough.offices.queries import AuthorityInForce
from lookthrough.offices.roles import Action
from lookthrough.risk.queries import AlertDetail
from lookthrough.risk.states import ReasonKind

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 1000
MOST_EXPORTED = 200_000


@dataclass(frozen=True, slots=True)
class Place:
    """Whose transfers are listed and where the reader came from: an alert of an institution or a party, or the institution itself.

    Of a party, which has no books, only the evidence is listed; ``institution_id`` is empty then.
    """

    institution_id: str
    kind: str
    key: str
    title: str
    detail: AlertDetail | None = None
    party_id: str = ""

    @property
    def subject_id(self) -> str:
        """Return whose accounts are read."""
        return self.institution_id or self.party_id

    @property
    def finding_ids(self) -> tuple[str, ...]:
        """Return the findings of the alert one came from, the gravest first."""
        reasons = self.detail.reasons if self.detail else []
        return tuple(one.key for one in reasons if one.kind is ReasonKind.FINDING)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back: address and title."""
        if self.detail is not None:
            return [(reverse("console:alerts"), _("预警")), (reverse("console:alert", args=[self.key]), self.title)]
        here = reverse("console:institution", args=[self.key])
        return [(reverse("console:institutions"), pgettext("navigation", "机构")), (here, self.title)]

    @property
    def home(self) -> str:
        """Return where the picture is, or the alert that has none."""
        return f"{self.crumbs[-1][0]}{'#flow' if self.institution_id else ''}"

    def address(self, name: str, *more: str) -> str:
        """Return the address of one of the pages about these transfers."""
        return reverse(f"console:{name}" if self.detail is not None else f"console:institution-{name}", args=[self.key, *more])


@needs(Action.SEE_TRANSFERS)
def transfers(request: HttpRequest, alert_id: int | None = None, institution_id: str = "") -> HttpResponse:
    """List the transfers behind a band of the picture, behind a finding, or of the whole window."""
    place = place_of(request, alert_id, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    page, asked = page_number(request), _asked(request, place)
    found = flows.transfers_behind(**asked, page=page, page_size=PAGE_SIZE)
    seen = Seen(request, place)
    write(request, "read_transfers", place, authority, {**_spelled(asked), "page": page, "rows": len(found.rows)})
    context = {
        "place": place,
        "found": found,
        "rows": [(seen.shown(one), place.address("transfer", one.transfer_id) if seen.whole(one) else "") for one in found.rows],
        "exports": {kind: place.address(f"export-transfers-{kind}") for kind in export.FORMATS},
        "authority": authority,
        "page": page,
        "page_size": PAGE_SIZE,
        "is_part": asked["link_key"] is not None,
        "heading": _heading(asked),
        "from_date": asked["from_date"],
        "to_date": asked["to_date"],
    }
    return render(request, "console/transfers.html", context)


@needs(Action.SEE_TRANSFERS)
def export_transfers(request: HttpRequest, format: str, alert_id: int | None = None, institution_id: str = "") -> HttpResponseBase:  # noqa: A002
    """Answer with all of the transfers listed, as a file."""
    place = place_of(request, alert_id, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    asked = _asked(request, place)
    total = flows.transfers_behind(**asked, page=1, page_size=1).total_rows
    write(request, "export_transfers", place, authority, {**_spelled(asked), "rows": min(total, MOST_EXPORTED), "format": format})
    header = [
        _("转账编号"), _("时间"), _("付款账户"), _("付款账户类别"), _("收款账户"), _("收款账户类别"), _("用途"), _("标的"), _("订单"),
        _("金额（元）"), _("归属部分（元）"), _("资金来源"),
    ]  # fmt: skip
    return export.table(name="transfers", format=format, header=header, rows=_exported(asked, Seen(request, place)))


@needs(Action.SEE_TRANSFERS)
def transfer(request: HttpRequest, transfer_id: str, alert_id: int | None = None, institution_id: str = "") -> HttpResponse:
    """Show one transfer and how it divides by origin and use."""
    place = place_of(request, alert_id, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    found = flows.transfer(institution_id=place.institution_id, transfer_id=transfer_id, finding_ids=place.finding_ids)
    if found is None or not Seen(request, place).whole(found.row):
        raise Http404
    write(request, "read_transfer", place, authority, {"transfer": transfer_id})
    context = {"place": place, "list_address": place.address("transfers"), "one": found, "authority": authority}
    context["traces"] = {
        way: f"{place.address('trace')}?{urlencode({'transfer': transfer_id, 'direction': way})}" for way in ("forward", "back")
    }
    return render(request, "console/transfer.html", context)


def place_of(request: HttpRequest, alert_id: int | None, institution_id: str) -> Place:
    """Return whose transfers are asked for; what lies outside the district is not even confirmed to exist."""
    if alert_id is None:
        found = area.institution_or_404(request, institution_id)
        return Place(institution_id, INSTITUTION, institution_id, found.name)
    detail = alert_or_404(request, alert_id)
    row = detail.row
    if row.subject_type not in (INSTITUTION, PARTY):
        raise Http404
    institution, party = (row.subject_id if row.subject_type == one else "" for one in (INSTITUTION, PARTY))
    return Place(institution, "alert", str(alert_id), f"{words.subject_name(row.name)} {row.month}", detail, party)


def authority_of(request: HttpRequest, place: Place) -> AuthorityInForce | None:
    """Return an authority in force under which the accounts of a place may be read."""
    return area.authority_for(request, place.institution_id, party_id=place.party_id)


class Seen:
    """What of a list of transfers this officer may see whole: accounts of institutions that he may not read keep no name."""

    def __init__(self, request: HttpRequest, place: Place) -> None:
        self.request, self.place, self._may = request, place, dict[str, bool]()

    def whole(self, one: flows.TransferRow) -> bool:
        """Return whether a transfer is shown whole: it touches an institution that may be read, or none at all."""
        touched = {one.from_institution_id, one.to_institution_id} - {""}
        return not touched or any(self.may_see(institution_id) for institution_id in touched)

    def shown(self, one: flows.TransferRow) -> flows.TransferRow:
        """Return a transfer as it is shown."""
        if self.whole(one):
            return one
        return replace(one, transfer_id="", from_account_id=_("授权以外"), to_account_id=_("授权以外"), product_id=None, order_id=None)

    def may_see(self, institution_id: str) -> bool:
        """Return whether this officer may read an institution's accounts today; that of the place one came to is in force."""
        if institution_id not in self._may:
            mine = institution_id in {one.institution_id for one in area.institutions(self.request)}
            here = institution_id == self.place.institution_id
            self._may[institution_id] = here or (mine and area.authority_for(self.request, institution_id) is not None)
        return self._may[institution_id]


def no_authority(request: HttpRequest, place: Place) -> HttpResponse:
    """Say that no authority in force covers these accounts, and who can ask for one."""
    context = {"place": place, "run": flows.current_run(), "may_ask_authority": carries(request, Action.ASK_AUTHORITY)}
    return render(request, "console/no_authority.html", context, status=403)


def _asked(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Return what is asked of the ledger; a finding must be one of the alert's own reasons."""
    finding = request.GET.get("finding") or None
    if place.detail is None:
        shown = area.window(request)
        from_date, to_date, finding = shown.from_date, shown.to_date, None
    else:
        from_date, to_date = window(place.detail, request)
    if place.party_id and not finding:
        finding = next(iter(place.finding_ids), None)
    if finding and place.detail:
        reason = next((one for one in place.detail.reasons if one.key == finding), None)
        if reason is None:
            raise Http404
        from_date, to_date = reason.from_date, reason.to_date
    link = (place.institution_id and request.GET.get("link", "")[:200]) or None
    return {"institution_id": place.institution_id, "from_date": from_date, "to_date": to_date, "link_key": link, "finding_id": finding}


def _spelled(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in asked.items() if value is not None}


def _heading(asked: dict[str, Any]) -> str:
    if asked["finding_id"]:
        found = flows.finding(finding_id=asked["finding_id"])
        return _("“%(title)s”的证据转账") % {"title": words.rule_title(found.rule if found else "")}
    return (asked["link_key"] and words.band_title(asked["link_key"])) or _("全部转账")


def _exported(asked: dict[str, Any], seen: Seen) -> Iterator[Sequence[Any]]:
    page = 1
    while page <= MOST_EXPORTED // EXPORTED_AT_ONCE:
        rows = flows.transfers_behind(**asked, page=page, page_size=EXPORTED_AT_ONCE).rows
        for one in map(seen.shown, rows):
            yield [
                one.transfer_id, one.at, one.from_account_id, words.ACCOUNT.get(one.from_role, one.from_role), one.to_account_id,
                words.ACCOUNT.get(one.to_role, one.to_role), words.PURPOSE.get(one.purpose, one.purpose),
                one.product_id or "", one.order_id or "",
                export.Yuan(one.amount_fen), export.Yuan(one.part_fen), "、".join(_origin(origin) for origin in one.origin.split()),
            ]  # fmt: skip
        if len(rows) < EXPORTED_AT_ONCE:
            return
        page += 1


def _origin(slug: str) -> str:
    found = words.ORIGIN.get(slug)
    return found.in_language(words.language()) if found else slug


def write(request: HttpRequest, action: str, place: Place, authority: AuthorityInForce, said: dict[str, Any]) -> None:
    """Write down who read or took away account data of whom, under which authority."""
    details = {"authority": authority.authority_id, "subject": place.subject_id, **said}
    audit.record(
        actor=request.user.get_username(), action=action, object_type=place.kind, object_id=place.key,
        purpose=authority.purpose, at=timezone.now(), details=details,
    )  # fmt: skip
