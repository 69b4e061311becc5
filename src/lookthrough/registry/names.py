"""What a registered name says: where, the firm's own name, its trade, its form, and whether it is a branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.regions import COUNTY, PREFECTURE, PROVINCE, Region, regions, within
from lookthrough.registry.folding import fold

_BRACKETED = re.compile(r"[(〔\[【<《]([^()〔〕\[\]【】<>《》]*)[)〕\]】>》]")
_SPACES = re.compile(r"[\s·.,，。'\"“”]+")
_AUTONOMOUS = re.compile(r"(.{2,}?)(?:[^族]{1,6}族)+自治[州县旗]$")
_KIND = re.compile(r"(特别行政区|(?:维吾尔|壮族|回族)?自治区|地区|新区|省|市|盟|县|区|旗|州)$")
_LONGEST_PLACE, _STEPS = 12, 4


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a name, folded. ``place`` is the code of the smallest region named, ``branch`` what stands behind the head's form."""

    key: str
    place: str
    own: str
    trade: str
    form: str
    branch: str


@cache
def _words() -> dict[str, Any]:
    text: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("name_words.yml").read_text(encoding="utf-8"))
    return text


def name_key(name: str) -> str:
    """Return a name as it is compared: folded, without spaces, one kind of brackets."""
    return _SPACES.sub("", _BRACKETED.sub(r"(\1)", fold(name)))


def parts_of(name: str) -> NameParts:
    """Take a name apart; what cannot be told stays in the firm's own name, which never gets shorter than the law allows."""
    key = name_key(name)
    bracketed = _BRACKETED.findall(key)
    head, form, branch = _form_and_branch(_BRACKETED.sub("", key))
    code, own, trade = _best_cut(head)
    inside = next((found.code for text in bracketed if (found := _place_named(text))), "")
    if not code or (inside and within(inside, code)):
        code = inside or code
    return NameParts(key, code, own, trade, form, branch)


def short_name(name: str) -> str:
    """Return the name people call a firm by, or an empty text where the name cannot be told apart."""
    found = parts_of(name)
    told_apart = len(found.own) >= _shortest() and found.own != found.key and not found.branch
    return found.own if told_apart and _without(found.own, "trades", left=0) else ""


def brand_core(brand: str) -> str:
    """Return what is a platform's own in its brand: 霁川瑞禾贷 → 瑞禾."""
    text = _BRACKETED.sub("", name_key(brand))
    for length, _ in reversed(list(_places(text))):
        if len(rest := _without(text[length:], "brand_tails", left=_shortest())) >= _shortest():
            return rest
    return text


def _shortest() -> int:
    found: int = _words()["shortest_own_name"]
    return found


def _form_and_branch(text: str) -> tuple[str, str, str]:
    """Return the name without its form, the form, and what makes it a branch."""
    if text.endswith(tuple(_words()["branches"])):
        for form in _longest_first("forms"):
            place = text.rfind(form)
            if place >= 0 and (rest := text[place + len(form) :]) and len(form) > 2 and rest.endswith(tuple(_words()["branches"])):
                return text[:place], form, rest
    left = len(text) - _shortest()
    form = next((text[-n:] for n in _lengths("forms").get(text[-1:], ()) if n <= left and text[-n:] in _set("forms")), "")
    return text.removesuffix(form), form, ""


@cache
def _longest_first(list_name: str) -> tuple[str, ...]:
    return tuple(sorted(_words()[list_name], key=lambda word: (-len(word), word)))


def _best_cut(head: str) -> tuple[str, str, str]:
    """Return place, own name and trade: as much place as leaves an own name that is not a trade itself (华安财产保险 is no place)."""
    best = ("", head, "")
    for length, code in _places(head):
        rest = head[length:]
        own = _without(rest, "trades", left=_shortest())
        if len(own) >= _shortest() and (not length or (_without(own, "trades", left=0) and _without(rest, "trades", left=0))):
            best = (code, own, rest[len(own) :])
    return best


