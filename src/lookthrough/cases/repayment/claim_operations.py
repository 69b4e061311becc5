"""Claims: the time in which they are taken, registered at the counter, decided one by one or many at once, closed by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.timezone import localdate

from lookthrough.cases import case_operations
from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.acting import amount, told, trailed, worker, written
from lookthrough.cases.repayment.models import Claim, ClaimsWindow
from lookthrough.cases.repayment.sealing import Person
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import open_vault

CLAIMS_CLOSED = "claims_closed"
_OPENED = Text("本案已开始申报", "this case takes claims already")
_NOT_OPEN = Text("本案还没有开始债权申报", "this case does not take claims yet")
_CLOSED = Text("申报已截止核对完毕", "claims are closed already")
_STILL_OPEN = Text("申报没有截止", "claims are not closed")
_PAST = Text("截止日须在今天以后", "the last day lies ahead of today")
_EARLIER = Text("新的截止日须晚于原截止日", "the new last day lies after the one that was announced")
_UNDECIDED = Text("还有债权未核定，请先逐笔确认或不予确认", "some claims are not decided yet: confirm or reject them first")
_OPENER = Text("开始申报的人不能自己宣布截止", "whoever opened the claims does not close them; another officer does")
_NO_CLAIM = Text("没有这笔债权", "there is no such claim")
_REGISTRAR = Text("登记的人不能自己核定，请由另一位人员核定", "whoever registered a claim does not decide on it; another officer does")
_DIFFERS = Text(
    "核定金额与账本或申报不一致，或有他人申报同一客户号，须写明理由",
    "the amounts differ from the ledger or the claim, or somebody else claims for the same client: a reason is needed",
)
_STATE = Text("这笔债权的状态不允许这样办理", "the claim's state does not allow this")
_BEFORE = Text(
    "您打开页面之后，他人已改动这笔债权；您的改动未保存，请看过最新内容再办理",
    "somebody changed this claim after you opened it; yours was not saved: look at what stands",
)


@transaction.atomic
def open_claims(*, number: str, closes_on: date, institution_id: str, officer_id: int, at: datetime) -> None:
    """Begin to take claims until a day; the institution is whose ledger they are held against."""
    by = worker(number, officer_id, at)
    if closes_on <= localdate(at):
        raise NotAllowed(_PAST)
    if ClaimsWindow.objects.filter(case_number=number).exists():
        raise NotAllowed(_OPENED)
    ClaimsWindow.objects.create(
        case_number=number, institution_id=institution_id.strip()[:120], opened_by=by.username, opened_at=at, closes_on=closes_on
    )
    told(number, "claims_opened", Text(f"开始债权申报，至 {closes_on}", f"claims are taken until {closes_on}"), by=by.username, at=at)


@transaction.atomic
def extend_claims(*, number: str, closes_on: date, reason: str, officer_id: int, at: datetime) -> None:
    """Take claims until a later day, with the reason."""
    by, why = worker(number, officer_id, at), written(reason)
    one = window(number)
    if one.closed_at:
        raise NotAllowed(_CLOSED)
    if closes_on <= localdate(at):
        raise NotAllowed(_PAST)
    if closes_on <= one.closes_on:
        raise NotAllowed(_EARLIER)
    one.closes_on = closes_on
    one.save(update_fields=["closes_on"])
    told(
        number, "claims_extended", Text(f"申报延至 {closes_on}：{why}", f"claims are taken until {closes_on}: {why}"), by=by.username, at=at
    )


@transaction.atomic
def close_claims(*, number: str, officer_id: int, at: datetime) -> None:
    """Say, as a second person, that claims are closed and matched; late ones may still come and catch up."""
    by = worker(number, officer_id, at, Action.DECIDE_REPAYMENT)
    one = window(number)
    if one.closed_at:
        raise NotAllowed(_CLOSED)
    if one.opened_by == by.username:
        raise NotAllowed(_OPENER)
    if Claim.objects.filter(case_number=number, state="registered").exclude(source="ledger").exists():
        raise NotAllowed(_UNDECIDED)
    one.closed_by, one.closed_at = by.username, at
    one.save(update_fields=["closed_by", "closed_at"])
    case_operations.attest(number=number, milestone=CLAIMS_CLOSED, reference="claims", actor=by.username, at=at)


@transaction.atomic
def reopen_claims(*, number: str, closes_on: date, reason: str, officer_id: int, at: datetime) -> None:
    """Take the closing back, with the reason; the milestone goes with it."""
    by, why = worker(number, officer_id, at, Action.DECIDE_REPAYMENT), written(reason)
    one = window(number)
    if one.closed_at is None:
        raise NotAllowed(_STILL_OPEN)
    if closes_on <= localdate(at):
        raise NotAllowed(_PAST)
    one.closed_by, one.closed_at, one.closes_on = "", None, closes_on
    one.save(update_fields=["closed_by", "closed_at", "closes_on"])
    case_operations.retract(number=number, milestone=CLAIMS_CLOSED, reference="claims", reason=why, actor=by.username, at=at)


@transaction.atomic
def register(
    *, number: str, person: Person, contributed_fen: int, returned_fen: int, officer_id: int, at: datetime, client_id: str = ""
) -> int:
    """Register a claim at the counter and return its serial; one claimant has one claim."""
    by = worker(number, officer_id, at)
    made = entered(
        number=number, person=person, contributed_fen=contributed_fen, returned_fen=returned_fen, client_id=client_id, source="counter",
        actor=by.username, at=at,
    )  # fmt: skip
    trailed(number, "claim_registered", by=by.username, at=at, details={"claim": made.serial, "contributed_fen": contributed_fen})
    return made.serial


def entered(
    *, number: str, person: Person, contributed_fen: int, returned_fen: int, client_id: str, source: str, actor: str, at: datetime
) -> Claim:  # fmt: skip
    """Keep a claim that a person makes, however it came; for the operations of this room, within their transaction.

    Somebody whom the ledger alone knew takes over the claim that stood for him, with what lies in deposit.
    """
    taken = window(number)
    amount(contributed_fen), amount(returned_fen, nil=True)
    columns: dict[str, Any] = sealing.sealed(sealing.checked(person), case_number=number, vault=open_vault())
    columns |= {
        "source": source, "contributed_fen": contributed_fen, "returned_fen": returned_fen, "registered_by": actor, "registered_at": at,
        "late": taken.closed_at is not None or localdate(at) > taken.closes_on, "state": "registered",
    }  # fmt: skip
    standing = _standing(number, columns["identity"], client_id.strip())
    if standing is not None:
        if standing.source != "ledger":
            raise NotAllowed(
                Text(f"该申报人已有债权 {standing.serial} 号，一人一笔", f"this claimant has claim {standing.serial} already: one each")
            )
        for name, value in columns.items():
            setattr(standing, name, value)
        standing.version += 1
        standing.save()
        return standing
    try:
        with transaction.atomic():
            return Claim.objects.create(case_number=number, serial=next_serial(number), client_id=client_id.strip()[:120], **columns)
    except IntegrityError:
        raise NotAllowed(Text("该申报人已有债权，一人一笔", "this claimant has a claim already: one each")) from None


@transaction.atomic
def decide(
    *, number: str, serial: int, contributed_fen: int, returned_fen: int, reason: str, officer_id: int, at: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """Confirm a claim with the amounts that count; a person other than its registrar does, with a reason where they differ."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    unchanged(one, version)
    if one.state not in ("registered", "confirmed"):
        raise NotAllowed(_STATE)
    if one.registered_by == by.username:
        raise NotAllowed(_REGISTRAR)
    amount(contributed_fen, nil=True), amount(returned_fen, nil=True)
    said = (contributed_fen, returned_fen)
    differs = said != (one.contributed_fen, one.returned_fen) or ledger_differs(one, *said) or one.client_id in clients_named_twice(number)
    if differs and not reason.strip():
        raise NotAllowed(_DIFFERS)
    settled(one, contributed_fen, returned_fen, reason.strip(), by.username, at)
    trailed(
        number, "claim_confirmed", by=by.username, at=at, details={"claim": serial, "contributed_fen": contributed_fen, "differs": differs}
    )


