"""The forms of a campaign's visits and reports: items are added, and taken out while nobody has answered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lookthrough.cases.campaigns.acting import CHOOSE, campaign_of, keep, worker
from lookthrough.cases.campaigns.forms import item_from, kept
from lookthrough.cases.campaigns.models import Visit
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_MOST_ITEMS = 40
_NO_ITEM = Text("没有这个项目", "there is no such item")
_USED = Text("已有走访记录，项目只增不减", "visits have been recorded: items may be added, not removed")
_TOO_MANY = Text("项目太多", "too many items")
_FORMS = {"visit": "visit_form", "report": "report_form"}


@transaction.atomic
def add_item(
    *, number: str, of: str, title_zh: str, title_en: str, kind: str, options: Sequence[str], required: bool, officer_id: int, at: datetime
) -> str:
    """Add an item to the form of visits or of reports; returns its slug."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    items = kept(getattr(one, _form(of)))
    made = item_from(
        title_zh=title_zh, title_en=title_en, kind=kind, options=options, required=required, taken={item.slug for item in items}
    )
    if isinstance(made, Text):
        raise NotAllowed(made)
    if len(items) >= _MOST_ITEMS:
        raise NotAllowed(_TOO_MANY)
    setattr(one, _form(of), [item.as_dict() for item in (*items, made)])
    one.save(update_fields=[_form(of)])
    keep(one, "form_item_added", by.username, at, note=made.title.zh, details={"form": of, "item": made.slug})
    return made.slug


@transaction.atomic
def remove_item(*, number: str, of: str, slug: str, officer_id: int, at: datetime) -> None:
    """Take an item out of a form, while no visit or report has answered it."""
    by = worker(officer_id, Action.LEAD_CAMPAIGNS)
    one = campaign_of(number, by, whole=True)
    items = kept(getattr(one, _form(of)))
    found = next((item for item in items if item.slug == slug), None)
    if found is None or len(items) == 1:
        raise NotAllowed(_NO_ITEM)
    if Visit.objects.filter(entry__campaign=one).exists() if of == "visit" else one.reports.exists():
        raise NotAllowed(_USED)
    setattr(one, _form(of), [item.as_dict() for item in items if item.slug != slug])
    one.save(update_fields=[_form(of)])
    keep(one, "form_item_removed", by.username, at, note=found.title.zh, details={"form": of, "item": slug})


def _form(of: str) -> str:
    if of not in _FORMS:
        raise NotAllowed(CHOOSE)
    return _FORMS[of]