def _without(text: str, list_name: str, *, left: int) -> str:
    """Take words of a list off the end again and again, the longest first, as long as enough is left."""
    known, lengths = _set(list_name), _lengths(list_name)
    while True:
        for n in lengths.get(text[-1:], ()):
            if n <= len(text) - left and text[-n:] in known:
                text = text[:-n]
                break
        else:
            return text


@cache
def _lengths(list_name: str) -> dict[str, tuple[int, ...]]:
    """Return by last character how long the words of a list are, the longest first: only these are worth a look."""
    found: dict[str, set[int]] = {}
    for word in _set(list_name):
        found.setdefault(word[-1], set()).add(len(word))
    return {char: tuple(sorted(some, reverse=True)) for char, some in found.items()}


@cache
def _set(list_name: str) -> frozenset[str]:
    return frozenset(_words()[list_name])


def _places(text: str) -> Iterator[tuple[int, str]]:
    """Yield how far a name may be place, and the region named up to there: nothing first, then ever more."""
    yield 0, ""
    length, code = 0, ""
    for _ in range(_STEPS):
        step = _next_place(text[length:], code)
        if step is None:
            return
        length, code = length + step[0], step[1] or code
        yield length, code


def _next_place(text: str, inside: str) -> tuple[int, str] | None:
    named, places = _named(), _set("places")
    for size in _sizes.get(text[:1], ()):
        word = text[:size]
        if word in places:
            return len(word), ""
        fitting = [one for one in named.get(word, ()) if _fits(one, word, inside)]
        if fitting:
            living = [one for one in fitting if one.ended_in is None]
            sure = len(living or fitting) == 1 or {one.level for one in fitting} != {COUNTY}
            return len(word), min(fitting, key=_rank).code if sure else ""
    return None


def _fits(one: Region, word: str, inside: str) -> bool:
    """Say whether a word that stands for a region is read as it here: the short name of a district only inside its city."""
    if inside:
        return one.code != inside and within(one.code, inside)
    return one.level != COUNTY or word == one.name or one.name.endswith(("市", "县"))


def _rank(one: Region) -> tuple[int, bool, str]:
    return (PROVINCE, PREFECTURE, COUNTY).index(one.level), one.ended_in is not None, one.code


def _place_named(text: str) -> Region | None:
    found = [one for one in _named().get(text, ()) if one.level != COUNTY or one.name == text]
    return min(found, key=_rank, default=None)


_known: tuple[object, dict[str, tuple[Region, ...]]] = (None, {})
_sizes: dict[str, tuple[int, ...]] = {}  # by first character, how long the words are that stand for places, the longest first


def _named() -> dict[str, tuple[Region, ...]]:
    """Return the regions by every word that stands for them; made anew when an office has registered regions since."""
    global _known
    every = regions()
    if _known[0] is not every:
        found: dict[str, list[Region]] = {}
        for one in every:
            for word in {fold(one.name), *_short_forms(one)}:
                found.setdefault(word, []).append(one)
        _known = (every, {word: tuple(some) for word, some in found.items()})
        by_first: dict[str, set[int]] = {}
        for word in (*found, *_set("places")):
            if len(word) <= _LONGEST_PLACE:
                by_first.setdefault(word[0], set()).add(len(word))
        _sizes.update({char: tuple(sorted(some, reverse=True)) for char, some in by_first.items()})
    return _known[1]


def _short_forms(one: Region) -> Iterator[str]:
    """Yield what people call a region: 延边朝鲜族自治州 → 延边; nothing of one character."""
    if one.name.startswith(("市辖区", "省直辖", "自治区直辖", "县")):
        return
    name = fold(one.name)
    peoples = _AUTONOMOUS.match(name)
    short = peoples[1] if peoples else _KIND.sub("", name)
    if len(short) > 1:
        yield from (short, short + name[-1])
