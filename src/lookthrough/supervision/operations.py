"""Checks of licensed bodies, stage by stage: plan, hand out the code, move on when nothing is missing, step back, cancel, close."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lookthrough.kernel.calendar import add_working_days
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import queries as registry
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.supervision.acting import check_of, keep, worker, written
from lookthrough.supervision.checklists import BUSINESSES, checklist
from lookthrough.supervision.models import Check, CheckAct, CheckItem, Paper
from lookthrough.supervision.office_settings import settings_on
from lookthrough.supervision.stages import ORDER, STAGES, Stage

__all__ = ["Letter", "NotAllowed", "advance", "cancel", "close", "give_code", "missing_before_next", "plan", "step_back"]

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1
_GROUPS, _GROUP = 4, 4  # sixteen of 31 signs: 79 bits
_NO_FIRM = Text("没有此企业，或不在您的辖区", "there is no such firm in your district")
_NO_BUSINESS = Text("请选择机构业务", "please choose the kind of body")
_RUNNING = Text("这家机构已有一项检查正在进行", "a check of this body is under way already")
_DAY = Text("现场检查日须在今天或以后", "the on-site day must be today or later")
_UNKNOWN_OFFICER = Text("检查人员须为能到该地区办理的在岗人员", "those who check must be active officers who reach the region")
_NO_CODE = Text(
    "该企业没有可用的统一社会信用代码，请由人员代填自查", "the firm has no sound credit code: an officer fills in its self-check"
)
_LAST_ACT = Text("只能由本人退回自己刚推进的阶段，且此后没有新的记录", "only your own last move can be taken back, with nothing after it")
_SECOND = Text("取消须由负责人决定，并写明理由", "a head decides to cancel, with a reason")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed and sent to the body; ``code`` is in no store and is shown this once."""

    number: str
    firm: str
    uscc: str
    office: str
    self_check_due: date
    on_site_on: date
    code: str


@transaction.atomic
def plan(
    *, company_id: str, business: str, purpose: str, on_site_on: date, offices_too: Sequence[str], officers: Sequence[str],
    officer_id: int, at: datetime,
) -> str:  # fmt: skip
    """Plan a joint check of a licensed body and return its number; the check-list's items and papers are copied into it."""
    by, said = worker(officer_id), written(purpose)
    firm = registry.company_by_id(company_id=company_id)
    if firm is None or by.district is None or not by.district.reaches(firm.region_code):
        raise NotAllowed(_NO_FIRM)
    if business not in BUSINESSES:
        raise NotAllowed(_NO_BUSINESS)
    if on_site_on < at.date():
        raise NotAllowed(_DAY)
    if Check.objects.filter(company_id=company_id).exclude(stage__in=[Stage.CLOSED, Stage.CANCELLED]).exists():
        raise NotAllowed(_RUNNING)
    listed, limits = checklist(), settings_on(at.date())
    due = min(add_working_days(at.date(), limits.whole("self_check_days")), on_site_on)
    one = Check.objects.create(
        number=_next_number(at.date()), company_id=company_id, name=firm.name, uscc=firm.uscc if firm.uscc_sound else "",
        business=business, region_code=firm.region_code, purpose=said, lead_office=by.office,
        offices=[name.strip()[:120] for name in offices_too if name.strip()][:20],
        officers=_checked(officers, firm.region_code), checklist=listed.name, checklist_version=listed.version,
        on_site_on=on_site_on, self_check_due=due, created_by=by.username, created_at=at,
    )  # fmt: skip
    CheckItem.objects.bulk_create(
        CheckItem(check_of=one, place=place, group=item.group, slug=item.slug, text_zh=item.text.zh, text_en=item.text.en)
        for place, item in enumerate(listed.items_for(business))
    )
    paper_due = add_working_days(at.date(), limits.whole("paper_days"))
    Paper.objects.bulk_create(
        Paper(check_of=one, title_zh=text.zh, title_en=text.en, due_on=paper_due, called_by=by.username, called_at=at)
        for text in listed.papers.values()
    )
    keep(one, "planned", actor=by.username, at=at, note=said, details={"officers": one.officers, "offices": one.offices})
    return one.number


@transaction.atomic
def give_code(*, number: str, officer_id: int, at: datetime) -> Letter:
    """Make the code by which the body fills in its part; an earlier one stops to open."""
    by = worker(officer_id)
    one = check_of(number, by)
    if not one.uscc:
        raise NotAllowed(_NO_CODE)
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    one.code_hash = code_hash(code)
    one.save(update_fields=["code_hash"])
    keep(one, "code_given", actor=by.username, at=at)
    return Letter(one.number, one.name, one.uscc, one.lead_office, one.self_check_due, one.on_site_on, code)


