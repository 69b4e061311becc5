"""The months of a subject in the list of alerts: many short rows, written without a template for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lookthrough.console.templatetags.console import money, said, sentence, severity, times, word
from lookthrough.risk.queries import AlertRow

register = template.Library()
_ROW = (
    '<tr class="month" data-row data-href="{address}" data-in="months-{place}"{hidden}>{pick}'
    '<td class="level">{level}</td><td class="subject"><a href="{address}">{month}</a></td>'
    '<td class="why"><p title="{whole}">{why}</p></td><td class="number times">{times}</td><td class="number">{amount}</td>'
    '<td class="state">{state}</td></tr>\n'
)
_PICK = '<td class="pick"><input type="checkbox" name="alert" value="{}" aria-label="{}"></td>'


@register.simple_tag
def month_rows(months: Sequence[AlertRow], place: int, *, may_work: bool, shown: bool) -> SafeString:
    """Write a row for each month of a subject, hidden until its months are opened; a subject of one month has none."""
    if len(months) < 2:
        return SafeString()
    return format_html_join("", "{}", ((one,) for one in _rows(months, place, may_work=may_work, shown=shown)))


def _rows(months: Sequence[AlertRow], place: int, *, may_work: bool, shown: bool) -> Iterator[SafeString]:
    anywhere = reverse("console:alert", args=[0]).removesuffix("0/")  # asking for each address is dearer than writing its row
    choose, hidden = _("选择 %(name)s %(month)s"), SafeString("" if shown else " hidden")
    levels = {one: severity(one) for one in {each.severity for each in months}}
    for one in months:
        label = choose % {"name": one.name, "month": one.month}
        yield format_html(
            _ROW, address=f"{anywhere}{one.alert_id}/", place=place, hidden=hidden, month=one.month, level=levels[one.severity],
            pick=format_html(_PICK, one.alert_id, label) if may_work else "", whole=said(one.headline), why=sentence(one.headline),
            times=times(one.times_limit) if one.amount_fen else "–", amount=money(one.amount_fen) if one.amount_fen else "–",
            state=alert_state(one),
        )  # fmt: skip


@register.simple_tag
def alert_state(one: AlertRow) -> SafeString:
    """Write where an alert stands: its state and outcome, whether it grew graver, in whose hands, until when it is put aside."""
    outcome = f" · {word(one.outcome, 'OUTCOME')}" if one.outcome else ""
    graver = format_html(' <b class="graver">{}</b>', _("处理后加重")) if one.graver_since_decision else ""
    until = _("至 %(day)s") % {"day": f"{one.snoozed_until:%m-%d}"} if one.snoozed_until else ""
    return format_html("{}{}{}<small>{}{}</small>", word(one.state, "STATE"), outcome, graver, one.owner, until)
