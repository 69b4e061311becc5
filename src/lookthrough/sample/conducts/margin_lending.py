"""Loans that are staked on securities or futures: borrowers put the money with brokers, by themselves or through a friend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._onward import choose_loans, guilty_at_first, of_new_borrowers, send_on, send_through
from lookthrough.sample.lending.spending import BROKER, open_firms

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_SHARE = (0.1, 0.4)  # of loans, at the height
_FUTURES = "J6749"


class MarginLending(Conduct):
    """A growing share of loans; borrowers repay like any other."""

    title = Text("场外配资", "Loans staked on securities")
    variants = {"p2p": ("with_a_broker", "on_futures", "by_a_friend")}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose the loans."""
        lending.chosen = of_new_borrowers(lending, choose_loans(lending, *_SHARE))

    def label(self, lending: Lending) -> None:
        """Send most of the money to a broker within three weeks."""
        house, variant = lending.house, lending.house.planned.variant
        brokers = open_firms(house, _FUTURES if variant == "on_futures" else BROKER, 2)
        send = send_through if variant == "by_a_friend" else send_on
        lending.taken = send(lending, lending.chosen, brokers, within_days=(1, 20), share=float(house.rng.uniform(0.5, 0.95)))

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by the first loan of which a fifth got there."""
        assert lending.taken is not None
        guilty_at_first(lending.house, "margin_lending", lending.taken[0])


margin_lending = MarginLending()
