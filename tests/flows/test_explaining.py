"""A trace told short: no smaller set holds the asked share, every way leads there, and what comes back comes back in time."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import lookthrough
from examples import slow_examples
from flows.test_trace import ROWS, Row, follow, ledger
from lookthrough.flows.explaining import explain, rests, returns
from lookthrough.flows.following import Trace
from lookthrough.flows.trace_picture import html, marks, svg

MINUTES_A_DAY = 24 * 60


def test_the_fewest_accounts_hold_the_share_and_only_their_ways_are_told(tmp_path: Path) -> None:
    rows = [(0, "A", "B", 1000), (1, "B", "X", 700), (2, "B", "Y", 200), (3, "B", "Z", 100), (4, "X", "W", 700)]
    found = follow(ledger(tmp_path, rows), "T0000")

    told = explain(found, 0.8)

    assert (told.account_ids, told.fen) == (["W", "Y"], 900)
    assert told.transfer_ids == ["T0000", "T0001", "T0002", "T0004"]
    assert explain(found, 0.7).transfer_ids == ["T0000", "T0001", "T0004"]


def test_what_had_left_before_is_not_on_the_way(tmp_path: Path) -> None:
    """B was empty between the two loans: the first cannot have paid X, the second cannot have paid W."""
    rows = [(0, "A", "B", 100), (1, "B", "W", 100), (2, "A", "B", 300), (3, "B", "X", 300)]
    book = ledger(tmp_path, rows)
    found = trace_of_account(book, "A")

    assert explain(found, 0.7).transfer_ids == ["T0002", "T0003"]


def trace_of_account(book: Path, account: str, **asked: object) -> Trace:
    from lookthrough.flows.following import trace_money

    return trace_money(folder=book, of="account", subject=account, **asked)  # type: ignore[arg-type]


def test_going_back_the_fewest_sources_are_told(tmp_path: Path) -> None:
    found = follow(ledger(tmp_path, [(0, "A", "B", 300), (1, "C", "B", 100), (2, "B", "X", 400)]), "T0002", direction="back")

    told = explain(found, 0.75)

    assert (told.account_ids, told.fen, told.transfer_ids) == (["A"], 300, ["T0000", "T0002"])


def test_what_comes_back_is_told_with_the_accounts_it_passed(tmp_path: Path) -> None:
    rows = [(0, "A", "B", 100), (1, "B", "C", 60), (2, "C", "A", 60), (3, "B", "A", 40)]
    found = follow(ledger(tmp_path, rows), "T0000")

    assert [(one.transfer_id, one.account_ids, one.fen, one.hop) for one in returns(found)] == [
        ("T0002", ["A", "B", "C", "A"], 60, 2),
        ("T0003", ["A", "B", "A"], 40, 1),
    ]
    assert returns(found)[0].transfer_ids == ["T0000", "T0001", "T0002"]


def test_a_ring_that_does_not_close_in_time_is_no_return(tmp_path: Path) -> None:
    """C paid A before B paid C: the ring is there, the money never went round."""
    found = follow(ledger(tmp_path, [(0, "C", "A", 100), (1, "A", "B", 100), (2, "B", "C", 100)]), "T0001")

    assert returns(found) == []


def test_another_start_s_money_is_not_a_return(tmp_path: Path) -> None:
    """Both P and Q lent; what P's borrower pays to Q did not start at Q."""
    rows = [(0, "P", "B", 100), (0, "Q", "D", 100), (1, "B", "Q", 100)]
    book = ledger(tmp_path, rows, products={0: "L", 1: "L"}, purposes={0: "disburse", 1: "disburse"})
    from lookthrough.flows.following import trace_money

    assert returns(trace_money(folder=book, of="product", subject="L")) == []


def test_going_back_a_return_is_told_in_the_order_of_time(tmp_path: Path) -> None:
    found = follow(ledger(tmp_path, [(0, "X", "B", 100), (1, "B", "X", 100)]), "T0001", direction="back")

    assert [(one.account_ids, one.transfer_ids) for one in returns(found)] == [(["X", "B", "X"], ["T0000", "T0001"])]


