"""What people decide stands: machines never overwrite it, only people take it back, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alert_builders import appoint
from lookthrough.audit.queries import entries
from lookthrough.offices import queries as offices
from lookthrough.registry.matching import operations as matching
from lookthrough.registry.matching import queries
from lookthrough.registry.models import Company, MatchPair, MatchVerdict, OtherName
from registry.outside_list import AT, FIRMS, match, pairs, records, register
from registry.register import firm

NAME = "东区云禾投资管理有限公司"
OLD = "东区云禾投资管理有限责任公司"


@pytest.fixture
def people(db, tmp_path):
    """A pair that waits in the eastern district, and the people of the office."""
    people = appoint()
    register(tmp_path, [firm(1, name=NAME, region_code="990102", province="", city=""), *FIRMS[1:]])
    records(
        tmp_path,
        {"name": OLD, "brand": "云和贷", "province": "", "city": "", "region_code": "990102"},
        {"name": NAME, "province": "", "city": "", "region_code": "990102"},
    )
    match()
    return people


def waiting():
    return pairs()["K1", NAME].pk


def linked():
    return pairs()["K2", NAME].pk


def judge(officer, verdict="same", pair=None, at=AT):
    return matching.judge(pair_ids=[pair or waiting()], verdict=verdict, reason="看过两边", officer_id=officer, at=at)


def test_a_verdict_stands_when_matching_runs_again(people):
    judge(people.east, "different", pair=linked())
    match()
    pair = MatchPair.objects.get(pk=linked())
    assert pair.verdict == "different"
    district = offices.officer(officer_id=people.east).district
    assert [one.pair_id for one in queries.pairs(district=district, state="contradicted").rows] == [pair.pk]


def test_a_verdict_outlives_the_machines_interest(people):
    judge(people.east, "same")
    Company.objects.filter(name=NAME).update(name="东区全新名字商贸有限公司")
    match()
    pair = MatchPair.objects.get(verdict="same")
    assert not pair.proposed
    assert MatchVerdict.objects.count() == 1


def test_the_same_gives_the_firm_the_records_names_and_undo_takes_them_back(people):
    batch = judge(people.east)
    assert OtherName.objects.filter(company__name=NAME, name="云和贷", kind="brand").exists()
    matching.undo(batch=batch, officer_id=people.east, at=AT)
    assert not OtherName.objects.filter(name="云和贷").exists()
    assert MatchPair.objects.get(pk=waiting()).verdict == ""


def test_what_was_taken_back_stays_in_the_history(people):
    batch = judge(people.east)
    matching.undo(batch=batch, officer_id=people.east, at=AT + timedelta(hours=1))
    (kept,) = queries.verdicts_of(pair_id=waiting())
    assert (kept.verdict, kept.by, kept.revoked_by) == ("same", "east", "east")


def test_taking_back_what_another_decided_needs_a_reason_and_brings_back_what_stood_before(people):
    judge(people.east, "unsure")
    judge(people.city, "same", at=AT + timedelta(hours=1))
    with pytest.raises(matching.NotAllowed):
        matching.revoke(pair_id=waiting(), reason="", officer_id=people.head, at=AT + timedelta(hours=2))
    matching.revoke(pair_id=waiting(), reason="看错了", officer_id=people.head, at=AT + timedelta(hours=2))
    assert MatchPair.objects.get(pk=waiting()).verdict == "unsure"


def test_nobody_judges_in_another_district(people):
    with pytest.raises(matching.NotAllowed):
        judge(people.west)
    assert queries.pairs(district=offices.officer(officer_id=people.west).district).total == 0
    assert MatchVerdict.objects.count() == 0


def test_one_pair_out_of_reach_stops_the_whole_act(people):
    with pytest.raises(matching.NotAllowed):
        matching.judge(pair_ids=[waiting(), 10**9], verdict="same", reason="", officer_id=people.east, at=AT)
    assert MatchVerdict.objects.count() == 0


def test_a_word_that_is_no_verdict_is_refused(people):
    with pytest.raises(matching.NotAllowed):
        judge(people.east, "perhaps")


def test_a_persons_word_silences_the_machines_other_link_of_the_record(people):
    Company.objects.filter(name=FIRMS[2]["name"]).update(region_code="990102")
    other = Company.objects.get(name=FIRMS[2]["name"])
    pair = MatchPair.objects.get(pk=linked())
    second = MatchPair.objects.create(
        pair_key="second", record=pair.record, company=other, region_code="990102", probability=0.2, model_version="t", first_at=AT
    )
    judge(people.east, "same", pair=second.pk)
    district = offices.officer(officer_id=people.east).district
    assert pair.pk not in [one.pair_id for one in queries.pairs(district=district, state="linked").rows]


def test_every_verdict_is_in_the_trail(people):
    batch = judge(people.east)
    matching.undo(batch=batch, officer_id=people.east, at=AT)
    told, _ = entries(object_type="match")
    assert [entry.action for entry in told] == ["match_revoked", "match_judged"]
