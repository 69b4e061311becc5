"""Who acts on returns: a person of the sender, one of its programs, or an officer; each reaches its own and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.intake.models import Sender, SenderAccount, SenderToken
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action


@dataclass(frozen=True, slots=True)
class Who:
    """Exactly one of ``account_id`` (a person of a sender), ``token_id`` (a sender's program) and ``officer_id`` is set; ``actor`` is what
    the trail calls it.
    """

    actor: str
    account_id: int | None = None
    token_id: int | None = None
    officer_id: int | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.account_id, self.token_id, self.officer_id)) != 1:
            raise ValueError("somebody acts as a sender's person, as its program or as an officer")


def reaches(sender: Sender, by: Who, action: Action) -> bool:
    """Say whether somebody may do something about a sender: its own people and programs always, officers by role and district."""
    if by.officer_id is not None:
        officer = offices.able(officer_id=by.officer_id, action=action)
        return bool(officer and officer.district and officer.district.reaches(sender.region_code))
    return sender.pk == own_sender_id(by)


def own_sender_id(by: Who) -> str | None:
    """Return the sender that a person or program belongs to; nothing for officers and for closed accounts and tokens."""
    if by.account_id is not None:
        return SenderAccount.objects.filter(pk=by.account_id, is_active=True).values_list("sender_id", flat=True).first()
    return SenderToken.objects.filter(pk=by.token_id or 0, revoked_at=None).values_list("sender_id", flat=True).first()


def senders_seen(by: Who) -> list[str]:
    """Return the senders whose returns somebody may see."""
    if by.officer_id is None:
        own = own_sender_id(by)
        return [own] if own else []
    officer = offices.able(officer_id=by.officer_id, action=Action.SEE_RETURNS)
    district: District | None = officer.district if officer else None
    found = Sender.objects.order_by("region_code", "name").values_list("sender_id", "region_code")
    return [sender_id for sender_id, region in found if district and district.reaches(region)]
