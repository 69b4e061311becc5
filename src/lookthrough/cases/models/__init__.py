"""What the room keeps; rescue files are tables of this app, too, since they were its first."""

from __future__ import annotations

from lookthrough.cases.models import cases, clocks, leads, numbers, sharing
from lookthrough.cases.rescues import models as rescues

__all__ = ["cases", "clocks", "leads", "numbers", "rescues", "sharing"]
