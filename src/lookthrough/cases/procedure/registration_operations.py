"""First registration of evidence: approved by the head before it is done; each thing is decided upon before seven working days end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.acting import written
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.procedure.acting import is_investigator, keep, start, stop
from lookthrough.cases.procedure.models import RegisteredItem, Registration
from lookthrough.cases.procedure.words import ITEM_OUTCOMES, REGISTRATION_STATES, SIGNATURES
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

MOST_ITEMS = 500
FEWEST_OFFICERS = 2  # 行政处罚法 art. 42, 国令737号 art. 21
_TITLE = Text("先行登记保存期限", "term of the first registration")
_NONE = Text("没有这项先行登记保存", "there is no such first registration")
_OWN = Text("申请人不能自己批准", "whoever asks does not approve")
_NOT_OWN = Text("只能撤回自己的申请", "only your own request can be withdrawn")
_BEFORE = Text("须先经负责人批准才能实施（行政处罚法第56条）", "it is done only after the head's approval (行政处罚法 art. 56)")
_TWO = Text("须有两名以上本案调查人员在场", "two investigators of the case or more are there")
_ITEMS = Text(f"请写明 1 至 {MOST_ITEMS} 件物品", f"please name 1 to {MOST_ITEMS} things")
_SIGN = Text("请写明当事人签名或拒签；拒签须有见证人", "say whether the party signed; a refusal needs a witness")
_NO_ITEM = Text("没有这件物品，或已作出处理", "there is no such thing, or it has been decided upon")
_OUTCOME = Text("请从列出的处理方式中选择", "please choose what becomes of it")
_LATE = Text(
    "七个工作日已过，登记保存自动解除，只能登记退还", "seven working days have passed and the hold has lapsed: it is returned, nothing else"
)
_SEIZE = Text(
    "查封、扣押须由主要负责人批准（国令737号第24条），请由其登记",
    "sealing or seizing needs the head's approval (国令737号 art. 24): the head records it",
)
_EARLIER = Text("日期不能早于登记保存日", "the day cannot lie before the registration")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is registered: what, how many, how it looks, where it is kept."""

    name: str
    quantity: str
    features: str
    kept_at: str


@transaction.atomic
def ask(*, number: str, holder: str, place: str, reason: str, officer_id: int, at: datetime) -> int:
    """Ask for a first registration, saying why the evidence may be lost; returns its id."""
    by, _case = working_on(number, officer_id, at)
    one = Registration.objects.create(
        case_number=number, holder=written(holder, longest=200), place=written(place, longest=200), reason=written(reason),
        asked_by=by.username, asked_at=at,
    )  # fmt: skip
    keep(number, "registration_asked", by, at, Text(one.holder, one.holder), reference=f"registration:{one.pk}")
    return one.pk


