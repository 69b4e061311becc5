"""Within one instant an account is credited before it is debited; else the transfer's id decides."""

from __future__ import annotations

import numpy as np
import pytest

from lookthrough.flows.classes import Role
from lookthrough.flows.instants import order_instants

OUTSIDE, CUSTODY, OWN, OTHER_OWN = range(4)
ROLE = np.array([int(one) for one in (Role.EXTERNAL, Role.CUSTODY, Role.OWN, Role.OWN)], np.int8)
AT = np.array([-1, 0, 0, 0], np.int32)

CASES = {
    "what one account pays inside and out goes by id": ([(CUSTODY, OUTSIDE), (CUSTODY, OWN)], [0, 1]),
    "an account is credited before it pays out": ([(OWN, OUTSIDE), (CUSTODY, OWN)], [1, 0]),
    "what comes in comes first": ([(CUSTODY, OWN), (OWN, OUTSIDE), (OUTSIDE, CUSTODY)], [2, 0, 1]),
    "down a stream of accounts": ([(OTHER_OWN, OUTSIDE), (OWN, OTHER_OWN), (CUSTODY, OUTSIDE), (CUSTODY, OWN)], [2, 3, 1, 0]),
    "moves in a ring before those out of it": ([(OWN, OUTSIDE), (OWN, CUSTODY), (CUSTODY, OWN)], [1, 2, 0]),
}


@pytest.mark.parametrize(("moves", "expected"), [pytest.param(*case, id=name) for name, case in CASES.items()])
def test_the_order_within_an_instant(moves: list[tuple[int, int]], expected: list[int]) -> None:
    source, target = (np.array(side, np.int32) for side in zip(*moves, strict=True))

    assert order_instants(0, np.zeros(len(moves), np.int64), source, target, ROLE, AT).tolist() == expected


def test_instants_follow_each_other() -> None:
    source, target = np.array([CUSTODY, OWN, CUSTODY], np.int32), np.array([OUTSIDE, OUTSIDE, OWN], np.int32)

    assert order_instants(0, np.array([1, 2, 2]), source, target, ROLE, AT).tolist() == [0, 2, 1]
