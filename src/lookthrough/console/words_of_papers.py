"""Words of evidence and documents, as pages show them."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

PAPER_STATES = {
    "draft": Text("起草中", "draft"), "submitted": Text("待审批", "waits for approval"), "issued": Text("已签发", "issued"),
    "annulled": Text("已撤销", "annulled"), "given_up": Text("已作废", "given up"),
}  # fmt: skip
TEMPLATE_STATES = {
    "proposed": Text("待审定", "waits for a second person"), "adopted": Text("在用", "in use"), "refused": Text("未采用", "not adopted"),
    "withdrawn": Text("已停用", "out of use"),
}  # fmt: skip
SAID = {
    "from": Text("交来", "from"), "to": Text("交给", "to"), "place": Text("存放", "kept at"), "note": Text("说明", "note"),
    "proposed_by": Text("申请人", "proposed by"), "decision": Text("审查意见", "decision"),
}  # fmt: skip
REQUEST_DEEDS = {
    "returned": Text("退还", "return"), "released": Text("解除保存", "release"), "opened": Text("准予查阅", "open to inspection"),
}  # fmt: skip
