"""Refusals of the evidence room, passed on as refusals of the case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lookthrough.evidence import refusal
from lookthrough.registry.handling_operations import NotAllowed


@contextmanager
def as_refusals() -> Iterator[None]:
    """Turn what the evidence room refuses into what pages of cases know how to tell."""
    try:
        yield
    except refusal.NotAllowed as found:
        raise NotAllowed(found.reason) from None
