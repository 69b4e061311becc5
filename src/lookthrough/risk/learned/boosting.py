"""Boosted trees that never run against an indicator's direction, kept as plain lists so that a person can read each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree, one entry a node: the node asks ``value <= edge``; a leaf has the indicator -1. ``value`` is each node's mean."""

    indicator: tuple[int, ...]
    edge: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    missing_left: tuple[bool, ...]
    value: tuple[float, ...]

    def document(self) -> dict[str, Any]:
        """Return plain values for the model's file."""
        return {name: list(getattr(self, name)) for name in ("indicator", "edge", "left", "right", "missing_left", "value")}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Tree:
        """Return the tree that ``document`` wrote; ``ValueError`` where a branch does not lead onward, so that no file can loop."""
        tree = cls(
            tuple(map(int, said["indicator"])), tuple(map(float, said["edge"])), tuple(map(int, said["left"])),
            tuple(map(int, said["right"])), tuple(map(bool, said["missing_left"])), tuple(map(float, said["value"])),
        )  # fmt: skip
        nodes = len(tree.indicator)
        for node, asked in enumerate(tree.indicator):
            if asked >= 0 and not (node < tree.left[node] < nodes and node < tree.right[node] < nodes):
                raise ValueError("a branch leads nowhere")
        return tree


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees; the logarithm of odds is ``base`` (the trees' roots included) plus what each step down adds."""

    base: float
    trees: tuple[Tree, ...]

    def contributions(self, values: Numbers) -> Numbers:
        """Return, a row a subject and a column an indicator, by how much each indicator moved the odds; they add up to odds - base.

        Each step down a tree is put to the account of the indicator that was asked.
        """
        found = np.zeros_like(values)
        for tree in self.trees:
            _walk(tree, values, found)
        return found

    def odds(self, values: Numbers) -> Numbers:
        """Return the logarithm of odds of each subject."""
        return np.asarray(self.base + self.contributions(values).sum(axis=1), dtype=np.float64)

    def document(self) -> dict[str, Any]:
        """Return plain values for the model's file."""
        return {"base": self.base, "trees": [tree.document() for tree in self.trees]}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Forest:
        """Return the forest that ``document`` wrote."""
        return cls(float(said["base"]), tuple(Tree.read(one) for one in said["trees"]))


def _walk(tree: Tree, values: Numbers, found: Numbers) -> None:
    """Send all subjects down one tree; a branch leads to a higher number, so one pass over the nodes is enough."""
    place = np.zeros(len(values), dtype=int)
    for node, asked in enumerate(tree.indicator):
        here = np.flatnonzero(place == node)
        if asked < 0 or not len(here):
            continue
        value = values[here, asked]
        go_left = np.where(np.isnan(value), tree.missing_left[node], value <= tree.edge[node])
        place[here] = np.where(go_left, tree.left[node], tree.right[node])
        found[here, asked] += np.where(go_left, tree.value[tree.left[node]], tree.value[tree.right[node]]) - tree.value[node]


def fit(values: Numbers, failed: Numbers, *, signs: Sequence[int], rounds: int, leaves: int, pace: float, least: int) -> Forest:
    """Teach ``rounds`` trees of ``leaves`` leaves; ``least`` is the smallest number of subjects in a leaf."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    machine = HistGradientBoostingClassifier(
        max_iter=rounds, max_leaf_nodes=leaves, learning_rate=pace, min_samples_leaf=least, l2_regularization=1.0,
        monotonic_cst=list(signs), early_stopping=False, max_bins=32, random_state=0,
    )  # fmt: skip
    machine.fit(values, failed.astype(int))
    trees = tuple(_tree(one[0].nodes) for one in machine._predictors)
    base = float(machine._baseline_prediction.ravel()[0]) + sum(tree.value[0] for tree in trees)
    return Forest(round(base, 10), trees)


def _tree(nodes: Any) -> Tree:
    """Copy one tree of the library; a node above others gets the mean of the leaves below it, so that each step has its share."""
    leaf, count, value = nodes["is_leaf"].astype(bool), nodes["count"].astype(float), nodes["value"].astype(float)
    left, right = nodes["left"].astype(int), nodes["right"].astype(int)
    for node in range(len(nodes) - 1, -1, -1):  # a branch leads to a higher number, so children come first
        if not leaf[node]:
            below = [left[node], right[node]]
            value[node] = (count[below] * value[below]).sum() / count[below].sum()
    return Tree(
        indicator=tuple(-1 if end else int(asked) for end, asked in zip(leaf, nodes["feature_idx"], strict=True)),
        edge=tuple(0.0 if end else float(edge) for end, edge in zip(leaf, nodes["num_threshold"], strict=True)),
        left=tuple(map(int, left)),
        right=tuple(map(int, right)),
        missing_left=tuple(map(bool, nodes["missing_go_to_left"])),
        value=tuple(round(float(one), 12) for one in value),
    )
