"""Documents on paper: a template of ours, data that is never read as markup, one type face; nothing is fetched from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst


@cache
def _fonts() -> typst.Fonts:
    """Return the one type face, so that a document looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[pylopdf_fonts_zh_cn.sans_path().parent])


def pdf(*, template: Path, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """Set a template with its data (there: ``sys.inputs.file``); the same data and time give the same bytes."""
    return _set(template, data, "pdf", timestamp=int(made_at.timestamp()))


def picture(*, template: Path, data: Mapping[str, Any], kind: Literal["svg", "png"], ppi: float = 220) -> bytes:
    """Set a template of one page as a picture; letters become outlines, so that no type face is needed to see it."""
    return _set(template, data, kind, ppi=ppi)


def _set(template: Path, data: Mapping[str, Any], kind: Literal["pdf", "svg", "png"], **more: Any) -> bytes:
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)
    said = json.dumps(data, ensure_ascii=False, default=str)
    made = compiler.compile(format=kind, sys_inputs={"file": said}, **more)
    if isinstance(made, list):
        made = made[0] if len(made) == 1 else b""
    if not isinstance(made, bytes) or not made:
        raise TypeError("a document is one file")
    return made
