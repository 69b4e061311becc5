"""A custodian's statements are brought in, held against the institution's books, taken back and put again; nothing of them is lost."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db import IntegrityError, transaction

from lookthrough.audit import operations as audit
from lookthrough.flows.evidence import rows_of
from lookthrough.flows.intake import format_of, read_files
from lookthrough.flows.models import CustodyReconciliation
from lookthrough.flows.reading import open_ledger
from lookthrough.flows.reconciliation import Reconciliation, write_reconciliation
from lookthrough.flows.reconciling import reconcile
from lookthrough.flows.run import connection
from lookthrough.flows.source import Refused
from lookthrough.flows.source_mapping import NONE, Mapping, read_mapping
from lookthrough.kernel.texts import Text

MAPPING, OVERDUE = "mapping.yml", "overdue.parquet"
_MOST_REFUSED = 200  # named in the store; the rest are counted
_ONLY_NEWEST = Text("只能撤回最近一次对账", "only the newest reconciliation can be taken back")
_NOT_THERE = Text("没有这次对账，或它已不是这个状态", "there is no such reconciliation, or it is in another state by now")
_NEWER = Text("之后又做过对账，不能恢复；请重新提交文件", "a later one stands by now; bring the files in again")


class NotAllowed(ValueError):  # noqa: N818 - named like FileRefused
    """A step that cannot be taken; ``reason`` says why in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What became of a delivery: the reconciliation, whether it was done now, and how many entries could not be read."""

    reconciliation_id: int
    is_new: bool
    breaks: int
    overdue: int
    refused: int


def bring_in(
    *, institution_id: str, files: Sequence[tuple[str, Path]], mapping: Path | None, whole: bool, ledger: Path, authority_id: str,
    actor: str, at: datetime,
) -> BroughtIn:  # fmt: skip
    """Read a custodian's files, add them to those brought in before, and hold all of them against the books.

    ``files``: names as delivered, with where they lie. Without a ``mapping`` the institution's last one serves, else the usual table. The
    same files again, against the same books, change nothing. Raises ``FileRefused``; nothing is kept then.
    """
    before = list(CustodyReconciliation.objects.filter(institution_id=institution_id, withdrawn_at=None).order_by("id"))
    said = mapping.read_bytes() if mapping else _last_mapping(before)
    digest = _digest([path for _, path in files], said, ledger, whole=whole)
    if known := next((one for one in before if one.digest == digest), None):
        return _brought(known, is_new=False)
    folder = _new_folder(digest)
    try:
        _keep_files(folder, files, said)
        refused = _read_all([*(custody_folder(one.folder) for one in before), folder], folder / "statement")
        found = reconcile(custodian=folder / "statement", books=ledger, institution_id=institution_id, whole=whole)
        write_reconciliation(found, folder)
        _write_overdue(found, ledger, folder / OVERDUE)
        shutil.rmtree(folder / "statement")  # made again from the files whenever one is added
        kept = _record(found, refused, folder, files, ledger, authority_id, institution_id, digest, actor, at, whole=whole)
    except IntegrityError:  # somebody brought the same in at the same moment
        shutil.rmtree(folder, ignore_errors=True)
        return _brought(CustodyReconciliation.objects.get(institution_id=institution_id, digest=digest), is_new=False)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _brought(kept, is_new=True)


@transaction.atomic
def withdraw(*, reconciliation_id: int, actor: str, at: datetime) -> None:
    """Take the newest reconciliation of an institution back; the one before it counts again."""
    found = CustodyReconciliation.objects.select_for_update().filter(pk=reconciliation_id, withdrawn_at=None).first()
    if found is None:
        raise NotAllowed(_NOT_THERE)
    if CustodyReconciliation.objects.filter(institution_id=found.institution_id, withdrawn_at=None, pk__gt=found.pk).exists():
        raise NotAllowed(_ONLY_NEWEST)
    found.withdrawn_at, found.withdrawn_by = at, actor
    found.digest = _set_aside(found)
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "digest"])
    _write_down(found, "withdraw_reconciliation", actor, at)


@transaction.atomic
def restore(*, reconciliation_id: int, actor: str, at: datetime) -> None:
    """Put a reconciliation again that was taken back, as long as none was done since."""
    found = CustodyReconciliation.objects.select_for_update().filter(pk=reconciliation_id).exclude(withdrawn_at=None).first()
    if found is None:
        raise NotAllowed(_NOT_THERE)
    if CustodyReconciliation.objects.filter(institution_id=found.institution_id, withdrawn_at=None, pk__gt=found.pk).exists():
        raise NotAllowed(_NEWER)
    found.withdrawn_at, found.withdrawn_by, found.digest = None, "", found.digest.partition(":")[0]
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "digest"])
    _write_down(found, "restore_reconciliation", actor, at)


def custody_folder(name: str) -> Path:
    """Return where a reconciliation keeps its files."""
    return Path(settings.HOME) / "custody" / name


def _new_folder(digest: str) -> Path:
    """Return a folder of its own for one reconciliation, for its owner's eyes alone."""
    every = custody_folder("")
    every.mkdir(exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix=f"{digest[:16]}-", dir=every))


