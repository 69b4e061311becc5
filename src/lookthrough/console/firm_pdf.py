"""The whole file of a firm as one document: header, why, timeline, ownership, sources and legal bases, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lookthrough.console import words
from lookthrough.console.access import colleague
from lookthrough.console.contributions import Contribution
from lookthrough.console.firm_file import FirmFile
from lookthrough.console.templatetags.console import basis, figure, times
from lookthrough.console.timeline import Event
from lookthrough.console.typesetting import pdf
from lookthrough.flows import queries as flows
from lookthrough.registry import queries as registry
from lookthrough.registry.ownership.queries import KINDS, Effective, Ownership, ownership
from lookthrough.registry.source_queries import BY_FILE, BY_NOTICE, ValueSource, sources_of

LONGEST_VALUE = 1_500
MOST_EVENTS = 1_000
MOST_PARTIES = 1_000

Row = Sequence[str]


def firm_pdf(request: HttpRequest, file: FirmFile, *, why: list[Contribution], events: list[Event], made_at: datetime) -> bytes:
    """Set a firm's file."""
    firm, me = file.firm, colleague(request)
    hits = registry.hits_of(company_id=firm.company_id)
    owned = ownership(company_id=firm.company_id, on=file.today)
    english = words.language().startswith("en")
    document: dict[str, Any] = {
        "lang": "en" if english else "zh",
        "region": "GB" if english else "CN",
        "title": _("企业档案：%(name)s") % {"name": firm.name},
        "office": me.office if me else "",
        "generated": _("演示数据：本页的主体、人员和资金均由程序生成") if flows.ledger_is_generated() else "",
        "name": firm.name,
        "code": firm.uscc,
        "footer": _footer(me.name if me else "", me.office if me else "", made_at),
        "level": file.gravest or "",
        "level_word": _said(words.SEVERITY[file.gravest]) if file.gravest else "",
        "marks": _marks(file),
        "facts": _facts(file),
        "why": [_contribution(one, why) for one in why],
        "hits": [[one.word, _word(one.field, "FIELD"), _result(one), f"{words.list_title(one.list)} {basis(one.basis)}"] for one in hits],
        "timeline": [_event(one) for one in events[:MOST_EVENTS]],
        "ownership": _ownership(owned),
        "sources": [_source(one) for one in sources_of(company_id=firm.company_id)] + [_extra(*pair) for pair in firm.extra.items()],
        "doubts": [[column, f"{value}：{_said(reason)}"] for column, value, reason in firm.doubts],
        "bases": _bases(why, hits),
        "words": _words(),
    }
    return pdf(template="firm.typ", file=document, made_at=made_at)


def _said(text: Any) -> str:
    return words.said(text)


def _word(slug: str, table: str) -> str:
    found: dict[str, Any] = getattr(words, table)
    return _said(found.get(slug, slug))


def _footer(name: str, office: str, made_at: datetime) -> str:
    made = f"{timezone.localtime(made_at):%Y-%m-%d %H:%M}"
    return _("%(office)s %(name)s 导出于 %(made)s。所列为供人核实的线索，不是认定；不得外传。") % {
        "office": office,
        "name": name,
        "made": made,
    }


def _marks(file: FirmFile) -> list[str]:
    head, code = file.head, file.firm.uscc or "–"
    found = [code if file.firm.uscc_sound else f"{code}（{_('代码校验不符')}）", _said(head.status_title), file.region]
    if not file.gravest:
        found.insert(0, _("没有未结预警"))
    if head.watch:
        found.append(_("重点监管，至 %(day)s") % {"day": head.watch.until})
    return found


def _facts(file: FirmFile) -> list[Row]:
    firm, head = file.firm, file.head
    licences = "；".join(f"{_said(one.title)} {_span(one.licence.valid_from, one.licence.valid_to)}" for one in head.licences)
    names = "；".join(f"{one.name}（{_word(one.kind, 'NAME_KIND')}）" for one in head.other_names)
    rows = [
        (pgettext("firm", "负责人"), head.keeper.name if head.keeper else _("无人")),
        (_("类型"), firm.type),
        (_("成立日期"), str(firm.established_on or "")),
        (_("注册资本"), firm.registered_capital_text),
        (_("所在地"), f"{firm.province} {firm.city}".strip()),
        (_("注册地址"), head.registered_address),
        (_("经营地址"), head.operating_address),
        (_("许可"), licences or _("无许可记录")),
        (_("其他名称"), names),
        (_("运营机构"), "；".join(f"{one.name} {one.institution_id}" for one in file.operated)),
        (_("近十二个月预警原因"), "，".join(f"{one.month}：{one.count}" for one in file.trend.points if one.count) if file.trend else ""),
    ]
    return [(title, value) for title, value in rows if value]


def _span(begin: date, end: date | None) -> str:
    return f"{begin} – {end or ''}".strip()