@transaction.atomic
def confirm_alike(*, number: str, serials: Sequence[int] | None, officer_id: int, at: datetime) -> int:
    """Confirm, as claimed, what the ledger bears out to the fen (of some serials only, if named); returns how many.

    The ledger bears a client out once: where two claim for the same client, a person decides on each.
    """
    by = worker(number, officer_id, at)
    alike = Claim.objects.filter(
        Q(ledger_contributed_fen=F("contributed_fen")), Q(ledger_returned_fen=F("returned_fen")), case_number=number, state="registered"
    ).exclude(registered_by=by.username).exclude(source="ledger").exclude(client_id__in=clients_named_twice(number))  # fmt: skip
    if serials is not None:
        alike = alike.filter(serial__in=serials)
    count = alike.update(
        state="confirmed", decided_contributed_fen=F("contributed_fen"), decided_returned_fen=F("returned_fen"), decided_by=by.username,
        decided_at=at, reason="", version=F("version") + 1,
    )  # fmt: skip
    if count:
        told(
            number,
            "claims_confirmed",
            Text(f"核定与账本一致的债权 {count} 笔", f"{count} claims that the ledger bears out are confirmed"),
            by=by.username,
            at=at,
        )
    return count


@transaction.atomic
def turn_down(*, number: str, serial: int, state: str, reason: str, officer_id: int, at: datetime, version: int | None = None) -> None:
    """Reject a claim, or note that its claimant withdrew it; either can be taken up again."""
    by, why, one = worker(number, officer_id, at), written(reason), claim(number, serial)
    unchanged(one, version)
    if state not in ("rejected", "withdrawn") or one.state not in ("registered", "confirmed"):
        raise NotAllowed(_STATE)
    if one.shares.filter(round__state__in=("checked", "executed")).exists():
        raise NotAllowed(Text("已参加过分配，请通过异议程序处理", "it took part in a round: settle it as a dispute"))
    if state == "rejected" and one.registered_by == by.username:
        raise NotAllowed(_REGISTRAR)
    one.state, one.reason, one.decided_by, one.decided_at, one.version = state, why, by.username, at, one.version + 1
    one.save()
    trailed(number, f"claim_{state}", by=by.username, at=at, details={"claim": serial, "reason": why})


