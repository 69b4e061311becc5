"""Photos from a phone: known by their content, measured, and read for the place and time that they say of themselves.

Only JPEG and PNG are taken. Nothing is decoded: size and what the camera wrote (EXIF) stand in the head of the file. What a photo says is
a claim, not a proof; it is kept beside what the phone said.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lookthrough.kernel.texts import Text

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_BARE = {0x01, *range(0xD0, 0xD9)}
_SCAN, _END, _EXIF = 0xDA, b"\xff\xd9", 0xE1
_GPS, _SUB, _TAKEN = 0x8825, 0x8769, 0x9003
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_TIME = re.compile(r"^\d{4}:\d{2}:\d{2} \d{2}:\d{2}:\d{2}$")
_MOST_ENTRIES = 512

NOT_A_PHOTO = Text("不是完整的 JPEG 或 PNG 照片", "not a whole JPEG or PNG photo")
EMPTY = Text("照片是空文件", "the photo is empty")


@dataclass(frozen=True, slots=True)
class Photo:
    """A sound photo: kind, size in pixels, and what it says of place (latitude, longitude in degrees) and time."""

    content: bytes
    kind: str
    width: int
    height: int
    place: tuple[float, float] | None
    taken: str

    @property
    def sha256(self) -> str:
        """Return the hash of the photo as it came."""
        return hashlib.sha256(self.content).hexdigest()


def look_at_photo(content: bytes, *, largest_mb: int, megapixels: int) -> Photo | Text:
    """Return a photo that is sound and within the sizes, or why it is not taken."""
    if not content:
        return EMPTY
    if len(content) > largest_mb * 1024**2:
        return Text(f"照片超过 {largest_mb} MB", f"the photo is larger than {largest_mb} MB")
    read = _png(content) if content.startswith(_PNG) else _jpeg(content) if content.startswith(_JPEG) else None
    if read is None:
        return NOT_A_PHOTO
    if read.width * read.height > megapixels * 1_000_000:
        return Text(f"照片超过 {megapixels} 百万像素", f"the photo has more than {megapixels} million pixels")
    return read


def keep(photo: Photo, *, folder: Path) -> str:
    """Write a photo once, byte for byte, under a random name that only the server's own user reads; returns where."""
    name = secrets.token_hex(16)
    place = folder / name[:2] / name
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(photo.content)
    return f"{name[:2]}/{name}"


def read(*, stored_as: str, sha256: str, folder: Path) -> bytes:
    """Return a photo as it came; ``ValueError`` when it is no longer what it was."""
    content = (folder / stored_as).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{stored_as} is not as it was sent")
    return content


def _png(content: bytes) -> Photo | None:
    if len(content) < 45 or content[12:16] != b"IHDR" or b"IEND" not in content[-12:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return Photo(content, "png", width, height, None, "") if width and height else None


def _jpeg(content: bytes) -> Photo | None:
    """Walk the segments up to the picture itself; a file without a frame or without its end is cut short."""
    size, place, taken = None, None, ""
    for marker, body in _segments(content):
        if marker in _FRAMES and len(body) >= 5:
            height, width = struct.unpack(">HH", body[1:5])
            size = (width, height)
        if marker == _EXIF and body.startswith(b"Exif\0\0"):
            place, taken = _said(body[6:])
    if size is None or not all(size) or _END not in content[-64:]:
        return None
    return Photo(content, "jpeg", *size, place, taken)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker == _SCAN or length < 2:
            return
        yield marker, content[at + 4 : at + 2 + length]
        at += 2 + length


def _said(tiff: bytes) -> tuple[tuple[float, float] | None, str]:
    """Return place and time of an EXIF block; what is damaged says nothing."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = _directory(tiff, struct.unpack(f"{order}I", tiff[4:8])[0], order)
        gps = _directory(tiff, _number(first, _GPS, order), order) if _GPS in first else {}
        sub = _directory(tiff, _number(first, _SUB, order), order) if _SUB in first else {}
        return _place(gps, order), _time(sub)
    except (KeyError, struct.error, ZeroDivisionError, ValueError):
        return None, ""


def _directory(tiff: bytes, at: int, order: str) -> dict[int, bytes]:
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    found: dict[int, bytes] = {}
    for place in range(min(count, _MOST_ENTRIES)):
        tag, kind, number = struct.unpack_from(f"{order}HHI", tiff, at + 2 + 12 * place)
        size = _SIZES.get(kind, 0) * number
        begin = at + 10 + 12 * place
        if size > 4:
            (begin,) = struct.unpack_from(f"{order}I", tiff, begin)
        if 0 < size <= len(tiff):
            found[tag] = tiff[begin : begin + size]
    return found


def _number(found: dict[int, bytes], tag: int, order: str) -> int:
    value: int = struct.unpack(f"{order}I", found[tag][:4])[0]
    return value


def _place(gps: dict[int, bytes], order: str) -> tuple[float, float] | None:
    if not {1, 2, 3, 4} <= set(gps):
        return None
    latitude = _degrees(gps[2], order) * (-1 if gps[1][:1] == b"S" else 1)
    longitude = _degrees(gps[4], order) * (-1 if gps[3][:1] == b"W" else 1)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(raw: bytes, order: str) -> float:
    parts = struct.unpack(f"{order}6I", raw[:24])
    hours, minutes, seconds = (parts[place] / parts[place + 1] for place in (0, 2, 4))
    return float(round(hours + minutes / 60 + seconds / 3600, 6))


def _time(sub: dict[int, bytes]) -> str:
    said = sub.get(_TAKEN, b"").rstrip(b"\0").decode("ascii", errors="replace")
    return said if _TIME.match(said) else ""
