"""What several rules ask of the whole ledger is reckoned once, also if they ask side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    shared = cached_property
else:

    class shared(cached_property):  # noqa: N801  a decorator
        """A property that whoever asks first reckons, while others wait; from Python 3.12 on ``cached_property`` lets both reckon."""

        def __init__(self, reckon: Callable[[Any], Any]) -> None:
            super().__init__(reckon)
            self._one_reckons = RLock()

        def __get__(self, instance: object, owner: type | None = None) -> Any:
            if instance is None:
                return self
            with self._one_reckons:
                return super().__get__(instance, owner)
