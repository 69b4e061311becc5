"""Settling for strangers' shops, or clearing between banks, without a licence: the guilty, the innocent, both sides of the limits."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from builders import Books, read_findings, read_run
from lookthrough.flows.run import run_ledger

YUAN = 100
START = date(2026, 1, 5)


class Market(Books):
    """A firm F with a bank account, shops and their customers."""

    def __init__(self, **more: str) -> None:
        super().__init__()
        self.party("F", "company", name="某网络科技有限公司", **more).account("F", "external", of="F")

    def holder(self, name: str, kind: str = "person", **more: str) -> str:
        if name not in self._known:
            self.party(name, kind).account(name, more.get("role", "external"), of=name)
        return name

    def settles(
        self, shops: int, *, keeps: float = 0.006, days: int = 60, every: int = 7, customers: int = 40, role: str = "external"
    ) -> Market:
        """Customers pay every day; what each shop took is paid to it after so many days, less what is kept."""
        for day in range(days):
            at = START + timedelta(days=day)
            for number in range(shops):
                customer = self.holder(f"customer{(number * 7 + day) % customers:03d}")
                self.transfer(f"{at} 12:00", customer, "F", 200 * YUAN)
            if (day + 1) % every == 0:
                for number in range(shops):
                    shop = self.holder(f"shop{number:03d}", "company", role=role)
                    self.transfer(f"{at} 20:00", "F", shop, int(200 * YUAN * every * (1 - keeps)))
        return self


def found(books: Books, tmp_path: Path) -> set[tuple[str, str, str, float]]:
    run_ledger(ledger=books.write(tmp_path / "ledger"), out=tmp_path / "out", rules=["unlicensed_payment"])
    return {(row["subject_type"], row["subject_id"], row["severity"], row["value"]) for row in read_findings(tmp_path / "out")}


def test_a_firm_that_collects_for_thirty_shops_is_found_and_one_for_twenty_nine_is_not(tmp_path: Path) -> None:
    assert found(Market().settles(30), tmp_path / "thirty") == {("party", "F", "medium", 30.0)}
    assert found(Market().settles(29), tmp_path / "fewer") == set()


def test_a_hundred_shops_are_high(tmp_path: Path) -> None:
    assert {one[2] for one in found(Market().settles(100, days=35), tmp_path / "hundred")} == {"high"}
    assert {one[2] for one in found(Market().settles(99, days=35), tmp_path / "less")} == {"medium"}


def test_shops_run_by_people_count_by_their_merchant_accounts(tmp_path: Path) -> None:
    market = Market().settles(40, role="merchant")
    for party in market.tables["parties"]:
        party["kind"] = "company" if party["party_id"] == "F" else "person"

    assert {one[3] for one in found(market, tmp_path)} == {40.0}


def test_a_licensed_payment_firm_is_innocent(tmp_path: Path) -> None:
    assert found(Market().settles(40).institution("Pay", "payment", operator="F", licence_no="Z1"), tmp_path) == set()


def test_a_payment_firm_that_has_no_licence_where_others_have_is_found(tmp_path: Path) -> None:
    """It settles from its reserve into accounts that it keeps for its merchants."""
    market = Market().institution("Pay", "payment", operator="F").institution("Other", "payment", licence_no="Z1")
    market.account("reserve", "reserve", of="F", at="Pay")
    for day in range(60):
        for number in range(35):
            at = START + timedelta(days=day)
            customer, shop = f"customer{(number * 3 + day) % 50}", f"shop{number}"
            if customer not in market._known:
                market.party(customer).account(customer, "client", of=customer, at="Pay")
            if shop not in market._known:
                market.party(shop, "company").account(shop, "merchant", of=shop, at="Pay")
            market.transfer(f"{at} 10:00", customer, "reserve", 300 * YUAN, order=f"o{day}-{number}")
            market.transfer(f"{at} 22:00", "reserve", shop, 298 * YUAN, order=f"o{day}-{number}")

    assert {one[1:] for one in found(market, tmp_path)} == {("F", "medium", 35.0)}


def test_a_bank_is_innocent(tmp_path: Path) -> None:
    assert found(Market(industry_code="J6621").settles(40), tmp_path) == set()


def test_a_group_treasury_is_innocent(tmp_path: Path) -> None:
    """The treasury of a group collects what its firms are paid, pays them, and pays their suppliers out of what they bring."""
    group = Market()
    group.party("Holding", "company").relation("Holding", "shareholder", "F", share=1.0)
    for number in range(40):
        group.relation("Holding", "shareholder", group.holder(f"shop{number:03d}", "company"), share=0.8)
    group.settles(40)
    for day in range(0, 60, 5):
        for number in range(40):
            at = START + timedelta(days=day)
            group.transfer(f"{at} 09:00", f"shop{number:03d}", "F", 500 * YUAN)
            group.transfer(f"{at} 16:00", "F", group.holder(f"supplier{number:03d}", "company"), 490 * YUAN)

    assert found(group, tmp_path) == set()


def test_a_shopping_centre_that_deducts_rent_is_innocent(tmp_path: Path) -> None:
    assert found(Market().settles(60, keeps=0.12), tmp_path / "weekly") == set()
    assert found(Market().settles(60, keeps=0.10, every=30, days=120), tmp_path / "monthly") == set()


def test_a_trader_who_lives_on_a_margin_is_innocent(tmp_path: Path) -> None:
    assert found(Market().settles(50, keeps=0.2), tmp_path) == set()


def test_a_trader_whose_balance_crosses_the_mark_by_chance_is_innocent(tmp_path: Path) -> None:
    """Stock bought ahead in the first month: by the end of January almost as much is paid out as came in."""
    trader = Market().settles(40, keeps=0.3, days=85)
    for number in range(40):
        trader.transfer(START + timedelta(days=20), "F", f"shop{number:03d}", 900 * YUAN)

    assert found(trader, tmp_path) == set()


def test_a_firm_that_buys_once_from_many_is_innocent(tmp_path: Path) -> None:
    assert found(Market().settles(60, days=60, every=60), tmp_path) == set()


def clearing(clients: int, banks: int) -> Market:
    """F takes money from clients of platform P1 and pays clients of other platforms, at other banks."""
    market = Market().institution("P1").institution("P2")
    for number in range(clients):
        one, other = f"from{number}", f"to{number}"
        market.party(one).account(one, "client", of=one, at="P1", bank_code="901")
        market.party(other).account(other, "client", of=other, at="P2", bank_code="901" if banks == 1 else "902")
        market.transfer(START + timedelta(days=number), one, "F", 900 * YUAN)
        market.transfer(START + timedelta(days=number + 1), "F", other, 895 * YUAN)
    return market


def test_clearing_between_two_banks_clients_is_found(tmp_path: Path) -> None:
    assert ("party", "F", "medium", 2.0) in found(clearing(8, 2), tmp_path / "two")
    assert found(clearing(8, 1), tmp_path / "one") == set()


def test_a_few_clients_are_no_clearing(tmp_path: Path) -> None:
    assert found(clearing(4, 2), tmp_path) == set()


def test_without_holders_of_accounts_it_is_not_assessed(tmp_path: Path) -> None:
    ledger = Market().settles(30).write(tmp_path / "ledger", without=["accounts.holder_party_id"])
    run_ledger(ledger=ledger, out=tmp_path / "out", rules=["unlicensed_payment"])

    assert read_run(tmp_path / "out")["rules"]["unlicensed_payment"]["status"] == "not assessed"