def code_hash(code: str) -> str:
    """Return what is kept of a code; its 79 random bits cannot be guessed back from it."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def advance(*, number: str, officer_id: int, at: datetime) -> Stage:
    """Move a check to its next stage, if nothing is missing; returns that stage."""
    by = worker(officer_id)
    one = check_of(number, by, Stage.MOBILISE, Stage.SELF_CHECK, Stage.ON_SITE)
    if missing := missing_before_next(one, at.date()):
        raise NotAllowed(Text("；".join(why.zh for why in missing), "; ".join(why.en for why in missing)))
    after = ORDER[ORDER.index(Stage(one.stage)) + 1]
    one.stage = after.value
    one.save(update_fields=["stage"])
    keep(one, "advanced", actor=by.username, at=at, note=STAGES[after].zh)
    return after


def missing_before_next(one: Check, today: date) -> list[Text]:
    """Return what a check still lacks for its next stage, in words that say what to do."""
    if one.stage == Stage.MOBILISE:
        need = settings_on(today).whole("officers_on_site")
        few = len(one.officers) < need
        return [Text(f"现场检查人员不足 {need} 人", f"fewer than {need} officers are named for the site")] if few else []
    if one.stage == Stage.SELF_CHECK:
        left = one.items.filter(said="").count()
        open_still = left and today <= one.self_check_due
        return [Text(f"自查还有 {left} 项未填，期限未到", f"the self-check lacks {left} items and is not due yet")] if open_still else []
    if one.stage == Stage.ON_SITE:
        return list(_missing_on_site(one))
    if one.stage == Stage.CORRECT:
        left = one.corrections.exclude(state="done").count()
        return [Text(f"还有 {left} 项整改未复查合格", f"{left} corrections are not re-checked yet")] if left else []
    return []


def _missing_on_site(one: Check) -> list[Text]:
    found, left = [], one.items.filter(seen="").count()
    if left:
        found.append(Text(f"现场还有 {left} 项未记录", f"{left} items are not recorded on site yet"))
    if not one.sheets.filter(state__in=["signed", "refused"]).exists():
        found.append(Text("事实确认书尚未签署（或记录拒签）", "the confirmation of facts is not signed (or its refusal recorded)"))
    return found


@transaction.atomic
def step_back(*, number: str, officer_id: int, at: datetime) -> Stage:
    """Take back one's own last move, if nothing was done since."""
    by = worker(officer_id)
    one = check_of(number, by, Stage.SELF_CHECK, Stage.ON_SITE, Stage.CORRECT, Stage.CLOSED)
    last = CheckAct.objects.filter(check_of=one).order_by("-id").first()
    if last is None or last.kind != "advanced" or last.actor != by.username:
        raise NotAllowed(_LAST_ACT)
    before = ORDER[ORDER.index(Stage(one.stage)) - 1]
    one.stage, one.closed_at = before.value, None
    one.save(update_fields=["stage", "closed_at"])
    keep(one, "stepped_back", actor=by.username, at=at, note=STAGES[before].zh)
    return before


@transaction.atomic
def close(*, number: str, conclusion: str, officer_id: int, at: datetime) -> None:
    """Close a check whose corrections are all done, with the office's opinion."""
    by, said = worker(officer_id), written(conclusion)
    one = check_of(number, by, Stage.CORRECT)
    if missing := missing_before_next(one, at.date()):
        raise NotAllowed(missing[0])
    one.stage, one.closed_at, one.conclusion, one.code_hash = Stage.CLOSED.value, at, said, ""
    one.save(update_fields=["stage", "closed_at", "conclusion", "code_hash"])
    keep(one, "advanced", actor=by.username, at=at, note=said)


@transaction.atomic
def cancel(*, number: str, reason: str, officer_id: int, at: datetime) -> None:
    """Cancel a check that somebody else planned: a head decides, with a reason. Nothing of it is erased."""
    by, said = worker(officer_id, Action.DECIDE_SUPERVISION), written(reason)
    one = check_of(number, by)
    if one.created_by == by.username:
        raise NotAllowed(_SECOND)
    one.stage, one.closed_at, one.conclusion, one.code_hash = Stage.CANCELLED.value, at, said, ""
    one.save(update_fields=["stage", "closed_at", "conclusion", "code_hash"])
    keep(one, "cancelled", actor=by.username, at=at, note=said)


def _checked(usernames: Sequence[str], region_code: str) -> list[str]:
    """Return those who check on site; each is an active officer whose district holds the body."""
    able = {
        one.username for one in offices.officers()
        if one.may(Action.WORK_SUPERVISION) and one.district and one.district.reaches(region_code)
    }  # fmt: skip
    chosen = sorted(set(usernames))
    if not set(chosen) <= able:
        raise NotAllowed(_UNKNOWN_OFFICER)
    return chosen


def _next_number(today: date) -> str:
    """Return the year's next number; two at once cannot get the same, for it is unique."""
    last = Check.objects.filter(number__startswith=f"JC{today.year}-").order_by("-number").values_list("number", flat=True).first()
    return f"JC{today.year}-{int(last.split('-')[1]) + 1 if last else 1:04d}"
