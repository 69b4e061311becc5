"""Licences: in force on a day or not, by their term, a suspension or their end; screening asks on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lookthrough.registry import licences_queries as queries
from lookthrough.registry import operations as registry
from lookthrough.registry.licence_files import read_licences
from lookthrough.registry.licences import Licence
from lookthrough.registry.queries import hits_of
from registry.register import code, firm, write
from registry.working import CITY, TODAY, WEST, ident, settle

COLUMNS = (
    "uscc", "kind", "valid_from", "valid_to", "number", "scope", "issuing_body", "suspended_from", "suspended_to", "revoked_on",
)  # fmt: skip


def row(firm_number: int = 1, /, **values: str) -> dict[str, str]:
    return {"uscc": code(firm_number), "kind": "trust", "valid_from": "2020-01-01", "valid_to": "2030-12-31"} | values


def licence(**values: date) -> Licence:
    return Licence("x", "trust", frozenset({"理财"}), date(2020, 1, 1), **values)


@pytest.mark.parametrize(
    ("held", "on", "standing"),
    [
        (licence(), date(2019, 12, 31), "not_yet"),
        (licence(), date(2020, 1, 1), "in_force"),
        (licence(valid_to=date(2026, 1, 1)), date(2026, 1, 1), "in_force"),
        (licence(valid_to=date(2026, 1, 1)), date(2026, 1, 2), "ended"),
        (licence(suspended_from=date(2026, 1, 1)), date(2025, 12, 31), "in_force"),
        (licence(suspended_from=date(2026, 1, 1)), date(2027, 1, 1), "suspended"),
        (licence(suspended_from=date(2026, 1, 1), suspended_to=date(2026, 3, 1)), date(2026, 3, 1), "suspended"),
        (licence(suspended_from=date(2026, 1, 1), suspended_to=date(2026, 3, 1)), date(2026, 3, 2), "in_force"),
        (licence(revoked_on=date(2026, 1, 1)), date(2026, 1, 1), "revoked"),
        (licence(revoked_on=date(2026, 1, 1)), date(2025, 12, 31), "in_force"),
    ],
)
def test_how_a_licence_stands_on_a_day(held: Licence, on: date, standing: str) -> None:
    assert held.standing(on) == standing
    assert held.active(on) is (standing == "in_force")


def test_a_suspended_licence_exempts_nobody(db: None, tmp_path: Path) -> None:
    settle(tmp_path, firm(1, name="某市理财有限公司"), screen=False)
    registry.record_licences(licences=read_licences(write(tmp_path / "a.csv", [row(suspended_from="2026-06-01")], columns=COLUMNS), []))
    registry.screen_all(on=date(2026, 5, 31))
    assert [hit.grade for hit in hits_of(company_id=ident(1))] == ["none"]
    registry.screen_all(on=date(2026, 6, 1))
    assert [hit.grade for hit in hits_of(company_id=ident(1))] == ["block"]


def test_licences_are_kept_whole_and_known_ones_left_alone(db: None, tmp_path: Path) -> None:
    settle(tmp_path, firm(1, region_code="330302"), screen=False)
    path = write(tmp_path / "a.csv", [row(number="K-1", scope="信托", valid_to="2026-12-01")], columns=COLUMNS)
    assert registry.record_licences(licences=read_licences(path, [])).new == 1
    assert registry.record_licences(licences=read_licences(path, [])).unchanged == 1
    found = queries.licences_of(company_id=ident(1), on=TODAY)[0]
    assert (found.licence.number, found.licence.scope, found.licence.issuing_body) == ("K-1", "信托", "国家金融监督管理总局")
    assert [one.company_id for one in queries.ending_soon(district=CITY, on=TODAY)] == [ident(1)]
    assert queries.ending_soon(district=WEST, on=TODAY) == []
    assert queries.ending_soon(district=CITY, on=date(2026, 12, 2)) == []


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"uscc": ""}, "uscc"),
        ({"kind": "pawn shop of my uncle"}, "kind"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_to": "2019-01-01"}, "valid_to"),
        ({"suspended_to": "2026-01-01"}, "suspended_to"),
        ({"revoked_on": "soon"}, "revoked_on"),
        ({"number": "x" * 81}, "number"),
    ],
)
def test_wrong_rows_are_told_by_row_and_column(tmp_path: Path, wrong: dict[str, str], column: str) -> None:
    rejects = []
    found = read_licences(write(tmp_path / "a.csv", [row(1), row(2, **wrong)], columns=COLUMNS), rejects)
    assert [(one.row, one.column) for one in rejects] == [(2, column)]
    assert len(found) == 1
