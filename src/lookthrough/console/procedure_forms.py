"""The forms of a procedure's page that concern orders, bans, papers to serve, accounts, registered evidence and inspection."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lookthrough.cases.case_queries import CaseFacts
from lookthrough.cases.clocks import Unit
from lookthrough.cases.procedure.rows import (
    AnnouncementRow,
    InspectionRow,
    ItemRow,
    ProcedureFile,
    QueryRow,
    RectificationRow,
    RegistrationRow,
    ServiceRow,
)  # fmt: skip
from lookthrough.cases.procedure.service_ways import ANNOUNCEMENT
from lookthrough.cases.procedure.terms import last_day, term_on
from lookthrough.cases.procedure.words import (
    ANNOUNCEMENTS,
    INSPECTION_OUTCOMES,
    ITEM_KINDS,
    ITEM_OUTCOMES,
    PAPERS,
    RECEIPTS,
    SIGNATURES,
    WAYS,
)  # fmt: skip
from lookthrough.console.deed_forms import DeedForm, Field, Words, choices, paper
from lookthrough.kernel.texts import Text
from lookthrough.offices.queries import Colleague

UNITS = {
    Unit.WORKING_DAYS.value: Text("工作日", "working days"),
    Unit.DAYS.value: Text("日", "days"),
    Unit.MONTHS.value: Text("个月", "months"),
}
REASON = Field("reason", _("理由"), "area")
PROOF = _("材料的哈希值")


def form(number: str, deed: str, title: Words, *fields: Field, about: object = "", main: bool = False, decides: bool = False) -> DeedForm:
    """Return a form whose deed is worked, or decided, at its own address."""
    address = "console:decide-procedure" if decides else "console:work-procedure"
    return DeedForm(deed, title, reverse(address, args=[number, deed]), fields, about=about, main=main)


def about(name: str, value: int) -> Field:
    """Return the hidden field that says what a deed is about."""
    return Field(name, "", "hidden", value=value)


def approving(title: Words) -> tuple[Field, Field]:
    """Return the fields of a decision: agreed or not, and why."""
    either = (("1", pgettext_lazy("decision", "同意")), ("0", pgettext_lazy("decision", "不同意")))
    return Field("approve", title, "select", choices=either), Field("reason", _("理由（不同意时必填）"), "area", required=False)


def new_matters(*, case: CaseFacts, today: date) -> dict[str, DeedForm]:
    """Return the forms that begin something."""
    number, party = case.number, Field("party", _("当事人"), value=case.subject_name, longest=200)
    usual, latest = term_on("rectification", today), last_day("account_query", today)
    return {
        "rectify": form(
            number, "rectify", _("拟定责令整改通知"), party, Field("demands", _("整改要求"), "area"),
            Field("basis", _("依据"), value="防范和处置非法集资条例第18条", longest=200),
            Field("count", _("期限"), "number", value=usual.count, hint=_("自送达之日起算")),
            Field("unit", _("单位（期限）"), "select", choices=choices(UNITS), value=usual.unit.value),
        ),
        "register": form(
            number, "ask-registration", _("申请先行登记保存"), Field("holder", _("持有人"), value=case.subject_name, longest=200),
            Field("place", _("地点"), longest=200), Field("reason", _("证据可能灭失或以后难以取得的理由"), "area"),
        ),
        "query": form(
            number, "ask-query", _("申请查询账户"), Field("banks", _("银行、支付机构"), "lines", hint=_("每行一家")),
            Field("accounts", _("账号"), "lines", required=False, hint=_("每行一个；只在说明用途后显示全号")),
            Field("holders", _("户名"), "area", required=False, value=case.subject_name), Field("purpose", _("用途"), "area"),
            Field("basis", _("依据"), value="防范和处置非法集资条例第21条第1款第4项", longest=200),
            Field("until", _("期限"), "date", value=latest),
            Field("loads_data", _("需要调取流水数据（批准后成为账户数据授权）"), "tick", required=False),
            Field("institutions", _("调取哪些机构的数据（机构编号，每行一个）"), "lines", required=False),
            Field("ledgers", _("调取哪些账本（每行一个）"), "lines", required=False),
        ),
        "inspect": form(
            number, "ask-inspection", _("登记查阅申请"), party, Field("agent", _("代理人"), required=False, longest=200),
            Field("asked_on", _("申请日期"), "date", value=today), Field("purpose", _("查阅目的"), "area"),
            *(
                each
                for row in range(1, 7)
                for each in (
                    Field(f"kind-{row}", _("材料种类"), "select", required=row == 1, choices=choices(ITEM_KINDS)),
                    Field(f"title-{row}", _("材料名称"), required=row == 1, longest=200),
                )
            ),
        ),
    }  # fmt: skip


def rectification_forms(number: str, one: RectificationRow, today: date, *, works: bool, decides: bool) -> list[DeedForm]:
    """Return what may be done with a rectification notice."""
    hidden, key = about("rectification", one.id), f"r{one.id}"
    found: list[DeedForm] = []
    if works and one.state == "drafted":
        found.append(form(number, "withdraw-rectification", _("撤回"), hidden, REASON, about=key))
    if one.state != "running":
        return found
    if works:
        finding, proof = Field("finding", _("查明的情况"), "area"), paper(PROOF)
        reported = (Field("on", _("报告日期"), "date", value=today), Field("text", _("整改情况"), "area"))
        found += [
            form(number, "report-rectification", _("记录当事人报告"), hidden, *reported, about=key),
            form(number, "confirm-met", _("确认已整改到位"), hidden, finding, proof, about=key),
        ]
        if one.over:
            found.append(form(number, "confirm-missed", _("确认逾期未整改到位"), hidden, finding, proof, about=key, main=True))
    if decides and not one.over:
        count = Field("count", _("新的期限（自送达起算）"), "number", value=one.count)
        found.append(form(number, "extend-rectification", _("批准延期"), hidden, count, REASON, about=key, decides=True))
    return found


def announcement_forms(number: str, rows: tuple[AnnouncementRow, ...], today: date, *, works: bool, decides: bool) -> list[DeedForm]:
    """Return what may be done about the announcement of a ban or a closure."""
    waiting = next((one for one in rows if one.state in ("proposed", "approved")), None)
    if waiting is None:
        fields = (
            Field("kind", _("公告"), "select", choices=choices(ANNOUNCEMENTS)), Field("text", _("公告内容"), "area", longest=8_000),
            Field("basis", _("依据"), value="防范和处置非法集资条例第23条", longest=200),
            Field("without_deadline", _("不经责令整改的理由（已有逾期记录的不填）"), "area", required=False),
        )  # fmt: skip
        return [form(number, "propose-announcement", _("申请发布取缔、关闭公告"), *fields)] if works else []
    found: list[DeedForm] = []
    if decides and waiting.state == "proposed":
        found.append(form(number, "decide-announcement", _("决定公告"), *approving(_("决定")), main=True, decides=True))
    if works and waiting.state == "proposed":
        found.append(form(number, "withdraw-announcement", _("撤回公告申请")))
    if works and waiting.state == "approved":
        on, where = Field("on", _("发布日期"), "date", value=today), Field("where", _("在哪里发布"), "area")
        found.append(form(number, "publish-announcement", _("登记已发布"), on, where, paper(PROOF), main=True))
    return found


def service_forms(number: str, file: ProcedureFile, today: date) -> list[tuple[str, str, list[DeedForm]]]:
    """Return, for each paper that waits for service, its title, party and the three forms; and last those for another paper."""
    found = []
    running = {(one.what, one.about) for one in file.services if one.state == "running"}
    tried = {(one.what, one.about) for one in file.services if one.state == "failed"}
    for what, matter, party, _stands in file.papers:
        if (what, matter) in running:
            continue
        about_it = (Field("what", "", "hidden", value=what), about("about", matter), Field("title", "", "hidden", value=PAPERS[what].zh))
        announced = (what, matter) in tried
        found.append((what, party, _ways(number, f"{what}-{matter}", (*about_it, _recipient(party)), today, announced=announced)))
    other = (
        Field("what", "", "hidden", value="other"),
        about("about", 0),
        Field("title", _("文书名称和文号"), longest=200),
        _recipient(""),
    )
    return [*found, ("other", "", _ways(number, "other-0", other, today, announced=True))]


def confirm_form(number: str, one: ServiceRow) -> DeedForm | None:
    """Return the form that confirms an announcement whose period has passed."""
    if not one.may_confirm:
        return None
    return form(number, "confirm-announcement", _("确认公告期满、视为送达"), about("service", one.id), about=one.id, main=True)


def _recipient(party: str) -> Field:
    return Field("recipient", _("受送达人"), value=party, longest=200)


def _ways(number: str, key: str, fields: tuple[Field, ...], today: date, *, announced: bool) -> list[DeedForm]:
    ways = tuple((slug, title) for slug, title in WAYS.items() if slug != ANNOUNCEMENT)
    way, sent = Field("way", _("送达方式"), "select", choices=ways), Field("sent_on", _("发出日期"), "date", value=today)
    received = Field("received_on", _("收到日期"), "date", value=today)
    receiver = Field("receiver", _("签收人及身份"), required=False, longest=120)
    note = Field("note", _("说明（留置送达写明拒收事由和见证人）"), "area", required=False)
    forms = [
        form(
            number,
            "serve",
            _("登记送达"),
            *fields,
            way,
            sent,
            received,
            receiver,
            note,
            paper(_("送达回证、回执的哈希值")),
            about=key,
            main=True,
        ),
        form(number, "fail-service", _("登记送达未果"), *fields, way, sent, REASON, paper(PROOF), about=key),
    ]
    if announced:
        on, course = Field("on", _("公告日期"), "date", value=today), Field("course", _("公告送达的原因和经过"), "area")
        forms.append(form(number, "announce", _("公告送达"), *fields, on, course, paper(PROOF), about=key))
    return forms


def query_forms(number: str, one: QueryRow, me: Colleague, today: date, *, works: bool, decides: bool) -> list[DeedForm]:
    """Return what may be done with an account query."""
    hidden, key = about("query", one.id), f"q{one.id}"
    found: list[DeedForm] = []
    if one.state == "asked":
        if decides and one.asked_by != me.username:
            found.append(form(number, "decide-query", _("决定查询账户"), hidden, *approving(_("决定")), about=key, main=True, decides=True))
        if works and one.asked_by == me.username:
            found.append(form(number, "withdraw-query", _("撤回申请"), hidden, about=key))
    if works and one.state == "approved":
        banks = tuple((bank, bank) for bank in one.banks)
        fields = (
            hidden, Field("bank", _("银行"), "select", choices=banks), Field("kind", _("回执"), "select", choices=choices(RECEIPTS)),
            Field("on", _("日期"), "date", value=today), Field("note", _("说明"), "area", required=False), paper(PROOF),
        )  # fmt: skip
        found.append(form(number, "bank-receipt", _("登记银行回执"), *fields, about=key))
    if works and one.masked:
        found.append(form(number, "read-accounts", _("查看全部账号"), hidden, Field("purpose", _("查看用途"), longest=400), about=key))
    return found


def registration_forms(
    number: str, one: RegistrationRow, case: CaseFacts, me: Colleague, today: date, *, works: bool, decides: bool
) -> list[DeedForm]:
    """Return what may be done with a first registration."""
    hidden, key = about("registration", one.id), f"g{one.id}"
    found: list[DeedForm] = []
    if one.state == "asked":
        if decides and one.asked_by != me.username:
            found.append(
                form(
                    number, "decide-registration", _("决定先行登记保存"), hidden, *approving(_("决定")), about=key, main=True, decides=True
                )
            )
        if works and one.asked_by == me.username:
            found.append(form(number, "withdraw-registration", _("撤回申请"), hidden, about=key))
    if works and one.state == "approved":
        investigators = tuple({one.officer_id: one.username for one in case.officers if one.part in ("lead", "investigator")}.items())
        fields = (
            hidden, Field("on", _("实施日期"), "date", value=today),
            Field("items", _("物品清单"), "lines", hint=_("每行一件：名称，数量，特征，保存地点")),
            Field("officers", _("在场调查人员（两名以上）"), "many", choices=investigators, value=[each for each, _name in investigators]),
            Field("signature", _("当事人签名"), "select", choices=choices(SIGNATURES)),
            Field("witness", _("见证人（拒签时）"), required=False),
            paper(_("清单的哈希值")),
        )  # fmt: skip
        found.append(form(number, "register", _("登记保存清单"), *fields, about=key, main=True))
    return found


def item_form(number: str, one: ItemRow, registration: RegistrationRow, today: date) -> DeedForm:
    """Return the form that decides about a registered thing; after the term it can only be returned."""
    over = registration.due_on is not None and today > registration.due_on
    outcomes = {"return": ITEM_OUTCOMES["return"]} if over else ITEM_OUTCOMES
    fields = (
        about("item", one.id), Field("outcome", _("处理"), "select", choices=choices(outcomes)),
        Field("on", _("日期"), "date", value=today), Field("note", _("说明"), "area", required=False),
    )  # fmt: skip
    return form(number, "decide-item", _("登记退还") if over else _("登记处理"), *fields, about=f"i{one.id}")


def inspection_forms(number: str, one: InspectionRow, today: date, *, works: bool, decides: bool) -> list[DeedForm]:
    """Return what may be done with a request to inspect the file."""
    hidden, key = about("inspection", one.id), f"n{one.id}"
    if one.state == "asked":
        answers = [hidden]
        for item in one.items:
            only = {"refused": INSPECTION_OUTCOMES["refused"]} if item.kind == "tip" else INSPECTION_OUTCOMES
            answers += [
                Field(f"outcome-{item.id}", item.title, "select", choices=choices(only), value="refused" if item.kind == "tip" else ""),
                Field(f"reason-{item.id}", _("理由"), "area", required=False), paper(_("原件的哈希值"), name=f"sha256-{item.id}"),
                paper(_("遮盖件的哈希值"), name=f"redacted-{item.id}"),
            ]  # fmt: skip
        found = [form(number, "decide-inspection", _("答复查阅申请"), *answers, about=key, main=True, decides=True)] if decides else []
        return [*found, form(number, "withdraw-inspection", _("当事人撤回"), hidden, REASON, about=key)] if works else found
    if one.state != "decided" or not works:
        return []
    copies = tuple((item.id, item.title) for item in one.items if item.outcome != "refused")
    fields = (
        hidden, Field("on", _("查阅日期"), "date", value=today), Field("came", _("查阅人"), longest=200),
        Field("identity", _("核对了什么身份证明（不填号码）"), longest=120),
        Field("officers", _("在场工作人员"), "lines", hint=_("每行一人，两人以上")),
        Field("record", _("查阅记录"), "area"), Field("copied", _("提供了复制件"), "many", required=False, choices=copies, value=[]),
        paper(PROOF),
    )  # fmt: skip
    return [form(number, "hold-inspection", _("记录查阅"), *fields, about=key, main=True)]
