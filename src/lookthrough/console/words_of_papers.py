"""Words of evidence and documents, as pages show them."""

from __future__ import annotations

from lookthrough.evidence.chain import DEEDS
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
PAPERS_ACTION: dict[str, Text] = {
    **{f"evidence_{slug}": Text(f"证据：{title.zh}", f"evidence: {title.en}") for slug, title in DEEDS.items()},
    **{f"evidence_{slug}_proposed": Text(f"申请{title.zh}证据", f"asked to {title.en} evidence") for slug, title in REQUEST_DEEDS.items()},
    **{
        f"evidence_{slug}_refused": Text(f"不同意{title.zh}证据", f"refused to {title.en} evidence")
        for slug, title in REQUEST_DEEDS.items()
    },
    "case.evidence_taken": Text("案件：收取证据", "case: evidence taken"),
    "case.evidence_decided": Text("案件：审查证据申请", "case: request decided"),
    "case.bundle_made": Text("案件：编制案卷包", "case: bundle made"),
    "case.paper_issued": Text("案件：签发文书", "case: document issued"),
    "case.paper_annulled": Text("案件：撤销文书", "case: document annulled"),
    "case_bundle_made": Text("编制案卷包", "bundle made"),
    "read_paper": Text("查看文书", "document read"),
    "paper_drafted": Text("起草文书", "document drafted"),
    "paper_saved": Text("保存文书", "document saved"),
    "paper_submitted": Text("提交文书审批", "document handed in"),
    "paper_taken_back": Text("撤回文书", "document taken back"),
    "paper_sent_back": Text("退回文书", "document sent back"),
    "paper_issued": Text("签发文书", "document issued"),
    "paper_annulled": Text("撤销文书", "document annulled"),
    "paper_given_up": Text("作废文书草稿", "draft given up"),
    "paper_draft": Text("恢复文书草稿", "draft taken up again"),
    "letterhead_set": Text("设置机关抬头", "letterhead set"),
    "template_brought": Text("上传文书模板", "template brought"),
    "template_adopted": Text("启用文书模板", "template adopted"),
    "template_refused": Text("不采用文书模板", "template not adopted"),
    "template_withdrawn": Text("停用文书模板", "template out of use"),
}
