"""What several rules ask of the whole ledger is reckoned once, also if they ask side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

T_co = TypeVar("T_co", covariant=True)

if TYPE_CHECKING:
    shared = cached_property
else:

    class shared(cached_property):  # noqa: N801  a decorator
        """A property that whoever asks first reckons, while others wait; from Python 3.12 on ``cached_property`` lets both reckon."""

        def __init__(self, reckon: Callable[[Any], T_co]) -> None:
            super().__init__(reckon)
            self._one_reckons = RLock()

        def __get__(self, instance: object, owner: type | None = None) -> T_co:
            if instance is None:
                return self
            with self._one_reckons:
                return super().__get__(instance, owner)
