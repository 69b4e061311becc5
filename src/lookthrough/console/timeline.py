"""A firm's timeline: events from everywhere, each kind read by one small function; a room adds its own by a line in ``READERS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lookthrough.cases import case_queries, lead_queries
from lookthrough.cases.campaigns import entry_queries as campaigns
from lookthrough.cases.campaigns.stages import ACTS as CAMPAIGN_ACTS
from lookthrough.cases.lead_words import ACTS as LEAD_ACTS
from lookthrough.cases.rescues import queries as cases
from lookthrough.cases.rescues.words import ACTS as RESCUE_ACTS
from lookthrough.console import words
from lookthrough.console.access import carries, colleague
from lookthrough.console.firm_file import FirmFile
from lookthrough.kernel.texts import Text
from lookthrough.offices import queries as offices
from lookthrough.offices.roles import Action
from lookthrough.registry import changes_queries, handling_queries, triage_queries
from lookthrough.registry.matching import queries as matching
from lookthrough.risk import firm_queries as risk
from lookthrough.risk.states import BY_MACHINE, MACHINE, ChangeKind, ReasonKind
from lookthrough.supervision import queries as supervision
from lookthrough.supervision.stages import ACTS as CHECK_ACTS
from lookthrough.supervision.stages import FIRM

REGISTER, HIT, ALERT, DECISION, TRIAGE, LICENCE, WATCH, CORRECTION, VERDICT, NOTE, HANDLING, CHECK, RESCUE, CASE, CAMPAIGN = (
    "register", "hit", "alert", "decision", "triage", "licence", "watch", "correction", "verdict", "note", "handling", "check", "rescue",
    "case", "campaign",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One line: when, of which kind, what happened, by whom, where it says so.

    ``more`` is what is told of it beyond the line; ``note_id`` leads to a note that may be taken back.
    """

    at: date | datetime
    kind: str
    text: str
    more: str = ""
    who: str = ""
    source: str = ""
    address: str = ""
    note_id: int | None = None

    @property
    def day(self) -> date:
        """Return the day in Shanghai."""
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at

    @property
    def moment(self) -> datetime:
        """Return what puts events in order: one of which only the day is known stands at its beginning."""
        if isinstance(self.at, datetime):
            return self.at
        return timezone.make_aware(datetime.combine(self.at, time.min))

    @property
    def hour(self) -> str:
        """Return the time of day, where it is known."""
        return f"{timezone.localtime(self.at):%H:%M}" if isinstance(self.at, datetime) else ""


Reader = Callable[[HttpRequest, FirmFile], Iterable[Event]]


def events(request: HttpRequest, file: FirmFile) -> list[Event]:
    """Return everything that happened to a firm, newest first."""
    names = offices.names_by_username()
    found = [replace(event, who=names.get(event.who, event.who)) for reader in READERS for event in reader(request, file)]
    return sorted(found, key=lambda one: one.moment, reverse=True)


