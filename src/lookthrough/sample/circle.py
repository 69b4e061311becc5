"""Who stands behind an institution: its operator, holders, controllers, officers, the firms they run, and mere neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.flows.classes import Role
from lookthrough.sample.days import Ints
from lookthrough.sample.firms import brand
from lookthrough.sample.house import COMPANY, COOPERATIVE, House, PartyBlock, Relation

_TEN_THOUSAND_YUAN = 1_000_000
# businesses that need a licence, and how its number begins
_LICENSED = {
    "payment": "SZF", "microlender": "SXD", "private_fund": "SPF", "cooperative": "SHZ", "asset_management": "SZG", "guarantor": "SRD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Circle:
    """Places of accounts: of the circle's firms and people outside, and of firms that only look close."""

    sisters: Ints  # bank accounts of companies that the same people control
    sister_parties: Ints  # and those companies
    insiders: Ints  # bank accounts of holders and officers
    neighbours: Ints  # bank accounts of firms at the same address: no members


def gather(house: House) -> Circle:
    """Found the operator, those above and beside it, and the institution's five fixed accounts."""
    operator = _found_operator(house)
    holding, *sisters = house.firms(6)[0].tolist()
    people = house.people(6).tolist()
    _above(house, operator, holding, people)
    _beside(house, operator, holding, sisters, people)
    _fixed_accounts(house, operator)
    outside = house.accounts.open(Role.EXTERNAL, np.array(sisters), opened=house.begins - 700, inside=False)
    insiders = house.accounts.open(Role.EXTERNAL, np.array(people[:3]), opened=house.begins - 700, inside=False)
    places = np.arange(outside, outside + len(sisters))
    return Circle(places[:3], np.array(sisters[:3]), np.arange(insiders, insiders + 3), places[3:])


def _found_operator(house: House) -> int:
    business, number = house.planned.business, house.planned.number
    firm = house.registrar.operator(number, business)
    party = house.counters.take("party", 1)
    house.parties.append(PartyBlock(party, COOPERATIVE if business == "cooperative" else COMPANY, firm))
    house.operator, house.name = int(party[0]), brand(str(firm.name[0].as_py()), business, number)
    house.capital = int(house.rng.integers(30, 120)) * _TEN_THOUSAND_YUAN
    if business in _LICENSED:
        house.licence = f"{_LICENSED[business]}{house.seed % 1_000:03d}{number:05d}"
    return house.operator


def _above(house: House, operator: int, holding: int, people: list[int]) -> None:
    """One person holds most through a holding company, a second a quarter or more, small holders the rest."""
    boss, partner, manager, clerk, adviser, spouse = people
    through = round(float(house.rng.uniform(0.51, 0.7)), 2)
    second = round(float(house.rng.uniform(0.25, 0.29)), 2)
    rest = round(1 - through - second, 4)
    house.relations += [
        Relation(holding, operator, "shareholder", through),
        Relation(boss, holding, "shareholder", 0.8),
        Relation(clerk, holding, "shareholder", 0.2),
        Relation(partner, operator, "shareholder", second),
        *([Relation(adviser, operator, "shareholder", rest)] if rest > 0 else []),
        Relation(boss, operator, "controller"),
        Relation(manager, operator, "legal_representative"),
        Relation(manager, operator, "director"),
        Relation(adviser, operator, "independent_director"),
        Relation(spouse, boss, "kin"),
    ]


def _beside(house: House, operator: int, holding: int, sisters: list[int], people: list[int]) -> None:
    """Three firms are run by the same people; the others share an address with the operator and no more."""
    boss, partner = people[0], people[1]
    house.relations += [
        Relation(boss, sisters[0], "shareholder", 0.9),
        Relation(boss, sisters[0], "legal_representative"),
        Relation(holding, sisters[1], "shareholder", 0.66),
        Relation(partner, sisters[2], "controller"),
        *(Relation(sister, operator, "same_address") for sister in sisters[3:]),
        Relation(people[4], sisters[4], "director"),
    ]


def _fixed_accounts(house: House, operator: int) -> None:
    bank = house.town.banks[[house.custodian]], house.town.bank_accounts[[house.custodian]]
    mine = np.array([operator])
    for role in (Role.CUSTODY, Role.OWN, Role.RESERVE):
        house.accounts.open(role, mine, opened=house.begins - 30)
    house.accounts.open(Role.EXTERNAL, mine, opened=house.begins - 900, inside=False)
    house.accounts.open(Role.EXTERNAL, bank[0], opened=house.begins - 800, inside=False, numbers=bank[1])
