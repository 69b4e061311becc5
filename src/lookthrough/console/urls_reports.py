"""Addresses of the monthly report."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import monthly_reports as reports

patterns: list[URLPattern] = [
    path("reports/", reports.reports, name="reports"),
    path("reports/draft/", reports.draft, name="draft-report"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/work/<slug:deed>/", reports.work_report, name="work-report"),
    path("reports/<int:report_id>/decide/<slug:deed>/", reports.decide_report, name="decide-report"),
    path("reports/<int:report_id>/report.pdf", reports.download, {"kind": "pdf"}, name="report-pdf"),
    path("reports/<int:report_id>/report.docx", reports.download, {"kind": "docx"}, name="report-docx"),
    path("reports/<int:report_id>/charts/<slug:picture>.svg", reports.chart, name="report-chart"),
]
