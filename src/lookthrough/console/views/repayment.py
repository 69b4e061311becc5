"""The pages of assets and repayment of a case: plan, account, rounds, deposits, claw-back; one round with its picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lookthrough.audit import operations as audit
from lookthrough.cases.repayment import account_operations, asset_queries, bank_files, repayment_queries, words
from lookthrough.cases.repayment.bank_files import Payment
from lookthrough.cases.repayment.repayment_queries import Reconciliation, RoundFacts, ShareRow
from lookthrough.console import export, names_open
from lookthrough.console import repayment_forms as forms
from lookthrough.console.access import carries, needs
from lookthrough.console.asset_forms import asset_forms, forms_of_asset
from lookthrough.console.case_file import case_file, case_page, tab_view
from lookthrough.console.deed_forms import DeedForm
from lookthrough.console.export import Yuan
from lookthrough.console.views.alerts import page_number
from lookthrough.console.views.plan_deeds import PAPERS
from lookthrough.offices.roles import Action
from lookthrough.registry.triage_answer_files import KeptFile, read

PAGE_SIZE = 50
_WIDEST, _ROW = 500, 28


@tab_view("assets", Action.SEE_REPAYMENT)
def assets(request: HttpRequest, number: str) -> HttpResponse:
    """Show the assets of a case with valuations, measures and their last days, and sales."""
    file = case_file(request, number)
    works, decides = may(request, number)
    found = asset_queries.assets(number=number)
    shown = [(one, forms_of_asset(number=number, asset=one, today=file.today, decides=decides) if works else []) for one in found]
    return case_page(
        request, number=number, tab="assets", template="console/repayment/assets.html", assets=shown, today=file.today,
        ending=asset_queries.measures_ending(found=found, today=file.today), worth=sum(one.worth_fen or 0 for one in found),
        forms=asset_forms(number=number) if works else [], kinds=words.ASSET_KINDS,
        sources=words.ASSET_SOURCES, states=words.ASSET_STATES, measures=words.MEASURES, sale_states=words.SALE_STATES, ways=words.WAYS,
    )  # fmt: skip


@tab_view("repayment", Action.SEE_REPAYMENT)
def repayment(request: HttpRequest, number: str) -> HttpResponse:
    """Show plan, account, rounds, deposits, returned payments and claw-back of a case, and whether all agrees to the fen."""
    file = case_file(request, number)
    works, decides = may(request, number)
    plans, rounds = repayment_queries.plans(number=number), repayment_queries.rounds(number=number)
    agreed = repayment_queries.reconciliation(number=number)
    in_force = next((one for one in plans if one.state == "approved"), None)
    in_hand = any(one.state in ("draft", "checked") for one in rounds)
    whole = forms.repayment_forms(
        number=number, today=file.today, plan_in_force=in_force is not None, in_hand=in_hand, balance=agreed.book_fen, decides=decides,
        last=account_operations.last_serial(number),
    )  # fmt: skip
    return case_page(
        request,
        number=number,
        tab="repayment",
        template="console/repayment/repayment.html",
        works=works,
        agreed=agreed,
        asked=_asked(number, agreed) if works else [(one, None) for one in agreed.asked],
        in_force=in_force,
        plans=[(one, forms.plan_forms(number=number, plan=one, decides=decides) if works else []) for one in plans],
        rounds=rounds,
        deposits=[
            (one, forms.deposit_forms(number=number, one=one, decides=decides) if works else [])
            for one in repayment_queries.deposits(number=number)
        ],
        returned=[
            (one, forms.returned_forms(number=number, one=one) if works else [])
            for one in repayment_queries.returned_payments(number=number)
        ],
        entries=[
            (one, forms.entry_form(number=number, one=one) if works and _reversible(one) else None)
            for one in repayment_queries.entries(number=number)
        ],
        clawbacks=[
            (one, got, forms.clawback_form(number=number, one=one) if works else None)
            for one, got in repayment_queries.clawbacks(number=number)
        ],
        forms=whole if works else {},
        bases=words.BASES,
        plan_states=words.PLAN_STATES,
        round_states=words.ROUND_STATES,
        kinds=words.ENTRIES,
        because=words.HELD_BECAUSE,
        claw_kinds=words.CLAWBACK_KINDS,
        claw_states=words.CLAWBACK_STATES,
        today=file.today,
    )


@tab_view("repayment", Action.SEE_REPAYMENT)
def one_round(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    """Show one round: totals, how shares are spread, every share by label."""
    case_file(request, number)
    found = _round(number, serial)
    works, _decides = may(request, number)
    rows = list(repayment_queries.shares(number=number, serial=serial, held=request.GET.get("held") == "1"))
    page = page_number(request)
    return case_page(
        request, number=number, tab="repayment", template="console/repayment/round.html", round=found, totals=found.totals,
        left_out=repayment_queries.left_out(number=number, serial=serial),
        bars=_bars(number, serial), rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page=page, page_size=PAGE_SIZE, total=len(rows),
        forms=forms.round_forms(number=number, one=found) if works else [], bases=words.BASES, states=words.ROUND_STATES,
        held=request.GET.get("held") == "1", may_pay=works and found.state == "executed" and carries(request, Action.SEE_PEOPLE),
        again=repayment_queries.count_again(number=number, serial=serial),
    )  # fmt: skip


@tab_view("repayment", Action.SEE_REPAYMENT)
def export_round(request: HttpRequest, number: str, serial: int, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with every share of a round by label, as a table."""
    case_file(request, number)
    _round(number, serial)
    audited(request, number, "repayment.round_exported", {"round": serial})
    header = [_("债权编号"), _("标签"), _("基数（元）"), _("以前各轮（元）"), _("本轮支付（元）"), _("本轮提存（元）"), _("累计比例")]
    return export.table(name=f"round-{serial}", format=format, header=header, rows=_share_rows(number, serial))


