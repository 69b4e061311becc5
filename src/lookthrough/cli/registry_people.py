"""``lookthrough registry import-relations`` and ``rotate-vault-key``: who stands behind firms, and the key that seals people's names."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

import click

from lookthrough.cli.output import answer, json_option, progress, say
from lookthrough.cli.store import open_store
from lookthrough.kernel.files import Reject, write_rejects

_FILE = click.Path(path_type=Path)


@click.command(name="import-relations")
@click.argument("file", type=_FILE)
@click.option("--rejects", type=_FILE, help="Write refused rows here: file, row, column, what was found, why.")
@json_option
def import_relations(file: Path, rejects: Path | None, as_json: bool) -> None:
    """Import shareholders, officers and other ties of firms; people go into the vault. Importing a file again changes nothing.

    Columns: from_uscc | from_name + from_identifier, to_uscc, kind, share?, amount_fen?, valid_from?, valid_to?

    Example: lookthrough registry import-relations relations.csv --rejects refused.csv
    """
    open_store()
    from django.utils import timezone

    from lookthrough.registry import relation_operations
    from lookthrough.registry.vault import VaultLocked

    try:
        with progress("导入关系 / importing relations", None) as advance:
            done = relation_operations.import_relations(path=file, at=timezone.now(), actor="cli", advance=advance)
    except relation_operations.EveryRowRefused as refusal:
        _keep(rejects, refusal.rejects)
        raise
    except VaultLocked as locked:
        _locked(locked)
    _keep(rejects, done.rejects)
    refusals = Counter(f"{reject.column or '-'}: {reject.reason.en}" for reject in done.rejects)
    document = {
        "file": file.name, "rows": done.rows + len(done.rejects), "new": done.new, "changed": done.changed, "closed": done.closed,
        "unchanged": done.unchanged, "new_people": done.new_people, "new_outside_parties": done.new_outside_parties,
        "refused": len(done.rejects), "refusals": dict(sorted(refusals.items())),
        "warnings": {f"{column}: {reason}": count for (column, reason), count in sorted(done.warnings.items())},
    }  # fmt: skip
    answer(document, as_json=as_json)


@click.command(name="rotate-vault-key")
@json_option
def rotate_vault_key(as_json: bool) -> None:
    """Seal all names and numbers of people anew under a new key. Older keys stay in the key file, for back-ups.

    Example: lookthrough registry rotate-vault-key
    """
    open_store()
    from django.utils import timezone

    from lookthrough.cases.petitions import sealing as petitioners
    from lookthrough.cases.repayment.sealing import seal_anew
    from lookthrough.registry import people_operations
    from lookthrough.registry.vault import VaultLocked, open_vault

    try:
        count = people_operations.rotate_vault_key(at=timezone.now(), actor="cli")
        claimants = seal_anew(actor="cli", at=timezone.now())
        desk = petitioners.seal_anew(actor="cli", at=timezone.now())
        answer({"people": count, "claimants": claimants, "petitioners": desk, "key_id": open_vault().key_id}, as_json=as_json)
    except VaultLocked as locked:
        _locked(locked)


def _keep(path: Path | None, rejects: list[Reject]) -> None:
    if path:
        write_rejects(path, rejects)


def _locked(locked: Exception) -> NoReturn:
    say(f"身份保险库无法使用，什么也没有改变。The identity vault cannot be used; nothing was changed: {locked}")
    sys.exit(1)
