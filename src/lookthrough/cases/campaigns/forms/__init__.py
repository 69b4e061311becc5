"""Forms as data: what a visit or a stage's report asks, kept with the campaign, and whether answers fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lookthrough.kernel.texts import Text

KINDS: dict[str, Text] = {"choice": Text("选择", "choice"), "number": Text("数字", "number"), "text": Text("文字", "text")}
LONGEST = 2_000
_LARGEST = 10**9
_NAMES = ("field_visit", "stage_report")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form; ``options`` are those of a choice."""

    slug: str
    kind: str
    title: Text
    required: bool
    options: Mapping[str, Text] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the item as it is kept and sent to phones."""
        options = {value: {"zh": title.zh, "en": title.en} for value, title in self.options.items()}
        return {
            "slug": self.slug, "kind": self.kind, "zh": self.title.zh, "en": self.title.en, "required": self.required,
            "options": options,
        }  # fmt: skip

    def said(self, answer: Any) -> Text:
        """Return an answer in words."""
        if answer in (None, ""):
            return Text("未填", "not filled in")
        return self.options.get(str(answer), Text(str(answer), str(answer)))


def form(name: str) -> list[Item]:
    """Return a form of the house by name; ``KeyError`` for one that does not exist."""
    if name not in _NAMES:
        raise KeyError(name)
    said: dict[str, Any] = yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text(encoding="utf-8"))
    return [_item(slug if isinstance(slug, str) else str(slug), one) for slug, one in said["items"].items()]


def kept(items: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Return a form as a campaign keeps it."""
    return [_item(str(one["slug"]), one) for one in items]


def _item(slug: str, one: Mapping[str, Any]) -> Item:
    options = {_word(value): Text(title["zh"], title["en"]) for value, title in dict(one.get("options") or {}).items()}
    return Item(slug, one["kind"], Text(one["zh"], one["en"]), bool(one.get("required")), options)


def _word(value: object) -> str:
    """Return an option's value: YAML reads a bare yes and no as truth, which is not meant here."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def fitted(items: Sequence[Item], answers: Mapping[str, Any], *, gaps: bool = False) -> tuple[dict[str, Any], Text | None]:
    """Return the answers that a form knows in their kinds, and why they do not fit, or nothing.

    ``gaps``: what must be filled in may be missing, for a phone may have left with a form to which an item was added since.
    """
    found: dict[str, Any] = {}
    for item in items:
        value, problem = _fitted(item, answers.get(item.slug), gaps)
        if problem is not None:
            return {}, Text(f"“{item.title.zh}”{problem.zh}", f"“{item.title.en}” {problem.en}")
        if value is not None:
            found[item.slug] = value
    return found, None


def _fitted(item: Item, given: Any, gaps: bool) -> tuple[Any, Text | None]:
    said = str(given).strip() if given is not None else ""
    if not said:
        return None, Text("必须填写", "must be filled in") if item.required and not gaps else None
    if item.kind == "number":
        whole = said.isdecimal() and len(said) < 11 and int(said) <= _LARGEST
        return (int(said), None) if whole else (None, Text("须为整数", "must be a whole number"))
    if item.kind == "choice":
        return (said, None) if said in item.options else (None, Text("不在选项中", "is not one of the options"))
    return (said, None) if len(said) <= LONGEST else (None, Text(f"最多 {LONGEST} 字", f"takes at most {LONGEST} characters"))


def differing(items: Sequence[Item], one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Item]:
    """Return the questions that two records answer differently; what only one of them answers differs too."""
    return [item for item in items if one.get(item.slug) != other.get(item.slug)]


def item_from(*, title_zh: str, title_en: str, kind: str, options: Sequence[str], required: bool, taken: set[str]) -> Item | Text:
    """Return an item that an officer adds to a form, or why it cannot be added; an option is a line ``中文 | English``."""
    titles = (title_zh.strip()[:80], title_en.strip()[:80] or title_zh.strip()[:80])
    lines = [[part.strip()[:40] for part in line.split("|", 1)] for line in options if line.strip()]
    if not titles[0]:
        return Text("请写明项目名称", "please name the item")
    if kind not in KINDS:
        return Text("请选择类型", "please choose a kind")
    if kind == "choice" and not 2 <= len(lines) <= 12:
        return Text("选择项须有 2 至 12 个选项，每行一个", "a choice has 2 to 12 options, one a line")
    number = next(place for place in range(1, 1000) if f"extra_{place}" not in taken)
    said = (
        {f"option_{place}": Text(line[0], line[-1] or line[0]) for place, line in enumerate(lines, 1) if line[0]}
        if kind == "choice"
        else {}
    )
    return Item(f"extra_{number}", kind, Text(*titles), required, said)
