"""What people say of pairs: the same, different, unsure. A verdict stands until a person takes it back, and is kept even then."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.models import MatchPair, MatchVerdict

VERDICTS = MatchVerdict.VERDICTS
_LONGEST_REASON = 500


class NotAllowed(PermissionError):  # noqa: N818 - named like FileRefused
    """The officer may not do this, or it cannot be done; carries the reason for a person."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


_NO_ROLE = Text("您的角色不能核对主体", "your role does not judge matches")
_NO_SUCH = Text("没有此核对项，或不在您的辖区", "there is no such pair in your district")
_NO_VERDICT = Text("请选择“同一主体”“不同主体”或“不能确定”", "please choose the same, different or unsure")
_NOTHING = Text("没有可撤销的结论", "there is nothing to take back")
_NEEDS_REASON = Text("撤销他人的结论请写明理由", "please give the reason for taking back what another decided")


@transaction.atomic
def judge(*, pair_ids: Sequence[int], verdict: str, reason: str, officer_id: int, at: datetime) -> str:
    """Say of pairs that they are ``same``, ``different`` or ``unsure``; return the batch that ``undo`` takes back."""
    by = _judge(officer_id)
    if verdict not in VERDICTS:
        raise NotAllowed(_NO_VERDICT)
    pairs, batch = _pairs(pair_ids, by), secrets.token_hex(8)
    MatchVerdict.objects.bulk_create(
        MatchVerdict(
            pair=pair, verdict=verdict, reason=reason.strip()[:_LONGEST_REASON], by=by.username, at=at, batch=batch,
            probability=pair.probability, model_version=pair.model_version,
        )
        for pair in pairs
    )  # fmt: skip
    _settle(pairs)
    _record("match_judged", pairs, by, at, reason.strip()[:_LONGEST_REASON], {"verdict": verdict, "batch": batch})
    return batch


@transaction.atomic
def undo(*, batch: str, officer_id: int, at: datetime) -> int:
    """Take back one's own verdicts of one act; return how many."""
    by = _judge(officer_id)
    given = list(MatchVerdict.objects.filter(batch=batch, by=by.username, revoked_at=None).select_related("pair"))
    return _revoke([one for one in given if _reaches(by, one.pair)], by=by, because="", at=at)


@transaction.atomic
def revoke(*, pair_id: int, reason: str, officer_id: int, at: datetime) -> int:
    """Take back the verdict that stands on a pair, whoever gave it; what was said before it stands again."""
    by = _judge(officer_id)
    pair = _pairs([pair_id], by)[0]
    last = pair.verdicts.filter(revoked_at=None).order_by("-at", "-pk").first()
    if last and last.by != by.username and not reason.strip():
        raise NotAllowed(_NEEDS_REASON)
    return _revoke([last] if last else [], by=by, because=reason.strip()[:_LONGEST_REASON], at=at)


def _revoke(given: list[MatchVerdict], *, by: Colleague, because: str, at: datetime) -> int:
    if not given:
        raise NotAllowed(_NOTHING)
    MatchVerdict.objects.filter(pk__in=[one.pk for one in given]).update(revoked_by=by.username, revoked_at=at, revoked_because=because)
    pairs = [one.pair for one in given]
    _settle(pairs)
    _record("match_revoked", pairs, by, at, because, {"verdicts": len(given)})
    return len(given)


def _judge(officer_id: int) -> Colleague:
    found = offices.able(officer_id=officer_id, action=Action.JUDGE_MATCHES)
    if found is None:
        raise NotAllowed(_NO_ROLE)
    return found


def _reaches(by: Colleague, pair: MatchPair) -> bool:
    return by.district is not None and by.district.reaches(pair.region_code)


def _pairs(pair_ids: Sequence[int], by: Colleague) -> list[MatchPair]:
    """Return pairs locked for a change; all of them exist and lie in the officer's district, or nothing happens."""
    wanted = sorted(set(pair_ids))
    found = list(MatchPair.objects.select_for_update(of=("self",)).select_related("company").filter(pk__in=wanted).order_by("pk"))
    if not found or len(found) < len(wanted) or not all(_reaches(by, pair) for pair in found):
        raise NotAllowed(_NO_SUCH)
    return found


def _settle(pairs: Iterable[MatchPair]) -> None:
    """Let each pair carry the last verdict that was not taken back, and give firms the names that now stand for them."""
    from lookthrough.registry.names_operations import renew_names

    touched = set()
    for pair in pairs:
        last = MatchVerdict.objects.filter(pair=pair, revoked_at=None).order_by("-at", "-pk").first()
        MatchPair.objects.filter(pk=pair.pk).update(verdict=last.verdict if last else "")
        rivals = MatchPair.objects.filter(record=pair.record_id, record__isnull=False)
        touched |= {pair.company.identity, *rivals.values_list("company__identity", flat=True)}
    renew_names(company_ids=touched)


def _record(action: str, pairs: Sequence[MatchPair], by: Colleague, at: datetime, reason: str, details: dict[str, object]) -> None:
    for pair in pairs:
        audit.record(
            actor=by.username, action=action, object_type="match", object_id=str(pair.pk), purpose=reason, at=at,
            details=details | {"company": pair.company.identity, "probability": pair.probability},
        )  # fmt: skip
