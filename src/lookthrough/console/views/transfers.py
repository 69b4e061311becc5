"""The transfers behind an alert, and one of them: account data, read under an authority and written into the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.audit import operations as audit
from lookthrough.console import export, words
from lookthrough.console.access import needs
from lookthrough.console.views.alert import INSTITUTION, alert_or_404, window
from lookthrough.console.views.alerts import page_number
from lookthrough.flows import queries as flows
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import AuthorityInForce
from lookthrough.offices.roles import Action
from lookthrough.risk.queries import AlertDetail

PAGE_SIZE = 50
EXPORTED_AT_ONCE = 1000
MOST_EXPORTED = 200_000


@needs(Action.SEE_TRANSFERS)
def transfers(request: HttpRequest, alert_id: int) -> HttpResponse:
    """List the transfers behind a band of the picture, behind a finding, or of the whole window."""
    detail = _of_institution(request, alert_id)
    authority = _authority()
    if authority is None:
        return _no_authority(request, detail)
    page, asked = page_number(request), _asked(request, detail)
    found = flows.transfers_behind(**asked, page=page, page_size=PAGE_SIZE)
    _write(request, "read_transfers", detail, authority, {**_spelled(asked), "page": page, "rows": len(found.rows)})
    context = {
        "detail": detail,
        "row": detail.row,
        "found": found,
        "authority": authority,
        "page": page,
        "page_size": PAGE_SIZE,
        "is_part": asked["link_key"] is not None,
        "heading": _heading(asked),
        "from_date": asked["from_date"],
        "to_date": asked["to_date"],
    }
    return render(request, "console/transfers.html", context)


@needs(Action.SEE_TRANSFERS)
def export_transfers(request: HttpRequest, alert_id: int, format: str) -> HttpResponseBase:  # noqa: A002
    """Answer with all of the transfers listed, as a file."""
    detail = _of_institution(request, alert_id)
    authority = _authority()
    if authority is None:
        return _no_authority(request, detail)
    asked = _asked(request, detail)
    total = flows.transfers_behind(**asked, page=1, page_size=1).total_rows
    _write(request, "export_transfers", detail, authority, {**_spelled(asked), "rows": min(total, MOST_EXPORTED), "format": format})
    header = [
        _("转账编号"), _("时间"), _("付款账户"), _("付款账户类别"), _("收款账户"), _("收款账户类别"), _("用途"), _("标的"), _("订单"),
        _("金额（元）"), _("归属部分（元）"), _("资金来源"),
    ]  # fmt: skip
    return export.table(name="transfers", format=format, header=header, rows=_exported(asked))


@needs(Action.SEE_TRANSFERS)
def transfer(request: HttpRequest, alert_id: int, transfer_id: str) -> HttpResponse:
    """Show one transfer and how it divides by origin and use."""
    detail = _of_institution(request, alert_id)
    authority = _authority()
    if authority is None:
        return _no_authority(request, detail)
    found = flows.transfer(institution_id=detail.row.subject_id, transfer_id=transfer_id)
    if found is None:
        raise Http404
    _write(request, "read_transfer", detail, authority, {"transfer": transfer_id})
    return render(request, "console/transfer.html", {"detail": detail, "row": detail.row, "one": found, "authority": authority})


def _of_institution(request: HttpRequest, alert_id: int) -> AlertDetail:
    detail = alert_or_404(request, alert_id)
    if detail.row.subject_type != INSTITUTION:
        raise Http404
    return detail


def _authority() -> AuthorityInForce | None:
    """Return the authority under which the standing run read the ledger, if it is in force today."""
    run = flows.current_run()
    return offices.authority_in_force(authority_id=run.authority_id if run else None, on=timezone.localdate())


def _no_authority(request: HttpRequest, detail: AlertDetail) -> HttpResponse:
    return render(request, "console/no_authority.html", {"row": detail.row, "run": flows.current_run()}, status=403)


def _asked(request: HttpRequest, detail: AlertDetail) -> dict[str, Any]:
    """Return what is asked of the ledger; a finding must be one of this alert's own reasons."""
    finding = request.GET.get("finding") or None
    from_date, to_date = window(detail, request)
    if finding:
        reason = next((one for one in detail.reasons if one.key == finding), None)
        if reason is None:
            raise Http404
        from_date, to_date = reason.from_date, reason.to_date
    link = request.GET.get("link", "")[:200] or None
    return {"institution_id": detail.row.subject_id, "from_date": from_date, "to_date": to_date, "link_key": link, "finding_id": finding}


def _spelled(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in asked.items() if value is not None}


def _heading(asked: dict[str, Any]) -> str:
    if asked["finding_id"]:
        found = flows.finding(finding_id=asked["finding_id"])
        return _("“%(title)s”的证据转账") % {"title": words.rule_title(found.rule if found else "")}
    return (asked["link_key"] and words.band_title(asked["link_key"])) or _("全部转账")


def _exported(asked: dict[str, Any]) -> Iterator[Sequence[Any]]:
    page = 1
    while page <= MOST_EXPORTED // EXPORTED_AT_ONCE:
        rows = flows.transfers_behind(**asked, page=page, page_size=EXPORTED_AT_ONCE).rows
        for one in rows:
            yield [
                one.transfer_id, one.at, one.from_account_id, words.ACCOUNT.get(one.from_role, one.from_role), one.to_account_id,
                words.ACCOUNT.get(one.to_role, one.to_role), words.PURPOSE.get(one.purpose, one.purpose),
                one.product_id or "", one.order_id or "",
                export.Yuan(one.amount_fen), export.Yuan(one.part_fen), "、".join(_origin(origin) for origin in one.origin.split()),
            ]  # fmt: skip
        if len(rows) < EXPORTED_AT_ONCE:
            return
        page += 1


def _origin(slug: str) -> str:
    found = words.ORIGIN.get(slug)
    return found.in_language(words.language()) if found else slug


def _write(request: HttpRequest, action: str, detail: AlertDetail, authority: AuthorityInForce, said: dict[str, Any]) -> None:
    details = {"authority": authority.authority_id, "subject": detail.row.subject_id, **said}
    audit.record(
        actor=request.user.get_username(), action=action, object_type="alert", object_id=str(detail.row.alert_id),
        purpose=authority.purpose, at=timezone.now(), details=details,
    )  # fmt: skip
