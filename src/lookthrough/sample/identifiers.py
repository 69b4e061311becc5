"""Ids in bulk: numbered ids, hashes in the place of people's identifiers, and firms' credit codes of a region that does not exist."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lookthrough.kernel.identifiers import uscc_check_digits

_LETTERS = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_FOUR_DIGITS = np.frombuffer("".join(f"{n:04d}" for n in range(10_000)).encode(), dtype="<u4")
_HEX = np.frombuffer("".join(f"{n:02x}" for n in range(256)).encode(), dtype="<u2")
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_CODES = 31**6  # organisation codes MA000000 to MAYYYYYY


def _strings(rows: NDArray[np.uint8]) -> pa.Array:
    """Turn equally long ASCII rows into an Arrow string column without visiting each."""
    count, width = rows.shape
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows))])


def numbered(prefix: str, numbers: NDArray[np.int64]) -> pa.Array:
    """Return ``prefix`` and twelve digits for each number: ``T000000000042``."""
    row = np.dtype([("prefix", f"S{len(prefix)}"), ("high", "<u4"), ("middle", "<u4"), ("low", "<u4")])
    rows = np.empty(len(numbers), dtype=row)
    rest, low = np.divmod(numbers, 10_000)
    rows["prefix"] = prefix.encode()
    rows["low"] = _FOUR_DIGITS[low]
    rows["middle"] = _FOUR_DIGITS[rest % 10_000]
    rows["high"] = _FOUR_DIGITS[rest // 10_000]
    return _strings(rows.view(np.uint8).reshape(len(numbers), row.itemsize))


def mixed(numbers: NDArray[np.int64], key: int) -> NDArray[np.uint64]:
    """Scatter numbers over 64 bits, differently for each key (the finisher of SplitMix64)."""
    with np.errstate(over="ignore"):
        z = numbers.astype(np.uint64) + np.uint64((key * 0x9E3779B97F4A7C15) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def person_hashes(numbers: NDArray[np.int64], seed: int) -> pa.Array:
    """Return 64 hex digits a person, in the form of the keyed hash that stands for a real person's identifier."""
    words = np.stack([mixed(numbers, seed * 4 + part + 1) for part in range(4)], axis=1)
    return _strings(_HEX[words.view(np.uint8)].view(np.uint8).reshape(len(numbers), 64))


def firm_codes(numbers: NDArray[np.int64], regions: NDArray[np.int64], seed: int) -> pa.Array:
    """Return credit codes (GB 32100) with valid check digits, each number its own, for firms of the regions (six digits) given."""
    scattered = (numbers * 471_856_217 + seed % _CODES * 15_485_863) % _CODES  # 31 divides neither factor, so no two coincide
    body = np.empty((len(numbers), 18), dtype=np.uint8)
    body[:, :2] = (ord("9"), ord("1"))
    body[:, 2:8] = regions[:, None] // 10 ** np.arange(5, -1, -1) % 10 + ord("0")
    body[:, 8:10] = (ord("M"), ord("A"))
    body[:, 10:16] = _LETTERS[scattered[:, None] // 31 ** np.arange(5, -1, -1) % 31]
    body[:, 16] = _organisation_check(body[:, 8:16])
    body[:, 17] = uscc_check_digits(body[:, :17])
    return _strings(body)


def _organisation_check(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    values = np.where(letters >= ord("A"), letters.astype(np.int64) - ord("A") + 10, letters.astype(np.int64) - ord("0"))
    rest = 11 - (values * _ORGANISATION_WEIGHTS).sum(axis=1) % 11
    return np.where(rest == 10, ord("X"), np.where(rest == 11, ord("0"), rest + ord("0"))).astype(np.uint8)
