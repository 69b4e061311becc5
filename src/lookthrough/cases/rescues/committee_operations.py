"""The creditors' committee of a rescue: who sits on it, what is put to the vote, and how it is counted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lookthrough.cases.rescues.acting import CHOOSE, MONEY, MOST_FEN, creditor_of, keep, rescue_of, worker, written
from lookthrough.cases.rescues.models import Creditor, Rescue, Resolution, Vote
from lookthrough.cases.rescues.office_settings import settings_on
from lookthrough.cases.rescues.words import VOTES
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

_TWICE = Text("该债权人已在委员会", "this creditor sits on the committee already")
_NO_VOTE = Text("没有待表决的事项", "there is no such question to vote on")
_NOBODY = Text("债权人委员会还没有成员", "the committee has no members yet")


@transaction.atomic
def join(*, number: str, creditor: str, fen: int, secured: bool, officer_id: int, at: datetime) -> int:
    """Take a creditor onto the committee; returns its id."""
    by, name = worker(officer_id), written(creditor)[:120]
    one = rescue_of(number, by)
    if not 0 < fen <= MOST_FEN:
        raise NotAllowed(MONEY)
    if one.creditors.filter(name=name, left_at=None).exists():
        raise NotAllowed(_TWICE)
    made = Creditor.objects.create(rescue=one, name=name, fen=fen, secured=secured, joined_at=at)
    keep(one, "creditor_joined", by, at, name, {"fen": fen})
    return made.pk


@transaction.atomic
def leave(*, number: str, creditor_id: int, reason: str, officer_id: int, at: datetime) -> None:
    """Let a creditor leave the committee; its votes stay."""
    by, why = worker(officer_id), written(reason)
    one = rescue_of(number, by)
    found = creditor_of(one, creditor_id)
    found.left_at = at
    found.save(update_fields=["left_at"])
    keep(one, "creditor_left", by, at, f"{found.name}：{why}")


@transaction.atomic
def put_to_vote(*, number: str, text: str, officer_id: int, at: datetime) -> int:
    """Put a question to the committee; the majorities in force on the day are copied with it. Returns its id."""
    by, said = worker(officer_id), written(text)
    one = rescue_of(number, by)
    if not one.creditors.filter(left_at=None).exists():
        raise NotAllowed(_NOBODY)
    limits = settings_on(at.date())
    heads, fen = limits.value("vote_heads_from"), limits.value("vote_fen_from")
    made = Resolution.objects.create(rescue=one, text=said, put_by=by.username, put_at=at, heads_from=heads, fen_from=fen)
    keep(one, "put_to_vote", by, at, said)
    return made.pk


@transaction.atomic
def vote(*, number: str, resolution_id: int, creditor_id: int, vote: str, officer_id: int, at: datetime) -> None:
    """Record how a creditor voted; until the vote is closed it may be recorded anew."""
    by = worker(officer_id)
    one = rescue_of(number, by)
    question, creditor = _question(one, resolution_id), creditor_of(one, creditor_id)
    if vote not in VOTES:
        raise NotAllowed(CHOOSE)
    said = {"vote": vote, "fen": creditor.fen, "recorded_by": by.username, "recorded_at": at}
    Vote.objects.update_or_create(resolution=question, creditor=creditor, defaults=said)
    keep(one, "voted", by, at, f"{creditor.name}：{VOTES[vote].zh}", {"resolution": question.pk})


@transaction.atomic
def close_vote(*, number: str, resolution_id: int, officer_id: int, at: datetime) -> bool:
    """Count the votes over all who sit on the committee, silent ones included; returns whether it passed.

    It passes with more than the asked share of heads and at least the asked share of the debt.
    """
    by = worker(officer_id)
    one = rescue_of(number, by)
    question = _question(one, resolution_id)
    sitting = list(one.creditors.filter(left_at=None))
    if not sitting:
        raise NotAllowed(_NOBODY)
    yes = set(question.votes.filter(vote="yes").values_list("creditor_id", flat=True))
    agreed = [creditor for creditor in sitting if creditor.pk in yes]
    heads, fen = len(agreed) / len(sitting), sum(each.fen for each in agreed) / sum(each.fen for each in sitting)
    question.heads_share, question.fen_share, question.closed_at = heads, fen, at
    question.passed = heads > question.heads_from and fen >= question.fen_from
    question.save()
    keep(one, "vote_closed", by, at, question.text, {"passed": question.passed, "heads": heads, "fen": fen})
    return question.passed


def _question(one: Rescue, resolution_id: int) -> Resolution:
    found = one.resolutions.filter(pk=resolution_id, closed_at=None).first()
    if found is None:
        raise NotAllowed(_NO_VOTE)
    return found
