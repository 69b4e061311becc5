"""Money followed from a finding, a transfer or an account, hop by hop: account data, read under an authority and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lookthrough.console import export, words
from lookthrough.console.access import needs
from lookthrough.console.views.transfers import Place, Seen, authority_of, no_authority, place_of, write
from lookthrough.flows import queries as flows
from lookthrough.flows import trace_queries as traces
from lookthrough.flows.trace_queries import Direction, Step, Trace
from lookthrough.offices.roles import Action
from lookthrough.risk.states import ReasonKind

HOPS, DAYS, MOST_HOPS, MOST_DAYS = 4, 30, 8, 90
SHOWN = 50
OF = ("transfer", "product", "payer", "payee")
SHARES = (50, 80, 95)
CANNOT = (traces.NothingToFollow, traces.LedgerElsewhere, traces.LedgerTooLarge)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is followed: a transfer, its listing, or one of its accounts on that day; and how far."""

    of: str
    transfer_id: str
    finding: str
    product_id: str
    direction: Direction
    hops: int
    window_days: int
    share: int
    key: str

    def query(self, **changes: Any) -> str:
        """Return the address's query, but for ``changes``."""
        said: dict[str, Any] = {
            "of": self.of, "transfer": self.transfer_id, "finding": self.finding, "direction": self.direction, "hops": self.hops,
            "days": self.window_days, "share": self.share, "key": self.key,
        } | changes  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value != ""})


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace as this officer may see it, with its short telling and its returns."""

    trace: Trace
    whole: set[str]
    explained: traces.Explained
    returned: list[traces.Return]


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of a trace: how many transfers, how much, and the largest of them with the addresses of the next traces."""

    number: int
    transfers: int
    fen: int
    rows: list[tuple[Step, dict[str, str]]]


