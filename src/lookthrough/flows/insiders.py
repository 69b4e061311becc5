"""Clients' sub-accounts that the operator's own circle holds: its money lies there as if it were any client's (one place for all rules)."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.coding import NONE, Codes, Numbers
from lookthrough.flows.standing import CIRCLE, Standing


class Insiders:
    """Which accounts with an institution are held by its circle, and from which day to which."""

    def __init__(self, codes: Codes, standing: Standing) -> None:
        tied = np.flatnonzero(standing.bits & CIRCLE)
        self.key, self.from_day, self.to_day = standing.key[tied], standing.from_day[tied], standing.to_day[tied]
        institution, holder = codes.account_institution, codes.holder
        self.account_key = (institution.astype(np.int64) << 32) + holder
        self.is_one = (institution != NONE) & (holder != NONE) & np.isin(self.account_key, self.key)

    def hold(self, account: Numbers, institution: Numbers, institution_of: Numbers, day: Numbers) -> Numbers:
        """Tell of each row whether its account, kept with ``institution``, was held by the circle on ``day``."""
        held = np.zeros(len(account), np.bool_)
        rows = np.flatnonzero(self.is_one[account] & (institution_of[account] == institution))
        key, on = self.account_key[account[rows]], day[rows]
        place, end = np.searchsorted(self.key, key), np.searchsorted(self.key, key, side="right")
        while (left := place < end).any():
            at = np.minimum(place, len(self.key) - 1)
            held[rows] |= left & (self.from_day[at] <= on) & (on <= self.to_day[at])
            place = place + 1
        return held
