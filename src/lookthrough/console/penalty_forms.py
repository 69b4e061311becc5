"""The forms of penalty proceedings: only those deeds are offered that may be done today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.procedure.rows import ProceedingRow, RemedyRow
from lookthrough.cases.procedure.words import MEASURES, OUTCOMES, REMEDIES, REMEDY_OUTCOMES
from lookthrough.console.deed_forms import DeedForm, Field, choices, paper
from lookthrough.console.procedure_forms import PROOF, REASON, about, form
from lookthrough.offices.queries import Colleague

_MOST = 8_000


def notice_form(case: CaseFacts) -> DeedForm:
    """Return the form that drafts a prior notice."""
    fields = (
        Field("party", _("当事人"), value=case.subject_name, longest=200), Field("facts", _("违法事实"), "area", longest=_MOST),
        Field("reasons", _("处罚理由"), "area"), Field("basis", _("处罚依据"), "area"),
        Field("measures", _("拟作出的处罚"), "many", choices=choices(MEASURES), value=()),
        Field("fine", _("罚款（元）"), "yuan", required=False, longest=20),
        Field("grave", _("情节复杂或者重大（须集体讨论）"), "tick", required=False),
        Field("difficult", _("涉及重大公共利益或疑难复杂（须法制审核）"), "tick", required=False),
        Field("rights_told", _("告知书写明陈述、申辩、听证权利"), "tick", required=False, value=True),
    )  # fmt: skip
    return form(case.number, "draft-notice", _("拟定处罚事先告知"), *fields)


def proceeding_forms(
    number: str,
    one: ProceedingRow,
    me: Colleague,
    today: date,
    *,
    works: bool,
    decides: bool,
    reviews: bool,
    chairs: Iterable[tuple[int, str]],
) -> list[DeedForm]:
    """Return the deeds of a proceeding that are open today, to this officer."""
    found: list[DeedForm] = []
    if works:
        found += [each for each in _working(number, one, today, tuple(chairs)) if each.deed.replace("-", "_") in one.open_deeds]
    if reviews and "review" in one.open_deeds and one.drafted_by != me.username:
        passed = Field("passed", _("审核结论"), "select", choices=(("1", _("通过")), ("0", _("不通过"))))
        said = Field("text", _("审核意见"), "area")
        found.append(form(number, "review", _("法制审核"), about("proceeding", one.id), passed, said, about=f"p{one.id}", main=True))
    if decides:
        found += [each for each in _deciding(number, one, today) if each.deed in one.open_deeds]
    if works and "seek_remedy" in one.open_deeds:
        found.append(_remedy(number, one, today))
    return found


def remedy_forms(number: str, one: RemedyRow, today: date) -> list[DeedForm]:
    """Return what may be done with a remedy."""
    hidden, key = about("remedy", one.id), f"m{one.id}"
    on = Field("on", _("日期"), "date", value=today)
    if one.state == "filed":
        accepted = (
            Field("number", _("受理文号、案号"), longest=80), Field("received_on", _("收到副本日期"), "date", value=today),
            Field("stays", _("停止执行"), "tick", required=False),
        )  # fmt: skip
        return [
            form(number, "accept-remedy", _("登记受理"), hidden, *accepted, about=key, main=True),
            form(number, "reject-remedy", _("登记不予受理"), hidden, REASON, about=key),
            form(number, "withdraw-remedy", _("当事人撤回"), hidden, REASON, about=key),
        ]
    if one.state != "accepted":
        return []
    ended = (
        Field("outcome", _("结果"), "select", choices=choices(REMEDY_OUTCOMES)), Field("on", _("收到决定、判决日期"), "date", value=today),
        Field("text", _("主要内容"), "area"), paper(PROOF),
    )  # fmt: skip
    reply = [
        form(number, "reply-remedy", _("登记已提交答复"), hidden, on, paper(_("答复材料的哈希值"), required=True), about=key, main=True)
    ]
    return [
        *([] if one.replied_on else reply), form(number, "end-remedy", _("登记结果"), hidden, *ended, about=key),
        form(number, "withdraw-remedy", _("当事人撤回"), hidden, REASON, about=key),
    ]  # fmt: skip


def _working(number: str, one: ProceedingRow, today: date, chairs: tuple[tuple[int, str], ...]) -> list[DeedForm]:
    hidden, key = about("proceeding", one.id), f"p{one.id}"
    on = Field("on", _("日期"), "date", value=today)
    waiver = paper(_("书面放弃材料的哈希值"), required=True)
    setting = (
        Field("held_on", _("听证日期"), "date", hint=_("须在通知之后七个工作日以后")), Field("told_on", _("通知日期"), "date", value=today),
        Field("place", _("地点"), longest=200), Field("chair", _("主持人（非本案调查人员）"), "select", choices=chairs),
        Field("public", _("公开举行"), "tick", required=False, value=True),
    )  # fmt: skip
    sure = Field("sure", _("已确认当事人已陈述、放弃，或期满未提出"), "tick", value=True)
    record = Field("record", _("笔录要点"), "area", longest=_MOST)
    accepted = Field("accepted", _("是否采纳"), "select", choices=(("1", _("采纳")), ("0", _("不采纳"))))
    return [
        form(number, "make-statement", _("记录陈述申辩"), hidden, on, Field("text", _("内容"), "area", longest=_MOST), about=key),
        form(number, "examine-statement", _("复核陈述申辩"), hidden, accepted, Field("text", _("复核意见"), "area"), about=key, main=True),
        form(number, "waive-statement", _("当事人放弃陈述申辩"), hidden, waiver, about=key),
        form(number, "ask-hearing", _("当事人要求听证"), hidden, on, about=key),
        form(number, "waive-hearing", _("当事人放弃听证"), hidden, waiver, about=key),
        form(number, "set-hearing", _("通知听证"), hidden, *setting, about=key, main=True),
        form(number, "hold-hearing", _("记录听证"), hidden, record, paper(_("听证笔录的哈希值"), required=True), about=key, main=True),
        form(number, "forgo-hearing", _("当事人未出席听证"), hidden, record, about=key),
        form(number, "conclude", _("陈述申辩、听证完结"), hidden, sure, about=key, main=True),
        form(number, "drop", _("终止程序"), hidden, REASON, about=key),
    ]  # fmt: skip


def _deciding(number: str, one: ProceedingRow, today: date) -> list[DeedForm]:
    hidden, key = about("proceeding", one.id), f"p{one.id}"
    discussion = (
        Field("on", _("日期"), "date", value=today), Field("heads", _("参加讨论的负责人"), "lines", hint=_("每行一人，两人以上")),
        Field("text", _("讨论记录"), "area", longest=_MOST),
    )  # fmt: skip
    decision = (
        Field("outcome", _("决定"), "select", choices=choices(OUTCOMES), value="penalty"),
        Field("measures", _("处罚种类"), "many", choices=choices(MEASURES), value=one.measures),
        Field("fine", _("罚款（元）"), "yuan", required=False, value=f"{one.fine_fen / 100:.2f}" if one.fine_fen else "", longest=20),
        Field("text", _("决定内容"), "area", longest=_MOST),
        Field("rights_told", _("决定书写明复议、诉讼的途径和期限"), "tick", required=False, value=True),
    )  # fmt: skip
    return [
        form(number, "discuss", _("负责人集体讨论"), hidden, *discussion, about=key, decides=True),
        form(number, "decide", _("作出决定"), hidden, *decision, about=key, main=True, decides=True),
    ]


def _remedy(number: str, one: ProceedingRow, today: date) -> DeedForm:
    fields = (
        about("proceeding", one.id), Field("kind", _("种类"), "select", choices=choices(REMEDIES)),
        Field("body", _("复议机关或法院"), longest=120),
        Field("on", _("申请、起诉日期"), "date", value=today),
    )  # fmt: skip
    return form(number, "seek-remedy", _("登记复议、诉讼"), *fields, about=f"p{one.id}")
