"""A check and its parts as pages see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a list; ``due`` is the next day that counts, ``late`` how many papers and corrections are past theirs."""

    number: str
    company_id: str
    name: str
    business: str
    region_code: str
    stage: str
    on_site_on: date
    due: date | None
    due_what: Text
    late: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a check."""

    file_id: int
    name: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: what is asked, what the body said, what officers saw."""

    slug: str
    text: Text
    said: str
    said_note: str
    said_by: str
    seen: str
    seen_note: str
    seen_by: str
    files: tuple[FileRow, ...]

    @property
    def contradicts(self) -> bool:
        """Return whether the body called in order what officers found wanting."""
        return self.said == "in_order" and self.seen == "breach"


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The items of one group with how many are filled in and seen."""

    name: str
    title: Text
    items: tuple[ItemRow, ...]

    @property
    def said(self) -> int:
        """Return how many items the body has filled in."""
        return sum(bool(one.said) for one in self.items)

    @property
    def seen(self) -> int:
        """Return how many items were recorded on site."""
        return sum(bool(one.seen) for one in self.items)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper called for: ``state`` is received, called or missing (past its day)."""

    paper_id: int
    title: Text
    due_on: date
    state: str
    received_at: datetime | None
    received_by: str
    note: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A confirmation of facts; who signed is asked for apart, because reading it stands in the trail."""

    number: str
    facts: tuple[str, ...]
    text_hash: str
    state: str
    drawn_by: str
    drawn_at: datetime
    decided_at: datetime | None
    signer_post: str
    seal: str
    recorded_by: str
    reason: str
    witness: str


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A later deadline that was asked for."""

    extension_id: int
    until: date
    reason: str
    state: str
    asked_by: str
    decided_by: str
    decision: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction with its deadline; ``days_left`` counts working days and is negative when late."""

    correction_id: int
    what: str
    basis: str
    due_on: date
    first_due_on: date
    state: str
    days_left: int
    report: str
    reported_at: datetime | None
    recheck_note: str
    rechecked_by: str
    extensions: tuple[ExtensionRow, ...]

    @property
    def waiting(self) -> ExtensionRow | None:
        """Return the extension that waits for a second person, if there is one."""
        return next((one for one in self.extensions if one.state == "asked"), None)


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of a check's history."""

    at: datetime
    actor: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class CheckFileWhole:
    """One check with everything in it, and what is missing before its next stage."""

    row: CheckRow
    uscc: str
    purpose: str
    lead_office: str
    offices: tuple[str, ...]
    officers: tuple[str, ...]
    created_by: str
    created_at: datetime
    self_check_due: date
    has_code: bool
    conclusion: str
    groups: tuple[GroupRows, ...]
    papers: tuple[PaperRow, ...]
    sheets: tuple[SheetRow, ...]
    corrections: tuple[CorrectionRow, ...]
    acts: tuple[ActRow, ...]
    missing: tuple[Text, ...]

    @property
    def items(self) -> list[ItemRow]:
        """Return the items of all groups in order."""
        return [item for group in self.groups for item in group.items]

    @property
    def breaches(self) -> list[ItemRow]:
        """Return the items that were found wanting on site."""
        return [item for item in self.items if item.seen == "breach"]

    @property
    def sheet(self) -> SheetRow | None:
        """Return the sheet that counts now: the last one that was not withdrawn."""
        return next((one for one in reversed(self.sheets) if one.state != "withdrawn"), None)
