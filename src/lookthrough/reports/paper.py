"""One report becomes two papers: a PDF set by typst and an editable Word file, from the same content and with the same charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lookthrough.kernel import typesetting
from lookthrough.kernel.texts import Text
from lookthrough.reports.content import said

TEMPLATES = Path(__file__).parent / "typeset"
_WORDS = {
    "foreword": Text("按语", "Foreword"),
    "summary": Text("总体情况", "The month in brief"),
    "basis": Text("说明", "Notes"),
    "annexes": Text("附表", "Annexes"),
    "unit": Text("单位：", "Unit: "),
    "generated": Text(
        "演示数据：本报告的主体、人员和资金均由程序生成", "Sample data: all subjects, people and money in this report are generated"
    ),
    "unnumbered": Text("编号：签发时给出", "Number: given when signed"),
    "undated": Text("日期：", "Date:"),
    "unsigned": Text("未签发", "UNSIGNED"),
    "drafted": Text("拟稿", "Drafted by"),
    "proposed": Text("核稿", "Proposed by"),
    "signed": Text("签发", "Signed by"),
    "digest": Text("内容摘要", "content"),
}
_STATES = {
    "draft": Text("草稿", "Draft"),
    "proposed": Text("送签稿", "Proposed for signature"),
    "signed": Text("已签发", "Signed"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content: who writes, which number, the foreword, who drafted, proposed and signed, and when."""

    office: str
    state: str = "draft"
    number: str = ""
    foreword: str = ""
    drafted: tuple[str, str] = ("", "")  # name, day
    proposed: tuple[str, str] = ("", "")
    signed: tuple[str, str] = ("", "")
    digest: str = ""
    generated: bool = False


def document(content: Mapping[str, Any], frame: Frame, language: str) -> dict[str, Any]:
    """Return everything a template needs, in one language."""
    english = language.startswith("en")
    one, words = said(content, language), {name: text.in_language(language) for name, text in _WORDS.items()}
    for section in one["sections"]:
        for chart in section["charts"]:
            chart["alt"] = alternative(chart)
    signers = (("drafted", frame.drafted), ("proposed", frame.proposed), ("signed", frame.signed))
    return {
        "lang": "en" if english else "zh", "region": "GB" if english else "CN", "words": words, "office": frame.office,
        "number": frame.number, "number_line": frame.number or words["unnumbered"], "date_line": frame.signed[1] or words["undated"],
        "state_word": _STATES[frame.state].in_language(language), "watermark": "" if frame.state == "signed" else words["unsigned"],
        "digest": f"{words['digest']} {frame.digest[:16]}" if frame.digest else "",
        "generated": words["generated"] if frame.generated else "",
        "foreword": [line.strip() for line in frame.foreword.splitlines() if line.strip()],
        "signature": [[words[name], *pair] for name, pair in signers],
        **one,
    }  # fmt: skip


def alternative(chart: Mapping[str, Any]) -> str:
    """Say a chart in words, for whoever does not see it."""
    lines = [
        f"{bar['label']}: " + ", ".join(f"{name} {value:,.0f}" for name, value in zip(chart["series"], bar["values"], strict=True))
        for bar in chart["bars"]
    ]
    return f"{chart['title']}. " + "; ".join(lines)


def pdf(content: Mapping[str, Any], frame: Frame, *, language: str, made_at: datetime) -> bytes:
    """Set the report; the same content, frame and time give the same bytes."""
    return typesetting.pdf(template=TEMPLATES / "monthly.typ", data=document(content, frame, language), made_at=made_at)


def chart_pictures(document_said: Mapping[str, Any]) -> dict[str, tuple[bytes, bytes]]:
    """Return each chart of a document as PNG and SVG, by its slug."""
    found = {}
    for section in document_said["sections"]:
        for chart in section["charts"]:
            data = {"lang": document_said["lang"], "region": document_said["region"], "chart": chart}
            template = TEMPLATES / "chart.typ"
            png = typesetting.picture(template=template, data=data, kind="png")
            found[chart["slug"]] = (png, typesetting.picture(template=template, data=data, kind="svg"))
    return found
