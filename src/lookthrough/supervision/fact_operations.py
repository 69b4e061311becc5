"""The confirmation of facts (事实确认书): drawn from what was seen, signed by the firm or its refusal recorded, sealed by hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import open_vault
from lookthrough.supervision.acting import check_of, in_stage, keep, worker, written
from lookthrough.supervision.models import Check, FactSheet
from lookthrough.supervision.stages import FIRM, Seen, Stage

SIGNER = "fact_sheet_signer"
_LONGEST_NAME = 60
_NAME = Text("请写明签署人姓名和职务", "please give the signer's name and post")
_WAITS = Text("已有一份事实确认书待签，请先收回", "a confirmation of facts waits already: withdraw it first")
_NONE_WAITS = Text("没有待签的事实确认书", "no confirmation of facts waits for a signature")
_NOTHING_SEEN = Text("现场还没有记录，无法制作", "nothing is recorded on site yet")
_SIGNED = Text("已签署的确认书不能收回", "a signed confirmation cannot be withdrawn")
_CHANGED = Text("确认书内容与显示的不一致，请重新打开", "the text is not what was shown: please open it again")
_WITNESS = Text("拒签须由两名检查人员见证，请选择另一人", "two officers witness a refusal: please name the other one")
NOTHING_FOUND = Text("经检查，未发现检查项目存在问题。", "Of the items checked, none showed a problem.")


@transaction.atomic
def draw(*, number: str, facts: Sequence[str], officer_id: int, at: datetime) -> str:
    """Draw up the facts: every problem that was seen on site, then what the officer adds. Returns the sheet's number."""
    by = worker(officer_id)
    one = check_of(number, by, Stage.ON_SITE)
    if one.sheets.filter(state__in=["drawn", "signed"]).exists():
        raise NotAllowed(_WAITS)
    if not one.items.exclude(seen="").exists():
        raise NotAllowed(_NOTHING_SEEN)
    found = [{"item": item.slug, "text": f"{item.text_zh}：{item.seen_note}"} for item in one.items.filter(seen=Seen.BREACH)]
    found += [{"item": "", "text": written(text)} for text in facts if text.strip()]
    found = found or [{"item": "", "text": NOTHING_FOUND.zh}]
    sheet = f"{one.number}-{one.sheets.count() + 1}"
    FactSheet.objects.create(check_of=one, number=sheet, facts=found, text_hash=text_hash(sheet, found), drawn_by=by.username, drawn_at=at)
    keep(one, "facts_drawn", actor=by.username, at=at, note=sheet, details={"facts": len(found)})
    return sheet


@transaction.atomic
def sign(
    *, number: str, name: str, post: str, objections: str, shown_hash: str, officer_id: int, at: datetime
) -> str:  # fmt: skip
    """Record that the firm signed in an officer's presence; returns the seal over text, signer and time."""
    by = worker(officer_id)
    return _sign(check_of(number, by, Stage.ON_SITE), name, post, objections, shown_hash, by.username, at)


@transaction.atomic
def sign_as_firm(*, check_id: int, name: str, post: str, objections: str, shown_hash: str, at: datetime) -> str:
    """Sign as the firm, at its own page; the door has checked its code."""
    one = Check.objects.select_for_update().filter(pk=check_id).exclude(code_hash="").first()
    if one is None:
        raise NotAllowed(_NONE_WAITS)
    in_stage(one, Stage.ON_SITE)
    return _sign(one, name, post, objections, shown_hash, FIRM, at)


@transaction.atomic
def refuse(*, number: str, reason: str, witness: str, officer_id: int, at: datetime) -> None:
    """Record that the firm refused to sign, why, and which second officer of the check saw it."""
    by, said = worker(officer_id), written(reason)
    one = check_of(number, by, Stage.ON_SITE)
    if witness == by.username or witness not in one.officers:
        raise NotAllowed(_WITNESS)
    sheet = _waiting(one)
    sheet.state, sheet.reason, sheet.witness, sheet.recorded_by, sheet.decided_at = "refused", said, witness, by.username, at
    sheet.seal = _seal(sheet, "", at)
    sheet.save()
    keep(one, "facts_refused", actor=by.username, at=at, note=said, details={"sheet": sheet.number, "witness": witness})


@transaction.atomic
def withdraw(*, number: str, officer_id: int, at: datetime) -> None:
    """Withdraw a sheet that nobody signed yet, so that it can be drawn up anew; it stays on file."""
    by = worker(officer_id)
    one = check_of(number, by, Stage.ON_SITE)
    if one.sheets.filter(state="signed").exists():
        raise NotAllowed(_SIGNED)
    sheet = _waiting(one)
    sheet.state, sheet.decided_at, sheet.recorded_by = "withdrawn", at, by.username
    sheet.save(update_fields=["state", "decided_at", "recorded_by"])
    keep(one, "facts_withdrawn", actor=by.username, at=at, note=sheet.number)


def text_hash(number: str, facts: Sequence[dict[str, str]]) -> str:
    """Return the hash of what is to be signed."""
    return hashlib.sha256(json.dumps([number, list(facts)], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _sign(one: Check, name: str, post: str, objections: str, shown_hash: str, actor: str, at: datetime) -> str:
    signer, office = name.strip()[:_LONGEST_NAME], post.strip()[:80]
    if not signer or not office:
        raise NotAllowed(_NAME)
    sheet = _waiting(one)
    if shown_hash != sheet.text_hash:
        raise NotAllowed(_CHANGED)
    vault = open_vault()
    sheet.sealed_signer, sheet.key_id = vault.seal(signer, what=SIGNER, identity=sheet.number), vault.key_id
    sheet.state, sheet.signer_post, sheet.recorded_by, sheet.decided_at = "signed", office, actor, at
    sheet.reason = written(objections, needed=False)
    sheet.seal = _seal(sheet, vault.name_at_firm_hash(signer, one.company_id), at)
    sheet.save()
    keep(one, "facts_signed", actor=actor, at=at, note=sheet.number, details={"seal": sheet.seal})
    return sheet.seal


def _seal(sheet: FactSheet, signer_hash: str, at: datetime) -> str:
    said = [sheet.text_hash, sheet.state, signer_hash, sheet.signer_post, sheet.reason, sheet.witness, at.isoformat()]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _waiting(one: Check) -> FactSheet:
    found = one.sheets.filter(state="drawn").first()
    if found is None:
        raise NotAllowed(_NONE_WAITS)
    return found
