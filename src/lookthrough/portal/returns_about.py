"""What a sender sees of itself: its data quality with the formula, its people and its programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lookthrough.intake import queries, sender_queries
from lookthrough.portal.returns_session import AtSender, of_sender


@require_http_methods(["GET", "HEAD"])
@of_sender
def quality(request: HttpRequest, here: AtSender) -> HttpResponseBase:
    """Show the sender's score with its parts, what each means and who set the points."""
    found = queries.quality(sender_id=here.sender.sender_id, by=here.who, today=timezone.localdate())
    if found is None:
        raise Http404
    weighed = sum(part.points for part in found.parts if part.share is not None)
    rows = [
        {
            "part": part, "percent": None if part.share is None else round(part.share * 100, 1), "good": round(part.good, 1),
            "adds": None if part.share is None else round(100 * part.points * part.share / weighed, 1),
        }
        for part in found.parts
    ]  # fmt: skip
    return render(request, "portal/returns/quality.html", {"here": here, "quality": found, "rows": rows})


@require_http_methods(["GET", "HEAD"])
@of_sender
def people(request: HttpRequest, here: AtSender) -> HttpResponseBase:
    """Show who may send and confirm, by name alone, and which programs hold a token; officers let both in."""
    context = {
        "here": here, "today": timezone.localdate(),
        "accounts": sender_queries.accounts_of(sender_id=here.sender.sender_id, by=here.who),
        "tokens": sender_queries.tokens_of(sender_id=here.sender.sender_id, by=here.who),
    }  # fmt: skip
    return render(request, "portal/returns/people.html", context)
