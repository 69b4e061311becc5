"""What this room keeps; a case is named by its number alone."""

from __future__ import annotations

from lookthrough.cases.repayment.models.account import AccountEntry, BankBalance
from lookthrough.cases.repayment.models.assets import Asset, AssetSale, Seizure, Valuation
from lookthrough.cases.repayment.models.claims import Claim, ClaimCode, ClaimProof, ClaimsWindow, Dispute, WrongClaimCode
from lookthrough.cases.repayment.models.rounds import Clawback, Deposit, Plan, ReturnedPayment, Round, RoundShare

__all__ = [
    "AccountEntry", "Asset", "AssetSale", "BankBalance", "Claim", "ClaimCode", "ClaimProof", "ClaimsWindow", "Clawback", "Deposit",
    "Dispute", "Plan", "ReturnedPayment", "Round", "RoundShare", "Seizure", "Valuation", "WrongClaimCode",
]  # fmt: skip
