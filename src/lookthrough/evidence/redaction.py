"""Blacking out (遮盖) persons' names, numbers and telephones in a text: what is found is counted, never repeated."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lookthrough.kernel.identifiers import check_resident_id, check_uscc
from lookthrough.kernel.texts import Text

BLACK = "█████"  # of one length, so that it does not tell how long a name was
KINDS = {
    "name": Text("姓名", "names"), "number": Text("证件号、账号", "identity and account numbers"), "telephone": Text("电话", "telephones"),
    "mail": Text("邮箱", "mail addresses"), "document": Text("护照、通行证号", "passports and permits"),
    "labelled": Text("标注为个人信息的内容", "what a label says is personal"),
}  # fmt: skip

_BETWEEN = r"[\s\-‐–—·.]{0,2}"
_ALONE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_LABELS = (
    "姓名|被询问人|被谈话人|询问对象|联系人|经办人|持有人|法定代表人|委托代理人|当事人|户名|性别|民族|出生日期|出生年月|住址|家庭住址|户籍地址?|户籍所在地|居住地址"
    "|通讯地址|身份证号码?|身份证件号码?|公民身份号码|证件号码?|联系电话|联系方式|手机号?码?|电话号?码?|电话|手机|微信号?|QQ号?码?|邮箱|电子邮箱|车牌号?"
)
_PATTERNS = (
    ("mail", re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")),
    ("number", re.compile(rf"{_ALONE}(?:\d{_BETWEEN}){{14,18}}[\dXx]{_END}")),
    ("telephone", re.compile(rf"{_ALONE}(?:\+?86{_BETWEEN})?1{_BETWEEN}[3-9](?:{_BETWEEN}\d){{9}}{_END}")),
    ("telephone", re.compile(rf"{_ALONE}\(?0\d{{2,3}}\)?[\s\-]?\d{{3,4}}[\s\-]?\d{{4}}{_END}")),
    ("document", re.compile(rf"{_ALONE}(?:[EGPSDHM][A-Z]?\d{{7,9}}){_END}")),
    (
        "labelled",
        re.compile(rf"(?<=[^\w])(?:{_LABELS})[ ]*[:=][ ]*([^\n,;。；，、\t|]+)|^(?:{_LABELS})[ ]*[:=][ ]*([^\n,;。；，、\t|]+)", re.M),
    ),
)
_PERSONAL_COLUMNS = re.compile(rf"^(?:.{{0,8}}(?:{_LABELS})|name|.*_name|phone|mobile|id_?card|id_?number|identifier|email|address)$", re.I)


@dataclass(slots=True)
class Redacted:
    """How many places of each kind were blacked out."""

    counts: Counter[str] = field(default_factory=Counter)


class Redactor:
    """Knows which names to black out; one for one file."""

    def __init__(self, names: Iterable[str]) -> None:
        told = {folded(name).strip() for name in names}
        known = sorted((name for name in told if len(name) >= 2), key=len, reverse=True)
        spaced = (r"[\s·]{0,2}".join(map(re.escape, "".join(name.split()))) for name in known)
        self._names = re.compile("|".join(spaced)) if known else None
        self.done = Redacted()

    def text(self, text: str) -> str:
        """Return a text with everything personal blacked out."""
        spans = sorted(self._spans(folded(text)))
        parts, at = [], 0
        for begin, end, kind in spans:
            if begin < at and end <= at:
                continue
            if begin >= at:
                parts += [text[at:begin], BLACK]
                self.done.counts[kind] += 1
            at = max(at, end)
        return "".join([*parts, text[at:]])

    def rows(self, rows: list[list[str]]) -> list[list[str]]:
        """Return a table: columns whose heading says they are personal are blacked out whole, all other cells as texts."""
        if not rows:
            return rows
        personal = {place for place, title in enumerate(rows[0]) if _PERSONAL_COLUMNS.match(folded(title).strip())}
        return [
            [self.text(title) for title in rows[0]],
            *([self._cell(value, place in personal) for place, value in enumerate(row)] for row in rows[1:]),
        ]

    def _cell(self, value: str, personal: bool) -> str:
        if not personal or not value.strip():
            return self.text(value)
        self.done.counts["labelled"] += 1
        return BLACK

    def _spans(self, text: str) -> Iterable[tuple[int, int, str]]:
        if self._names:
            yield from ((found.start(), found.end(), "name") for found in self._names.finditer(text))
        for kind, pattern in _PATTERNS:
            for found in pattern.finditer(text):
                group = next((place for place in range(1, (found.lastindex or 0) + 1) if found.group(place)), 0)
                if not (kind == "number" and _is_firm(found.group())):
                    yield found.start(group), found.end(group), kind


def folded(text: str) -> str:
    """Return a text with full-width signs as plain ones, sign by sign, so that places stay the same."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)


def _is_firm(found: str) -> bool:
    """Say whether eighteen digits are a firm's code, which is public, and no person's number."""
    digits = re.sub(r"\D", "", found)
    return len(digits) == 18 and digits == found and check_uscc(digits) is None and check_resident_id(digits) is not None
