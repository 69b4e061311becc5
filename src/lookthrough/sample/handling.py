"""What officers of the sample area have done by now: some triages are old, one firm was asked, one has answered, two are watched."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from lookthrough.offices import queries as offices
from lookthrough.registry import operations as registry
from lookthrough.registry import triage_answers, triage_operations, triage_queries, watch_operations
from lookthrough.registry.triage_queries import TriageFilter
from lookthrough.sample.operations import Area

_BEFORE = timedelta(days=9)
_ANSWER = "我公司登记了上述经营范围，但目前只销售日用百货，没有开展过金融业务，已在办理变更登记。（演示答复）"


def work_on(*, area: Area, at: datetime) -> None:
    """Open triage as it stood some days ago and work on a few; called once, when the area is new."""
    then = (at - _BEFORE).date()
    registry.screen_all(on=area.as_of)
    triage_operations.open_triages(on=then, at=at - _BEFORE)
    officer = next(one for one in offices.officers() if one.username == "officer")
    if officer.district is None:
        return
    found = triage_queries.triages(district=officer.district, asked=TriageFilter(), today=then, page_size=8).rows
    ids = [row.triage_id for row in found]
    if len(ids) < 8:
        return
    me, day = officer.officer_id, at - timedelta(days=8)
    triage_operations.take(triage_ids=ids[:4], officer_id=me, at=day)
    triage_operations.note(triage_id=ids[1], text="已电话联系，法定代表人不在本地。", officer_id=me, at=day)
    late = at.date() - timedelta(days=2)
    triage_answers.ask(triage_id=ids[1], wording="licence", due_on=late, officer_id=me, at=day)
    letter = triage_answers.ask(triage_id=ids[2], wording="business", due_on=None, officer_id=me, at=day)
    triage_operations.clear(triage_ids=ids[4:5], reason="名称中的字样为地名的一部分，不涉及金融业务。", officer_id=me, at=day)
    until = watch_operations.longest_until(day.date())
    triage_operations.put_on_watch_list(triage_ids=ids[5:6], reason="多次更换名称，资金往来待查。", until=until, officer_id=me, at=day)
    soon = at.date() + timedelta(days=20)
    triage_operations.put_on_watch_list(triage_ids=ids[6:7], reason="投诉集中，跟踪三十日。", until=soon, officer_id=me, at=day)
    folder = Path(settings.HOME) / "evidence" / "answers"
    triage_answers.answer(question_id=letter.question_id, text=_ANSWER, files=[], folder=folder, at=at - timedelta(days=3))
