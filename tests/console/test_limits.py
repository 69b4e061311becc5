"""Limits tried, proposed and adopted on the page; the back-test beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from area_builders import tell_a_run
from lookthrough.audit import queries as audit
from lookthrough.flows import limit_proposals
from lookthrough.flows.trials import VALUES

Door = Callable[[str], Client]
PAGE = "/methods/rules/ponzi_payout/limits/"
TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def told(people: object, settings: Any, tmp_path: Path) -> None:
    """Put a run in place that kept its values: I1 (east) at 20 % in February and 8 % in March, I2 (west) at 40 % in March."""
    settings.HOME = tmp_path
    tell_a_run(tmp_path)
    rows = [_value("I1", "2026-02", 0.2), _value("I1", "2026-03", 0.08), _value("I2", "2026-03", 0.4)]
    pq.write_table(pa.Table.from_pylist(rows, schema=VALUES), tmp_path / "runs" / "told" / "values.parquet")


def _value(subject: str, month: str, value: float) -> dict[str, Any]:
    day = date.fromisoformat(f"{month}-28")
    return {
        "rule": "ponzi_payout", "scale": "", "subject_type": "institution", "subject_id": subject, "month": month,
        "from_date": day - timedelta(days=29), "to_date": day, "value": value, "part_fen": 1, "whole_fen": 5,
    }  # fmt: skip


@pytest.mark.usefixtures("told")
def test_another_limit_shows_what_it_would_find_and_what_no_longer(sign_in: Door) -> None:
    found = sign_in("head").get(f"{PAGE}?medium_from=5&high_from=30").context
    assert [(one.subject_id, one.month) for one, _ in found["new"]] == [("I1", "2026-03")]
    assert (found["trial"].subjects, found["trial"].subjects_before) == (2, 2)

    stricter = sign_in("head").get(f"{PAGE}?medium_from=30&high_from=50").context
    assert [(one.subject_id, one.month) for one, _ in stricter["gone"]] == [("I1", "2026-02")]


@pytest.mark.usefixtures("told")
def test_a_trial_ends_at_the_district_and_a_limit_that_is_no_number_is_refused(sign_in: Door) -> None:
    assert {one.subject_id for one in sign_in("east").get(PAGE).context["trial"].fired} == {"I1"}
    refused = sign_in("head").get(f"{PAGE}?medium_from=viel")
    assert refused.status_code == 400
    assert "限额须是大于零的数字" in refused.content.decode()
    assert sign_in("head").get("/methods/rules/no_such_rule/limits/").status_code == 404


def proposed(client: Client, value: str = "20") -> int:
    said = {"name": "medium_from", "value": value, "valid_from": TODAY.isoformat(), "reason": "误报太多"}
    assert client.post(f"{PAGE}propose/", said).status_code == 302
    return limit_proposals.proposals(rule="ponzi_payout")[0].number


@pytest.mark.usefixtures("told")
def test_one_proposes_and_another_adopts(sign_in: Door) -> None:
    number = proposed(sign_in("analyst"))
    (waiting,) = limit_proposals.proposals()
    assert (waiting.value, waiting.state, waiting.trial["gone"]) == (0.2, "proposed", 0)
    assert limit_proposals.adopted_limits() == ()
    assert sign_in("analyst").post(f"{PAGE}adopt/", {"proposal": number}).status_code == 403

    assert sign_in("head").post(f"{PAGE}adopt/", {"proposal": number, "reason": "同意"}).status_code == 302

    assert [(rule, row.name, row.value) for rule, row in limit_proposals.adopted_limits()] == [("ponzi_payout", "medium_from", 0.2)]
    assert "已采纳" in sign_in("east").get(PAGE).content.decode()
    acts = [one.action for one in audit.entries(search=audit.Search(), page_size=50)[0]]
    assert {"limits.propose", "limits.adopted"} <= set(acts)


@pytest.mark.usefixtures("told")
def test_one_s_own_proposal_is_not_adopted_and_can_be_withdrawn(sign_in: Door) -> None:
    number = proposed(sign_in("head"))
    sign_in("head").post(f"{PAGE}adopt/", {"proposal": number})
    assert limit_proposals.adopted_limits() == ()
    sign_in("head").post(f"{PAGE}withdraw/", {"proposal": number})
    assert [one.state for one in limit_proposals.proposals()] == ["withdrawn"]


@pytest.mark.usefixtures("told")
def test_a_worker_proposes_nothing_and_nonsense_is_not_kept(sign_in: Door) -> None:
    assert sign_in("east").post(f"{PAGE}propose/", {}).status_code == 403
    client = sign_in("analyst")
    for said in ({"name": "medium_from", "value": "viel"}, {"name": "window", "value": "3"}, {"name": "medium_from", "value": "-3"}):
        client.post(f"{PAGE}propose/", said | {"valid_from": TODAY.isoformat(), "reason": "x"})
    assert limit_proposals.proposals() == []


@pytest.mark.usefixtures("told")
def test_the_back_test_stands_where_the_truth_is_known(sign_in: Door, settings: Any) -> None:
    assert "没有已知真相" in sign_in("head").get("/methods/backtest/").content.decode()
    folder = Path(settings.HOME) / "ledgers" / "told"
    folder.mkdir(parents=True)
    guilty = {"rule": "ponzi_payout", "subject_type": "institution", "subject_id": "I1", "from_date": date(2026, 3, 1), "kind": "guilty"}
    pq.write_table(pa.Table.from_pylist([guilty | {"to_date": None}]), folder / "truth.parquet")

    found = sign_in("head").get("/methods/backtest/").context

    (rule,) = [one for _, one in found["rules"]]
    assert (rule.rule, rule.guilty, rule.recall.of, rule.missed) == ("ponzi_payout", 1, 0, ["I1"])
