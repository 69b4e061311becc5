"""The forms of the petition desk: which deeds are open to whom, as an occasion stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.cases.petitions.models import Extension
from lookthrough.cases.petitions.queries import OccasionFile
from lookthrough.cases.petitions.reply_operations import TO_ONE, WAYS_ON
from lookthrough.cases.petitions.terms import LEVELS
from lookthrough.cases.petitions.words import KINDS, REPORT_KINDS, REPORT_WAYS
from lookthrough.console.deed_forms import DeedForm, Field, Words, choices, shown_moment
from lookthrough.kernel.texts import Text

Forms = list[DeedForm]
_WHY = Field("reason", _("理由"), "area")


def of_occasion(file: OccasionFile, *, works_cases: bool) -> Forms:
    """Return what can be done with an occasion itself."""
    one, number = file.one, file.row.number
    version = Field("version", "", "hidden", value=one.version)
    if one.state == "ended":
        return [_form(number, "reopen", _("重新办理"), _WHY)]
    made = [
        _form(
            number, "change", _("更正接待信息"), version,
            Field("title", _("什么事"), longest=200, value=one.title),
            Field("subject_name", _("反映谁"), longest=200, value=one.subject_name, required=False),
            Field("persons", _("到场人数"), "number", value=one.persons),
            Field("place", _("地点"), longest=200, value=one.place, required=False),
            Field("demands", _("诉求"), "area", value=one.demands),
        )
    ]  # fmt: skip
    if works_cases and not one.case_number:
        made.append(_form(number, "link", _("关联案件"), Field("case", _("案件编号"), longest=32, hint=_("例如 案2026-0001"))))
    if one.case_number:
        made.append(_form(number, "unlink", _("取消关联案件"), _WHY))
    if works_cases and not one.lead_number:
        made.append(_form(number, "lead", _("立线索")))
    if one.stage in ("answered", "not_accepted", "passed_on"):
        made.append(_form(number, "end", _("了结"), Field("sure", _("已答复，了结这次接待"), "tick"), version))
    return made


def of_people(file: OccasionFile) -> Forms:
    """Return what can be done with the people of an occasion."""
    number = file.row.number
    there = [each for each in file.petitioners if not each.struck and not each.joined]
    if file.one.state == "ended" or not there:
        return []
    listed = tuple((each.serial, f"{each.serial} · {each.label}") for each in there)
    chosen = [each.serial for each in there if each.representative]
    return [
        _form(number, "representatives", _("推选代表"), Field("serial", _("代表"), "many", choices=listed, value=chosen, required=False))
    ]


def of_petitioner(file: OccasionFile, serial: int) -> Forms:
    """Return what can be done with one petitioner."""
    number = file.row.number
    row = next(each for each in file.petitioners if each.serial == serial)
    which = Field("serial", "", "hidden", value=serial)
    if file.one.state == "ended":
        return []
    if row.struck:
        return [_form(number, "restore", _("恢复"), which, Field("sure", _("恢复这位信访人"), "tick"), about=serial)]
    if row.joined:
        return [_form(number, "separate", _("撤销合并"), which, _WHY, about=serial)]
    made = []
    if row.alike:
        same = tuple((f"{each.number}/{each.serial}", f"{each.number} · {each.serial} · {each.label}") for each in row.alike)
        made.append(_form(number, "join", _("合并为一人"), which, Field("into", _("并入"), "select", choices=same), _WHY, about=serial))
    return [*made, _form(number, "strike", _("划去"), which, _WHY, about=serial)]


def of_replies(file: OccasionFile) -> Forms:
    """Return what can be told now, in which wordings, and whether a longer period can be asked for."""
    one, number = file.one, file.row.number
    if one.state == "ended":
        return []
    version = Field("version", "", "hidden", value=one.version)
    fits = {kind for kind, (stages, _to) in WAYS_ON.items() if one.stage in stages}
    listed = tuple((each.slug, _named(each.kind, each.title)) for each in file.wordings if each.kind in fits)
    alone = tuple((each.slug, _named(each.kind, each.title)) for each in file.wordings if each.kind in TO_ONE and one.stage != "registered")
    people = tuple((each.serial, f"{each.serial} · {each.label}") for each in file.petitioners if not each.struck)
    made = []
    if listed:
        made.append(_form(number, "tell", _("告知全体"), version, Field("wording", _("口径"), "select", choices=listed), main=True))
    if alone and people:
        to_one = (Field("serial", _("信访人"), "select", choices=people), Field("wording", _("口径"), "select", choices=alone))
        made.append(_form(number, "tell-one", _("只告知一人"), version, *to_one))
    if one.stage == "accepted" and (file.extension is None or file.extension.state == "refused"):
        made.append(_form(number, "ask-longer", _("申请延期"), Field("reason", _("理由（将告知信访人）"), "area", longest=400)))
    return made


def of_extension(number: str, asked: Extension) -> Forms:
    """Return the decision about a longer period."""
    said = Field("reason", _("意见（不同意时必填）"), "area", required=False)
    return _decision(number, "longer", asked.pk, _("同意延期"), _("不同意"), said)


def take_back(number: str, reply_id: int) -> DeedForm:
    """Return the form that takes a reply back."""
    return _form(number, "take-back", _("撤回"), Field("reply", "", "hidden", value=reply_id), _WHY, about=reply_id)


def of_incident(file: OccasionFile, *, now: datetime) -> Forms:
    """Return what can be done when many have come."""
    one, number = file.one, file.row.number
    if one.state == "ended":
        return []
    moment, standing = shown_moment(now), [each for each in file.reports if each.withdrawn_at is None]
    kinds = {slug: title for slug, title in REPORT_KINDS.items() if (slug == "first") != bool(standing)}
    levels = {slug: title for slug, title in LEVELS.items() if slug != one.plan_level}
    made = [
        _form(
            number, "report", _("报告上级"),
            Field("kind", _("首报、续报、终报"), "select", choices=choices(kinds), value=next(iter(kinds))),
            Field("persons", _("现有人数"), "number", value=one.persons),
            Field("situation", _("现场情况"), "area"), Field("demands", _("诉求"), "area", value=one.demands),
            Field("measures", _("已采取的措施"), "area"), Field("outlook", _("趋势和需要的支持"), "area", required=False),
            Field("to_body", _("报给谁"), longest=120), Field("way", _("怎样报的"), "select", choices=choices(REPORT_WAYS)),
            Field("sent_at", _("报出时间"), "moment", value=moment), main=not standing,
        ),
        _form(
            number, "plan", _("调整预案级别") if one.plan_level else _("启动预案"),
            Field("level", _("级别"), "select", choices=choices(levels), value=file.row.level if file.row.level in levels else ""),
            Field("reason", _("理由（与人数对应的级别不同，或调整时必填）"), "area", required=False), main=not one.plan_level,
        ),
    ]  # fmt: skip
    if one.over_at is None:
        made.append(_form(number, "over", _("人员已散去"), Field("over_at", _("散去时间"), "moment", value=moment)))
    elif file.after is None or file.after.state != "confirmed":
        made.append(_form(number, "not-over", _("人员又来了，撤回"), _WHY))
        made.append(_after_form(file))
    return made


def _after_form(file: OccasionFile) -> DeedForm:
    kept = file.after
    fields = [
        Field(name, title, "area", value=getattr(kept, name) if kept else "")
        for name, title in (("course", _("经过")), ("causes", _("原因")), ("handled", _("怎样处置")), ("lessons", _("教训和建议")))
    ]
    return _form(file.row.number, "after", _("修改总结") if kept else _("写总结"), *fields, main=kept is None)


def of_after(number: str) -> Forms:
    """Return the decision about the report afterwards."""
    return _decision(number, "after", "", _("确认总结"), _("退回"), Field("reason", _("意见（退回时必填）"), "area", required=False))


def of_report(number: str, serial: int, *, now: datetime, received: bool) -> Forms:
    """Return what can be done with a report that was sent."""
    which = Field("serial", "", "hidden", value=serial)
    withdraw = _form(number, "withdraw-report", _("撤回"), which, _WHY, about=serial)
    if received:
        return [withdraw]
    receipt = _form(
        number, "receipt", _("记录回执"), which, Field("received_at", _("对方收到时间"), "moment", value=shown_moment(now)),
        Field("received_by", _("对方谁收到的"), longest=120), Field("their_number", _("对方编号"), required=False, longest=80),
        Field("instruction", _("上级要求"), "area", required=False), about=serial, main=True,
    )  # fmt: skip
    return [receipt, withdraw]


def of_step(number: str, item: str, *, now: datetime, who: str, done: bool) -> DeedForm:
    """Return the form that ticks a step of the plan, or takes the tick back."""
    which = Field("item", "", "hidden", value=item)
    if done:
        return _form(number, "untick", _("撤回"), which, _WHY, about=item)
    return _form(
        number, "tick", pgettext_lazy("plan", "完成"), which, Field("person", _("谁做的"), longest=120, value=who),
        Field("done_at", _("什么时候"), "moment", value=shown_moment(now)), Field("note", _("备注"), required=False, longest=400),
        about=item,
    )  # fmt: skip


def of_wordings(*, today: Any) -> DeedForm:
    """Return the form that proposes a wording."""
    return DeedForm(
        "propose", _("提出新口径"), reverse("console:work-wording", args=["propose"]),
        (
            Field("slug", _("短名"), longest=60, hint=_("小写字母、数字、下划线；与在用口径同名即替换它")),
            Field("kind", _("用途"), "select", choices=choices(KINDS)), Field("title", _("标题"), longest=120),
            Field("zh", _("中文全文"), "area", longest=2_000, hint=_("可用 {number} {office} {reply_by} {case} {reason}，由系统填入")),
            Field("en", _("英文全文"), "area", longest=2_000, required=False),
            Field("valid_from", _("自哪天起"), "date", value=today),
        ),
        main=True,
    )  # fmt: skip


def of_wording(wording_id: int, *, state: str) -> Forms:
    """Return what a second person decides about a wording."""
    which = Field("wording", "", "hidden", value=wording_id)
    deeds = {"approve": (_("批准"), False), "refuse": (_("不同意"), True)} if state == "proposed" else {"end": (_("停用"), True)}
    return [
        DeedForm(
            deed, title, reverse("console:decide-wording", args=[deed]),
            (which, Field("reason", _("意见"), "area", required=needed)), about=wording_id, main=deed == "approve",
        )
        for deed, (title, needed) in deeds.items()
    ]  # fmt: skip


def _named(kind: str, title: Text) -> Text:
    return Text(f"{KINDS[kind].zh}：{title.zh}", f"{KINDS[kind].en}: {title.en}")


def _decision(number: str, what: str, about: Any, yes: Words, no: Words, said: Field) -> Forms:
    return [
        DeedForm(deed, title, reverse("console:decide-petition", args=[number, deed]), (said,), about=about, main=main)
        for deed, title, main in ((f"agree-{what}", yes, True), (f"refuse-{what}", no, False))
    ]


def _form(number: str, deed: str, title: Words, *fields: Field, about: Any = "", main: bool = False) -> DeedForm:
    return DeedForm(deed, title, reverse("console:work-petition", args=[number, deed]), fields, about=about, main=main)
