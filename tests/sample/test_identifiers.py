"""Generated ids are unique, well formed, and belong to nobody."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.kernel.identifiers import check_organisation_code, check_uscc
from lookthrough.kernel.regions import region
from lookthrough.sample.firms import districts, firms
from lookthrough.sample.identifiers import firm_codes, numbered, person_hashes


def test_numbered_ids_have_twelve_digits_and_sort_as_they_count() -> None:
    ids = numbered("T", np.array([0, 42, 10_000, 123_456_789_012])).to_pylist()

    assert ids == ["T000000000000", "T000000000042", "T000000010000", "T123456789012"]


@given(st.integers(0, 2**31 - 1), st.integers(0, 10**8))
def test_credit_codes_are_sound_and_never_repeat_under_one_seed(seed: int, first: int) -> None:
    numbers = np.arange(first, first + 50)
    codes = firm_codes(numbers, np.full(50, districts()[0]), seed).to_pylist()

    assert [code for code in codes if check_uscc(code) or check_organisation_code(code[8:17])] == []
    assert len(set(codes)) == 50


def test_credit_codes_carry_regions_that_were_never_assigned() -> None:
    codes = firms(np.arange(500), seed=1, founded_before=20_000).uscc.to_pylist()

    assert {code[2:4] for code in codes} == {"28"}
    assert all(region(code[2:8]) is None or region(code[2:8]).name.endswith(("区", "县", "市")) for code in codes)  # type: ignore[union-attr]


def test_a_person_has_the_same_hash_under_the_same_seed_only() -> None:
    numbers = np.arange(1_000)
    ours, again, others = (person_hashes(numbers, seed).to_pylist() for seed in (1, 1, 2))

    assert ours == again
    assert not set(ours) & set(others)
    assert len(set(ours)) == 1_000
