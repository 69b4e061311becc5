"""A panel of experts: drawn by lot so that anybody can draw it again, counted question by question, the minority kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def order_of_draw(*, seed: str, eligible: Sequence[int]) -> list[int]:
    """Return the eligible experts in the order of the draw: by the hash of seed and number, so that the seed alone gives it again."""
    return sorted(set(eligible), key=lambda one: (hashlib.sha256(f"{seed}:{one}".encode()).hexdigest(), one))


@dataclass(frozen=True, slots=True)
class Count:
    """How a panel answered one question: the answer of more than half of the panel, or none; who said otherwise."""

    majority: str  # empty: no answer was given by more than half
    by_answer: Mapping[str, int]
    minority: tuple[int, ...]  # seats


def count(*, answers: Mapping[int, str], size: int) -> Count:
    """Count the answers of a question by seat; before more than half of a panel's ``size`` agree there is no majority."""
    tally = Counter(answers.values())
    most = tally.most_common(1)
    majority = most[0][0] if most and 2 * most[0][1] > max(size, len(answers)) else ""
    minority = tuple(sorted(seat for seat, answer in answers.items() if answer != majority)) if majority else ()
    return Count(majority, dict(tally), minority)
