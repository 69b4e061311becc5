"""Where money went and where it came from: every fen accounted for, and going back says what going onward said."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import lookthrough
from examples import slow_examples
from lookthrough.flows.following import NothingToFollow, Trace, trace_money
from lookthrough.flows.trace_picture import html, svg

START = datetime.fromisoformat("2026-03-02T09:00:00")
Row = tuple[int, str, str, int]  # minutes after the start, from, to, fen


_LOAN = {"institution_id": "I", "borrower_party_id": None, "kind": "loan", "principal_fen": 100, "annual_rate": 0.1, "term_days": 30}
_LOAN |= {"listed_at": "2026-03-01T00:00:00"}


def _party(name: str) -> dict[str, str | None]:
    firm = {"X": "某贸易公司", "operator": "某平台"}.get(name)
    return {"party_id": name, "kind": "company" if firm else "person", "name": firm}


def ledger(folder: Path, rows: list[Row], *, products: dict[int, str] | None = None, purposes: dict[int, str] | None = None) -> Path:
    """Write a ledger of plain outside accounts, one holder each, beside an institution that has nothing to do with them."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = sorted({name for _, a, b, _ in rows for name in (a, b)})
    listings = sorted(set((products or {}).values()))
    tables = {
        "parties": [_party(name) for name in [*accounts, "operator"]],
        "institutions": [
            {"institution_id": "I", "operator_party_id": "operator", "name": "某平台", "business": "p2p", "opened_on": "2026-01-01"}
        ],
        "accounts": [{"account_id": name, "holder_party_id": name, "role": "external", "institution_id": None} for name in accounts],
        "products": [_LOAN | {"product_id": name} for name in listings],
        "transfers": [
            {
                "transfer_id": f"T{number:04}",
                "at": (START + timedelta(minutes=minutes)).isoformat(),
                "from_account_id": a,
                "to_account_id": b,
                "amount_fen": fen,
                "purpose": (purposes or {}).get(number, "transfer"),
                "product_id": (products or {}).get(number),
            }
            for number, (minutes, a, b, fen) in enumerate(rows)
        ],
    }
    for name, content in tables.items():
        if content:
            pq.write_table(pa.Table.from_pylist(content), folder / f"{name}.parquet")
    return folder


def rests(trace: Trace) -> Counter[str]:
    found: Counter[str] = Counter()
    for end in trace.ends:
        found[end.account_id] += end.fen
    return found


def follow(folder: Path, transfer: str, **asked: object) -> Trace:
    return trace_money(folder=folder, of="transfer", subject=transfer, **asked)  # type: ignore[arg-type]


def test_money_is_followed_in_proportion_to_what_lies_on_the_account(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "B", 300), (1, "C", "B", 100), (2, "B", "X", 200), (3, "B", "D", 200)])

    found = follow(book, "T0000")

    assert rests(found) == {"X": 150, "D": 150}
    assert [(step.transfer_id, step.hop, step.traced_fen) for step in found.steps] == [
        ("T0000", 0, 300),
        ("T0002", 1, 150),
        ("T0003", 1, 150),
    ]
    assert next(end.name for end in found.ends if end.account_id == "X") == "某贸易公司"


def test_what_left_before_it_came_is_not_its_money(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "B", "X", 300), (1, "A", "B", 300), (2, "B", "D", 100)])

    assert rests(follow(book, "T0001")) == {"B": 200, "D": 100}


def test_going_back_leads_to_where_it_came_from(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "B", 300), (1, "C", "B", 100), (2, "B", "X", 200)])

    assert rests(follow(book, "T0002", direction="back")) == {"A": 150, "C": 50}


def test_going_back_stops_where_the_ledger_knows_no_more(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "B", 50), (1, "B", "C", 50), (2, "B", "X", 100)])

    assert rests(follow(book, "T0002", direction="back")) == {"B": 100}


def test_the_window_and_the_hops_are_kept(tmp_path: Path) -> None:
    day = 24 * 60
    book = ledger(tmp_path, [(0, "A", "B", 100), (day, "B", "C", 100), (2 * day, "C", "D", 100), (40 * day, "D", "X", 100)])

    assert rests(follow(book, "T0000")) == {"D": 100}
    assert rests(follow(book, "T0000", window_days=60)) == {"X": 100}
    assert rests(follow(book, "T0000", window_days=60, hops=1)) == {"C": 100}
    assert rests(follow(book, "T0000", window_days=60, hops=0)) == {"B": 100}


