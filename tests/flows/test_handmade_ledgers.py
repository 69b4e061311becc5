"""Hand-made ledgers: what the look-through finds is what a careful person worked out on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders import Totals, closing_stock, inflow_in_total, lookthrough, read_daily, read_findings, uses_in_total, without_zeros
from flows.handmade.story import Story, read_story, stories
from lookthrough.flows.run import run_ledger

STORIES = [read_story(path) for path in stories()]
GRAVE = {"medium", "high", "critical_proposed"}
every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
by_name = {story.name: story for story in STORIES}


LookThrough = Callable[[Story], Path]


@pytest.fixture(scope="module")
def looked_through(tmp_path_factory: pytest.TempPathFactory) -> LookThrough:
    """Return a way to look a story's books through, by the rules it speaks of, once for all that is asked of it."""

    @cache
    def of(name: str) -> Path:
        return look_through(by_name[name], tmp_path_factory.mktemp("story"), rules=[*by_name[name].findings] or ["ponzi_payout"])

    return lambda story: of(story.name)


def look_through(story: Story, tmp_path: Path, **more: Any) -> Path:
    ledger = story.books.write(tmp_path / "ledger")
    run_ledger(ledger=ledger, out=tmp_path / "out", **more)
    return tmp_path / "out"


def as_totals(expected: dict[str, dict[str, int]]) -> Totals:
    return without_zeros(expected)


def test_there_are_enough_stories_and_each_says_what_it_shows() -> None:
    assert len(STORIES) >= 31
    assert all(story.zh.strip() and story.en.strip() and story.books.tables["transfers"] for story in STORIES)
    assert len({story.zh for story in STORIES}) == len({story.en for story in STORIES}) == len(STORIES)


@every_story
def test_money_enters_leaves_and_stays_as_worked_out_by_hand(story: Story, looked_through: LookThrough) -> None:
    out = looked_through(story)

    expect_totals(story.expect, out)
    assert_conserved(out)


def expect_totals(expect: dict[str, Any], out: Path) -> None:
    readers = {"uses": uses_in_total, "inflow": inflow_in_total, "closing": closing_stock}
    for what, read in readers.items():
        if what in expect:
            assert read(out) == as_totals(expect[what]), what
        for day, expected in expect.get(f"{what}_on", {}).items():
            assert read(out, str(day)) == as_totals(expected), f"{what} on {day}"


def assert_conserved(out: Path) -> None:
    """Every row: opening + inflow = uses + closing; every opening is the last closing; the uses are those of uses.parquet."""
    last: dict[tuple[str, str], int] = {}
    for row in read_daily(out):
        assert row["opening_fen"] + row["inflow_fen"] == row["uses_fen"] + row["closing_fen"], row
        assert row["opening_fen"] == last.get((row["institution_id"], row["origin"]), 0), row
        assert min(row["opening_fen"], row["inflow_fen"], row["uses_fen"], row["closing_fen"]) >= 0, row
        last[row["institution_id"], row["origin"]] = row["closing_fen"]
    assert sum(row["uses_fen"] for row in read_daily(out)) == sum(sum(parts.values()) for parts in uses_in_total(out).values())


METHODS = [(story, method) for story in STORIES for method in story.methods]


@pytest.mark.parametrize(("story", "method"), METHODS, ids=lambda value: value if isinstance(value, str) else value.name)
def test_other_ways_of_attribution_give_other_parts_of_the_same_sums(story: Story, method: str, tmp_path: Path) -> None:
    out = look_through(story, tmp_path, method=method, rules=["ponzi_payout"])

    expect_totals(story.methods[method], out)
    assert_conserved(out)


JUDGED = [story for story in STORIES if story.findings]


@pytest.mark.parametrize("story", JUDGED, ids=lambda story: story.name)
def test_rules_find_what_they_should_and_nothing_else(story: Story, looked_through: LookThrough) -> None:
    findings = read_findings(looked_through(story))

    for rule, expected in story.findings.items():
        grave = [found for found in findings if found["rule"] == rule and found["severity"] in GRAVE]
        seen = {f"{found['subject_id']} {str(found['to_date'])[:7]}": found for found in grave}
        assert len(seen) == len(grave), "a finding stands once per subject and month"
        assert seen.keys() == expected.keys()
        for place, (severity, value) in expected.items():
            assert seen[place]["severity"].replace("critical_proposed", "high") == severity, seen[place]
            assert value is None or seen[place]["value"] == pytest.approx(value, abs=5e-7), seen[place]


@pytest.mark.parametrize("name", ["02_specific_match_first"])  # in a process of its own
def test_the_command_gives_the_same_as_the_function(name: str, tmp_path: Path) -> None:
    story = by_name[name]
    ledger, out = story.books.write(tmp_path / "ledger", as_="parquet"), tmp_path / "out"

    done = lookthrough("flows", "run", ledger, "--out", out, "--json", apart=True)

    assert done.returncode == 0, done.stderr
    expect_totals(story.expect, out)
