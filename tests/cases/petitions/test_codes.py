"""Codes on slips: one sign misread, or two exchanged, is always noticed; what is kept does not give the code away."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.cases.petitions.codes import SIGNS, check_sign, code_hash, is_sound, new_code, plain

signs = st.integers(min_value=0, max_value=len(SIGNS) - 1)


def whole(drawn: list[int]) -> str:
    return "".join(SIGNS[one] for one in [*drawn, check_sign(drawn)])


@settings(deadline=None)
@given(st.lists(signs, min_size=15, max_size=15), st.integers(0, 15), signs)
def test_one_sign_misread_is_noticed(drawn: list[int], place: int, other: int) -> None:
    code = whole(drawn)
    assert is_sound(code)
    wrong = code[:place] + SIGNS[other] + code[place + 1 :]
    assert is_sound(wrong) == (wrong == code)


@settings(deadline=None)
@given(st.lists(signs, min_size=15, max_size=15), st.integers(0, 15), st.integers(0, 15))
def test_two_signs_exchanged_are_noticed(drawn: list[int], one: int, other: int) -> None:
    code = list(whole(drawn))
    before = list(code)
    code[one], code[other] = code[other], code[one]
    assert is_sound("".join(code)) == (code == before)


def test_codes_are_read_as_people_write_them_and_kept_as_hashes() -> None:
    code = new_code()
    assert is_sound(code)
    assert is_sound(code.lower().replace("-", " "))
    assert code_hash(code.lower()) == code_hash(code)
    assert plain(code) not in code_hash(code)
    assert len({new_code() for _ in range(200)}) == 200
    assert not is_sound("")
    assert not is_sound("0000-0000-0000-0000")
