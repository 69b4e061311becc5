"""The model's card: what it is for, what it was taught by, how well it does on subjects it had not seen, how true its words are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookthrough.kernel.periods import Month
from lookthrough.risk.discrimination import area
from lookthrough.risk.indicator import all_indicators
from lookthrough.risk.learned.model import Model
from lookthrough.risk.learned.validating import OUTER_FOLDS, Validation

Numbers = NDArray[np.float64]

_USE = {
    "zh": "供监管人员在评分卡之外参考，排列先看谁；内部使用，未经批准不得公开，不得单独作为任何决定的依据。",
    "en": "For officers, beside the scorecard, to rank whom to look at first. Internal; not public before "
    "approval; never by itself the ground of a decision.",
}
_LIMITS = {
    "zh": "分数是样本所在时期、样本所含平台出事的概率乘以100；换了时期、地区或行业即须重新检验。"
    "方向由理由和法规给定，不由数据学得；缺失值按样本中缺失者的情况计。",
    "en": "The score is 100 times the probability of failure of platforms like those taught by, in their time; "
    "another time, place or trade must be tested anew. "
    "Directions are given by reason and law, not learned; a missing value counts as it did for those who missed it.",
}


_WAYS = {
    "anchors": "the scorecard's own curves in a logistic regression, weights not below zero and drawn to the scorecard's",
    "evidence": "weight-of-evidence logistic regression, steps and weights never against an indicator's direction",
    "boosting": "boosted trees, monotone in each indicator's direction",
    "score": "100 × the probability of height + Σ share × logarithm of odds of each way; shares not below zero",
}


def card_of(
    model: Model, validation: Validation, *, source: Path, outcomes: Path, month: Month, values: Numbers, failed: Numbers
) -> dict[str, Any]:
    """Return the card as plain values; it names no subject."""
    return {
        "model": model.name,
        "intended_use": _USE,
        "limits_of_use": _LIMITS,
        "taught_by": {
            "monthly": {"file": source.name, "sha256": _hash(source)},
            "outcomes": {"file": outcomes.name, "sha256": _hash(outcomes)},
            "as_of": str(month),
            "subjects": len(failed),
            "failed": int(failed.sum()),
        },
        "validation": _validation(validation),
        "indicators": [_indicator(model, place, values[:, place], failed) for place in range(len(model.indicators))],
        "ways": _WAYS | {"shares": dict(model.taught.shares)},
        "settings": {name: dict(said) for name, said in model.taught.settings.items()},
        "calibration": {name: asdict(line) for name, line in model.taught.lines.items()},
    }


def _validation(found: Validation) -> dict[str, Any]:
    return {
        "how": f"nested cross-validation by subject: {OUTER_FOLDS} folds, settings and calibration chosen "
        "inside each, divided anew each time",
        "auc": {
            one.part: {
                "mean": one.mean, "spread": one.spread, "least": one.least, "most": one.most, "divisions": one.divisions,
                "low": one.area.low, "high": one.area.high, "standard_error": one.area.standard_error,
            }
            for one in found.parts
        },
        "brier": found.brier,
        "brier_of_telling_all_the_mean": found.brier_of_the_mean,
        "reliability": [asdict(one) for one in found.reliability],
    }  # fmt: skip


def _indicator(model: Model, place: int, values: Numbers, failed: Numbers) -> Mapping[str, Any]:
    name, sign = model.indicators[place], model.signs[place]
    one, known = all_indicators()[name], ~np.isnan(values)
    alone = area(sign * values[known], failed[known])
    steps = model.taught.evidence.steps[place]
    return {
        "indicator": name,
        "title": {"zh": one.title.zh, "en": one.title.en},
        "worse": one.worse,
        "reason": {"zh": one.reason.zh, "en": one.reason.en},
        "basis": one.basis,
        "version": model.versions[place],
        "known_of": int(known.sum()),
        "alone": {"auc": alone.auc, "low": alone.low, "high": alone.high},
        "weights": {"anchors": model.taught.anchors.weights[place], "evidence": model.taught.evidence.weights[place]},
        "steps": [{"from": None if k == 0 else sign * steps.edges[k - 1], "evidence": value} for k, value in enumerate(steps.evidence)],
        "evidence_when_missing": steps.missing,
    }


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
