"""What this room keeps; a case and a lead are named by their numbers alone."""

from __future__ import annotations

from lookthrough.cases.petitions.models.incidents import AfterReport, PlanTick, UrgentReport
from lookthrough.cases.petitions.models.occasions import Occasion, PetitionAct
from lookthrough.cases.petitions.models.petitioners import Petitioner, RefusedRows, WrongReplyCode
from lookthrough.cases.petitions.models.replies import Extension, Reply, Wording

__all__ = [
    "AfterReport", "Extension", "Occasion", "PetitionAct", "Petitioner", "PlanTick", "RefusedRows", "Reply", "UrgentReport", "Wording",
    "WrongReplyCode",
]  # fmt: skip
