"""Addresses of work, notices, the calendar and the reports over all cases."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import calendar, case_reports, my_work, notices

patterns: list[URLPattern] = [
    path("work/", my_work.my_work, name="my-work"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/keys/make/", calendar.make_key, name="make-calendar-key"),
    path("calendar/keys/revoke/", calendar.revoke_key, name="revoke-calendar-key"),
    path("calendar/feed.ics", calendar.feed, name="calendar-feed"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="read-notices"),
    path("notices/choices/", notices.choose, name="choose-notices"),
    path("notices/address/", notices.mail_address, name="notices-address"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("case-reports/", case_reports.case_reports, name="case-reports"),
    path("case-reports/export.csv", case_reports.export_report, {"format": "csv"}, name="export-case-report-csv"),
    path("case-reports/export.xlsx", case_reports.export_report, {"format": "xlsx"}, name="export-case-report-xlsx"),
    path("chosen/cases.csv", case_reports.export_chosen, {"kind": "cases", "format": "csv"}, name="export-chosen-cases-csv"),
    path("chosen/cases.xlsx", case_reports.export_chosen, {"kind": "cases", "format": "xlsx"}, name="export-chosen-cases-xlsx"),
    path("chosen/leads.csv", case_reports.export_chosen, {"kind": "leads", "format": "csv"}, name="export-chosen-leads-csv"),
    path("chosen/leads.xlsx", case_reports.export_chosen, {"kind": "leads", "format": "xlsx"}, name="export-chosen-leads-xlsx"),
]
