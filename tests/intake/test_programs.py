"""Programs send rows of named values: in fen and fractions, by a schema that the template makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intake.sending import TODAY, code
from lookthrough.intake.checking import check_file
from lookthrough.intake.facts import facts_of
from lookthrough.intake.programs import json_schema, write_rows
from lookthrough.intake.template import Column, template, templates
from lookthrough.intake.troubles import NotReadable


def value(column: Column, quarter: bool) -> Any:
    """Return a sound value in the fact's own unit."""
    month = "2026-09" if quarter else "2026-10"
    texts = {"uscc": code(3), "month": month, "day": "2026-10-09", "text": "甲", "choice": (*column.choices, "")[0]}
    return texts.get(column.kind) or {"money": 123_457, "share": 0.03, "rate": 0.06, "flag": 1}.get(column.kind, 2)


@pytest.mark.parametrize("slug", sorted(templates()))
def test_what_a_program_sends_is_what_counts(slug: str, tmp_path: Path) -> None:
    shown = template(slug)
    row = {column.name: value(column, shown.period == "quarter") for column in shown.columns}
    write_rows([row], shown, tmp_path / "r.csv")
    checked = check_file(tmp_path / "r.csv", shown, today=TODAY)
    assert [one for one in checked.troubles if one.level != "note"] == []
    for fact in facts_of(checked.rows, shown):
        if shown.column(fact.field).kind != "day":
            assert fact.value == row[fact.field], fact.field


@pytest.mark.parametrize("slug", sorted(templates()))
def test_the_schema_names_every_column_with_its_unit(slug: str) -> None:
    shown = template(slug)
    rows = json_schema(shown)["properties"]["rows"]["items"]
    assert list(rows["properties"]) == [column.name for column in shown.columns]
    assert rows["required"] == [column.name for column in shown.columns if column.required]
    assert all(said["unit"] == "fen" for name, said in rows["properties"].items() if name.endswith("_fen"))


def test_what_is_wrong_in_a_program_s_row_is_for_the_receipt(tmp_path: Path) -> None:
    shown = template("power_company")
    row = {"uscc": code(1), "month": "2026-10", "power_use_kwh": 1, "power_arrears_fen": 1.5, "colour": ["red"]}
    write_rows([row, {**row, "uscc": code(2), "power_arrears_fen": {"a": 1}}], shown, tmp_path / "r.csv")
    checked = check_file(tmp_path / "r.csv", shown, today=TODAY)
    found = {(one.code, one.row) for one in checked.troubles if one.level == "wrong"}
    assert found == {("finer_than_fen", 2), ("not_a_number", 3)}
    with pytest.raises(NotReadable):
        write_rows(["x"], shown, tmp_path / "r.csv")  # type: ignore[list-item]
