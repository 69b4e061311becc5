"""Triage: hits open one for each firm and event, officers ask and decide, and what was decided comes back only for something new."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from lookthrough.audit import queries as audit
from lookthrough.registry import operations as registry
from lookthrough.registry import triage_answers as answers
from lookthrough.registry import triage_operations as triage
from lookthrough.registry import triage_queries as queries
from lookthrough.registry import watch_queries
from lookthrough.registry.handling_operations import NotAllowed
from lookthrough.registry.models import Question, Triage, WrongCode
from lookthrough.registry.triage_queries import TriageFilter
from registry.register import firm
from registry.working import AT, CITY, EAST, TODAY, WEST, appoint, barred, ident, settle

Ids = dict[str, int]
PDF = b"%PDF-1.7\n..."


@pytest.fixture
def officers(db: None) -> Ids:
    return appoint()


@pytest.fixture
def opened(officers: Ids, tmp_path: Path) -> Ids:
    """Two barred names in the east, one in the west."""
    settle(tmp_path, barred(1), barred(2), barred(3, "330303"), firm(4, region_code="330302"))
    triage.open_triages(on=TODAY, at=AT)
    return officers


def of(number: int) -> Triage:
    return Triage.objects.get(company__identity=ident(number))


def listed(district: object, **asked: str) -> list[str]:
    page = queries.triages(district=district, asked=TriageFilter(**asked), today=TODAY)
    return [row.company_id for row in page.rows]


def ask(one: Triage, officer: int) -> answers.Letter:
    return answers.ask(triage_id=one.pk, wording="business", due_on=None, officer_id=officer, at=AT)


def test_one_triage_a_firm_and_event_however_many_words(officers: Ids, tmp_path: Path) -> None:
    settle(tmp_path, barred(1, name="某市理财金融有限公司", business_scope="理财；财富管理"))
    done = triage.open_triages(on=TODAY, at=AT)
    assert done.opened == 1
    assert len({word.word for word in queries.triages(district=CITY, asked=TriageFilter(), today=TODAY).rows[0].words}) == 3


def test_the_same_hits_again_change_nothing(opened: Ids) -> None:
    entries = audit.verify()
    registry.screen_all(on=TODAY)
    again = triage.open_triages(on=TODAY, at=AT)
    assert (again.opened, again.renewed, again.updated, again.unchanged) == (0, 0, 0, 3)
    assert audit.verify() == entries


def test_what_is_due_counts_working_days(opened: Ids) -> None:
    assert of(1).due_on == date(2026, 11, 9)  # five working days after Monday


def test_a_district_sees_its_own(opened: Ids) -> None:
    assert listed(EAST) == [ident(1), ident(2)]
    assert listed(WEST) == [ident(3)]
    assert len(listed(CITY)) == 3
    assert queries.triage(triage_id=of(1).pk, district=WEST, today=TODAY) is None


def test_cleared_stays_cleared_until_a_new_word_or_another_scope(opened: Ids, tmp_path: Path) -> None:
    triage.clear(triage_ids=[of(1).pk], reason="持牌机构的食堂", officer_id=opened["east"], at=AT)
    registry.screen_all(on=TODAY)
    assert triage.open_triages(on=TODAY, at=AT).renewed == 0
    assert of(1).state == "cleared"

    settle(tmp_path, barred(1, business_scope="金融信息服务"))
    assert triage.open_triages(on=TODAY, at=AT).renewed == 1
    assert (of(1).state, of(1).reason) == ("open", "")

    triage.clear(triage_ids=[of(1).pk], reason="已看", officer_id=opened["east"], at=AT)
    settle(tmp_path, barred(1, business_scope="金融信息服务；金融数据处理"))
    assert triage.open_triages(on=TODAY, at=AT).renewed == 1, "the same word in another scope is another question"


def test_words_that_are_gone_leave_the_decision_to_a_person(opened: Ids, tmp_path: Path) -> None:
    settle(tmp_path, firm(1, name="某市百货有限公司", region_code="330302"))
    assert triage.open_triages(on=TODAY, at=AT).updated == 1
    assert (of(1).state, of(1).stands) == ("open", False)
    assert triage.open_triages(on=TODAY, at=AT).updated == 0


def test_a_firm_that_no_longer_exists_opens_nothing(officers: Ids, tmp_path: Path) -> None:
    from lookthrough.registry.models import Company, CompanyStanding

    settle(tmp_path, barred(1))
    CompanyStanding.objects.create(company=Company.objects.get(), status="deregistered")
    assert triage.open_triages(on=TODAY, at=AT).opened == 0


def test_watch_words_open_no_more_than_a_county_works_on_at_once(officers: Ids, tmp_path: Path) -> None:
    rows = [firm(number, name=f"某市第{number}集资有限公司", region_code="330302", event="new") for number in range(1, 31)]
    settle(tmp_path, *rows, firm(40, name="某市老集资有限公司", region_code="330302"))
    done = triage.open_triages(on=TODAY, at=AT)
    assert (done.opened, done.held_back) == (20, 10)
    assert triage.open_triages(on=TODAY, at=AT).opened == 0
    triage.clear(triage_ids=[Triage.objects.first().pk], reason="无碍", officer_id=officers["east"], at=AT)
    assert triage.open_triages(on=TODAY, at=AT).opened == 1
    assert not Triage.objects.filter(company__identity=ident(40)).exists(), "one watch word of an existing firm is not enough"


def test_from_question_to_answer_to_decision(opened: Ids, tmp_path: Path) -> None:
    one = of(1)
    triage.take(triage_ids=[one.pk], officer_id=opened["east"], at=AT)
    letter = ask(one, opened["east"])
    assert (of(1).state, letter.due_on) == ("asked", date(2026, 11, 16))
    assert letter.code not in str(Question.objects.values().get())

    found = answers.open_question(code=letter.code.lower(), uscc=ident(1), address_hash="a", at=AT)
    files = [answers.SentFile("../../合同 1.pdf", PDF)]
    receipt = answers.answer(question_id=found.question_id, text="我们卖日用品。", files=files, folder=tmp_path / "evidence", at=AT)
    file = queries.triage(triage_id=one.pk, district=EAST, today=TODAY, username="east")
    assert file.row.state == "answered"
    assert (file.questions[0].answer, file.questions[0].receipt) == ("我们卖日用品。", receipt)
    assert file.questions[0].files[0].name == "合同 1.pdf"
    kept = queries.answer_file(file_id=file.questions[0].files[0].file_id, district=EAST, folder=tmp_path / "evidence")
    assert kept[1] == PDF
    assert queries.answer_file(file_id=file.questions[0].files[0].file_id, district=WEST, folder=tmp_path / "evidence") is None
    with pytest.raises(NotAllowed):
        answers.answer(question_id=found.question_id, text="再答一次", files=[], folder=tmp_path, at=AT)

    triage.clear(triage_ids=[one.pk], reason="只是卖日用品，已要求变更名称", officer_id=opened["east"], at=AT)
    assert ident(1) not in listed(EAST)
    assert ident(1) in listed(EAST, state="cleared")


def test_an_answer_that_was_changed_on_disk_is_not_shown(opened: Ids, tmp_path: Path) -> None:
    letter = ask(of(1), opened["east"])
    found = answers.open_question(code=letter.code, uscc=ident(1), address_hash="a", at=AT)
    answers.answer(question_id=found.question_id, text="见附件", files=[answers.SentFile("a.pdf", PDF)], folder=tmp_path / "e", at=AT)
    stored = next(path for path in (tmp_path / "e").rglob("*") if path.is_file())
    stored.write_bytes(b"%PDF-1.7 something else")
    file = queries.triage(triage_id=of(1).pk, district=EAST, today=TODAY)
    with pytest.raises(ValueError, match="not as it was sent"):
        queries.answer_file(file_id=file.questions[0].files[0].file_id, district=EAST, folder=tmp_path / "e")


def test_the_code_opens_nothing_for_another_firm_and_wrong_ones_close_the_page(opened: Ids) -> None:
    letter = ask(of(1), opened["east"])
    with pytest.raises(NotAllowed):
        answers.open_question(code=letter.code, uscc=ident(2), address_hash="a", at=AT)
    for _ in range(4):
        with pytest.raises(NotAllowed):
            answers.open_question(code="AAAA-AAAA-AAAA-AAAA", uscc=ident(1), address_hash="a", at=AT)
    with pytest.raises(answers.Locked):
        answers.open_question(code=letter.code, uscc=ident(1), address_hash="a", at=AT)
    assert answers.open_question(code=letter.code, uscc=ident(1), address_hash="b", at=AT).firm.startswith("某市第1")
    assert answers.open_question(code=letter.code, uscc=ident(1), address_hash="a", at=AT + timedelta(minutes=16))
    with pytest.raises(NotAllowed):
        answers.open_question(code="x", uscc=ident(1), address_hash="c", at=AT + timedelta(days=2))
    assert WrongCode.objects.count() == 1, "what is older than a day is forgotten"


def test_a_second_question_withdraws_the_first_and_its_code(opened: Ids) -> None:
    first, second = ask(of(1), opened["east"]), ask(of(1), opened["east"])
    with pytest.raises(NotAllowed):
        answers.open_question(code=first.code, uscc=ident(1), address_hash="a", at=AT)
    assert answers.open_question(code=second.code, uscc=ident(1), address_hash="a", at=AT).question_id == second.question_id


def test_the_question_tells_the_firm_nothing_of_what_is_known(opened: Ids) -> None:
    letter = ask(of(1), opened["east"])
    found = answers.open_question(code=letter.code, uscc=ident(1), address_hash="a", at=AT)
    told = f"{found}{letter}"
    assert "命中" not in told
    assert "737" not in told
    for wording in answers.wordings().values():
        assert not {"命中", "举报", "预警", "涉嫌", "名单"} & {
            word for word in ("命中", "举报", "预警", "涉嫌", "名单") if word in wording.text.zh
        }


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"<html>", b"PK\x03\x04 no zip", b"%PD", b"%PDF-" + b"x" * 11 * 1024**2],
    ids=["empty", "program", "page", "no workbook", "cut", "too large"],
)
def test_files_that_are_not_what_they_should_be_are_refused(opened: Ids, tmp_path: Path, content: bytes) -> None:
    letter = ask(of(1), opened["east"])
    sent = answers.SentFile("合同.pdf", content)
    with pytest.raises(NotAllowed) as refusal:
        answers.answer(question_id=letter.question_id, text="见附件", files=[sent], folder=tmp_path / "e", at=AT)
    assert "合同.pdf" in refusal.value.reason.zh
    assert not (tmp_path / "e").exists()


def test_each_decision_can_be_taken_back(opened: Ids) -> None:
    both = [of(1).pk, of(2).pk]
    batch = triage.put_on_watch_list(triage_ids=both, reason="须跟踪", until=date(2027, 3, 1), officer_id=opened["east"], at=AT)
    assert len(watch_queries.watched(district=EAST, today=TODAY)) == 2
    with pytest.raises(NotAllowed):
        triage.undo(batch=batch, officer_id=opened["east2"], at=AT)
    assert triage.undo(batch=batch, officer_id=opened["east"], at=AT) == 2
    assert (of(1).state, of(2).state) == ("open", "open")
    assert watch_queries.watched(district=EAST, today=TODAY) == []

    triage.pass_on(triage_ids=both, reason="移送市场监管局", officer_id=opened["east"], at=AT)
    assert triage.undo_last(triage_id=of(2).pk, officer_id=opened["east"], at=AT) == 2
    assert listed(EAST) == [ident(1), ident(2)]


def test_what_somebody_changed_since_is_not_taken_back(opened: Ids) -> None:
    batch = triage.take(triage_ids=[of(1).pk], officer_id=opened["east"], at=AT)
    triage.take(triage_ids=[of(1).pk], officer_id=opened["east2"], at=AT)
    with pytest.raises(NotAllowed):
        triage.undo(batch=batch, officer_id=opened["east"], at=AT)


@pytest.mark.parametrize("who", ["west", "auditor", "analyst"])
def test_others_can_change_nothing(opened: Ids, who: str) -> None:
    one, officer = of(1), opened[who]
    deeds = [
        lambda: triage.take(triage_ids=[one.pk], officer_id=officer, at=AT),
        lambda: triage.note(triage_id=one.pk, text="x", officer_id=officer, at=AT),
        lambda: triage.clear(triage_ids=[one.pk], reason="x", officer_id=officer, at=AT),
        lambda: triage.pass_on(triage_ids=[one.pk], reason="x", officer_id=officer, at=AT),
        lambda: triage.put_on_watch_list(triage_ids=[one.pk], reason="x", until=date(2027, 1, 1), officer_id=officer, at=AT),
        lambda: triage.undo_last(triage_id=one.pk, officer_id=officer, at=AT),
        lambda: ask(one, officer),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert of(1).state == "open"


def test_a_decision_needs_a_reason(opened: Ids) -> None:
    with pytest.raises(NotAllowed):
        triage.clear(triage_ids=[of(1).pk], reason="  ", officer_id=opened["east"], at=AT)
