"""The addresses at which senders see what is due, hand it in and get their receipts."""

from __future__ import annotations

from django.urls import path

from lookthrough.portal import returns, returns_about, returns_receipts, returns_sign_in

app_name = "returns"
urlpatterns = [
    path("", returns.to_do, name="to-do"),
    path("sign-in/", returns_sign_in.sign_in, name="sign-in"),
    path("sign-out/", returns_sign_in.sign_out, name="sign-out"),
    path("password/", returns_sign_in.password, name="password"),
    path("forms/<slug:template>/<slug:kind>/", returns.form, name="form"),
    path("due/<slug:template>/<slug:period>/", returns.due, name="due"),
    path("due/<slug:template>/<slug:period>/send/", returns.send, name="send"),
    path("due/<slug:template>/<slug:period>/nothing/", returns.nothing, name="nothing"),
    path("receipts/", returns_receipts.history, name="history"),
    path("receipts/<slug:number>/", returns_receipts.receipt, name="receipt"),
    path("receipts/<slug:number>/marked/", returns_receipts.marked, name="marked"),
    path("receipts/<slug:number>/lines/", returns_receipts.lines, name="lines"),
    path("receipts/<slug:number>/original/", returns_receipts.original, name="original"),
    path("receipts/<slug:number>/correct/", returns_receipts.correct, name="correct"),
    path("receipts/<slug:number>/do/<slug:deed>/", returns_receipts.do, name="do"),
    path("quality/", returns_about.quality, name="quality"),
    path("people/", returns_about.people, name="people"),
]
