"""The receipt: accepted, or which sheet, row and column, what was found, what was expected and how to mend it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lookthrough.intake.checking import Checked
from lookthrough.intake.troubles import DOUBT, LEVELS, NOTE, WRONG, Trouble, trouble
from lookthrough.kernel.files import Reject
from lookthrough.kernel.texts import Text

_LISTED = 20  # of one kind in one column; the marked copy shows all
_MOST = 500
_NIL = ("零报告", "nothing to report")
_HEAD_EN = ("level", "sheet", "row", "column", "cell", "found", "expected", "advice")
_HEAD_ZH = ("类别", "工作表", "行", "列", "单元格", "发现", "应为", "怎样改")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender gets back. ``result`` is accepted, waiting (for a second person) or refused; ``lines`` are cut to what can be read."""

    file: str
    sha256: str
    template: str
    title: Text
    period: str
    result: str
    rows: int
    subjects: int
    counts: Mapping[str, int]
    lines: tuple[Trouble, ...]

    @property
    def sentence(self) -> Text:
        """Return the receipt's first sentence."""
        if self.result == "refused":
            zh = f"未接收：有 {self.counts[WRONG]} 处错误，请按下列说明改正后再报；本次没有保存任何数据"
            return Text(
                zh, f"Refused: {self.counts[WRONG]} mistakes. Mend them as said below and send it again; none of its data were stored"
            )
        period = self.period
        zh, en = (f"{self.rows} 行，{self.subjects} 个主体", f"{self.rows} rows, {self.subjects} subjects") if self.rows else _NIL
        what, what_en = f"{self.title.zh} {period}：{zh}", f"{self.title.en} {period}: {en}"
        if self.result == "waiting":
            doubts = f"，其中 {self.counts[DOUBT]} 处存疑" if self.counts[DOUBT] else ""
            doubts_en = f", {self.counts[DOUBT]} of them doubtful" if self.counts[DOUBT] else ""
            return Text(
                f"已收到，待另一人确认后生效。{what}{doubts}",
                f"Received; it counts once a second person has confirmed it. {what_en}{doubts_en}",
            )
        return Text(f"已接收。{what}", f"Accepted. {what_en}")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as receipts are stored and answered by programs."""
        return {
            "file": self.file, "sha256": self.sha256, "template": self.template, "title_zh": self.title.zh, "title_en": self.title.en,
            "period": self.period, "result": self.result, "rows": self.rows, "subjects": self.subjects, "counts": dict(self.counts),
            "sentence_zh": self.sentence.zh, "sentence_en": self.sentence.en, "lines": [line.as_dict() for line in self.lines],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Receipt:
        """Return what ``as_dict`` wrote."""
        return cls(
            file=given["file"], sha256=given["sha256"], template=given["template"], title=Text(given["title_zh"], given["title_en"]),
            period=given["period"], result=given["result"], rows=given["rows"], subjects=given["subjects"], counts=given["counts"],
            lines=tuple(map(Trouble.from_dict, given["lines"])),
        )  # fmt: skip


def receipt_of(checked: Checked, *, file: str, sha256: str, confirm: bool) -> Receipt:
    """Write the receipt of a checked file; ``confirm`` when a second person must look at every return of this kind."""
    counts = Counter(one.level for one in checked.troubles)
    result = "refused" if checked.is_wrong else "waiting" if confirm or checked.is_doubtful else "accepted"
    return Receipt(
        file=file, sha256=sha256, template=checked.template.slug, title=checked.template.title, period=checked.period, result=result,
        rows=checked.rows_read, subjects=len({row.subject_id for row in checked.rows}),
        counts={level: counts[level] for level in LEVELS}, lines=listed(checked.troubles),
    )  # fmt: skip


def listed(troubles: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """Return the lines a person reads: mistakes first, at most twenty of a kind in a column, then how many more there are."""
    kept: list[Trouble] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in sorted(troubles, key=lambda one: (LEVELS.index(one.level), one.sheet, one.row or 0)):
        seen[one.code, one.sheet, one.column] += 1
        if seen[one.code, one.sheet, one.column] <= _LISTED and len(kept) < _MOST:
            kept.append(one)
    for (_, sheet, column), count in seen.items():
        if count > _LISTED:
            kept.append(trouble("too_many_troubles", sheet=sheet, column=column, found=str(count - _LISTED)))
    return tuple(kept)


def rejects_of(checked: Checked, *, file: str) -> list[Reject]:
    """Return what is wrong or doubtful as rows of a rejects file; the row counts as Excel does."""
    return [Reject(file, one.row or 0, one.cell or one.column, one.found, _reason(one)) for one in checked.troubles if one.level != NOTE]


def _reason(one: Trouble) -> Text:
    return Text(f"应为：{one.expected.zh}。{one.advice.zh}", f"expected {one.expected.en}; {one.advice.en}")


def receipt_csv(receipt: Receipt, *, language: str = "zh") -> str:
    """Return the lines of a receipt as CSV with a head, in one language."""
    english = language.startswith("en")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD_EN if english else _HEAD_ZH)
    for line in receipt.lines:
        level = line.level if english else {WRONG: "错误", DOUBT: "存疑", NOTE: "说明"}[line.level]
        said = (line.expected.in_language(language), line.advice.in_language(language))
        writer.writerow([level, line.sheet, line.row or "", line.column, line.cell, _safe(line.found), *said])
    return out.getvalue()


def _safe(text: str) -> str:
    """Keep Excel from reading a found text as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
