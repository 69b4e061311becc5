"""Files of strangers on our pages: shown as words and pictures in which nothing acts, handed out as downloads only."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from lookthrough.console import words
from lookthrough.evidence.page_pictures import MOST_PAGES, NoPicture, page_picture
from lookthrough.evidence.readable import NotReadable, Table, readable
from lookthrough.kernel.file_kinds import PICTURES, kind_of

MOST_SHOWN = 400  # lines or rows of a preview
_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def attachment(content: bytes, name: str) -> HttpResponse:
    """Return a file that the browser saves and does not open."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer


def shown(content: bytes, page: int) -> dict[str, Any]:
    """Return what of a file may be shown: a picture, a page's picture, or its words; or why nothing is."""
    kind = kind_of(content).slug
    if kind in PICTURES:
        return {"picture": _inline(_TYPES[kind], content)}
    if kind == "pdf":
        try:
            drawn, pages = page_picture(content, page=page)
        except NoPicture:
            return {"nothing": _("这一页画不出来：文件损坏、有密码或过大。可以复制后用专用软件查看。")}
        return {"picture": _inline("image/png", drawn), "page": page, "pages": list(range(1, min(pages, MOST_PAGES) + 1))}
    try:
        found = readable(content)
    except NotReadable as refusal:
        return {"nothing": words.said(refusal.reason)}
    parts, left = [], MOST_SHOWN
    for one in found.parts:
        rows = one.rows[:left] if isinstance(one, Table) else []
        parts.append({"rows": rows, "title": one.title} if isinstance(one, Table) else {"text": one})
        left -= max(len(rows), 1)
        if left <= 0:
            break
    return {"parts": parts, "cut": left <= 0, "not_shown": [words.said(one) for one in found.left_out]}


def _inline(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def whole(text: str) -> int:
    """Return a small whole number that a form names, or nought."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
