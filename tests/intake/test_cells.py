"""One cell at a time: money to the fen, nothing rounded in silence, and words for whatever is no value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sending import code
from lookthrough.intake.cells import Value, day_of, read_cell
from lookthrough.intake.template import Column, template
from lookthrough.intake.units import factor, own_factor
from lookthrough.kernel.texts import Text

MONEY = Column("arrears_fen", Text("欠费", "Arrears"), "money", "元", empty="zero")
COUNT = Column("cases_count", Text("件数", "Cases"), "count", "件", empty="zero")
SHARE = Column("pledged_share", Text("比例", "Share"), "share", "%", empty="unknown", least=0, most=1)
RATE = Column("highest_rate", Text("年利率", "Rate"), "rate", "%", empty="unknown")
ENERGY = Column("use_kwh", Text("用电量", "Use"), "quantity", "千瓦时", empty="unknown")
DAY = Column("day", Text("日期", "Day"), "day", required=True)
MONTH = Column("month", Text("月份", "Month"), "month", required=True)
FLAG = Column("cut_flag", Text("停电", "Cut"), "flag", empty="zero")


def read(text: str, column: Column, unit: str = "") -> tuple[Value, str]:
    """Return value and trouble of a cell in a unit (the template's when none is given)."""
    times = (factor(unit, column) if unit else None) or own_factor(column)
    found = read_cell(text, column, times, unit or column.unit)
    return found.value, found.code


@pytest.mark.parametrize(
    ("text", "column", "unit", "value"),
    [
        ("1,234.5", MONEY, "", 123_450),
        ("１２３", MONEY, "", 12_300),
        ("1 234 567.89", MONEY, "", 123_456_789),
        ("￥12.30", MONEY, "", 1_230),
        ("(5)", MONEY, "", -500),
        ("-0.01", MONEY, "", -1),
        ("12.3456", MONEY, "万元", 12_345_600),
        ("0.1", MONEY, "亿元", 1_000_000_000),
        ("1.5", ENERGY, "万千瓦时", 15_000.0),
        ("3", ENERGY, "兆瓦时", 3_000.0),
        ("5%", SHARE, "", 0.05),
        ("5", SHARE, "", 0.05),
        ("12", RATE, "", 0.12),
        ("1,2,3", COUNT, "", None),
        ("3", COUNT, "", 3),
        ("", MONEY, "", 0),
        ("—", MONEY, "", 0),
        ("无", SHARE, "", None),
        ("无", FLAG, "", 0),
        ("是", FLAG, "", 1),
        ("2026年10月", MONTH, "", "2026-10"),
        ("2026年第三季度", MONTH, "", "2026-09"),
        ("2026-10-01", MONTH, "", "2026-10"),
        ("46296", MONTH, "", "2026-10"),
    ],
)
def test_what_a_cell_says(text: str, column: Column, unit: str, value: Value) -> None:
    assert read(text, column, unit)[0] == value


@pytest.mark.parametrize(
    ("text", "column", "code_of_trouble"),
    [
        ("1,2,3", COUNT, "not_a_number"),
        ("1,23", MONEY, "not_a_number"),
        ("12万", MONEY, "unit_in_cell"),
        ("约12万", MONEY, "a_range"),
        ("10-12", COUNT, "a_range"),
        ("一百二", COUNT, "chinese_number"),
        ("1O0", MONEY, "looks_like"),
        ("12美元", MONEY, "unit_in_cell_unknown"),
        ("12公里", ENERGY, "unit_in_cell_unknown"),
        ("1.2E+5", MONEY, "digits_lost"),
        ("0.001", MONEY, "finer_than_fen"),
        ("1.5", COUNT, "not_whole"),
        ("150", SHARE, "above"),
        ("-1", SHARE, "below"),
        ("#VALUE!", MONEY, "formula_error"),
        ("2026-02-30", DAY, "not_a_day"),
        ("10/9/2026", DAY, "not_a_day"),
        ("46296", DAY, "day_as_number"),
        ("10月", MONTH, "not_a_month"),
        ("", MONTH, "empty"),
        ("也许", FLAG, "not_a_flag"),
    ],
)
def test_what_is_wrong_with_a_cell(text: str, column: Column, code_of_trouble: str) -> None:
    assert read(text, column)[1] == code_of_trouble


@pytest.mark.parametrize("text", ["2026-10-09", "2026/10/9", "2026.10.9", "2026年10月9日", "20261009", "46304", "2026-10-09 00:00:00"])
def test_a_day_is_a_day_however_it_is_written(text: str) -> None:
    value, _ = read(text, DAY)
    assert isinstance(value, int)
    assert day_of(value) == date(2026, 10, 9)


@given(fen=st.integers(-(10**16), 10**16), unit=st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_an_amount_comes_back_to_the_fen_from_every_unit(fen: int, unit: str) -> None:
    yuan = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}[unit]
    exact = Fraction(fen, 100 * yuan)
    digits = len(str(100 * yuan)) - 1
    whole, rest = divmod(abs(fen), 100 * yuan)
    written = f"{'-' if exact < 0 else ''}{whole:,}.{rest:0{digits}d}"
    assert read(written, MONEY, unit) == (fen, "")


@given(text=st.text(max_size=30), slug=st.sampled_from(["power_company", "tax_bureau", "lending_platform", "custodian_daily"]))
def test_any_text_is_read_or_answered(text: str, slug: str) -> None:
    for column in template(slug).columns:
        found = read_cell(text, column, own_factor(column), column.unit)
        assert found.code or found.value is None or isinstance(found.value, int | float | str)


def test_a_code_with_letters_that_codes_do_not_have_is_mended_in_words() -> None:
    sound = code(10)
    column = template("power_company").subject_column
    found = read_cell(sound.replace("0", "O", 1), column, Fraction(1), "")
    assert found.code == "not_a_code"
    assert sound in str(found.said["near"])
    assert read_cell(f" {sound.lower()} ", column, Fraction(1), "").value == sound
