"""Two officers change a limit or a scorecard: what their pages do with a proposal, and how they say that it is not possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.console import words
from lookthrough.console.access import needs, officer_id
from lookthrough.offices.adoption import NotPossible
from lookthrough.offices.roles import Action

Deed = Callable[[int, int, str], None]  # number, officer, reason


class Adopt(Protocol):
    """Lets somebody else's proposal hold from its day on."""

    def __call__(self, *, number: int, by: int, reason: str, at: datetime, today: date) -> None: ...


class Refuse(Protocol):
    """Refuses somebody else's proposal."""

    def __call__(self, *, number: int, by: int, reason: str, at: datetime) -> None: ...


class Withdraw(Protocol):
    """Takes one's own proposal back."""

    def __call__(self, *, number: int, by: int, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposals of one kind: ``page`` shows those about a thing, ``numbers`` names them and answers 404 for a thing there is not."""

    page: str
    numbers: Callable[[str], Iterable[int]]

    def adopting(self, deed: str, adopt: Adopt) -> Callable[..., HttpResponseBase]:
        """Return the view that adopts somebody else's proposal."""
        now = timezone.now
        return self._view(
            Action.ADOPT_LIMITS,
            deed,
            lambda number, by, reason: adopt(number=number, by=by, reason=reason, at=now(), today=timezone.localdate()),
        )

    def refusing(self, deed: str, refuse: Refuse) -> Callable[..., HttpResponseBase]:
        """Return the view that refuses somebody else's proposal, and says why."""
        return self._view(
            Action.ADOPT_LIMITS, deed, lambda number, by, reason: refuse(number=number, by=by, reason=reason, at=timezone.now())
        )

    def withdrawing(self, deed: str, withdraw: Withdraw) -> Callable[..., HttpResponseBase]:
        """Return the view that takes one's own proposal back."""
        return self._view(Action.PROPOSE_LIMITS, deed, lambda number, by, _reason: withdraw(number=number, by=by, at=timezone.now()))

    def _view(self, action: Action, deed: str, act: Deed) -> Callable[..., HttpResponseBase]:
        def decided(request: HttpRequest, **about: str) -> HttpResponse:
            (thing,) = about.values()
            number, known = request.POST.get("proposal", ""), set(self.numbers(thing))
            try:
                if not number.isdecimal() or int(number) not in known:
                    raise NotPossible("state")
                act(int(number), officer_id(request), request.POST.get("reason", ""))
                messages.success(request, _("已完成。"))
            except NotPossible as refusal:
                say_not_possible(request, refusal.why)
            return redirect(self.page, thing)

        decided.__name__, decided.__doc__ = deed, f"Decide over a proposal: {deed}."
        return require_POST(needs(action)(decided))


def proposed(request: HttpRequest, propose: Callable[[], int]) -> None:
    """Propose, and say what became of it."""
    try:
        number = propose()
        messages.success(request, _("提议 %(n)s 已记下，须由另一人采纳后生效。") % {"n": number})
    except NotPossible as refusal:
        say_not_possible(request, refusal.why)
    except ValueError:
        say_not_possible(request, "value")


def say_not_possible(request: HttpRequest, why: str) -> None:
    """Say why nothing was changed."""
    messages.error(request, _("没有改动：%(why)s。") % {"why": words.word_of(words.NOT_POSSIBLE, why)})
