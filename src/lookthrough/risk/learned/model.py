"""The model as it is kept: plain JSON that a person can read and a program can check, never a pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.learned.anchored import Anchored
from lookthrough.risk.learned.boosting import Forest
from lookthrough.risk.learned.calibrating import Line
from lookthrough.risk.learned.logistic import probability
from lookthrough.risk.learned.teaching import WAYS, Taught
from lookthrough.risk.learned.weighing import Evidence

Numbers = NDArray[np.float64]
FORMAT = "lookthrough-risk-model-1"
LARGEST = 20_000_000  # bytes; ours are below one million
MODEL, CARD = "model.json", "card.json"


@dataclass(frozen=True, slots=True)
class Model:
    """A learned model: which indicators, which way each leads, the ways of weighing, and whom it was taught by (marks, no names)."""

    slug: str
    subject_type: str
    kinds: tuple[str, ...]
    indicators: tuple[str, ...]
    signs: tuple[int, ...]
    versions: tuple[str, ...]  # of the indicators when it was taught
    coverage_needed: float
    taught: Taught
    marks: frozenset[str]

    @property
    def version(self) -> str:
        """Return the hash of all that decides a score."""
        said = {name: value for name, value in self.document().items() if name != "marks"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """Return what stands in the column ``model`` of scores."""
        return f"learned:{self.slug}@{self.version}"

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the indicators that are measured otherwise today than when the model was taught."""
        pairs = zip(self.indicators, self.versions, strict=True)
        return tuple(name for name, version in pairs if all_indicators()[name].version != version)

    def scores(self, values: Numbers) -> Numbers:
        """Return 100 × the probability of failure of each row of ``values`` (columns as ``indicators``)."""
        return np.asarray(np.round(100 * probability(self.taught.odds(values)), 4), dtype=np.float64)

    def contributions(self, values: Numbers) -> Numbers:
        """Return by how much each indicator moved the odds of each subject."""
        return np.asarray(np.round(self.taught.contributions(values), 6), dtype=np.float64)

    def coverage(self, values: Numbers) -> Numbers:
        """Return which share of the indicators is known of each subject."""
        return np.asarray(np.round(1 - np.isnan(values).mean(axis=1), 4), dtype=np.float64)

    def knew(self, subjects: Sequence[str]) -> NDArray[np.bool_]:
        """Tell of each subject whether the model was taught by it."""
        return np.array([mark(name) in self.marks for name in subjects], dtype=bool)

    def document(self) -> dict[str, Any]:
        """Return plain values for the file."""
        taught = self.taught
        return {
            "format": FORMAT,
            "slug": self.slug,
            "subject_type": self.subject_type,
            "kinds": list(self.kinds),
            "indicators": [
                {"name": name, "sign": sign, "version": version}
                for name, sign, version in zip(self.indicators, self.signs, self.versions, strict=True)
            ],
            "coverage_needed": self.coverage_needed,
            "anchors": taught.anchors.document(),
            "evidence": taught.evidence.document(),
            "boosting": taught.boosting.document(),
            "lines": {name: [line.height, line.slope] for name, line in taught.lines.items()},
            "mix": {"height": taught.height, "shares": dict(taught.shares)},
            "settings": {name: dict(said) for name, said in taught.settings.items()},
            "marks": sorted(self.marks),
        }


def mark(subject: str) -> str:
    """Return a subject's mark: enough to see that a back-test meets a subject the model was taught by, and no list of names."""
    return hashlib.sha256(f"lookthrough-risk:{subject}".encode()).hexdigest()[:16]


def write_model(model: Model, card: Mapping[str, Any], out: Path) -> tuple[Path, Path]:
    """Write the model and its card: into the folder ``out``, or as ``out`` itself (``….json``) with the card beside it."""
    paths = (out, out.with_name(CARD)) if out.suffix == ".json" else (out / MODEL, out / CARD)
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for path, said in zip(paths, (model.document(), card), strict=True):
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    return paths


def read_model(path: Path) -> Model:
    """Read a model from its file or folder. Raises ``FileRefused`` for anything that is not one, or whose indicators we do not have."""
    file = path / MODEL if path.is_dir() else path
    if not file.is_file():
        raise FileRefused(file=file.name, reason=Text("找不到模型文件", "there is no such model"))
    if file.stat().st_size > LARGEST:
        raise FileRefused(file=file.name, reason=Text("模型文件过大", "the file is too large for a model"))
    try:
        model = _model(json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_number))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused(
            file=file.name, reason=Text("不是本系统的风险模型文件", f"not a risk model of ours ({str(error)[:120]})")
        ) from error
    for name in model.indicators:
        if name not in all_indicators():
            raise FileRefused(
                file=file.name, column=name, reason=Text("模型使用了不存在的指标", "the model uses an indicator that there is not")
            )
    return model


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _model(said: Mapping[str, Any]) -> Model:
    if said["format"] != FORMAT:
        raise ValueError(f"format {said['format']!r}")
    taught = Taught(
        anchors=Anchored.read(said["anchors"]),
        evidence=Evidence.read(said["evidence"]),
        boosting=Forest.read(said["boosting"]),
        lines={name: Line(*map(float, said["lines"][name])) for name in WAYS},
        height=float(said["mix"]["height"]),
        shares={name: float(said["mix"]["shares"][name]) for name in WAYS},
        settings=said["settings"],
    )
    indicators = said["indicators"]
    model = Model(
        slug=str(said["slug"]),
        subject_type=str(said["subject_type"]),
        kinds=tuple(map(str, said["kinds"])),
        indicators=tuple(str(one["name"]) for one in indicators),
        signs=tuple(int(one["sign"]) for one in indicators),
        versions=tuple(str(one["version"]) for one in indicators),
        coverage_needed=float(said["coverage_needed"]),
        taught=taught,
        marks=frozenset(map(str, said["marks"])),
    )
    count = len(indicators)
    asked = {node for tree in taught.boosting.trees for node in tree.indicator}
    if (
        not count
        or {len(taught.anchors.weights), len(taught.evidence.weights), len(taught.evidence.steps)} != {count}
        or max(asked, default=-1) >= count
    ):
        raise ValueError("indicators and weights do not fit")
    return model
