"""Where evidence may come from; what people tell us in confidence (举报) is not among it and never enters a case's evidence."""

from __future__ import annotations

from lookthrough.kernel.texts import Text

ORIGINS = {
    "collected": Text("现场收取", "taken on site"),
    "submitted": Text("当事人提交", "handed in by a party"),
    "department": Text("其他部门移送", "sent by another body"),
    "alert": Text("预警所依据的流水", "transfers behind an alert"),
    "capture": Text("网页固定", "captured web page"),
    "return": Text("报送文件", "a return as it was sent"),
    "document": Text("本局文书", "a document of this office"),
    "redaction": Text("遮盖件", "redacted copy"),
}
BY_HAND = ("collected", "submitted", "department", "capture")  # what an officer may choose on the form
STATES = {
    "in_custody": Text("在库", "in custody"), "handed_over": Text("已交出", "handed over"), "returned": Text("已退还", "returned"),
    "released": Text("已解除保存", "released"),
}  # fmt: skip
RELEASES = {"": Text("不公开", "not open"), "proposed": Text("待第二人审查", "waits for a second person"),
            "open": Text("可供查阅", "open to inspection"), "refused": Text("不予公开", "refused")}  # fmt: skip
