"""Legal bases in the reader's language: 第10条第2项 for readers of Chinese, art. 10(2) for readers of English."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_NAMES = Path(__file__).with_name("citations.yml")
_NUMBER = r"\d+(?:\(\d+\))*"
_ARTICLES = re.compile(rf",?\s*\barts?\.\s*({_NUMBER}(?:(?:,| and)\s*{_NUMBER})*)")
_ARTICLE = re.compile(r"(\d+)((?:\(\d+\))*)")
_SPOKEN = re.compile("第([一二三四五六七八九十百]+)条(?:第([一二三四五六七八九十]+)款)?(?:第（([一二三四五六七八九十]+)）项)?")
_WRITTEN = re.compile(r"第(\d+)条(?:第(\d+)项)?")
_PART = re.compile("([一二三四五六七八九十]+)（([一二三四五六七八九十]+)）$")
_HALVES = re.compile(r"([\u3400-\u9fff]+) / ([a-z]+(?: [a-z]+)*)")  # 办公室设定 / office setting
_WHOLE = " | "  # between a whole text in Chinese and the same in English
_ORDERS = (
    (re.compile(r"国务院令第(\d+)号"), r"State Council Order No. \1"),
    (re.compile(r"银监会令(\d{4})年第(\d+)号"), r"CBRC Order No. \2 of \1"),
    (re.compile(r"中国人民银行令〔(\d{4})〕第(\d+)号"), r"PBOC Order No. \2 of \1"),
    (re.compile(r"京政办发〔(\d{4})〕(\d+)号"), r"Jingzhengbanfa [\1] No. \2"),
    (re.compile(r"国办发〔(\d{4})〕(\d+)号"), r"Guobanfa [\1] No. \2"),
    (re.compile(r"银监办发〔(\d{4})〕(\d+)号"), r"Yinjianbanfa [\1] No. \2"),
    (re.compile(r"银发〔(\d{4})〕(\d+)号"), r"Yinfa [\1] No. \2"),
    (re.compile(r"证监会令第(\d+)号"), r"CSRC Order No. \1"),
)
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}


def in_language(basis: str, language: str) -> str:
    """Say a legal basis in ``zh`` or ``en``; a title without a known translation keeps its Chinese name, which is what it is cited by."""
    english = language.lower().startswith("en")
    chinese, _, other = basis.partition(_WHOLE)
    said = _HALVES.sub(r"\2" if english else r"\1", (other or chinese) if english else chinese)
    return _english(said) if english else _chinese(said)


def _chinese(basis: str) -> str:
    return re.sub(r";\s*", "；", _ARTICLES.sub(lambda found: _articles(found[1]), basis))


def _articles(cited: str) -> str:
    """Return ``2, 19`` as 第2条、第19条, and ``10(2)`` as 第10条第2项."""
    found = _ARTICLE.findall(cited)
    return "、".join(f"第{article}条" + "".join(f"第{item}项" for item in re.findall(r"\d+", items)) for article, items in found)


def _english(basis: str) -> str:
    for order, said in _ORDERS:
        basis = order.sub(said, basis)
    for name, said in _names().items():
        basis = basis.replace(name, said)
    basis = _ARTICLES.sub(lambda found: f", art. {found[1]}", basis)
    basis = re.sub("（([^（）\u3400-\u9fff]*)）", r" (\1)", basis)
    basis = _PART.sub(lambda found: f", part {_figure(found[1])}({_figure(found[2])})", basis)
    basis = _SPOKEN.sub(_spoken, basis)
    basis = _WRITTEN.sub(lambda found: f", art. {found[1]}" + (f"({found[2]})" if found[2] else ""), basis)
    return re.sub("[；;] *", "; ", basis).replace(" ,", ",")


def _spoken(found: re.Match[str]) -> str:
    paragraph, item = (f" {word} {_figure(said)}" if said else "" for word, said in (("para.", found[2]), ("item", found[3])))
    return f", art. {_figure(found[1])}{paragraph}{item}"


def _figure(spoken: str) -> int:
    """Return a Chinese number below a thousand: 一百零九 is 109."""
    total, digit = 0, 0
    for char in spoken:
        unit = {"十": 10, "百": 100}.get(char)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _DIGITS[char]
    return total + digit


@cache
def _names() -> dict[str, str]:
    """Return English names by Chinese ones, longer ones first, as one may be part of another."""
    found: dict[str, str] = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))
