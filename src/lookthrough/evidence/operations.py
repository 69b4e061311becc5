"""What is done with evidence: taken, moved, handed over, looked at, copied; to give it back or open it asks for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lookthrough.audit import operations as audit
from lookthrough.evidence import keeping, recording
from lookthrough.evidence.chain import LEAVING, Facts, moment
from lookthrough.evidence.models import Item, KeptFile, Request
from lookthrough.evidence.origins import ORIGINS
from lookthrough.evidence.refusal import Damaged, NotAllowed
from lookthrough.evidence.settings_in_force import settings_on
from lookthrough.kernel.file_kinds import kind_of
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import Colleague
from lookthrough.offices.roles import Action

LONGEST, LONGEST_NAME = 4_000, 200
REQUESTS = (*LEAVING, "opened")
_NO_ROLE = Text("您的角色不能办理证据", "your role does not work on evidence")
_NO_ITEM = Text("没有此项证据，或不在您的辖区", "there is no such item in your district")
_NOT_HERE = Text("案件不在您的辖区", "the case is outside your district")
_ORIGIN = Text(
    "举报材料不入证据；来源须为列出的一种", "what people tell in confidence is no evidence here; choose one of the listed origins"
)
_EMPTY = Text("请写明这是什么、从何处取得", "please say what it is and where it is from")
_TOO_LONG = Text(f"最多 {LONGEST} 字", f"at most {LONGEST} characters")
_NO_FILE = Text("该证据没有电子文件", "this item has no file")
_DAMAGED = Text(
    "文件已损坏或无法打开：请从备份恢复，并保留现状",
    "the file is damaged or does not open: restore it from a back-up, and leave it as it is",
)
_GONE = Text("该证据已不在库", "this item is no longer in custody")
_NOT_OUT = Text("该证据没有交出", "this item was not handed over")
_WAITS = Text("已有申请等待第二人审查", "a request waits for a second person already")
_NO_REQUEST = Text("没有等待审查的申请", "no request waits")
_OWN = Text("申请人本人不能审查", "whoever proposes does not decide")
_CHOOSE = Text("请从列出的选项中选择", "please choose from the list")
_NOT_OPENED = Text("这件证据没有开放查阅", "this item was not opened to inspection")
_NOTHING = Text("请上传文件，或写明实物存放处", "please send a file, or say where the thing is kept")


@transaction.atomic
def take(
    *, case_number: str, region_code: str, title: str, source: str, origin: str, officer_id: int, at: datetime,
    content: bytes | None = None,
    original_name: str = "", place: str = "", holder: str = "", note: str = "", origin_reference: str = "",
) -> str:  # fmt: skip
    """Take a file or a thing as evidence for a case; returns its number.

    The same file is kept once; two items may name it. What a program takes on an officer's behalf (an alert's transfers, a return) says
    so by ``origin`` and ``origin_reference``, and asked again gives the item that is there.
    """
    by = _worker(officer_id, Action.WORK_EVIDENCE)
    if not _reaches(by, region_code):
        raise NotAllowed(_NOT_HERE)
    if origin not in ORIGINS or origin == "redaction":
        raise NotAllowed(_ORIGIN)
    if content is None and not place.strip():
        raise NotAllowed(_NOTHING)
    file = keep_file(content, at=at, name=original_name) if content is not None else None
    there = _there(case_number, origin, origin_reference, file)
    if there:
        return there.number
    said = {"from": holder.strip(), "place": place.strip(), "note": _short(note)}
    about: dict[str, Any] = {"title": _written(title), "source": _written(source), "original_name": plain_name(original_name)}
    item = create(
        case_number=case_number,
        region_code=region_code,
        file=file,
        origin=origin,
        origin_reference=origin_reference,
        by=by.username,
        at=at,
        **about,
    )
    recording.set_place(item, place.strip())
    recording.append(item, deed="collected", actor=by.username, at=at, said=said)
    return item.number


def create(
    *, case_number: str, region_code: str, title: str, source: str, origin: str, origin_reference: str, original_name: str,
    file: KeptFile | None, by: str, at: datetime, redacted_from: Item | None = None,
) -> Item:  # fmt: skip
    """Write an item down; the caller appends the first entry of its chain. For the modules of this room."""
    number = recording.next_number(year=at.year)
    facts = Facts(
        number=number, case_number=case_number, title=title, source=source, origin=origin, origin_reference=origin_reference,
        original_name=original_name, kind=file.kind if file else "", size=file.size if file else 0, sha256=file.sha256 if file else "",
        taken_by=by, taken_at=moment(at), redacted_from=recording.facts_of(redacted_from).sha256 if redacted_from else "",
    )  # fmt: skip
    return Item(
        number=number, case_number=case_number, region_code=region_code, facts_sealed=recording.seal_facts(facts), origin=origin,
        origin_reference=origin_reference, file=file, redacted_from=redacted_from, taken_at=at,
    )  # fmt: skip


def keep_file(content: bytes, *, at: datetime, name: str = "") -> KeptFile:
    """Keep a file by its hash. For the modules of this room."""
    most = settings_on(at.date()).whole("largest_file_mb")
    if not content:
        raise NotAllowed(Text(f"{plain_name(name)} 是空文件", f"{plain_name(name)} is empty"))
    if len(content) > most * 1024**2:
        raise NotAllowed(
            Text(f"文件超过 {most} MB：原件留在介质上，登记其哈希", f"the file is larger than {most} MB: leave the original on its medium")
        )
    kind = kind_of(content)
    sha256 = keeping.keep(content)
    about = {"size": len(content), "kind": kind.slug, "active": kind.active, "kept_at": at}
    return KeptFile.objects.get_or_create(sha256=sha256, defaults=about)[0]


@transaction.atomic
def move(*, number: str, place: str, note: str, officer_id: int, at: datetime) -> None:
    """Note that a thing lies elsewhere now."""
    item, by = _held(number, officer_id)
    recording.set_place(item, _written(place))
    recording.append(item, deed="moved", actor=by.username, at=at, said={"place": place.strip(), "note": _short(note)})


@transaction.atomic
def hand_over(*, number: str, to: str, note: str, officer_id: int, at: datetime) -> None:
    """Hand a thing to somebody who brings it back or takes it over: an expert, the police, the court."""
    item, by = _held(number, officer_id)
    item.state = "handed_over"
    recording.append(item, deed="handed_over", actor=by.username, at=at, said={"to": _written(to), "note": _short(note)})


@transaction.atomic
def receive(*, number: str, holder: str, place: str, note: str, officer_id: int, at: datetime) -> None:
    """Take a thing back that was handed over."""
    by = _worker(officer_id, Action.WORK_EVIDENCE)
    item = locked(number, by)
    if item.state != "handed_over":
        raise NotAllowed(_NOT_OUT)
    item.state = "in_custody"
    recording.set_place(item, place.strip())
    said = {"from": _written(holder), "place": place.strip(), "note": _short(note)}
    recording.append(item, deed="received", actor=by.username, at=at, said=said)


@transaction.atomic
def view(*, number: str, purpose: str, officer_id: int, at: datetime, copy: bool = False, outside: bool = False) -> bytes:
    """Return an item's file and write down who looked at it or copied it, what for; a person from ``outside`` only what was opened."""
    by = _worker(officer_id, Action.SEE_SHARED_CASES if outside else Action.SEE_EVIDENCE)
    item = locked(number, by)
    said = _written(purpose)
    if outside and item.release != "open":
        raise NotAllowed(_NOT_OPENED)
    if item.file_id is None:
        raise NotAllowed(_NO_FILE)
    content = file_of(item)
    recording.append(item, deed="copied" if copy else "viewed", actor=by.username, at=at, said={"note": said}, purpose=said)
    return content


