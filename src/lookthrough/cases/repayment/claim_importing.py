"""Claims by file (CSV or Excel), as an administrator hands them over: rows checked, wrong ones set aside with row and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate

from lookthrough.cases.repayment import sealing
from lookthrough.cases.repayment.acting import MOST_FEN, told, worker
from lookthrough.cases.repayment.claim_operations import next_serial, window
from lookthrough.cases.repayment.models import Claim
from lookthrough.cases.repayment.sealing import Person
from lookthrough.kernel.files import FileRefused, Reject, look_at
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.spreadsheets import is_spreadsheet, read_sheet
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.vault import Vault, open_vault

# column → headings that stand for it; amounts in yuan, or in fen under the English heading
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"), "number": ("证件号码", "身份证号", "id_number"), "phone": ("电话", "手机号", "phone"),
    "account": ("收款账号", "银行账号", "account"), "bank": ("开户银行", "bank"), "contributed": ("投入金额", "contributed"),
    "returned": ("已返还金额", "returned"), "client_id": ("平台客户号", "client_id"),
}  # fmt: skip
_NEEDED = ("name", "contributed")
_AT_A_TIME = 5_000
_MONEY = Text("应为不小于零的金额（元），到分为止", "an amount in yuan is needed, not below nil, to the fen")
_NIL = Text("投入金额须大于零", "what was contributed must be above nil")
_TWICE = Text("文件中此人已在前面出现，一人一笔，请合并", "this person stands earlier in the file: one claim each, please add them up")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    taken: int
    upgraded: int
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    person: Person
    contributed: int
    returned: int
    client_id: str


def import_claims(*, number: str, path: Path, officer_id: int, at: datetime) -> Imported:
    """Register the claims of a file; rows that cannot be taken are handed back, the others stand. All or nothing, if the store fails."""
    rejects: list[Reject] = []
    rows = list(_rows(path, rejects))
    with transaction.atomic():
        by, taken = worker(number, officer_id, at), window(number)
        late = taken.closed_at is not None or localdate(at) > taken.closes_on
        vault, said = (
            open_vault(),
            {"registered_by": by.username, "registered_at": at, "late": late, "source": "import", "source_file": path.name[:200]},
        )
        standing = dict(Claim.objects.filter(case_number=number).values_list("identity", "source"))
        by_client = dict(
            Claim.objects.filter(case_number=number, source="ledger").exclude(client_id="").values_list("client_id", "identity")
        )
        new: list[Claim] = []
        serial, upgraded = next_serial(number), 0
        seen: set[str] = set()
        for row in rows:
            columns = _sealed(row, number, vault, path.name, rejects)
            identity = str(columns["identity"]) if columns else ""
            if not columns or (problem := _doubled(identity, seen, standing)):
                if columns:
                    rejects.append(Reject(path.name, row.row, "姓名", row.person.name[:1] + "**", problem or _TWICE))
                continue
            seen.add(identity)
            figures = {"contributed_fen": row.contributed, "returned_fen": row.returned, "source_row": row.row, **said}
            known = identity if identity in standing else by_client.pop(row.client_id, "")  # a client's place is taken over once
            if known:
                Claim.objects.filter(case_number=number, identity=known).update(**columns, **figures, state="registered")
                upgraded += 1
                continue
            new.append(Claim(case_number=number, serial=serial, client_id=row.client_id, **columns, **figures))
            serial += 1
        Claim.objects.bulk_create(new, batch_size=_AT_A_TIME)
        count = len(new) + upgraded
        words = Text(f"导入债权 {count} 笔，拒收 {len(rejects)} 行", f"{count} claims imported, {len(rejects)} rows refused")
        told(number, "claims_imported", words, by=by.username, at=at)
    return Imported(count, upgraded, sorted(rejects, key=lambda one: one.row))


def _doubled(identity: str, seen: set[str], standing: dict[str, str]) -> Text | None:
    if identity in seen:
        return _TWICE
    if standing.get(identity, "ledger") != "ledger":
        return Text("此人已有债权，一人一笔", "this person has a claim already: one each")
    return None


def _sealed(row: _Row, number: str, vault: Vault, file: str, rejects: list[Reject]) -> dict[str, object]:
    try:
        return sealing.sealed(sealing.checked(row.person), case_number=number, vault=vault)
    except NotAllowed as problem:
        rejects.append(Reject(file, row.row, "姓名、证件号码、电话、收款账号", row.person.name[:1] + "**", problem.reason))
        return {}


def _rows(path: Path, rejects: list[Reject]) -> Iterator[_Row]:
    grid = _grid(path)
    head = [cell.strip().lower() for cell in next(grid, [])]
    places = {name: head.index(one) for name, known in COLUMNS.items() for one in known if one in head}
    for name in _NEEDED:
        if name not in places:
            raise FileRefused(file=path.name, row=0, column=COLUMNS[name][0], reason=Text("缺少该列", "this column is missing"))
    for number, cells in enumerate(grid, 1):
        if not any(cell.strip() for cell in cells):
            continue
        given = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        money = [_fen(given.get(name, ""), name, number, path.name, rejects) for name in ("contributed", "returned")]
        if money[0] is None or money[1] is None:
            continue
        person = Person(*(given.get(name, "") for name in ("name", "number", "phone", "account", "bank")))
        yield _Row(number, person, money[0], money[1], given.get("client_id", "")[:120])


def _fen(text: str, column: str, row: int, file: str, rejects: list[Reject]) -> int | None:
    try:
        fen = parse_yuan(text) if text else 0
    except ValueError:
        fen = -1
    problem = _MONEY if not 0 <= fen <= MOST_FEN else _NIL if column == "contributed" and not fen else None
    if problem:
        rejects.append(Reject(file, row, COLUMNS[column][0], text[:60], problem))
        return None
    return fen


def _grid(path: Path) -> Iterator[list[str]]:
    if path.is_file() and is_spreadsheet(path):
        yield from read_sheet(path)
        return
    look_at(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)
