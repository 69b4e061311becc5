"""``lookthrough backup``: one file that holds the store and all it speaks of, made while officers go on working."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lookthrough.cli.output import answer, json_option, progress, say

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the back-up, on another disk.")
@click.option("--passphrase-file", type=FILE, help="Encrypt: the passphrase is this file's first line.")
@click.option("--recipient", type=FILE, help="Encrypt for the holder of a private key: this file is the public one (X25519, PEM).")
@json_option
def backup(out: Path, passphrase_file: Path | None, recipient: Path | None, as_json: bool) -> None:
    """Back the installation up into one file, consistent while the console serves.

    Example: lookthrough backup --out /mnt/backups --recipient backup-public.pem

    Keys are never inside: keep vault.key and secret-key of the data directory apart from the back-ups.
    """
    if passphrase_file and recipient:
        raise click.UsageError("--passphrase-file or --recipient, not both")
    from lookthrough.cli.cycle import SHANGHAI
    from lookthrough.cli.store import open_store

    open_store()
    from django.conf import settings

    from lookthrough.audit import operations as audit
    from lookthrough.project.backups import keeping, sealing

    at = datetime.now(SHANGHAI)
    with progress("备份 / backing up", None) as advance:
        made = keeping.back_up(
            home=settings.HOME,
            database=settings.DATABASES["default"],
            out=out,
            at=at,
            passphrase=sealing.passphrase_of(passphrase_file) if passphrase_file else None,
            recipient=sealing.recipient_of(recipient) if recipient else None,
            advance=advance,
        )
    said = _said(made.record) | {"path": str(made.file)}
    audit.record(actor="command line", action="back_up", object_type="back_up", object_id=made.file.name, purpose="", at=at, details=said)
    answer(said, as_json=as_json, lines=lambda: _lines(said))


def _said(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": record["file"],
        "at": record["at"],
        "engine": record["engine"],
        "parts": len(record["parts"]),
        "bytes": record["bytes"],
        "sha256": record["sha256"],
        "sealed": record["sealed"],
        "trail": record["trail"],
        "keys_kept_apart": sorted(record["keys_kept_apart"]),
    }


def _lines(said: dict[str, Any]) -> list[str]:
    if not said["sealed"]:
        say("未加密：含个人数据，请只放在加密的磁盘上\nnot encrypted: it holds personal data, keep it on an encrypted disk")
    return [
        f"备份 back-up         {said['path']}（{said['bytes']:,} bytes，{said['parts']:,} 个文件 parts，{said['engine']}）",
        f"SHA-256              {said['sha256']}",
        f"审计链末尾 trail     {said['trail']['number']:,} {said['trail']['hash']}",
        f"密钥不在其中，请另行保管 / keys are not inside, keep them apart: {', '.join(said['keys_kept_apart']) or '–'}",
    ]
