"""What is asked of supervision: which checks run in a district, one check whole, a firm's checks, what its returns say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.db.models import Count, Q, QuerySet

from lookthrough.kernel.calendar import working_days_between
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague, District
from lookthrough.offices.roles import Action
from lookthrough.registry import triage_answer_files as sent_files
from lookthrough.registry.triage_answer_files import KeptFile
from lookthrough.registry.vault import VaultLocked, open_vault
from lookthrough.supervision.check_rows import (
    ActRow,
    CheckFileWhole,
    CheckRow,
    CorrectionRow,
    ExtensionRow,
    FileRow,
    GroupRows,
    ItemRow,
    PaperRow,
    SheetRow,
)
from lookthrough.supervision.checklists import checklist
from lookthrough.supervision.fact_operations import SIGNER
from lookthrough.supervision.models import Check, CheckAct, CheckFile, CheckItem, Correction, FactSheet, Paper
from lookthrough.supervision.operations import missing_before_next
from lookthrough.supervision.stages import OVER, Stage

BY_ITEM = ("self_checked", "seen")  # acts that a check has by the dozen


def checks(
    *, district: District, today: date, state: str = "open", text: str = "", company_id: str = "", limit: int = 200
) -> list[CheckRow]:
    """Return the checks of a district: open ones, over ones or all; or those of one firm, newest first."""
    found = _reached(district)
    if state in ("open", "over"):
        over = Q(stage__in=[stage.value for stage in OVER])
        found = found.filter(over if state == "over" else ~over)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(number__icontains=text.strip()))
    if company_id:
        found = found.filter(company_id=company_id)
    return [_row(one, today) for one in found.order_by("on_site_on", "number")[:limit]]


def check(*, number: str, district: District, today: date) -> CheckFileWhole | None:
    """Return one check of a district."""
    one = _reached(district).filter(number=number).first()
    return _whole(one, today) if one else None


def check_of_firm(*, check_id: int, today: date) -> CheckFileWhole | None:
    """Return the check that a body opened with its code, while the code still opens it."""
    one = Check.objects.filter(pk=check_id).exclude(code_hash="").first()
    return _whole(one, today) if one else None


def busy_firms(*, district: District) -> dict[str, tuple[str, str]]:
    """Return number and stage of the check that is under way, by firm."""
    rows = _reached(district).exclude(stage__in=[stage.value for stage in OVER])
    return {company_id: (number, stage) for company_id, number, stage in rows.values_list("company_id", "number", "stage")}


def last_checked(*, district: District) -> dict[str, date]:
    """Return when each firm's last closed check ended."""
    rows = _reached(district).filter(stage=Stage.CLOSED.value).order_by("closed_at").values_list("company_id", "closed_at")
    return {company_id: closed_at.date() for company_id, closed_at in rows if closed_at}


def acts_of_firm(*, company_id: str, district: District) -> list[tuple[str, ActRow]]:
    """Return what was done in a firm's checks, each with the check's number; single items, which are many, are left to its page."""
    rows = CheckAct.objects.filter(check_of__in=_reached(district).filter(company_id=company_id)).exclude(kind__in=BY_ITEM)
    return [(one.check_of.number, ActRow(one.at, one.actor, one.kind, one.note)) for one in rows.select_related("check_of")]


def teams(*, region_code: str) -> list[Colleague]:
    """Return the officers who may check on site in a region."""
    return [
        one for one in offices.officers()
        if one.may(Action.WORK_SUPERVISION) and one.district and one.district.reaches(region_code)
    ]  # fmt: skip


def counts(*, district: District, today: date) -> dict[str, int]:
    """Count what runs and what is late in a district."""
    running = _reached(district).exclude(stage__in=[stage.value for stage in OVER])
    late = Correction.objects.filter(check_of__in=running, due_on__lt=today).exclude(state="done").count()
    papers = Paper.objects.filter(check_of__in=running, due_on__lt=today, received_at=None).count()
    asked = running.filter(corrections__extensions__state="asked").distinct().count()
    stages = dict(running.values_list("stage").annotate(n=Count("pk")))
    return {"running": sum(stages.values()), "late_corrections": late, "late_papers": papers, "extensions": asked, **stages}


def signer(*, sheet: str, district: District) -> str:
    """Return who signed a sheet; the caller writes the reading into the trail first."""
    found = FactSheet.objects.filter(number=sheet, check_of__in=_reached(district), state="signed").first()
    if found is None or found.sealed_signer is None:
        return ""
    try:
        return open_vault().open(found.sealed_signer, what=SIGNER, identity=found.number, key_id=found.key_id)
    except VaultLocked:
        return ""


def file(*, file_id: int, district: District, folder: Path) -> tuple[FileRow, str, bytes, str] | None:
    """Return a file of a check of the district with its kind, its content as it came, and the check's number."""
    found = CheckFile.objects.filter(pk=file_id, check_of__in=_reached(district)).select_related("check_of").first()
    if found is None:
        return None
    kept = KeptFile(found.name, found.kind, found.size, found.sha256, found.stored_as)
    try:
        content = sent_files.read(kept, folder=folder)
    except (OSError, ValueError):
        return None
    return _file(found), found.kind, content, found.check_of.number


