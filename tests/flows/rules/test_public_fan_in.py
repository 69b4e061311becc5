"""Money taken from the public by an ordinary firm: the guilty, each innocent of the method, and both sides of the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

WAN = 10_000_00
YUAN = 100
START = date(2026, 1, 5)


class Town(Books):
    """A firm F with a bank account, and people who have one each."""

    def __init__(self, kind: str = "company") -> None:
        super().__init__()
        self.party("F", kind, name="某商贸有限公司" if kind == "company" else None).account("F", "external", of="F")

    def person(self, name: str) -> str:
        if name not in self._known:
            self.party(name).account(name, "external", of=name)
        return name

    def pays(self, name: str, day: int, fen: int, purpose: str = "transfer", **more: str) -> None:
        self.transfer(f"{START + timedelta(days=day)} 09:00", self.person(name), "F", fen, purpose, **more)

    def is_paid(self, name: str, day: int, fen: int, purpose: str = "transfer", **more: str) -> None:
        self.transfer(f"{START + timedelta(days=day)} 15:00", "F", self.person(name), fen, purpose, **more)


def people(count: int, name: str = "p") -> list[str]:
    return [f"{name}{number:04d}" for number in range(count)]


def raises_money(
    town: Town, *, persons: int = 40, with_returns: int = 12, fen: int = 2 * WAN, pays_at: Iterable[int] = (30, 60), **more: str
) -> Town:
    """People bring money in the first days; some of them are paid 1.5 % on the days named."""
    for number, name in enumerate(people(persons)):
        town.pays(name, number % 20, fen, **more)
    for number, name in enumerate(people(with_returns)):
        for after in pays_at:
            town.is_paid(name, number % 20 + after, fen * 3 // 200, **more)
    return town


def found(books: Books, tmp_path: Path, **more: object) -> list[tuple[str, str, str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["public_fan_in"], **more)  # type: ignore[arg-type]
    return [(row["subject_type"], row["subject_id"], row["severity"], row["value"]) for row in read_findings(tmp_path / "out")]


def test_a_firm_that_takes_money_from_many_and_pays_monthly_interest_is_found(tmp_path: Path) -> None:
    assert ("party", "F", "medium", 40.0) in found(raises_money(Town()), tmp_path)


def test_a_person_who_does_so_is_found_like_a_firm(tmp_path: Path) -> None:
    assert ("party", "F", "medium", 40.0) in found(raises_money(Town("person")), tmp_path)


def test_twenty_nine_persons_are_below_the_limit_and_thirty_are_at_it(tmp_path: Path) -> None:
    assert found(raises_money(Town(), persons=29), tmp_path / "below") == []
    assert {one[2:] for one in found(raises_money(Town(), persons=30), tmp_path / "at")} == {("medium", 30.0)}


def test_nine_persons_with_returns_are_too_few(tmp_path: Path) -> None:
    assert found(raises_money(Town(), with_returns=9), tmp_path / "nine") == []
    assert found(raises_money(Town(), with_returns=10), tmp_path / "ten") != []


def test_a_hundred_and_fifty_persons_are_high(tmp_path: Path) -> None:
    fen = 5_000 * YUAN
    assert {one[2] for one in found(raises_money(Town(), persons=149, fen=fen), tmp_path / "149")} == {"medium"}
    assert ("party", "F", "high", 150.0) in found(raises_money(Town(), persons=150, fen=fen), tmp_path / "150")


def test_a_million_yuan_is_high_however_few_they_are(tmp_path: Path) -> None:
    found_fen = found(raises_money(Town(), persons=30, fen=4 * WAN), tmp_path)

    assert ("party", "F", "high", 120 * WAN) in found_fen


def test_the_criminal_threshold_counts_from_the_day_it_was_in_force(tmp_path: Path) -> None:
    early = raises_money(Town(), persons=30, fen=4 * WAN)
    for row in early.tables["transfers"]:
        row["at"] = row["at"].replace("2026", "2021")

    assert {one[2] for one in found(early, tmp_path)} == {"medium"}


def test_returns_every_week_and_by_working_days_are_even(tmp_path: Path) -> None:
    assert found(raises_money(Town(), pays_at=(7, 14, 22, 28)), tmp_path) != []


def test_principal_that_comes_back_with_a_yield_round_after_round_is_a_return(tmp_path: Path) -> None:
    town = Town()
    for number, name in enumerate(people(40)):
        for week in range(4):
            town.pays(name, number % 5 + 7 * week, (1_000 + 100 * week) * YUAN)
            town.is_paid(name, number % 5 + 7 * week + 6, (1_150 + 115 * week) * YUAN)

    assert found(town, tmp_path) != []


def test_uneven_intervals_are_no_dated_returns(tmp_path: Path) -> None:
    assert found(raises_money(Town(), pays_at=(3, 33, 37)), tmp_path) == []


def shop(town: Town) -> None:
    """Customers buy again and again; now and then one gets money back for goods."""
    for number, name in enumerate(people(200)):
        for visit in range(4):
            town.pays(name, (number * 7 + visit * 19) % 85, (80 + number) * YUAN)
        if number % 9 == 0:
            town.is_paid(name, (number * 7) % 85 + 3, (80 + number) * YUAN, "refund")


def shop_that_calls_no_refund_a_refund(town: Town) -> None:
    for number, name in enumerate(people(120)):
        town.pays(name, number % 30, (100 + number) * YUAN)
        town.pays(name, number % 30 + 20, (300 + number) * YUAN)
        town.is_paid(name, number % 30 + 5, (100 + number) * YUAN)
        town.is_paid(name, number % 30 + 25, (300 + number) * YUAN)


def payroll(town: Town) -> None:
    """Forty on the pay roll, all of whom shop where they work, and a hundred strangers who shop there too."""
    for number, name in enumerate(people(40)):
        for month in range(3):
            town.is_paid(name, 10 + 30 * month, 6_000 * YUAN)
            town.pays(name, 2 + 30 * month, (500 + 10 * number) * YUAN)
    for number, name in enumerate(people(100, "customer")):
        town.pays(name, number % 80, 120 * YUAN)


def gig(town: Town) -> None:
    """Drivers leave a deposit and are paid every week."""
    for number, name in enumerate(people(60)):
        town.pays(name, number % 10, 1_000 * YUAN)
        for week in range(10):
            town.is_paid(name, number % 10 + 7 * (week + 1), 1_500 * YUAN)


def gig_with_a_large_deposit(town: Town) -> None:
    for number, name in enumerate(people(60)):
        town.pays(name, number % 10, 2_000 * YUAN)
        for week in range(3):
            town.is_paid(name, number % 10 + 7 * (week + 1), 900 * YUAN)


def rentals(town: Town) -> None:
    """Tenants pay monthly and get a deposit back once; owners are paid monthly and paid in a small fee."""
    for number, name in enumerate(people(60)):
        town.pays(name, number % 5, 4_000 * YUAN)
        for month in range(3):
            town.pays(name, number % 5 + 30 * month, 2_000 * YUAN)
        if number % 4 == 0:
            town.is_paid(name, 80, 4_000 * YUAN, "refund")
    for number, name in enumerate(people(30, "owner")):
        town.pays(name, number % 5, 500 * YUAN)
        for month in range(3):
            town.is_paid(name, 6 + 30 * month, 1_700 * YUAN)


def prepaid_gym(town: Town) -> None:
    for number, name in enumerate(people(150)):
        town.pays(name, number % 60, 3_000 * YUAN)
        if number % 10 == 0:
            town.is_paid(name, number % 60 + 12, 2_400 * YUAN, "refund")


def fees(town: Town) -> None:
    for name in people(200):
        for month in range(3):
            town.pays(name, 5 + 30 * month, 150 * YUAN, "fee")


def charity(town: Town) -> None:
    """Many give; twenty who once gave a little themselves are helped every month."""
    for number, name in enumerate(people(300)):
        town.pays(name, number % 80, 100 * YUAN)
    for name in people(20):
        for month in range(3):
            town.is_paid(name, 8 + 30 * month, 800 * YUAN)


def cooperative_dividends(town: Town) -> None:
    """Members bring their shares; each quarter a dividend follows the results."""
    for name in people(80):
        town.pays(name, 1, 5_000 * YUAN)
        for quarter, yuan in enumerate((90, 130, 60)):
            town.is_paid(name, 80 + 91 * quarter, yuan * YUAN)


def cooperative_that_shares_out_every_month(town: Town) -> None:
    for name in people(80):
        town.pays(name, 1, 5_000 * YUAN)
        for month, yuan in enumerate((60, 140, 50, 120)):
            town.is_paid(name, 30 + 30 * month, yuan * YUAN)


def insiders_and_relatives(town: Town) -> None:
    raises_money(town)
    for number, name in enumerate(people(40)):
        if number < 5:
            town.relation(name, "shareholder", "F", share=0.2)
        else:
            town.relation(name, "kin", people(40)[number % 5])


def filed_loans(town: Town) -> None:
    town.institution("R", "other").product("FILED", at="R", borrower="F", principal=80 * WAN)
    raises_money(town, product="FILED")


INNOCENT = [
    shop, shop_that_calls_no_refund_a_refund, payroll, gig, gig_with_a_large_deposit, rentals, prepaid_gym, fees, charity,
    cooperative_dividends, cooperative_that_shares_out_every_month,
    insiders_and_relatives, filed_loans,
]  # fmt: skip


@pytest.mark.parametrize("lives", INNOCENT, ids=lambda one: one.__name__)
def test_lawful_business_with_many_people_is_left_alone(lives: Callable[[Town], None], tmp_path: Path) -> None:
    town = Town()
    lives(town)

    assert found(town, tmp_path) == []


def test_a_platforms_operator_is_judged_by_the_rules_for_institutions(tmp_path: Path) -> None:
    assert found(raises_money(Town()).institution("P", operator="F"), tmp_path) == []


def test_a_bank_takes_deposits_by_licence(tmp_path: Path) -> None:
    town = raises_money(Town())
    town.tables["parties"][0]["industry_code"] = "J6621"

    assert found(town, tmp_path) == []


def test_without_holders_of_accounts_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = raises_money(Town()).write(tmp_path / "ledger", without=["accounts.holder_party_id"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["public_fan_in"])

    assert read_run(tmp_path / "out")["rules"]["public_fan_in"]["status"] == "not assessed"
