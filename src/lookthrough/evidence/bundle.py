"""A case bundle (案卷包): index, files, chains, hashes and seals in one archive that anybody checks with nothing but the archive.

Four things hold each other: the files are hashed in the manifest; the manifest is hashed and signed in the seal; each item's chain begins
with the hash of what was said of it; and the audit trail's entry about the bundle, carried in the manifest, names the hash of all contents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lookthrough.audit.seal import seal
from lookthrough.evidence.bundle_zip import Broken, Entry, read
from lookthrough.evidence.chain import Facts, Link, spelled_hash, trouble
from lookthrough.kernel.texts import Text

FORMAT = "lookthrough case bundle 1"
INDEX, CHAIN, MANIFEST, SEAL, PRINTED, SUMS, README = (
    "index.json", "chain.json", "manifest.json", "seal.json", "index.pdf", "SHA256SUMS", "README.txt",
)  # fmt: skip
_KEPT = frozenset({INDEX, CHAIN, MANIFEST, SEAL, SUMS})


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the manifest lists it."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What checking a bundle gave."""

    case: str = ""
    items: int = 0
    files: int = 0
    made_at: str = ""
    bundle_hash: str = ""
    signed_by: str = ""  # fingerprint of the key that signed
    audit_number: int = 0
    audit_hash: str = ""
    troubles: list[Text] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Return whether everything is as it was bundled."""
        return not self.troubles


def spelled(document: Mapping[str, Any]) -> bytes:
    """Return a JSON document in the one spelling that bundles use."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def content_root(files: Iterable[Listed]) -> str:
    """Return the hash over all files of a bundle: what the audit trail's entry names."""
    return spelled_hash({"files": [asdict(one) for one in files]})


