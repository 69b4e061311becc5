"""Which template a document is made from: the office's own where one was adopted, else the shipped one, made from its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from lookthrough.cases.papers.kind import paper_kinds
from lookthrough.cases.papers.layout import template
from lookthrough.cases.papers.models import Template


@dataclass(frozen=True, slots=True)
class InForce:
    """A template in force: version 0 is the shipped one."""

    content: bytes
    version: int
    sha256: str


@cache
def shipped(kind: str) -> InForce:
    """Return the shipped template of a kind."""
    content = template(paper_kinds()[kind])
    return InForce(content, 0, hashlib.sha256(content).hexdigest())


def in_force(*, kind: str, region_prefix: str) -> InForce:
    """Return the newest template that the office, or the nearest one above it, adopted; else the shipped one."""
    above = [region_prefix[:length] for length in range(len(region_prefix), 0, -1)]
    found = Template.objects.filter(kind=kind, region_prefix__in=above, state="adopted")
    own = max(found, key=lambda one: (len(one.region_prefix), one.version), default=None)
    return InForce(bytes(own.content), own.version, own.sha256) if own else shipped(kind)
