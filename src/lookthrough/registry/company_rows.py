"""One row of the register read for the store: values in their types, doubts as warnings, and the reason where the row is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from typing import Any, NamedTuple

from lookthrough.kernel.capital import Capital, parse_capital
from lookthrough.kernel.files import Reject
from lookthrough.kernel.identifiers import check_uscc, normalise_uscc, sound_usccs
from lookthrough.kernel.regions import Region, find_region, region, within
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold_fields
from lookthrough.registry.lists import EVENTS
from lookthrough.registry.reading import COMPANY_COLUMNS, Batch, parse_day, refusal_of
from lookthrough.registry.screening import Firm

_FORM = "1"  # of the values below; a new form makes every stored row be read anew
_NAMES = (*COMPANY_COLUMNS, "event", "site_owner", "region_code")  # in the order of _Given
_EVENTS = frozenset(("", *EVENTS))
_LONGEST = {"name": 300, "uscc": 100}  # what is longer is another column that slipped
_LARGEST = 2**63 - 1
_PARTS = "\x1f"

_NO_USCC = Text("缺少统一社会信用代码", "the unified social credit code is missing")
_NO_DAY = Text("不是存在的日期", "this is not a day that exists")
_NO_REGION = Text("无法识别的省份", "this province is not known")
_UNREADABLE = Text("名称含有无法识别的字符", "the name holds characters that were lost in some conversion")
_TOO_LARGE = Text("注册资本过大，无法记为分", "this registered capital is too large to count in fen")


class _Given(NamedTuple):
    """The columns of the contract as the file gives them, without spaces around."""

    name: str
    uscc: str
    established_on: str
    type: str
    registered_capital: str
    business_scope: str
    province: str
    city: str
    event: str
    site_owner: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about one value that does not refuse the row."""

    column: str
    found: str
    reason: Text

    def as_dict(self) -> dict[str, str]:
        """Return plain values, as they are kept."""
        return {"column": self.column, "found": self.found[:200], "zh": self.reason.zh, "en": self.reason.en}


class CompanyRow(NamedTuple):
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
    doubts: tuple[Doubt, ...]


def company_rows(batch: Batch, rejects: list[Reject], *, file: str) -> Iterator[CompanyRow]:
    """Yield the rows that can be stored; the others go to ``rejects``."""
    extras = [name for name in batch.columns if name not in _NAMES]
    codes = [_code(text) for text in batch.column("uscc")]
    folded = fold_fields(batch.column("name")).text.split("\0")
    given = zip(*(map(str.strip, batch.column(name)) for name in _NAMES), strict=True)
    more = zip(*(batch.columns[name] for name in extras), strict=True) if extras else repeat((), len(batch.rows))
    rows = zip(batch.rows, codes, sound_usccs(codes).tolist(), folded[:-1], map(_Given._make, given), more, strict=True)
    for row, code, is_sound, folded_name, values, rest in rows:
        extra = {name: value for name, value in zip(extras, rest, strict=True) if value} if rest else {}
        day = parse_day(values.established_on)
        refusal = _refusal(file, row, values, extra, day)
        if refusal:
            rejects.append(refusal)
        else:
            yield _row(row, code, is_sound, folded_name.strip(), values, extra, day)


def _code(text: str) -> str:
    return text.upper() if text.isascii() and text.isalnum() else normalise_uscc(text)


def _refusal(file: str, row: int, given: _Given, extra: dict[str, str], day: date | None) -> Reject | None:
    if not given.name or given.event not in _EVENTS:
        return refusal_of(Firm(row, given.uscc, given.name, event=given.event or "existing"), file=file)
    if day is None and given.established_on:
        return Reject(file, row, "established_on", given.established_on[:200], _NO_DAY)
    for column, longest in _LONGEST.items():
        if len(getattr(given, column)) > longest:
            reason = Text(f"超过 {longest} 个字符", f"longer than {longest} characters")
            return Reject(file, row, column, getattr(given, column)[:200], reason)
    if "\0" in "".join(given) or (extra and "\0" in "".join(extra.values())):
        return Reject(file, row, "", "\\0", Text("含有空字节", "a value holds a NUL byte"))
    return None


def _row(row: int, code: str, is_sound: bool, folded_name: str, given: _Given, extra: dict[str, str], day: date | None) -> CompanyRow:
    capital = _capital(given.registered_capital)
    place = _region_code(given.region_code, given.province, given.city, code[2:8] if is_sound else "")
    doubts = _doubts(given, code, is_sound, capital)
    clear = is_sound and not capital.problem and _known(given.province) and "\ufffd" not in given.name
    return CompanyRow(
        row=row, identity=code if is_sound else _identity(code, folded_name), uscc=code if is_sound else given.uscc, uscc_sound=is_sound,
        name=given.name, folded_name=folded_name, established_on=day, type=given.type, registered_capital_text=given.registered_capital,
        registered_capital_fen=capital.amount_fen, currency=capital.currency or "", business_scope=given.business_scope,
        province=given.province, city=given.city, region_code=place, event=given.event or "existing", site_owner=given.site_owner,
        extra=extra, content_hash=_content_hash(given, extra), doubts=() if clear else tuple(doubts),
    )  # fmt: skip


def _doubts(given: _Given, code: str, is_sound: bool, capital: Capital) -> Iterator[Doubt]:
    if not is_sound:
        yield Doubt("uscc", given.uscc, (check_uscc(code) or _NO_USCC) if given.uscc else _NO_USCC)
    if "\ufffd" in given.name:
        yield Doubt("name", given.name, _UNREADABLE)
    if capital.problem:
        yield Doubt("registered_capital", given.registered_capital, capital.problem)
    if not _known(given.province):
        yield Doubt("province", given.province, _NO_REGION)


def _capital(text: str) -> Capital:
    capital = parse_capital(text)
    return Capital(currency=capital.currency, problem=_TOO_LARGE) if (capital.amount_fen or 0) > _LARGEST else capital


@lru_cache(maxsize=1 << 16)
def _region_code(given: str, province: str, city: str, in_uscc: str) -> str:
    """Return the region as given; else the county in the USCC where it lies in the city named; else that city or province."""
    if len(given) == 6 and given.isdecimal():
        return given
    if not province:
        return in_uscc
    whole = find_region(province)
    if whole and in_uscc and within(in_uscc, whole.code) and _named(region(in_uscc[:4] + "00"), city):
        return in_uscc
    place = find_region(province, city) or whole
    return in_uscc if in_uscc and (place is None or within(in_uscc, place.code)) else place.code if place else ""


def _known(province: str) -> bool:
    return not province or find_region(province) is not None


def _named(prefecture: Region | None, city: str) -> bool:
    return prefecture is not None and len(city) > 1 and prefecture.name.startswith(city)


def _identity(code: str, folded_name: str) -> str:
    return f"{code[:40]}|{blake2b(folded_name.encode(), digest_size=16).hexdigest()}"


def _content_hash(given: Sequence[str], extra: dict[str, Any]) -> str:
    content = _PARTS.join((_FORM, *given, json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else ""))
    return blake2b(content.encode(), digest_size=16).hexdigest()
