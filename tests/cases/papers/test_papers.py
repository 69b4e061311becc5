"""A document's way: drafted from the case, saved in versions, approved by another, numbered without a gap, frozen."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document

from cases.filing import case
from cases.papers.writing import everything, issued, submitted
from lookthrough.audit import queries as trail
from lookthrough.cases import case_queries
from lookthrough.cases.papers import milestone_operations, operations, queries, template_operations
from lookthrough.cases.papers.models import Paper, PaperVersion
from lookthrough.evidence import queries as evidence
from lookthrough.offices import operations as offices
from lookthrough.offices import queries as offices_queries
from lookthrough.offices.roles import Role
from lookthrough.registry.handling_operations import NotAllowed
from registry.working import AT, appoint


@pytest.fixture
def people(db: None) -> dict[str, int]:
    """Return those who work here."""
    return appoint()


def seen(people: dict[str, int], paper: int, who: str = "east") -> queries.PaperView:
    """Return a document as somebody sees it."""
    found = queries.paper(paper_id=paper, officer_id=people[who])
    assert found is not None
    return found


def words(content: bytes | None) -> str:
    """Return all words of a Word file."""
    assert content is not None
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


def test_a_draft_is_filled_from_the_case_and_says_what_is_missing(people: dict[str, int]) -> None:
    number = case(people)
    paper = operations.draft(case_number=number, kind="rectification_notice", officer_id=people["east"], at=AT)
    found = seen(people, paper)
    assert found.values["case_number"] == number
    assert found.values["subject_name"] == "东区某投资有限公司"
    assert found.values["office"] == "东区金融办"
    assert {one.name for one in found.lacking} == {"facts", "breached", "legal_basis", "demands", "deadline"}
    text = words(queries.word_file(paper_id=paper, officer_id=people["east"], at=AT))
    assert "【待填：整改要求】" in text
    assert "六十日内依法申请行政复议" in text
    with pytest.raises(NotAllowed, match="still missing: facts found"):
        operations.submit(paper_id=paper, version=1, officer_id=people["east"], at=AT)


def test_two_who_save_at_once_lose_nothing_in_silence(people: dict[str, int]) -> None:
    paper = operations.draft(case_number=case(people), kind="opinion", officer_id=people["east"], at=AT)
    base = dict(seen(people, paper).values)
    operations.save(paper_id=paper, values=base | {"facts": "甲"}, version=1, officer_id=people["east"], at=AT)
    with pytest.raises(NotAllowed) as refusal:
        operations.save(paper_id=paper, values=base | {"facts": "乙"}, version=1, officer_id=people["east2"], at=AT)
    assert "east" in refusal.value.reason.zh
    operations.save(paper_id=paper, values=base | {"facts": "甲乙"}, version=2, officer_id=people["east2"], at=AT)
    assert [(one.version, one.saved_by, one.changed) for one in seen(people, paper).versions] == [
        (3, "east2", ("facts",)), (2, "east", ("facts",)), (1, "east", ()),
    ]  # fmt: skip
    assert operations.values_of(Paper.objects.get(pk=paper), 2)["facts"] == "甲"
    assert "甲" not in "".join(PaperVersion.objects.values_list("values_sealed", flat=True))


def test_nobody_approves_what_he_wrote_and_an_approved_one_is_numbered_and_frozen(people: dict[str, int]) -> None:
    number = case(people)
    template_operations.set_letterhead(office="某市局", mark="瓯金", address="某路1号", telephone="0577", officer_id=people["head"], at=AT)
    own = submitted(people, number, who="head")
    with pytest.raises(NotAllowed, match="does not approve"):
        operations.decide(paper_id=own, agreed=True, reason="", officer_id=people["head"], at=AT)
    paper = submitted(people, number)
    with pytest.raises(NotAllowed):
        operations.decide(paper_id=paper, agreed=True, reason="", officer_id=people["east2"], at=AT)
    assert operations.decide(paper_id=paper, agreed=True, reason="", officer_id=people["head"], at=AT) == "责改〔2026〕1号"
    row = seen(people, paper).row
    content = queries.word_file(paper_id=paper, officer_id=people["east"], at=AT)
    text = words(content)
    assert "责改〔2026〕1号" in text
    assert "2026年11月2日" in text
    item = evidence.item(number=row.evidence_number, officer_id=people["east"])
    assert item is not None
    assert (item.row.facts.sha256, item.row.origin) == (row.sha256, "document")
    with pytest.raises(NotAllowed, match="cannot be changed"):
        operations.save(paper_id=paper, values={}, version=row.version, officer_id=people["east"], at=AT)
    assert any(one.kind == "paper_issued" and "责改〔2026〕1号" in one.text.zh for one in case_queries.events(number=number))
    assert trail.entries(object_type="paper", object_id=str(paper))[1] >= 4


def test_numbers_run_without_a_gap_by_kind_office_and_year(people: dict[str, int]) -> None:
    number = case(people)
    template_operations.set_letterhead(office="某市局", mark="市金", address="", telephone="", officer_id=people["head"], at=AT)
    first, second = issued(people, number), submitted(people, number)
    operations.decide(paper_id=second, agreed=False, reason="事实不清", officer_id=people["head"], at=AT)
    third, other = issued(people, number), issued(people, number, "audit_request")
    operations.submit(paper_id=second, version=seen(people, second).row.version, officer_id=people["east"], at=AT)
    operations.decide(paper_id=second, agreed=True, reason="", officer_id=people["head"], at=AT)
    later = submitted(people, number)
    operations.decide(paper_id=later, agreed=True, reason="", officer_id=people["head"], at=AT + timedelta(days=365))
    numbers = [seen(people, one).row.number for one in (first, third, second, other, later)]
    assert numbers == ["责改〔2026〕1号", "责改〔2026〕2号", "责改〔2026〕3号", "审委〔2026〕1号", "责改〔2027〕1号"]


def test_sent_back_with_a_reason_given_up_and_taken_up_again_annulled_by_a_third(people: dict[str, int]) -> None:
    number = case(people)
    paper = submitted(people, number)
    with pytest.raises(NotAllowed, match="why"):
        operations.decide(paper_id=paper, agreed=False, reason=" ", officer_id=people["head"], at=AT)
    operations.decide(paper_id=paper, agreed=False, reason="依据有误", officer_id=people["head"], at=AT)
    assert (seen(people, paper).row.state, seen(people, paper).row.decision) == ("draft", "依据有误")
    operations.give_up(paper_id=paper, officer_id=people["east"], at=AT)
    operations.take_up(paper_id=paper, officer_id=people["east"], at=AT)
    done = issued(people, number)
    with pytest.raises(NotAllowed, match="does not approve"):
        operations.annul(paper_id=done, reason="有误", officer_id=people["head"], at=AT)
    assert seen(people, done).row.state == "issued"


def test_another_district_and_a_role_without_documents_meet_nothing(people: dict[str, int]) -> None:
    number = case(people)
    paper = submitted(people, number)
    for who in ("west", "analyst"):
        assert queries.paper(paper_id=paper, officer_id=people[who]) is None
        assert queries.papers(case_number=number, officer_id=people[who]) == []
        assert queries.word_file(paper_id=paper, officer_id=people[who], at=AT) is None
        with pytest.raises(NotAllowed):
            operations.take_back(paper_id=paper, officer_id=people[who], at=AT)
    assert len(queries.papers(case_number=number, officer_id=people["auditor"])) == 1
    with pytest.raises(NotAllowed):
        operations.draft(case_number=number, kind="opinion", officer_id=people["auditor"], at=AT)


def test_an_offices_own_template_is_adopted_by_another_and_holds_for_drafts_not_for_what_is_issued(people: dict[str, int]) -> None:
    number = case(people)
    old = issued(people, number)
    before = queries.word_file(paper_id=old, officer_id=people["east"], at=AT)
    document = Document()
    document.add_paragraph("本局自有模板：{{ subject_name }}，{{ demands }}")
    out = io.BytesIO()
    document.save(out)
    version = template_operations.bring(kind="rectification_notice", content=out.getvalue(), note="", officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="does not adopt"):
        template_operations.decide(kind="rectification_notice", version=version, agreed=True, officer_id=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="may stand in a field"):
        template_operations.bring(kind="opinion", content=_word("{{ 7*7 }}"), note="", officer_id=people["east"], at=AT)
    new = submitted(people, number)
    assert "本局自有模板" not in words(queries.word_file(paper_id=new, officer_id=people["east"], at=AT))
    assert queries.word_file(paper_id=old, officer_id=people["east"], at=AT) == before


def test_an_office_above_adopts_and_the_newest_nearest_template_holds(people: dict[str, int]) -> None:
    number = case(people)
    from lookthrough.cases.papers.models import Template

    for prefix, text in (("3303", "市局模板"), ("330302", "东区模板")):
        Template.objects.create(
            kind="opinion", region_prefix=prefix, version=1, content=_word(text + "{{ finding }}"), sha256="0" * 64, state="adopted",
            brought_by="x", brought_at=AT,
        )  # fmt: skip
    paper = submitted(people, number, "opinion")
    assert "东区模板" in words(queries.word_file(paper_id=paper, officer_id=people["east"], at=AT))
    Template.objects.filter(region_prefix="330302").update(state="withdrawn")
    assert "市局模板" in words(queries.word_file(paper_id=paper, officer_id=people["east"], at=AT))


def test_only_known_fields_are_kept_and_number_and_day_are_not_typed(people: dict[str, int]) -> None:
    paper = operations.draft(case_number=case(people), kind="first_registration_list", officer_id=people["east"], at=AT)
    said = everything("first_registration_list") | {"number": "假号", "issued_on": "假日", "other": "x"}
    said["things"] = [{"name": "电脑", "evil": "x"}, {"name": " "}]
    operations.save(paper_id=paper, values=said, version=1, officer_id=people["east"], at=AT)
    values = seen(people, paper).values
    assert not {"number", "issued_on", "other"} & set(values)
    assert values["things"] == [{"place": "", "name": "电脑", "form": "", "count": "", "kept_at": ""}]
    with pytest.raises(NotAllowed, match="at most"):
        operations.save(paper_id=paper, values={"reason": "长" * 30_000}, version=2, officer_id=people["east"], at=AT)


def _word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_filed_report_and_an_auditors_report_let_the_case_go_on_and_an_annulled_one_does_not(people: dict[str, int]) -> None:
    number = case(people)
    report, other = issued(people, number, "disposal_report"), issued(people, number)
    for wrong in ({"paper_id": other, "receipt": "x"}, {"paper_id": report, "receipt": " "}):
        with pytest.raises(NotAllowed):
            milestone_operations.report_filed(officer_id=people["east"], at=AT, **wrong)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        milestone_operations.report_filed(paper_id=report, receipt="x", officer_id=people["west"], at=AT)
    milestone_operations.report_filed(paper_id=report, receipt="11月2日市局签收", officer_id=people["east"], at=AT)
    assert case_queries.milestones(number=number)["report_filed"][0] == seen(people, report).row.number
    item = seen(people, report).row.evidence_number
    milestone_operations.audit_reported(case_number=number, number=item, officer_id=people["east"], at=AT)
    assert "audit_reported" in case_queries.milestones(number=number)
    offices.appoint_officer(username="head2", name="head2", office="市局", role=Role.HEAD, password="long enough for a test")
    second = offices_queries.officers()
    head2 = next(one.officer_id for one in second if one.username == "head2")
    operations.annul(paper_id=report, reason="数字有误", officer_id=head2, at=AT)
    assert "report_filed" not in case_queries.milestones(number=number)
    assert seen(people, report).row.state == "annulled"
