"""``lookthrough restore``: a back-up put in place after it has been proved whole; what stood there is kept aside."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lookthrough.cli.output import answer, json_option, progress

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Data directory [default: LOOKTHROUGH_HOME].")
@click.option("--replace", is_flag=True, help="Replace what stands there; it is kept aside.")
@click.option("--passphrase-file", type=FILE, help="The passphrase of an encrypted back-up.")
@click.option("--identity", type=FILE, help="The private key (X25519, PEM) of the back-up's recipient.")
@click.option("--record", type=FILE, help="The back-up's JSON record, kept elsewhere: the file's hash must be the one in it.")
@click.option("--without-keys", is_flag=True, help="Go on although keys of the back-up are not here (names, second factors).")
@json_option
def restore(file: Path, into: Path | None, as_json: bool, passphrase_file: Path | None, **conditions: Any) -> None:
    """Restore a back-up, check its hashes and its audit trail; anything wrong, and nothing has changed.

    Example: lookthrough restore /mnt/backups/lookthrough-20261121T030000.tar.gz --into /srv/lookthrough

    The store goes where LOOKTHROUGH_DATABASE says; a back-up of SQLite may go into PostgreSQL that way. Stop the console first.
    """
    if into:
        os.environ["LOOKTHROUGH_HOME"] = str(into)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookthrough.project.settings")
    import django

    django.setup()
    from django.conf import settings

    from lookthrough.cli.cycle import SHANGHAI
    from lookthrough.project.backups import sealing
    from lookthrough.project.backups.restoring import Wish
    from lookthrough.project.backups.restoring import restore as put_back

    at = datetime.now(SHANGHAI)
    wish = Wish(file=file, passphrase=sealing.passphrase_of(passphrase_file) if passphrase_file else None, **conditions)
    with progress("恢复 / restoring", None) as advance:
        found = put_back(wish, home=settings.HOME, database=settings.DATABASES["default"], at=at, advance=advance)
    said = {
        "file": file.name,
        "backed_up_at": found.manifest["at"],
        "engine": found.manifest["engine"],
        "parts": len(found.manifest["parts"]),
        "trail": {"number": found.trail.number, "hash": found.trail.hash},
        "kept_aside": found.aside,
        "keys": found.keys,
    }
    _write_down(said, at)
    answer(said, as_json=as_json, lines=lambda: _lines(said))


def _write_down(said: dict[str, Any], at: datetime) -> None:
    from lookthrough.audit import operations as audit

    audit.record(actor="command line", action="restore", object_type="back_up", object_id=said["file"], purpose="", at=at, details=said)


def _lines(said: dict[str, Any]) -> list[str]:
    lines = [
        f"已恢复 restored      {said['file']}（{said['backed_up_at']}，{said['parts']:,} 个文件 parts，{said['engine']}）",
        f"审计链完整 trail     {said['trail']['number']:,} {said['trail']['hash']}",
    ]
    if said["kept_aside"]:
        lines.append(f"原有数据 before      {said['kept_aside']}")
    if said["keys"]:
        lines.append(f"不是备份时的密钥 / not the back-up's keys: {', '.join(said['keys'])}")
    return lines
