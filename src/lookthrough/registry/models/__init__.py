"""Everything the register keeps, by topic."""

from __future__ import annotations

from lookthrough.registry.models.companies import Company, CompanyChange, Hit, Institution, LicenceHeld, SourceFile

__all__ = ["Company", "CompanyChange", "Hit", "Institution", "LicenceHeld", "SourceFile"]
