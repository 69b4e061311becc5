"""Relations by file: who they tie, what ends what, what is refused with its place; and nothing of a person in the clear."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from lookthrough.audit.models import Entry
from lookthrough.registry.importing import EveryRowRefused
from lookthrough.registry.models import OutsideParty, Person, Relation
from lookthrough.registry.models.people import OPEN_BEGIN, OPEN_END
from registry.register import code
from registry.relations import AT, given_firms, given_ties, resident, tie

pytestmark = pytest.mark.django_db


def standing() -> list[tuple[str, date, date]]:
    rows = Relation.objects.filter(replaced_at=None).order_by("target", "holder", "valid_from")
    return [(str((one.share or Decimal(0)).normalize()), one.valid_from, one.valid_to) for one in rows]


def test_firms_people_and_outside_parties_are_told_apart(tmp_path: Path) -> None:
    given_firms(tmp_path, 2)
    done = given_ties(
        tmp_path,
        tie(1, 2, share="0.5"),
        tie("王五", 2, share="20%", from_identifier=resident(7)),
        tie("李四", 2, share="0.1"),
        tie("远方控股有限公司", 2, share="0.1"),
        tie("某市人民政府国有资产监督管理委员会", 2, share="0.1"),
        tie(77, 2, "guarantor"),
    )
    assert (done.new, done.new_people, done.new_outside_parties, done.rejects) == (6, 2, 3, [])
    assert sorted(one.holder[0] for one in Relation.objects.all()) == ["c", "o", "o", "o", "p", "p"]
    assert [one.name for one in OutsideParty.objects.filter(state_body=True)] == ["某市人民政府国有资产监督管理委员会"]
    assert OutsideParty.objects.get(uscc=code(77)).name == ""


def test_no_name_and_no_number_of_a_person_stands_in_any_table(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("欧阳某人", 1, share="0.5", from_identifier=resident(7)), tie("李某四", 1, "supervisor"))
    secrets = ("欧阳某人", resident(7), "李某四")
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models()} & set(connection.introspection.table_names())):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    said = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    assert not any(secret in said for secret in secrets), table


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    rows = [
        tie("王五", 1, share="0.6", valid_from="2020-01-01"),
        tie("王五", 1, share="0.4", valid_from="2022-01-01"),
        tie("李四", 1, "manager"),
    ]
    given_ties(tmp_path, *rows)
    before, entries = list(Relation.objects.order_by("pk").values()), Entry.objects.count()
    again = given_ties(tmp_path, *rows)
    assert (again.new, again.changed, again.closed, again.unchanged) == (0, 0, 0, 3)
    assert list(Relation.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == entries


def test_a_later_share_ends_the_earlier_one_the_day_before(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("王五", 1, share="0.6", valid_from="2020-01-01"))
    done = given_ties(tmp_path, tie("王五", 1, share="0.4", valid_from="2022-03-01"), name="later.csv")
    assert (done.new, done.closed) == (1, 1)
    assert standing() == [("0.6", date(2020, 1, 1), date(2022, 2, 28)), ("0.4", date(2022, 3, 1), OPEN_END)]


def test_an_earlier_share_told_late_ends_before_the_one_known(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("王五", 1, share="0.4", valid_from="2022-03-01"))
    given_ties(tmp_path, tie("王五", 1, share="0.6"), name="later.csv")
    assert standing() == [("0.6", OPEN_BEGIN, date(2022, 2, 28)), ("0.4", date(2022, 3, 1), OPEN_END)]


def test_an_ended_share_gets_its_last_day_and_what_was_said_before_stays(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie("王五", 1, share="0.6", valid_from="2020-01-01"))
    done = given_ties(tmp_path, tie("王五", 1, share="0.6", valid_from="2020-01-01", valid_to="2023-06-30"), name="later.csv")
    assert (done.new, done.changed) == (0, 1)
    assert standing() == [("0.6", date(2020, 1, 1), date(2023, 6, 30))]
    (kept,) = Relation.objects.exclude(replaced_at=None)
    assert (kept.valid_to, kept.replaced_at, kept.source.name) == (OPEN_END, AT, "relations.csv")


def test_wrong_rows_are_set_aside_with_their_place_and_never_repeat_a_person(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    wrong = [
        tie("王五", 1, "boss"), tie("王五", 1, share="33.5"), tie("王五", 1, share="-0.1"), tie("", 1), tie("王五", "李四", "director"),
        tie("王五", 1, valid_from="2020-02-30"), tie("王五", 1, valid_from="2020-02-02", valid_to="2020-02-01"),
        tie("王五", 1, amount_fen="1.5"), tie("", 1, from_identifier=resident(3)), tie(1, 1, "controller"), tie(1, "李四", "kin"),
        tie("王五", 1, to_uscc="91330000XX"), tie("王五", 1, share="0.6"),
    ]  # fmt: skip
    done = given_ties(tmp_path, *wrong)
    assert (done.new, len(done.rejects)) == (1, 12)
    assert [(reject.row, reject.column) for reject in sorted(done.rejects, key=lambda one: one.row)] == [
        (1, "kind"), (2, "share"), (3, "share"), (4, "from_uscc"), (5, "to_uscc"), (6, "valid_from"), (7, "valid_to"), (8, "amount_fen"),
        (9, "from_name"), (10, "to_uscc"), (11, "kind"), (12, "to_uscc"),
    ]  # fmt: skip
    assert not any("王五" in "".join(map(str, reject.as_row())) for reject in done.rejects)


def test_two_rows_of_one_file_that_contradict_each_other_are_not_both_believed(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    done = given_ties(tmp_path, tie("王五", 1, share="0.6"), tie("王五", 1, share="0.7"), tie("王五", 1, share="0.6"))
    assert (done.new, done.unchanged, [reject.row for reject in done.rejects]) == (1, 1, [2])


def test_a_file_of_wrong_rows_alone_stores_nothing(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    with pytest.raises(EveryRowRefused):
        given_ties(tmp_path, tie("王五", 1, "boss"))
    assert (Relation.objects.count(), Person.objects.count()) == (0, 0)


def test_a_person_without_a_number_is_another_one_at_another_firm(tmp_path: Path) -> None:
    given_firms(tmp_path, 2)
    given_ties(tmp_path, tie("王五", 1), tie("王五", 2), tie("王五", 1, "manager"), tie("王五", 1, from_identifier=resident(5)))
    assert Person.objects.count() == 3


def test_an_outside_party_becomes_the_firm_when_the_register_learns_of_it(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    given_ties(tmp_path, tie(2, 1, share="0.6"))
    given_firms(tmp_path, 2)
    done = given_ties(tmp_path, tie(2, 1, share="0.6"))
    assert (done.new, done.unchanged, OutsideParty.objects.count()) == (0, 1, 0)
    assert Relation.objects.get().holder.startswith("c")


def test_kin_ties_two_people(tmp_path: Path) -> None:
    given_firms(tmp_path, 1)
    rows = (
        tie("王五", 1, share="1", from_identifier=resident(5)),
        tie("赵六", "王五", "kin", from_identifier=resident(6), to_identifier=resident(5)),
    )
    assert given_ties(tmp_path, *rows).new == 2
    kin = Relation.objects.get(kind="kin")
    assert kin.target == Relation.objects.get(kind="shareholder").holder
