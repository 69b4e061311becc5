"""``lookthrough flows simulate`` at a terminal: words on stderr, one document on stdout, exit codes that mean something."""

from __future__ import annotations

import json
from pathlib import Path

from builders import lookthrough
from sample.reading_ledgers import contents

FLAGS = ("--institutions", 2, "--days", 60, "--seed", 1)


def test_the_command_writes_a_ledger_and_says_so(tmp_path: Path) -> None:
    done = lookthrough("flows", "simulate", *FLAGS, "--out", tmp_path / "ledger", "--json")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"]["institutions"] == 2
    assert said["rows"]["transfers"] > 500
    assert (tmp_path / "ledger" / "truth.parquet").is_file()


def test_the_command_gives_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert lookthrough("flows", "simulate", *FLAGS, "--bad-share", 1, "--out", tmp_path / name).returncode == 0

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_unknown_conduct_is_wrong_usage(tmp_path: Path) -> None:
    done = lookthrough("flows", "simulate", *FLAGS, "--conducts", "jaywalking", "--out", tmp_path / "ledger")

    assert done.returncode == 2
    assert "jaywalking" in done.stderr
    assert "ponzi_payout" in done.stderr, "what would have been right"
    assert not (tmp_path / "ledger").exists()


def test_a_folder_that_cannot_be_written_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = lookthrough("flows", "simulate", *FLAGS, "--out", tmp_path / "file" / "ledger")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "file/ledger" in done.stderr.replace("\n", "")
