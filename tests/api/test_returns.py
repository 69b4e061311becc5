"""Programs of senders: a token opens its sender's returns alone; rows or a file get a receipt; a key holds for good; nobody confirms."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.sending import AT, MONTH, POWER, code, power_company, power_rows, write_xlsx
from lookthrough.intake import operations, sender_operations, sending_keys
from lookthrough.intake.models import ReportedRow, SenderToken, SendingKey, Submission, TokenMinute
from lookthrough.intake.office_settings import settings_on
from lookthrough.intake.programs import json_schema
from lookthrough.intake.template import templates
from portal.returning import on

pytestmark = pytest.mark.django_db
SEND = f"/api/v1/returns/{POWER}/submissions"


@pytest.fixture(autouse=True)
def _its_own_home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path / "home"


class Program:
    """A sender's program with its token."""

    def __init__(self, sender_id: str = "power-wenzhou", region_code: str = "330300") -> None:
        self.people = power_company(sender_id, region_code)
        self.token = sender_operations.make_token(
            sender_id=sender_id, name="用电系统", expires_on=(AT + timedelta(days=30)).date(), at=AT, actor="test"
        )
        self.headers = {"authorization": f"Bearer {self.token}"}

    def get(self, address: str) -> Any:
        return Client().get(address, headers=self.headers)

    def post(self, said: object, *, key: str = "", address: str = SEND) -> Any:
        body = said if isinstance(said, bytes | str) else json.dumps(said)
        return Client().post(
            address, body, content_type="application/json", headers=self.headers | ({"idempotency-key": key} if key else {})
        )

    def post_file(self, path: Path, *, key: str = "", **fields: str) -> Any:
        form = {"file": SimpleUploadedFile(path.name, path.read_bytes()), **fields}
        return Client().post(SEND, form, headers=self._headers(key))

    def _headers(self, key: str) -> dict[str, str]:
        return self.headers | ({"idempotency-key": key} if key else {})


@pytest.fixture
def program(monkeypatch: Any) -> Program:
    """The power company's program on the fifth of November."""
    on(monkeypatch)
    return Program()


def rows(count: int = 3, *, arrears: int = 10_050) -> list[dict[str, object]]:
    """Return sound rows in the facts' own units."""
    return [
        {
            "uscc": code(number),
            "name": f"企业{number}",
            "month": MONTH,
            "power_use_kwh": 1000 + number,
            "power_arrears_fen": arrears + number,
        }
        for number in range(1, count + 1)
    ]


def test_a_program_sees_what_is_due_and_the_schema_of_its_returns(program: Program) -> None:
    due = program.get("/api/v1/returns/duties").json()
    assert [(one["period"], one["state"]) for one in due[:4]] == [
        ("2026-07", "late"),
        ("2026-08", "late"),
        ("2026-09", "late"),
        (MONTH, "open"),
    ]
    assert (due[3]["due_on"], due[3]["working_days_left"]) == ("2026-11-09", 2)
    (shown,) = program.get("/api/v1/returns/templates").json()
    assert shown["json_schema_of_rows"] == json_schema(templates()[POWER])
    assert program.get(f"/api/v1/returns/templates/{POWER}").json() == shown
    assert "欠费金额（元）" in shown["headings"]
    assert program.get("/api/v1/returns/templates/court").status_code == 404


def test_rows_are_taken_in_and_wait_for_a_person(program: Program) -> None:
    answer = program.post({"period": MONTH, "rows": rows()})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["state"], said["receipt"]["rows"], said["receipt"]["result"]) == ("waiting", 3, "waiting")
    assert ReportedRow.objects.get(subject_id=code(1)).values["power_arrears_fen"] == 10_051
    assert program.get(f"/api/v1/returns/submissions/{said['number']}").json() == said
    operations.confirm(submission_id=said["number"], by=program.people[0], at=AT)
    assert program.get(f"/api/v1/returns/submissions/{said['number']}").json()["state"] == "accepted"
    assert program.get("/api/v1/returns/quality").json()["score"] is not None
    for deed in ("confirm", "decline", "withdraw"):
        assert program.post({}, address=f"/api/v1/returns/submissions/{said['number']}/{deed}").status_code == 404


