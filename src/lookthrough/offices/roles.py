"""What each role may do; whatever is not written here is refused."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part an officer plays."""

    CASE_OFFICER = "case_officer"
    HEAD = "head"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    OUTSIDE_ADVISER = "outside_adviser"  # a lawyer or accountant who helps with a case


class Action(StrEnum):
    """What can be done in the console, by the name views and tests use."""

    SEE_WORK = "see_work"
    SEE_ALERTS = "see_alerts"
    WORK_ALERTS = "work_alerts"  # take, snooze, close, reopen, undo
    ASSIGN_OTHERS = "assign_others"
    SEE_FIRMS = "see_firms"
    SEE_PEOPLE = "see_people"  # names of persons, under a stated purpose, each reading in the trail
    WORK_FIRMS = "work_firms"  # triage, questions to a firm, notes
    WATCH_FIRMS = "watch_firms"  # put on and take off the key watch list
    CORRECT_REGISTER = "correct_register"
    JUDGE_MATCHES = "judge_matches"
    SEE_INSTITUTIONS = "see_institutions"
    SEE_MONEY = "see_money"  # figures without single accounts
    SEE_TRANSFERS = "see_transfers"  # also needs an authority in force
    RECONCILE = "reconcile"  # bring a custodian's statements in; also needs an authority in force
    ASK_AUTHORITY = "ask_authority"
    APPROVE_AUTHORITY = "approve_authority"
    SEE_METHODS = "see_methods"
    PROPOSE_LIMITS = "propose_limits"  # a dated value of a rule's limit, having tried it
    ADOPT_LIMITS = "adopt_limits"  # what another officer proposed
    SEE_SUPERVISION = "see_supervision"  # checks of licensed bodies and what their returns say
    WORK_SUPERVISION = "work_supervision"  # plan, check on site, call for papers, order corrections
    DECIDE_SUPERVISION = "decide_supervision"  # as the second person: extend a deadline, cancel a check
    SEE_RISKS = "see_risks"  # guarantee chains and rings, large exposures, group incidents
    JUDGE_INCIDENTS = "judge_incidents"  # accept or reject a burst; only then does it weigh
    SEE_ELEMENTS = "see_elements"  # the test of article 2 and the separate criminal check-list
    WORK_ELEMENTS = "work_elements"  # judge and sign them
    SEE_RESCUES = "see_rescues"
    WORK_RESCUES = "work_rescues"  # lead bank, committee, measures, meetings
    APPROVE_RELEASES = "approve_releases"  # as the second person: what of a rescue may be made known
    SEE_CASES = "see_cases"  # leads and cases of the district
    WORK_CASES = "work_cases"  # open leads, propose, investigate, take steps
    DECIDE_CASES = "decide_cases"  # as the second person: open a case, end one, recuse, merge
    SEE_SHARED_CASES = "see_shared_cases"  # a named person from outside: named pages of named cases until a day
    SEE_CAMPAIGNS = "see_campaigns"
    WORK_CAMPAIGNS = "work_campaigns"  # sweep, visit, class, report, propose for acceptance
    LEAD_CAMPAIGNS = "lead_campaigns"  # open and end a campaign, move its stages; as the second person: accept a district
    SEE_REPAYMENT = "see_repayment"  # assets, claims and rounds of a case; names only under a stated purpose
    WORK_REPAYMENT = "work_repayment"  # register claims and assets, draft and check rounds, keep the account
    DECIDE_REPAYMENT = "decide_repayment"  # as the second person: a sale, a court's ruling, what is released from deposit
    SEE_PETITIONS = "see_petitions"  # occasions at the desk, petitioners by label; names only under a stated purpose
    WORK_PETITIONS = "work_petitions"  # register, hand out codes, tell in approved wording, report, tick the plan
    DECIDE_PETITIONS = "decide_petitions"  # as the second person: a wording, a longer period, the report afterwards
    SEE_EVIDENCE = "see_evidence"  # items of a case and their chains; each file read is in the chain and in the trail
    WORK_EVIDENCE = "work_evidence"  # take, move, hand over, redact; ask to return, release or open
    RELEASE_EVIDENCE = "release_evidence"  # as the second person: return, release, open to inspection
    SEE_PAPERS = "see_papers"  # documents of a case
    WORK_PAPERS = "work_papers"  # draft, hand in, bring a template of the office
    APPROVE_PAPERS = "approve_papers"  # as the second person: issue a document, adopt a template
    SEE_RETURNS = "see_returns"
    WORK_RETURNS = "work_returns"  # send for a sender, confirm or send back what one did not send, remind
    MANAGE_SENDERS = "manage_senders"  # record senders, let their people in, give their programs tokens
    SEE_REPORTS = "see_reports"  # the monthly report of the office, and signed ones of offices below
    WORK_REPORTS = "work_reports"  # draft, edit, propose
    SIGN_REPORTS = "sign_reports"  # as the second person, what another proposed
    SEE_AUDIT = "see_audit"
    VERIFY_AUDIT = "verify_audit"
    SEE_OFFICERS = "see_officers"
    MANAGE_OFFICERS = "manage_officers"  # appoint, move, dismiss, unlock, reset the second factor
    CONFIRM_APPOINTMENTS = "confirm_appointments"  # as the second person, what another officer proposed
    SEE_SYSTEM = "see_system"  # state of the installation: size, back-ups, versions


