"""A small bundle made by hand, without a store: two files, their chains, and an audit entry as the trail would seal it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lookthrough.audit.seal import seal
from lookthrough.evidence import bundle
from lookthrough.evidence.bundle import Listed
from lookthrough.evidence.bundle_zip import Writer
from lookthrough.evidence.chain import Facts, Link, moment, next_link

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CASE = "案2026-0007"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def facts(number: str, content: bytes, **more: str) -> Facts:
    """Return what was said of a file when it was taken."""
    said = {
        "title": "银行流水",
        "source": "某银行",
        "origin": "collected",
        "origin_reference": "",
        "original_name": "a.txt",
        "kind": "text",
    }
    return Facts(
        number=number, case_number=CASE, size=len(content), sha256=hashlib.sha256(content).hexdigest(), taken_by="east",
        taken_at=moment(AT), **(said | more),
    )  # fmt: skip


def links(of: Facts, *deeds: str) -> list[Link]:
    """Return a chain of such deeds."""
    made: list[Link] = []
    for place, deed in enumerate(deeds, 1):
        before = made[-1].hash if made else of.hash
        said = {"note": f"第{place}次", "salt": f"{place:032x}"}
        made.append(next_link(sequence=place, deed=deed, at=moment(AT), actor="east", said=said, previous_hash=before))
    return made


def parts() -> dict[str, bytes]:
    """Return what a bundle holds beside its manifest and seal."""
    one, two = b"2026-10-01,100.00\n" * 5, "合同一份".encode()
    taken = [(facts("证2026-000001", one), one), (facts("证2026-000002", two), two)]
    chains = {each.number: links(each, "collected", "viewed", "bundled") for each, _content in taken}
    index = {
        "case": {"number": CASE},
        "items": [
            {"facts": asdict(each), "path": f"files/{each.number}.txt", "chain_length": 3, "chain_head": chains[each.number][-1].hash}
            for each, _content in taken
        ],
    }
    said = {"items": {number: [asdict(link) for link in chain] for number, chain in chains.items()}}
    files = {f"files/{each.number}.txt": content for each, content in taken}
    return {bundle.README: b"read me", bundle.INDEX: bundle.spelled(index), bundle.CHAIN: bundle.spelled(said), **files}


def manifest(content: dict[str, bytes], **audit: object) -> bytes:
    """Return the manifest of such parts, with the trail's entry about them."""
    listed = [Listed(name, hashlib.sha256(held).hexdigest(), len(held)) for name, held in content.items()]
    entry: dict[str, object] = {
        "number": 9, "at": moment(AT), "actor": "east", "action": "case_bundle_made", "object_type": "case_bundle", "object_id": CASE,
        "purpose": "移送", "details": {"content_root": bundle.content_root(listed)}, "previous_hash": "0" * 64,
    }  # fmt: skip
    entry |= audit
    own = seal(**(entry | {"at": AT}))  # type: ignore[arg-type]
    said = {
        "format": bundle.FORMAT,
        "case": CASE,
        "made_at": moment(AT),
        "files": [asdict(one) for one in listed],
        "audit": entry | {"hash": own},
    }
    return bundle.spelled(said)


def write(path: Path, content: dict[str, bytes], listing: bytes | None = None, key: Ed25519PrivateKey = KEY) -> Path:
    """Write the archive of such parts."""
    said = listing or manifest(content)
    with path.open("wb") as file:
        writer = Writer(file)
        for name, held in [*content.items(), (bundle.MANIFEST, said), (bundle.SEAL, bundle.sealed_with(key, said))]:
            writer.add(name, held)
        writer.close()
    return path
