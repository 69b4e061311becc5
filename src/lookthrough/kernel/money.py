"""Money is an integer number of fen: said in 万 and 亿, written out to the fen, read without rounding, shared out without loss."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

FEN_PER_YUAN = 100
_UNITS_ZH = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_UNITS_EN = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_FACTORS = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_YUAN = re.compile(
    r"([+-]?)(?:¥|CNY|RMB|人民币)?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(万亿|千万|百万|亿|万|千|)(?:元|圆)?(?:人民币)?", re.IGNORECASE
)


def fen_text(fen: int, language: str | None = "zh") -> str:
    """Say an amount shortly: ``1.23万元``, ``5.4亿元`` (English ``¥1.23 million``); below the first unit it is exact to the fen.

    Two decimals at most, rounded half away from zero; ``full_text`` says the same amount exactly.
    """
    sign = "-" if fen < 0 else ""
    english = (language or "").lower().startswith("en")
    units = _UNITS_EN if english else _UNITS_ZH
    for yuan, unit in units if abs(fen) >= units[-1][0] * FEN_PER_YUAN else ():
        hundredths = _rounded(abs(fen), yuan)
        if hundredths >= 100:  # also when rounding reaches it: 9,999.999万 is 1亿
            short = _decimal(hundredths, keep_zeros=False)
            return f"{sign}¥{short} {unit}" if english else f"{sign}{short}{unit}元"
    short = _decimal(abs(fen), keep_zeros=abs(fen) % 100 != 0)
    return f"{sign}¥{short}" if english else f"{sign}{short}元"


def full_text(fen: int, language: str | None = "zh") -> str:
    """Write an amount out to the fen: ``12,300.00元`` (English ``¥12,300.00``)."""
    sign, exact = "-" if fen < 0 else "", _decimal(abs(fen), keep_zeros=True)
    return f"{sign}¥{exact}" if (language or "").lower().startswith("en") else f"{sign}{exact}元"


def _rounded(fen: int, yuan: int) -> int:
    """Return the amount in hundredths of a unit of ``yuan`` yuan, half rounded up."""
    return (2 * fen + yuan) // (2 * yuan)


def _decimal(hundredths: int, *, keep_zeros: bool) -> str:
    whole, rest = divmod(hundredths, 100)
    text = f"{whole:,}.{rest:02d}"
    return text if keep_zeros else text.rstrip("0").rstrip(".")


def parse_yuan(text: str) -> int:
    """Read a yuan text (``12,300.00元``, ``1.23万元``, ``5.4亿``, ``¥12,300``) as fen, exactly.

    Raises ``ValueError`` for anything else, also for an amount finer than a fen: nothing is rounded on the way in.
    """
    found = _YUAN.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    if found is None or (found[1] and found[2]):
        raise ValueError(f"not an amount in yuan: {text!r}")
    fen = exact_fen(found[3], found[4] or "", _FACTORS[found[5]])
    if fen is None:
        raise ValueError(f"finer than a fen: {text!r}")
    return -fen if "-" in (found[1], found[2]) else fen


def exact_fen(whole: str, decimals: str, yuan: int) -> int | None:
    """Return ``whole.decimals`` units of ``yuan`` yuan in fen, or None when that is not a whole number of fen."""
    scaled = int(whole.replace(",", "") + decimals) * yuan * FEN_PER_YUAN
    fen, left = divmod(scaled, 10 ** len(decimals))
    return None if left else fen


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Share ``amount`` fen out in proportion to ``weights`` by largest remainder; the parts sum to it exactly.

    Nobody is a whole fen away from the exact share. Equal remainders are served in the order given, so callers sort by a key of
    their own where the order of rows must not matter. Integers of any size. ``ValueError`` for a negative weight, or for no
    weight at all under an amount that is not zero.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight may not be negative")
    total = sum(weights)
    if total == 0:
        if amount:
            raise ValueError("an amount cannot be shared out over no weight")
        return [0] * len(weights)
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    parts = [size * weight // total for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda place: (-(size * weights[place] % total), place))
    for place in largest_first[: size - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]
