"""The flow picture as the page draws it: bands to scale, and beside it a table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.console import words
from lookthrough.flows.queries import FlowLink, FlowNode, FlowPicture
from lookthrough.kernel.money import fen_text, full_text

UNKNOWN = ("unknown", "not-on-record")
SOURCE, BOOKS, USE = range(3)
DRAWN, ADDED, BACK = "stock:before", "stock:after", "back:"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: from, to, how much, in how many transfers, and where these are listed; ``stage`` is where it begins and ends."""

    source: str
    target: str
    amount_fen: int
    transfers: int
    address: str
    unknown: bool
    stage: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the page shows: title, the figures that must agree, bands by stage, and the same as data for the drawing."""

    title: str
    from_date: date
    to_date: date
    opening_fen: int
    inflow_fen: int
    uses_fen: int
    closing_fen: int
    method: str
    entering: list[Band]
    inside: list[Band]
    leaving: list[Band]
    data: dict[str, Any]

    @property
    def agrees(self) -> bool:
        """Return whether opening + inflow = uses + closing."""
        return self.opening_fen + self.inflow_fen == self.uses_fen + self.closing_fen


Address = str | Callable[[FlowLink], str]


def drawn(found: FlowPicture, from_date: date, to_date: date, *, address: Address) -> Picture:
    """Prepare a flow picture; ``address`` lists transfers and takes ``link`` for one band, or tells where each band leads."""
    found = _with_stock(_with_returns(found))
    nodes = {node.key: node for node in found.nodes}
    bands = [_band(link, nodes, address) for link in sorted(found.links, key=lambda link: -link.amount_fen)]
    return Picture(
        title=_("%(from)s 至 %(to)s：资金从哪里来，经过哪里，用到哪里") % {"from": from_date, "to": to_date},
        from_date=from_date,
        to_date=to_date,
        opening_fen=found.opening_fen,
        inflow_fen=found.inflow_fen,
        uses_fen=found.uses_fen,
        closing_fen=found.closing_fen,
        method=found.method,
        entering=[band for band in bands if band.stage[0] == SOURCE],
        inside=[band for band in bands if band.stage[0] == BOOKS and band.stage[1] == BOOKS],
        leaving=[band for band in bands if band.stage[0] == BOOKS and band.stage[1] == USE],
        data={"nodes": _columns(found), "links": [_drawn_link(link, nodes, address) for link in found.links]},
    )


def _with_returns(found: FlowPicture) -> FlowPicture:
    """Let money that went back to an account also come in there again: the drawing has no rings, the account has the money."""
    nodes = {node.key: node for node in found.nodes}
    back = [link for link in found.links if link.target_key.startswith(BACK)]
    roles = sorted({link.target_key.removeprefix(BACK) for link in back})
    known = {f"books:{role}" for role in roles} & set(nodes)
    sources = [replace(nodes[BACK + role], key=f"returned:{role}", stage=SOURCE) for role in roles if f"books:{role}" in known]
    again = [
        replace(link, source_key=f"returned:{role}", target_key=f"books:{role}")
        for link in back
        if f"books:{(role := link.target_key.removeprefix(BACK))}" in known
    ]
    return replace(found, nodes=[*found.nodes, *sources], links=[*found.links, *again])


def _with_stock(found: FlowPicture) -> FlowPicture:
    """Add what each account drew from its stock or added to it, so that what flows in and out of every stop is to scale."""
    links = list(found.links)
    for node in found.nodes:
        change = sum(link.amount_fen * ((link.target_key == node.key) - (link.source_key == node.key)) for link in found.links)
        if node.stage == BOOKS and change < 0:
            links.append(FlowLink(f"{DRAWN}:{node.key}", DRAWN, node.key, -change, 0))
        elif node.stage == BOOKS and change > 0:
            links.append(FlowLink(f"{ADDED}:{node.key}", node.key, ADDED, change, 0))
    used = {key for link in links for key in (link.source_key, link.target_key)}
    stock = [FlowNode(DRAWN, _("动用结存"), SOURCE), FlowNode(ADDED, _("结存增加"), USE)]
    return replace(found, nodes=[*found.nodes, *(node for node in stock if node.key in used)], links=links)


def _band(link: FlowLink, nodes: Mapping[str, FlowNode], address: Address) -> Band:
    source, target = nodes[link.source_key], nodes[link.target_key]
    return Band(
        source=source.title,
        target=target.title,
        amount_fen=link.amount_fen,
        transfers=link.transfers,
        address=_leads_to(link, address),
        unknown=_is_unknown(source) or _is_unknown(target),
        stage=(source.stage, target.stage),
    )


def _leads_to(link: FlowLink, address: Address) -> str:
    if not isinstance(address, str):
        return address(link)
    return f"{address}&{urlencode({'link': link.key})}" if link.transfers else ""


def _is_unknown(node: FlowNode) -> bool:
    return node.key.endswith(UNKNOWN)


def _is_stock(key: str) -> bool:
    return key in (DRAWN, ADDED)


def _columns(found: FlowPicture) -> list[dict[str, Any]]:
    """Place the stops: sources left, uses right, and between them each account behind those that pay into it."""
    behind = {node.key: node.stage for node in found.nodes}
    for _round in found.nodes:
        for link in found.links:
            if behind[link.target_key] <= behind[link.source_key]:
                behind[link.target_key] = behind[link.source_key] + 1
    last = max([USE, *behind.values()])
    size = {node.key: _size(found, node.key) for node in found.nodes}
    return [
        {
            "key": node.key,
            "title": node.title,
            "amount": fen_text(size[node.key], words.language()),
            "column": last if node.stage == USE else behind[node.key],
            "unknown": _is_unknown(node),
            "stock": _is_stock(node.key),
        }
        for node in sorted(found.nodes, key=lambda node: (_is_unknown(node), -size[node.key]))
    ]


def _size(found: FlowPicture, key: str) -> int:
    """Return how much passes a stop."""
    into = sum(link.amount_fen for link in found.links if link.target_key == key)
    return max(into, sum(link.amount_fen for link in found.links if link.source_key == key))


def _drawn_link(link: FlowLink, nodes: Mapping[str, FlowNode], address: Address) -> dict[str, Any]:
    band = _band(link, nodes, address)
    transfers = _("%(count)d 笔转账") % {"count": link.transfers} if link.transfers else ""
    return {
        "source": link.source_key,
        "target": link.target_key,
        "value": link.amount_fen,
        "unknown": band.unknown,
        "stock": _is_stock(link.source_key) or _is_stock(link.target_key),
        "url": band.address,
        "says": "\n".join(filter(None, [f"{band.source} → {band.target}", _amount(link.amount_fen), transfers])),
    }


def _amount(fen: int) -> str:
    language = words.language()
    return f"{fen_text(fen, language)} ({full_text(fen, language)})"