def usual_table() -> Path:
    """Return the mapping of the table that a custodian delivers when no other is agreed."""
    return Path(str(resources.files("lookthrough.flows") / "custody_table.yml"))


def _last_mapping(before: Sequence[CustodyReconciliation]) -> bytes:
    path = custody_folder(before[-1].folder) / MAPPING if before else Path()
    return path.read_bytes() if path.is_file() else b""


def _digest(files: Sequence[Path], mapping: bytes, ledger: Path, *, whole: bool) -> str:
    """Hash what decides the result: the files, how they are read, the books."""
    total = hashlib.sha256(f"{whole}\x1f".encode() + mapping)
    for path in [*files, *sorted(path for path in ledger.rglob("*") if path.is_file())]:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:48]


def _keep_files(folder: Path, files: Sequence[tuple[str, Path]], mapping: bytes) -> None:
    (folder / "files").mkdir()
    for number, (_, path) in enumerate(files):
        shutil.copyfile(path, folder / "files" / f"{number:03d}{path.suffix.lower()}")
    if mapping:
        (folder / MAPPING).write_bytes(mapping)


def _read_all(folders: Sequence[Path], out: Path) -> list[Refused]:
    """Read every delivery into one ledger, the oldest first; return what could not be read of the newest."""
    refused = list[Refused]()
    for folder in folders:
        paths = sorted((folder / "files").iterdir())
        own = folder / MAPPING
        usual = usual_table() if any(format_of(path) == "bank_table" for path in paths) else None
        chosen: Mapping = read_mapping(own) if own.is_file() else read_mapping(usual) if usual else NONE
        refused = read_files(paths=paths, out=out, mapping=chosen).refused
    return refused


def _write_overdue(found: Reconciliation, ledger: Path, path: Path) -> None:
    """Keep the books' own transfers of overdue breaks, which an alert leads to."""
    ids = {one.books_transfer_id for one in found.breaks if one.overdue and one.books_transfer_id}
    with connection() as con:
        if ids:
            open_ledger(con, ledger)
            pq.write_table(rows_of(con, ids), path, compression="zstd")


def _record(
    found: Reconciliation, refused: Sequence[Refused], folder: Path, files: Sequence[tuple[str, Path]], ledger: Path, authority_id: str,
    institution_id: str, digest: str, actor: str, at: datetime, *, whole: bool,
) -> CustodyReconciliation:  # fmt: skip
    with transaction.atomic():
        kept = CustodyReconciliation.objects.create(
            institution_id=institution_id, digest=digest, folder=folder.name, files=[name for name, _ in files], whole=whole,
            books=ledger.name, from_day=found.from_day, as_of=found.as_of, document=found.document() | {"refused_entries": len(refused)},
            overdue=sum(one.overdue for one in found.breaks), refused=[_refusal(one) for one in refused[:_MOST_REFUSED]],
            authority_id=authority_id, done_at=at, done_by=actor,
        )  # fmt: skip
        _write_down(kept, "reconcile", actor, at)
    return kept


def _refusal(one: Refused) -> dict[str, Any]:
    """Return place and reason; not what was found, which may name a person."""
    reject = one.reject
    return {"row": reject.row, "column": reject.column, "zh": reject.reason.zh, "en": reject.reason.en}


def _set_aside(found: CustodyReconciliation) -> str:
    """Return a digest under which the same files may be brought in anew."""
    return f"{found.digest}:{found.pk}"


def _brought(one: CustodyReconciliation, *, is_new: bool) -> BroughtIn:
    breaks = sum(int(some["count"]) for some in one.document["breaks"].values())
    return BroughtIn(one.pk, is_new, breaks, one.overdue, int(one.document.get("refused_entries", 0)))


def _write_down(one: CustodyReconciliation, action: str, actor: str, at: datetime) -> None:
    details = {"institution": one.institution_id, "as_of": one.as_of.isoformat(), "overdue": one.overdue, "authority": one.authority_id}
    audit.record(actor=actor, action=action, object_type="reconciliation", object_id=str(one.pk), purpose="", at=at, details=details)
