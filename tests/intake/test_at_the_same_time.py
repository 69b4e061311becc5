"""Two people of one sender at the same moment: one return counts, nothing is stored twice."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from intake.sending import AT, POWER, power_company, power_rows, write_xlsx
from lookthrough.intake import operations
from lookthrough.intake.models import InForce, Submission
from lookthrough.intake.refusal import NotAllowed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*acts: object) -> list[BaseException | None]:
    """Run acts in threads that start together; return what each raised."""
    start, raised = threading.Barrier(len(acts)), list[BaseException | None]([None] * len(acts))

    def run(place: int, act: object) -> None:
        try:
            start.wait(20)
            act()  # type: ignore[operator]
        except BaseException as error:
            raised[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return raised


def test_two_confirm_at_once_and_one_return_counts(tmp_path: Path) -> None:
    assert connection.vendor == "postgresql"
    maker, checker = power_company()
    files = [write_xlsx(tmp_path / f"{number}.xlsx", power_rows(number)) for number in (3, 4)]

    def send(path: Path, by: object) -> None:
        operations.submit(sender_id="power-wenzhou", template_slug=POWER, path=path, file_name="a", by=by, at=AT)  # type: ignore[arg-type]

    assert at_once(lambda: send(files[0], maker), lambda: send(files[1], checker)) == [None, None]
    waiting = Submission.objects.get(state="waiting")
    other = checker if waiting.account_id == maker.account_id else maker
    said = {"submission_id": waiting.submission_id, "at": AT, "by": other}
    raised = at_once(lambda: operations.confirm(**said), lambda: operations.confirm(**said))  # type: ignore[arg-type]
    assert sorted(type(one) for one in raised if one) == [NotAllowed]
    assert (Submission.objects.filter(state="accepted").count(), InForce.objects.filter(until_at=None).count()) == (1, 1)