def _register(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """When the firm was founded, by the register."""
    firm = file.firm
    if firm.established_on:
        yield Event(firm.established_on, REGISTER, _("成立"), source=f"{firm.source_file}:{firm.source_row}")


def _changes(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """Change notices, values that a later file gave otherwise, corrections, terms on the key watch list."""
    kinds = {"watch": WATCH, "correction": CORRECTION}
    for one in changes_queries.events_of(file.firm.company_id):
        kind = kinds.get(one.kind, REGISTER)
        text = one.text.in_language(words.language())
        yield Event(one.at, kind, text, who=one.source if kind == WATCH else "", source="" if kind == WATCH else one.source)


def _hits(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """When a listed word first made an alert."""
    for alert, reason in file.reasons:
        if reason.kind is ReasonKind.HIT:
            address = reverse("console:alert", args=[alert.alert_id])
            yield Event(
                reason.first_seen,
                HIT,
                reason.explanation.in_language(words.language()),
                source=words.list_title(reason.threshold_basis),
                address=address,
            )


def _alerts(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """Alerts as they were found, updated, and decided by officers."""
    for alert, change in risk.changes_of(alerts=file.alerts):
        by_machine = change.kind in BY_MACHINE
        done = words.said(words.CHANGE.get(change.kind, str(change.kind)))
        text = pgettext("timeline", "%(name)s %(month)s 预警：%(done)s") % {"name": alert.name, "month": alert.month, "done": done}
        more = alert.headline.in_language(words.language()) if change.kind is ChangeKind.FOUND else change.note
        if change.undone:
            text = _("%(text)s（已撤销）") % {"text": text}
        who = _("系统") if change.actor == MACHINE else change.actor
        address = reverse("console:alert", args=[alert.alert_id])
        yield Event(change.at, ALERT if by_machine else DECISION, text, more=more, who=who, address=address)


def _licences(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """Licences as they begin and end; an end that lies ahead is not an event yet."""
    for one in file.head.licences:
        held, title = one.licence, one.title.in_language(words.language())
        dated = (
            (held.valid_from, _("%(title)s开始有效")),
            (held.suspended_from, _("%(title)s中止")),
            (held.revoked_on, _("%(title)s被吊销")),
            (held.valid_to and held.valid_to + timedelta(days=1), _("%(title)s有效期满")),
        )
        for day, text in dated:
            if day and day <= file.today:
                yield Event(day, LICENCE, text % {"title": title}, source=one.issuer)


def _notes(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """What officers noted."""
    for one in handling_queries.notes_of(company_id=file.firm.company_id):
        yield Event(one.written_at, NOTE, one.text, who=one.author, note_id=one.note_id)


def _handling(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """Who was given the firm to look after."""
    for one in file.head.keepers:
        yield Event(one.since, HANDLING, _("由%(name)s负责") % {"name": one.name}, who=one.given_by)


def _triages(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """How hits were sifted: opened, asked, answered, decided."""
    me = colleague(request)
    if me is None or me.district is None:
        return
    for triage in triage_queries.triages_of_firm(company_id=file.firm.company_id, district=me.district, today=file.today):
        address = reverse("console:triage", args=[triage.row.triage_id])
        for one in triage.changes:
            text = "：".join(part for part in (one.title.in_language(words.language()), one.note) if part)
            text = _("%(text)s（已撤销）") % {"text": text} if one.undone else text
            yield Event(one.at, TRIAGE, text, who={"cycle": _("系统"), "firm": _("企业")}.get(one.actor, one.actor), address=address)


_VERDICTS = {"same": Text("判定为同一主体", "judged the same"), "different": Text("判定为不同主体", "judged different")}


def _verdicts(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """What people judged of records that may be this firm."""
    for one in matching.verdicts_of_firm(company_id=file.firm.company_id):
        title = _VERDICTS.get(one.verdict, Text(one.verdict, one.verdict)).in_language(words.language())
        text = f"{title}：{one.left} · {one.right}" + (f"。{one.reason}" if one.reason else "")
        yield Event(one.at, VERDICT, _("%(text)s（已撤销）") % {"text": text} if one.revoked_at else text, who=one.by)


def _checks(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """What was done in joint checks of the firm."""
    me = colleague(request)
    if me is None or me.district is None or not carries(request, Action.SEE_SUPERVISION):
        return
    for number, act in supervision.acts_of_firm(company_id=file.firm.company_id, district=me.district):
        text, who = CHECK_ACTS[act.kind].in_language(words.language()), _("企业") if act.actor == FIRM else act.actor
        yield Event(act.at, CHECK, f"{number} {text}", more=act.note, who=who, address=reverse("console:check", args=[number]))


def _rescues(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """What was done to rescue the firm."""
    me = colleague(request)
    if me is None or me.district is None or not carries(request, Action.SEE_RESCUES):
        return
    for number, at, actor, kind, note in cases.acts_of_firm(company_id=file.firm.company_id, district=me.district):
        text = RESCUE_ACTS[kind].in_language(words.language())
        yield Event(at, RESCUE, f"{number} {text}", more=note, who=actor, address=reverse("console:rescue", args=[number]))


_TOLD = {"opened", "step", "merged", "taken_apart", "split", "reopened"}  # of a case; the rest stands in its own file


def _cases(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """When leads and cases about the firm were opened, and the steps that cases took."""
    me = colleague(request)
    if me is None or me.district is None or not carries(request, Action.SEE_CASES):
        return
    subjects = [file.firm.company_id, *(one.institution_id for one in file.operated)]
    opened = words.said(LEAD_ACTS["opened"])
    for at, who, number, title in lead_queries.opened_about(subject_ids=subjects, district=me.district):
        yield Event(at, CASE, f"{number} {opened}", more=title, who=who, address=reverse("console:lead", args=[number]))
    for told in case_queries.told_of(subject_ids=subjects, district=me.district, kinds=_TOLD):
        address = reverse("console:case", args=[told.number])
        yield Event(told.at, CASE, f"{told.number} {words.said(told.text)}", who=told.actor, address=address)


def _campaigns(request: HttpRequest, file: FirmFile) -> Iterator[Event]:
    """What was done with the firm in campaigns."""
    me = colleague(request)
    if me is None or me.district is None or not carries(request, Action.SEE_CAMPAIGNS):
        return
    for entry, number, at, actor, kind, note in campaigns.acts_of_firm(company_id=file.firm.company_id, district=me.district):
        if kind != "photo_read":
            text = CAMPAIGN_ACTS[kind].in_language(words.language())
            yield Event(at, CAMPAIGN, f"{number} {text}", more=note, who=actor, address=reverse("console:campaign-firm", args=[entry]))


READERS: list[Reader] = [
    _register, _changes, _hits, _alerts, _triages, _licences, _verdicts, _notes, _handling, _checks, _rescues, _cases, _campaigns,
]  # fmt: skip
