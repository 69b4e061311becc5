"""The platform fills its listings itself: out of its own account, or through its people's sub-accounts, as if they were clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose
from lookthrough.kernel.texts import Text
from lookthrough.sample import truth
from lookthrough.sample.book import NONE
from lookthrough.sample.conducts import Conduct
from lookthrough.sample.conducts._trouble import growing
from lookthrough.sample.days import DAY, NEVER
from lookthrough.sample.house import House

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_QUARTER = 90


class OwnLending(Conduct):
    """Grows to a fifth of what is lent, or more."""

    title = Text("自有资金放贷", "The platform fills its own listings")
    variants = {"p2p": ("own_account", "as_clients")}  # noqa: RUF012 - never changed

    def settle(self, lending: Lending) -> None:
        """Choose what the operator or its people put in."""
        house, positions = lending.house, lending.positions
        level = growing(house, 0.2, 0.5)
        day = np.minimum(positions.at // DAY, house.days.count - 1)
        chosen = (house.rng.random(len(positions)) < level[day]) & (lending.full[positions.listing] < NEVER)
        lending.chosen = np.flatnonzero(chosen)
        if house.planned.variant == "own_account":
            lending.by_operator = chosen
        else:
            positions.client[chosen] = house.rng.choice(_insiders_among_clients(lending), int(chosen.sum()))

    def label(self, lending: Lending) -> None:
        """Bring what the operator puts in from its bank a little before."""
        positions, own = lending.positions, np.flatnonzero(lending.by_operator)
        lending.house.book.add(
            at=positions.at[own] - 600, source=House.OPERATOR_BANK, target=House.OWN, amount=positions.amount[own], purpose=Purpose.TRANSFER
        )

    def conclude(self, lending: Lending) -> None:
        """Date the conduct by its share of ninety days' listings; what the operator is repaid leaves custody for no lawful payee."""
        house, positions, own = lending.house, lending.positions, lending.chosen
        variant = house.planned.variant or ""
        whole = truth.by_day(house, positions.at, positions.amount)
        truth.guilty(house, "own_lending", truth.by_day(house, positions.at[own], positions.amount[own]), whole, variant, window=_QUARTER)
        back = np.flatnonzero(lending.by_operator[lending.payouts.position])
        taken = truth.by_day(house, lending.payouts.at[back], (lending.payouts.principal + lending.payouts.interest)[back])
        truth.guilty(house, "client_money_diversion", taken, truth.clients_outflow(house), variant)


def _insiders_among_clients(lending: Lending) -> list[int]:
    """Let each holder and officer hold a client's sub-account, and the bank account behind it; return which clients they are."""
    accounts, people = lending.house.accounts, lending.house.accounts.holders_of(lending.circle.insiders)
    count = len(lending.house.clients_inside)
    new = np.concatenate(accounts.numbers)[lending.outside : lending.outside + count] == NONE
    clients: list[int] = np.flatnonzero(new)[: len(people)].tolist()
    for client, person in zip(clients, people.tolist(), strict=False):
        accounts.hand_over(lending.inside + client, person)
        accounts.hand_over(lending.outside + client, person)
    return clients


own_lending = OwnLending()
