"""The addresses of the pages about returns; senders themselves come in at ``/returns/``, by the portal."""

from __future__ import annotations

from django.urls import path

from lookthrough.console.views import returns, returns_calls, returns_one, returns_senders

patterns = [
    path("intake/", returns.returns, name="returns"),
    path("intake/export.csv", returns.export_month, {"format": "csv"}, name="export-returns-csv"),
    path("intake/export.xlsx", returns.export_month, {"format": "xlsx"}, name="export-returns-xlsx"),
    path("intake/late/", returns.late, name="late-returns"),
    path("intake/late/export.csv", returns.export_late, {"format": "csv"}, name="export-late-csv"),
    path("intake/late/export.xlsx", returns.export_late, {"format": "xlsx"}, name="export-late-xlsx"),
    path("intake/late/call/", returns_calls.call, name="call-returns"),
    path("intake/late/call/undo/", returns_calls.take_call_back, name="undo-call"),
    path("intake/received/", returns.submissions, name="received"),
    path("intake/received/export.csv", returns.export_submissions, {"format": "csv"}, name="export-received-csv"),
    path("intake/received/export.xlsx", returns.export_submissions, {"format": "xlsx"}, name="export-received-xlsx"),
    path("intake/received/<str:submission_id>/", returns_one.submission, name="return"),
    path("intake/received/<str:submission_id>/file/<slug:part>/", returns_one.submission_file, name="return-file"),
    path("intake/received/<str:submission_id>/work/<slug:deed>/", returns_one.work, name="work-return"),
    path("intake/templates/<slug:slug>/", returns_one.empty_template, name="return-template"),
    path("intake/senders/", returns_senders.senders, name="senders"),
    path("intake/senders/record/", returns_senders.record, name="record-sender"),
    path("intake/senders/<str:sender_id>/", returns_senders.sender, name="sender"),
    path("intake/senders/<str:sender_id>/send/", returns_one.send, name="send-return"),
    path("intake/senders/<str:sender_id>/manage/<slug:deed>/", returns_senders.manage, name="manage-sender"),
    path("firms/<str:company_id>/returns/", returns.firm_returns, name="firm-returns"),
]