def test_a_wrong_row_is_said_with_its_place_and_the_marked_copy_shows_it(program: Program, tmp_path: Path) -> None:
    wrong = power_rows()
    wrong[2]["power_arrears_fen"] = "约12万"
    answer = program.post_file(write_xlsx(tmp_path / "a.xlsx", wrong))
    assert answer.status_code == 422
    said = answer.json()
    line = said["receipt"]["lines"][0]
    assert (line["sheet"], line["row"], line["cell"], line["found"]) == ("填报", 4, "G4", "约12万")
    assert not ReportedRow.objects.exists()
    marked = program.get(f"/api/v1/returns/submissions/{said['number']}/marked?language=en")
    assert marked.content.startswith(b"PK")
    assert "attachment" in marked["Content-Disposition"]


def test_nothing_to_report_and_a_correction_with_its_reason(program: Program) -> None:
    nil = program.post({"period": MONTH, "nothing_to_report": True}).json()
    assert nil["nothing_to_report"]
    operations.confirm(submission_id=nil["number"], by=program.people[0], at=AT)
    made = program.post({"period": MONTH, "rows": rows(), "reason": "补报"}).json()
    assert (made["reason"], made["state"]) == ("补报", "waiting")
    operations.confirm(submission_id=made["number"], by=program.people[0], at=AT)
    assert program.get(f"/api/v1/returns/submissions/{made['number']}").json()["corrects"] == nil["number"]
    listed = program.get("/api/v1/returns/submissions?state=replaced").json()
    assert [one["number"] for one in listed] == [nil["number"]]


def test_a_key_holds_for_good(program: Program, monkeypatch: Any, tmp_path: Path) -> None:
    first = program.post({"period": MONTH, "rows": rows()}, key="2026-10/1")
    operations.confirm(submission_id=first.json()["number"], by=program.people[0], at=AT)
    second = program.post({"period": MONTH, "rows": rows(arrears=999)}, key="2026-10/2").json()
    operations.confirm(submission_id=second["number"], by=program.people[0], at=AT)
    on(monkeypatch, AT + timedelta(days=29))
    again = program.post({"rows": rows(), "period": MONTH}, key="2026-10/1")  # the same object, its names in another order
    assert (again.status_code, again.json()["receipt"]) == (201, first.json()["receipt"])
    assert again.json()["number"] == first.json()["number"]
    assert again.json()["state"] == "replaced"
    other = program.post({"period": MONTH, "rows": rows(arrears=1)}, key="2026-10/1")
    assert (other.status_code, other.json()["code"]) == (409, "key_taken")
    assert Submission.objects.count() == 2
    path = write_xlsx(tmp_path / "a.xlsx", power_rows())
    assert program.post_file(path, key="2026-10/1").status_code == 409
    refused = program.post({"rows": [{"uscc": "x"}]}, key="wrong")
    assert refused.status_code == 422
    assert program.post({"rows": [{"uscc": "x"}]}, key="wrong").json()["number"] == refused.json()["number"]


def test_a_key_is_its_senders_and_stays_free_when_nothing_was_taken_in(program: Program) -> None:
    bad = program.post({"period": "10月", "rows": rows()}, key="k")
    assert (bad.status_code, bad.json()["code"]) == (400, "not_allowed")
    assert not SendingKey.objects.exists()
    mine = program.post({"rows": rows()}, key="k").json()
    theirs = Program("power-elsewhere", "330400").post({"rows": rows()}, key="k")
    assert theirs.status_code == 201
    assert theirs.json()["number"] != mine["number"]
    for key in ("键", "x" * 101, " "):
        with pytest.raises(sending_keys.NotAllowed):
            sending_keys.send_once(key=key, content_hash="h", by=program.people[0], at=AT, send=_never)


