"""The papers of a report: written for whoever asks while it is in work, written once and kept by hash when it is signed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from lookthrough.offices import queries as offices
from lookthrough.reports.models import MonthlyReport
from lookthrough.reports.paper import Frame, pdf
from lookthrough.reports.word_file import docx

FORMATS = {"pdf": pdf, "docx": docx}
LANGUAGES = ("zh", "en")
_ZONE = ZoneInfo("Asia/Shanghai")


class PaperChanged(Exception):  # noqa: N818 - named like FileRefused
    """A kept paper is missing or is no longer the bytes that were signed."""


def paper(one: MonthlyReport, *, kind: str, language: str) -> bytes:
    """Return a report as PDF or Word; a signed one as it was signed, byte for byte."""
    name = f"{language}.{kind}"
    if one.state == "signed":
        return _kept(one.files.get(name, ""), kind)
    return _written(one, kind, language)


def freeze(one: MonthlyReport) -> dict[str, str]:
    """Write a signed report's papers to stay, and return their hashes by name."""
    found = {}
    for language in LANGUAGES:
        for kind in FORMATS:
            content = _written(one, kind, language)
            found[f"{language}.{kind}"] = hashlib.sha256(content).hexdigest()
            place = _place(found[f"{language}.{kind}"], kind)
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_suffix(".part")
            part.write_bytes(content)
            part.replace(place)
    return found


def frame_of(one: MonthlyReport) -> Frame:
    """Return what stands around the content."""
    names = offices.names_by_username()

    def who(username: str, at: datetime | None) -> tuple[str, str]:
        return (names.get(username, username), local_day(at).isoformat()) if username and at else ("", "")

    return Frame(
        office=one.office, state=one.state if one.state != "discarded" else "withdrawn", number=one.number, foreword=one.foreword,
        drafted=who(one.drafted_by, one.drafted_at), proposed=who(one.proposed_by, one.proposed_at),
        signed=who(one.signed_by, one.signed_at), digest=one.content_hash, generated=one.generated,
    )  # fmt: skip


def local(at: datetime) -> datetime:
    """Return a moment as clocks here show it."""
    return at.astimezone(_ZONE)


def local_day(at: datetime) -> date:
    """Return the day of a moment here."""
    return local(at).date()


def _written(one: MonthlyReport, kind: str, language: str) -> bytes:
    return FORMATS[kind](one.content, frame_of(one), language=language, made_at=one.signed_at or one.changed_at)


def _kept(digest: str, kind: str) -> bytes:
    try:
        content = _place(digest, kind).read_bytes() if digest else b""
    except OSError as missing:
        raise PaperChanged(digest) from missing
    if hashlib.sha256(content).hexdigest() != digest:
        raise PaperChanged(digest)
    return content


def _place(digest: str, kind: str) -> Path:
    return Path(settings.HOME) / "reports" / digest[:2] / f"{digest}.{kind}"