_READS = {
    Action.SEE_WORK,
    Action.SEE_ALERTS,
    Action.SEE_FIRMS,
    Action.SEE_INSTITUTIONS,
    Action.SEE_MONEY,
    Action.SEE_TRANSFERS,
    Action.SEE_METHODS,
    Action.SEE_RETURNS,
    Action.SEE_SUPERVISION,
    Action.SEE_RISKS,
    Action.SEE_REPORTS,
    Action.SEE_CAMPAIGNS,
    Action.SEE_CASES,
    Action.SEE_REPAYMENT,
    Action.SEE_PETITIONS,
}
_WORKS = {
    Action.WORK_ALERTS,
    Action.SEE_PEOPLE,
    Action.WORK_FIRMS,
    Action.WATCH_FIRMS,
    Action.CORRECT_REGISTER,
    Action.JUDGE_MATCHES,
    Action.ASK_AUTHORITY,
    Action.WORK_RETURNS,
    Action.RECONCILE,
    Action.WORK_SUPERVISION,
    Action.JUDGE_INCIDENTS,
    Action.SEE_ELEMENTS,
    Action.WORK_ELEMENTS,
    Action.SEE_RESCUES,
    Action.WORK_RESCUES,
    Action.WORK_REPORTS,
    Action.WORK_CAMPAIGNS,
    Action.WORK_CASES,
    Action.WORK_REPAYMENT,
    Action.WORK_PETITIONS,
    Action.SEE_EVIDENCE,
    Action.WORK_EVIDENCE,
    Action.SEE_PAPERS,
    Action.WORK_PAPERS,
}
# the administrator is split in three: who runs the machine, who lets people in, who watches both; none of them sees a firm
MAY: dict[Role, frozenset[Action]] = {
    Role.CASE_OFFICER: frozenset(_READS | _WORKS),
    Role.HEAD: frozenset(
        _READS
        | _WORKS
        | {
            Action.ASSIGN_OTHERS,
            Action.APPROVE_AUTHORITY,
            Action.MANAGE_SENDERS,
            Action.SEE_OFFICERS,
            Action.CONFIRM_APPOINTMENTS,
            Action.PROPOSE_LIMITS,
            Action.ADOPT_LIMITS,
            Action.DECIDE_SUPERVISION,
            Action.APPROVE_RELEASES,
            Action.SIGN_REPORTS,
            Action.LEAD_CAMPAIGNS,
            Action.DECIDE_CASES,
            Action.DECIDE_REPAYMENT,
            Action.DECIDE_PETITIONS,
            Action.RELEASE_EVIDENCE,
            Action.APPROVE_PAPERS,
        }
    ),
    Role.ANALYST: frozenset(_READS | {Action.JUDGE_MATCHES, Action.PROPOSE_LIMITS}),
    Role.AUDITOR: frozenset(
        _READS
        | {Action.SEE_PEOPLE, Action.SEE_AUDIT, Action.VERIFY_AUDIT, Action.SEE_OFFICERS, Action.SEE_ELEMENTS, Action.SEE_RESCUES}
        | {Action.SEE_EVIDENCE, Action.SEE_PAPERS}
    ),
    Role.SYSTEM_ADMINISTRATOR: frozenset({Action.SEE_SYSTEM}),
    Role.SECURITY_ADMINISTRATOR: frozenset({Action.SEE_OFFICERS, Action.MANAGE_OFFICERS, Action.CONFIRM_APPOINTMENTS}),
    Role.AUDIT_ADMINISTRATOR: frozenset({Action.SEE_AUDIT, Action.VERIFY_AUDIT, Action.SEE_OFFICERS}),
    Role.OUTSIDE_ADVISER: frozenset({Action.SEE_SHARED_CASES}),
}
# who decides about others or about the trail: nobody alone gives these roles, or a new way in to one who holds them
NEEDS_SECOND_PERSON = frozenset({Role.HEAD, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})


def role_may(role: str, action: Action) -> bool:
    """Return whether a role carries an action; an empty or unknown role carries none."""
    return role in set(Role) and action in MAY[Role(role)]
