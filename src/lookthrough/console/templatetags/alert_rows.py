"""The months of a subject in the list of alerts: many short rows, written without a template for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lookthrough.console.templatetags.console import money, said, sentence, severity, times, word
from lookthrough.risk.queries import AlertRow

register = template.Library()


@register.simple_tag
def month_rows(months: Sequence[AlertRow], place: int, *, may_work: bool, shown: bool) -> SafeString:
    """Write a row for each month of a subject, hidden until its months are opened; a subject of one month has none."""
    if len(months) < 2:
        return SafeString()
    return SafeString("".join(_rows(months, place, may_work=may_work, shown=shown)))


def _rows(months: Sequence[AlertRow], place: int, *, may_work: bool, shown: bool) -> Iterator[str]:
    """Yield the rows; whatever comes from the store is escaped here or was by the filter that wrote it, the rest is our own."""
    anywhere = reverse("console:alert", args=[0]).removesuffix("0/")  # asking for each address is dearer than writing its row
    choose, hidden = _("选择 %(name)s %(month)s"), "" if shown else " hidden"
    levels = {level: severity(level) for level in {one.severity for one in months}}
    for one in months:
        address, month = f"{anywhere}{one.alert_id}/", escape(one.month)
        label = escape(choose % {"name": one.name, "month": one.month})
        box = f'<input type="checkbox" name="alert" value="{one.alert_id}" aria-label="{label}">'
        pick = f'<td class="pick">{box}</td>' if may_work else ""
        above, amount = (times(one.times_limit), money(one.amount_fen)) if one.amount_fen else ("–", "–")
        yield (
            f'<tr class="month" data-row data-href="{address}" data-in="months-{place}"{hidden}>{pick}'
            f'<td class="level">{levels[one.severity]}</td><td class="subject"><a href="{address}">{month}</a></td>'
            f'<td class="why"><p title="{escape(said(one.headline))}">{sentence(one.headline)}</p></td>'
            f'<td class="number times">{above}</td><td class="number">{amount}</td><td class="state">{alert_state(one)}</td></tr>\n'
        )


@register.simple_tag
def alert_state(one: AlertRow) -> SafeString:
    """Write where an alert stands: its state and outcome, whether it grew graver, in whose hands, until when it is put aside."""
    outcome = f" · {word(one.outcome, 'OUTCOME')}" if one.outcome else ""
    graver = format_html(' <b class="graver">{}</b>', _("处理后加重")) if one.graver_since_decision else ""
    until = _("至 %(day)s") % {"day": f"{one.snoozed_until:%m-%d}"} if one.snoozed_until else ""
    return format_html("{}{}{}<small>{}{}</small>", word(one.state, "STATE"), outcome, graver, one.owner, until)
