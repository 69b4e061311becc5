"""Photos from phones: known by their content, measured, never decoded; what they say of place and time is read, damage says nothing."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD

from campaign_builders import PNG
from lookthrough.cases.campaigns.photos import Photo, look_at_photo
from lookthrough.kernel.texts import Text


def taken(*, latitude: Any = (28.0, 0.0, 0.0), north: str = "N", said: str = "2026:11:02 08:59:00") -> bytes:
    """Return a JPEG as a phone's camera writes it."""
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[0x9003] = said
    exif.get_ifd(IFD.GPSInfo).update({1: north, 2: latitude, 3: "E", 4: (120.0, 39.0, 36.0)})
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def looked(content: bytes, **more: int) -> Photo | Text:
    """Look at a photo with the office's usual sizes."""
    return look_at_photo(content, **({"largest_mb": 8, "megapixels": 60} | more))


def test_a_photo_is_measured_and_read() -> None:
    found = looked(taken())
    assert isinstance(found, Photo)
    assert (found.kind, found.width, found.height, found.place, found.taken) == ("jpeg", 64, 48, (28.0, 120.66), "2026:11:02 08:59:00")
    south = looked(taken(north="S"))
    assert isinstance(south, Photo)
    assert south.place == (-28.0, 120.66)
    png = looked(PNG)
    assert isinstance(png, Photo)
    assert (png.kind, png.width, png.height, png.place) == ("png", 1, 1, None)


def test_what_is_no_photo_or_too_large_is_refused() -> None:
    whole = taken()
    for content in (
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        whole[:200],
        whole[:-80],
        PNG[:20],
        b"\xff\xd8\xff\xe0\x00\x04",
        b"\xff\xd8\xff" + b"\0" * 90,
    ):
        assert isinstance(looked(content), Text)
    assert isinstance(looked(whole + b"\0" * 1024**2, largest_mb=1), Text)
    assert isinstance(looked(whole, megapixels=0), Text)


def test_a_place_or_time_that_is_none_says_nothing() -> None:
    found = looked(taken(latitude=(128.0, 0.0, 0.0), said="gestern"))
    assert isinstance(found, Photo)
    assert (found.place, found.taken) == (None, "")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    content = bytearray(taken())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(2, min(len(content) - 1, 400)))] = data.draw(st.integers(0, 255))
    assert isinstance(looked(bytes(content)), Photo | Text)
