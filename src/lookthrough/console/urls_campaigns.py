"""The addresses of campaigns and of field visits."""

from __future__ import annotations

from django.urls import path

from lookthrough.console.views import campaigns, campaigns_acts, campaigns_firms, campaigns_reports, visits

patterns = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/open/", campaigns_acts.open_campaign, name="open-campaign"),
    path("campaigns/late/", campaigns.late, name="late-tasks"),
    path("campaigns/tasks/<int:task_id>/<slug:deed>/", campaigns_acts.work_task, name="work-task"),
    path("campaigns/firms/<int:entry_id>/", campaigns_firms.entry, name="campaign-firm"),
    path("campaigns/firms/<int:entry_id>/<slug:deed>/", campaigns_firms.work_entry, name="work-campaign-firm"),
    path("campaigns/photos/<int:photo_id>/", visits.photo, name="visit-photo"),
    path("campaigns/reports/<int:campaign_report_id>/", campaigns_reports.report, name="campaign-report"),
    path("campaigns/reports/<int:campaign_report_id>/export.<slug:format>", campaigns_reports.export_report, name="export-campaign-report"),
    path("campaigns/reports/<int:campaign_report_id>/<slug:deed>/", campaigns_reports.work_report, name="work-campaign-report"),
    path("campaigns/<str:number>/", campaigns.campaign, name="campaign"),
    path("campaigns/<str:number>/forms/", campaigns.forms, name="campaign-forms"),
    path("campaigns/<str:number>/firms/", campaigns_firms.entries, name="campaign-firms"),
    path("campaigns/<str:number>/firms/export.xlsx", campaigns_firms.export_entries, name="export-campaign-firms"),
    path("campaigns/<str:number>/sweep/", campaigns_firms.sweep, name="campaign-sweep"),
    path("campaigns/<str:number>/plan/", campaigns_firms.plan_visits, name="plan-visits"),
    path("campaigns/<str:number>/reports/", campaigns_reports.reports, name="campaign-reports"),
    path("campaigns/<str:number>/reports/<str:region_code>/<slug:stage>/", campaigns_reports.draft, name="draft-campaign-report"),
    path("campaigns/<str:number>/roll-up/<slug:stage>/", campaigns_reports.roll_up, name="roll-up"),
    path("campaigns/<str:number>/acceptance/", campaigns.acceptance, name="campaign-acceptance"),
    path("campaigns/<str:number>/acceptance/<slug:deed>/", campaigns_acts.work_acceptance, name="work-acceptance"),
    path("campaigns/<str:number>/acceptance/decide/<slug:deed>/", campaigns_acts.decide_acceptance, name="decide-acceptance"),
    path("campaigns/<str:number>/lead/<slug:deed>/", campaigns_acts.lead_campaign, name="lead-campaign"),
    path("visits/", visits.phone, name="visits"),
    path("visits/worker.js", visits.worker, name="visits-worker"),
    path("visits/today.json", visits.today, name="visits-today"),
    path("visits/send/", visits.send, name="send-visit"),
]
