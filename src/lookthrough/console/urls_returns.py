"""The addresses of the pages about returns."""

from __future__ import annotations

from django.urls import path

from lookthrough.console.views import returns, returns_one, returns_senders

patterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/export.csv", returns.export_month, {"format": "csv"}, name="export-returns-csv"),
    path("returns/export.xlsx", returns.export_month, {"format": "xlsx"}, name="export-returns-xlsx"),
    path("returns/late/", returns.late, name="late-returns"),
    path("returns/late/export.csv", returns.export_late, {"format": "csv"}, name="export-late-csv"),
    path("returns/late/export.xlsx", returns.export_late, {"format": "xlsx"}, name="export-late-xlsx"),
    path("returns/late/call/", returns_senders.call, name="call-returns"),
    path("returns/late/call/undo/", returns_senders.take_call_back, name="undo-call"),
    path("returns/received/", returns.submissions, name="received"),
    path("returns/received/export.csv", returns.export_submissions, {"format": "csv"}, name="export-received-csv"),
    path("returns/received/export.xlsx", returns.export_submissions, {"format": "xlsx"}, name="export-received-xlsx"),
    path("returns/received/<str:submission_id>/", returns_one.submission, name="return"),
    path("returns/received/<str:submission_id>/file/<slug:part>/", returns_one.submission_file, name="return-file"),
    path("returns/received/<str:submission_id>/work/<slug:deed>/", returns_one.work, name="work-return"),
    path("returns/templates/<slug:slug>/", returns_one.empty_template, name="return-template"),
    path("returns/senders/", returns_senders.senders, name="senders"),
    path("returns/senders/record/", returns_senders.record, name="record-sender"),
    path("returns/senders/<str:sender_id>/", returns_senders.sender, name="sender"),
    path("returns/senders/<str:sender_id>/send/", returns_one.send, name="send-return"),
    path("returns/senders/<str:sender_id>/manage/<slug:deed>/", returns_senders.manage, name="manage-sender"),
    path("firms/<str:company_id>/returns/", returns.firm_returns, name="firm-returns"),
]
