"""``lookthrough cases verify``: whether a case bundle is as it was made, down to its last byte."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lookthrough.cli.output import answer, json_option

if TYPE_CHECKING:
    from lookthrough.evidence.bundle import BundleCheck


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hash", "bundle_hash", default="", metavar="HASH", help="The bundle's hash as it was noted when it was made.")
@click.option("--signed-by", default="", metavar="FINGERPRINT", help="The key's fingerprint as the office tells it.")
@json_option
def verify(bundle: Path, bundle_hash: str, signed_by: str, as_json: bool) -> None:
    """Check a case bundle with nothing but the bundle: files, index, chains, seals. Exit 0: sound; exit 1: what was altered.

    A bundle proves that nothing changed since it was signed. That it was this office which signed shows the key's fingerprint, or the
    hash noted when it was made: give either.

    Example: lookthrough cases verify case.zip --signed-by 1f3c-…
    """
    from lookthrough.evidence.bundle import check_bundle

    found = check_bundle(bundle, signed_by=signed_by, bundle_hash=bundle_hash)
    answer(_document(found), as_json=as_json, lines=lambda: _lines(found, noted=bool(bundle_hash or signed_by)))
    sys.exit(0 if found.sound else 1)


def _document(found: BundleCheck) -> dict[str, Any]:
    return {
        "sound": found.sound, "case": found.case, "items": found.items, "files": found.files, "made_at": found.made_at,
        "bundle_hash": found.bundle_hash, "signed_by": found.signed_by, "audit_number": found.audit_number, "audit_hash": found.audit_hash,
        "troubles": [one.en for one in found.troubles], "troubles_zh": [one.zh for one in found.troubles],
    }  # fmt: skip


def _lines(found: BundleCheck, *, noted: bool) -> list[str]:
    if not found.sound:
        return [f"案卷包不完整：{one.zh}\nnot as it was made: {one.en}" for one in found.troubles]
    said = [
        f"{found.case}：{found.items} 项证据、{found.files} 个文件与制作时完全一致（{found.made_at}）",
        f"{found.case}: {found.items} items, {found.files} files, all as they were bundled ({found.made_at})",
        f"案卷包哈希 / bundle hash: {found.bundle_hash}",
        f"签名密钥 / signed by: {found.signed_by}",
        f"审计封印 / audit seal: {found.audit_number} {found.audit_hash}",
    ]
    if not noted:
        said += [
            "请与制作机关公布的密钥指纹核对（--signed-by），以确认确由该机关制作。",
            "Compare the fingerprint with the one the office tells (--signed-by) to be sure that it made this bundle.",
        ]
    return said
