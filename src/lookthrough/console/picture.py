"""The flow picture as the page draws it: bands to scale, and beside it a table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lookthrough.console import words
from lookthrough.flows.queries import FlowPicture
from lookthrough.kernel.money import fen_text, full_text

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: from, to, how much, in how many transfers, and where these are listed."""

    key: str
    source: str
    target: str
    amount_fen: int
    transfers: int
    address: str
    unknown: bool


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
    stages: list[list[Band]]
    data: dict[str, Any]

    @property
    def agrees(self) -> bool:
        """Return whether opening + inflow = uses + closing."""
        return self.opening_fen + self.inflow_fen == self.uses_fen + self.closing_fen


def drawn(found: FlowPicture, from_date: date, to_date: date, *, address: str) -> Picture:
    """Prepare a flow picture; ``address`` lists transfers and takes ``link`` for one band."""
    nodes = {node.key: node for node in found.nodes}
    bands = [
        Band(
            key=link.key,
            source=nodes[link.source_key].title,
            target=nodes[link.target_key].title,
            amount_fen=link.amount_fen,
            transfers=link.transfers,
            address=f"{address}&{urlencode({'link': link.key})}",
            unknown=UNKNOWN in link.source_key or UNKNOWN in link.target_key,
        )
        for link in found.links
    ]
    stages = [[band for band, link in zip(bands, found.links, strict=True) if nodes[link.source_key].stage == stage] for stage in (0, 1)]
    for some in stages:
        some.sort(key=lambda band: -band.amount_fen)
    return Picture(
        title=_("%(from)s 至 %(to)s：资金从哪里来，经过哪里，用到哪里") % {"from": from_date, "to": to_date},
        from_date=from_date,
        to_date=to_date,
        opening_fen=found.opening_fen,
        inflow_fen=found.inflow_fen,
        uses_fen=found.uses_fen,
        closing_fen=found.closing_fen,
        method=found.method,
        stages=stages,
        data=_data(found, bands),
    )


def _data(found: FlowPicture, bands: list[Band]) -> dict[str, Any]:
    return {
        "nodes": [{"key": node.key, "title": node.title, "stage": node.stage, "unknown": UNKNOWN in node.key} for node in found.nodes],
        "links": [
            {
                "source": link.source_key,
                "target": link.target_key,
                "value": link.amount_fen,
                "unknown": band.unknown,
                "url": band.address,
                "says": f"{band.source} → {band.target}\n{_amount(link.amount_fen)}\n" + _("%(count)d 笔转账") % {"count": link.transfers},
            }
            for link, band in zip(found.links, bands, strict=True)
        ],
    }


def _amount(fen: int) -> str:
    language = words.language()
    return f"{fen_text(fen, language)} ({full_text(fen, language)})"
