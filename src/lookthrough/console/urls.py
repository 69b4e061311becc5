"""The addresses of the console."""

from __future__ import annotations

from django.urls import path

from lookthrough.console.views import acts, alert, alerts, firms, officers, session, trail, transfers, work

app_name = "console"
urlpatterns = [
    path("", work.work, name="work"),
    path("login/", session.sign_in, name="login"),
    path("logout/", session.sign_out, name="logout"),
    path("language/", session.choose_language, name="language"),
    path("light/", session.choose_light, name="light"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/export.csv", alerts.export_alerts, {"format": "csv"}, name="export-alerts-csv"),
    path("alerts/export.xlsx", alerts.export_alerts, {"format": "xlsx"}, name="export-alerts-xlsx"),
    path("alerts/assign/", acts.assign, name="assign"),
    path("alerts/snooze/", acts.snooze, name="snooze"),
    path("alerts/close/", acts.close, name="close"),
    path("alerts/reopen/", acts.reopen, name="reopen"),
    path("alerts/undo/", acts.undo, name="undo"),
    path("alerts/<int:alert_id>/", alert.alert, name="alert"),
    path("alerts/<int:alert_id>/transfers/", transfers.transfers, name="transfers"),
    path("alerts/<int:alert_id>/transfers/export.csv", transfers.export_transfers, {"format": "csv"}, name="export-transfers-csv"),
    path("alerts/<int:alert_id>/transfers/export.xlsx", transfers.export_transfers, {"format": "xlsx"}, name="export-transfers-xlsx"),
    path("alerts/<int:alert_id>/transfers/<path:transfer_id>/", transfers.transfer, name="transfer"),
    path("firms/", firms.firms, name="firms"),
    path("firms/<str:company_id>/", firms.firm, name="firm"),
    path("firms/<str:company_id>/sources/", firms.sources, name="firm-sources"),
    path("officers/", officers.officers, name="officers"),
    path("audit/", trail.trail, name="trail"),
]
