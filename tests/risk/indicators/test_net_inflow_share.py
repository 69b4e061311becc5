"""Net inflow against money lent over six months."""

from __future__ import annotations

import pytest

from monthly_builders import value


def test_an_outflow_is_negative() -> None:
    before = {"2026-02": {"net_inflow_fen": 10.0, "lent_fen": 100.0}}
    assert value("net_inflow_share", net_inflow_fen=-50.0, lent_fen=100.0, before=before) == pytest.approx(-0.2)


def test_what_was_not_disclosed_is_unknown_and_not_nought() -> None:
    assert value("net_inflow_share", net_inflow_fen=None, lent_fen=100.0) is None
