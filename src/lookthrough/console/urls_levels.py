"""Addresses of levels as files, and of the cards and back-tests behind them."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import levels, proofs

patterns: list[URLPattern] = [
    *(
        path(
            f"firms/<str:company_id>/level/export.{kind}",
            levels.export_firm_level,
            {"format": kind},
            name=f"export-firm-level-{kind}",
        )
        for kind in ("csv", "xlsx", "pdf")
    ),
    *(
        path(
            f"institutions/<str:institution_id>/level/export.{kind}",
            levels.export_institution_level,
            {"format": kind},
            name=f"export-institution-level-{kind}",
        )
        for kind in ("csv", "xlsx", "pdf")
    ),
    path("methods/models/", proofs.proofs, name="proofs"),
    path("methods/models/record/", proofs.record, name="record-proof"),
    path("methods/models/withdraw/", proofs.withdraw, name="withdraw-proof"),
    path("methods/models/<int:risk_proof_id>/", proofs.proof, name="proof"),
]
