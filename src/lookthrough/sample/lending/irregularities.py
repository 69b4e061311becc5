"""Ordinary irregularities of sound institutions: what looks like trouble and is none.

Each is held far below the level at which a rule would be right to speak, in every thirty days, however small the institution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lookthrough.flows.classes import Purpose, Role
from lookthrough.sample import truth
from lookthrough.sample.book import NONE
from lookthrough.sample.days import DAY, HOUR, NEVER, Floats, Ints
from lookthrough.sample.house import House, Relation
from lookthrough.sample.lending.assignments import assign_claims
from lookthrough.sample.lending.beneath import beneath
from lookthrough.sample.lending.repayment import paid_out_after
from lookthrough.sample.lending.spending import spend_loans
from lookthrough.sample.ordinary import TINY, beside_the_books, least_ahead, note

if TYPE_CHECKING:
    from lookthrough.sample.lending.play import Lending

_FORGOTTEN = 0.003  # of payouts
_FEW = 15  # investors
_YEAR, _QUARTER = 360, 90
_MANY = 1_000  # positions: beside fewer, one claim bought would not be small


def before_payouts(lending: Lending) -> None:
    """Change when and by whom instalments are paid, before clients' shares are worked out."""
    house = lending.house
    _keep_word(lending)
    if house.rng.random() < 0.3:
        _pay_out_on_working_days(lending)
    draw = house.rng.random()
    if house.planned.business in ("p2p", "wealth_seller") and draw < 0.35:
        _independent_guarantor(lending)
    elif house.planned.business == "p2p" and draw < 0.6:
        _advance_from_own(lending)
    if house.planned.business == "p2p" and house.rng.random() < 0.3:
        _insider_invests(lending)
    if house.planned.business in ("wealth_seller", "asset_management") and house.rng.random() < 0.5:
        _lies_on_a_loan(lending)


def after_payouts(lending: Lending) -> None:
    """Change who is paid, and add what happens beside the payouts."""
    lying = np.flatnonzero(lending.underlying == len(lending.listings))
    if len(lying):
        lending.house.add_products(beneath(lending, lying[:1], "loan"))
    assign_claims(lending)
    if lending.house.rng.random() < 0.3:
        _forget_the_listing(lending)


def beside(lending: Lending) -> None:
    """Add what happens beside the dealings, once those are written."""
    house = lending.house
    if house.planned.business == "p2p":
        spend_loans(lending)
    payouts = truth.by_day(house, lending.payouts.at, lending.payouts.principal + lending.payouts.interest)
    usual = least_ahead(np.minimum(truth.rolling(truth.clients_outflow(house)), truth.rolling(payouts)))
    beside_the_books(house, usual, House.CUSTODY)
    for happens, chance in ((_wrong_key, 0.4), (_to_spouse, 0.4)):
        if house.rng.random() < chance:
            happens(lending, usual)


