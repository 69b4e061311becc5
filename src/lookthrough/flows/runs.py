"""Places by a number that each has (a firm, a listing, an institution): sorted once, as searching all for each would not end."""

from __future__ import annotations

import numpy as np

from lookthrough.flows.coding import Numbers


class Runs:
    """``places`` by their ``number``, parallel arrays; places of one number stay in the order in which they stood."""

    def __init__(self, number: Numbers, places: Numbers | None = None) -> None:
        order = np.argsort(number, kind="stable")
        self._number, self._places = number[order], order if places is None else places[order]

    def numbers(self) -> list[int]:
        """Return the numbers that there are, ascending."""
        found: list[int] = np.unique(self._number).tolist()
        return found

    def of(self, number: int) -> Numbers:
        """Return the places of one number."""
        # of the same type: else the whole array would be changed to another for each question
        begin, end = np.searchsorted(self._number, np.array([number, number + 1], self._number.dtype))
        found: Numbers = self._places[begin:end]
        return found

    def of_any(self, numbers: Numbers) -> Numbers:
        """Return the places of some numbers, ascending."""
        wanted = np.unique(numbers).astype(self._number.dtype)
        begin, end = np.searchsorted(self._number, wanted), np.searchsorted(self._number, wanted, side="right")
        length = end - begin
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        found: Numbers = np.sort(self._places[np.repeat(begin, length) + within])
        return found
