"""Numbers of firms and people: sound ones pass, each kind of slip is named, and hashes depend on the key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from lookthrough.kernel import identifiers
from lookthrough.kernel.identifiers import check_lei, check_organisation_code, check_resident_id, check_uscc, keyed_hash, sound_usccs
from work_done import lines_run

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = st.builds(
    lambda first, second, region, body: f"{first}{second}{region:06d}{body}",
    st.sampled_from("1234569ANY"),
    st.sampled_from("1239"),
    st.integers(min_value=0, max_value=999_999),
    st.text(alphabet=LETTERS, min_size=9, max_size=9),
)


def test_the_standard_s_own_example_is_sound_and_a_changed_digit_is_not():
    assert check_uscc("91350100M000100Y43") is None
    assert check_uscc("91350100M000100Y44") is not None


@given(CODES)
def test_any_code_with_its_check_digit_is_sound_one_by_one_and_in_bulk(first17):
    whole = first17 + identifiers.uscc_check_digit(first17)
    assert check_uscc(whole) is None
    assert sound_usccs([whole]).all()


@given(CODES, st.integers(min_value=8, max_value=17), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_seen(first17, place, letter):
    whole = first17 + identifiers.uscc_check_digit(first17)
    slipped = whole[:place] + letter + whole[place + 1 :]
    assert (check_uscc(slipped) is None) == (slipped == whole)


@given(st.lists(st.one_of(CODES, st.text(max_size=20), st.text(alphabet=LETTERS + "IOSVZ", min_size=18, max_size=18)), max_size=20))
def test_the_bulk_check_says_what_the_single_check_says(texts):
    texts += [text + identifiers.uscc_check_digit(text) for text in texts if len(text) == 17 and uscc.compact(text) == text]
    assert sound_usccs(texts).tolist() == [check_uscc(text) is None for text in texts]


def test_wrong_length_and_wrong_letters_are_told_apart():
    assert "17" in check_uscc("91350100M000100Y4").en
    assert "characters" in check_uscc("91350100I000100Y43").en
    assert check_uscc("９1350100M000100Y43") is not None


def test_rural_collectives_are_sound_though_their_code_begins_with_a_letter():
    first17 = "N2350100MF000100Y"
    assert check_uscc(first17 + identifiers.uscc_check_digit(first17)) is None


def test_full_width_spaces_and_case_fold_to_one_form():
    assert identifiers.normalise_uscc(" ９1350100 m000100y43　") == "91350100M000100Y43"
    assert identifiers.normalise_organisation_code("d2143569-x") == "D2143569X"
    assert identifiers.normalise_resident_id("11010519491231 002x") == "11010519491231002X"
    assert identifiers.normalise_lei("5493 001k jtiigc8y1r12") == "5493001KJTIIGC8Y1R12"


def test_many_codes_are_checked_at_once_and_not_one_by_one():
    """A million a second come of it: what is said of each text alone is a small part of what one check says."""
    rng = np.random.default_rng(7)
    letters = np.frombuffer(LETTERS.encode(), dtype=np.uint8)
    rows = letters[rng.integers(0, 31, size=(5_000, 17))]
    rows[:, :8] = rng.integers(ord("1"), ord("9") + 1, size=(5_000, 8))
    whole = np.column_stack([rows, identifiers.uscc_check_digits(rows)]).tobytes().decode()
    texts = [whole[start : start + 18] for start in range(0, len(whole), 18)]
    one_by_one = lines_run(lambda: [check_uscc(text) for text in texts])
    assert 4 * lines_run(lambda: sound_usccs(texts)) < one_by_one
    assert sound_usccs(texts).all()
    assert not sound_usccs([text[:9] + "I" + text[10:] for text in texts[:100]]).any()


@pytest.mark.parametrize("code", ["D2143569X", "600037341", "MA0000005"])
def test_organisation_codes(code):
    assert (check_organisation_code(code) is None) == (identifiers.organisation_check_digit(code[:8]) == code[8])
    assert check_organisation_code("D2143569X") is None
    assert check_organisation_code("D21435690") is not None
    assert check_organisation_code("D2143569-X") is not None


def test_resident_ids_of_the_standard_s_annex_are_sound_and_slips_are_named():
    assert check_resident_id("11010519491231002X") is None
    assert check_resident_id("440524188001010014") is None
    assert "check digit" in check_resident_id("110105194912310021").en
    assert "birth date" in check_resident_id("110105194902310028").en
    assert "17 digits" in check_resident_id("11010519491231002x").en


def test_leis():
    assert check_lei("5493001KJTIIGC8Y1R12") is None
    assert check_lei("5493001KJTIIGC8Y1R13") is not None
    assert check_lei("01") is not None  # the library's own check would let this pass
    assert check_lei("5493001KJTIIGC8Y1R1２") is not None


def test_a_person_s_hash_depends_on_the_identifier_and_on_the_key():
    one, other = b"k" * 32, b"l" * 32
    assert keyed_hash("11010519491231002X", one) == keyed_hash("11010519491231002X", one)
    assert len({keyed_hash("11010519491231002X", one), keyed_hash("11010519491231002X", other), keyed_hash("440524188001010014", one)}) == 3
    with pytest.raises(ValueError, match="16 bytes"):
        keyed_hash("11010519491231002X", b"short")


def test_the_hash_is_the_standard_s_own_hmac():
    # RFC 4231, test case 1
    assert keyed_hash("Hi There", b"\x0b" * 20) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
