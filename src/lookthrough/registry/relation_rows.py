"""Rows of a relations file read one by one: who stands to whom how, with what share, from when to when; or why a row cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import blake2b

from lookthrough.kernel.files import Reject
from lookthrough.kernel.identifiers import normalise_resident_id, normalise_uscc, sound_resident_ids, sound_usccs
from lookthrough.kernel.texts import Text
from lookthrough.registry.folding import fold_fields
from lookthrough.registry.models.people import OPEN_BEGIN, OPEN_END
from lookthrough.registry.reading import Batch, parse_day
from lookthrough.registry.relation_kinds import KIN, KINDS, SHAREHOLDER, is_organisation

REQUIRED = ("to_uscc", "kind")
COLUMNS = (
    "from_uscc", "from_name", "from_identifier", "to_uscc", "to_name", "to_identifier", "kind", "share", "amount_fen", "valid_from",
    "valid_to",
)  # fmt: skip
FIRM, PERSON = "firm", "person"
_PLACES = Decimal("1e-12")
_LARGEST = 2**63 - 1

_NOBODY = Text("没有写明是谁：需要统一社会信用代码、姓名或名称", "nobody is named: a credit code or a name is needed")
_NAMELESS = Text("有证件号码而没有姓名", "an identifier without a name")
_KIND = Text(f"未知关系，应为 {', '.join(KINDS)}", f"unknown kind, expected one of {', '.join(KINDS)}")
_SHARE = Text("持股比例应为 0 到 1 的小数，或百分数", "a share is a fraction from 0 to 1, or a percentage: 0.335 or 33.5%")
_AMOUNT = Text("金额应为不小于零的整数（分）", "an amount is a whole number of fen, not below zero")
_DAY = Text("不是日期，应如 2026-03-01", "not a day like 2026-03-01")
_ENDS = Text("截止日早于起始日", "the last day lies before the first")
_ITSELF = Text("与自身的关系只能是持股", "a tie to itself can only be a shareholding")
_KIN_ENDS = Text("亲属关系的两端须是自然人", "both ends of a kinship are people")
_UNSOUND_CODE = Text("统一社会信用代码校验不符", "an unsound credit code")
_UNSOUND_ID = Text("不是有效的公民身份号码，按其他证件保存", "no sound resident id; kept as another document's number")


@dataclass(frozen=True, slots=True)
class Named:
    """One end of a tie as the file names it; ``code`` is a USCC of a firm or a number of a person, either may be empty."""

    sort: str
    code: str
    name: str
    folded: str


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One row with sound values; open ends are ``OPEN_BEGIN`` and ``OPEN_END``."""

    row: int
    holder: Named
    target: Named
    kind: str
    share: Decimal | None
    amount_fen: int | None
    valid_from: date
    valid_to: date
    content_hash: str


class _Refused(Exception):  # noqa: N818
    def __init__(self, column: str, reason: Text, found: str = "") -> None:
        self.column, self.reason, self.found = column, reason, found


def relation_rows(batch: Batch, rejects: list[Reject], warnings: Counter[tuple[str, str]], *, file: str) -> Iterator[RelationRow]:
    """Yield the sound rows of a batch; others go to ``rejects``, which never repeat a person's name or number."""
    holders, targets = (_ends(batch, side, warnings) for side in ("from", "to"))
    columns = [batch.column(name) for name in COLUMNS[-5:]]
    for row, holder, target, values in zip(batch.rows, holders, targets, zip(*columns, strict=True), strict=True):
        try:
            yield _row(row, holder, target, values)
        except _Refused as refusal:
            rejects.append(Reject(file, row, refusal.column, refusal.found, refusal.reason))


