"""Addresses of assets, claims and repayment of a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import repayment, repayment_acts, repayment_claims

patterns: list[URLPattern] = [
    path("cases/<str:number>/assets/", repayment.assets, name="case-assets"),
    path("cases/<str:number>/assets/do/<slug:deed>/", repayment_acts.work_assets, name="work-assets"),
    path("cases/<str:number>/claims/", repayment_claims.claims, name="case-claims"),
    path("cases/<str:number>/claims/export.csv", repayment_claims.export_claims, {"format": "csv"}, name="export-claims-csv"),
    path("cases/<str:number>/claims/export.xlsx", repayment_claims.export_claims, {"format": "xlsx"}, name="export-claims-xlsx"),
    path("cases/<str:number>/claims/find/", repayment_claims.find_person, name="find-claimant"),
    path("cases/<str:number>/claims/import/", repayment_claims.import_file, name="import-claims"),
    path("cases/<str:number>/claims/do/codes/", repayment_claims.codes, name="claim-codes"),
    path("cases/<str:number>/claims/do/code/", repayment_claims.code, name="claim-code"),
    path("cases/<str:number>/claims/do/<slug:deed>/", repayment_acts.work_claims, name="work-claims"),
    path("cases/<str:number>/claims/<int:serial>/", repayment_claims.claim, name="case-claim"),
    path("cases/<str:number>/claims/<int:serial>/names/", repayment_claims.open_person, name="open-claimant"),
    path("cases/<str:number>/claims/<int:serial>/proofs/", repayment_claims.add_proofs, name="add-claim-proofs"),
    path("cases/<str:number>/claims/<int:serial>/proofs/<int:proof_id>/", repayment_claims.proof, name="claim-proof"),
    path("cases/<str:number>/claims/<int:serial>/statement/", repayment_claims.statement, name="claim-statement"),
    path("cases/<str:number>/claims/<int:serial>/statement.pdf", repayment_claims.statement, {"format": "pdf"}, name="claim-statement-pdf"),
    path("cases/<str:number>/repayment/", repayment.repayment, name="case-repayment"),
    path("cases/<str:number>/repayment/do/<slug:deed>/", repayment_acts.work_repayment, name="work-repayment"),
    path("cases/<str:number>/repayment/decide/<slug:deed>/", repayment_acts.decide_repayment, name="decide-repayment"),
    path("cases/<str:number>/repayment/ruling/", repayment_acts.ruling, name="record-ruling"),
    path("cases/<str:number>/repayment/ruling/<int:version>/", repayment.ruling_paper, name="ruling-paper"),
    path("cases/<str:number>/repayment/statement/", repayment_acts.bank_statement, name="take-statement"),
    path("cases/<str:number>/rounds/<int:serial>/", repayment.one_round, name="case-round"),
    path("cases/<str:number>/rounds/<int:serial>/export.csv", repayment.export_round, {"format": "csv"}, name="export-round-csv"),
    path("cases/<str:number>/rounds/<int:serial>/export.xlsx", repayment.export_round, {"format": "xlsx"}, name="export-round-xlsx"),
    path("cases/<str:number>/rounds/<int:serial>/bank/", repayment.bank_file, name="round-bank-file"),
]