@transaction.atomic
def take_up_again(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take a claim up again that was rejected or withdrawn."""
    by, why, one = worker(number, officer_id, at), written(reason), claim(number, serial)
    if one.state not in ("rejected", "withdrawn"):
        raise NotAllowed(_STATE)
    one.state, one.reason, one.version = "registered", why, one.version + 1
    one.save()
    trailed(number, "claim_taken_up", by=by.username, at=at, details={"claim": serial, "reason": why})


@transaction.atomic
def change_account(*, number: str, serial: int, account: str, bank: str, officer_id: int, at: datetime) -> None:
    """Put another bank account into a claim."""
    by, one = worker(number, officer_id, at), claim(number, serial)
    sealing.with_account(one, account=account, bank=bank)
    one.account_changed_at, one.account_changed_by, one.version = at, by.username, one.version + 1
    one.save()
    trailed(number, "claim_account_changed", by=by.username, at=at, details={"claim": serial})


def settled(one: Claim, contributed_fen: int, returned_fen: int, reason: str, actor: str, at: datetime) -> None:
    """Write down the amounts that count."""
    one.decided_contributed_fen, one.decided_returned_fen, one.reason = contributed_fen, returned_fen, reason
    one.state, one.decided_by, one.decided_at, one.version = "confirmed", actor, at, one.version + 1
    one.save()


def ledger_differs(one: Claim, contributed_fen: int, returned_fen: int) -> bool:
    """Return whether the ledger says other amounts; one that says nothing does not differ."""
    if one.ledger_contributed_fen is None:
        return False
    return (contributed_fen, returned_fen) != (one.ledger_contributed_fen, one.ledger_returned_fen)


def clients_named_twice(number: str) -> QuerySet[Claim, str]:
    """Return the clients' numbers that more than one standing claim of a case names."""
    standing = Claim.objects.filter(case_number=number).exclude(client_id="").exclude(state__in=("rejected", "withdrawn"))
    return standing.values("client_id").annotate(named=Count("pk")).filter(named__gt=1).order_by().values_list("client_id", flat=True)


def window(number: str) -> ClaimsWindow:
    """Return the time in which a case takes claims, locked, or refuse."""
    found = ClaimsWindow.objects.select_for_update().filter(case_number=number).first()
    if found is None:
        raise NotAllowed(_NOT_OPEN)
    return found


def claim(number: str, serial: int) -> Claim:
    """Return a claim, locked, or refuse."""
    found = Claim.objects.select_for_update().filter(case_number=number, serial=serial).first()
    if found is None:
        raise NotAllowed(_NO_CLAIM)
    return found


def unchanged(one: Claim, version: int | None) -> None:
    """Refuse a change made on a page that somebody else has overtaken."""
    if version is not None and version != one.version:
        raise NotAllowed(_BEFORE)


def next_serial(number: str) -> int:
    """Return the next serial of a case's claims; the window is locked by the caller."""
    return (Claim.objects.filter(case_number=number).aggregate(last=Max("serial"))["last"] or 0) + 1


def _standing(number: str, identity: str, client_id: str) -> Claim | None:
    found = Claim.objects.select_for_update().filter(case_number=number)
    return found.filter(identity=identity).first() or (found.filter(client_id=client_id, source="ledger").first() if client_id else None)
