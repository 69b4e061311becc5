"""Registered capital: every shape that the registry writes is read, and what cannot be read says why."""

import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel.capital import Capital, parse_capital

WAN = 10_000_00


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,000(万元人民币)", 1_000 * WAN),
        ("183.8000(万人民币元)", 1_838_000_00),
        ("1,723(万人民币元)", 1_723 * WAN),
        ("50万", 50 * WAN),
        ("2000（万元）", 2_000 * WAN),
        ("300(万元(人民币))", 300 * WAN),
        ("120( 万人民币元)", 120 * WAN),
        ("7,482,504.4000(万元人民币)", 74_825_044_000_00),
        ("5,000,000(人民币元)", 5_000_000_00),
        ("350000元人民币", 350_000_00),
        ("64.6人民币元", 64_60),
        ("０万港元", None),
        ("0万元", 0),
    ],
)
def test_yuan_are_read_to_the_fen(text, fen):
    assert parse_capital(text).amount_fen == fen
    assert parse_capital(text).problem is None


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("730(万美元)", "USD"),
        ("238(万元美元)", "USD"),
        ("394(万元(港币))", "HKD"),
        ("150(万香港元)", "HKD"),
        ("130,000(万日元)", "JPY"),
        ("654(万加拿大元)", "CAD"),
    ],
)
def test_foreign_money_is_named_and_not_converted(text, currency):
    assert parse_capital(text) == Capital(currency=currency)


@pytest.mark.parametrize("text", ["", "  ", "N/A", "-", "无"])
def test_nothing_stated_is_no_problem(text):
    assert parse_capital(text) == Capital()


@pytest.mark.parametrize("text", ["1,120()", "600", "资产经营", "10(元/万元)", "1,0000000(万)", "1.1234567万元", "-5万元", "500万金币"])
def test_doubtful_values_say_what_is_wrong_and_give_no_amount(text):
    read = parse_capital(text)
    assert read.amount_fen is None
    assert read.problem is not None


@given(
    st.integers(min_value=0, max_value=10**12),
    st.integers(min_value=0, max_value=999_999),
    st.sampled_from(["万", "(万元)", "(万元人民币)", "(万人民币元)"]),
)
def test_any_number_of_wan_keeps_every_fen(whole, millionths, unit):
    assert parse_capital(f"{whole:,}.{millionths:06d}{unit}") == Capital(amount_fen=whole * WAN + millionths, currency="CNY")


@pytest.mark.real_data
def test_of_the_real_registry_s_written_values_more_than_99_in_100_are_read(real_data):
    with gzip.open(real_data / "registry/companies.csv.gz", "rt", encoding="utf-8", newline="") as file:
        read = [parse_capital(row["registered_capital"]) for row in csv.DictReader(file)]
    written = [one for one in read if one != Capital()]
    assert len(written) > 100_000
    assert sum(one.problem is None for one in written) / len(written) > 0.99
