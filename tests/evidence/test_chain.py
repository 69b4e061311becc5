"""A chain of custody: whatever is changed, left out, put in or swapped, the first entry that does not hold is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.bundling import AT, facts, links
from lookthrough.evidence.chain import Link, moment, next_link, trouble

FACTS = facts("证2026-000001", b"x")
CHAIN = links(FACTS, "collected", "viewed", "handed_over", "received", "returned")
FIELDS = ("deed", "at", "actor", "previous_hash", "hash", "said_hash")


def test_a_chain_as_it_was_written_holds() -> None:
    assert trouble(FACTS, CHAIN, length=5, head=CHAIN[-1].hash) is None


@given(st.integers(0, 4), st.sampled_from(FIELDS), st.text(max_size=5))
def test_no_field_of_no_entry_can_be_changed(place: int, name: str, other: str) -> None:
    changed = [*CHAIN]
    changed[place] = replace(CHAIN[place], **{name: other})
    assert (trouble(FACTS, changed, head=CHAIN[-1].hash) is None) == (changed == CHAIN)


@given(st.lists(st.integers(0, 4), max_size=6))
def test_only_the_whole_chain_in_its_order_holds(order: list[int]) -> None:
    assert (trouble(FACTS, [CHAIN[one] for one in order], length=5, head=CHAIN[-1].hash) is None) == (order == [0, 1, 2, 3, 4])


def test_a_chain_belongs_to_one_thing() -> None:
    for name in ("title", "source", "sha256", "case_number", "taken_by", "original_name"):
        assert trouble(replace(FACTS, **{name: "other"}), CHAIN) is not None


def test_what_was_said_can_be_left_out_but_not_altered() -> None:
    silent = [replace(one, said={}) for one in CHAIN]
    assert trouble(FACTS, silent) is None
    altered = [replace(CHAIN[0], said={"note": "别的", "salt": "0"}), *CHAIN[1:]]
    assert trouble(FACTS, altered) is not None


def test_an_unknown_deed_or_words_without_salt_are_a_fault_of_the_program() -> None:
    given_ = {"sequence": 1, "at": moment(AT), "actor": "east", "previous_hash": FACTS.hash}
    with pytest.raises(ValueError, match="deed"):
        next_link(deed="burnt", said={"salt": "0"}, **given_)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="salt"):
        next_link(deed="viewed", said={}, **given_)  # type: ignore[arg-type]
    assert isinstance(next_link(deed="viewed", said={"salt": "0"}, **given_), Link)  # type: ignore[arg-type]
