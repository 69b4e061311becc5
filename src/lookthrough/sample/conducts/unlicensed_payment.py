"""A firm of the street collects for shops that are none of its own and pays them out, without a licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lookthrough.kernel.texts import Text
from lookthrough.sample.conducts import Conduct

if TYPE_CHECKING:
    from lookthrough.sample.street import Street

RULE = "unlicensed_payment"
_EVERY = {"daily": 2, "weekly": 7, "twice_a_month": 15}
_PAYMENTS = 2  # a shop paid twice is settled for


class UnlicensedPayment(Conduct):
    """It keeps a small fee; payouts every other day, every week or twice a month."""

    title = Text("无证支付", "Unlicensed payment")
    variants = {}  # noqa: RUF012 - never changed
    forms_in_the_street = ("weekly", "daily", "twice_a_month")

    def live(self, street: Street) -> None:
        """Collect from customers and pay out less a fee."""
        from lookthrough.sample.street_trades import takings

        every = _EVERY[street.act.variant]
        own = int(street.firms(1)[0])
        shops = street.firms(int(street.rng.integers(33, 130 if every > 2 else 50)))
        takings(street, own, shops, kept=float(street.rng.uniform(0.003, 0.02)), every=every)
        begin = every * _PAYMENTS
        street.judge(own, RULE if begin < street.days.count else None, begin)


unlicensed_payment = UnlicensedPayment()
