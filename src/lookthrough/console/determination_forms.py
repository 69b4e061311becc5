"""The forms of a determination's page: which deeds are open to whom, as the case stands."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.cases.determination import matrix
from lookthrough.cases.determination.gathering import Situation
from lookthrough.cases.determination.rows import AskedRow, DeterminationFile, SeatRow
from lookthrough.cases.determination.terms import answer_term, terms_on
from lookthrough.cases.determination.words import ANSWERS, CONDUCTS, GROUNDS, HANDLINGS, VIEWS, classes
from lookthrough.console.deed_forms import DeedForm, Field, choices, paper
from lookthrough.kernel.texts import Text

Forms = dict[str, DeedForm]


def class_choices() -> tuple[tuple[str, Text], ...]:
    """Return the classes with their titles."""
    return tuple((slug, title) for slug, (title, _basis) in classes().items())


def case_forms(*, number: str, file: DeterminationFile, known: Situation, today: date, me: str, works: bool, decides: bool) -> Forms:
    """Return the forms about the case as a whole, by deed; those that are not open to the officer are left out."""
    found: Forms = {}
    if works:
        found |= (
            _round(number, file, today) | _opinion(number, file) | _panel(number, file, today) | _handling(number, file, known, today, me)
        )
    if decides:
        found |= _deciding(number, file)
    return found


def asked_forms(*, number: str, asked: AskedRow, today: date) -> list[DeedForm]:
    """Return the forms about one department that was asked."""
    hidden = Field("asked", "", "hidden", value=asked.asked_id)
    answer = _form(
        number, "answer", _("记录答复") if asked.answer is None else _("更正答复"),
        hidden, Field("received_on", _("收到日期"), "date", value=today), Field("view", _("意见"), "select", choices=choices(VIEWS)),
        Field("class", _("认为属于（不同意时）"), "select", required=False, choices=class_choices()),
        Field("reasons", _("理由（不同意时必填）"), "area", required=False), paper(_("复函的哈希值")),
        about=asked.asked_id, main=asked.answer is None,
    )  # fmt: skip
    if asked.answer is not None:
        return [answer]
    remind = _form(number, "remind", _("催办"), hidden, Field("how", _("催办方式"), longest=400), about=asked.asked_id)
    extend = _form(
        number, "extend", _("延长期限"), hidden, Field("due_on", _("新的期限"), "date"), Field("reason", _("理由"), longest=400),
        about=asked.asked_id,
    )  # fmt: skip
    return [answer, remind, extend]


def seat_forms(*, number: str, seat: SeatRow, questions: tuple[str, ...], today: date) -> list[DeedForm]:
    """Return the forms about one seat of a panel at work."""
    hidden = Field("seat", "", "hidden", value=seat.seat_id)
    if seat.state == "stood_down" or seat.answers:
        return []
    stand_down = _form(number, "stand-down", _("回避"), hidden, Field("reason", _("回避理由"), longest=400), about=seat.seat_id)
    if seat.state == "drawn":
        said = Field("text", _("声明"), value="本人与当事人无利害关系", longest=400)
        return [_form(number, "declare", _("声明无利益冲突"), hidden, said, about=seat.seat_id, main=True), stand_down]
    fields = [hidden]
    for place, question in enumerate(questions):
        fields += [Field(f"answer-{place}", question, "select", choices=choices(ANSWERS)), Field(f"reasons-{place}", _("理由"), "area")]
    fields += [Field("given_on", _("出具日期"), "date", value=today), paper(_("签名意见的哈希值"))]
    return [_form(number, "give-opinion", _("记录个人意见"), *fields, about=seat.seat_id, main=True), stand_down]


def _round(number: str, file: DeterminationFile, today: date) -> Forms:
    if file.open_circulation:
        return {
            "close": _form(number, "close-round", _("结束征求意见")),
            "withdraw": _form(number, "withdraw-round", _("撤回征求意见"), Field("reason", _("理由"), longest=400)),
        }
    if file.opinion:
        return {}
    term, due = answer_term(on=today)
    hint = _("每行一个部门")
    return {
        "circulate": _form(
            number, "circulate", _("征求部门意见"), Field("question", _("请各部门回答什么"), "area"),
            Field("class", _("拟认定为"), "select", choices=class_choices()), Field("departments", _("部门"), "lines", hint=hint),
            Field("due_on", _("答复期限"), "date", value=due, hint=term.basis),
            Field("papers", _("随附材料的哈希值，每行一个（可以没有）"), "lines", required=False), main=True,
        )
    }  # fmt: skip


def _opinion(number: str, file: DeterminationFile) -> Forms:
    standing = file.opinion
    if standing is None:
        latest = next((one for one in file.circulations if one.state != "withdrawn"), None)
        if latest is None or latest.state != "closed":
            return {}
        ground = "agreement" if latest.agreed else "meeting"
        meeting = file.meetings[0].class_decided if file.meetings else latest.class_proposed
        return {
            "draft": _form(
                number, "draft", _("拟定认定意见"),
                Field("class", _("认定为"), "select", choices=class_choices(), value=latest.class_proposed if latest.agreed else meeting),
                Field("ground", _("依据"), "select", choices=choices(GROUNDS), value=ground),
                Field("text", _("认定意见"), "area", longest=8_000), main=True,
            )
        }  # fmt: skip
    found: Forms = {}
    if standing.state == "draft":
        found["sign"] = _form(number, "sign", _("签署（第一人）"), main=True)
    if standing.state != "issued":
        found["withdraw-opinion"] = _form(number, "withdraw-opinion", _("撤回草稿"), Field("reason", _("理由"), "area"))
    return found


def _panel(number: str, file: DeterminationFile, today: date) -> Forms:
    if file.panels and file.panels[0].state == "drawn":
        return {"close-panel": _form(number, "close-panel", _("结束评审"), Field("conclusion", _("评审结论"), "area"), main=True)}
    terms = terms_on(today)
    sizes = [str(one) for one in range(terms.whole("panel_smallest"), terms.whole("panel_largest") + 1) if one % 2]
    return {
        "draw": _form(
            number, "draw", _("抽取评审专家"), Field("questions", _("请专家回答的问题"), "lines", hint=_("每行一个问题")),
            Field("size", _("专家人数"), "select", choices=tuple((one, one) for one in sizes), value=sizes[0]),
        )
    }  # fmt: skip


def _handling(number: str, file: DeterminationFile, known: Situation, today: date, me: str) -> Forms:
    if file.handlings and file.handlings[0].state == "proposed":
        if file.handlings[0].proposed_by != me:
            return {}
        return {"withdraw-handling": _form(number, "withdraw-handling", _("撤回建议"))}
    conduct = matrix.suggested_conduct(licensed=known.licensed, severity=known.severity, on=today)
    asked = matrix.proposed(licensed=known.licensed, conduct=conduct, on=today)
    mine = tuple((one, CONDUCTS[one]) for one in matrix.conducts(licensed=known.licensed, on=today))
    return {
        "propose": _form(
            number, "propose-handling", _("提出分类处置建议"),
            Field("conduct", _("行为"), "select", choices=mine, value=conduct, hint=_("由最重的未关闭预警推定，请按查明的事实选择")),
            Field("chosen", _("处置方式"), "select", choices=choices(HANDLINGS), value=asked.handling if asked else "",
                  hint=_("可以与分类表不同：会标出，并须写明理由")),
            Field("reasons", _("理由"), "area"), main=True,
        )
    }  # fmt: skip


def _deciding(number: str, file: DeterminationFile) -> Forms:
    found: Forms = {}
    reason = Field("reason", _("理由"), "area")
    if file.opinion and file.opinion.state == "signed":
        found["sign-second"] = _form(number, "sign-second", _("签署并出具（第二人）"), main=True, decides=True)
    if file.opinion and file.opinion.state == "issued":
        found["withdraw-issued"] = _form(number, "withdraw-issued", _("撤销认定意见书"), reason, decides=True)
    if file.panels and file.panels[0].state == "drawn":
        found["withdraw-panel"] = _form(number, "withdraw-panel", _("撤回专家评审"), reason, decides=True)
    if file.handlings and file.handlings[0].state == "proposed":
        either = Field(
            "approve", _("决定"), "select", choices=(("1", pgettext_lazy("decision", "同意")), ("0", pgettext_lazy("decision", "不同意")))
        )
        why = Field("reason", _("理由（不同意，或与分类表不同时必填）"), "area", required=False)
        found["decide-handling"] = _form(number, "decide-handling", _("决定分类处置"), either, why, main=True, decides=True)
    return found


def _form(number: str, deed: str, title: object, *fields: Field, about: object = "", main: bool = False, decides: bool = False) -> DeedForm:
    address = "console:decide-determination" if decides else "console:work-determination"
    return DeedForm(deed, title, reverse(address, args=[number, deed]), fields, about=about, main=main)  # type: ignore[arg-type]
