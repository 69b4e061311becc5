"""Everything the register keeps, by topic."""

from __future__ import annotations

from lookthrough.registry.models.changes import CompanyEvent, CompanyStanding, HeldValue
from lookthrough.registry.models.companies import Company, CompanyChange, Hit, Institution, LicenceHeld, SourceFile
from lookthrough.registry.models.corrections import Correction
from lookthrough.registry.models.handling import FirmNote, FirmOfficer
from lookthrough.registry.models.matching import MatchPair, MatchVerdict, OutsideRecord
from lookthrough.registry.models.names import OtherName
from lookthrough.registry.models.people import OutsideParty, Person, Relation
from lookthrough.registry.models.products import ProductChange, ProductImport, RegisteredProduct
from lookthrough.registry.models.search import SearchForm, SearchName
from lookthrough.registry.models.triage import Answer, AnswerFile, Question, Triage, TriageChange, WrongCode
from lookthrough.registry.models.watch import WatchEntry

__all__ = [
    "Answer",
    "AnswerFile",
    "Company",
    "CompanyChange",
    "CompanyEvent",
    "CompanyStanding",
    "Correction",
    "FirmNote",
    "FirmOfficer",
    "HeldValue",
    "Hit",
    "Institution",
    "LicenceHeld",
    "MatchPair",
    "MatchVerdict",
    "OtherName",
    "OutsideParty",
    "OutsideRecord",
    "Person",
    "ProductChange",
    "ProductImport",
    "Question",
    "RegisteredProduct",
    "Relation",
    "SearchForm",
    "SearchName",
    "SourceFile",
    "Triage",
    "TriageChange",
    "WatchEntry",
    "WrongCode",
]
