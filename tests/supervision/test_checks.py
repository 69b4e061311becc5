"""A joint check of a guarantor from its plan to its closure: stages, papers, facts that the firm signs, corrections with deadlines."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from lookthrough.audit import queries as trail
from lookthrough.registry.triage_answer_files import SentFile
from lookthrough.supervision import check_operations as filling
from lookthrough.supervision import correction_operations as correcting
from lookthrough.supervision import fact_operations as facts
from lookthrough.supervision import firm_operations, operations, queries
from lookthrough.supervision.check_rows import CheckFileWhole
from lookthrough.supervision.operations import NotAllowed
from lookthrough.supervision.stages import Stage
from registry.register import firm
from registry.working import AT, EAST, TODAY, WEST, appoint, ident, settle

ON_SITE = TODAY + timedelta(days=20)
PDF = SentFile("合同.pdf", b"%PDF-1.7 contract")


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, int]:
    """Return those who work here, with a guarantor in the east."""
    folder = tmp_path / "firms"
    folder.mkdir()
    made = appoint()
    settle(folder, firm(1, name="东区融资担保有限公司", region_code="330302"), screen=False)
    return made


def plan(people: dict[str, int], *officers: str) -> str:
    """Plan a check of the guarantor by officers of the east."""
    return operations.plan(
        company_id=ident(1), business="guarantor", purpose="集中度异常", on_site_on=ON_SITE, offices_too=["税务局", ""],
        officers=officers or ("east", "east2"), officer_id=people["east"], at=AT,
    )  # fmt: skip


def shown(number: str, today: date = TODAY) -> CheckFileWhole:
    """Return the check as the east sees it."""
    found = queries.check(number=number, district=EAST, today=today)
    assert found is not None
    return found


def on_site(people: dict[str, int]) -> str:
    """Bring a check to its on-site stage with every item said and seen, one of them wanting."""
    number = plan(people)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    for item in shown(number).items:
        filling.say(number=number, slug=item.slug, said="in_order", note="", officer_id=people["east"], at=AT)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    for item in shown(number).items:
        wanting = item.slug == "guarantee_limits"
        seen, note = ("breach", "放大倍数 12 倍") if wanting else ("in_order", "")
        filling.see(number=number, slug=item.slug, seen=seen, note=note, officer_id=people["east2"], at=AT)
    return number


def test_a_plan_copies_the_list_for_the_kind_of_body(people: dict[str, int]) -> None:
    found = shown(plan(people))
    slugs = {item.slug for item in found.items}
    assert {"guarantee_limits", "officials", "usury"} <= slugs
    assert not slugs & {"loan_limits", "pawn_limits"}
    assert len(found.papers) == 6
    assert found.offices == ("税务局",)
    assert found.row.stage == Stage.MOBILISE


def test_one_officer_is_too_few_for_a_site(people: dict[str, int]) -> None:
    number = plan(people, "east")
    with pytest.raises(NotAllowed, match="fewer than 2"):
        operations.advance(number=number, officer_id=people["east"], at=AT)


def test_officers_who_do_not_reach_the_place_are_refused_and_a_second_check_too(people: dict[str, int]) -> None:
    with pytest.raises(NotAllowed, match="active officers"):
        plan(people, "east", "west")
    plan(people)
    with pytest.raises(NotAllowed, match="under way"):
        plan(people)


def test_another_district_neither_sees_nor_works_on_it(people: dict[str, int]) -> None:
    number = plan(people)
    assert queries.check(number=number, district=WEST, today=TODAY) is None
    with pytest.raises(NotAllowed, match="district"):
        operations.advance(number=number, officer_id=people["west"], at=AT)
    with pytest.raises(NotAllowed, match="role"):
        operations.advance(number=number, officer_id=people["analyst"], at=AT)


def test_the_self_check_is_waited_for_until_it_is_due(people: dict[str, int]) -> None:
    number = plan(people)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="lacks"):
        operations.advance(number=number, officer_id=people["east"], at=AT)
    late = AT + timedelta(days=60)
    assert operations.advance(number=number, officer_id=people["east"], at=late) is Stage.ON_SITE


def test_a_problem_needs_words_on_either_side(people: dict[str, int]) -> None:
    number = plan(people)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="please say which"):
        filling.say(number=number, slug="usury", said="problem", note=" ", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="choose a result"):
        filling.say(number=number, slug="usury", said="perhaps", note="", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="only in the stage"):
        filling.see(number=number, slug="usury", seen="in_order", note="", officer_id=people["east"], at=AT)


def test_only_those_named_for_the_site_record_what_they_see(people: dict[str, int]) -> None:
    number = on_site(people)
    with pytest.raises(NotAllowed, match="named for it"):
        filling.see(number=number, slug="usury", seen="in_order", note="", officer_id=people["head"], at=AT)
    (item,) = [one for one in shown(number).items if one.slug == "guarantee_limits"]
    assert item.contradicts


def test_papers_are_called_for_come_late_and_can_be_taken_back(people: dict[str, int], tmp_path: Path) -> None:
    number = plan(people)
    extra = filling.call_for(number=number, title="在保清单", due_on=TODAY, officer_id=people["east"], at=AT)
    late = shown(number, TODAY + timedelta(days=1))
    assert [one.state for one in late.papers if one.paper_id == extra] == ["missing"]
    filling.add_files(number=number, paper_id=extra, files=[PDF], folder=tmp_path, officer_id=people["east"], at=AT)
    filling.receive(number=number, paper_id=extra, note="", officer_id=people["east"], at=AT)
    (paper,) = [one for one in shown(number).papers if one.paper_id == extra]
    assert (paper.state, paper.files[0].name) == ("received", "合同.pdf")
    found = queries.file(file_id=paper.files[0].file_id, district=EAST, folder=tmp_path)
    assert found is not None
    assert found[2] == PDF.content
    assert queries.file(file_id=paper.files[0].file_id, district=WEST, folder=tmp_path) is None
    filling.not_received(number=number, paper_id=extra, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="not come yet"):
        filling.not_received(number=number, paper_id=extra, officer_id=people["east"], at=AT)


def test_a_file_that_is_none_is_refused_and_nothing_is_kept(people: dict[str, int], tmp_path: Path) -> None:
    number = plan(people)
    bad = SentFile("run.exe", b"MZ\x90")
    with pytest.raises(NotAllowed, match="no PDF"):
        filling.add_files(number=number, slug="usury", files=[PDF, bad], folder=tmp_path, officer_id=people["east"], at=AT)
    assert not [item for item in shown(number).items if item.files]
    assert not list(tmp_path.rglob("*/??/*"))


def test_the_firm_signs_what_it_was_shown(people: dict[str, int]) -> None:
    number = on_site(people)
    with pytest.raises(NotAllowed, match="not signed"):
        operations.advance(number=number, officer_id=people["east"], at=AT)
    sheet = facts.draw(number=number, facts=["另查明账外经营"], officer_id=people["east"], at=AT)
    drawn = shown(number).sheet
    assert drawn is not None
    assert drawn.facts == ("担保责任余额和集中度不超过上限，没有为控制人担保：放大倍数 12 倍", "另查明账外经营")
    with pytest.raises(NotAllowed, match="not what was shown"):
        facts.sign(number=number, name="甲", post="经理", objections="", shown_hash="other", officer_id=people["east"], at=AT)
    seal = facts.sign(
        number=number,
        name="赵签署",
        post="总经理",
        objections="对第二条有异议",
        shown_hash=drawn.text_hash,
        officer_id=people["east"],
        at=AT,
    )
    signed = shown(number).sheet
    assert signed is not None
    assert (signed.state, signed.seal, signed.reason) == ("signed", seal, "对第二条有异议")
    assert queries.signer(sheet=sheet, district=EAST) == "赵签署"
    assert queries.signer(sheet=sheet, district=WEST) == ""
    with pytest.raises(NotAllowed, match="cannot be withdrawn"):
        facts.withdraw(number=number, officer_id=people["east"], at=AT)
    assert "赵签署" not in str([entry.details for entry in trail.all_entries(search=trail.Search(), most=10_000)])


def test_a_refusal_needs_a_reason_and_a_second_witness(people: dict[str, int]) -> None:
    number = on_site(people)
    facts.draw(number=number, facts=[], officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="two officers"):
        facts.refuse(number=number, reason="不认可", witness="east", officer_id=people["east"], at=AT)
    facts.refuse(number=number, reason="不认可", witness="east2", officer_id=people["east"], at=AT)
    refused = shown(number).sheet
    assert refused is not None
    assert (refused.state, refused.witness) == ("refused", "east2")
    assert operations.advance(number=number, officer_id=people["east"], at=AT) is Stage.CORRECT


def ordered(people: dict[str, int]) -> tuple[str, int]:
    """Return a check in its stage of correction, with one correction due in ten working days."""
    number = on_site(people)
    facts.draw(number=number, facts=[], officer_id=people["east"], at=AT)
    facts.refuse(number=number, reason="不认可", witness="east2", officer_id=people["east"], at=AT)
    correction = correcting.order(
        number=number,
        what="压降担保责任余额",
        basis="条例第十五条",
        working_days=10,
        slug="guarantee_limits",
        officer_id=people["east"],
        at=AT,
    )
    operations.advance(number=number, officer_id=people["east"], at=AT)
    return number, correction


def test_a_deadline_counts_working_days(people: dict[str, int]) -> None:
    number, _ = ordered(people)
    (one,) = shown(number).corrections
    assert (one.due_on, one.days_left) == (date(2026, 11, 16), 10)
    assert shown(number, date(2026, 11, 18)).corrections[0].days_left == -2
    assert shown(number, date(2026, 11, 18)).row.late >= 1


def test_an_extension_is_granted_by_a_second_person(people: dict[str, int]) -> None:
    number, correction = ordered(people)
    until = date(2026, 12, 1)
    asked = correcting.ask_extension(correction_id=correction, until=until, reason="客户分批解保", officer_id=people["east"], at=AT)
    assert shown(number).corrections[0].due_on == date(2026, 11, 16)
    with pytest.raises(NotAllowed, match="role"):
        correcting.decide_extension(extension_id=asked, grant=True, reason="", officer_id=people["east2"], at=AT)
    correcting.decide_extension(extension_id=asked, grant=True, reason="", officer_id=people["head"], at=AT)
    assert shown(number).corrections[0].due_on == until
    own = correcting.ask_extension(correction_id=correction, until=date(2026, 12, 8), reason="再延", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="whoever asked"):
        correcting.decide_extension(extension_id=own, grant=True, reason="", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="waits already"):
        correcting.ask_extension(correction_id=correction, until=date(2026, 12, 9), reason="再延", officer_id=people["east"], at=AT)


def test_a_check_closes_when_every_correction_is_rechecked_and_the_closure_can_be_undone(people: dict[str, int]) -> None:
    number, correction = ordered(people)
    with pytest.raises(NotAllowed, match="not re-checked"):
        operations.close(number=number, conclusion="合规", officer_id=people["east"], at=AT)
    correcting.report(correction_id=correction, text="已降至 9 倍", officer_id=people["east"], at=AT)
    correcting.recheck(correction_id=correction, done=False, note="仍为 11 倍", officer_id=people["east2"], at=AT)
    assert shown(number).corrections[0].state == "open"
    correcting.recheck(correction_id=correction, done=True, note="9 倍", officer_id=people["east2"], at=AT)
    operations.close(number=number, conclusion="整改到位", officer_id=people["east"], at=AT)
    assert shown(number).row.stage == Stage.CLOSED
    with pytest.raises(NotAllowed, match="over"):
        filling.call_for(number=number, title="x", due_on=TODAY, officer_id=people["east"], at=AT)
    operations.step_back(number=number, officer_id=people["east"], at=AT)
    assert shown(number).row.stage == Stage.CORRECT


def test_a_move_is_taken_back_only_by_who_made_it_and_before_anything_else(people: dict[str, int]) -> None:
    number = plan(people)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="your own last move"):
        operations.step_back(number=number, officer_id=people["east2"], at=AT)
    filling.say(number=number, slug="usury", said="in_order", note="", officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="your own last move"):
        operations.step_back(number=number, officer_id=people["east"], at=AT)


def test_cancelling_takes_a_head_who_did_not_plan_it(people: dict[str, int]) -> None:
    number = plan(people)
    with pytest.raises(NotAllowed, match="role"):
        operations.cancel(number=number, reason="重复", officer_id=people["east2"], at=AT)
    operations.cancel(number=number, reason="重复", officer_id=people["head"], at=AT)
    assert shown(number).row.stage == Stage.CANCELLED


def test_the_firm_comes_in_by_its_code_alone(people: dict[str, int]) -> None:
    number = plan(people)
    letter = operations.give_code(number=number, officer_id=people["east"], at=AT)
    again = operations.give_code(number=number, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed, match="does not fit"):
        firm_operations.open_check(code=letter.code, uscc=letter.uscc, address_hash="a", at=AT)
    check_id = firm_operations.open_check(code=again.code.lower().replace("-", " "), uscc=letter.uscc, address_hash="a", at=AT)
    operations.advance(number=number, officer_id=people["east"], at=AT)
    filling.say_as_firm(check_id=check_id, slug="usury", said="problem", note="有一笔超过上限", at=AT)
    (item,) = [one for one in shown(number).items if one.slug == "usury"]
    assert (item.said, item.said_by) == ("problem", "firm")
    for _ in range(4):
        with pytest.raises(NotAllowed, match="does not fit"):
            firm_operations.open_check(code="AAAA-AAAA-AAAA-AAAA", uscc=letter.uscc, address_hash="a", at=AT)
    with pytest.raises(firm_operations.Locked):
        firm_operations.open_check(code=again.code, uscc=letter.uscc, address_hash="a", at=AT)
    assert firm_operations.open_check(code=again.code, uscc=letter.uscc, address_hash="a", at=AT + timedelta(minutes=16)) == check_id


def test_every_act_stands_in_the_trail(people: dict[str, int]) -> None:
    number, _ = ordered(people)
    actions = {entry.action for entry in trail.all_entries(search=trail.Search(), most=10_000) if entry.object_id == number}
    assert actions >= {
        f"supervision.{kind}"
        for kind in ("planned", "advanced", "self_checked", "seen", "facts_drawn", "facts_refused", "correction_ordered")
    }
    assert len(shown(number).acts) >= 60
