"""What is asked of the assets of a case: each with its history, and the measures that end soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lookthrough.cases.repayment.models import (
    Asset,
    AssetSale,
    Seizure,
    Valuation,
)
from lookthrough.cases.repayment.terms import limits_on


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An asset with its history."""

    serial: int
    kind: str
    source: str
    description: str
    holder: str
    place: str
    perishable: bool
    state: str
    registered_at: datetime
    valuations: list[Valuation]
    seizures: list[Seizure]
    sales: list[AssetSale]

    @property
    def worth_fen(self) -> int | None:
        """Return what it fetched, or was held to be worth last."""
        sold = next((one.proceeds_fen for one in self.sales if one.state == "sold"), None)
        return sold if sold is not None else self.valuations[0].fen if self.valuations else None

    @property
    def in_force(self) -> list[Seizure]:
        """Return the measures that stand: not lifted, not renewed."""
        renewed = {one.renews_id for one in self.seizures}
        return [one for one in self.seizures if one.lifted_on is None and one.pk not in renewed]

    @property
    def until_on(self) -> date | None:
        """Return the day on which the last measure in force ends."""
        return max((one.until_on for one in self.in_force), default=None)

    @property
    def sale(self) -> AssetSale | None:
        """Return the sale that is in hand."""
        return next((one for one in self.sales if one.state in ("proposed", "approved")), None)


@dataclass(frozen=True, slots=True)
class EndingMeasure:
    """A measure on an asset that ends soon, or has ended and was neither renewed nor lifted."""

    serial: int
    description: str
    measure: str
    until_on: date
    days_left: int


def assets(*, number: str) -> list[AssetFacts]:
    """Return the assets of a case with their histories."""
    found = Asset.objects.filter(case_number=number).prefetch_related("valuations", "seizures", "sales")
    return [_asset(one) for one in found]


def measures_ending(*, found: Iterable[AssetFacts], today: date) -> list[EndingMeasure]:
    """Return the measures on assets that end within the days the office has set, the first to end first."""
    soon = today + timedelta(days=limits_on(today).whole("seizure_warning_days"))
    ending = [
        EndingMeasure(asset.serial, asset.description, one.measure, one.until_on, (one.until_on - today).days)
        for asset in found
        for one in asset.in_force
        if one.until_on <= soon
    ]
    return sorted(ending, key=lambda one: (one.until_on, one.serial))


def _asset(one: Asset) -> AssetFacts:
    return AssetFacts(
        one.serial, one.kind, one.source, one.description, one.holder, one.place, one.perishable, one.state, one.registered_at,
        list(one.valuations.all()), list(one.seizures.all()), list(one.sales.all()),
    )  # fmt: skip
