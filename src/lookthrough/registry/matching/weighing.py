"""Pairs weighed by Splink on DuckDB in memory: which pairs are worth a look, what each comparison says, how probable it all is."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lookthrough.registry.matching.model import Comparison, Model, model

_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Said:
    """What one comparison says of a pair: its level, and how many bits it speaks for (above nought) or against."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair with its probability and what each comparison said; comparisons with nothing to compare are left out."""

    left_id: str
    right_id: str
    probability: float
    said: tuple[Said, ...]

    def level(self, comparison: str) -> str:
        """Return the level of a comparison, or an empty text where there was nothing to compare."""
        return next((one.level for one in self.said if one.comparison == comparison), "")


def weigh(left: pa.Table, right: pa.Table, *, firms: int) -> list[Weighed]:
    """Return the pairs that reach the model's lowest probability, in the order of their ids; ``firms`` is how many the register holds."""
    if not left.num_rows or not right.num_rows:
        return []
    used = model()
    linker = _linker(left, right, used, firms)
    found = linker.inference.predict(threshold_match_probability=used.propose_from).as_record_list()
    return sorted(_weighed(used, found), key=lambda one: (one.left_id, one.right_id))


def _linker(left: pa.Table, right: pa.Table, used: Model, firms: int) -> Any:
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(":memory:", config={"threads": 2})
    database = DuckDBAPI(connection)
    rules: list[Any] = [*used.blocking, block_on(*used.blocking_variants, arrays_to_explode=[used.blocking_variants[0]])]
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=min(0.5, used.known_share / max(firms, 1)),
        comparisons=[_comparison(one) for one in used.comparisons.values()],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    tables = [database.register(left, dataset_display_name="a_left"), database.register(right, dataset_display_name="b_right")]
    return Linker(tables, settings, log_level=logging.ERROR, validate_settings=False)


def _comparison(one: Comparison) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    made: list[Any] = [levels.CustomLevel(_sides(one.none), "none").configure(is_null_level=True)]
    for level in one.levels:
        made_level: Any = levels.CustomLevel(_sides(level.when), level.name) if level.when else levels.ElseLevel()
        made_level = made_level.configure(m_probability=level.m, u_probability=max(level.u, _LEAST), label_for_charts=level.name)
        if level.common:
            made_level = made_level.configure(
                tf_adjustment_column=level.common,
                tf_adjustment_weight=1.0,
                tf_minimum_u_value=level.u / 10,
                disable_tf_exact_match_detection=True,
            )
        made.append(made_level)
    return comparisons.CustomComparison(comparison_levels=made, output_column_name=one.name)


def _sides(condition: str) -> str:
    """Write ``l.name`` as Splink names it in comparisons: ``name_l``."""
    words = condition.replace("(", "( ").replace(")", " )").replace(",", " ,").split()
    return " ".join(f"{word[2:]}_{word[0]}" if word[:2] in ("l.", "r.") else word for word in words)


def _weighed(used: Model, rows: list[dict[str, Any]]) -> Iterator[Weighed]:
    for row in rows:
        swapped = row["source_dataset_l"] != "a_left"
        left, right = row["unique_id_l"], row["unique_id_r"]
        said = []
        for one in used.comparisons.values():
            gamma = int(row[f"gamma_{one.name}"])
            if gamma >= 0:
                level = one.levels[len(one.levels) - 1 - gamma]
                bits = sum(float(row[name]) for name in (f"mw_{one.name}", f"mw_tf_adj_{one.name}") if row.get(name) is not None)
                said.append(Said(one.name, level.name, round(bits, 2)))
        pair = (right, left) if swapped else (left, right)
        yield Weighed(*pair, _certain(float(row["match_probability"])), tuple(said))


def _certain(probability: float) -> float:
    return round(probability if math.isfinite(probability) else 1.0, 6)
