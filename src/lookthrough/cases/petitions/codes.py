"""Reply codes (查询码) on slips of paper: sixteen signs, the last one a check sign, so that a slip misread is told from a code unknown."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1; thirty-one of them, a prime number
_DRAWN, _GROUP = 15, 4  # 74 bits
_INVERSE = 2  # 16 × 2 = 1 modulo 31


def new_code() -> str:
    """Draw a code, in four groups of four."""
    drawn = [secrets.randbelow(len(SIGNS)) for _ in range(_DRAWN)]
    plain = "".join(SIGNS[one] for one in [*drawn, check_sign(drawn)])
    return "-".join(plain[place : place + _GROUP] for place in range(0, len(plain), _GROUP))


def check_sign(drawn: Sequence[int]) -> int:
    """Return the last sign: weights 1 to 16 differ modulo a prime, so one wrong sign, or two exchanged, never pass."""
    return -_INVERSE * _weighed(drawn) % len(SIGNS)


def is_sound(code: str) -> bool:
    """Return whether the signs of a code fit its check sign."""
    signs = plain(code)
    if len(signs) != _DRAWN + 1 or any(sign not in SIGNS for sign in signs):
        return False
    return _weighed([SIGNS.index(sign) for sign in signs]) % len(SIGNS) == 0


def code_hash(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(f"reply:{plain(code)}".encode()).hexdigest()


def plain(code: str) -> str:
    """Return a code without what people write between the groups."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _weighed(signs: Sequence[int]) -> int:
    return sum(weight * sign for weight, sign in enumerate(signs, 1))
