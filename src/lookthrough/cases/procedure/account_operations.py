"""Queries of accounts (账户查询): only the head approves, never the asker; data are loaded only under the authority this becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.audit import operations as audit
from lookthrough.cases.acting import written
from lookthrough.cases.procedure.acting import keep
from lookthrough.cases.procedure.models import AccountQuery, BankReceipt
from lookthrough.cases.procedure.terms import last_day
from lookthrough.cases.procedure.words import RECEIPTS
from lookthrough.cases.room_acting import deciding_on, hashed, past, working_on
from lookthrough.kernel.texts import Text
from lookthrough.offices import authorities
from lookthrough.registry.handling_operations import NotAllowed

MOST = 200
_BANKS = Text("请写明查询哪些银行或支付机构，每行一个", "please name the banks or payment institutions, one a line")
_ACCOUNTS = Text("请写明查询的账户，或户名", "please name the accounts, or their holders")
_TOO_MANY = Text(f"一次最多 {MOST} 个账户", f"at most {MOST} accounts at once")
_NONE = Text("没有这项查询申请，或已决定", "there is no such query, or it has been decided")
_NOT_APPROVED = Text("未经主要负责人批准，不得查询（国令737号第21条）", "no query without the head's approval (国令737号 art. 21)")
_OWN = Text("申请人不能自己批准", "whoever asks does not approve")
_NOT_OWN = Text("只能撤回自己的申请", "only your own request can be withdrawn")
_ENDED = Text("查询期限已过，须重新申请", "the query's term has passed; ask anew")
_RECEIPT = Text("请选择回执种类", "please choose the kind of receipt")
_BANK = Text("申请中没有这家银行", "the query does not name this bank")
_NAMED = Text(
    "调取数据的，须写明机构或账本，使授权有明确范围", "to load data, name the institutions or ledgers, so that the authority has a scope"
)
_BY_SLUG = {
    "role": Text("没有申请或批准账户数据授权的权限", "the role for an authority is missing"),
    "until": Text("期限超出账户数据授权的最长期限", "the term is longer than an authority may run"),
    "own": _OWN,
    "district": Text("超出您的辖区", "this lies outside your district"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for; with ``loads_data`` its approval becomes an authority over ``institutions`` and ``ledgers``."""

    banks: Sequence[str]
    accounts: Sequence[str]
    holders: str
    purpose: str
    basis: str
    until: date
    loads_data: bool = False
    institutions: Sequence[str] = ()
    ledgers: Sequence[str] = ()


@transaction.atomic
def ask(*, number: str, asked: Asked, officer_id: int, at: datetime) -> int:
    """Ask for a query of accounts; it allows nothing until the head approves. Returns its id."""
    by, _case = working_on(number, officer_id, at)
    banks, accounts = _lines(asked.banks), _lines(asked.accounts)
    if not banks:
        raise NotAllowed(_BANKS)
    if not accounts and not asked.holders.strip():
        raise NotAllowed(_ACCOUNTS)
    if len(accounts) > MOST:
        raise NotAllowed(_TOO_MANY)
    if asked.loads_data and not (_lines(asked.institutions) or _lines(asked.ledgers)):
        raise NotAllowed(_NAMED)
    _within_term(asked.until, localdate(at))
    one = AccountQuery.objects.create(
        case_number=number, banks=banks, accounts=accounts, holders=asked.holders.strip()[:2_000], institutions=_lines(asked.institutions),
        ledgers=_lines(asked.ledgers), loads_data=asked.loads_data, purpose=written(asked.purpose), basis=written(asked.basis, longest=200),
        until=asked.until, asked_by=by.username, asked_by_id=officer_id, asked_at=at,
    )  # fmt: skip
    note = Text(f"{len(banks)} 家银行，{len(accounts)} 个账户", f"{len(banks)} banks, {len(accounts)} accounts")
    keep(number, "query_asked", by, at, note, reference=f"query:{one.pk}")
    return one.pk


@transaction.atomic
def decide(*, number: str, query_id: int, approve: bool, reason: str, officer_id: int, at: datetime) -> str:
    """Approve or refuse, as a head other than the asker; returns the authority's number where data are to be loaded, else nothing."""
    by, _case = deciding_on(number, officer_id, at)
    one = _query(number, query_id, "asked")
    if one.asked_by_id == officer_id:
        raise NotAllowed(_OWN)
    if approve and one.until < localdate(at):
        raise NotAllowed(_ENDED)
    one.decision = reason.strip() if approve else written(reason)
    one.state, one.decided_by, one.decided_at = "approved" if approve else "refused", by.username, at
    if approve and one.loads_data:
        one.authority_id = _authority(one, officer_id, at)
    one.save()
    keep(number, "query_approved" if approve else "query_refused", by, at, reference=f"query:{one.pk}")
    return one.authority_id


