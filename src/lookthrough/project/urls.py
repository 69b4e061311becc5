"""Which door answers which address."""

from __future__ import annotations

from django.urls import include, path

from lookthrough.api.urls import api
from lookthrough.project.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("check/", include("lookthrough.portal.check_urls")),
    path("claims/", include("lookthrough.portal.claim_urls")),
    path("reply/", include("lookthrough.portal.reply_urls")),
    path("answer/", include("lookthrough.portal.urls")),
    path("returns/", include("lookthrough.portal.returns_urls")),
    path("api/v1/", api.urls),
    path("", include("lookthrough.console.urls")),
]

handler400 = "lookthrough.console.errors.bad_request"
handler403 = "lookthrough.console.errors.forbidden"
handler404 = "lookthrough.console.errors.not_found"
handler500 = "lookthrough.console.errors.server_error"
