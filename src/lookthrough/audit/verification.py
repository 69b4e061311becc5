"""Whether every entry of the trail is still as it was written: number, seal and link of each, and the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lookthrough.audit.models import Entry, Head
from lookthrough.audit.operations import HEAD
from lookthrough.audit.seal import seal
from lookthrough.kernel.texts import Text

_COLUMNS = ("number", "at", "actor", "action", "object_type", "object_id", "purpose", "details", "previous_hash", "hash")
_EVERY = 2000

OnProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the trail is whole; if not, the first entry that is not as written and what is wrong with it.

    ``head`` is the seal of the last entry: written down elsewhere, it shows later that nothing before it was replaced.
    ``finished`` is false when the reading was stopped before the end; then what was read so far is sound.
    """

    entries: int
    head: str
    broken_at: int | None = None
    reason: Text | None = None
    finished: bool = True

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong."""
        return self.broken_at is None


def head() -> tuple[int, str]:
    """Return number and seal of the last entry."""
    found = Head.objects.filter(pk=HEAD).first()
    return (found.number, found.hash) if found else (0, "")


def verify(*, known_head: str | None = None, on_progress: OnProgress | None = None, stop: Callable[[], bool] | None = None) -> Verification:
    """Read the whole trail once, as a stream, and check each entry and that the last one is the head.

    ``known_head`` is a seal written down earlier: it must still be that of some entry. What is written meanwhile is left out.
    """
    last, seal_of_last = head()
    number, previous, seen = 0, "", known_head in (None, "")
    for one in Entry.objects.filter(number__lte=last).order_by("number").values_list(*_COLUMNS).iterator(chunk_size=_EVERY):
        number += 1
        if reason := _fault(one, number, previous):
            return Verification(number, seal_of_last, number, reason)
        previous = one[-1]
        seen = seen or previous == known_head
        if number % _EVERY == 0:
            if on_progress:
                on_progress(_EVERY)
            if stop and stop():
                return Verification(number, seal_of_last, finished=False)
    if (number, previous) != (last, seal_of_last) or Entry.objects.filter(number__gt=last).exclude(number__lte=head()[0]).exists():
        return Verification(number, seal_of_last, number + 1, Text("末尾条目缺失或被替换", "the last entries are missing or were replaced"))
    if not seen:
        said = Text("记下的末条封印不在留痕中：整条留痕已被替换", "the head written down is not in the trail: the whole trail was replaced")
        return Verification(number, seal_of_last, number, said)
    return Verification(number, seal_of_last)


def _fault(one: tuple[Any, ...], number: int, previous: str) -> Text | None:
    said: datetime
    own, said, actor, action, object_type, object_id, purpose, details, before, sealed = one
    if own != number:
        return Text("条目缺失", "an entry is missing")
    if before != previous:
        return Text("与前一条不相连", "it is not linked to the entry before")
    words = {"actor": actor, "action": action, "object_type": object_type, "object_id": object_id, "purpose": purpose}
    if sealed != seal(number=number, at=said, previous_hash=previous, **words, details=details):
        return Text("内容与封印不符", "what it says does not fit its seal")
    return None
