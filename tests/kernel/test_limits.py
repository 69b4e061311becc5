"""Dated limits: what is in force on a day, and who set it."""

from datetime import date

import pytest

from lookthrough.kernel.limits import read_limits

SETTINGS = """
medium_from:
  2016-08-17: {value: 0.10, unit: share, threshold_basis: office setting}
  2024-01-01: {value: 0.08, unit: share, threshold_basis: later setting}
window_days: {2016-08-17: {value: 30, unit: days, threshold_basis: office setting}}
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "ponzi_payout.yml").write_text(SETTINGS, encoding="utf-8")
    return read_limits(tmp_path / "ponzi_payout.yml")


def test_a_row_stays_in_force_until_the_next_begins(table):
    assert table.on(date(2023, 12, 31)).value("medium_from") == 0.10
    assert table.on(date(2024, 1, 1)).value("medium_from") == 0.08
    assert table.on(date(2024, 1, 1))["medium_from"].threshold_basis == "later setting"
    assert table.on(date(2024, 1, 1)).whole("window_days") == 30


def test_before_its_first_row_a_name_has_no_value(table):
    early = table.on(date(2016, 8, 16))
    assert "medium_from" not in early
    with pytest.raises(KeyError, match="2016-08-16"):
        early.value("medium_from")


def test_the_lowest_value_ever_is_what_a_rule_must_measure(table):
    assert table.lowest("medium_from") == 0.08


def test_the_version_follows_the_content(table, tmp_path):
    (tmp_path / "other.yml").write_text(SETTINGS.replace("0.08", "0.09"), encoding="utf-8")
    (tmp_path / "same.yml").write_text(SETTINGS, encoding="utf-8")
    assert read_limits(tmp_path / "same.yml").version == table.version
    assert read_limits(tmp_path / "other.yml").version != table.version


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a: {2016-08-17: {value: 1, unit: days}}", "threshold_basis"),
        ("a: {2016-08-17: {value: 1, threshold_basis: x}}", "unit"),
        ("a: {someday: {value: 1, unit: days, threshold_basis: x}}", "someday"),
        ("a: {2016-08-17: {value: many, unit: days, threshold_basis: x}}", "no number"),
        ("a: {2016-08-17: 3}", "2016-08-17"),
        ("a: 3", "dated rows"),
        ("3", "dated rows"),
        ("a: {2016-08-17: {value: 1, unit: d, threshold_basis: x}, 2016-08-17: {value: 2, unit: d, threshold_basis: x}}", "twice"),
    ],
)
def test_a_limit_without_day_number_unit_or_basis_is_refused_by_name(tmp_path, text, named):
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        read_limits(tmp_path / "bad.yml")


def test_a_count_with_a_fraction_is_not_cut_short_in_silence(tmp_path):
    (tmp_path / "half.yml").write_text("days: {2016-08-17: {value: 2.5, unit: days, threshold_basis: x}}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"2\.5"):
        read_limits(tmp_path / "half.yml").on(date(2020, 1, 1)).whole("days")