@require_POST
@needs(Action.WORK_REPAYMENT)
def bank_file(request: HttpRequest, number: str, serial: int) -> HttpResponseBase:
    """Answer with the bank's file of an executed round, names and accounts in clear, after the purpose was written down."""
    case_file(request, number)
    found = _round(number, serial)
    if found.state != "executed" or not may(request, number)[0]:
        raise Http404
    if names_open.open_names(request, object_type="case", object_id=number, details={"round": serial}) is None:
        return redirect("console:case-round", number, serial)
    again = request.POST.get("again") == "1"
    payments = (repayment_queries.payments_again if again else repayment_queries.payments)(number=number, serial=serial)
    remittance, name = f"{number} 第{serial}轮清退款{'（重付）' if again else ''}", f"round-{serial}{'-again' if again else ''}"
    if request.POST.get("format") == "csv":
        return _download(bank_files.as_csv(payments, remittance=remittance), f"{name}.csv", "text/csv; charset=utf-8")
    message = bank_files.as_pain_001(
        payments, message_id=_message_id(found, payments, again=again), debtor=request.POST.get("debtor", "")[:140] or number,
        debtor_account=request.POST.get("account", "")[:34], on=timezone.localdate(), made_at=timezone.localtime(), remittance=remittance,
    )  # fmt: skip
    return _download(message, f"{name}.pain.001.xml", "application/xml")


@tab_view("repayment", Action.SEE_REPAYMENT)
def ruling_paper(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Answer with the court's ruling on a plan, as it came."""
    case_file(request, number)
    plan = next((one for one in repayment_queries.plans(number=number) if one.version == version and one.paper_stored_as), None)
    if plan is None:
        raise Http404
    audited(request, number, "repayment.ruling_read", {"plan": version})
    kept = KeptFile(plan.paper_name, "", 0, plan.paper_sha256, plan.paper_stored_as)
    return _download(read(kept, folder=settings.HOME / PAPERS), plan.paper_name, "application/octet-stream")


def may(request: HttpRequest, number: str) -> tuple[bool, bool]:
    """Return whether the officer works on the case's repayment, and decides as a second person."""
    open_ = case_file(request, number).facts.is_open
    return open_ and carries(request, Action.WORK_REPAYMENT), open_ and carries(request, Action.DECIDE_REPAYMENT)


def audited(request: HttpRequest, number: str, action: str, details: dict[str, Any]) -> None:
    """Write a reading into the trail."""
    audit.record(
        actor=request.user.get_username(),
        action=action,
        object_type="case",
        object_id=number,
        purpose="",
        at=timezone.now(),
        details=details,
    )


def _message_id(one: RoundFacts, payments: Sequence[Payment], *, again: bool) -> str:
    """Return an id that is the same for the same payments, so that a bank refuses an order that it has carried out."""
    told = hashlib.sha256(" ".join(each.reference for each in payments).encode()).hexdigest() if again else one.inputs_sha256
    return f"R{one.serial:03d}{'T' if again else ''}-{told[:20]}"


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return answer


def _reversible(one: Any) -> bool:
    by_hand = one.kind in (*words.RECEIPTS, *words.COSTS) and one.asset_id is None
    return by_hand and getattr(one, "reversed_by", None) is None


def _asked(number: str, agreed: Reconciliation) -> list[tuple[dict[str, Any], DeedForm | None]]:
    """Return the movements that a person must tell, each with the form that does so."""
    serials = {serial for one in agreed.asked for serial in one["candidates"]}
    entries = {
        one.serial: f"{one.serial} · {one.on} · {one.text}" for one in repayment_queries.entries(number=number) if one.serial in serials
    }
    return [(one, forms.movement_form(number=number, one=one, entries=entries)) for one in agreed.asked]


def _round(number: str, serial: int) -> RoundFacts:
    found = repayment_queries.round_facts(number=number, serial=serial)
    if found is None:
        raise Http404
    return found


def _bars(number: str, serial: int) -> dict[str, Any]:
    """Return the picture of a round: for each size of share how many people get it."""
    bands = repayment_queries.distribution(number=number, serial=serial)
    most = max((people for _exponent, people, _fen in bands), default=0) or 1
    rows = [
        {
            "label": _band(exponent),
            "people": people,
            "fen": fen,
            "width": max(1, _WIDEST * people // most) if people else 0,
            "y": place * _ROW,
        }
        for place, (exponent, people, fen) in enumerate(bands)
    ]
    return {"rows": rows, "height": max(_ROW, len(rows) * _ROW)}


def _band(exponent: int) -> str:
    if not exponent:
        return _("不到 1 元")
    return _("%(low)s–%(high)s 元") % {"low": f"{10 ** (exponent - 1):,}", "high": f"{10**exponent:,}"}


def _share_rows(number: str, serial: int) -> Iterator[list[Any]]:
    for row in repayment_queries.shares(number=number, serial=serial):
        yield [row.serial, row.label, *map(Yuan, (row.base_fen, row.before_fen, row.paid_fen, row.held_fen)), _ratio(row)]


def _ratio(row: ShareRow) -> float | str:
    return (row.before_fen + row.paid_fen + row.held_fen) / row.base_fen if row.base_fen else ""
