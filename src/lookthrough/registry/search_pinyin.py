"""Chinese characters by sound: the first letters officers type (wzjr), and whole syllables (wenzhou)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

# Characters of firms' names that are read in two ways which begin differently: 银行 and 行知, 重庆 and 重工, 快乐 and 音乐
_TWO_READINGS = {
    "行": "hx", "重": "cz", "长": "cz", "乐": "ly", "厦": "xs", "会": "hk", "曾": "zc", "区": "qo", "朴": "pb", "藏": "cz", "传": "cz",
    "降": "jx", "弹": "td", "系": "xj", "校": "xj", "盛": "sc", "率": "ls", "宿": "sx", "沈": "sc", "卡": "kq", "单": "ds", "仇": "cq",
    "调": "td", "解": "jx", "石": "sd", "茄": "qj", "茜": "xq", "蚌": "bm", "朝": "cz", "折": "zs", "参": "cs",
    "乘": "cs", "秘": "mb", "召": "zs", "莘": "xs",
}  # fmt: skip
_VARIANTS = 8  # of one name's initials; names with more readings are found by the usual one
_LONGEST_SYLLABLE = 6


class _First(dict[int, str | None]):
    """First letter by code point, for ``str.translate``; what has no sound goes, what is a letter or digit stays."""

    def __missing__(self, code: int) -> str | None:
        self[code] = letter = _first_letter(chr(code))
        return letter


_FIRST = _First()
_TWO = re.compile(f"[{''.join(_TWO_READINGS)}]")


def _first_letter(char: str) -> str | None:
    if char.isascii():
        return char.lower() if char.isalnum() else None
    if char in _TWO_READINGS:
        return _TWO_READINGS[char][0]
    from pypinyin import Style, lazy_pinyin

    letter = lazy_pinyin(char, style=Style.FIRST_LETTER, errors="ignore")
    return letter[0][:1] if letter and letter[0][:1].isascii() else None


def initials(text: str) -> str:
    """Return the first letters of a name by the usual readings."""
    return text.translate(_FIRST)


def all_initials(text: str) -> list[str]:
    """Return the first letters of a name in every reading, the usual one first."""
    found = [text.translate(_FIRST)]
    for match in _TWO.finditer(text):
        if len(found) * 2 > _VARIANTS:
            break
        place = len(text[: match.start()].translate(_FIRST))
        other = _TWO_READINGS[match[0]][1]
        found += [one[:place] + other + one[place + 1 :] for one in found]
    return found


def initials_span(text: str, letters: str) -> tuple[int, int] | None:
    """Return where in a name (from, to) its characters begin with these letters, one after the other."""
    sounded = [(place, _TWO_READINGS.get(char) or _FIRST[ord(char)] or "") for place, char in enumerate(text)]
    sounded = [one for one in sounded if one[1]]
    for begin in range(len(sounded) - len(letters) + 1):
        if all(letter in sounded[begin + step][1] for step, letter in enumerate(letters)):
            return sounded[begin][0], sounded[begin + len(letters) - 1][0] + 1
    return None


def load() -> None:
    """Read the readings in now, so that no officer's first question waits a second for them."""
    _characters()


def readings(char: str) -> frozenset[str]:
    """Return the syllables a character is read as, without tones; ü is written v."""
    return _readings(char)


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(found[0]) if found else frozenset()


@cache
def _characters() -> dict[str, tuple[str, ...]]:
    """Return the common characters (the first level of GB 2312) by syllable."""
    by_sound: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            for syllable in _readings(char) if char else ():
                by_sound.setdefault(syllable, []).append(char)
    return {syllable: tuple(chars) for syllable, chars in by_sound.items()}


def characters(syllable: str) -> tuple[str, ...]:
    """Return the characters that are read so."""
    return _characters().get(syllable, ())


def syllables(letters: str) -> list[tuple[str, ...]]:
    """Return the ways letters divide into two or more whole syllables; ``xian`` is one syllable or xi, an."""
    return [ways for ways in _divisions(letters) if len(ways) > 1][:4]


def _divisions(letters: str) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
    for length in range(min(_LONGEST_SYLLABLE, len(letters)), 0, -1):
        if letters[:length] in _characters():
            for rest in _divisions(letters[length:]):
                yield (letters[:length], *rest)


def syllables_span(text: str, spoken: Sequence[str]) -> tuple[int, int] | None:
    """Return where in a name its characters are read so."""
    for begin in range(len(text) - len(spoken) + 1):
        if all(syllable in _readings(text[begin + step]) for step, syllable in enumerate(spoken)):
            return begin, begin + len(spoken)
    return None
