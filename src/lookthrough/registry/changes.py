"""Change notices of the market regulator: their kinds, what each sets, and how the register says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lookthrough.kernel.texts import Text

KINDS: Mapping[str, Text] = {
    "new": Text("设立登记", "registered"),
    "name_change": Text("名称变更", "name changed"),
    "scope_change": Text("经营范围变更", "scope changed"),
    "capital_change": Text("注册资本变更", "registered capital changed"),
    "address_change": Text("地址变更", "address changed"),
    "legal_form_change": Text("企业类型变更", "legal form changed"),
    "legal_representative_change": Text("法定代表人变更", "legal representative changed"),
    "shareholder_change": Text("股东变更", "shareholders changed"),
    "move_in": Text("迁入", "moved in"),
    "move_out": Text("迁出", "moved out"),
    "deregistered": Text("注销", "deregistered"),
    "revoked": Text("吊销营业执照", "business licence revoked"),
}
STATUSES: Mapping[str, Text] = {
    "active": Text("存续", "active"),
    "moved_out": Text("迁出", "moved out"),
    "deregistered": Text("注销", "deregistered"),
    "revoked": Text("吊销", "revoked"),
}
PLACES = ("registered", "operating")
ABOUT_PEOPLE = frozenset({"legal_representative_change", "shareholder_change"})  # their values name people and are not kept here
SCREENED_AS = frozenset({"new", "name_change", "scope_change", "move_in"})  # the kinds that watch lists know as events
NEEDS_AFTER = frozenset({"name_change", "scope_change", "capital_change", "address_change", "legal_form_change"})
_SETS = {"name_change": "name", "scope_change": "business_scope", "capital_change": "registered_capital_text", "legal_form_change": "type"}
_STATUS = {"new": "active", "move_in": "active", "move_out": "moved_out", "deregistered": "deregistered", "revoked": "revoked"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. ``place`` says which address an address change is about; ``region_code`` is where the firm is registered then."""

    notice_id: str
    uscc: str
    name: str
    kind: str
    on: date
    before: str = ""
    after: str = ""
    region_code: str = ""
    place: str = "registered"
    row: int = 0

    @property
    def order(self) -> tuple[date, str]:
        """Return what puts the notices of a firm in order."""
        return self.on, self.notice_id

    def sets(self) -> dict[str, str]:
        """Return the columns that the notice sets, with their values as text."""
        found: dict[str, str] = {}
        if self.kind in _SETS:
            found[_SETS[self.kind]] = self.after
        if self.kind == "new":
            found |= {"name": self.name, "established_on": self.on.isoformat()} | ({"business_scope": self.after} if self.after else {})
        if self.kind in _STATUS:
            found["status"] = _STATUS[self.kind]
        if self.kind in SCREENED_AS:
            found["event"] = self.kind
        return found | self._places()

    def _places(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.kind in ("address_change", "move_in", "move_out") and self.after:
            found[f"{self.place}_address"] = self.after
        if self.region_code and self.kind in ("new", "address_change", "move_in", "move_out"):
            found[f"{self.place}_region_code"] = self.region_code
            if self.place == "registered":
                found["region_code"] = self.region_code
        return found
