"""The bundle of a case (案卷包): all that proves it in one archive, which anybody checks with one command and nothing else."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.timezone import localtime

from lookthrough.audit import operations as audit
from lookthrough.audit import queries as trail
from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.acting import locked
from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.papers.evidence_refusals import as_refusals
from lookthrough.evidence import bundle, chain
from lookthrough.evidence import operations as evidence
from lookthrough.evidence import queries as evidence_queries
from lookthrough.evidence.bundle import Listed
from lookthrough.evidence.bundle_zip import TooLarge, Writer
from lookthrough.evidence.origins import ORIGINS, STATES
from lookthrough.evidence.queries import ItemView
from lookthrough.evidence.refusal import Damaged
from lookthrough.evidence.signing import own_fingerprint, signing_key
from lookthrough.kernel.file_kinds import ENDINGS
from lookthrough.kernel.texts import Text
from lookthrough.kernel.typesetting import pdf
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

WHOLE, INSPECTION = "whole", "inspection"
AUDIENCES = {
    WHOLE: Text("全卷（移送、存档）", "the whole file (for transfer and archive)"),
    INSPECTION: Text("供查阅（只含准予查阅的）", "for inspection (only what was opened)"),
}
_TEMPLATE = Path(__file__).parent / "typeset" / "bundle.typ"
_NO_CASE = Text(
    "没有此案件，或不在您的辖区，或您的角色不能查看证据", "there is no such case in your district, or your role does not see evidence"
)
_NOTHING = Text("没有可编入案卷包的证据", "there is nothing to put into a bundle")
_TOO_LARGE = Text(
    "案卷包超过 3.75 GB：请分案或把大件留在介质上", "the bundle would pass 3.75 GB: split it, or leave large originals on their medium"
)
_README = """本压缩包是一份案卷包。核验只需要这个文件：

  lookthrough cases verify 本文件.zip

不装本程序，也可用任何系统自带的工具核对每个文件：解压后执行 sha256sum -c SHA256SUMS
证据编号、取得经过见 index.pdf 与 index.json，保管链见 chain.json，封印见 seal.json。

This archive is a case bundle. To check it you need nothing but this file:

  lookthrough cases verify THIS.zip

Without the programme, unpack it and run: sha256sum -c SHA256SUMS
What was taken where and when stands in index.pdf and index.json, who had it in chain.json, the seal in seal.json.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made: its hash, the key that signed it, how many items, and the number of the audit trail's entry."""

    bundle_hash: str
    signed_by: str
    items: int
    files: int
    audit_number: int


@dataclass(frozen=True, slots=True)
class _Part:
    path: str
    sha256: str
    size: int
    content: Callable[[], bytes]


def write_bundle(
    *, case_number: str, audience: str, out: Path, at: datetime, officer_id: int | None = None, actor: str = "cli", purpose: str = ""
) -> Made:
    """Write a case's bundle; the file appears whole or not at all. Without ``officer_id`` the machine's keeper asks, at the command line.

    Raises ``NotAllowed`` when the case may not be read, holds nothing, or a file is no longer what was taken.
    """
    with _appearing(out) as file:
        return _write(file, case_number, audience, at, officer_id, actor, purpose)


@transaction.atomic
def _write(file: IO[bytes], number: str, audience: str, at: datetime, officer_id: int | None, actor: str, purpose: str) -> Made:
    case, who = _case(number, officer_id), _who(officer_id, actor)
    locked(case.number, ended=True, merged=True)  # first, as everybody does who works on a case: so nobody waits for another in a ring
    chosen = _chosen(case.number, audience)
    for one in chosen:
        with as_refusals():
            evidence.note_bundled(
                number=one.row.number, bundle_hash=f"{audience} {chain.moment(at)}", officer_id=officer_id, actor=who, at=at
            )
    items = _chosen(case.number, audience)  # with that last entry of each chain
    parts = [*_papers(case, items, audience, who, at), *map(_file, filter(_has_file, items))]
    listed = [Listed(one.path, one.sha256, one.size) for one in parts]
    sums = bundle.sums(listed)
    listed.append(Listed(bundle.SUMS, hashlib.sha256(sums).hexdigest(), len(sums)))
    parts.append(_Part(bundle.SUMS, listed[-1].sha256, len(sums), lambda: sums))
    entry = _recorded(case, listed, items, who, purpose or audience, at)
    manifest = bundle.spelled(
        {"format": bundle.FORMAT, "case": case.number, "audience": audience, "made_at": chain.moment(at), "made_by": who,
         "files": [asdict(one) for one in listed], "audit": entry}
    )  # fmt: skip
    _put(file, parts, manifest)
    said = Text(f"编制案卷包（{AUDIENCES[audience].zh}）", f"bundle made: {AUDIENCES[audience].en}")
    own = hashlib.sha256(manifest).hexdigest()
    case_operations.note_event(number=case.number, kind="bundle_made", text=said, reference=own, actor=who, at=at)
    return Made(own, own_fingerprint(), len(items), len(listed), int(entry["number"]))


def _put(file: IO[bytes], parts: list[_Part], manifest: bytes) -> None:
    writer = Writer(file)
    try:
        for one in parts:
            writer.add(one.path, one.content())
        writer.add(bundle.MANIFEST, manifest)
        writer.add(bundle.SEAL, bundle.sealed_with(signing_key(), manifest))
    except TooLarge:
        raise NotAllowed(_TOO_LARGE) from None
    except Damaged as fault:
        raise NotAllowed(Text(f"文件 {fault} 已损坏，案卷包没有写出", f"file {fault} is damaged; no bundle was written")) from None
    writer.close()


