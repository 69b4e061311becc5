"""Addresses of a case's evidence and documents, and of an office's templates."""

from __future__ import annotations

from django.urls import URLPattern, path

from lookthrough.console.views import evidence, paper_templates, papers

patterns: list[URLPattern] = [
    path("cases/<str:number>/evidence/", evidence.case_evidence, name="case-evidence"),
    path("cases/<str:number>/evidence/take/", evidence.take, name="take-evidence"),
    path("cases/<str:number>/evidence/gather/", evidence.gather, name="gather-evidence"),
    path("cases/<str:number>/evidence/bundle/", evidence.bundle, name="case-bundle"),
    path("cases/<str:number>/evidence/<str:item>/", evidence.item, name="evidence-item"),
    path("cases/<str:number>/evidence/<str:item>/view/", evidence.view, name="view-evidence"),
    path("cases/<str:number>/evidence/<str:item>/copy/", evidence.copy, name="copy-evidence"),
    path("cases/<str:number>/evidence/<str:item>/redact/", evidence.redact, name="redact-evidence"),
    path("cases/<str:number>/evidence/<str:item>/redact-by-hand/", evidence.redact_by_hand, name="redact-evidence-by-hand"),
    path("cases/<str:number>/evidence/<str:item>/decide/", evidence.decide, name="decide-evidence"),
    path("cases/<str:number>/evidence/<str:item>/work/<slug:deed>/", evidence.work, name="work-evidence"),
    path("cases/<str:number>/papers/", papers.case_papers, name="case-papers"),
    path("cases/<str:number>/papers/draft/", papers.draft, name="draft-paper"),
    path("cases/<str:number>/papers/<int:paper_id>/", papers.paper, name="paper"),
    path("cases/<str:number>/papers/<int:paper_id>/save/", papers.save, name="save-paper"),
    path("cases/<str:number>/papers/<int:paper_id>/word/", papers.word, name="paper-word"),
    path("cases/<str:number>/papers/<int:paper_id>/pdf/", papers.pdf, name="paper-pdf"),
    path("cases/<str:number>/papers/<int:paper_id>/preview/", papers.preview, name="paper-preview"),
    path("cases/<str:number>/papers/<int:paper_id>/decide/", papers.decide, name="decide-paper"),
    path("cases/<str:number>/papers/<int:paper_id>/work/<slug:deed>/", papers.work, name="work-paper"),
    path("paper-templates/", paper_templates.templates, name="paper-templates"),
    path("paper-templates/letterhead/", paper_templates.letterhead, name="letterhead"),
    path("paper-templates/<slug:kind>/bring/", paper_templates.bring, name="bring-template"),
    path("paper-templates/<slug:kind>/decide/", paper_templates.decide, name="decide-template"),
    path("paper-templates/<slug:kind>/<int:version>/", paper_templates.file, name="template-file"),
]
