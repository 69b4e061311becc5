"""The steps of a proceeding towards a penalty: what may be done when, and why not; pure, so that every pair can be tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lookthrough.cases.procedure.words import PROCEEDING_STATES
from lookthrough.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proceeding stands, with the words of ``words.STATEMENTS`` and ``words.HEARINGS``."""

    state: str = "drafted"
    statement: str = "none"
    statement_until: date | None = None
    hearing_offered: bool = False
    hearing: str = "none"
    hearing_until: date | None = None
    hearing_on: date | None = None
    review_needed: bool = False
    review: str = "none"  # none, passed, failed: the newest
    discussion_needed: bool = False
    discussed: bool = False


Check = Callable[[Standing, date], list[Text]]
_STATEMENT_OPEN = Text("陈述申辩期未满，当事人既未提出也未放弃（行政处罚法第62条）", "the period for a statement runs (行政处罚法 art. 62)")
_UNEXAMINED = Text("当事人的陈述申辩尚未复核（行政处罚法第45条）", "the statement has not been examined (行政处罚法 art. 45)")
_HEARING_OPEN = Text("要求听证的期限未满，当事人既未要求也未放弃", "the period to ask for a hearing runs")
_HEARING_ASKED = Text(
    "当事人要求听证，听证尚未举行（行政处罚法第63条）", "a hearing was asked for and has not been held (行政处罚法 art. 63)"
)
_NOT_OFFERED = Text("拟作出的处罚不属应当告知听证的种类", "the measures are not of those that give a right to a hearing")
_NO_STATEMENT = Text("没有待复核的陈述申辩", "no statement waits")
_SAID = Text("当事人已提出或放弃陈述申辩", "a statement was made or waived already")
_ASKED = Text("当事人已要求或放弃听证", "a hearing was asked for or waived already")
_NOT_ASKED = Text("当事人没有要求听证", "no hearing was asked for")
_NOT_SET = Text("尚未通知听证的时间地点", "time and place of the hearing have not been told")
_NOT_YET = Text("听证日期未到", "the day of the hearing has not come")
_NO_REVIEW = Text("未经法制审核，不得作出决定（行政处罚法第58条）", "no decision without legal review (行政处罚法 art. 58)")
_FAILED = Text("法制审核未通过，不得作出决定（行政处罚法第58条）", "the legal review was not passed: no decision (行政处罚法 art. 58)")
_NO_DISCUSSION = Text(
    "情节复杂或者重大，须负责人集体讨论（行政处罚法第57条第2款）", "a grave case is discussed by the heads (行政处罚法 art. 57(2))"
)


def refusals(*, deed: str, standing: Standing, today: date) -> list[Text]:
    """Return why a deed is not done now; nothing when it may be done."""
    state, check = DEEDS[deed]
    if standing.state not in state:
        here = PROCEEDING_STATES[standing.state]
        zh, en = "、".join(PROCEEDING_STATES[one].zh for one in state), ", ".join(PROCEEDING_STATES[one].en for one in state)
        return [Text(f"目前为“{here.zh}”，这一步只在“{zh}”时可做", f"it stands at “{here.en}”; this is done only at “{en}”")]
    return check(standing, today)


def _free(_standing: Standing, _today: date) -> list[Text]:
    return []


def _state_statement(standing: Standing, _today: date) -> list[Text]:
    return [] if standing.statement == "none" else [_SAID]


def _examine(standing: Standing, _today: date) -> list[Text]:
    return [] if standing.statement == "given" else [_NO_STATEMENT]


def _ask_hearing(standing: Standing, today: date) -> list[Text]:
    if not standing.hearing_offered:
        return [_NOT_OFFERED]
    if standing.hearing != "none":
        return [_ASKED]
    if standing.hearing_until and today > standing.hearing_until:
        until = standing.hearing_until
        return [Text(f"已过要求听证的期限（{until}）", f"the period to ask for a hearing ended on {until}")]
    return []


def _waive_hearing(standing: Standing, _today: date) -> list[Text]:
    if not standing.hearing_offered:
        return [_NOT_OFFERED]
    return [] if standing.hearing in ("none", "asked", "set") else [_ASKED]


def _set_hearing(standing: Standing, _today: date) -> list[Text]:
    return [] if standing.hearing in ("asked", "set") else [_NOT_ASKED]


def _hold_hearing(standing: Standing, today: date) -> list[Text]:
    if standing.hearing != "set":
        return [_NOT_SET]
    return [_NOT_YET] if standing.hearing_on is None or today < standing.hearing_on else []


def _conclude(standing: Standing, today: date) -> list[Text]:
    """A statement was examined or its period has passed in silence, and so with a hearing where there is a right to one."""
    found: list[Text] = []
    if standing.statement == "given":
        found.append(_UNEXAMINED)
    if standing.statement == "none" and (standing.statement_until is None or today <= standing.statement_until):
        found.append(_STATEMENT_OPEN)
    if standing.hearing_offered and standing.hearing == "none" and (standing.hearing_until is None or today <= standing.hearing_until):
        found.append(_HEARING_OPEN)
    if standing.hearing in ("asked", "set"):
        found.append(_HEARING_ASKED)
    return found


def _decide(standing: Standing, _today: date) -> list[Text]:
    found: list[Text] = []
    if standing.review == "failed":
        found.append(_FAILED)
    if standing.review_needed and standing.review == "none":
        found.append(_NO_REVIEW)
    if standing.discussion_needed and not standing.discussed:
        found.append(_NO_DISCUSSION)
    return found


def _discuss(standing: Standing, _today: date) -> list[Text]:
    """The heads discuss what the legal review has passed."""
    return [one for one in _decide(standing, _today) if one is not _NO_DISCUSSION]


# deed: in which states it is done, and what else it needs
DEEDS: dict[str, tuple[tuple[str, ...], Check]] = {
    "serve_notice": (("drafted",), _free),
    "make_statement": (("notified",), _state_statement),
    "examine_statement": (("notified",), _examine),
    "waive_statement": (("notified",), _state_statement),
    "ask_hearing": (("notified",), _ask_hearing),
    "waive_hearing": (("notified",), _waive_hearing),
    "set_hearing": (("notified",), _set_hearing),
    "hold_hearing": (("notified",), _hold_hearing),
    "forgo_hearing": (("notified",), _hold_hearing),
    "conclude": (("notified",), _conclude),
    "review": (("heard",), _free),
    "discuss": (("heard",), _discuss),
    "decide": (("heard",), _decide),
    "serve_decision": (("decided",), _free),
    "drop": (("drafted", "notified", "heard"), _free),
    "seek_remedy": (("served",), _free),
}
