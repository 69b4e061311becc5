"""Registered capital as the registry writes it: read to the fen, foreign money named and not converted, doubt said in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lookthrough.kernel.money import exact_fen
from lookthrough.kernel.texts import Text

CURRENCIES = {
    "人民币": "CNY", "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD", "香港元": "HKD", "欧元": "EUR",
    "日元": "JPY", "日圆": "JPY", "英镑": "GBP", "澳元": "AUD", "澳大利亚元": "AUD", "加元": "CAD", "加拿大元": "CAD",
    "新加坡元": "SGD", "新元": "SGD", "瑞士法郎": "CHF", "新台币": "TWD", "台币": "TWD", "台湾元": "TWD",
    "澳门元": "MOP", "澳门币": "MOP", "韩元": "KRW", "韩国元": "KRW", "新西兰元": "NZD", "泰铢": "THB", "卢布": "RUB",
    "丹麦克朗": "DKK", "瑞典克朗": "SEK", "挪威克朗": "NOK", "马来西亚林吉特": "MYR",
}  # fmt: skip
_SCALES = {"": 1, "万": 10**4, "百万": 10**6, "亿": 10**8, "万亿": 10**12}
_CURRENCY = "|".join(sorted(CURRENCIES, key=len, reverse=True))
_CAPITAL = re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(\d+))?(万亿|百万|亿|万|)(元|圆|)({_CURRENCY}|)(元|圆|)")
_EMPTY = frozenset({"", "-", "--", "N/A", "NA", "NULL", "NONE", "无", "/"})
_MARKS = str.maketrans("", "", "()（） \t　")


@dataclass(frozen=True, slots=True)
class Capital:
    """``amount_fen`` only for yuan; ``currency`` is an ISO 4217 code or None; ``problem`` says why a written value could not be read."""

    amount_fen: int | None = None
    currency: str | None = None
    problem: Text | None = None


NOT_STATED = Capital()
_UNREADABLE = Text("无法识别的注册资本", "this registered capital cannot be read")
_NO_UNIT = Text("注册资本没有写明单位", "this registered capital names no unit")
_TOO_FINE = Text("注册资本精确到分以下", "this registered capital is finer than a fen")


@lru_cache(maxsize=1 << 16)
def parse_capital(text: str) -> Capital:
    """Read one capital text: ``1,000(万元人民币)``, ``183.8000(万人民币元)``, ``50万``, ``730(万美元)``, empty, ``N/A``.

    A bare 万 or 元 means yuan, as in the registry itself. A number without any unit is a problem: 600 may be yuan or 万.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MARKS)
    if plain.upper() in _EMPTY:
        return NOT_STATED
    found = _CAPITAL.fullmatch(plain)
    if found is None:
        return Capital(problem=_UNREADABLE)
    whole, decimals, scale, before, currency, after = found.groups()
    if not (scale or before or currency or after):
        return Capital(problem=_NO_UNIT)
    code = CURRENCIES.get(currency, "CNY")
    if code != "CNY":
        return Capital(currency=code)
    fen = exact_fen(whole, decimals or "", _SCALES[scale])
    return Capital(currency=code, problem=_TOO_FINE) if fen is None else Capital(amount_fen=fen, currency=code)
