"""Templates are sound, and what they hand out can be filled in and read back, whichever return it is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import lookthrough.intake
from intake.sending import TODAY, code, write_xlsx
from lookthrough.intake.checking import check_file
from lookthrough.intake.facts import facts_of
from lookthrough.intake.heads import plain_heading
from lookthrough.intake.office_settings import due_table
from lookthrough.intake.template import Column, Template, read_template, sender_kinds, template, templates, templates_of
from lookthrough.intake.units import own_factor
from lookthrough.intake.workbook import due_text, write_csv, write_workbook
from lookthrough.kernel.spreadsheets import read_sheet

SLUGS = sorted(templates())


def value(column: Column, shown: Template) -> object:
    """Return something sound to fill in, in the template's unit."""
    if column.kind == "uscc":
        return code(7)
    if column.kind == "month":
        return "2026-09" if shown.period == "quarter" else "2026-10"
    if column.kind == "choice":
        return column.choices[0]
    return {"text": "甲", "day": "2026-10-09", "flag": "是", "count": 1, "share": 0.5, "rate": 5, "money": 12.5, "quantity": 1}[column.kind]


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_filled_in_comes_back_as_facts_to_the_fen(slug: str, tmp_path: Path) -> None:
    shown = template(slug)
    row = {column.name: value(column, shown) for column in shown.columns}
    checked = check_file(write_xlsx(tmp_path / "r.xlsx", [row], shown=shown), shown, today=TODAY)
    assert [one for one in checked.troubles if one.level != "note"] == []
    facts = {fact.field: fact.value for fact in facts_of(checked.rows, shown)}
    assert set(facts) == {column.name for column in shown.facts}
    for column in shown.facts:
        if column.kind == "money":
            assert facts[column.name] == {"元": 1250, "万元": 12_500_000}[column.unit]
        elif column.kind in ("share", "rate"):
            assert facts[column.name] == {0.5: 0.005, 5: 0.05}[row[column.name]]  # type: ignore[index]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_template_is_excel_with_drop_downs_and_a_head_for_csv(slug: str, tmp_path: Path) -> None:
    shown = template(slug)
    write_workbook(shown, tmp_path / "t.xlsx", today=TODAY)
    write_csv(shown, tmp_path / "t.csv")
    head = read_sheet(tmp_path / "t.xlsx", sheet="填报")[0]
    assert head == [column.heading for column in shown.columns] == next(csv.reader((tmp_path / "t.csv").open(encoding="utf-8-sig")))
    explained = {row[0] for row in read_sheet(tmp_path / "t.xlsx", sheet="填写说明")}
    assert {column.title.zh for column in shown.columns} <= explained
    nothing = check_file(tmp_path / "t.xlsx", shown, today=TODAY)
    assert [one.code for one in nothing.troubles] == ["no_rows"]


@pytest.mark.parametrize("slug", SLUGS)
def test_headings_of_a_return_are_told_apart(slug: str) -> None:
    shown = template(slug)
    titles = [plain_heading(column.title.zh) for column in shown.columns] + [plain_heading(column.title.en) for column in shown.columns]
    assert len(set(titles)) == len(titles)
    for column in shown.columns:
        assert own_factor(column) > 0
        others = {plain_heading(other.title.zh) for other in shown.columns if other is not column}
        assert not others & {plain_heading(alias) for alias in column.aliases}, column.name


def test_a_field_means_the_same_in_every_return_that_has_it() -> None:
    kinds: dict[str, set[str]] = {}
    for shown in templates().values():
        for column in shown.facts:
            kinds.setdefault(column.name, set()).add(column.kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
    for name, found in kinds.items():
        assert name.endswith("_fen") == any(kind == "money" for kind in found), name
        assert name.endswith("_flag") == any(kind == "flag" for kind in found), name


def test_every_sender_reports_something_and_every_due_rule_is_dated() -> None:
    assert all(templates_of(kind) for kind in sender_kinds())
    assert {shown.due for shown in templates().values()} == {row.name for row in due_table().rows}
    assert all(due_text(shown, TODAY).zh and shown.basis for shown in templates().values())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("required: true, min: 0, aliases: [欠缴电费", "colour: red, required: true, min: 0, aliases: [欠缴电费"),
        ("empty: zero, aliases: [是否停电", "aliases: [是否停电"),
        ("sender: power_company", "sender: nobody"),
        ("period: month", "period: fortnight"),
        ("name: power_bill_fen", "name: power_arrears_fen"),
    ],
)
def test_a_template_that_contradicts_itself_is_refused_when_it_is_written(changed: str, said: str, tmp_path: Path) -> None:
    text = (Path(lookthrough.intake.__file__).parent / "templates" / "power_company.yml").read_text(encoding="utf-8")
    assert changed in text
    path = tmp_path / "power_company.yml"
    path.write_text(text.replace(changed, said), encoding="utf-8")
    with pytest.raises(ValueError, match="power_"):
        read_template(path)