@settings(max_examples=slow_examples(25), deadline=None)
@given(rows=ROWS, share=st.sampled_from([0.1, 0.5, 0.8, 1.0]), back=st.booleans(), data=st.data())
def test_no_smaller_set_holds_the_share(
    rows: list[Row], share: float, back: bool, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [(number, *row[1:]) for number, row in enumerate(sorted(rows))]
    at = data.draw(st.integers(0, len(rows) - 1))
    book, hops = ledger(tmp_path_factory.mktemp("book"), rows), data.draw(st.integers(0, 5))
    found = follow(book, f"T{at:04}", direction="back" if back else "forward", hops=hops)

    told, held = explain(found, share), rests(found)

    assert told.fen == sum(held[account] for account in told.account_ids)
    assert told.fen >= share * found.start_fen - 1e-6 * found.start_fen
    smaller = combinations(held.values(), len(told.account_ids) - 1)
    assert not any(sum(some) >= share * found.start_fen + 1e-6 * found.start_fen for some in smaller)
    _leads_there(found, told.transfer_ids, told.account_ids)


def _leads_there(found: Trace, transfer_ids: list[str], account_ids: list[str]) -> None:
    """Every told transfer touches a chosen account or feeds another told one, and each chosen account's own last arrivals are told."""
    steps = [step for step in found.steps if step.transfer_id in transfer_ids]
    near = [(step.to_account_id if found.direction == "forward" else step.from_account_id, step) for step in steps]
    feeding = {step.from_account_id if found.direction == "forward" else step.to_account_id for step in steps}
    assert {step.transfer_id for step in found.steps if step.hop == 0} & set(transfer_ids)
    assert all(account in account_ids or account in feeding for account, _ in near)
    assert set(account_ids) <= {account for account, _ in near}


@settings(max_examples=slow_examples(25), deadline=None)
@given(rows=ROWS, data=st.data())
def test_every_return_is_one_unbroken_way_through_time(
    rows: list[Row], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [(number, *row[1:]) for number, row in enumerate(sorted(rows))]
    account = rows[data.draw(st.integers(0, len(rows) - 1))][1]
    found = trace_of_account(ledger(tmp_path_factory.mktemp("book"), rows), account, hops=6)
    facts = {f"T{number:04}": row for number, row in enumerate(rows)}

    for one in returns(found):
        assert one.account_ids[0] == one.account_ids[-1] == one.account_id == account
        assert [facts[transfer][1] for transfer in one.transfer_ids] == one.account_ids[:-1]
        assert [facts[transfer][2] for transfer in one.transfer_ids] == one.account_ids[1:]
        assert one.transfer_ids == sorted(one.transfer_ids)
        assert len(one.transfer_ids) == one.hop + 1
    came = {(step.transfer_id, step.hop) for step in found.steps if step.hop and step.to_account_id == account}
    assert {(one.transfer_id, one.hop) for one in returns(found)} == came


def test_the_picture_and_the_page_mark_what_explains_and_what_returns(tmp_path: Path) -> None:
    found = follow(ledger(tmp_path, [(0, "A", "B", 100), (1, "B", "X", 90), (2, "B", "A", 10)]), "T0000")
    told, back = explain(found, 0.8), returns(found)

    drawn, page = svg(found, marked=marks(told, back)), html(found, told, back)

    assert drawn.count('class="band told"') == 2
    assert drawn.count('class="band round"') == 1
    assert "回到起点" in drawn
    assert "A → B → A" in page
    assert "<style>" not in svg(found, styled=False)


def test_the_command_explains(tmp_path: Path) -> None:
    book = ledger(tmp_path / "book", [(0, "A", "B", 300), (1, "B", "X", 200), (2, "B", "A", 100)])

    done = lookthrough("flows", "trace", str(book), "--transfer", "T0000", "--explain", "0.6", "--json")
    said = lookthrough("flows", "trace", str(book), "--transfer", "T0000", "--explain", "0.6")

    document = json.loads(done.stdout)
    assert document["explained"] == {"share": 0.6, "fen": 200, "account_ids": ["X"], "transfer_ids": ["T0000", "T0001"]}
    assert [one["account_ids"] for one in document["returns"]] == [["A", "B", "A"]]
    assert "回到起点" in said.stderr
    assert "说明 explains 60%" in said.stderr