def _row(row: int, holder: Named | _Refused, target: Named | _Refused, values: Sequence[str]) -> RelationRow:
    kind, share, amount, begin, end = values
    kind = kind.strip()
    if kind not in KINDS:
        raise _Refused("kind", _KIND, kind[:40])
    if isinstance(holder, _Refused):
        raise holder
    if isinstance(target, _Refused):
        raise target
    _check_ends(kind, holder, target)
    valid_from, valid_to = _day("valid_from", begin) or OPEN_BEGIN, _day("valid_to", end) or OPEN_END
    if valid_to < valid_from:
        raise _Refused("valid_to", _ENDS, end)
    part, fen = _share(share), _amount(amount)
    return RelationRow(row, holder, target, kind, part, fen, valid_from, valid_to, _content(part, fen, end and valid_to.isoformat()))


def _ends(batch: Batch, side: str, warnings: Counter[tuple[str, str]]) -> list[Named | _Refused]:
    """Read one end of every row: a firm by its code, a person by a number, or what the name alone tells."""
    names = [name.strip() for name in batch.column(f"{side}_name")]
    codes = [code and normalise_uscc(code) for code in batch.column(f"{side}_uscc")]
    numbers = [number and normalise_resident_id(number) for number in batch.column(f"{side}_identifier")]
    given_codes, given_numbers = [code for code in codes if code], [number for number in numbers if number]
    if unsound := len(given_codes) - int(sound_usccs(given_codes).sum()):
        warnings[f"{side}_uscc", _UNSOUND_CODE.en] += unsound
    if unsound := len(given_numbers) - int(sound_resident_ids(given_numbers).sum()):
        warnings[f"{side}_identifier", _UNSOUND_ID.en] += unsound
    return [_end(side, *given) for given in zip(codes, numbers, names, _folded(names), strict=True)]


def _end(side: str, code: str, number: str, name: str, folded: str) -> Named | _Refused:
    if code:
        return Named(FIRM, code, name, folded)
    if number:
        return Named(PERSON, number, name, folded) if name else _Refused(f"{side}_name", _NAMELESS)
    if not name:
        return _Refused(f"{side}_uscc", _NOBODY)
    return Named(FIRM if is_organisation(folded) else PERSON, "", name, folded)


def _check_ends(kind: str, holder: Named, target: Named) -> None:
    if kind == KIN and not holder.sort == target.sort == PERSON:
        raise _Refused("kind", _KIN_ENDS, kind)
    if kind != KIN and target.sort == PERSON:
        raise _Refused("to_uscc", _NOBODY)
    if kind != SHAREHOLDER and (holder.sort, holder.code, holder.folded) == (target.sort, target.code, target.folded):
        raise _Refused("to_uscc", _ITSELF, kind)


@lru_cache(maxsize=1 << 14)
def _share(text: str) -> Decimal | None:
    """Read ``0.335`` or ``33.5%`` to the trillionth; a binary fraction's tail beyond that is rounded."""
    if not (plain := text.strip().replace("％", "%")):
        return None
    try:
        value = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except InvalidOperation:
        raise _Refused("share", _SHARE, text[:40]) from None
    if not value.is_finite() or not 0 <= value <= 1:
        raise _Refused("share", _SHARE, text[:40])
    return value.quantize(_PLACES)


@lru_cache(maxsize=1 << 14)
def _amount(text: str) -> int | None:
    if not (plain := text.strip()):
        return None
    whole = plain.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit()) or int(whole) > _LARGEST:
        raise _Refused("amount_fen", _AMOUNT, text[:40])
    return int(whole)


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> date | None:
    return parse_day(text)


def _day(column: str, text: str) -> date | None:
    if not text.strip():
        return None
    if (found := _parsed(text)) is None:
        raise _Refused(column, _DAY, text[:40])
    return found


@lru_cache(maxsize=1 << 14)
def _content(share: Decimal | None, amount: int | None, end: str) -> str:
    return blake2b(f"{share}|{amount}|{end}".encode(), digest_size=16).hexdigest()


def _folded(names: list[str]) -> list[str]:
    return fold_fields(names).text.split("\0")[:-1] if any(names) else names
