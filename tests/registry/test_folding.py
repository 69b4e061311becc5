"""Spellings of one word fold to one, and every folded character knows its place in the original."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.registry.folding import fold, fold_fields

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("金融財務管理眾籌網貸Ｐ２ｐP2（）；。，㈱㎡\u200b\ufeff𠮷"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    )
)


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("財富管理", "财富管理"),
        ("資產管理", "资产管理"),
        ("衆籌、眾籌", "众筹、众筹"),
        ("網絡借貸", "网络借贷"),
        ("Ｐ２Ｐ", "p2p"),
        ("（不得從事）", "(不得从事)"),
        ("金\u200b融", "金融"),
        ("㈱資本", "㈱资本"),
        ("", ""),
    ],
)
def test_spellings_fold_to_one(given: str, folded: str) -> None:
    assert fold(given) == folded


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(ANY_TEXT, max_size=6))
def test_every_folded_character_comes_from_the_place_it_names(fields: list[str]) -> None:
    folded = fold_fields(fields)
    places = np.array([place for place, letter in enumerate(folded.text) if letter != "\0"], dtype=np.int64)
    owners, offsets = folded.owners(places)
    for place, owner, offset in zip(places.tolist(), owners.tolist(), offsets.tolist(), strict=True):
        assert fold(fields[owner][offset]) == folded.text[place]


@given(st.lists(ANY_TEXT, max_size=6))
def test_fields_fold_together_as_they_fold_alone(fields: list[str]) -> None:
    folded = fold_fields(fields)
    assert [folded.field(number)[1] for number in range(len(fields))] == [fold(field) for field in fields]


def test_a_nul_in_a_field_does_not_part_it() -> None:
    assert fold_fields(["金\0融", "资本"]).field(1)[1] == "资本"