def sums(files: Iterable[Listed]) -> bytes:
    """Return the list that ``sha256sum -c`` reads."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in files).encode()


def sealed_with(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    """Return the seal of a manifest: its hash, signed."""
    own = hashlib.sha256(manifest).hexdigest()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    said = {"format": FORMAT, "manifest_sha256": own, "public_key": public.hex(), "signature": key.sign(bytes.fromhex(own)).hex()}
    return spelled(said)


def fingerprint(public_key: bytes) -> str:
    """Return a short form of a key that two people can compare aloud."""
    digest = hashlib.sha256(public_key).hexdigest()[:32]
    return "-".join(digest[place : place + 4] for place in range(0, 32, 4))


def check_bundle(path: Path, *, signed_by: str = "", bundle_hash: str = "") -> BundleCheck:
    """Check a bundle from its first byte to its last; ``signed_by`` and ``bundle_hash`` are what was noted of it elsewhere."""
    with path.open("rb") as file:
        return check_stream(file, signed_by=signed_by, bundle_hash=bundle_hash)


def check_stream(file: IO[bytes], *, signed_by: str = "", bundle_hash: str = "") -> BundleCheck:
    """Check a bundle that is read from its first byte on."""
    try:
        return _checked(list(read(file, keep=_KEPT)), signed_by=signed_by, bundle_hash=bundle_hash)
    except Broken as found:
        return BundleCheck(troubles=[found.reason])


def _checked(entries: Sequence[Entry], *, signed_by: str, bundle_hash: str) -> BundleCheck:
    parts = {one.name: one for one in entries}
    signed, manifest = _document(parts, SEAL), _document(parts, MANIFEST)
    own = parts[MANIFEST].sha256
    key = _signature(signed, own)
    troubles = list(_noted(own, key, bundle_hash, signed_by))
    try:
        changed = _contents(entries, manifest)
        if changed:
            return BundleCheck(bundle_hash=own, signed_by=key, troubles=[*troubles, *changed])
        index, chains = _document(parts, INDEX), _document(parts, CHAIN)
        troubles += _items(index, chains, parts) + _audited(manifest, index)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Broken(
            Text("目录、保管链或清单的结构不符", f"index, chain or manifest do not have their form ({type(fault).__name__})")
        ) from None
    entry = manifest["audit"]
    return BundleCheck(
        case=str(manifest["case"]), items=len(index["items"]), files=len(entries) - 2, made_at=str(manifest["made_at"]), bundle_hash=own,
        signed_by=key, audit_number=int(entry["number"]), audit_hash=str(entry["hash"]), troubles=troubles,
    )  # fmt: skip


def _document(parts: Mapping[str, Entry], name: str) -> dict[str, Any]:
    entry = parts.get(name)
    if entry is None or entry.content is None:
        raise Broken(Text(f"缺少 {name}", f"{name} is missing"))
    try:
        found = json.loads(entry.content)
    except (ValueError, RecursionError):
        raise Broken(Text(f"{name} 被改动，已不能读取", f"{name} was altered and cannot be read")) from None
    if not isinstance(found, dict) or spelled(found) != entry.content:
        raise Broken(Text(f"{name} 被改动", f"{name} was altered"))
    return found


def _signature(signed: Mapping[str, Any], manifest_hash: str) -> str:
    """Return the fingerprint of the key that signed the manifest."""
    if set(signed) != {"format", "manifest_sha256", "public_key", "signature"} or signed["format"] != FORMAT:
        raise Broken(Text("封印的格式不符", "the seal does not have its form"))
    if signed["manifest_sha256"] != manifest_hash:
        raise Broken(Text("清单与封印不符：清单被改动", "the manifest does not match the seal: it was altered"))
    try:
        public = bytes.fromhex(signed["public_key"])
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signed["signature"]), bytes.fromhex(manifest_hash))
    except (ValueError, TypeError, InvalidSignature):
        raise Broken(Text("封印的签名不符", "the signature of the seal does not hold")) from None
    return fingerprint(public)


def _noted(own: str, key: str, bundle_hash: str, signed_by: str) -> Iterable[Text]:
    if bundle_hash and bundle_hash.lower() != own:
        yield Text("不是所记录的那一份案卷包", "this is not the bundle whose hash was noted")
    if signed_by and signed_by.lower() != key:
        yield Text("不是由所记录的密钥签名", "it was not signed with the key that was noted")


def _contents(entries: Sequence[Entry], manifest: Mapping[str, Any]) -> list[Text]:
    listed = [Listed(**one) for one in manifest["files"]]
    found = [Listed(one.name, one.sha256, one.size) for one in entries if one.name not in (MANIFEST, SEAL)]
    said = {one.path: one for one in listed}
    there = {one.path: one for one in found}
    troubles = [Text(f"缺少文件 {path}", f"{path} is missing") for path in said if path not in there]
    troubles += [Text(f"多出文件 {path}", f"{path} does not belong to the bundle") for path in there if path not in said]
    troubles += [Text(f"{path} 被改动", f"{path} was altered") for path in said if path in there and said[path] != there[path]]
    if not troubles and (listed != found or entries[-1].name != SEAL or manifest["format"] != FORMAT):
        troubles.append(Text("文件的次序或格式不符", "the files are not in their order, or not of this form"))
    return troubles


def _items(index: Mapping[str, Any], chains: Mapping[str, Any], parts: Mapping[str, Entry]) -> list[Text]:
    troubles: list[Text] = []
    for one in index["items"]:
        facts = Facts(**one["facts"])
        links = [Link(**each) for each in chains["items"][facts.number]]
        found = trouble(facts, links, length=one["chain_length"], head=one["chain_head"])
        if found:
            troubles.append(found)
        path = one["path"]
        if path and (path not in parts or parts[path].sha256 != facts.sha256):
            troubles.append(Text(f"{facts.number} 的文件不是所收取的那一份", f"the file of {facts.number} is not the one that was taken"))
    if set(chains["items"]) != {one["facts"]["number"] for one in index["items"]}:
        troubles.append(Text("保管链与目录的证据不一致", "chains and index do not name the same items"))
    return troubles


def _audited(manifest: Mapping[str, Any], index: Mapping[str, Any]) -> list[Text]:
    """Check the audit trail's entry about the bundle: sealed by itself, and about these contents."""
    entry, files = dict(manifest["audit"]), [Listed(**one) for one in manifest["files"]]
    own, at = entry.pop("hash"), datetime.fromisoformat(entry.pop("at"))
    troubles: list[Text] = []
    if seal(at=at, **entry) != own:
        troubles.append(Text("审计封印不符", "the audit trail's seal does not hold"))
    if entry["details"].get("content_root") != content_root(files):
        troubles.append(Text("审计记录所指的不是这些内容", "the audit trail's entry is about other contents"))
    if not manifest["case"] == index["case"]["number"] == entry["object_id"]:
        troubles.append(Text("案号前后不一致", "case numbers do not agree"))
    return troubles
