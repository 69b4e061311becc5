"""What a ledger sells without or beyond its registration: found to the fen, and what is covered is left in peace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import slow_examples
from lookthrough.cli.main import root
from lookthrough.flows.product_checking import RULE, Breach, check_products
from lookthrough.flows.rule import all_rules
from lookthrough.kernel.findings import Severity
from lookthrough.registry.product_queries import Registration

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/howto/register-products"
DAY = date(2026, 3, 2)
COVERED = Registration(
    "R1", "I1", "L1", "", "loan", 100_00, 0.12, 30, "X", "", date(2026, 2, 25), date(2026, 3, 1), date(2026, 3, 10), "registered", None
)  # fmt: skip


def ledger(folder: Path, sales: list[tuple[str, int, date]], *, business: str = "p2p", rate: float = 0.12, term: int = 30) -> Path:
    folder.mkdir()
    tables = {
        "institutions": ["institution_id,operator_party_id,name,business", f"I1,P1,示例,{business}"],
        "accounts": ["account_id,institution_id,role", "A,I1,client", "C,I1,custody", "X,I1,borrower"],
        "products": ["product_id,institution_id,kind,principal_fen,annual_rate,term_days", f"L1,I1,loan,10000,{rate},{term}"],
        "transfers": [
            "transfer_id,at,from_account_id,to_account_id,amount_fen,purpose,product_id",
            *(
                f"T{n},{day}T10:00:00,{'A,C' if purpose == 'invest' else 'C,X'},{fen},{purpose},L1"
                for n, (purpose, fen, day) in enumerate(sales)
            ),
        ],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def found(tmp_path: Path, registration: Registration | None, *sales: tuple[int, date], **more) -> dict[str, int]:
    folder = ledger(tmp_path / "ledger", [("invest", fen, day) for fen, day in sales], **more)
    done = check_products(ledger=folder, registrations={("I1", "L1"): registration} if registration else {})
    breaches: dict[str, int] = {}
    for one in done.findings:
        for product in one.details["products"]:
            for kind, fen in product["breaches"].items():
                breaches[kind] = breaches.get(kind, 0) + fen
    assert done.outside_fen <= done.sold_fen
    return breaches


def test_what_is_registered_is_left_in_peace_to_the_last_fen(tmp_path):
    assert found(tmp_path, COVERED, (99_99, DAY), (1, DAY)) == {}


@pytest.mark.parametrize(
    ("registration", "sales", "breaches"),
    [
        (None, [(100_00, DAY)], {"unregistered": 100_00}),
        (COVERED, [(100_00, DAY), (1, DAY + timedelta(days=1))], {"over_amount": 1}),
        (COVERED, [(60_00, DAY), (60_00, DAY + timedelta(days=1)), (5, DAY + timedelta(days=2))], {"over_amount": 20_05}),
        (replace(COVERED, registered_on=DAY + timedelta(days=1)), [(7, DAY), (8, DAY + timedelta(days=1))], {"before_registration": 7}),
        (replace(COVERED, state="withdrawn", ended_on=DAY), [(9, DAY - timedelta(days=1)), (7, DAY)], {"after_end": 7}),
        (COVERED, [(7, date(2026, 3, 10)), (8, date(2026, 3, 11))], {"outside_sale_span": 8}),
        (replace(COVERED, annual_rate=0.1199), [(7, DAY)], {"over_rate": 7}),
        (replace(COVERED, term_days=29), [(7, DAY)], {"over_term": 7}),
        (replace(COVERED, annual_rate=0.13, term_days=31), [(7, DAY)], {}),
    ],
)
def test_each_way_to_lie_outside_the_registration(tmp_path, registration, sales, breaches):
    assert found(tmp_path, registration, *sales) == breaches


def test_a_fen_that_lies_outside_in_two_ways_counts_once(tmp_path):
    folder = ledger(tmp_path / "ledger", [("invest", 7, DAY)])
    twice = replace(COVERED, annual_rate=0.1, term_days=10)
    done = check_products(ledger=folder, registrations={("I1", "L1"): twice})
    assert done.outside_fen == 7


def test_a_product_that_takes_nothing_from_clients_is_told_by_what_it_pays_out(tmp_path):
    folder = ledger(tmp_path / "ledger", [("disburse", 100_00, DAY)])
    assert check_products(ledger=folder, registrations={}).outside_fen == 100_00
    both = ledger(tmp_path / "both", [("invest", 100_00, DAY), ("disburse", 100_00, DAY)])
    assert check_products(ledger=both, registrations={}).outside_fen == 100_00  # not twice


@pytest.mark.parametrize(
    ("business", "day", "bound"),
    [
        ("p2p", date(2016, 8, 16), False), ("p2p", date(2016, 8, 17), True), ("microlender", DAY, False), ("exchange", DAY, True),
        ("exchange", date(2025, 12, 31), False), ("asset_management", date(2018, 4, 27), True),
    ],
)  # fmt: skip
def test_who_must_register_and_since_when_stands_in_dated_rows(tmp_path, business, day, bound):
    folder = ledger(tmp_path / "ledger", [("invest", 100_00, day)], business=business)
    done = check_products(ledger=folder, registrations={})
    assert bool(done.findings) is bound
    assert done.not_bound == ({} if bound else {business: 1})


@pytest.mark.parametrize(
    ("fen", "severity"),
    [(1, Severity.LOW), (9_999_999, Severity.LOW), (10_000_000, Severity.MEDIUM), (999_999_999, Severity.MEDIUM), (10**9, Severity.HIGH)],
)
def test_the_severity_follows_the_limits_and_both_bases_are_named(tmp_path, fen, severity):
    folder = ledger(tmp_path / "ledger", [("invest", fen, DAY)])
    (one,) = check_products(ledger=folder, registrations={}).findings
    assert one.severity is severity
    assert one.prohibition_basis == "银监会令2016年第1号 art. 9(5)"
    assert one.threshold_basis.startswith("办公室设定")
    assert one.evidence == ("T0",)
    assert (one.rule, one.subject_id, one.month, one.value) == (RULE, "I1", "2026-03", float(fen))
    assert "未登记" in one.explanation_zh
    assert "unregistered" in one.explanation_en


def test_what_was_sold_before_the_register_began_is_counted_and_not_judged(tmp_path):
    folder = ledger(tmp_path / "ledger", [("invest", 5_00, DAY - timedelta(days=1)), ("invest", 7_00, DAY)])
    elsewhere = replace(COVERED, institution_id="I2", registered_on=DAY)
    done = check_products(ledger=folder, registrations={("I2", "L1"): elsewhere})
    assert (done.outside_fen, done.before_register_fen, done.register_began) == (7_00, 5_00, DAY)


def test_it_is_no_rule_of_the_catalogue():
    assert RULE not in all_rules()


@pytest.mark.django_db
def test_the_example_of_the_howto():
    run = CliRunner()
    assert run.invoke(root, ["flows", "register-products", str(EXAMPLE / "registrations.csv")]).exit_code == 0
    done = run.invoke(root, ["flows", "check-products", str(EXAMPLE / "ledger"), "--json"])
    document = json.loads(done.stdout)
    assert document["outside_registration_fen"] == 28_000_001
    assert document["not_bound"] == {"microlender": 1}
    (one,) = document["findings"]
    assert {product["product_id"]: set(product["breaches"]) for product in one["products"]} == {
        "L1": {"over_amount"}, "L2": {"before_registration", "over_rate"}, "L3": {"unregistered"}, "L4": {"after_end"},
    }  # fmt: skip


@settings(max_examples=slow_examples(25), deadline=None)
@given(sales=st.lists(st.tuples(st.integers(1, 60_00), st.integers(0, 40)), min_size=1, max_size=12), amount=st.integers(1, 200_00))
def test_what_passes_the_registered_amount_is_exactly_what_is_found(tmp_path_factory, sales, amount):
    folder = tmp_path_factory.mktemp("property") / "ledger"
    ledger(folder, [("invest", fen, DAY + timedelta(days=day)) for fen, day in sales])
    wide = replace(COVERED, amount_fen=amount, sale_from=None, sale_to=None)
    done = check_products(ledger=folder, registrations={("I1", "L1"): wide})
    total = sum(fen for fen, _ in sales)
    assert done.sold_fen == total
    assert done.outside_fen == max(0, total - amount)
    kinds = {kind for one in done.findings for product in one.details["products"] for kind in product["breaches"]}
    assert kinds <= {Breach.OVER_AMOUNT}
