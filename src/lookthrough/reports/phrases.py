"""Small turns of speech of a report, in both languages: counts, comparisons, months, amounts."""

from __future__ import annotations

from collections.abc import Iterable

from lookthrough.kernel.money import fen_text
from lookthrough.kernel.periods import Month
from lookthrough.kernel.texts import Text

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def month_text(month: Month) -> Text:
    """Say a month: 2026年10月, October 2026."""
    return Text(f"{month.year}年{month.number}月", f"{_MONTHS[month.number - 1]} {month.year}")


def counted(count: int, one: str, many: str = "") -> str:
    """Say a count with its English noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def against(now: int, before: int, measure: str = "个") -> Text:
    """Say a count beside the month before."""
    change = now - before
    if not change:
        return Text("与上月持平", "as many as the month before")
    return Text(
        f"比上月{'增加' if change > 0 else '减少'}{abs(change):,}{measure}",
        f"{abs(change):,} {'more' if change > 0 else 'fewer'} than before",
    )


def share(part: int, whole: int) -> str:
    """Say a share in per cent; of nothing there is none."""
    return f"{part / whole:.0%}" if whole else "–"


def parts(every: Iterable[tuple[Text, int]]) -> Text:
    """Say counts in a row: 高3件、中2件."""
    found = list(every)
    if not found:
        return Text("无", "none")
    return Text(
        "、".join(f"{title.zh} {count:,}" for title, count in found), ", ".join(f"{title.en.lower()} {count:,}" for title, count in found)
    )


def money(fen: int) -> Text:
    """Say an amount."""
    return Text(fen_text(fen, "zh"), fen_text(fen, "en"))
