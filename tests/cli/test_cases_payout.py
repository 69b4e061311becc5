"""``lookthrough cases payout`` at the terminal: shares and totals, refused rows beside them, the same bytes for the same claims."""

from __future__ import annotations

import json
from pathlib import Path

from builders import lookthrough

CLAIMS = "claimant_key,contributed_fen,returned_fen,disputed\nb,300,0,0\na,100,0,1\nbad,-1,0,0\n"


def pay(folder: Path, text: str, *more: object) -> tuple[int, str]:
    claims, out = folder / "claims.csv", folder / "out.csv"
    claims.write_text(text, encoding="utf-8")
    done = lookthrough("cases", "payout", claims, "--available", 100, "--out", out, "--rejects", folder / "no.csv", "--json", *more)
    return done.returncode, done.stdout


def test_shares_totals_and_rejects(tmp_path: Path) -> None:
    code, said = pay(tmp_path, CLAIMS)
    document = json.loads(said)
    assert code == 0
    assert (document["paid_fen"], document["held_fen"], document["left_fen"], document["refused"]) == (75, 25, 0, 1)
    assert (tmp_path / "out.csv").read_text() == 'claimant_key,base_fen,paid_fen,held_fen,ratio\n"a",100,0,25,0.25\n"b",300,75,0,0.25\n'
    assert json.loads((tmp_path / "out.csv.totals.json").read_text()) == document
    assert "claims.csv,3,contributed_fen,-1" in (tmp_path / "no.csv").read_text(encoding="utf-8-sig")


def test_another_order_of_rows_gives_the_same_bytes(tmp_path: Path) -> None:
    head, *rows = CLAIMS.splitlines(keepends=True)
    written = []
    for order in (rows, rows[::-1]):
        pay(tmp_path, head + "".join(order), "--base", "net")
        written.append((tmp_path / "out.csv").read_bytes())
    assert written[0] == written[1]


def test_nothing_is_written_when_nothing_can_be_read(tmp_path: Path) -> None:
    for text in ("claimant_key,contributed_fen\na,1\n", "claimant_key,contributed_fen,returned_fen\na,x,0\n"):
        code, _said = pay(tmp_path, text)
        assert code == 1
        assert not (tmp_path / "out.csv").exists()
    assert lookthrough("cases", "payout", tmp_path / "claims.csv", "--available", -5, "--out", tmp_path / "out.csv").returncode == 2
