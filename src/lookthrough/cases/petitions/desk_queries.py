"""What the petition desk asks of a second person: a longer period, the report after a crowd, a new wording."""

from __future__ import annotations

from collections.abc import Iterator

from lookthrough.cases.petitions.models import AfterReport, Extension, Wording
from lookthrough.kernel.asked import Asked
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.queries import District
from lookthrough.offices.roles import Action

_EXTENSION = Text("信访延期待决定", "a longer period to reply to be decided")
_AFTER = Text("信访事件总结待确认", "a report after a crowd to be confirmed")
_WORDING = Text("答复口径待批准", "a wording to be approved")


def decisions_asked(*, officer_id: int) -> list[Asked]:
    """Return the longer periods and reports that wait for a second person in the officer's district."""
    district = _decides_in(officer_id)
    return list(_of_occasions(district)) if district else []


def wordings_asked(*, officer_id: int) -> list[Asked]:
    """Return the wordings that wait for approval in the officer's district."""
    district = _decides_in(officer_id)
    found = Wording.objects.filter(state="proposed") if district else ()
    return [
        Asked(f"wording:{one.pk}", one.slug, _WORDING, one.title, one.proposed_by, one.proposed_at)
        for one in found
        if district and district.reaches(one.region_prefix)
    ]


def _decides_in(officer_id: int) -> District | None:
    by = offices.able(officer_id=officer_id, action=Action.DECIDE_PETITIONS)
    return by.district if by else None


def _of_occasions(district: District) -> Iterator[Asked]:
    for one in Extension.objects.filter(state="waiting").select_related("occasion"):
        if district.reaches(one.occasion.region_code):
            yield Asked(f"extension:{one.pk}", one.occasion.number, _EXTENSION, one.occasion.title, one.asked_by, one.asked_at)
    for after in AfterReport.objects.filter(state="waiting").select_related("occasion"):
        if district.reaches(after.occasion.region_code):
            key = f"after:{after.pk}:{after.written_at:%Y%m%d%H%M%S}"  # written anew, it is asked anew
            yield Asked(key, after.occasion.number, _AFTER, after.occasion.title, after.written_by, after.written_at)
