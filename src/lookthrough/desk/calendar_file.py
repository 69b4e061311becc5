"""Days as a calendar program reads them (iCalendar, RFC 5545): whole-day entries that say kind, number and link alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from unicodedata import category

from lookthrough.kernel.texts import Text

_LONGEST = 75  # octets of a line


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole-day entry."""

    key: str
    on: date
    title: str
    address: str


def calendar(*, name: str, entries: Iterable[Entry], host: str, at: datetime) -> bytes:
    """Return a calendar file; the same entry keeps its name for good, so that a program moves it instead of doubling it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lookthrough//desk//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for one in entries:
        lines += _entry(one, host, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def said(kind: Text, number: str, *, late: bool) -> str:
    """Return the title of an entry: what kind of day, of which number."""
    return f"{'已逾期 ' if late else ''}{kind.zh} {number}"


def _entry(one: Entry, host: str, at: datetime) -> list[str]:
    name = sha256(one.key.encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT", f"UID:{name}@{host}", f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(one.title)}", f"URL:{one.address}",
        "TRANSP:TRANSPARENT", "CLASS:CONFIDENTIAL", "END:VEVENT",
    ]  # fmt: skip


def _escaped(text: str) -> str:
    """Return a text in which nothing ends the line or the value."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign == "\n" or category(sign) != "Cc")
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, none of which cuts a character; each but the first begins with a space."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _LONGEST:
            yield piece
            piece = " "
        piece += sign
    yield piece
