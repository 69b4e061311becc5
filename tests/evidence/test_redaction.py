"""Names, numbers and telephones go; firms' codes, amounts and words stay; nothing hidden in a file comes along."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.evidence.readable import NotReadable
from lookthrough.evidence.redaction import BLACK, Redactor
from lookthrough.evidence.redaction_files import redacted_copy

ID, PHONE, CARD = "11010519491231002X", "13800138000", "6222021234567890123"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("某甲甲于本月投入10万元", f"{BLACK}于本月投入10万元"),
        ("某 甲　甲到场", f"{BLACK}到场"),
        (f"身份证{ID}，电话{PHONE}", f"身份证{BLACK}，电话{BLACK}"),
        ("电话 138-0013-8000 或 +86 138 0013 8000", f"电话 {BLACK} 或 {BLACK}"),
        ("１３８００１３８０００", BLACK),
        ("座机0577-88888888", f"座机{BLACK}"),
        ("卡号 6222 0212 3456 7890 123", f"卡号 {BLACK}"),
        ("邮箱a.b@example.com。", f"邮箱{BLACK}。"),
        ("护照E12345678", f"护照{BLACK}"),
        ("姓名：乙某某，住址：某路1号", f"姓名：{BLACK}，住址：{BLACK}"),
        ("代码91330302MA0000001X，金额5000000.00元，2026年11月2日", "代码91330302MA0000001X，金额5000000.00元，2026年11月2日"),
        ("文号〔2026〕7号，第737号令", "文号〔2026〕7号，第737号令"),
    ],
)
def test_what_goes_and_what_stays(before: str, after: str) -> None:
    assert Redactor(["某甲甲"]).text(before) == after


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["", " ", "-"]))
def test_no_sign_of_a_number_is_left_wherever_it_stands(before: str, after: str, between: str) -> None:
    spelled = between.join((PHONE[:3], PHONE[3:7], PHONE[7:]))
    said = Redactor([]).text(f"{before}。{spelled}。{after}")
    assert spelled not in said.replace(before, "").replace(after, "") or spelled in before + after


@given(st.lists(st.text("某甲乙丙丁", min_size=2, max_size=4), min_size=1, max_size=4), st.text("某甲乙丙丁，。", max_size=40))
def test_no_name_that_was_given_is_left(names: list[str], text: str) -> None:
    said = Redactor(names).text(text)
    assert not any(name in said for name in names)


def test_columns_that_are_personal_by_their_heading_go_whole() -> None:
    table = "姓名,金额,备注\n丙某,100,无\n丁某,200,转给某甲甲\n".encode()
    copy = redacted_copy(table, names=["某甲甲"], original_hash="0" * 64)
    rows = list(csv.reader(io.StringIO(copy.content.decode("utf-8-sig"))))
    assert rows == [["姓名", "金额", "备注"], [BLACK, "100", "无"], [BLACK, "200", f"转给{BLACK}"]]
    assert copy.counts == {"labelled": 2, "name": 1}


def test_a_word_file_is_made_afresh_without_its_hidden_parts() -> None:
    document = Document()
    document.core_properties.author = "某甲甲"
    run = document.add_paragraph().add_run("某甲")
    run.bold = True
    document.paragraphs[0].add_run(f"甲，电话{PHONE}")  # a name torn over two runs
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "证件号", ID
    document.sections[0].header.paragraphs[0].text = "某甲甲的材料"
    out = io.BytesIO()
    document.save(out)
    copy = redacted_copy(out.getvalue(), names=["某甲甲"], original_hash="ab" * 32)
    with zipfile.ZipFile(io.BytesIO(copy.content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", errors="replace")
    assert all(secret not in everything for secret in ("某甲甲", PHONE, ID))
    assert "ab" * 32 in everything
    assert any("页眉" in one.zh for one in copy.left_out)
    assert Document(io.BytesIO(copy.content)).paragraphs[1].text == f"{BLACK}，电话{BLACK}"


def test_json_stays_json_and_a_page_gives_its_words_alone() -> None:
    copy = redacted_copy(json.dumps({"phone": PHONE, "sum": 3}, ensure_ascii=False).encode(), names=[], original_hash="0" * 64)
    assert json.loads(copy.content) == {"phone": BLACK, "sum": 3}
    page = f"<html><script>var a='{PHONE}'</script><body><p>某甲甲</p><p>电话{PHONE}</p></body></html>".encode()
    said = redacted_copy(page, names=["某甲甲"], original_hash="0" * 64).content.decode()
    assert PHONE not in said
    assert "script" not in said
    assert f"电话{BLACK}" in said


def test_formulas_do_not_come_alive_in_the_copy() -> None:
    copy = redacted_copy(b"a,b\n=HYPERLINK(1),2\n", names=[], original_hash="0" * 64)
    assert b"'=HYPERLINK" in copy.content


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff...", b"OggS...", b"\x00\x01\xff"])
def test_what_a_machine_cannot_read_is_said_and_left_to_a_person(content: bytes) -> None:
    with pytest.raises(NotReadable) as refusal:
        redacted_copy(content, names=[], original_hash="0" * 64)
    assert refusal.value.reason.zh
