"""A return beside the company register: unknown codes are said, other names are said, rows that have slipped are doubted."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.sending import AT, power_company, power_rows, send, write_xlsx
from lookthrough.registry import operations as registry
from registry import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(tmp_path: Path) -> list[dict[str, str]]:
    """Store six firms in the register."""
    own = ("晨光商贸", "明达机械制造", "启辰电子科技", "禾丰食品", "方圆建筑工程", "速捷物流")
    rows = [register.firm(number, name=f"温州{name}有限公司") for number, name in enumerate(own, 1)]
    registry.import_companies(path=register.write(tmp_path / "firms.csv", rows), at=AT, actor="test")
    return rows


def returned(firms: list[dict[str, str]], names: list[str]) -> list[dict[str, object]]:
    """Return rows of a return about these firms under some names."""
    return [{**row, "uscc": firm["uscc"], "name": name} for row, firm, name in zip(power_rows(len(names)), firms, names, strict=False)]


def test_names_that_belong_to_their_codes_are_no_trouble(firms: list[dict[str, str]], tmp_path: Path) -> None:
    maker, _ = power_company()
    names = [f"{firm['name']}（瓯海分公司）" for firm in firms]
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", returned(firms, names)))
    assert sent.receipt.lines == ()


def test_rows_that_slipped_by_one_are_doubted(firms: list[dict[str, str]], tmp_path: Path) -> None:
    maker, _ = power_company()
    names = [firm["name"] for firm in firms]
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", returned(firms, [*names[1:], names[0]])))
    doubts = [line for line in sent.receipt.lines if line.level == "doubt"]
    assert [(line.code, line.sheet) for line in doubts] == [("rows_slipped", "填报")]
    assert sent.doubts == 1


def test_a_code_that_the_register_does_not_hold_is_said(firms: list[dict[str, str]], tmp_path: Path) -> None:
    maker, _ = power_company()
    rows = [*returned(firms, [firm["name"] for firm in firms]), power_rows(9)[-1]]
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(line.code, line.row) for line in sent.receipt.lines] == [("subject_unknown", 8)]
    assert sent.state == "waiting"


def test_a_return_about_firms_that_the_register_does_not_hold_is_doubted(firms: list[dict[str, str]], tmp_path: Path) -> None:
    maker, _ = power_company()
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(8)))
    assert [line.code for line in sent.receipt.lines if line.level == "doubt"] == ["mostly_unknown"]


def test_without_a_register_nothing_is_held_against_it(tmp_path: Path) -> None:
    maker, _ = power_company()
    assert send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows(8))).receipt.lines == ()


def test_a_wrong_code_is_answered_with_the_registered_one(firms: list[dict[str, str]], tmp_path: Path) -> None:
    maker, _ = power_company()
    rows = returned(firms, [firm["name"] for firm in firms])
    rows[2]["uscc"] = rows[2]["uscc"][:-1]  # type: ignore[index]
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", rows))
    said = [line for line in sent.receipt.lines if line.code == "code_by_name"]
    assert [(line.cell, firms[2]["uscc"] in line.advice.zh) for line in said] == [("A4", True)]
