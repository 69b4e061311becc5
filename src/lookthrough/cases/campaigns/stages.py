"""The five stages of a campaign, what a firm found may be called, and what may be done with it; words in both languages."""

from __future__ import annotations

from enum import StrEnum

from lookthrough.kernel.texts import Text


class Stage(StrEnum):
    """Where a campaign stands."""

    DEPLOY = "deploy"
    SWEEP = "sweep"
    CLEAN_UP = "clean_up"
    INSPECTION = "inspection"
    ACCEPTANCE = "acceptance"


ORDER = tuple(Stage)
STAGES: dict[str, Text] = {
    Stage.DEPLOY: Text("动员部署", "deploy"),
    Stage.SWEEP: Text("摸底排查", "sweep"),
    Stage.CLEAN_UP: Text("清理整顿", "clean-up"),
    Stage.INSPECTION: Text("督查", "inspection"),
    Stage.ACCEPTANCE: Text("验收", "acceptance"),
}
STATES: dict[str, Text] = {"running": Text("进行中", "running"), "ended": Text("已结束", "ended")}
ENTRY_STATES: dict[str, Text] = {
    "found": Text("待分类", "to be classed"),
    "classed": Text("处置中", "being handled"),
    "handled": Text("已处置", "handled"),
    "dropped": Text("已排除", "dropped"),
}
SOURCES: dict[str, Text] = {
    "screen": Text("筛查", "the screen"),
    "officer": Text("人员登记", "an officer"),
    "visit": Text("走访", "a visit"),
}
REASONS: dict[str, Text] = {
    "hit": Text("名称或经营范围命中", "a listed word in name or scope"),
    "alert": Text("有未结预警", "an open alert"),
    "licence": Text("无有效许可", "no licence in force"),
    "level": Text("风险等级", "level of concern"),
}
VISIT_STATES: dict[str, Text] = {
    "standing": Text("采用", "stands"),
    "earlier": Text("较早的记录", "an earlier record"),
    "agrees": Text("与采用的记录一致", "agrees with the record that stands"),
    "clash": Text("不一致，待认定", "clashes, to be settled"),
    "settled": Text("已认定", "settled"),
    "after_end": Text("结束后送达", "arrived after the end"),
}
REPORT_STATES: dict[str, Text] = {
    "draft": Text("草稿", "draft"),
    "sent": Text("已报送", "sent"),
    "replaced": Text("已被更正", "replaced by a correction"),
}
ACCEPTANCE_STATES: dict[str, Text] = {
    "proposed": Text("待验收", "waits for acceptance"),
    "accepted": Text("通过验收", "accepted"),
    "refused": Text("未通过", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "reopened": Text("已重开", "reopened"),
}
ACTS: dict[str, Text] = {
    "opened": Text("部署专项整治", "campaign opened"),
    "stage": Text("进入下一阶段", "moved to the next stage"),
    "stage_back": Text("退回上一阶段", "moved back a stage"),
    "stage_dates": Text("调整阶段日期", "changed a stage's dates"),
    "field_added": Text("增加领域", "added a field"),
    "form_item_added": Text("增加表格项目", "added an item to a form"),
    "form_item_removed": Text("移去表格项目", "removed an item from a form"),
    "task_set": Text("下达任务", "set a task"),
    "task_done": Text("完成任务", "task done"),
    "task_undone": Text("撤销完成", "took a task's end back"),
    "reminded": Text("催办", "reminded"),
    "swept": Text("生成排查名单", "drew a sweep list"),
    "entry_swept": Text("列入排查名单", "put on the sweep list"),
    "entry_added": Text("登记主体", "entered a firm"),
    "entry_classed": Text("分类处置", "classed a firm"),
    "entry_handled": Text("处置完成", "handling done"),
    "entry_dropped": Text("排除主体", "dropped a firm"),
    "entry_restored": Text("恢复主体", "took a firm back in"),
    "entry_reopened": Text("撤销处置完成", "took the end of handling back"),
    "entry_case": Text("关联案件", "linked a case"),
    "visit_planned": Text("安排走访", "planned a visit"),
    "visit_plan_removed": Text("取消走访", "took a planned visit back"),
    "visit_arrived": Text("走访记录送达", "a visit's record arrived"),
    "visit_clashed": Text("走访记录不一致", "visits clash"),
    "clash_settled": Text("认定走访记录", "settled a clash"),
    "clash_reopened": Text("撤销走访认定", "took a settlement back"),
    "photo_read": Text("查看走访照片", "looked at a visit's photo"),
    "report_drafted": Text("起草报表", "drafted a report"),
    "report_sent": Text("报送", "sent a report"),
    "report_corrected": Text("更正报表", "corrected a report"),
    "report_exported": Text("导出报表", "exported a report"),
    "entries_exported": Text("导出主体名单", "exported the list of firms"),
    "acceptance_proposed": Text("提请验收", "proposed for acceptance"),
    "acceptance_withdrawn": Text("撤回验收申请", "withdrew the proposal"),
    "accepted": Text("通过验收", "accepted"),
    "acceptance_refused": Text("未通过验收", "acceptance refused"),
    "acceptance_reopened": Text("重开已验收地区", "reopened an accepted district"),
    "ended": Text("结束专项整治", "campaign ended"),
    "reopened": Text("恢复专项整治", "campaign reopened"),
}


def next_stage(stage: str) -> Stage | None:
    """Return the stage after another, or nothing after the last."""
    place = ORDER.index(Stage(stage))
    return ORDER[place + 1] if place + 1 < len(ORDER) else None


def stage_before(stage: str) -> Stage | None:
    """Return the stage before another, or nothing before the first."""
    place = ORDER.index(Stage(stage))
    return ORDER[place - 1] if place else None
