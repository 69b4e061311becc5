"""How items and entries of their chains are written: sealed, numbered without a gap, each entry also told to the audit trail."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from lookthrough.audit import operations as audit
from lookthrough.evidence.chain import Facts, Link, moment, next_link, spelled_hash
from lookthrough.evidence.models import ChainLink, Item, Series
from lookthrough.offices.sealing import opened, sealed

OBJECT = "evidence"


def next_number(*, year: int) -> str:
    """Return the next number of a year; it is given with the item in one transaction, so that none is missing."""
    Series.objects.get_or_create(year=year)
    series = Series.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"证{year}-{series.last:06d}"


def seal_facts(facts: Facts) -> str:
    """Return an item's facts as they are kept."""
    return _sealed(asdict(facts), f"item {facts.number}")


def facts_of(item: Item) -> Facts:
    """Return an item's facts."""
    return Facts(**json.loads(opened(item.facts_sealed, about=f"evidence item {item.number}")))


def place_of(item: Item) -> str:
    """Return where a thing is, in words."""
    return opened(item.place_sealed, about=f"evidence place {item.number}").decode() if item.place_sealed else ""


def set_place(item: Item, place: str) -> None:
    """Note where a thing is; the caller saves the item."""
    item.place_sealed = sealed(place.encode(), about=f"evidence place {item.number}") if place else ""


def seal_said(number: str, said: Mapping[str, str]) -> str:
    """Return what a request says as it is kept."""
    return _sealed(dict(said), f"said {number}")


def said_of(number: str, sealed_text: str) -> dict[str, str]:
    """Return what a request says."""
    found: dict[str, str] = json.loads(opened(sealed_text, about=f"evidence said {number}"))
    return found


def append(item: Item, *, deed: str, actor: str, at: datetime, said: Mapping[str, str] | None = None, purpose: str = "") -> Link:
    """Add one entry to a chain, and tell the audit trail its hash; the caller holds the item's lock."""
    words = {name: value for name, value in (said or {}).items() if value} | {"salt": secrets.token_hex(16)}
    before = item.chain_head or facts_of(item).hash
    link = next_link(sequence=item.chain_length + 1, deed=deed, at=moment(at), actor=actor, said=words, previous_hash=before)
    item.chain_length, item.chain_head = link.sequence, link.hash
    item.save()
    ChainLink.objects.create(
        item=item, sequence=link.sequence, deed=deed, at=at, actor=actor, said_sealed=_sealed(words, f"link {item.number} {link.sequence}"),
        previous_hash=link.previous_hash, hash=link.hash,
    )  # fmt: skip
    details = {"case": item.case_number, "sequence": link.sequence, "chain_head": link.hash}
    audit.record(
        actor=actor, action=f"evidence_{deed}", object_type=OBJECT, object_id=item.number, purpose=purpose, at=at, details=details
    )  # fmt: skip
    return link


def links_of(item: Item) -> list[Link]:
    """Return an item's chain as it was written."""
    return [_link(item.number, one) for one in item.links.order_by("sequence")]


def _link(number: str, one: ChainLink) -> Link:
    said = json.loads(opened(one.said_sealed, about=f"evidence link {number} {one.sequence}"))
    at = moment(one.at.astimezone(UTC))
    return Link(one.sequence, one.deed, at, one.actor, one.previous_hash, one.hash, spelled_hash(said), said)


def _sealed(words: Mapping[str, object], about: str) -> str:
    return sealed(json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), about=f"evidence {about}")
