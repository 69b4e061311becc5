"""Tomorrow's file continues today's run: cut anywhere, under each method, it gives what the whole ledger gives."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builders import Books, lookthrough, read_daily, read_findings, read_uses
from examples import slow_examples
from flows.test_conservation import cast, lines
from lookthrough.flows.continuing import continue_ledger
from lookthrough.flows.run import run_ledger
from lookthrough.kernel.files import FileRefused
from lookthrough.sample.operations import simulate

PATIENT = settings(
    max_examples=slow_examples(12),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
DAYS = ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-03", "2026-02-04"]
METHODS = ("specific", "pro_rata", "fifo")


@st.composite
def told(draw: st.DrawFn) -> Books:
    books = cast()
    for number, line in enumerate(draw(st.lists(lines(), min_size=4, max_size=25))):
        day = draw(st.sampled_from(DAYS))
        books.transfer(
            f"{day} 10:{number:02}", line["from_"], line["to"], line["fen"], line["purpose"], product=line["product"], order=line["order"]
        )
    return books


def cut(whole: Path, folder: Path, keep: Any) -> Path:
    """Write the ledger with some of its transfers."""
    shutil.copytree(whole, folder)
    rows = pq.read_table(whole / "transfers.parquet")
    pq.write_table(rows.filter(keep(pc.cast(rows["at"], pa.date32()))), folder / "transfers.parquet")
    return folder


def since(rows: list[dict[str, Any]], first: date) -> list[dict[str, Any]]:
    return [row for row in rows if row["date"] >= str(first)]


def results(out: Path, first: date) -> tuple[Any, Any, Any]:
    """What a run says of the days and months from a day on."""
    found = [{k: v for k, v in row.items() if k != "as_of"} for row in read_findings(out) if str(row["to_date"])[:7] >= str(first)[:7]]
    return since(read_uses(out), first), since(read_daily(out), first), found


@PATIENT
@given(told(), st.sampled_from(DAYS[1:-1]), st.sampled_from([1, 2, 400]), st.sampled_from(METHODS))
def test_continuing_equals_the_whole(books: Books, day: str, reach_days: int, method: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, first = Path(place), date.fromisoformat(day)
        whole = books.write(folder / "whole", as_="parquet")
        at = pc.cast(pq.read_table(whole / "transfers.parquet")["at"], pa.date32()).to_pylist()
        if not (min(at) < first <= max(at)):
            return
        asked = {"reach_days": reach_days, "longest_look": 0, "method": method, "rules": ["ponzi_payout"]}
        before = cut(whole, folder / "before", lambda days: pc.less(days, pa.scalar(first)))
        after = cut(whole, folder / "after", lambda days: pc.greater_equal(days, pa.scalar(first)))
        continue_ledger(ledger=before, state=folder / "state", out=folder / "first", **asked)
        continue_ledger(ledger=after, state=folder / "state", out=folder / "second", **asked)
        run_ledger(ledger=whole, out=folder / "once", method=method, rules=["ponzi_payout"])

        begun = min(day for day in at if day >= first)
        uses, daily, _ = results(folder / "once", begun)
        assert results(folder / "second", begun)[:2] == (uses, daily)


@pytest.mark.slow
@pytest.mark.usefixtures("every_thread")
def test_a_generated_year_cut_twice_gives_the_same_findings(tmp_path: Path) -> None:
    simulate(institutions=12, days=365, seed=5, bad_share=0.5, out=tmp_path / "whole", transfers=25_000)
    cuts = [date(1970, 1, 1), date(2025, 10, 20), date(2025, 12, 5), date(2100, 1, 1)]
    rows = pq.read_table(tmp_path / "whole" / "transfers.parquet")["at"]
    last = pc.max(pc.cast(rows, pa.date32())).as_py()
    cuts[1:3] = [last.replace(day=1), last.replace(day=15)]
    for number in range(3):
        low, high = pa.scalar(cuts[number]), pa.scalar(cuts[number + 1])
        cut(tmp_path / "whole", tmp_path / f"part-{number}", lambda d, a=low, b=high: pc.and_(pc.greater_equal(d, a), pc.less(d, b)))
    for method in METHODS:
        told = tmp_path / method
        for number in range(3):
            part, out = tmp_path / f"part-{number}", told / f"out-{number}"
            continue_ledger(ledger=part, state=told / "state", out=out, method=method, reach_days=240)
        run_ledger(ledger=tmp_path / "whole", out=told / "once", method=method)

        assert read_findings(told / "once"), method
        assert results(told / "out-2", cuts[2]) == results(told / "once", cuts[2]), method


def platform() -> Books:
    books = Books().institution("P", "p2p").party("A").account("A", "client", of="A", at="P").party("X")
    books.account("X", "borrower", of="X", at="P").account("custody", "custody", of="P.op", at="P").product("L", at="P", borrower="X")
    return books


def test_a_corrected_day_replays_from_there(tmp_path: Path) -> None:
    first = platform().transfer("2026-01-05", "A", "custody", 100, "invest", product="L")
    first.transfer("2026-01-06", "custody", "X", 90, "disburse", product="L").transfer("2026-01-07", "X", "custody", 50, "repay_principal")
    continue_ledger(ledger=first.write(tmp_path / "first"), state=tmp_path / "state", out=tmp_path / "out")
    mended = platform().transfer("2026-01-06", "custody", "X", 100, "disburse", product="L", transfer_id="t000002")

    continue_ledger(ledger=mended.write(tmp_path / "mended"), state=tmp_path / "state", out=tmp_path / "again", replaces_days=True)

    closing = {(row["date"], row["origin"]): row["closing_fen"] for row in read_daily(tmp_path / "again")}
    assert closing["2026-01-06", "lender_principal"] == 0
    assert closing["2026-01-07", "borrower_money"] == 50


def test_a_file_the_state_does_not_reach_back_to_is_refused_and_the_state_stays(tmp_path: Path) -> None:
    first = platform().transfer("2025-01-05", "A", "custody", 100, "invest", product="L")
    first.transfer("2026-01-06", "custody", "X", 90, "disburse", product="L")
    continue_ledger(ledger=first.write(tmp_path / "first"), state=tmp_path / "state", out=tmp_path / "out", reach_days=30)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "state").rglob("*"))
    late = platform().transfer("2025-06-01", "A", "custody", 1, "invest", product="L", transfer_id="late")

    with pytest.raises(FileRefused, match="2025-06-01"):
        continue_ledger(ledger=late.write(tmp_path / "late"), state=tmp_path / "state", out=tmp_path / "again")

    assert sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "state").rglob("*")) == before
    assert not (tmp_path / "again").exists()


def test_the_command_continues_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    first = platform().transfer("2026-01-05", "A", "custody", 100, "invest", product="L").write(tmp_path / "first")
    second = platform().transfer("2026-01-06", "custody", "X", 90, "disburse", product="L", transfer_id="t2").write(tmp_path / "second")
    lookthrough("flows", "run", first, "--state", tmp_path / "state", "--out", tmp_path / "one")
    lookthrough("flows", "run", second, "--state", tmp_path / "state", "--out", tmp_path / "two")
    told = read_daily(tmp_path / "two")

    lookthrough("flows", "run", second, "--state", tmp_path / "state", "--out", tmp_path / "two")

    assert read_daily(tmp_path / "two") == told
    assert told[-1]["closing_fen"] == 10
