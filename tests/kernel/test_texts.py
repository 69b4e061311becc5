"""Sentences in both languages."""

import pytest

from lookthrough.kernel.texts import Text


def test_chinese_is_the_language_of_the_house_and_english_a_switch():
    text = Text("借新还旧", "Paid out of new money")
    assert text.in_language("en-gb") == "Paid out of new money"
    assert {text.in_language(code) for code in ("zh-hans", None, "fr")} == {"借新还旧"}


@pytest.mark.parametrize(("zh", "en"), [("", "x"), ("一", " ")])
def test_neither_language_may_be_missing(zh, en):
    with pytest.raises(ValueError, match="both"):
        Text(zh, en)
