"""Risks that no single firm shows: chains and rings of guarantees, large exposures, many lenders on one borrower."""
