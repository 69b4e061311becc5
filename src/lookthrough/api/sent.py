"""What a program sends: rows as JSON, a file as a form, or nothing to report; understood, or refused before anything is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from lookthrough.kernel.texts import Text

_KEYS = {"period", "rows", "reason", "nothing_to_report"}
_BLOCK = 1 << 20
_NOT_JSON = Text("请求体不是合格的 JSON 对象", "the body is not a sound JSON object")
_UNKNOWN = Text("只认 period、rows、reason、nothing_to_report", "only period, rows, reason and nothing_to_report are known")
_ROWS = Text("rows 须为对象的数组", "rows is an array of objects")
_ONE = Text("rows 与 nothing_to_report 二者取一", "either rows or nothing_to_report")
_PERIOD = Text("零报告须写明 period", "a return of nothing names its period")
_TEXT = Text("period 和 reason 须为文字，且不含空字符", "period and reason are texts without NUL")
_FORM = Text("表单须有一个名为 file 的文件", "the form holds one file called file")
_KIND = Text("请用 application/json 或 multipart/form-data", "use application/json or multipart/form-data")


class NotUnderstood(Exception):  # noqa: N818 - named like FileRefused
    """What came is no request of ours; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a program wants taken in: a file, rows, or nothing to report."""

    period: str = ""
    reason: str = ""
    nothing: bool = False
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    file: UploadedFile[Any] | None = None

    def content_hash(self, template: str) -> str:
        """Return what is the same for the same content: a JSON object by its values, a file by its bytes."""
        content: Any = self.rows
        if self.file is not None:
            digest = hashlib.sha256()
            for chunk in self.file.chunks():
                digest.update(chunk)
            content = digest.hexdigest()
        said = [template, self.period, self.reason, self.nothing, self.file is not None, content]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def sent_by(request: HttpRequest) -> Sent:
    """Return what a request holds; ``NotUnderstood`` says what is wrong with it."""
    kind = request.content_type or ""
    if kind == "application/json":
        return _of_json(request.read())
    if kind == "multipart/form-data":
        return _of_form(request)
    raise NotUnderstood(_KIND)


def _of_form(request: HttpRequest) -> Sent:
    file = request.FILES.get("file")
    if file is None or len(request.FILES) != 1 or isinstance(file, list):
        raise NotUnderstood(_FORM)
    return Sent(period=_text(request.POST.get("period", "")), reason=_text(request.POST.get("reason", "")), file=file)


def _of_json(raw: bytes) -> Sent:
    try:
        said = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(said, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(_NOT_JSON) from error
    if not isinstance(said, dict):
        raise NotUnderstood(_NOT_JSON)
    if set(said) - _KEYS:
        raise NotUnderstood(_UNKNOWN)
    return _of_object(said)


def _of_object(said: Mapping[str, Any]) -> Sent:
    nothing, rows = said.get("nothing_to_report", False), said.get("rows")
    if nothing not in (True, False) or nothing == (rows is not None):
        raise NotUnderstood(_ONE)
    period, reason = _text(said.get("period", "")), _text(said.get("reason", ""))
    if nothing:
        if not period:
            raise NotUnderstood(_PERIOD)
        return Sent(period=period, reason=reason, nothing=True)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotUnderstood(_ROWS)
    return Sent(period=period, reason=reason, rows=rows)


def _text(given: object) -> str:
    if not isinstance(given, str) or "\0" in given:
        raise NotUnderstood(_TEXT)
    return given.strip()


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
