"""The model by which pairs are weighed, read from its file: comparisons with their levels, and the thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison; ``when`` is empty for what remains."""

    name: str
    when: str
    m: float
    u: float
    said: Text
    common: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared; ``none`` says when there is nothing to compare."""

    name: str
    title: Text
    none: str
    levels: tuple[Level, ...]

    def level(self, name: str) -> Level | None:
        """Return a level by name."""
        return next((one for one in self.levels if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Model:
    """The whole model of one version."""

    version: str
    known_share: float
    propose_from: float
    link_from: float
    comparisons: Mapping[str, Comparison]
    blocking: tuple[str, ...]
    blocking_variants: tuple[str, ...]


@cache
def model() -> Model:
    """Return the model in use."""
    given = yaml.safe_load(Path(__file__).with_name("model.yml").read_text(encoding="utf-8"))
    comparisons = [
        Comparison(one["name"], Text(**one["title"]), one["none"], tuple(_level(level) for level in one["levels"]))
        for one in given["comparisons"]
    ]
    return Model(
        given["version"], given["known_share"], given["propose_from"], given["link_from"], {one.name: one for one in comparisons},
        tuple(given["blocking"]), tuple(given["blocking_variants"]),
    )  # fmt: skip


def _level(given: Mapping[str, object]) -> Level:
    m, u = float(str(given["m"])), float(str(given["u"]))
    said = Text(str(given["zh"]), str(given["en"]))
    return Level(str(given["level"]), str(given.get("when", "")), m, u, said, str(given.get("common", "")))