def _never() -> Any:
    raise AssertionError("nothing is sent under such a key")


def test_while_a_return_is_read_the_same_key_is_asked_to_wait_and_a_crash_is_gone_over_again(program: Program, monkeypatch: Any) -> None:
    body = {"period": MONTH, "rows": rows()}
    made = program.post(body, key="k").json()
    SendingKey.objects.update(submission=None)  # as a machine leaves it that went down between the two
    waiting = program.post(body, key="k")
    assert (waiting.status_code, waiting.json()["code"], waiting["Retry-After"]) == (409, "under_way", "5")
    on(monkeypatch, AT + timedelta(minutes=11))
    assert program.post(body, key="k").json()["number"] == made["number"]
    assert Submission.objects.count() == 1


def test_without_a_token_in_force_nothing_opens(program: Program, monkeypatch: Any) -> None:
    places = ["duties", "templates", f"templates/{POWER}", "submissions", "submissions/R1", "submissions/R1/marked", "quality"]
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer lt_wrong"}, {"authorization": f"Basic {program.token}"}):
        answers = [Client().get(f"/api/v1/returns/{place}", headers=headers) for place in places]
        answers.append(Client().post(SEND, "{}", content_type="application/json", headers=headers))
        assert {(one.status_code, one["WWW-Authenticate"], one.json()["code"]) for one in answers} == {(401, "Bearer", "no_token")}
    token = SenderToken.objects.get()
    assert program.token not in json.dumps([str(value) for value in vars(token).values()])
    on(monkeypatch, AT + timedelta(days=32))
    assert program.get("/api/v1/returns/duties").status_code == 401
    on(monkeypatch)
    sender_operations.revoke_token(token_id=token.pk, at=AT, actor="test")
    assert program.get("/api/v1/returns/duties").status_code == 401
    assert not Submission.objects.exists()


def test_another_senders_things_do_not_exist(program: Program) -> None:
    number = program.post({"rows": rows()}).json()["number"]
    stranger = Program("power-elsewhere", "330400")
    for place in (f"submissions/{number}", f"submissions/{number}/marked"):
        there, none = (stranger.get(f"/api/v1/returns/{one}") for one in (place, place.replace(number, "R20261105-AAAAAAAA")))
        assert (there.status_code, there.json()) == (none.status_code, none.json())
        assert there.status_code == 404
    assert stranger.get("/api/v1/returns/submissions").json() == []
    assert program.post({"rows": rows()}, address="/api/v1/returns/court/submissions").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        "", "[]", "null", "{", '{"rows": 1}', '{"rows": [1]}', '{"row": []}', '{"rows": [], "nothing_to_report": true}', "{}",
        '{"nothing_to_report": true}', '{"nothing_to_report": "yes", "period": "2026-10"}', '{"rows": [], "period": 1}',
        '{"rows": [], "reason": "\\u0000"}', '{"rows": [{"name": "\\ud800"}]}', '{"rows": [{"power_use_kwh": NaN}]}', b"\xff",
        "[" * 100_000, '{"rows": [{"power_use_kwh": ' + "9" * 5000 + "}]}",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_before_anything_is_read(program: Program, said: str | bytes) -> None:
    answer = program.post(said)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_understood")
    assert answer.json()["zh"] in answer.content.decode()
    assert not Submission.objects.exists()


