"""Kinds of ties between parties, and what a name alone tells: a firm, a body of the state, or a person."""

from __future__ import annotations

import re
from types import MappingProxyType

from lookthrough.kernel.texts import Text

SHAREHOLDER, CONTROLLER, LEGAL_REPRESENTATIVE, KIN = "shareholder", "controller", "legal_representative", "kin"
KINDS = MappingProxyType(
    {
        SHAREHOLDER: Text("股东", "shareholder"),
        CONTROLLER: Text("实际控制人", "controller"),
        LEGAL_REPRESENTATIVE: Text("法定代表人", "legal representative"),
        "executive_director": Text("执行董事", "executive director"),
        "director": Text("董事", "director"),
        "independent_director": Text("独立董事", "independent director"),
        "supervisor": Text("监事", "supervisor"),
        "manager": Text("经理", "manager"),
        KIN: Text("亲属", "kin"),
        "guarantor": Text("担保人", "guarantor"),
        "same_address": Text("同一地址", "same address"),
        "same_phone": Text("同一电话", "same telephone"),
    }
)
WEAK_KINDS = ("same_address", "same_phone")
OFFICES = (LEGAL_REPRESENTATIVE, "executive_director", "director", "independent_director", "supervisor", "manager")
SEATS = (*OFFICES, SHAREHOLDER, CONTROLLER)  # what makes a person sit in a firm

_ORGANISATION = re.compile(
    r"公司|集团|合伙|企业|商行|经营部|事务所|基金|信托|银行|合作社|互助社|工会|持股会|协会|学会|商会|研究[院所]|学校|大学|医院|中心|工作室|"
    r"[厂店社部局委]$|委员会|政府|办公室|管理处|co\.|ltd|limited|inc|llc|l\.p\.|corporation|company|fund|holdings"
)
_STATE = re.compile(r"国有资产监督管理|国资委|人民政府|财政[部厅局]|^财政|国有资产管理(局|办公室|委员会)|村民委员会|居民委员会")


def is_organisation(folded_name: str) -> bool:
    """Tell from a folded name whether it is surely no person's; in doubt it is a person, whose name is sealed."""
    return bool(_ORGANISATION.search(folded_name))


def is_state_body(folded_name: str) -> bool:
    """Tell from a folded name whether it is a state body, whose control alone binds no firms together."""
    return "公司" not in folded_name and bool(_STATE.search(folded_name))
