"""How a document will look: by LibreOffice where there is one, else plainly set by us, and which of the two is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookthrough.cases.papers.office_pdf import office_pdf
from lookthrough.cases.papers.plain_pdf import plain_pdf
from lookthrough.cases.papers.wording import settings_on


@dataclass(frozen=True, slots=True)
class Preview:
    """A PDF of a document; ``exact`` when LibreOffice set the Word file itself."""

    pdf: bytes
    exact: bool


def preview(content: bytes, *, at: datetime) -> Preview:
    """Return a Word file as PDF."""
    exact = office_pdf(content, seconds=settings_on(at.date()).value("pdf_seconds"))
    return Preview(exact, exact=True) if exact else Preview(plain_pdf(content, made_at=at), exact=False)
