"""The people of an occasion: registered in minutes, given codes once, told apart or joined by a person, struck out and restored."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import localdate

from lookthrough.cases.petitions import sealing, terms
from lookthrough.cases.petitions.acting import keep, occasion_of, petitioner_of, worker, written
from lookthrough.cases.petitions.codes import code_hash, new_code
from lookthrough.cases.petitions.models import Occasion, Petitioner, RefusedRows
from lookthrough.cases.petitions.operations import grown
from lookthrough.cases.petitions.reading import AMOUNT, HEADINGS, REPRESENTATIVE, Row, amount_of, is_representative
from lookthrough.cases.petitions.sealing import Person
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import Vault, VaultLocked, open_vault

_AT_A_TIME = 500
_SEALED_AS = "petition rows refused"
_NOTHING = Text("没有可以登记的行", "there is no row to register")
_TWICE = Text("此人已在本次接待中登记", "this person is registered on this occasion already")
_STRUCK = Text("此人已划去，请恢复", "this person was struck out: please restore")
_SELF = Text("不能与自己合并", "a petitioner cannot be joined to himself")
_JOINED = Text("这位信访人已合并，或合并着他人，请先撤销", "this petitioner is joined already, or others are joined to him: separate first")
_NOT_JOINED = Text("这位信访人没有合并", "this petitioner is not joined")
_GONE = Text("这位信访人已划去", "this petitioner was struck out")
_STANDS = Text("这位信访人没有划去", "this petitioner was not struck out")
_ALL_HAVE = Text("都已有查询码", "everybody has a code already")
_FETCHED = Text("退回的行已取走或已过保留时间", "the refused rows were fetched already, or are no longer kept")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be taken, as it came, and why."""

    row: Row
    reason: Text


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of a list: the serials taken, the rows refused, and by which word they can be fetched as a file."""

    serials: list[int]
    refused: list[RefusedRow]
    token: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip of paper."""

    serial: int
    label: str
    code: str


@transaction.atomic
def register(*, number: str, rows: Sequence[Row], source: str, officer_id: int, at: datetime) -> Registered:
    """Register the people of a list; rows that cannot be taken are handed back, the others stand."""
    by, most = worker(officer_id), terms.whole("crowd_at_once", localdate(at))
    one = occasion_of(number, by)
    if not rows:
        raise NotAllowed(_NOTHING)
    if len(rows) > most:
        raise NotAllowed(Text(f"一次最多登记 {most} 行，请分几次", f"at most {most} rows at once: please send them in parts"))
    vault = _vault()
    known = dict(one.petitioners.values_list("identity", "struck_at"))
    serial, taken, refused = _last(one) + 1, list[Petitioner](), list[RefusedRow]()
    for row in rows:
        try:
            columns = _columns(row, known, vault)
        except NotAllowed as problem:
            refused.append(RefusedRow(row, problem.reason))
            continue
        known[columns["identity"]] = None
        taken.append(
            Petitioner(occasion=one, serial=serial + len(taken), source=source, registered_by=by.username, registered_at=at, **columns)
        )
    Petitioner.objects.bulk_create(taken, batch_size=_AT_A_TIME)
    _count(one, at)
    token = _keep_refused(one, refused, vault, by.username, at) if refused else ""
    note = f"{len(taken)}" + (f" / {len(refused)}" if refused else "")
    keep(one, "crowd", by=by.username, at=at, note=note, details={"taken": len(taken), "refused": len(refused), "source": source})
    return Registered([each.serial for each in taken], refused, token)


@transaction.atomic
def fetch_refused(*, number: str, token: str, officer_id: int, at: datetime) -> str:
    """Return the refused rows as CSV to whoever sent them; kept for some hours, each fetching stands in the trail."""
    by = worker(officer_id)
    one = occasion_of(number, by, ended=True)
    _forget(at)
    found = one.refused.filter(token=token, sent_by=by.username).first()
    if found is None:
        raise NotAllowed(_FETCHED)
    text = _vault().open(found.sealed, what=_SEALED_AS, identity=found.token, key_id=found.key_id)
    keep(one, "refused_fetched", by=by.username, at=at, details={"rows": found.count})
    return text


