"""How institutions of each business deal: sizes, terms, rates, fees and habits of repayment."""

from __future__ import annotations

from dataclasses import dataclass

BULLET, INTEREST_MONTHLY, EQUAL_INSTALMENTS, DIVIDENDS = range(4)


@dataclass(frozen=True, slots=True)
class Customs:
    """Amounts in fen, rates a year, terms in days; weights need not sum to one."""

    kind: str = "loan"
    person_share: float = 0.9  # of borrowers
    person_median: int = 3_500_000
    firm_median: int = 25_000_000
    person_limit: int = 20_000_000  # what a borrower may owe here at most
    firm_limit: int = 100_000_000
    ticket: int = 700_000  # what one client puts into one listing, about
    fewest_in: int = 10_000
    terms: tuple[int, ...] = (30, 60, 90, 180, 270, 360)
    term_weights: tuple[float, ...] = (0.22, 0.18, 0.26, 0.18, 0.06, 0.1)
    methods: tuple[float, ...] = (0.5, 0.3, 0.2, 0.0)  # of BULLET, INTEREST_MONTHLY, EQUAL_INSTALMENTS, DIVIDENDS
    rate: float = 0.095
    rate_spread: float = 0.012
    fee_rates: tuple[float, ...] = (0.01, 0.015, 0.02, 0.03)
    funding_hours: float = 14.0
    growth: float = 1.2  # listings a day at the end beside those at the beginning, less one
    withdrawn: float = 0.5  # share of repaid principal that clients take out
    late: float = 0.05
    default: float = 0.008
    failed: float = 0.012
    assigned: float = 0.01


CUSTOMS = {
    "p2p": Customs(),
    "wealth_seller": Customs(
        kind="wealth", person_share=0.0, firm_median=120_000_000, firm_limit=1_900_000_000, ticket=8_000_000, fewest_in=500_000,
        terms=(30, 90, 180, 360), term_weights=(0.2, 0.35, 0.3, 0.15), methods=(0.85, 0.15, 0.0, 0.0), rate=0.052, rate_spread=0.006,
        fee_rates=(0.005, 0.008, 0.01), funding_hours=40.0, late=0.01, default=0.0, assigned=0.0,
    ),
    "asset_management": Customs(
        kind="wealth", person_share=0.0, firm_median=200_000_000, firm_limit=1_900_000_000, ticket=15_000_000, fewest_in=3_000_000,
        terms=(90, 180, 360), term_weights=(0.4, 0.4, 0.2), methods=(0.8, 0.2, 0.0, 0.0), rate=0.055, rate_spread=0.006,
        fee_rates=(0.005, 0.008, 0.01), funding_hours=50.0, late=0.01, default=0.0, assigned=0.0,
    ),
    "private_fund": Customs(
        kind="equity", person_share=0.0, firm_median=500_000_000, firm_limit=1_900_000_000, ticket=130_000_000, fewest_in=100_000_000,
        terms=(180, 360, 720), term_weights=(0.3, 0.4, 0.3), methods=(0.0, 0.0, 0.0, 1.0), rate=0.06, rate_spread=0.02,
        fee_rates=(0.015, 0.02), funding_hours=60.0, late=0.02, default=0.0, failed=0.03, assigned=0.0, withdrawn=0.7,
    ),
    "equity_crowdfunding": Customs(
        kind="equity", person_share=0.0, firm_median=30_000_000, firm_limit=300_000_000, ticket=2_000_000, fewest_in=100_000,
        terms=(360, 720), term_weights=(0.5, 0.5), methods=(0.0, 0.0, 0.0, 1.0), rate=0.03, rate_spread=0.02, fee_rates=(0.03, 0.05),
        funding_hours=72.0, late=0.0, default=0.0, failed=0.12, assigned=0.0,
    ),
    "cooperative": Customs(
        person_share=0.92, person_median=2_000_000, firm_median=10_000_000, person_limit=10_000_000, firm_limit=20_000_000, ticket=300_000,
        terms=(90, 180, 360), term_weights=(0.3, 0.4, 0.3), methods=(0.8, 0.2, 0.0, 0.0), rate=0.07, rate_spread=0.006, fee_rates=(0.005,),
        funding_hours=20.0, growth=0.4, late=0.06, default=0.004, assigned=0.0,
    ),
}  # fmt: skip