def _case(number: str, officer_id: int | None) -> CaseFacts:
    if officer_id is None:
        found = case_queries.known(number=number)
    else:
        sees = offices.able(officer_id=officer_id, action=Action.SEE_EVIDENCE)
        found = case_queries.case(number=number, officer_id=officer_id) if sees else None
    if found is None:
        raise NotAllowed(_NO_CASE)
    return found


def _who(officer_id: int | None, actor: str) -> str:
    by = offices.officer(officer_id=officer_id) if officer_id is not None else None
    return by.username if by else actor


def _chosen(number: str, audience: str) -> list[ItemView]:
    """Return what goes in: everything, or for inspection only what a second person opened. Tips are no evidence and never among it."""
    if audience not in AUDIENCES:
        raise NotAllowed(_NOTHING)
    found = [one for one in evidence_queries.whole_case(case_number=number) if one.row.origin in ORIGINS]
    chosen = found if audience == WHOLE else [one for one in found if one.row.release == "open"]
    broken = next((one.trouble for one in chosen if one.trouble), None)
    if broken or not chosen:
        raise NotAllowed(broken or _NOTHING)
    return chosen


def _papers(case: CaseFacts, items: list[ItemView], audience: str, who: str, at: datetime) -> Iterator[_Part]:
    """Yield the parts that we write: how to check, the index twice, the chains."""
    whole = audience == WHOLE
    index = {
        "format": bundle.FORMAT,
        "case": {"number": case.number, "title": case.title, "type": case.type, "subject": case.subject_name, "region": case.region_code,
                 "opened_at": chain.moment(case.opened_at)},
        "audience": audience,
        "items": [_indexed(one) for one in items],
    }  # fmt: skip
    chains = {"items": {one.row.number: [_linked(each, whole) for each in one.links] for one in items}}
    yield _made(bundle.README, _README.encode())
    yield _made(bundle.INDEX, bundle.spelled(index))
    yield _made(bundle.PRINTED, pdf(template=_TEMPLATE, data=_printed(case, items, audience, who, at), made_at=at))
    yield _made(bundle.CHAIN, bundle.spelled(chains))


def _indexed(one: ItemView) -> dict[str, Any]:
    return {
        "facts": asdict(one.row.facts), "path": _path(one), "state": one.row.state, "release": one.row.release,
        "chain_length": len(one.links), "chain_head": one.links[-1].hash, "redaction": dict(one.redaction),
    }  # fmt: skip


def _linked(link: chain.Link, whole: bool) -> dict[str, Any]:
    """Return an entry; for strangers without its words, whose hash the chain goes on holding to."""
    return {**asdict(link), "said": dict(link.said) if whole else {}}


def _printed(case: CaseFacts, items: list[ItemView], audience: str, who: str, at: datetime) -> dict[str, Any]:
    made = f"{localtime(at):%Y-%m-%d %H:%M}"
    rows = [
        [str(place), one.row.number, one.row.facts.title, f"{ORIGINS[one.row.origin].zh}；{one.row.facts.source}",
         f"{localtime(one.row.taken_at):%Y-%m-%d}",
         one.row.facts.sha256 or f"实物（{STATES[one.row.state].zh}）"]
        for place, one in enumerate(items, 1)
    ]  # fmt: skip
    return {
        "title": "案卷包目录", "office": "", "footer": f"{case.number}　{made} 编制", "items_title": f"证据与文书（{len(items)} 项）",
        "head": [["案号", case.number], ["案由", case.title], ["当事人", case.subject_name], ["范围", AUDIENCES[audience].zh],
                 ["编制", f"{who} {made}"],
                 ["签名密钥", own_fingerprint()]],
        "columns": ["序号", "编号", "名称", "来源", "取得日期", "SHA-256"],
        "rows": [[*row[:5], _breakable(row[5])] for row in rows],
        "notes": ["核验：lookthrough cases verify 本案卷包.zip　或解压后执行 sha256sum -c SHA256SUMS。",
                  "逐件保管链见 chain.json；任何一个字节被改动，核验都会指出。"],
    }  # fmt: skip


def _breakable(text: str) -> str:
    """Return a hash with places where a line may end."""
    return " ".join(text[at : at + 16] for at in range(0, len(text), 16)) if len(text) == 64 else text


def _has_file(one: ItemView) -> bool:
    return bool(one.row.facts.sha256)


def _path(one: ItemView) -> str:
    facts = one.row.facts
    if not facts.sha256:
        return ""
    ending = "." + facts.original_name.rsplit(".", 1)[-1] if "." in facts.original_name else ENDINGS.get(facts.kind, "")
    plain = "".join(sign for sign in ending if sign.isalnum() or sign == ".")[:12]
    return f"files/evidence-{facts.number.lstrip('证')}{plain}"  # plain letters: not every unzip program knows Chinese names


def _file(one: ItemView) -> _Part:
    facts = one.row.facts
    return _Part(_path(one), facts.sha256, facts.size, lambda: evidence_queries.content(sha256=facts.sha256))


def _made(path: str, content: bytes) -> _Part:
    return _Part(path, hashlib.sha256(content).hexdigest(), len(content), lambda: content)


def _recorded(case: CaseFacts, listed: list[Listed], items: list[ItemView], who: str, purpose: str, at: datetime) -> dict[str, Any]:
    """Write the bundle into the audit trail and return that entry whole, as the manifest carries it."""
    details = {"content_root": bundle.content_root(listed), "items": len(items), "files": len(listed)}
    number = audit.record(
        actor=who, action="case_bundle_made", object_type="case_bundle", object_id=case.number, purpose=purpose, at=at, details=details
    )
    entry = trail.entry(number=number)
    if entry is None:
        raise LookupError(number)
    said = asdict(entry)
    return said | {"at": chain.moment(entry.at), "details": dict(entry.details)}


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that gets its name when it is whole, and goes away if anything fails."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".bundle-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
