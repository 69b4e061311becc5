"""The OpenAPI description: the operations from the code, and for every return its own address with the schema of its rows."""

from __future__ import annotations

import copy
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lookthrough.intake.programs import json_schema
from lookthrough.intake.template import Template
from lookthrough.intake.template import templates as all_templates

_SENDING = "/{template}/submissions"
WORDS = """Senders' programs hand returns in and read receipts. A token is given by an officer, belongs to one sender, and is sent as
`Authorization: Bearer lt_…`. A program never confirms: a return that waits needs a person.

向程序开放的报送接口：令牌由主管的金融办发放，只属于一个报送单位；程序可以报送和读取回执，不能确认。"""


class ReturnsAPI(NinjaAPI):
    """The API with a description that knows every return."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Return the description; the address that takes any return is written out for each."""
        found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        _write_out(found)
        return found


def _write_out(found: OpenAPISchema) -> None:
    place = next(path for path in found["paths"] if path.endswith(_SENDING))
    general = found["paths"].pop(place)["post"]
    schemas = found["components"]["schemas"]
    for slug, one in all_templates().items():
        schemas[f"rows_{slug}"] = _body(one)
        found["paths"][place.replace("{template}", slug)] = {"post": _operation(general, one)}
    schemas["nothing_to_report"] = _nothing()


def _operation(general: dict[str, Any], one: Template) -> dict[str, Any]:
    said = copy.deepcopy(general)
    said["operationId"] = f"send_{one.slug}"
    said["summary"] = f"{one.title.en} · {one.title.zh}"
    said["parameters"] = [parameter for parameter in said["parameters"] if parameter["in"] != "path"]
    rows = {"oneOf": [{"$ref": f"#/components/schemas/rows_{one.slug}"}, {"$ref": "#/components/schemas/nothing_to_report"}]}
    said["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": rows}, "multipart/form-data": {"schema": _form()}},
    }
    return said


def _body(one: Template) -> dict[str, Any]:
    schema = {name: value for name, value in json_schema(one).items() if name != "$schema"}
    return schema | {"properties": schema["properties"] | {"reason": _reason()}}


def _nothing() -> dict[str, Any]:
    return {
        "type": "object", "title": "Nothing to report", "description": "零报告", "required": ["nothing_to_report", "period"],
        "additionalProperties": False,
        "properties": {"nothing_to_report": {"const": True}, "period": {"type": "string"}, "reason": _reason()},
    }  # fmt: skip


def _form() -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": "Excel (.xlsx) or CSV, headed as the form or by field names"}
    period = {"type": "string", "description": "empty when the file says it"}
    return {"type": "object", "required": ["file"], "properties": {"file": file, "period": period, "reason": _reason()}}


def _reason() -> dict[str, Any]:
    return {"type": "string", "description": "why an earlier return of this period is corrected", "maxLength": 2000}
