"""What a file does not say of itself, written down once for each bank: which column is what, which account plays which part."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from lookthrough.flows.classes import BUSINESSES, Purpose, Role
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.texts import Text

COLUMNS = (
    "date", "time", "debit", "credit", "amount", "direction", "account", "counterparty_account", "text", "reference", "balance",
    "currency", "product", "order", "transfer_id",
)  # fmt: skip
_DEFAULT_CURRENCIES = ("人民币", "人民币元", "CNY", "RMB", "156", "01")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A saved mapping; everything has a default, and a format uses what concerns it.

    ``debit_is`` and ``positive_is`` say ``out`` or ``in``, seen from the account. ``purposes`` maps a word to a purpose of the ledger: the
    first word found in an entry's text counts. ``product_pattern`` is a regular expression whose first group is the listing's id.
    """

    bank: str = ""
    institution: Pairs[str, str] = field(default_factory=dict)
    accounts: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    default_role: str = ""
    purposes: Pairs[str, str] = field(default_factory=dict)
    product_pattern: str = ""
    encoding: str = "auto"
    delimiter: str = ""
    sheet: str | int = 0
    header_row: int = 0
    columns: Pairs[str, str] = field(default_factory=dict)
    account: str = ""
    debit_is: str = "out"
    positive_is: str = "in"
    directions: Pairs[str, str] = field(default_factory=dict)
    date_format: str = ""
    time_format: str = ""
    currencies: tuple[str, ...] = _DEFAULT_CURRENCIES
    skip_rows_beginning: tuple[str, ...] = ()
    account_label: str = ""
    term_unit: str = "days"
    transact_types: Pairs[str, str] = field(default_factory=dict)

    def purpose_of(self, text: str) -> str:
        """Return the purpose that the first known word of a text stands for, or ``unknown``."""
        return next((purpose for word, purpose in self.purposes.items() if word in text), "unknown")

    def account_of_role(self, role: str) -> str:
        """Return the one account of a role, or an empty text when there is none or more than one."""
        found = [key for key, one in self.accounts.items() if one.get("role") == role]
        return found[0] if len(found) == 1 else ""

    def product_of(self, text: str) -> str:
        """Return the listing named in a text, or an empty text."""
        found = re.search(self.product_pattern, text) if self.product_pattern else None
        return (found[1] if found.re.groups else found[0]) or "" if found else ""


NONE = Mapping()


def read_mapping(path: Path) -> Mapping:
    """Read a mapping from YAML or JSON; a name or value that it may not hold is refused, so that a slip of the pen is seen."""
    if not path.is_file():
        raise FileRefused(file=path.name, reason=Text("找不到对照文件", "there is no such mapping"))
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FileRefused(file=path.name, reason=Text("对照文件不是 YAML 或 JSON", f"not YAML or JSON ({str(error)[:160]})")) from error
    if not isinstance(given, dict):
        raise _wrong(path, None, Text("应为“名称: 值”", "expected names with values"))
    known = {one.name for one in fields(Mapping)}
    for name in given:
        if name not in known:
            raise _wrong(path, str(name), Text(f"没有这一项，可用：{'、'.join(sorted(known))}", f"no such name; there are {sorted(known)}"))
    return _checked(path, _mapping(path, given))


def _mapping(path: Path, given: dict[str, Any]) -> Mapping:
    values: dict[str, Any] = {}
    for one in fields(Mapping):
        value = given.get(one.name)
        if value is None:
            continue
        if one.name in ("institution", "purposes", "columns", "directions", "transact_types"):
            values[one.name] = {str(key): str(text) for key, text in _pairs(path, one.name, value).items()}
        elif one.name == "accounts":
            values[one.name] = {str(key): _pairs(path, "accounts", inner) for key, inner in _pairs(path, one.name, value).items()}
        elif one.name in ("currencies", "skip_rows_beginning"):
            values[one.name] = tuple(str(text) for text in value) if isinstance(value, list) else (str(value),)
        else:
            values[one.name] = value if one.name in ("sheet", "header_row") and isinstance(value, int) else str(value)
    return Mapping(**values)


def _pairs(path: Path, name: str, value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, name, Text("应为“名称: 值”", "expected names with values"))
    return value


def _checked(path: Path, mapping: Mapping) -> Mapping:
    wrong = [f"columns.{name}" for name in mapping.columns if name not in COLUMNS]
    wrong += [f"purposes.{word}" for word, purpose in mapping.purposes.items() if purpose not in Purpose.words()]
    wrong += [f"transact_types.{code}" for code, purpose in mapping.transact_types.items() if purpose not in Purpose.words()]
    wrong += [f"accounts.{key}.role" for key, one in mapping.accounts.items() if one.get("role", "client") not in Role.words()]
    wrong += [f"directions.{word}" for word, way in mapping.directions.items() if way not in ("in", "out")]
    wrong += [name for name in ("debit_is", "positive_is") if getattr(mapping, name) not in ("in", "out")]
    wrong += ["term_unit"] if mapping.term_unit not in ("days", "months") else []
    wrong += ["default_role"] if mapping.default_role and mapping.default_role not in Role.words() else []
    wrong += ["institution.business"] if mapping.institution.get("business", "p2p") not in BUSINESSES else []
    wrong += ["header_row"] if not isinstance(mapping.header_row, int) or mapping.header_row < 0 else []
    wrong += [] if _is_pattern(mapping.product_pattern) else ["product_pattern"]
    if wrong:
        raise _wrong(
            path, wrong[0], Text("取值不在规定之内", f"not a value it may have (roles {Role.words()}, purposes {Purpose.words()})")
        )
    return mapping


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _wrong(path: Path, name: str | None, reason: Text) -> FileRefused:
    return FileRefused(file=path.name, column=name, reason=reason)
