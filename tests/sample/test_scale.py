"""Large ledgers are written within bounded memory, and every seed tells a story that adds up."""

# ruff: noqa: S608 - the queries are this test's own

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lookthrough.sample.operations import simulate
from memory import run_measured
from sample.reading_ledgers import BALANCES, count, opened

STREET = 6_000  # what ordinary firms and people do beside the institutions, however small these are

_MEASURED = """
import json
from pathlib import Path
from lookthrough.sample.operations import simulate
done = simulate(institutions=300, days=365, seed=1, transfers=int(sys.argv[2]), out=Path(sys.argv[1]))
print(json.dumps({"rows": done.rows["transfers"]}))
"""


def _measured(out: Path, transfers: int) -> dict[str, int]:
    done, held = run_measured(_MEASURED, out, transfers)
    assert done.returncode == 0, done.stderr
    document: dict[str, int] = json.loads(done.stdout)
    return document | {"peak_mib": held}


@pytest.mark.slow
def test_two_million_transfers_fit_in_little_memory_and_six_million_need_hardly_more(tmp_path: Path) -> None:
    two, six = _measured(tmp_path / "two", 2_000_000), _measured(tmp_path / "six", 6_000_000)

    assert 1_700_000 < two["rows"] < 2_700_000
    assert two["peak_mib"] < 900
    assert six["rows"] > 2.7 * two["rows"]
    assert six["peak_mib"] < 1.5 * two["peak_mib"], "memory follows the largest institution, not the ledger"


@pytest.mark.slow
def test_a_large_ledger_comes_in_parts_that_read_as_one(tmp_path: Path) -> None:
    done = simulate(institutions=20, days=365, seed=1, transfers=6_000_000, out=tmp_path / "large")
    con = opened(tmp_path / "large")

    assert (tmp_path / "large" / "transfers" / "part-00000.parquet").is_file()
    assert not (tmp_path / "large" / "transfers.parquet").exists()
    assert count(con, "SELECT count(DISTINCT transfer_id) FROM transfers") == done.rows["transfers"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 24))
def test_no_seed_makes_an_account_fall_below_zero(seed: int, tmp_path: Path) -> None:
    simulate(institutions=60, days=300, seed=seed, bad_share=0.6, out=tmp_path / "ledger")
    below = f"SELECT count(*) FROM ({BALANCES}) JOIN accounts USING (account_id) WHERE balance < 0 AND role <> 'external'"

    assert count(opened(tmp_path / "ledger"), below) == 0


@pytest.mark.parametrize(("institutions", "days"), [(1, 1), (1, 7), (3, 30), (2, 800)])
def test_short_long_and_single_ledgers_are_written_too(institutions: int, days: int, tmp_path: Path) -> None:
    done = simulate(institutions=institutions, days=days, seed=9, bad_share=0.5, out=tmp_path / "ledger")

    assert done.rows["institutions"] == institutions
    assert done.rows["transfers"] == count(opened(tmp_path / "ledger"), "SELECT count(*) FROM transfers") > 0


@pytest.mark.parametrize("wanted", [5_000, 40_000])
def test_the_number_of_transfers_follows_what_was_asked(wanted: int, tmp_path: Path) -> None:
    done = simulate(institutions=5, days=365, seed=9, bad_share=0.0, transfers=wanted, out=tmp_path / "ledger")

    assert 0.6 * wanted < done.rows["transfers"] < 1.5 * wanted + STREET