def _contribution(one: Contribution, every: Iterable[Contribution]) -> dict[str, Any]:
    reason = one.reason
    longest = max([1.0, *(other.reason.times_limit for other in every if other.is_figure)]) * 1.05
    said = {"limit": figure(reason.limit, reason.unit), "times": times(reason.times_limit)}
    also = "、".join(month for month, _address in one.also)
    return {
        "level": reason.severity.value,
        "level_word": _said(words.SEVERITY[reason.severity]),
        "title": words.rule_title(reason.rule) + ("" if one.is_figure else f"：{reason.measure}"),
        "where": f"{one.alert.name} {one.alert.month}" + (f"（{_('也见于')} {also}）" if also else ""),
        "figure": f"{figure(reason.value, reason.unit)} {_('限额 %(limit)s，为其 %(times)s') % said}" if one.is_figure else "",
        "length": round(100 * reason.times_limit / longest, 2),
        "limit_at": round(100 / longest, 2),
        "sentence": _said(reason.explanation),
        "bases": [
            f"{_('禁止依据')}：{basis(reason.prohibition_basis)}",
            f"{_('阈值依据')}：{basis(words.list_title(reason.threshold_basis))}",
        ],
    }


def _result(hit: registry.StoredHit) -> str:
    return _("否定表述，不计") if hit.negated else _("持牌，不计") if hit.licensed else _word(hit.grade, "GRADE")


def _event(one: Event) -> Row:
    return [
        f"{one.day} {one.hour}".strip(),
        _word(one.kind, "EVENT"),
        "\n".join(word for word in (one.text, one.more) if word),
        " · ".join(word for word in (one.who, one.source) if word),
    ]


def _ownership(found: Ownership | None) -> dict[str, Any]:
    """Return the tables of who stands behind the firm; names of people stay masked, as on every page that did not ask for them."""
    if found is None or not (found.holders or found.officers or found.holdings):
        return {"shown": False, "note": "", "holders": [], "officers": [], "holdings": []}
    names = {key: party.name for key, party in found.parties.items()}

    def share(one: Effective) -> Row:
        return [names.get(one.party, one.party), "–" if one.direct is None else f"{one.direct:.2%}", f"{one.share:.2%}"]

    officers = [[names.get(tie.holder, tie.holder), _said(KINDS.get(tie.kind, tie.kind)), _since(tie.valid_from)] for tie in found.officers]
    note = _("截至 %(day)s。自然人姓名从略；查看须说明目的。") % {"day": found.on}
    if max(len(found.holders), len(officers), len(found.holdings)) > MOST_PARTIES:
        note += _("每表只列前 %(count)d 行。") % {"count": MOST_PARTIES}
    return {
        "shown": True,
        "note": note,
        "holders": [share(one) for one in found.holders[:MOST_PARTIES]],
        "officers": officers[:MOST_PARTIES],
        "holdings": [share(one) for one in found.holdings[:MOST_PARTIES]],
    }


def _since(day: date) -> str:
    return "–" if day == date.min else str(day)


def _source(one: ValueSource) -> Row:
    where = {BY_FILE: f"{one.file}:{one.row}", BY_NOTICE: _("变更通知 %(number)s") % {"number": one.reference}}
    by = where.get(one.by) or _("本局更正 #%(number)s") % {"number": one.reference}
    value = one.value if len(one.value) <= LONGEST_VALUE else f"{one.value[:LONGEST_VALUE]}…"
    return [_said(one.title), value or "–", f"{by} {timezone.localtime(one.at):%Y-%m-%d}"]


def _extra(name: str, value: str) -> Row:
    return [name, value or "–", _("原文列")]


def _bases(why: Iterable[Contribution], hits: Iterable[registry.StoredHit]) -> list[str]:
    """Return every legal basis the file speaks of, once."""
    found = [cited for one in why for cited in (one.reason.prohibition_basis, one.reason.threshold_basis if one.is_figure else "")]
    found += [hit.basis for hit in hits if hit.grade != "none"]
    return list(dict.fromkeys(basis(cited) for cited in found if cited))


def _words() -> dict[str, Any]:
    return {
        "why": _("为什么在这里"),
        "no_why": _("没有预警。这家企业只因登记而在册。"),
        "clue": _("以上是供人核实的线索，不是认定。"),
        "nothing": _("无"),
        "hits": _("名称与经营范围筛查"),
        "hit_columns": [_("命中词"), _("字段"), _("结果"), _("词表")],
        "timeline": pgettext("firm", "时间线"),
        "timeline_columns": [_("时间"), _("事项类别"), _("事项"), _("来源或经办")],
        "ownership": _("股权与任职"),
        "holder_columns": [_("股东（含间接）"), _("直接持股"), _("合计持股")],
        "officer_columns": [_("任职人"), _("职务"), _("自")],
        "holding_columns": [_("对外投资（含间接）"), _("直接持股"), _("合计持股")],
        "sources": _("每个值从哪里来"),
        "source_columns": [pgettext("source", "项目"), _("现值"), pgettext("firm", "来源")],
        "bases": _("法律依据"),
    }
