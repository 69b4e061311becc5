"""Documents on paper: a template of ours, data that is never read as markup, one type face; nothing is fetched from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

TEMPLATES = Path(__file__).parent / "typeset"


@cache
def _fonts() -> typst.Fonts:
    """Return the one type face, so that a document looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[pylopdf_fonts_zh_cn.sans_path().parent])


def pdf(*, template: str, file: Mapping[str, Any], made_at: datetime) -> bytes:
    """Set a template with its data; the same data and time give the same bytes."""
    compiler = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    said = json.dumps(file, ensure_ascii=False, default=str)
    made = compiler.compile(format="pdf", sys_inputs={"file": said}, timestamp=int(made_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made
