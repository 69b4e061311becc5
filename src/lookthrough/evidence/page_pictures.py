"""Pages of a PDF as pictures, drawn in a process of its own with limits: nothing of a strange PDF runs, and none can hold the server up."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import zlib

MOST_PAGES = 30
_SECONDS, _MEMORY = 20, 2 << 30
_WIDEST = 1400  # pixels
_SCALE = 1.6


class NoPicture(Exception):  # noqa: N818 - a property of the file
    """The page cannot be drawn: damaged, locked, or beyond the limits."""


def page_picture(content: bytes, *, page: int) -> tuple[bytes, int]:
    """Return one page (from 1) as PNG, and how many pages there are."""
    if not 1 <= page <= MOST_PAGES:
        raise NoPicture(f"page {page}")
    command = [sys.executable, "-I", "-m", "lookthrough.evidence.page_pictures", str(page)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS + 5, check=True)  # noqa: S603 - our own module
    except (subprocess.SubprocessError, OSError) as fault:
        raise NoPicture(type(fault).__name__) from None
    if len(done.stdout) < 4:
        raise NoPicture("nothing was drawn")
    return done.stdout[4:], int.from_bytes(done.stdout[:4], "big")


def _draw(content: bytes, page: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    drawn = document[page - 1]
    scale = min(_SCALE, _WIDEST / max(drawn.get_width(), 1), 3 * _WIDEST / max(drawn.get_height(), 1))
    bitmap = drawn.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    return len(document).to_bytes(4, "big") + _png(bitmap.to_numpy())


def _png(pixels) -> bytes:  # type: ignore[no-untyped-def]
    height, width, channels = pixels.shape
    form = {1: 0, 3: 2, 4: 6}[channels]
    lines = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, form, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", head) + _part(b"IDAT", zlib.compress(lines, 6)) + _part(b"IEND", b"")


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read(), int(sys.argv[1])))
