"""Rows of another body's list read into the form of an outside record; what cannot be read is refused with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from urllib.parse import urlsplit

from lookthrough.kernel.capital import parse_capital
from lookthrough.kernel.files import Reject, SoundFile
from lookthrough.kernel.identifiers import keyed_hash, normalise_uscc
from lookthrough.kernel.regions import find_region
from lookthrough.kernel.texts import Text
from lookthrough.registry.matching.sources import Source
from lookthrough.registry.reading import parse_day, read_batches

_ICP = re.compile(r"([\u4e00-\u9fff])\s*ICP\s*[备证]?\s*(\d{6,10})", re.IGNORECASE)
_NO_KEY = Text("缺少编号", "the key is missing")
_NOBODY = Text("既无名称也无品牌，无从核对", "neither a name nor a brand: nothing to match by")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """One row ready for the store; fields as in the store."""

    row: int
    key: str
    name: str
    brand: str
    uscc: str
    site: str
    icp: str
    phone_hash: str
    region_code: str
    since: date | None
    registered_capital_fen: int | None
    raw: dict[str, str]
    content_hash: str


def outside_rows(sound: SoundFile, source: Source, rejects: list[Reject], *, phone_key: bytes | None) -> Iterator[OutsideRow]:
    """Yield the rows that can be stored; the others go to ``rejects``. Without a key, telephone numbers are left out."""
    phone = source.column("phone")
    for batch in read_batches(sound, rejects):
        columns = batch.columns
        for place, number in enumerate(batch.rows):
            given = {name: values[place].strip() for name, values in columns.items() if values[place].strip()}
            said = {what: given.get(column, "") for what, column in source.columns.items()}
            refusal = _refusal(sound.path.name, number, source, said)
            if refusal:
                rejects.append(refusal)
                continue
            kept = {name: value for name, value in given.items() if name != phone}
            yield _row(number, said, kept, source, phone_key)


def site_of(text: str) -> str:
    """Return the host of an address without ``www.``: https://www.example.com/x → example.com."""
    text = text.strip().lower()
    host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    return host.removeprefix("www.") if "." in host else ""


def icp_of(text: str) -> str:
    """Return the main number of an ICP filing, which one body shares among its sites: 沪ICP备15024582号-1 → 沪15024582."""
    found = _ICP.search(text)
    return f"{found[1]}{found[2]}" if found else ""


def _refusal(file: str, row: int, source: Source, said: dict[str, str]) -> Reject | None:
    if not said["key"]:
        return Reject(file, row, source.column("key"), "", _NO_KEY)
    if not said.get("name") and not said.get("brand") and not said.get("uscc"):
        return Reject(file, row, source.column("name"), "", _NOBODY)
    for what, longest in (("key", 120), ("name", 300), ("brand", 300), ("uscc", 40)):
        if len(said.get(what, "")) > longest:
            return Reject(
                file, row, source.column(what), said[what][:200], Text(f"超过 {longest} 个字符", f"longer than {longest} characters")
            )
    return None


def _row(number: int, said: dict[str, str], kept: dict[str, str], source: Source, phone_key: bytes | None) -> OutsideRow:
    phone = re.sub(r"\D", "", said.get("phone", ""))
    hashed = keyed_hash(phone, phone_key) if phone and phone_key else ""
    content = json.dumps([kept, hashed], ensure_ascii=False, sort_keys=True)
    try:
        place = find_region(said.get("province", ""), said.get("city", "")) or find_region(said.get("province", ""))
    except ValueError:
        place = None
    return OutsideRow(
        row=number, key=said["key"], name=said.get("name", ""), brand=said.get("brand", ""),
        uscc=normalise_uscc(said.get("uscc", "")), site=site_of(said.get("site", "")), icp=icp_of(said.get("icp", "")), phone_hash=hashed,
        region_code=said.get("region_code", "") or (place.code if place else ""), since=parse_day(said.get("since", "")),
        registered_capital_fen=_capital(said.get("capital", ""), source.capital_unit), raw=kept,
        content_hash=blake2b(content.encode(), digest_size=16).hexdigest(),
    )  # fmt: skip


def _capital(text: str, unit: int) -> int | None:
    """Read a bare number in the source's unit, or an amount as the register writes it; nothing for zero."""
    plain = text.replace(",", "")
    fen = int(Decimal(plain) * unit * 100) if re.fullmatch(r"\d+(\.\d+)?", plain) else parse_capital(text).amount_fen
    return fen if fen and 0 < fen <= _LARGEST else None
