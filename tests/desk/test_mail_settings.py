"""Where mails are handed over stands in two settings; a wrong one is said at the start, and the command says what it did."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from cases.filing import lead
from desk.post_office import open_office
from lookthrough.cases import lead_operations
from lookthrough.cli import notices as command
from lookthrough.desk import notice_operations
from lookthrough.project import environment
from registry.working import AT, appoint


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://u%40x:p%2Fw@mail.example", 587, True, False),
        ("smtps://mail.example:4650", 4650, False, True),
    ],
)
def test_an_address_says_host_port_and_how_it_is_kept_secret(
    monkeypatch: pytest.MonkeyPatch, address: str, port: int, tls: bool, ssl: bool
) -> None:
    monkeypatch.setenv("LOOKTHROUGH_MAIL", address)
    monkeypatch.setenv("LOOKTHROUGH_MAIL_FROM", "lookthrough@office.example")
    found = environment.mail()
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == ("mail.example", port, tls, ssl)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (("u@x", "p/w") if tls else ("", ""))


@pytest.mark.parametrize(("address", "sender"), [("http://mail.example", "a@b"), ("smtp://", "a@b"), ("smtp://mail.example", "")])
def test_a_wrong_setting_is_refused_and_none_means_no_mail(monkeypatch: pytest.MonkeyPatch, address: str, sender: str) -> None:
    monkeypatch.setenv("LOOKTHROUGH_MAIL", address)
    monkeypatch.setenv("LOOKTHROUGH_MAIL_FROM", sender)
    with pytest.raises(ValueError, match="LOOKTHROUGH_MAIL"):
        environment.mail()
    monkeypatch.delenv("LOOKTHROUGH_MAIL")
    assert environment.mail()["EMAIL_HOST"] == ""


def test_the_command_tells_and_sends_once(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "open_store", lambda: None)  # the store of the test is open
    people = appoint()

    def said(name: str) -> dict[str, Any]:
        done = CliRunner().invoke(command.notices, [name, "--json"])
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
        return found

    with open_office(settings) as post:
        notice_operations.send_code(address="head@office.example", officer_id=people["head"], at=AT)
        code = next(word for word in post.text().split() if len(word) == 8 and word.isdecimal())
        notice_operations.confirm(code=code, officer_id=people["head"], at=AT)
        lead_operations.propose(number=lead(people), kind="close", reason="查无此事", officer_id=people["east"], at=AT)
        assert (said("send")["told"], said("send")["told"]) == (1, 0)
        assert len(post.mails) == 2
        assert said("retry") == {"back_in_line": 0}
    settings.EMAIL_HOST = ""
    assert said("send")["is_set_up"] is False
