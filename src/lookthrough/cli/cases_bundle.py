"""``lookthrough cases bundle``: everything that proves a case, in one archive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lookthrough.cli.output import answer, json_option, say
from lookthrough.cli.store import open_store


@click.command()
@click.argument("number")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The archive to write.")
@click.option("--for", "audience", type=click.Choice(["whole", "inspection"]), default="whole", show_default=True,
              help="The whole file, or only what was opened to inspection.")  # fmt: skip
@click.option("--purpose", required=True, help="What it is for; stands in the audit trail.")
@json_option
def bundle(number: str, out: Path, audience: str, purpose: str, as_json: bool) -> None:
    """Write a case's bundle: index (JSON and PDF), files, chains of custody, hashes, the audit trail's seal. Tips are never in it.

    Example: lookthrough cases bundle 案2026-0007 --out case.zip --purpose 移送公安机关
    """
    open_store()
    from django.utils import timezone

    from lookthrough.cases.papers.bundles import write_bundle
    from lookthrough.registry.handling_operations import NotAllowed

    try:
        made = write_bundle(case_number=number, audience=audience, out=out, at=timezone.now(), purpose=purpose)
    except (NotAllowed, OSError) as fault:
        reason = fault.reason if isinstance(fault, NotAllowed) else None
        say(f"没有写出：{reason.zh if reason else fault}\nnothing was written: {reason.en if reason else fault}")
        sys.exit(1)
    said = {"file": str(out), "bundle_hash": made.bundle_hash, "signed_by": made.signed_by, "items": made.items, "files": made.files,
            "audit_number": made.audit_number}  # fmt: skip
    answer(said, as_json=as_json)