@transaction.atomic
def issue_codes(*, number: str, officer_id: int, at: datetime) -> list[Slip]:
    """Make a code for everybody of an occasion who has none; they are shown this once and kept as hashes."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    without = list(standing(one).filter(code_hash=None).select_for_update())
    if not without:
        raise NotAllowed(_ALL_HAVE)
    slips = [_given(each, by.username, at) for each in without]
    Petitioner.objects.bulk_update(without, ["code_hash", "code_issued_at", "code_issued_by"], batch_size=_AT_A_TIME)
    keep(one, "codes", by=by.username, at=at, note=str(len(slips)), details={"count": len(slips)})
    return slips


@transaction.atomic
def issue_code_anew(*, number: str, serial: int, officer_id: int, at: datetime) -> Slip:
    """Make a new code for somebody whose slip is lost; the old one no longer opens anything."""
    by = worker(officer_id)
    one = occasion_of(number, by, ended=True)
    found = petitioner_of(one, serial)
    if found.struck_at:
        raise NotAllowed(_GONE)
    slip = _given(found, by.username, at)
    found.save(update_fields=["code_hash", "code_issued_at", "code_issued_by"])
    keep(one, "code_anew", by=by.username, at=at, note=str(serial), details={"petitioner": serial})
    return slip


@transaction.atomic
def choose_representatives(*, number: str, serials: Sequence[int], officer_id: int, at: datetime) -> None:
    """Write down who speaks for the others; there may not be more than the rules allow."""
    by, most = worker(officer_id), terms.whole("most_representatives", localdate(at))
    one = occasion_of(number, by)
    there = set(standing(one).values_list("serial", flat=True))
    wanted = sorted(set(serials) & there)
    if len(wanted) > most:
        raise NotAllowed(Text(f"代表不超过 {most} 人", f"there may be at most {most} representatives"))
    one.petitioners.update(representative=False)
    one.petitioners.filter(serial__in=wanted).update(representative=True)
    said = "、".join(map(str, wanted))
    keep(one, "representatives", by=by.username, at=at, note=said, details={"petitioners": wanted})


@transaction.atomic
def strike_out(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Strike somebody out who was registered by mistake; it can be restored."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    found = petitioner_of(one, serial)
    if found.struck_at:
        raise NotAllowed(_GONE)
    if found.joined_into_id or found.joined.exists():
        raise NotAllowed(_JOINED)
    found.struck_at, found.struck_because, found.representative = at, why, False
    found.save(update_fields=["struck_at", "struck_because", "representative"])
    keep(one, "struck", by=by.username, at=at, note=f"{serial} {why}", details={"petitioner": serial})


@transaction.atomic
def restore(*, number: str, serial: int, officer_id: int, at: datetime) -> None:
    """Restore somebody who was struck out."""
    by = worker(officer_id)
    one = occasion_of(number, by)
    found = petitioner_of(one, serial)
    if not found.struck_at:
        raise NotAllowed(_STANDS)
    found.struck_at, found.struck_because = None, ""
    found.save(update_fields=["struck_at", "struck_because"])
    keep(one, "restored", by=by.username, at=at, note=str(serial), details={"petitioner": serial})


@transaction.atomic
def join(*, number: str, serial: int, into_number: str, into_serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Say that two petitioners, of one occasion or of two, are one person: the first is no longer counted, what he is told stays his."""
    by, why = worker(officer_id), written(reason)
    pairs = sorted({number, into_number})  # always in one order, so that two officers cannot wait for each other
    found = {each: occasion_of(each, by, ended=each != number) for each in pairs}
    one, other = found[number], found[into_number]
    mine, theirs = petitioner_of(one, serial), petitioner_of(other, into_serial)
    if mine.pk == theirs.pk:
        raise NotAllowed(_SELF)
    if mine.struck_at or theirs.struck_at:
        raise NotAllowed(_GONE)
    if mine.joined_into_id or theirs.joined_into_id or mine.joined.exists():
        raise NotAllowed(_JOINED)
    mine.joined_into, mine.joined_because, mine.representative = theirs, why, False
    mine.save(update_fields=["joined_into", "joined_because", "representative"])
    pair = f"{one.number}/{serial} → {other.number}/{into_serial}"
    for each in dict.fromkeys((one, other)):
        keep(each, "joined", by=by.username, at=at, note=f"{pair} {why}", details={"pair": pair})