@transaction.atomic
def withdraw(*, number: str, query_id: int, officer_id: int, at: datetime) -> None:
    """Take one's own request back while it waits."""
    by, _case = working_on(number, officer_id, at)
    one = _query(number, query_id, "asked")
    if one.asked_by_id != officer_id:
        raise NotAllowed(_NOT_OWN)
    one.state = "withdrawn"
    one.save(update_fields=["state"])
    keep(number, "query_withdrawn", by, at, reference=f"query:{one.pk}")


@transaction.atomic
def bank_receipt(
    *, number: str, query_id: int, bank: str, kind: str, on: date, note: str = "", paper_sha256: str = "", officer_id: int, at: datetime
) -> None:
    """Record a bank's receipt, answer or refusal; none is taken for a query that was not approved."""
    by, _case = working_on(number, officer_id, at)
    one = AccountQuery.objects.select_for_update().filter(case_number=number, pk=query_id).first()
    if one is None or one.state != "approved" or one.decided_at is None:
        raise NotAllowed(_NOT_APPROVED)
    if kind not in RECEIPTS:
        raise NotAllowed(_RECEIPT)
    if bank not in one.banks:
        raise NotAllowed(_BANK)
    if not localdate(one.decided_at) <= past(on, at):
        raise NotAllowed(_NOT_APPROVED)
    BankReceipt.objects.create(
        query=one, bank=bank, kind=kind, on=on, note=note.strip()[:2_000], paper_sha256=hashed(paper_sha256, number=number),
        recorded_by=by.username,
        recorded_at=at,
    )  # fmt: skip
    title = RECEIPTS[kind]
    keep(number, "bank_receipt", by, at, Text(f"{bank} {title.zh}", f"{bank} {title.en}"), reference=f"query:{one.pk}")


@transaction.atomic
def read_accounts(*, number: str, query_id: int, purpose: str, officer_id: int, at: datetime) -> tuple[str, ...]:
    """Return the account numbers in full, having written down who reads them and why."""
    by, _case = working_on(number, officer_id, at)
    why = written(purpose, longest=400)
    one = AccountQuery.objects.filter(case_number=number, pk=query_id).first()
    if one is None:
        raise NotAllowed(_NONE)
    audit.record(
        actor=by.username, action="case.procedure.query_read", object_type="case", object_id=number, purpose=why, at=at,
        details={"query": one.pk, "accounts": len(one.accounts)},
    )  # fmt: skip
    return tuple(one.accounts)


def _authority(one: AccountQuery, officer_id: int, at: datetime) -> str:
    """Have the approved query become an authority to load account data: asked for by the asker, approved by the head."""
    try:
        number = authorities.ask(
            by=one.asked_by_id, legal_basis=one.basis, purpose=one.purpose, scope=f"案件 {one.case_number}：{'、'.join(one.banks)}"[:400],
            ledgers=one.ledgers, institutions=one.institutions, accounts=one.accounts, expires_on=one.until, at=at, today=localdate(at),
        )  # fmt: skip
        authorities.approve(authority_id=number, by=officer_id, reason=one.decision or one.purpose, at=at, today=localdate(at))
    except authorities.NotAllowed as refusal:
        raise NotAllowed(_BY_SLUG.get(refusal.why, _NONE)) from refusal
    for actor, action in ((one.asked_by, "authority_asked"), (one.decided_by, "authority_approved")):
        audit.record(
            actor=actor, action=action, object_type="authority", object_id=number, purpose=one.purpose, at=at,
            details={"case": one.case_number},
        )  # fmt: skip
    return number


def _within_term(until: date, today: date) -> None:
    latest = last_day("account_query", today)
    if not today <= until <= latest:
        raise NotAllowed(Text(f"期限须在今天至 {latest} 之间", f"the term lies between today and {latest}"))


def _query(number: str, query_id: int, state: str) -> AccountQuery:
    found = AccountQuery.objects.select_for_update().filter(case_number=number, pk=query_id, state=state).first()
    if found is None:
        raise NotAllowed(_NONE)
    return found


def _lines(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip()[:120] for one in given if one.strip()))
