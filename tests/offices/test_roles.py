"""Every role and every action, cell by cell: the table is written here by hand and must say what the program does."""

from __future__ import annotations

import pytest

from lookthrough.offices.roles import NEEDS_SECOND_PERSON, Action, Role, role_may

COLUMNS = (
    Role.CASE_OFFICER, Role.HEAD, Role.ANALYST, Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR,
    Role.OUTSIDE_ADVISER,
)  # fmt: skip
TABLE = """
                       case head analyst auditor system security audit outside
see_work                x    x    x       x       .      .        .      .
see_alerts              x    x    x       x       .      .        .      .
work_alerts             x    x    .       .       .      .        .      .
assign_others           .    x    .       .       .      .        .      .
see_firms               x    x    x       x       .      .        .      .
see_people              x    x    .       x       .      .        .      .
work_firms              x    x    .       .       .      .        .      .
watch_firms             x    x    .       .       .      .        .      .
correct_register        x    x    .       .       .      .        .      .
judge_matches           x    x    x       .       .      .        .      .
see_institutions        x    x    x       x       .      .        .      .
see_money               x    x    x       x       .      .        .      .
see_transfers           x    x    x       x       .      .        .      .
reconcile               x    x    .       .       .      .        .      .
ask_authority           x    x    .       .       .      .        .      .
approve_authority       .    x    .       .       .      .        .      .
see_methods             x    x    x       x       .      .        .      .
propose_limits          .    x    x       .       .      .        .      .
adopt_limits            .    x    .       .       .      .        .      .
see_supervision         x    x    x       x       .      .        .      .
work_supervision        x    x    .       .       .      .        .      .
decide_supervision      .    x    .       .       .      .        .      .
see_risks               x    x    x       x       .      .        .      .
judge_incidents         x    x    .       .       .      .        .      .
see_elements            x    x    .       x       .      .        .      .
work_elements           x    x    .       .       .      .        .      .
see_rescues             x    x    .       x       .      .        .      .
work_rescues            x    x    .       .       .      .        .      .
approve_releases        .    x    .       .       .      .        .      .
see_reports             x    x    x       x       .      .        .      .
work_reports            x    x    .       .       .      .        .      .
sign_reports            .    x    .       .       .      .        .      .
see_cases               x    x    x       x       .      .        .      .
work_cases              x    x    .       .       .      .        .      .
decide_cases            .    x    .       .       .      .        .      .
see_shared_cases        .    .    .       .       .      .        .      x
see_campaigns           x    x    x       x       .      .        .      .
work_campaigns          x    x    .       .       .      .        .      .
lead_campaigns          .    x    .       .       .      .        .      .
see_repayment           x    x    x       x       .      .        .      .
work_repayment          x    x    .       .       .      .        .      .
decide_repayment        .    x    .       .       .      .        .      .
see_petitions           x    x    x       x       .      .        .      .
work_petitions          x    x    .       .       .      .        .      .
decide_petitions        .    x    .       .       .      .        .      .
see_evidence            x    x    .       x       .      .        .      .
work_evidence           x    x    .       .       .      .        .      .
release_evidence        .    x    .       .       .      .        .      .
see_papers              x    x    .       x       .      .        .      .
work_papers             x    x    .       .       .      .        .      .
approve_papers          .    x    .       .       .      .        .      .
see_returns             x    x    x       x       .      .        .      .
work_returns            x    x    .       .       .      .        .      .
manage_senders          .    x    .       .       .      .        .      .
see_audit               .    .    .       x       .      .        x      .
verify_audit            .    .    .       x       .      .        x      .
see_officers            .    x    .       x       .      x        x      .
manage_officers         .    .    .       .       .      x        .      .
confirm_appointments    .    x    .       .       .      x        .      .
see_system              .    .    .       .       x      .        .      .
"""
CELLS = [
    (Action(line.split()[0]), role, mark == "x")
    for line in TABLE.strip().splitlines()[1:]
    for role, mark in zip(COLUMNS, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_the_cell(action: Action, role: Role, allowed: bool) -> None:
    assert role_may(role, action) is allowed


def test_no_cell_is_missing() -> None:
    assert {(action, role) for action, role, _ in CELLS} == {(action, role) for action in Action for role in Role}


@pytest.mark.parametrize("role", ["", "chief", "superuser", "HEAD"])
def test_no_role_and_an_unknown_role_carry_nothing(role: str) -> None:
    assert not any(role_may(role, action) for action in Action)


def test_no_administrator_sees_a_firm_and_no_one_who_works_looks_after_officers() -> None:
    administrators = {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
    for role in administrators:
        assert not any(role_may(role, action) for action in (Action.SEE_FIRMS, Action.SEE_PEOPLE, Action.SEE_TRANSFERS, Action.SEE_WORK))
    for role in set(Role) - {Role.SECURITY_ADMINISTRATOR}:
        assert not role_may(role, Action.MANAGE_OFFICERS)


def test_who_decides_about_others_or_watches_them_is_made_by_two() -> None:
    deciding = {Action.APPROVE_AUTHORITY, Action.MANAGE_OFFICERS, Action.CONFIRM_APPOINTMENTS, Action.ASSIGN_OTHERS}
    assert {role for role in Role if any(role_may(role, action) for action in deciding)} <= NEEDS_SECOND_PERSON
