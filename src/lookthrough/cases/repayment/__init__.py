"""Repayment (清退): assets, claims, the plan that a court approved, rounds of payout, deposits and the account to the fen."""