@transaction.atomic
def refile(*, number: str, case_number: str, region_code: str, reason: str, officer_id: int, at: datetime) -> None:
    """File an item under another case of the district, when cases are merged or split; where it was taken for stays said."""
    item, by = _held(number, officer_id)
    if not _reaches(by, region_code):
        raise NotAllowed(_NOT_HERE)
    said = {"from": item.case_number, "to": case_number, "note": _written(reason)}
    item.case_number, item.region_code = case_number, region_code
    recording.append(item, deed="refiled", actor=by.username, at=at, said=said)


@transaction.atomic
def propose(*, number: str, deed: str, to: str, reason: str, officer_id: int, at: datetime) -> None:
    """Ask a second person to let a thing be returned or released, or be opened to inspection by the firm."""
    by = _worker(officer_id, Action.WORK_EVIDENCE)
    item = locked(number, by)
    if deed not in REQUESTS:
        raise NotAllowed(_CHOOSE)
    if item.state in LEAVING and deed != "opened":
        raise NotAllowed(_GONE)
    if item.requests.filter(state="proposed").exists():
        raise NotAllowed(_WAITS)
    said = {"to": to.strip(), "note": _written(reason)}
    Request.objects.create(item=item, deed=deed, said_sealed=recording.seal_said(number, said), proposed_by=by.username, proposed_at=at)
    if deed == "opened":
        item.release = "proposed"
        item.save(update_fields=["release"])
    _tell(item, f"evidence_{deed}_proposed", by, at)


