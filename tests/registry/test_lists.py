"""The lists are those of the sources, word for word, and every entry says where it comes from."""

from __future__ import annotations

from datetime import date

from lookthrough.registry.licences import licence_kinds
from lookthrough.registry.lists import EVENTS, FIELDS, GRADES, lists_version, newest_list_day, phrases, watch_lists

LISTS = {found.name: found for found in watch_lists()}


def test_the_lists_of_the_contract_are_there_in_order_of_precedence() -> None:
    assert list(LISTS) == ["act-737-art-9", "beijing-2016-suspended", "national-2016", "beijing-2016", "features"]


def test_the_lists_hold_as_many_words_as_their_sources() -> None:
    counts = {name: {field: len(words) for field, words in found.words.items()} for name, found in LISTS.items()}
    assert counts["act-737-art-9"] == {"name": 6, "scope": 6, "site": 0}
    assert counts["national-2016"] == {"name": 16, "scope": 16, "site": 16}
    assert counts["beijing-2016"] == {"name": 20, "scope": 20, "site": 0}
    assert counts["beijing-2016-suspended"] == {"name": 8, "scope": 9, "site": 0}


def test_every_list_has_a_source_a_first_day_and_known_grades() -> None:
    for found in watch_lists():
        assert found.source
        assert found.valid_from >= date(2016, 1, 1)
        assert set(found.grades) == set(EVENTS)
        assert set(found.grades.values()) <= set(GRADES)
        assert set(found.words) == set(FIELDS)


def test_only_new_things_are_blocked_by_the_suspended_words() -> None:
    grades = LISTS["beijing-2016-suspended"].grades
    assert {event for event, grade in grades.items() if grade == "block"} == set(EVENTS) - {"existing"}
    assert grades["existing"] == "none"


def test_no_list_is_void_on_the_day_of_the_newest() -> None:
    assert all(found.in_force(newest_list_day()) for found in watch_lists())


def test_every_phrase_holds_a_listed_word() -> None:
    words = {word for found in watch_lists() for words in found.words.values() for word in words}
    assert {phrase.word for phrase in phrases()} <= words


def test_every_word_that_a_licence_covers_is_a_listed_one() -> None:
    words = {word for found in watch_lists() for words in found.words.values() for word in words}
    assert {word for kind in licence_kinds().values() for word in kind.words} <= words


def test_the_version_is_that_of_the_files() -> None:
    assert len(lists_version()) == 12
