"""The console's documents on paper: its own templates, set as all documents of the house are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lookthrough.kernel import typesetting

TEMPLATES = Path(__file__).parent / "typeset"


def pdf(*, template: str, file: Mapping[str, Any], made_at: datetime) -> bytes:
    """Set a template with its data; the same data and time give the same bytes."""
    return typesetting.pdf(template=TEMPLATES / template, data=file, made_at=made_at)
