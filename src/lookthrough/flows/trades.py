"""Which accounts belong to a trade that some rule asks about (developers, securities firms …), and what loans say they are for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from lookthrough.flows.coding import NONE, Codes, Numbers

DEVELOPER, AGENCY, SECURITIES, FUTURES, VENUE = (1 << place for place in range(8, 13))
_BITS = {"developer": DEVELOPER, "agency": AGENCY, "securities": SECURITIES, "futures": FUTURES, "venue": VENUE}
_CLAUSE = re.compile(r"[，,。.;；、（）()\s]+")


@dataclass(frozen=True, slots=True)
class Trades:
    """Classes of GB/T 4754 and businesses of institutions by trade, and words by what they say."""

    classes: Mapping[str, tuple[str, ...]]
    businesses: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]

    def bits(self, industry: str | None) -> int:
        """Return the trades of a class, with or without the letter of its section: ``K7010``, ``7010`` and ``701`` are one."""
        code = (industry or "").lstrip("ABCDEFGHIJKLMNOPQRST")
        return sum(_BITS[trade] for trade, classes in self.classes.items() if code.startswith(classes))

    def says_down_payment(self, purpose: str | None) -> bool:
        """Tell whether a loan's stated purpose is the down payment on a home; a clause that denies it says nothing."""
        return any(self._clause_says_so(clause) for clause in _CLAUSE.split(purpose or ""))

    def says_rent(self, purpose: str | None) -> bool:
        """Tell whether a loan is for rent by its own words."""
        return self._has("rent", purpose or "")

    def _clause_says_so(self, clause: str) -> bool:
        return self._has("down_payment", clause) and not self._has("not_a_home", clause) and not self._has("negation", clause)

    def _has(self, kind: str, text: str) -> bool:
        return any(word in text for word in self.words[kind])


def among(texts: pa.Array, says: Callable[[str | None], bool]) -> Numbers:
    """Return, row by row, whether a text says so; each text is read once."""
    encoded = texts.dictionary_encode()
    said = np.array([*(says(text) for text in encoded.dictionary.to_pylist()), False], np.bool_)
    found: Numbers = said[np.asarray(encoded.indices.fill_null(len(said) - 1))]
    return found


def trades_on(day: date) -> Trades:
    """Return what is in force on a day; nothing is asked about before the first row."""
    begun = [since for since in _rows() if since <= day]
    row = _rows()[max(begun)] if begun else {"classes": {}, "businesses": {}, "words": dict.fromkeys(_rows()[min(_rows())]["words"], ())}
    return Trades(*({name: tuple(some) for name, some in row[part].items()} for part in ("classes", "businesses", "words")))


@cache
def _rows() -> dict[date, Any]:
    found: dict[date, Any] = yaml.safe_load((resources.files("lookthrough.flows") / "trades.yml").read_text(encoding="utf-8"))
    return found


def marks_of_accounts(codes: Codes, parties: pa.Table, trades: Trades) -> Numbers:
    """Return the trades of each account: those of its holder, and of the institution that it is with."""
    of_party = np.append(marks_of_parties(codes, parties, trades), 0)  # the last place stands for «none»
    of_institution = np.append(_of_institutions(codes, trades), 0)
    found: Numbers = of_party[codes.holder] | of_institution[codes.account_institution]
    return found


def marks_of_parties(codes: Codes, parties: pa.Table, trades: Trades) -> Numbers:
    """Return the trades of each party: by its class, and by the institutions it runs."""
    industry = parties["industry"].combine_chunks().dictionary_encode()
    of_class = np.array([*(trades.bits(one) for one in industry.dictionary.to_pylist()), 0], np.int64)
    found: Numbers = of_class[np.asarray(industry.indices.fill_null(len(of_class) - 1))]
    known = codes.operator != NONE
    np.bitwise_or.at(found, codes.operator[known], _of_institutions(codes, trades)[known])
    return found


def _of_institutions(codes: Codes, trades: Trades) -> Numbers:
    marks = [sum(_BITS[trade] for trade, some in trades.businesses.items() if business in some) for business in codes.business]
    return np.array(marks, np.int64)