def test_within_one_instant_an_account_is_credited_first(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "C", "X", 100), (0, "B", "C", 100), (0, "A", "B", 100)])

    assert rests(follow(book, "T0002")) == {"X": 100}


def test_a_listing_takes_its_own_money_first(tmp_path: Path) -> None:
    rows = [(0, "A", "P", 100), (1, "P", "B", 100), (2, "Z", "B", 900), (3, "B", "P", 100), (4, "B", "X", 900)]
    book = ledger(tmp_path, rows, products={0: "L", 1: "L", 3: "L"}, purposes={0: "invest", 1: "disburse", 3: "repay_principal"})

    assert rests(trace_money(folder=book, of="product", subject="L")) == {"P": 100}


def test_an_account_is_followed_from_all_it_paid(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "B", 100), (5, "A", "C", 50), (9000, "B", "X", 100)])

    found = trace_money(folder=book, of="account", subject="A")

    assert (found.start_fen, rests(found)) == (150, {"X": 100, "C": 50})


@pytest.mark.parametrize(("of", "subject"), [("transfer", "T9999"), ("account", "nobody"), ("product", "L9"), ("account", "X")])
def test_nothing_to_follow_is_said(of: str, subject: str, tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "X", 100)])

    with pytest.raises(NothingToFollow):
        trace_money(folder=book, of=of, subject=subject)  # type: ignore[arg-type]


NAMES = st.sampled_from("ABCDEF")
ROWS = st.lists(
    st.tuples(st.integers(0, 200), NAMES, NAMES, st.integers(1, 10**9)).filter(lambda row: row[1] != row[2]), min_size=2, max_size=25
)


@settings(max_examples=slow_examples(25), deadline=None)
@given(rows=ROWS, data=st.data())
def test_no_fen_is_lost_and_back_says_what_onward_said(
    rows: list[Row], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    rows = [(number, *row[1:]) for number, row in enumerate(rows)]  # one after the other: no ring within an instant
    book = ledger(tmp_path_factory.mktemp("book"), rows)
    first, last = sorted(data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))

    onward = follow(book, f"T{first:04}", hops=12)
    back = follow(book, f"T{last:04}", direction="back", hops=12)

    for found, fen in ((onward, rows[first][3]), (back, rows[last][3])):
        assert found.start_fen == fen == sum(end.fen for end in found.ends)
        assert all(step.traced_fen > 0 for step in found.steps)
    reached = sum(step.traced_fen for step in onward.steps if step.transfer_id == f"T{last:04}")
    came = sum(step.traced_fen for step in back.steps if step.transfer_id == f"T{first:04}")
    assert abs(reached - came) <= len(rows) * 12  # a fen a hop may go in rounding


def test_the_picture_and_the_page_say_what_the_table_says(tmp_path: Path) -> None:
    book = ledger(tmp_path, [(0, "A", "B", 300), (1, "B", "X", 200), *((2 + k, "B", f"Y{k:02}", 5) for k in range(20))])
    found = follow(book, "T0000")

    drawn, page = svg(found), html(found)

    assert "B → X" in drawn
    assert "其他账户" in drawn
    assert page.count("<tr>") == 2 + len(found.ends) + len(found.steps)
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_command_writes_a_picture_and_plain_values(tmp_path: Path) -> None:
    book = ledger(tmp_path / "book", [(0, "A", "B", 300), (1, "B", "X", 200)])

    done = lookthrough("flows", "trace", str(book), "--transfer", "T0000", "--out", str(tmp_path / "trace.svg"), "--json")

    assert done.returncode == 0, done.stderr
    assert {end["account_id"]: end["fen"] for end in json.loads(done.stdout)["ends"]} == {"X": 200, "B": 100}
    assert (tmp_path / "trace.svg").read_text(encoding="utf-8").startswith("<svg")
    assert lookthrough("flows", "trace", str(book), "--transfer", "T7").returncode == 1
    assert lookthrough("flows", "trace", str(book)).returncode == 2
    assert lookthrough("flows", "trace", str(book), "--transfer", "T0000", "--out", "x.png").returncode == 2
