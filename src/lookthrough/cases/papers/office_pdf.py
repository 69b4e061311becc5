"""A document as PDF by LibreOffice, where it is installed: no window, no network, a profile of its own, a limit of time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("soffice", "libreoffice")


def libreoffice() -> str | None:
    """Return where LibreOffice is, or nothing."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def office_pdf(content: bytes, *, seconds: float) -> bytes | None:
    """Return a Word file as PDF, or nothing where LibreOffice is missing, fails or takes too long."""
    program = libreoffice()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="lookthrough-paper-") as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf:writer_pdf_Export"]
        return _run([*command, "--outdir", str(folder), str(folder / "paper.docx")], folder, seconds)


def _run(command: list[str], folder: Path, seconds: float) -> bytes | None:
    # its own session, so that the whole of it ends when time is up, and nothing of our surroundings but the path
    surroundings = {"HOME": str(folder), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    with subprocess.Popen(  # noqa: S603 - fixed words and paths of our own
        command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    made = folder / "paper.pdf"
    return made.read_bytes() if made.is_file() else None
