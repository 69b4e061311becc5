"""What this room keeps: offices and officers, their second factors and visits, proposals about them, and authorities."""

from __future__ import annotations

from lookthrough.offices.models.authorities import Authority
from lookthrough.offices.models.people import Office, Officer, OfficerManager
from lookthrough.offices.models.proposals import Proposal
from lookthrough.offices.models.second_factors import AuthenticatorApp, RecoveryCode, SecondStep, SecurityKey
from lookthrough.offices.models.visits import Visit

__all__ = [
    "AuthenticatorApp",
    "Authority",
    "Office",
    "Officer",
    "OfficerManager",
    "Proposal",
    "RecoveryCode",
    "SecondStep",
    "SecurityKey",
    "Visit",
]
