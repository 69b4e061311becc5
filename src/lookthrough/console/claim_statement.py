"""A claimant's statement on paper: what counts, each round, what was paid and what lies in deposit; number and account only in part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lookthrough.cases.repayment import words as names
from lookthrough.cases.repayment.claim_rows import ClaimFile, ShareFacts
from lookthrough.cases.repayment.sealing import Opened
from lookthrough.console import words
from lookthrough.console.typesetting import pdf
from lookthrough.kernel.money import full_text

Row = tuple[str, str]
_LONG_NUMBER = 15  # signs of an identity card; passports have fewer


def statement_pdf(*, claim: ClaimFile, person: Opened, plan: Any, office: str, made_at: datetime) -> bytes:
    """Set the statement; the same data and time give the same bytes."""
    row, made = claim.row, timezone.localtime(made_at)
    english = words.language().startswith("en")
    file = {
        "lang": "en" if english else "zh", "region": "GB" if english else "CN", "title": _("债权与清退对账单"), "office": office,
        "about": f"{claim.case_number} · {_('债权 %(n)s 号') % {'n': row.serial}} · {made:%Y-%m-%d}", "facts": _facts(claim, person, plan),
        "words": {"rounds": _("各轮分配"), "none": _("还没有参加已执行的分配。")},
        "heads": [_("轮次"), _("日期"), _("基数（元）"), _("支付（元）"), _("提存（元）"), _("累计比例"), _("说明")],
        "rows": [_share(one) for one in claim.shares],
        "sums": [(_("已支付"), _yuan(claim.paid_fen)), (_("提存或待付"), _yuan(claim.aside_fen))],
        "note": _("对金额有异议的，请在收到之日起向办案单位提出；裁定之前，应得的款项先提存，不受影响。"),
        "footer": f"{office} {made:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    return pdf(template="statement.typ", file=file, made_at=made_at)


def in_part(number: str) -> str:
    """Return a number of an identity paper so that its holder knows it and nobody else learns it: short ones show less."""
    shown = (6, 4) if len(number) >= _LONG_NUMBER else (2, 2)
    return f"{number[: shown[0]]}********{number[-shown[1] :]}"


def _facts(claim: ClaimFile, person: Opened, plan: Any) -> list[Row]:
    """Return who it is about and what counts."""
    row = claim.row
    found = [(_("申报人"), person.name)]
    if person.number:
        found.append((_("证件号码"), in_part(person.number)))
    found.append((_("收款账户"), f"****{person.account[-4:]} {person.bank}" if person.account else _("未登记")))
    if plan is not None:
        found.append((_("清退方案"), f"{plan.court} {plan.ruling}（{plan.ruled_on}）{words.said(names.BASES[plan.base])}"))
    if row.decided_contributed_fen is not None and row.decided_returned_fen is not None:
        found += [(_("核定投入"), _yuan(row.decided_contributed_fen)), (_("核定已返还"), _yuan(row.decided_returned_fen))]
    return found


def _share(one: ShareFacts) -> list[str]:
    back = {"open": _("退汇待处理"), "deposited": _("退汇，已提存"), "retried": _("退汇后已重付")}.get(one.returned, "")
    held = words.said(names.HELD_BECAUSE[one.held_because]) if one.held_because else ""
    day = f"{timezone.localtime(one.executed_at):%Y-%m-%d}" if one.executed_at else ""
    ratio = "" if one.ratio is None else f"{one.ratio:.1%}"
    return [str(one.round_serial), day, *(f"{fen / 100:,.2f}" for fen in (one.base_fen, one.paid_fen, one.held_fen)), ratio, held + back]


def _yuan(fen: int) -> str:
    return full_text(fen, words.language())