@transaction.atomic
def decide(*, number: str, registration_id: int, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse, as a head other than the asker."""
    by, _case = deciding_on(number, officer_id, at)
    one = _in_state(number, registration_id, "asked")
    if one.asked_by == by.username:
        raise NotAllowed(_OWN)
    one.decision = reason.strip() if approve else written(reason)
    one.state, one.decided_by, one.decided_at = "approved" if approve else "refused", by.username, at
    one.save()
    keep(number, "registration_approved" if approve else "registration_refused", by, at, reference=f"registration:{one.pk}")


@transaction.atomic
def withdraw(*, number: str, registration_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own request back while it waits."""
    by, _case = working_on(number, officer_id, at)
    one = _in_state(number, registration_id, "asked")
    if one.asked_by != by.username:
        raise NotAllowed(_NOT_OWN)
    one.state = "withdrawn"
    one.save(update_fields=["state"])
    keep(number, "registration_withdrawn", by, at, reference=f"registration:{one.pk}")


@transaction.atomic
def register(
    *, number: str, registration_id: int, on: date, items: Sequence[Item], officers: Sequence[int], signature: str, witness: str = "",
    paper_sha256: str = "", officer_id: int, at: datetime,
) -> date:  # fmt: skip
    """Record what was registered, by which two investigators, with the party's signature; returns the day the term ends."""
    by, case = working_on(number, officer_id, at)
    one = _in_state(number, registration_id, "approved")
    if one.decided_at is None or past(on, at) < localdate(one.decided_at):
        raise NotAllowed(_BEFORE)
    listed = [each for each in items if each.name.strip()]
    if not 1 <= len(listed) <= MOST_ITEMS:
        raise NotAllowed(_ITEMS)
    if signature not in SIGNATURES or (signature == "refused" and not witness.strip()):
        raise NotAllowed(_SIGN)
    one.officers, one.signature, one.witness = _investigators(case, officers), signature, witness.strip()[:120]
    one.paper_sha256, one.registered_on, one.state = hashed(paper_sha256, number=number), on, "registered"
    one.due_on = start(number, _clock(one), "first_registration", _TITLE, on, by, at)
    one.save()
    RegisteredItem.objects.bulk_create(_row(one, each) for each in listed)
    note = Text(f"{len(listed)} 件，至 {one.due_on}", f"{len(listed)} things, until {one.due_on}")
    keep(number, "registered", by, at, note, reference=f"registration:{one.pk}")
    return one.due_on


@transaction.atomic
def decide_item(*, number: str, item_id: int, outcome: str, on: date, note: str = "", officer_id: int, at: datetime) -> None:
    """Record what becomes of a thing; after the term it can only be returned, and it is said that the hold lapsed."""
    by, _case = working_on(number, officer_id, at)
    item = RegisteredItem.objects.select_for_update().filter(pk=item_id, registration__case_number=number, outcome="").first()
    if item is None:
        raise NotAllowed(_NO_ITEM)
    one = _in_state(number, item.registration_id, "registered")
    _lawful(one, outcome, past(on, at), by)
    item.outcome, item.decided_on, item.decided_by, item.note = outcome, on, by.username, note.strip()[:2_000]
    item.lapsed = one.due_on is not None and on > one.due_on
    item.save()
    title = ITEM_OUTCOMES[outcome]
    kind = "item_lapsed" if item.lapsed else "item_decided"
    keep(number, kind, by, at, Text(f"{item.name} {title.zh}", f"{item.name}: {title.en}"), reference=f"registration:{one.pk}")
    if not one.items.filter(outcome="").exists():
        one.state = "settled"
        one.save(update_fields=["state"])
        stop(number, _clock(one), "已全部处理", on, by, at)


def _lawful(one: Registration, outcome: str, on: date, by: Colleague) -> None:
    if outcome not in ITEM_OUTCOMES:
        raise NotAllowed(_OUTCOME)
    if one.registered_on and on < one.registered_on:
        raise NotAllowed(_EARLIER)
    if one.due_on and on > one.due_on and outcome != "return":
        raise NotAllowed(_LATE)
    if outcome == "seize" and not by.may(Action.DECIDE_CASES):
        raise NotAllowed(_SEIZE)


def _investigators(case: CaseFacts, officers: Sequence[int]) -> list[str]:
    found = [offices.officer(officer_id=one) for one in dict.fromkeys(officers)]
    names = [one.username for one in found if one and is_investigator(case, one.username)]
    if len(names) < FEWEST_OFFICERS or len(names) < len(found):
        raise NotAllowed(_TWO)
    return names


def _in_state(number: str, registration_id: int, state: str) -> Registration:
    one = Registration.objects.select_for_update().filter(case_number=number, pk=registration_id).first()
    if one is None:
        raise NotAllowed(_NONE)
    if one.state != state:
        here, there = REGISTRATION_STATES[one.state], REGISTRATION_STATES[state]
        raise NotAllowed(
            Text(f"目前为“{here.zh}”，这一步只在“{there.zh}”时可做", f"it stands at “{here.en}”; this is done only at “{there.en}”")
        )
    return one


def _row(one: Registration, item: Item) -> RegisteredItem:
    return RegisteredItem(
        registration=one, name=written(item.name, longest=200), quantity=written(item.quantity, longest=60),
        features=item.features.strip()[:2_000], kept_at=written(item.kept_at, longest=200),
    )  # fmt: skip


def _clock(one: Registration) -> str:
    return f"first_registration:{one.pk}"