def _keep_word(lending: Lending) -> None:
    """Who borrows as much again has repaid what was owed."""
    instalments = lending.instalments
    rows = np.flatnonzero(
        (lending.listings.group[instalments.listing] >= 0) & (instalments.repaid >= NEVER) & (instalments.due_day < NEVER // DAY)
    )
    instalments.repaid[rows] = instalments.due_day[rows] * DAY + 11 * HOUR
    instalments.paid_out[rows] = paid_out_after(lending.house, instalments.repaid[rows])


def _forget_the_listing(lending: Lending) -> None:
    """A few payouts do not say which listing they are for."""
    payouts = lending.payouts
    forgotten = lending.house.rng.random(len(payouts.at)) < _FORGOTTEN
    if forgotten.any():
        payouts.product[forgotten] = NONE
        note(lending.house, "untagged_payouts")


def _pay_out_on_working_days(lending: Lending) -> None:
    """Pay clients on working days only, so that Mondays bring lumps."""
    instalments, days = lending.instalments, lending.house.days
    day = np.minimum(instalments.paid_out // DAY, len(days.working) - 1)
    moved = (instalments.paid_out < NEVER) & ~days.working[day]
    instalments.paid_out[moved] = days.next_working[day[moved]] * DAY + 9 * HOUR + instalments.paid_out[moved] % HOUR
    note(lending.house, "weekend_lumps")


def _troubled(lending: Lending, covered: float) -> Ints:
    """Return instalments, of a share of the listings, that borrowers pay more than three days late or not at all."""
    house, instalments = lending.house, lending.instalments
    chosen = house.rng.random(len(lending.listings)) < covered
    late = instalments.repaid // DAY > instalments.due_day + 3
    return np.flatnonzero(chosen[instalments.listing] & late & (instalments.due_day + 8 < house.days.count))


def _recover(lending: Lending, rows: Ints) -> None:
    """Let borrowers who had stopped pay one to three months after they should have."""
    house, instalments = lending.house, lending.instalments
    lost = rows[instalments.repaid[rows] >= NEVER]
    instalments.repaid[lost] = (instalments.due_day[lost] + house.rng.integers(25, 90, len(lost))) * DAY + 11 * HOUR


def _insider_invests(lending: Lending) -> None:
    """An officer of the operator is a small client, as the law allows."""
    house, positions = lending.house, lending.positions
    put_in = np.bincount(positions.client, positions.amount, minlength=len(house.clients_inside))
    numbers = np.concatenate(house.accounts.numbers)[lending.outside : lending.outside + len(house.clients_inside)]
    small = np.flatnonzero((numbers == NONE) & (put_in > 0) & (put_in < put_in.sum() * 0.002))[:20]
    usual = truth.rolling(truth.by_day(house, positions.at, positions.amount), _QUARTER)
    of_each = [positions.client == client for client in small.tolist()]
    shares = [truth.rolling(truth.by_day(house, positions.at[its], positions.amount[its]), _QUARTER) for its in of_each]
    small = small[np.array([bool((share <= usual / 100).all()) for share in shares], dtype=np.bool_)]
    if not len(small) or len(positions) < _MANY:
        return
    manager = int(house.accounts.holders_of(lending.circle.insiders)[2])
    for first in (lending.inside, lending.outside):
        house.accounts.hand_over(first + int(small[0]), manager)
    note(house, "insider_invests")


def _lies_on_a_loan(lending: Lending) -> None:
    """Two small offers share one loan: one layer beneath, and far fewer investors than a private product may have."""
    small = np.flatnonzero(~lending.listings.failed & (lending.listings.clients <= _FEW))[:2]
    if len(small):
        lending.underlying[small] = len(lending.listings)
        note(lending.house, "lies_on_a_loan")


def _independent_guarantor(lending: Lending) -> None:
    """A licensed guarantor pays clients in the borrower's place and gets its money when the borrower pays."""
    house, instalments = lending.house, lending.instalments
    rows = _troubled(lending, 0.4)
    rows = rows[lending.listings.term[instalments.listing[rows]] <= _YEAR]  # longer loans are unsecured
    if not len(rows):
        return
    which = int(house.rng.integers(len(house.town.guarantors)))
    holder, bank = house.town.guarantors[[which]], house.town.guarantor_accounts[[which]]
    inside = house.accounts.open(Role.GUARANTOR, holder, opened=house.begins)
    outside = house.accounts.open(Role.EXTERNAL, holder, opened=house.begins, inside=False, numbers=bank)
    lending.guarantor[instalments.listing[rows]] = int(holder[0])
    _recover(lending, rows)
    at = (instalments.due_day[rows] + 4) * DAY + 10 * HOUR + house.rng.integers(0, 4 * HOUR, len(rows))
    amount, product = instalments.total[rows], instalments.listing[rows]
    house.book.add(at=at, source=outside, target=inside, amount=amount, purpose=Purpose.TRANSFER)
    house.book.add(at=at + 300, source=inside, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)
    instalments.paid_out[rows] = at + HOUR
    back = instalments.repaid[rows] + 1_200
    house.book.add(at=back, source=House.CUSTODY, target=inside, amount=amount, purpose=Purpose.TRANSFER, product=product)
    note(house, "independent_guarantor")


def _advance_from_own(lending: Lending) -> None:
    """The platform itself advances a few late instalments, too small to matter, and takes them back when they come."""
    house, instalments = lending.house, lending.instalments
    usual = least_ahead(truth.rolling(truth.by_day(house, instalments.paid_out, instalments.total)))
    rows = _troubled(lending, 1.0)
    day = instalments.due_day[rows] + 4
    rows = rows[(instalments.repaid[rows] < NEVER) & (instalments.total[rows] < usual[np.minimum(day, len(usual) - 1)] * TINY)]
    rows = _apart(rows, instalments.due_day[rows], house.capital // 10, instalments.total[rows])
    if not len(rows):
        return
    at = (instalments.due_day[rows] + 4) * DAY + 14 * HOUR
    rows, at = rows[instalments.repaid[rows] > at + DAY], at[instalments.repaid[rows] > at + DAY]
    amount, product = instalments.total[rows], instalments.listing[rows]
    house.book.add(at=at, source=House.OWN, target=House.CUSTODY, amount=amount, purpose=Purpose.TRANSFER, product=product)
    instalments.paid_out[rows] = at + HOUR
    back = instalments.repaid[rows] + 1_200
    house.book.add(at=back, source=House.CUSTODY, target=House.OWN, amount=amount, purpose=Purpose.TRANSFER, product=product)
    if len(rows):
        note(house, "own_advance")


def _apart(rows: Ints, day: Ints, at_most: int, amount: Ints) -> Ints:
    """Return those of ``rows`` that are small enough, no two of them within thirty days."""
    chosen: list[int] = []
    last = -truth.WINDOW_DAYS
    for place in np.argsort(day, kind="stable").tolist():
        if amount[place] <= at_most and day[place] >= last + truth.WINDOW_DAYS + 10:
            chosen.append(int(rows[place]))
            last = int(day[place])
    return np.array(chosen, dtype=np.int64)


def _wrong_key(lending: Lending, usual: Floats) -> None:
    """Someone books a small sum of clients' money to the operator; the next working day it goes back, before it is needed."""
    house, positions = lending.house, lending.positions
    listing = positions.listing
    needed = np.where(lending.listings.failed, lending.listings.listed + 15 * DAY, lending.paid_to_borrower)[listing]
    day = positions.at // DAY
    back = house.days.next_working[np.minimum(day + 1, len(house.days.working) - 1)] * DAY + 10 * HOUR
    amount = np.minimum(positions.amount, (usual[np.minimum(day, len(usual) - 1)] * TINY).astype(np.int64)) // 100 * 100
    rows = np.flatnonzero((back < needed) & (amount > 100_00) & (positions.at % DAY < 22 * HOUR) & (back < house.book.until))
    if not len(rows):
        return
    row = rows[house.rng.integers(0, len(rows), 1)]
    house.book.add(at=positions.at[row] + 2 * HOUR, source=House.CUSTODY, target=House.OWN, amount=amount[row], purpose=Purpose.UNKNOWN)
    house.book.add(at=back[row], source=House.OWN, target=House.CUSTODY, amount=amount[row], purpose=Purpose.REFUND)
    note(house, "wrong_key")


def _to_spouse(lending: Lending, usual: Floats) -> None:
    """A client has money paid to a spouse's bank account; the marriage is on record."""
    house = lending.house
    days = np.flatnonzero(usual * TINY > 50_00)
    if len(days) < 60:
        return
    day = days[house.rng.integers(30, len(days), 1)]
    client = house.rng.integers(0, len(house.clients_inside), 1)
    holder = house.accounts.holders_of(lending.inside + client)
    spouse = house.people(1)
    house.relations.append(Relation(int(spouse[0]), int(holder[0]), "kin"))
    account = house.accounts.open(Role.EXTERNAL, spouse, opened=house.begins - 300, inside=False)
    amount = np.minimum((usual[day] * TINY).astype(np.int64), 3_000_00) // 100 * 100
    at = day * DAY + 12 * HOUR
    house.book.add(at=at, source=lending.outside + client, target=lending.inside + client, amount=amount, purpose=Purpose.RECHARGE)
    house.book.add(at=at + HOUR, source=lending.inside + client, target=account, amount=amount, purpose=Purpose.WITHDRAW)
    note(house, "to_spouse")
