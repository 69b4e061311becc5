"""Who may come in: whoever holds a token that an officer gave to a sender's program, and that is neither over nor revoked."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lookthrough.intake import sender_operations, sender_queries
from lookthrough.intake.sender_queries import SenderView
from lookthrough.intake.token_limits import count_request
from lookthrough.intake.who import Who

_LONGEST = 200


class SenderTokenBearer(HttpBearer):
    """``Authorization: Bearer lt_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Who | None:
        """Return as whom the program acts, and count the request."""
        now = timezone.now()
        found = sender_operations.token_holder(token=token, at=now) if 0 < len(token) <= _LONGEST else None
        if found is not None and found.token_id is not None:
            count_request(token_id=found.token_id, at=now)
        return found


def who_asks(request: HttpRequest) -> Who:
    """Return as whom a request that was let in acts."""
    found: Who = request.auth  # type: ignore[attr-defined]
    return found


def sender_of(request: HttpRequest) -> SenderView:
    """Return the sender that the token belongs to."""
    found = sender_queries.own_sender(by=who_asks(request))
    if found is None:
        raise LookupError("a token without a sender")
    return found
