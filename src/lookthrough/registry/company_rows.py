"""One row of the register read for the store: values in their types, doubts as warnings, and the reason where the row is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from lookthrough.kernel.capital import Capital, parse_capital
from lookthrough.kernel.files import Reject
from lookthrough.kernel.identifiers import check_uscc, normalise_uscc, sound_usccs
from lookthrough.kernel.regions import find_region, within
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold_fields
from lookthrough.registry.reading import COMPANY_COLUMNS, Batch, parse_day, refusal_of
from lookthrough.registry.screening import Firm

_FORM = "1"  # of the values below; a new form makes every stored row be read anew
_OPTIONAL = ("event", "site_owner", "region_code")
_LONGEST = {"name": 300, "uscc": 100}  # what is longer is another column that slipped
_LARGEST = 2**63 - 1
_PARTS = "\x1f"

_NO_USCC = Text("缺少统一社会信用代码", "the unified social credit code is missing")
_NO_DAY = Text("不是存在的日期", "this is not a day that exists")
_NO_REGION = Text("无法识别的省份", "this province is not known")
_UNREADABLE = Text("名称含有无法识别的字符", "the name holds characters that were lost in some conversion")
_TOO_LARGE = Text("注册资本过大，无法记为分", "this registered capital is too large to count in fen")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about one value that does not refuse the row."""

    column: str
    found: str
    reason: Text

    def as_dict(self) -> dict[str, str]:
        """Return plain values, as they are kept."""
        return {"column": self.column, "found": self.found[:200], "zh": self.reason.zh, "en": self.reason.en}


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One firm ready for the store; fields as in the store."""

    row: int
    identity: str
    uscc: str
    uscc_sound: bool
    name: str
    folded_name: str
    established_on: date | None
    type: str
    registered_capital_text: str
    registered_capital_fen: int | None
    currency: str
    business_scope: str
    province: str
    city: str
    region_code: str
    event: str
    site_owner: str
    extra: dict[str, str]
    content_hash: str
    warnings: list[Doubt] = field(default_factory=list)


def company_rows(batch: Batch, rejects: list[Reject], *, file: str) -> Iterator[CompanyRow]:
    """Yield the rows that can be stored; the others go to ``rejects``."""
    names = (*COMPANY_COLUMNS, *_OPTIONAL)
    extras = [name for name in batch.columns if name not in names]
    codes = [normalise_uscc(text) for text in batch.column("uscc")]
    sound = sound_usccs(codes)
    folded = fold_fields(batch.column("name")).text.split("\0")
    values = zip(*(map(str.strip, batch.column(name)) for name in names), strict=True)
    more = zip(*(batch.columns[name] for name in extras), strict=True) if extras else ((),) * len(batch.rows)
    for row, code, is_sound, folded_name, given, rest in zip(batch.rows, codes, sound.tolist(), folded, values, more, strict=False):
        extra = {name: value for name, value in zip(extras, rest, strict=True) if value}
        refusal = _refusal(file, row, dict(zip(names, given, strict=True)), extra)
        if refusal:
            rejects.append(refusal)
        else:
            yield _row(row, code, is_sound, folded_name.strip(), given, extra)


def _refusal(file: str, row: int, given: dict[str, str], extra: dict[str, str]) -> Reject | None:
    refusal = refusal_of(Firm(row, given["uscc"], given["name"], event=given["event"] or "existing"), file=file)
    if refusal:
        return refusal
    if given["established_on"] and parse_day(given["established_on"]) is None:
        return Reject(file, row, "established_on", given["established_on"][:200], _NO_DAY)
    long = next((name for name, longest in _LONGEST.items() if len(given[name]) > longest), None)
    if long:
        return Reject(file, row, long, given[long][:200], Text(f"超过 {_LONGEST[long]} 个字符", f"longer than {_LONGEST[long]} characters"))
    nul = next((name for name, value in (given | extra).items() if "\0" in value), None)
    return Reject(file, row, nul, "\\0", Text("含有空字节", "this value holds a NUL byte")) if nul else None


def _row(row: int, code: str, is_sound: bool, folded_name: str, given: Sequence[str], extra: dict[str, str]) -> CompanyRow:
    name, uscc, established_on, type_, capital_text, scope, province, city, event, site_owner, region_given = given
    capital, region = _capital(capital_text), _region_code(region_given, province, city, code[2:8] if is_sound else "")
    doubts = _doubts(name, uscc, code, is_sound=is_sound, capital_text=capital_text, capital=capital, region=region, province=province)
    return CompanyRow(
        row=row, identity=code if is_sound else _identity(code, folded_name), uscc=code if is_sound else uscc, uscc_sound=is_sound,
        name=name, folded_name=folded_name, established_on=parse_day(established_on), type=type_, registered_capital_text=capital_text,
        registered_capital_fen=capital.amount_fen, currency=capital.currency or "", business_scope=scope, province=province, city=city,
        region_code=region, event=event or "existing", site_owner=site_owner, extra=extra, content_hash=_content_hash(given, extra),
        warnings=list(doubts),
    )  # fmt: skip


def _doubts(
    name: str, uscc: str, code: str, *, is_sound: bool, capital_text: str, capital: Capital, region: str, province: str
) -> Iterator[Doubt]:
    if not is_sound:
        yield Doubt("uscc", uscc, (check_uscc(code) or _NO_USCC) if uscc else _NO_USCC)
    if "\ufffd" in name:
        yield Doubt("name", name, _UNREADABLE)
    if capital.problem:
        yield Doubt("registered_capital", capital_text, capital.problem)
    if province and not region:
        yield Doubt("province", province, _NO_REGION)


def _capital(text: str) -> Capital:
    capital = parse_capital(text)
    return Capital(currency=capital.currency, problem=_TOO_LARGE) if (capital.amount_fen or 0) > _LARGEST else capital


@lru_cache(maxsize=1 << 16)
def _region_code(given: str, province: str, city: str, in_uscc: str) -> str:
    """Return the region as given; else the county in the USCC where it lies in the city named; else that city or province."""
    if len(given) == 6 and given.isdecimal():
        return given
    place = (find_region(province, city) or find_region(province)) if province else None
    if in_uscc and (place is None or within(in_uscc, place.code)):
        return in_uscc
    return place.code if place else ""


def _identity(code: str, folded_name: str) -> str:
    return f"{code[:40]}|{blake2b(folded_name.encode(), digest_size=16).hexdigest()}"


def _content_hash(given: Sequence[str], extra: dict[str, Any]) -> str:
    content = _PARTS.join((_FORM, *given, json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else ""))
    return blake2b(content.encode(), digest_size=16).hexdigest()
