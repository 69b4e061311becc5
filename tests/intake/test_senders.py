"""Who may send and see: a sender its own alone, an officer by role and district, a program by a token that is kept as a hash."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from intake.sending import AT, POWER, TODAY, power_company, power_rows, send, write_xlsx
from lookthrough.audit import queries as trail
from lookthrough.intake import operations, queries, sender_operations, sender_queries
from lookthrough.intake.models import SenderAccount, SenderToken
from lookthrough.intake.refusal import NotAllowed
from lookthrough.intake.who import Who
from lookthrough.offices import operations as offices
from lookthrough.offices.models import Officer
from lookthrough.offices.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "long enough to hold"


def officer(role: Role, *, prefix: str = "3303", office: str = "市金融办") -> Who:
    """Appoint an officer and return how he or she acts."""
    offices.record_office(name=office, region_prefix=prefix)
    username = f"{role}-{prefix}"
    offices.appoint_officer(username=username, name=username, office=office, role=role, password="a very long password")
    return Who(actor=username, officer_id=Officer.objects.get(username=username).pk)


def test_a_sender_sees_and_sends_its_own_alone(tmp_path: Path) -> None:
    maker, _ = power_company()
    stranger, _ = power_company("power-elsewhere", "330400")
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    assert queries.submission(submission_id=sent.submission_id, by=stranger) is None
    assert queries.original(submission_id=sent.submission_id, by=stranger) is None
    assert queries.rows(submission_id=sent.submission_id, by=stranger) == []
    assert queries.difference(submission_id=sent.submission_id, by=stranger) is None
    assert queries.quality(sender_id="power-wenzhou", by=stranger, today=TODAY) is None
    assert sender_queries.sender(sender_id="power-wenzhou", by=stranger) is None
    assert sender_queries.accounts_of(sender_id="power-wenzhou", by=stranger) == []
    assert {duty.sender_id for duty in queries.duties_of(by=stranger, today=TODAY)} == {"power-elsewhere"}
    for act in (operations.confirm, operations.put_back):
        with pytest.raises(NotAllowed):
            act(submission_id=sent.submission_id, by=stranger, at=AT)
    for act in (operations.decline, operations.withdraw):
        with pytest.raises(NotAllowed):
            act(submission_id=sent.submission_id, reason="x", by=stranger, at=AT)
    with pytest.raises(NotAllowed):
        send(stranger, write_xlsx(tmp_path / "b.xlsx", power_rows(2)))


def test_a_sender_cannot_send_anothers_return(tmp_path: Path) -> None:
    maker, _ = power_company()
    path = write_xlsx(tmp_path / "a.xlsx", power_rows())
    with pytest.raises(NotAllowed):
        operations.submit(sender_id="power-wenzhou", template_slug="court", path=path, file_name="a.xlsx", by=maker, at=AT)
    with pytest.raises(NotAllowed):
        operations.submit(sender_id="power-wenzhou", template_slug=POWER, path=path, file_name="a.xlsx", by=maker, at=AT, period="10月")


@pytest.mark.parametrize(
    ("role", "prefix", "may"),
    [
        (Role.CASE_OFFICER, "3303", True),
        (Role.HEAD, "33", True),
        (Role.CASE_OFFICER, "3304", False),
        (Role.ANALYST, "3303", False),
        (Role.AUDITOR, "3303", False),
        (Role.SYSTEM_ADMINISTRATOR, "3303", False),
        (Role.SECURITY_ADMINISTRATOR, "3303", False),
    ],
)
def test_an_officer_confirms_by_role_and_district(role: Role, prefix: str, may: bool, tmp_path: Path) -> None:
    maker, _ = power_company()
    sent = send(maker, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    by = officer(role, prefix=prefix)
    if may:
        assert operations.confirm(submission_id=sent.submission_id, by=by, at=AT).state == "accepted"
    else:
        with pytest.raises(NotAllowed):
            operations.confirm(submission_id=sent.submission_id, by=by, at=AT)


def test_an_officer_who_sent_for_a_sender_does_not_confirm_it(tmp_path: Path) -> None:
    power_company()
    by = officer(Role.CASE_OFFICER)
    sent = send(by, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    with pytest.raises(NotAllowed):
        operations.confirm(submission_id=sent.submission_id, by=by, at=AT)
    head = officer(Role.HEAD, office="另一办")
    assert operations.confirm(submission_id=sent.submission_id, by=head, at=AT).decided_by == head.actor


def test_a_token_sends_and_never_confirms_and_is_kept_as_a_hash(tmp_path: Path) -> None:
    maker, _ = power_company()
    token = sender_operations.make_token(sender_id="power-wenzhou", name="营销系统", expires_on=date(2027, 5, 1), at=AT, actor="test")
    program = sender_operations.token_holder(token=token, at=AT)
    assert program is not None
    assert token not in str(SenderToken.objects.values())
    sent = send(program, write_xlsx(tmp_path / "a.xlsx", power_rows()))
    assert sent.sent_by == "program:营销系统"
    with pytest.raises(NotAllowed):
        operations.confirm(submission_id=sent.submission_id, by=program, at=AT)
    assert operations.confirm(submission_id=sent.submission_id, by=maker, at=AT).state == "accepted"
    assert sender_operations.token_holder(token=token + "x", at=AT) is None
    assert sender_operations.token_holder(token=token, at=AT + timedelta(days=200)) is None
    sender_operations.revoke_token(token_id=program.token_id or 0, at=AT, actor="test")
    assert sender_operations.token_holder(token=token, at=AT) is None
    assert queries.submissions(by=program) == []


def test_a_token_does_not_last_for_ever() -> None:
    power_company()
    for day in (date(2026, 11, 5), date(2028, 1, 1)):
        with pytest.raises(NotAllowed):
            sender_operations.make_token(sender_id="power-wenzhou", name="x", expires_on=day, at=AT, actor="test")


def test_guessing_a_password_locks_the_account_for_a_while() -> None:
    power_company()
    for _ in range(5):
        assert sender_operations.sign_in(username="power-wenzhou-maker", password="guess", at=AT) is None
    assert sender_operations.sign_in(username="power-wenzhou-maker", password=PASSWORD, at=AT) is None
    assert sender_operations.sign_in(username="power-wenzhou-maker", password=PASSWORD, at=AT + timedelta(minutes=16)) is not None
    assert "intake.account_locked" in {entry.action for entry in trail.entries()[0]}


def test_a_one_time_password_is_changed_and_a_closed_account_opens_nothing() -> None:
    power_company()
    until = AT + timedelta(days=3)
    once = sender_operations.reset_password(username="power-wenzhou-maker", one_time_until=until, at=AT, actor="test")
    found = sender_operations.sign_in(username="power-wenzhou-maker", password=once, at=AT)
    assert found is not None
    assert found.must_change
    assert sender_operations.sign_in(username="power-wenzhou-maker", password=once, at=until + timedelta(hours=1)) is None
    for new in ("short", once, "power-wenzhou-maker"):
        with pytest.raises(NotAllowed):
            sender_operations.change_password(account_id=found.account_id, old=once, new=new, at=AT)
    sender_operations.change_password(account_id=found.account_id, old=once, new="another long password", at=AT)
    changed = sender_operations.sign_in(username="power-wenzhou-maker", password="another long password", at=AT)
    assert changed is not None
    assert not changed.must_change
    sender_operations.close_account(username="power-wenzhou-maker", at=AT, actor="test")
    assert sender_operations.sign_in(username="power-wenzhou-maker", password="another long password", at=AT) is None
    assert queries.duties_of(by=found.who, today=TODAY) == []
    assert "another long password" not in str(SenderAccount.objects.values())


def test_an_officer_manages_senders_of_the_own_district_alone() -> None:
    power_company()
    head, other = officer(Role.HEAD), officer(Role.HEAD, prefix="3304", office="邻市")
    said = {"sender_id": "power-wenzhou", "at": AT, "actor": "x", "name": "新人", "password": PASSWORD}
    with pytest.raises(NotAllowed):
        sender_operations.open_account(username="a", officer_id=other.officer_id, **said)  # type: ignore[arg-type]
    sender_operations.open_account(username="a", officer_id=head.officer_id, **said)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        sender_operations.open_account(username="a", officer_id=head.officer_id, **said)  # type: ignore[arg-type]


def test_a_licensed_body_reports_on_itself_alone(tmp_path: Path) -> None:
    from lookthrough.intake.template import template

    sender_operations.record_sender(
        sender_id="g1", kind="guarantor", name="某担保", reports_from=date(2026, 7, 1), subject_id="inst-1", at=AT, actor="test"
    )
    by = Who(actor="p", token_id=_token("g1"))
    shown = template("guarantor")
    row: dict[str, object] = {column.name: 1 for column in shown.columns} | {"month": "2026-10", "name": "某担保"}
    for own, state in (("inst-2", "refused"), ("inst-1", "waiting")):
        path = write_xlsx(tmp_path / f"{own}.xlsx", [{**row, "institution_id": own}], shown=shown)
        sent = operations.submit(sender_id="g1", template_slug="guarantor", path=path, file_name="g.xlsx", by=by, at=AT)
        assert sent.state == state
    assert queries.submissions(by=by, states=["refused"])[0].receipt.lines[0].code == "other_subject"


def _token(sender_id: str) -> int:
    token = sender_operations.make_token(sender_id=sender_id, name="p", expires_on=date(2027, 1, 1), at=AT, actor="test")
    holder = sender_operations.token_holder(token=token, at=AT)
    assert holder is not None
    assert holder.token_id is not None
    return holder.token_id
