"""What the room keeps, by topic."""

from __future__ import annotations

from lookthrough.cases.procedure.models.accounts import AccountQuery, BankReceipt
from lookthrough.cases.procedure.models.inspections import Inspection, InspectionItem
from lookthrough.cases.procedure.models.liquidations import LiquidationAct
from lookthrough.cases.procedure.models.penalties import LegalReviewer, Proceeding, Review
from lookthrough.cases.procedure.models.rectifications import Announcement, Rectification
from lookthrough.cases.procedure.models.registrations import RegisteredItem, Registration
from lookthrough.cases.procedure.models.remedies import Remedy
from lookthrough.cases.procedure.models.services import Service

__all__ = [
    "AccountQuery", "Announcement", "BankReceipt", "Inspection", "InspectionItem", "LegalReviewer", "LiquidationAct", "Proceeding",
    "Rectification", "RegisteredItem", "Registration", "Remedy", "Review", "Service",
]  # fmt: skip
