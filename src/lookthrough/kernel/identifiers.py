"""Numbers that name firms and people: put into one form, checked by their check digits, and hashed under a key where they name a person."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from stdnum import lei
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from lookthrough.kernel.texts import Text

# python-stdnum's USCC wants digits in the first eight places; GB 32100 also gives authorities (A, N, Y) and kinds of body a letter.
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[1-9ANY][{_USCC_LETTERS}]\d{{6}}[{_USCC_LETTERS}]{{10}}")
_USCC_ASCII: NDArray[np.uint8] = np.frombuffer(_USCC_LETTERS.encode(), dtype=np.uint8)
_USCC_FIRST = np.frombuffer(b"123456789ANY", dtype=np.uint8)
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
_USCC_VALUES = np.full(256, -1, dtype=np.int64)
_USCC_VALUES[_USCC_ASCII] = np.arange(31)
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_RESIDENT_WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)], dtype=np.int64)
_RESIDENT_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_LEI = re.compile(r"[0-9A-Z]{18}(?!00|01|99)[0-9]{2}")
_SHORTEST_KEY = 16

_CHECK_DIGIT = Text("校验码不符", "the check digit is wrong")


def _plain(text: str) -> str:
    """Fold full width, drop spaces and dashes, raise case."""
    return re.sub(r"[\s\-‐-―_.·]", "", unicodedata.normalize("NFKC", text)).upper()


def normalise_uscc(text: str) -> str:
    """Return a unified social credit code in its one form: half width, no spaces or dashes, capitals."""
    return _plain(text)


def normalise_organisation_code(text: str) -> str:
    """Return an organisation code as nine characters: ``60003734-1`` becomes ``600037341``."""
    return _plain(text)


def normalise_resident_id(text: str) -> str:
    """Return a resident id as eighteen characters with a capital X."""
    return _plain(text)


def normalise_lei(text: str) -> str:
    """Return a legal entity identifier as twenty capitals and digits."""
    return _plain(text)


def uscc_check_digit(first17: str) -> str:
    """Return the eighteenth character that GB 32100 gives the first seventeen; ``ValueError`` for other letters or length."""
    if len(first17) != 17:
        raise ValueError("seventeen characters come before the check digit")
    return uscc.calc_check_digit(first17)


def check_uscc(text: str) -> Text | None:
    """Say what is wrong with a unified social credit code (GB 32100); None when it is sound. Regions need not be assigned ones."""
    if len(text) != 18:
        return Text(
            f"统一社会信用代码应为 18 位，实为 {len(text)} 位", f"a unified social credit code has 18 characters, this has {len(text)}"
        )
    if not _USCC.fullmatch(text):
        return Text("统一社会信用代码含有不允许的字符", "a unified social credit code cannot contain these characters")
    return None if text[17] == uscc_check_digit(text[:17]) else _CHECK_DIGIT


def uscc_check_digits(first17: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the check characters (ASCII) of many codes at once; ``first17`` is an array of ASCII codes, one row a code, 17 columns."""
    totals = _USCC_VALUES[first17] @ _USCC_WEIGHTS
    letters: NDArray[np.uint8] = _USCC_ASCII[(31 - totals % 31) % 31]
    return letters


def sound_usccs(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Say of each text whether ``check_uscc`` finds nothing wrong with it; a million a second rather than thousands."""
    shaped = np.fromiter((len(text) == 18 and text.isascii() for text in texts), dtype=np.bool_, count=len(texts))
    letters = np.frombuffer("".join(text for text, fits in zip(texts, shaped, strict=True) if fits).encode(), dtype=np.uint8).reshape(
        -1, 18
    )
    allowed = (_USCC_VALUES[letters] >= 0).all(axis=1) & np.isin(letters[:, 0], _USCC_FIRST)
    allowed &= ((letters[:, 2:8] >= ord("0")) & (letters[:, 2:8] <= ord("9"))).all(axis=1)
    shaped[shaped] = allowed & (uscc_check_digits(letters[:, :17]) == letters[:, 17])
    return shaped


def organisation_check_digit(first8: str) -> str:
    """Return the ninth character that GB 11714 gives the first eight."""
    rest = 11 - sum(int(letter, 36) * weight for letter, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_organisation_code(text: str) -> Text | None:
    """Say what is wrong with an organisation code (GB 11714); None when it is sound."""
    if not _ORGANISATION.fullmatch(text):
        return Text("组织机构代码应为 8 位字母或数字加 1 位校验码", "an organisation code has 8 letters or digits and a check digit")
    return None if text[8] == organisation_check_digit(text[:8]) else _CHECK_DIGIT


def check_resident_id(text: str) -> Text | None:
    """Say what is wrong with a resident id (GB 11643); None when it is sound.

    The region is not looked up: python-stdnum wants it to have existed in the year of birth, which refuses people born before 1984.
    """
    if not _RESIDENT.fullmatch(text):
        return Text("公民身份号码应为 17 位数字加 1 位校验码", "a resident id has 17 digits and a check digit")
    try:
        ric.get_birth_date(text)
    except ValidationError:
        return Text("公民身份号码中的出生日期不存在", "the birth date in this resident id does not exist")
    return None if text[17] == ric.calc_check_digit(text) else _CHECK_DIGIT


def sound_resident_ids(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Say of each text whether ``check_resident_id`` finds nothing wrong with it, many at once."""
    shaped = np.fromiter((bool(_RESIDENT.fullmatch(text)) for text in texts), dtype=np.bool_, count=len(texts))
    whole = [text for text, fits in zip(texts, shaped, strict=True) if fits]
    letters = np.frombuffer("".join(whole).encode(), dtype=np.uint8).reshape(-1, 18)
    rest = (letters[:, :17].astype(np.int64) - ord("0")) @ _RESIDENT_WEIGHTS % 11
    born = np.fromiter((_is_day(text[6:14]) for text in whole), dtype=np.bool_, count=len(whole))
    shaped[shaped] = (letters[:, 17] == _RESIDENT_CHECK[rest]) & born
    return shaped


@lru_cache(maxsize=1 << 16)
def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) is not None
    except ValueError:
        return False


def check_lei(text: str) -> Text | None:
    """Say what is wrong with a legal entity identifier (ISO 17442); None when it is sound. The library leaves length and form to us."""
    if not _LEI.fullmatch(text):
        return Text("LEI 应为 18 位字母或数字加 2 位校验码", "an LEI has 18 letters or digits and 2 check digits")
    return None if lei.is_valid(text) else _CHECK_DIGIT


def keyed_hash(identifier: str, key: bytes) -> str:
    """Return the HMAC-SHA-256 of a person's identifier as 64 hex digits: same person and key, same hash; without the key, no way back."""
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"a key has at least {_SHORTEST_KEY} bytes")
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()
