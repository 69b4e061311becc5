"""Damaged returns: each ends in a receipt with a place and advice, never in an exception, never half stored."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from examples import slow_examples
from intake.damages import DAMAGES, Damage, damaged
from intake.sending import TODAY, power_company, send
from lookthrough.intake import queries
from lookthrough.intake.checking import Checked, check_file
from lookthrough.intake.facts import facts_of
from lookthrough.intake.marking import write_marked
from lookthrough.intake.models import ReportedRow, Submission
from lookthrough.intake.receipts import receipt_of, rejects_of
from lookthrough.intake.template import template
from lookthrough.kernel.spreadsheets import read_sheet

_MOST_BYTES = 96 * 2**20  # held at once while a file is judged: seconds come of reading whole what is refused by its size
_HUGE = ("100 MB", "zip bomb", "a lone cell far away")
_WHOLE_FILE = {
    "empty_file", "too_large", "zip_bomb", "old_excel", "locked", "damaged", "other_format", "not_text", "broken_quotes", "no_head",
    "other_template", "no_rows",
}  # fmt: skip


def _judge(number: int, folder: Path) -> Checked:
    damage, path = damaged(number, folder)
    checked = _without_filling_memory(path) if damage.name in _HUGE else check_file(path, template("power_company"), today=TODAY)
    receipt = receipt_of(checked, file=path.name, sha256="", confirm=False)
    _says(damage, checked)
    assert (receipt.result == "refused") is damage.refused, (damage.name, receipt.lines)
    assert bool(rejects_of(checked, file=path.name)) is (damage.refused or checked.is_doubtful)
    write_marked(checked, folder / "marked.xlsx", today=TODAY)
    assert read_sheet(folder / "marked.xlsx", sheet="回执")[0][0] == "类别"
    return checked


def _without_filling_memory(path: Path) -> Checked:
    """Judge a file that is, or unpacks to, more than anybody sends; it must be known for that without being read whole."""
    tracemalloc.start()
    try:
        checked = check_file(path, template("power_company"), today=TODAY)
        assert tracemalloc.get_traced_memory()[1] < _MOST_BYTES, path.name
    finally:
        tracemalloc.stop()
    return checked


def _says(damage: Damage, checked: Checked) -> None:
    """The receipt names what was done to the file, where, and how to mend it, in both languages."""
    codes = {one.code for one in checked.troubles}
    assert not damage.code or damage.code in codes, (damage.name, codes)
    for one in checked.troubles:
        assert all((one.expected.zh, one.expected.en, one.advice.zh, one.advice.en))
        assert "{" not in one.advice.zh + one.advice.en
        assert one.level == "note" or one.row or one.code in _WHOLE_FILE or one.sheet, (damage.name, one)
        assert not one.cell or re.fullmatch(r"[A-Z]{1,3}\d+", one.cell)
    if damage.refused:
        assert checked.rows == []
        assert any(one.level == "wrong" for one in checked.troubles)


@pytest.mark.parametrize("number", range(len(DAMAGES)), ids=[damage.name for damage in DAMAGES])
def test_each_damage_gets_a_receipt_that_a_clerk_can_act_on(number: int, tmp_path: Path) -> None:
    checked = _judge(number, tmp_path)
    if not checked.is_wrong:
        assert facts_of(checked.rows, checked.template)


@pytest.mark.slow
def test_five_hundred_damaged_returns(tmp_path: Path) -> None:
    for number in range(slow_examples(500)):
        _judge(number, tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize("start", [0, 40])
def test_nothing_of_a_damaged_return_is_half_stored(start: int, tmp_path: Path) -> None:
    maker, _ = power_company()
    for number in range(start, min(start + 40, len(DAMAGES))):
        damage, path = damaged(number, tmp_path)
        before = ReportedRow.objects.count()
        sent = send(maker, path)
        stored = ReportedRow.objects.filter(submission_id=sent.submission_id).count()
        assert (sent.state == "refused") is damage.refused, damage.name
        assert stored == sent.rows == ReportedRow.objects.count() - before if sent.state != "refused" else stored == 0
        assert queries.submission(submission_id=sent.submission_id, by=maker) == sent
    assert not Submission.objects.exclude(state__in=("refused", "waiting", "replaced")).exists()