def test_other_kinds_of_body_and_parameters_are_refused_in_words(program: Program) -> None:
    assert Client().post(SEND, "x", content_type="text/plain", headers=program.headers).json()["code"] == "not_understood"
    assert Client().post(SEND, {"period": MONTH}, headers=program.headers).json()["code"] == "not_understood"
    for query in ("first=-1", "first=x", "count=1000", f"first={'9' * 400}"):
        assert program.get(f"/api/v1/returns/submissions?{query}").json()["code"] == "not_understood"
    large = Client().post(SEND, "{}", content_type="application/json", headers=program.headers, CONTENT_LENGTH=str(40 << 20))
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
)
_NAMES = st.one_of(st.sampled_from([column.name for column in templates()[POWER].columns]), st.text(max_size=8))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.dictionaries(_NAMES, _VALUES, max_size=6), max_size=4))
def test_whatever_rows_hold_they_end_in_a_receipt_or_a_refusal(program: Program, said: list[dict[str, object]]) -> None:
    assert program.post({"rows": said}).status_code in (201, 400, 422)


def test_the_description_knows_every_return_and_asks_nobody_else(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    for slug, one in templates().items():
        operation = said["paths"][f"/api/v1/returns/{slug}/submissions"]["post"]
        assert one.title.zh in operation["summary"]
        schema = said["components"]["schemas"][f"rows_{slug}"]
        wanted = json_schema(one)
        assert schema["properties"]["rows"] == wanted["properties"]["rows"]
        assert {"$ref": f"#/components/schemas/rows_{slug}"} in operation["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
    assert not any("{template}/submissions" in path for path in said["paths"])
    for path, methods in said["paths"].items():
        for operation in methods.values():
            assert operation["security"], path
    assert "http://" not in answer.content.decode().replace("http://json-schema", "")
    for address in ("/api/v1/docs", "/api/v1/"):
        assert Client().get(address).status_code == 404
    assert _references(said) <= {f"#/components/schemas/{name}" for name in said["components"]["schemas"]}


def _references(said: object) -> set[str]:
    if isinstance(said, dict):
        own = {str(said["$ref"])} if isinstance(said.get("$ref"), str) else set()
        return own.union(*map(_references, said.values()))
    return set().union(*map(_references, said)) if isinstance(said, list) else set()


def test_what_the_page_shows_to_programs_is_taken_in(program: Program) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/returns.md").read_text(encoding="utf-8")
    rows_shown = page[page.index("<<'END'\n") + len("<<'END'\n") : page.index("    END\n")]
    assert program.post(rows_shown).status_code == 201
    nothing = page[page.index("--data '{") + len("--data '") :]
    assert program.post(nothing[: nothing.index("'\n")]).status_code == 201
    told = Client().get("/api/v1/openapi.json").json()["paths"]
    for asked in (
        "duties",
        "templates",
        "templates/{template}",
        "submissions",
        "submissions/{number}",
        "submissions/{number}/marked",
        "quality",
    ):
        assert f"GET {asked}" in page
        assert f"/api/v1/returns/{asked}" in told


def test_rows_may_be_as_many_as_a_file_may_hold(program: Program) -> None:
    large = {"rows": [{**row, "name": "甲" * 400} for row in rows(3)] + [{"name": "x" * 400} for _ in range(7_000)]}
    assert len(json.dumps(large)) > 2_900_000  # beyond what a form without files may have
    answer = program.post(large)
    assert (answer.status_code, answer.json()["receipt"]["result"]) == (422, "refused")
    assert answer.json()["receipt"]["counts"]["wrong"] >= 7_000


def test_a_token_that_asks_too_often_waits_and_no_other_does(program: Program, monkeypatch: Any) -> None:
    other = Program("power-ningbo", "330200")
    most = settings_on(AT.date()).whole("token_requests_a_minute")
    TokenMinute.objects.create(token=SenderToken.objects.get(sender_id="power-wenzhou"), minute=AT.replace(second=0), requests=most - 1)
    assert program.get("/api/v1/returns/duties").status_code == 200
    refused = program.get("/api/v1/returns/duties")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert other.get("/api/v1/returns/duties").status_code == 200
    on(monkeypatch, AT + timedelta(minutes=1))
    assert program.get("/api/v1/returns/duties").status_code == 200