@transaction.atomic
def separate(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Undo a join: two people after all."""
    by, why = worker(officer_id), written(reason)
    one = occasion_of(number, by)
    mine = petitioner_of(one, serial)
    if mine.joined_into is None:
        raise NotAllowed(_NOT_JOINED)
    pair = f"{one.number}/{serial} ↛ {mine.joined_into.occasion.number}/{mine.joined_into.serial}"
    mine.joined_into, mine.joined_because = None, ""
    mine.save(update_fields=["joined_into", "joined_because"])
    keep(one, "separated", by=by.username, at=at, note=f"{pair} {why}", details={"pair": pair})


def standing(one: Occasion) -> QuerySet[Petitioner]:
    """Return the petitioners of an occasion who were not struck out."""
    return one.petitioners.filter(struck_at=None).order_by("serial")


def _columns(row: Row, known: dict[str, datetime | None], vault: Vault) -> dict[str, Any]:
    if row.problem:
        raise NotAllowed(row.problem)
    columns = sealing.sealed(sealing.checked(Person(row.name, row.number, row.phone)), vault=vault)
    if columns["identity"] in known:
        raise NotAllowed(_STRUCK if known[columns["identity"]] else _TWICE)
    try:
        columns["amount_fen"] = amount_of(row)
    except ValueError:
        raise NotAllowed(AMOUNT) from None
    try:
        columns["representative"] = is_representative(row)
    except ValueError:
        raise NotAllowed(REPRESENTATIVE) from None
    return columns


def _count(one: Occasion, at: datetime) -> None:
    """More people on the list than the desk had counted: the list is right."""
    there = standing(one).filter(joined_into=None).count()
    if there > one.persons:
        grown(one, there, at)
        one.save(update_fields=["persons", "level_since"])


def _given(one: Petitioner, by: str, at: datetime) -> Slip:
    code = new_code()
    one.code_hash, one.code_issued_at, one.code_issued_by = code_hash(code), at, by
    return Slip(one.serial, one.label, code)


def _last(one: Occasion) -> int:
    return one.petitioners.aggregate(last=Max("serial"))["last"] or 0


def _keep_refused(one: Occasion, refused: Sequence[RefusedRow], vault: Vault, by: str, at: datetime) -> str:
    """Keep refused rows sealed, until they are fetched or forgotten; the reasons stand in columns of their own."""
    _forget(at)
    file, token = io.StringIO(), secrets.token_hex(16)
    writer = csv.writer(file)
    writer.writerow([*HEADINGS["zh"], "行", "退回原因", "reason", "原行"])
    for each in refused:
        row = each.row
        cells = (row.name, row.number, row.phone, row.amount, row.representative)
        writer.writerow([*map(_harmless, cells), row.row, each.reason.zh, each.reason.en, " | ".join(row.cells)])
    text = "\ufeff" + file.getvalue()
    RefusedRows.objects.create(
        occasion=one, token=token, sealed=vault.seal(text, what=_SEALED_AS, identity=token), key_id=vault.key_id, count=len(refused),
        sent_by=by, at=at,
    )  # fmt: skip
    return token


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _forget(at: datetime) -> None:
    hours = terms.whole("refused_hours", localdate(at))
    RefusedRows.objects.filter(at__lt=at - timedelta(hours=hours)).delete()


def _vault() -> Vault:
    try:
        return open_vault()
    except VaultLocked as locked:
        raise NotAllowed(Text("身份库打不开，什么也没有登记", "the identity vault cannot be opened; nothing was registered")) from locked