def _reached(district: District) -> QuerySet[Check]:
    within = Q(region_code__startswith=district.prefix) & ~Q(region_code="")
    return Check.objects.filter(within | Q(region_code="") if district.unplaced else within)


_DUE = {
    Stage.MOBILISE: Text("自查截止", "self-check due"),
    Stage.SELF_CHECK: Text("自查截止", "self-check due"),
    Stage.ON_SITE: Text("现场检查日", "day on site"),
    Stage.CORRECT: Text("最近的整改期限", "next correction due"),
    Stage.CLOSED: Text("已办结", "closed"),
    Stage.CANCELLED: Text("已取消", "cancelled"),
}


def _row(one: Check, today: date) -> CheckRow:
    stage = Stage(one.stage)
    open_corrections = one.corrections.exclude(state="done")
    next_correction = open_corrections.order_by("due_on").values_list("due_on", flat=True).first()
    due = {Stage.MOBILISE: one.self_check_due, Stage.SELF_CHECK: one.self_check_due, Stage.ON_SITE: one.on_site_on}
    late = 0 if stage in OVER else open_corrections.filter(due_on__lt=today).count()
    late += 0 if stage in OVER else one.papers.filter(due_on__lt=today, received_at=None).count()
    return CheckRow(
        one.number, one.company_id, one.name, one.business, one.region_code, one.stage, one.on_site_on,
        due.get(stage, next_correction if stage is Stage.CORRECT else None), _DUE[stage], late,
    )  # fmt: skip


def _whole(one: Check, today: date) -> CheckFileWhole:
    files = list(one.files.order_by("id"))
    return CheckFileWhole(
        row=_row(one, today), uscc=one.uscc, purpose=one.purpose, lead_office=one.lead_office, offices=tuple(one.offices),
        officers=tuple(one.officers), created_by=one.created_by, created_at=one.created_at, self_check_due=one.self_check_due,
        has_code=bool(one.code_hash), conclusion=one.conclusion, groups=tuple(_groups(one, files)),
        papers=tuple(_paper(paper, files, today) for paper in one.papers.all()),
        sheets=tuple(_sheet(sheet) for sheet in one.sheets.all()),
        corrections=tuple(_correction(each, today) for each in one.corrections.prefetch_related("extensions")),
        acts=tuple(ActRow(act.at, act.actor, act.kind, act.note) for act in one.acts.all()),
        missing=tuple(missing_before_next(one, today)) if one.stage not in OVER else (),
    )  # fmt: skip


def _groups(one: Check, files: Sequence[CheckFile]) -> Iterable[GroupRows]:
    titles, rows = checklist(one.checklist).groups, list(one.items.all())
    for group in dict.fromkeys(row.group for row in rows):
        items = tuple(_item(row, files) for row in rows if row.group == group)
        yield GroupRows(group, titles.get(group, Text(group, group)), items)


def _item(one: CheckItem, files: Sequence[CheckFile]) -> ItemRow:
    mine = tuple(_file(file) for file in files if file.item_id == one.pk)
    said = (one.said, one.said_note, one.said_by, one.seen, one.seen_note, one.seen_by)
    return ItemRow(one.slug, Text(one.text_zh, one.text_en), *said, mine)


def _paper(one: Paper, files: Sequence[CheckFile], today: date) -> PaperRow:
    state = "received" if one.received_at else "missing" if today > one.due_on else "called"
    mine = tuple(_file(file) for file in files if file.paper_id == one.pk)
    title = Text(one.title_zh, one.title_en)
    return PaperRow(one.pk, title, one.due_on, state, one.received_at, one.received_by, one.note, mine)


def _file(one: CheckFile) -> FileRow:
    return FileRow(one.pk, one.name, one.size, one.sha256, one.added_by, one.added_at)


def _sheet(one: FactSheet) -> SheetRow:
    facts = tuple(str(fact["text"]) for fact in one.facts)
    return SheetRow(
        one.number, facts, one.text_hash, one.state, one.drawn_by, one.drawn_at, one.decided_at, one.signer_post, one.seal,
        one.recorded_by, one.reason, one.witness,
    )  # fmt: skip


def _correction(one: Correction, today: date) -> CorrectionRow:
    extensions = tuple(
        ExtensionRow(each.pk, each.until, each.reason, each.state, each.asked_by, each.decided_by, each.decision)
        for each in one.extensions.all()
    )
    return CorrectionRow(
        one.pk, one.what, one.basis, one.due_on, one.first_due_on, one.state, working_days_between(today, one.due_on), one.report,
        one.reported_at, one.recheck_note, one.rechecked_by, extensions,
    )  # fmt: skip