@transaction.atomic
def decide(*, number: str, agreed: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Let what was asked happen, or not, as its second person."""
    by = _worker(officer_id, Action.RELEASE_EVIDENCE)
    item = locked(number, by)
    one = item.requests.select_for_update().filter(state="proposed").first()
    if one is None:
        raise NotAllowed(_NO_REQUEST)
    if one.proposed_by == by.username:
        raise NotAllowed(_OWN)
    one.state, one.decided_by, one.decided_at, one.decision = "agreed" if agreed else "refused", by.username, at, _short(reason)
    one.save()
    _carry_out(item, one, by, at)


def _carry_out(item: Item, one: Request, by: Colleague, at: datetime) -> None:
    if one.deed == "opened":
        item.release = "open" if one.state == "agreed" else "refused"
    if one.state == "refused":
        item.save(update_fields=["release"])
        _tell(item, f"evidence_{one.deed}_refused", by, at)
        return
    if one.deed in LEAVING:
        item.state = one.deed
    said = recording.said_of(item.number, one.said_sealed) | {"proposed_by": one.proposed_by, "decision": one.decision}
    recording.append(item, deed=one.deed, actor=by.username, at=at, said=said)


@transaction.atomic
def note_bundled(*, number: str, bundle_hash: str, officer_id: int | None, actor: str, at: datetime) -> None:
    """Write into an item's chain that a bundle with its file was made. For a command line there is no officer: ``actor`` says so."""
    item = Item.objects.select_for_update().get(number=number)
    if officer_id is not None and not _reaches(_worker(officer_id, Action.SEE_EVIDENCE), item.region_code):
        raise NotAllowed(_NO_ITEM)
    recording.append(item, deed="bundled", actor=actor, at=at, said={"note": bundle_hash})


def file_of(item: Item) -> bytes:
    """Return an item's file, or refuse when it is not as it was. For the modules of this room."""
    try:
        return keeping.kept(str(item.file_id))
    except Damaged:
        raise NotAllowed(_DAMAGED) from None


def locked(number: str, by: Colleague) -> Item:
    """Return an item of the district, locked until the transaction ends. For the modules of this room."""
    item = Item.objects.select_for_update().filter(number=number).first()
    if item is None or not _reaches(by, item.region_code):
        raise NotAllowed(_NO_ITEM)
    return item


def worker(officer_id: int, action: Action) -> Colleague:
    """Return the officer if the role allows the action. For the modules of this room."""
    return _worker(officer_id, action)


def plain_name(name: str) -> str:
    """Return a sender's file name without folders and signs that steer."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in plain if sign.isprintable()).strip(" .")[:LONGEST_NAME]


def _there(case_number: str, origin: str, reference: str, file: KeptFile | None) -> Item | None:
    if not reference:
        return None
    return Item.objects.filter(case_number=case_number, origin=origin, origin_reference=reference, file=file).first()


def _held(number: str, officer_id: int) -> tuple[Item, Colleague]:
    by = _worker(officer_id, Action.WORK_EVIDENCE)
    item = locked(number, by)
    if item.state != "in_custody":
        raise NotAllowed(_GONE)
    return item, by


def _worker(officer_id: int, action: Action) -> Colleague:
    by = offices.able(officer_id=officer_id, action=action)
    if by is None:
        raise NotAllowed(_NO_ROLE)
    return by


def _reaches(by: Colleague, region_code: str) -> bool:
    return by.district is not None and by.district.reaches(region_code)


def _written(text: str) -> str:
    if not text.strip():
        raise NotAllowed(_EMPTY)
    return _short(text)


def _short(text: str) -> str:
    if len(text.strip()) > LONGEST:
        raise NotAllowed(_TOO_LONG)
    return text.strip()


def _tell(item: Item, action: str, by: Colleague, at: datetime) -> None:
    audit.record(
        actor=by.username, action=action, object_type=recording.OBJECT, object_id=item.number, purpose="", at=at,
        details={"case": item.case_number},
    )  # fmt: skip