@needs(Action.SEE_TRANSFERS)
def trace(request: HttpRequest, alert_id: int | None = None, institution_id: str = "") -> HttpResponse:
    """Show where money went or came from: picture, hops one after the other, and where it rests."""
    place = place_of(request, alert_id, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    asked = _asked(request, place)
    context: dict[str, Any] = {
        "place": place, "asked": asked, "authority": authority, "choices": _choices(request, place, asked),
        "hops_to_choose": range(1, MOST_HOPS + 1),
        "shares": SHARES, "most_days": MOST_DAYS, "here": place.address("trace"),
    }  # fmt: skip
    try:
        found = _traced(request, place, asked)
    except CANNOT as why:
        write(request, "read_trace", place, authority, {**_spelled(asked), "rows": 0})
        return render(request, "console/trace.html", context | {"why_not": _why_not(why)})
    write(request, "read_trace", place, authority, {**_spelled(asked), "rows": len(found.trace.steps)})
    return render(request, "console/trace.html", context | _shown(place, asked, found))


@needs(Action.SEE_TRANSFERS)
def export_trace(request: HttpRequest, format: str, alert_id: int | None = None, institution_id: str = "") -> HttpResponseBase:  # noqa: A002
    """Answer with all transfers of a trace as a table, or with its picture."""
    place = place_of(request, alert_id, institution_id)
    authority = authority_of(request, place)
    if authority is None:
        return no_authority(request, place)
    asked = _asked(request, place)
    try:
        found = _traced(request, place, asked)
    except CANNOT as why:
        raise Http404 from why
    write(request, "export_trace", place, authority, {**_spelled(asked), "rows": len(found.trace.steps), "format": format})
    if format == "svg":
        drawn = traces.svg(found.trace, words.language(), marked=traces.marks(found.explained, found.returned))
        headers = {"Content-Disposition": 'attachment; filename="trace.svg"'}
        return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8", headers=headers)
    header = [
        _("手"), _("转账编号"), _("时间"), _("付款账户"), _("收款账户"), _("用途"), _("金额（元）"), _("追踪部分（元）"),
        _("说明去向所需"), _("回到起点"),
    ]  # fmt: skip
    return export.table(name="trace", format=format, header=header, rows=_exported(found))


def _exported(found: Traced) -> Iterator[Sequence[Any]]:
    told, back = set(found.explained.transfer_ids), {(one.transfer_id, one.hop) for one in found.returned}
    for step in found.trace.steps:
        yield [
            step.hop, step.transfer_id if step.transfer_id in found.whole else "", step.at.replace("T", " "), step.from_account_id,
            step.to_account_id, str(words.PURPOSE.get(step.purpose, step.purpose)), export.Yuan(step.amount_fen),
            export.Yuan(step.traced_fen), _("是") if step.transfer_id in told else "",
            _("是") if (step.transfer_id, step.hop) in back else "",
        ]  # fmt: skip


# ---- what is asked, and whether it may be -------------------------------------------------------------------------------------


def _asked(request: HttpRequest, place: Place) -> Asked:
    """Read what to follow; a start must be of a finding, of the institution's books, or have been shown by a trace before."""
    finding, transfer_id, of = (request.GET.get(name, "")[:200] for name in ("finding", "transfer", "of"))
    product, sound, key = "", False, request.GET.get("key", "")[:100]
    if finding:
        product, evidence = _of_finding(place, finding)
        transfer_id = transfer_id or (evidence[0] if evidence else "")
        of = of or ("product" if product else "transfer")
        sound = transfer_id in evidence
    known = _known(place, transfer_id) if transfer_id else None
    if known is not None:
        product, sound = product or known.row.product_id or "", sound or not finding
    if not transfer_id or not (sound or constant_time_compare(key, _key(place, transfer_id))):
        raise Http404
    of = of if of in OF and (of != "product" or product) else "transfer"
    way: Direction = "back" if request.GET.get("direction") == "back" else "forward"
    numbers = (
        _number(request, "hops", HOPS, 1, MOST_HOPS),
        _number(request, "days", DAYS, 1, MOST_DAYS),
        _number(request, "share", 80, 1, 100),
    )
    return Asked(of, transfer_id, finding, product, way, *numbers, key=key)


def _known(place: Place, transfer_id: str) -> flows.TransferDetail | None:
    return flows.transfer(institution_id=place.institution_id, transfer_id=transfer_id, finding_ids=place.finding_ids)


def _of_finding(place: Place, finding: str) -> tuple[str, tuple[str, ...]]:
    """Return a finding's listing, if it is about one, and its transfers; it must be one of the alert's own."""
    reasons = place.detail.reasons if place.detail else []
    if not any(one.key == finding and one.kind is ReasonKind.FINDING for one in reasons):
        raise Http404
    found = flows.finding(finding_id=finding)
    if found is None:
        raise Http404
    product = found.details.get("product_id", "")
    return (product if isinstance(product, str) else ""), found.evidence


def _number(request: HttpRequest, name: str, usual: int, least: int, most: int) -> int:
    given = request.GET.get(name, "")
    return min(max(int(given), least), most) if given.isdecimal() and len(given) < 6 else usual


def _key(place: Place, transfer_id: str) -> str:
    """Return the mark of a transfer that a trace under this institution showed; without one, nobody starts from a foreign transfer."""
    return Signer(salt=f"trace {place.subject_id}").signature(transfer_id)


def _traced(request: HttpRequest, place: Place, asked: Asked) -> Traced:
    """Follow the money and hide the accounts of institutions that this officer may not read today."""
    of, subject, on = _start(asked)
    followed = traces.trace_of_run(of=of, subject=subject, direction=asked.direction, window_days=asked.window_days, hops=asked.hops, on=on)
    seen, whole = traces.shown_to(followed, Seen(request, place).may_see, lambda number: _("授权以外账户 %(number)d") % {"number": number})
    return Traced(seen, whole, traces.explain(seen, asked.share / 100), traces.returns(seen))


def _start(asked: Asked) -> tuple[traces.Of, str, Any]:
    if asked.of == "product":
        return "product", asked.product_id, None
    if asked.of in ("payer", "payee"):
        found = traces.account_at(transfer_id=asked.transfer_id, end=asked.of)
        if found is None:
            raise traces.NothingToFollow(asked.transfer_id)
        return "account", found[0], found[1]
    return "transfer", asked.transfer_id, None


def _why_not(why: LookupError) -> str:
    if isinstance(why, traces.LedgerElsewhere):
        return _("这次穿透的流水不在数据目录的 ledgers 文件夹内，页面无法追踪。请用命令 lookthrough flows trace。")
    if isinstance(why, traces.LedgerTooLarge):
        return _("流水超过五百万笔，不在页面上追踪。请用命令 lookthrough flows trace。")
    return _("这个方向上没有可追踪的资金：流水里没有以它为起点的转账。请换一个方向或起点。")


def _spelled(asked: Asked) -> dict[str, Any]:
    said = {"of": asked.of, "transfer": asked.transfer_id, "direction": asked.direction, "hops": asked.hops, "days": asked.window_days}
    listing = {"product": asked.product_id} if asked.of == "product" else {}
    return {**said, **listing, "finding": asked.finding}


# ---- what the page shows ------------------------------------------------------------------------------------------------------


def _choices(request: HttpRequest, place: Place, asked: Asked) -> list[flows.TransferRow]:
    """Return the finding's transfers that are shown whole, the largest first, from which one may start."""
    if not asked.finding or place.detail is None:
        return []
    reason = next(one for one in place.detail.reasons if one.key == asked.finding)
    found = flows.transfers_behind(
        institution_id=place.institution_id, from_date=reason.from_date, to_date=reason.to_date, finding_id=asked.finding, page_size=200
    )
    seen = Seen(request, place)
    return [one for one in found.rows if seen.whole(one)]


def _shown(place: Place, asked: Asked, found: Traced) -> dict[str, Any]:
    here, other = place.address("trace"), "back" if asked.direction == "forward" else "forward"
    marked = traces.marks(found.explained, found.returned)
    rests = traces.rests(found.trace)
    return {
        "trace": found.trace,
        "picture": mark_safe(traces.svg(found.trace, words.language(), marked=marked, styled=False)),  # noqa: S308 - every text in it is escaped
        "hops": [_hop(place, asked, found, hop, list(steps)) for hop, steps in groupby(found.trace.steps, key=lambda step: step.hop)],
        "ends": _ends(found, here),
        "accounts": len(rests),
        "explained": found.explained,
        "explained_share": found.explained.fen / max(1, found.trace.start_fen),
        "returned": found.returned[:SHOWN],
        "returns": len(found.returned),
        "other": f"{here}?{asked.query(direction=other)}",
        "exports": {kind: f"{place.address(f'export-trace-{kind}')}?{asked.query()}" for kind in (*export.FORMATS, "svg")},
        "most_shown": SHOWN,
    }


def _ends(found: Traced, here: str) -> list[tuple[traces.End, float]]:
    return [(end, end.fen / max(1, found.trace.start_fen)) for end in found.trace.ends[:SHOWN]]


def _hop(place: Place, asked: Asked, found: Traced, number: int, steps: list[Step]) -> Hop:
    largest = sorted(steps, key=lambda step: (-step.traced_fen, step.place))[:SHOWN]
    in_time = sorted(largest, key=lambda step: step.place)
    return Hop(number, len(steps), sum(step.traced_fen for step in steps), [(step, _next(place, asked, found, step)) for step in in_time])


def _next(place: Place, asked: Asked, found: Traced, step: Step) -> dict[str, str]:
    """Return where one may go on from a transfer: it and its accounts, onward and back, under the same authority."""
    if step.transfer_id not in found.whole:
        return {}
    usual = {"transfer": step.transfer_id, "finding": "", "key": _key(place, step.transfer_id), "share": asked.share}
    ways = {"forward": ("transfer", "forward"), "back": ("transfer", "back"), "payee": ("payee", "forward"), "payer": ("payer", "back")}
    return {name: f"{place.address('trace')}?{asked.query(**usual, of=of, direction=way)}" for name, (of, way) in ways.items()}
