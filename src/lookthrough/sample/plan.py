"""Decides, before anything happens, what institutions there are: business, size, first day, and which of them go wrong."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence

import numpy as np

from lookthrough.flows import rules as flow_rules
from lookthrough.sample.conducts import conducts
from lookthrough.sample.days import Days, Floats
from lookthrough.sample.house import Planned

TRANSFERS_A_YEAR = 7_500  # of one institution, on average
# how often each business occurs; the first come first when there are few institutions
BUSINESSES = {
    "p2p": 0.56,
    "payment": 0.12,
    "wealth_seller": 0.08,
    "microlender": 0.1,
    "cooperative": 0.06,
    "private_fund": 0.05,
    "equity_crowdfunding": 0.03,
    "asset_management": 0.04,
    "guarantor": 0.04,
}
# how many transfers beside a lending platform of the same standing
_BUSTLE = {
    "payment": 1.6, "wealth_seller": 0.5, "microlender": 0.25, "cooperative": 0.35, "private_fund": 0.12, "equity_crowdfunding": 0.2,
    "asset_management": 0.3, "guarantor": 0.15,
}  # fmt: skip
# that show what goes wrong
_FEWEST = {
    "p2p": 2_500, "payment": 4_000, "wealth_seller": 1_500, "private_fund": 900, "equity_crowdfunding": 1_500, "asset_management": 1_500,
    "microlender": 450, "guarantor": 400,
}  # fmt: skip


def plan(
    *,
    institutions: int,
    days: Days,
    seed: int,
    bad_share: float,
    transfers: int | None,
    rules: Sequence[str] | None = None,
    surely: Sequence[str] = (),
) -> list[Planned]:
    """Return the institutions in the order of their numbers.

    ``surely``: conducts that occur whatever the turns. ``rules``: the conducts that occur (default: those for which a rule stands in
    ``flows.rules``).
    """
    rng = np.random.default_rng([seed, 0])
    total = transfers if transfers is not None else round(institutions * TRANSFERS_A_YEAR * days.count / 365)
    turns = [rule for rule in (known_conducts() if rules is None else sorted(rules)) if conducts()[rule].variants]
    bad = _bad(rng, institutions, bad_share, turns, surely)
    businesses = _businesses(rng, institutions)
    for number, (_, _, business) in bad.items():
        businesses[number] = business
    sizes = _sizes(rng, businesses, set(bad), total)
    planned = []
    for number, business in enumerate(businesses):
        conduct, variant, _ = bad.get(number, (None, None, business))
        first_day = 0 if rng.random() < 0.5 else int(rng.uniform(0, 0.15 if conduct is None else 0.06) * days.count)
        planned.append(Planned(number, business, int(sizes[number]), first_day, conduct, variant))
    return planned


def _sizes(rng: np.random.Generator, businesses: list[str], bad: set[int], total: int) -> Floats:
    """Spread the transfers: a few large institutions, many small ones; none so large that it would not fit in memory.

    One that goes wrong is never the smallest: what it does must be there to be seen.
    """
    institutions = len(businesses)
    wrong = np.array([number in bad for number in range(institutions)])
    weight = np.minimum(rng.lognormal(0, 0.9, institutions), 6.0)
    weight = np.where(wrong, np.clip(weight, 0.5, 2.5), weight) * np.array([_BUSTLE.get(business, 1.0) for business in businesses])
    largest = max(3_000_000, 1.2 * total / institutions)
    size = total * weight / weight.sum()
    for _ in range(8):
        size = np.minimum(size, largest)
        room = size < largest
        if size.sum() >= total * 0.999 or not room.any():
            break
        size[room] *= 1 + (total - size.sum()) / size[room].sum()
    fewest = np.array([_FEWEST.get(business, 500) if number in bad else 60 for number, business in enumerate(businesses)])
    enough: Floats = np.maximum(size, np.minimum(fewest, max(60, total // 4)))
    return enough


def known_conducts() -> list[str]:
    """Return the conducts that a rule is there to find; a new rule's conduct joins by itself."""
    found = {module.name for module in pkgutil.iter_modules(flow_rules.__path__)}
    return sorted(found & set(conducts()))


def _bad(
    rng: np.random.Generator, institutions: int, share: float, turns: list[str], surely: Sequence[str]
) -> dict[int, tuple[str, str, str]]:
    """Choose who goes wrong; after those that surely occur conducts take turns, and each conduct's forms do."""
    count = min(institutions, max(1, round(institutions * share))) if share > 0 and turns else 0
    chosen = rng.permutation(institutions)[:count]
    forms = {rule: _forms(rng, rule) for rule in turns}
    shift = int(rng.integers(max(1, len(turns))))
    bad: dict[int, tuple[str, str, str]] = {}
    for turn, number in enumerate(chosen.tolist()):
        rule = surely[turn] if turn < len(surely) else turns[(turn + shift) % len(turns)]
        of_rule = forms[rule]
        business, variant = of_rule[(surely[:turn].count(rule) if turn < len(surely) else turn // len(turns)) % len(of_rule)]
        bad[number] = (rule, variant, business)
    return bad


def _forms(rng: np.random.Generator, rule: str) -> list[tuple[str, str]]:
    """Return business and variant of every form of a conduct, in an order of the seed's own."""
    forms = [(business, variant) for business, variants in conducts()[rule].variants.items() for variant in variants]
    return [forms[place] for place in rng.permutation(len(forms))]


def _businesses(rng: np.random.Generator, institutions: int) -> list[str]:
    names = list(BUSINESSES)
    exact = np.cumsum(np.array(list(BUSINESSES.values())) / sum(BUSINESSES.values()))
    places = np.searchsorted(exact, (np.arange(institutions) + 0.5) / institutions)
    return [names[place] for place in rng.permutation(np.minimum(places, len(names) - 1))]
