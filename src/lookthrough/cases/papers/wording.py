"""Days, terms and numbers as an official document spells them, by the rules in force on its day."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from lookthrough.kernel.limits import Limits, LimitTable, read_limits

_DIGITS = "〇一二三四五六七八九"
_COUNTING = "零一二三四五六七八九"
_UNITS = {"working_days": "个工作日", "days": "日", "months": "个月"}
TERMS = ("hearing_term", "keeping_term", "reconsideration_term", "suit_term")


@cache
def _table() -> LimitTable:
    return read_limits(Path(__file__).with_name("terms.yml"))


def settings_on(day: date) -> Limits:
    """Return the terms in force on a day; before the first row of a name that row holds."""
    rows = {one.name: one for one in sorted(_table().rows, key=lambda one: one.valid_from, reverse=True)}
    return Limits(on=day, rows=rows | dict(_table().on(day).rows))


def day_in_characters(day: date) -> str:
    """Return 二〇二六年十一月二十一日."""
    year = "".join(_DIGITS[int(sign)] for sign in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def day_of_issue(day: date) -> str:
    """Return the day as the standard in force asks: since July 2012 in plain figures without leading noughts."""
    return day_in_characters(day) if settings_on(day).whole("day_in_characters") else f"{day.year}年{day.month}月{day.day}日"


def numbered(*, office_mark: str, mark: str, year: int, place: int, on: date) -> str:
    """Return a document's number: 瓯金责改〔2026〕7号."""
    ordinal = "第" if settings_on(on).whole("number_with_ordinal") else ""
    return f"{office_mark}{mark}〔{year}〕{ordinal}{place}号"


def terms(day: date) -> dict[str, str]:
    """Return the terms a document tells of, in characters: 五个工作日, 六十日, 六个月."""
    limits = settings_on(day)
    return {name: f"{counted(limits.whole(name))}{_UNITS[limits[name].unit]}" for name in TERMS}


def counted(number: int) -> str:
    """Return a whole number below a thousand in characters, as counting says it: 十, 二十一, 一百零五."""
    if not 0 <= number < 1000:
        raise ValueError(f"{number} is not counted here")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_COUNTING[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        said += "零"
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_COUNTING[tens]}十"
    return said + (_COUNTING[ones] if ones else "") or "零"
