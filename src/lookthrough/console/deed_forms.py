"""Forms of deeds: what is filled in is described here once, drawn by ``parts/deed.html``, and read back by the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise

from lookthrough.console.access import back, officer_id
from lookthrough.console.refusing import say_why_not
from lookthrough.kernel.files import FileRefused
from lookthrough.kernel.money import parse_yuan
from lookthrough.kernel.texts import Text
from lookthrough.registry.handling_operations import NotAllowed

Words = str | Promise
Deed = Callable[[HttpRequest, str], str]
_DAY = Text("请选择日期", "please choose a day")
_MOMENT = Text("请填写日期和时间", "please give day and time")
_AMOUNT = Text("金额须为元，例如 1200000.00", "amounts are in yuan, such as 1200000.00")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``kind`` is text, area, lines, date, moment, select, many, tick, number, yuan, paper or hidden."""

    name: str
    label: Words
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[Any, Any], ...] = ()  # value and Text or words
    value: Any = ""
    hint: Words | Text = ""
    longest: int = 4_000


@dataclass(frozen=True, slots=True)
class DeedForm:
    """A deed with its fields; ``about`` makes its ids unique on a page, ``url`` is where it goes."""

    deed: str
    title: Words
    url: str
    fields: tuple[Field, ...] = ()
    about: Any = ""
    main: bool = False
    button: Words = ""
    open: bool = False

    @property
    def key(self) -> str:
        """Return the beginning of the form's ids."""
        return f"{self.deed}-{self.about}" if self.about != "" else self.deed


def choices(table: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return a table of words as the choices of a field."""
    return tuple(table.items())


def paper(label: Words, *, name: str = "paper", required: bool = False) -> Field:
    """Return the field that names a paper of the evidence by its hash."""
    return Field(name, label, "paper", required=required, longest=64)


def do(
    request: HttpRequest, number: str, deed: Deed | None, address: str, refused: Callable[[HttpRequest, str], HttpResponse] | None = None
) -> HttpResponse:
    """Do a deed and go back to the page; say what was done, or why not: then ``refused`` answers, so that nothing written is lost."""
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, number))
    except (NotAllowed, FileRefused) as refusal:
        say_why_not(request, refusal)
        if refused is not None:
            return refused(request, number)
    return back(request, address)


def refilled(found: Any, request: HttpRequest) -> Any:
    """Return forms, however nested, with what was sent in the one that was refused, which stands open again."""
    if request.method != "POST":
        return found
    if isinstance(found, DeedForm):
        return _refilled(found, request)
    if isinstance(found, dict):
        return {key: refilled(value, request) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return type(found)(refilled(one, request) for one in found)
    return found


def _refilled(form: DeedForm, request: HttpRequest) -> DeedForm:
    """Return a form with what was sent, if it is the one that was sent: same address, same things it is about."""
    hidden = {one.name: str(one.value) for one in form.fields if one.kind == "hidden"}
    if form.url != escape_uri_path(request.path) or any(request.POST.get(name) != value for name, value in hidden.items()):
        return form
    return replace(form, fields=tuple(_sent(one, request) for one in form.fields), open=True)


def _sent(field: Field, request: HttpRequest) -> Field:
    if field.kind == "hidden":
        return field
    if field.kind == "many":
        given = set(request.POST.getlist(field.name))
        return replace(field, value=[value for value, _title in field.choices if str(value) in given])
    if field.kind == "tick":
        return replace(field, value=ticked(request, field.name))
    sent = text(request, field.name)
    try:
        return replace(field, value=date.fromisoformat(sent) if field.kind == "date" else sent)
    except ValueError:
        return replace(field, value="")


def by(request: HttpRequest, number: str, **ids: str) -> dict[str, Any]:
    """Return who acts, when (by the clock of this place: days are reckoned from it), in which case, and the numbers named by fields."""
    about = {name: whole(request, field) for name, field in ids.items()}
    return {"number": number, "officer_id": officer_id(request), "at": timezone.localtime(), **about}


def text(request: HttpRequest, name: str) -> str:
    """Return what was written into a field."""
    return str(request.POST.get(name, ""))


def texts(request: HttpRequest, *names: str) -> dict[str, Any]:
    """Return what was written into some fields, by name."""
    return {name: text(request, name) for name in names}


def lines(request: HttpRequest, name: str) -> list[str]:
    """Return the lines of a field that are not empty."""
    return [one.strip() for one in text(request, name).splitlines() if one.strip()]


def day(request: HttpRequest, name: str) -> date:
    """Return a day, or refuse."""
    try:
        return date.fromisoformat(text(request, name))
    except ValueError:
        raise NotAllowed(_DAY) from None


def moment(request: HttpRequest, name: str) -> datetime:
    """Return a day and time as the clock on the wall shows it, or refuse."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text(request, name)).replace(tzinfo=None))
    except (ValueError, OverflowError):
        raise NotAllowed(_MOMENT) from None


def shown_moment(at: datetime) -> str:
    """Return a moment as a field of day and time holds it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def whole(request: HttpRequest, name: str) -> int:
    """Return a whole number, nought where none was given."""
    given = text(request, name)
    return int(given) if given.isdecimal() and len(given) < 16 else 0


def fen(request: HttpRequest, name: str) -> int:
    """Return an amount of yuan in fen, nought where none was given."""
    given = text(request, name).strip()
    if not given:
        return 0
    try:
        return parse_yuan(given)
    except ValueError:
        raise NotAllowed(_AMOUNT) from None


def ticked(request: HttpRequest, name: str) -> bool:
    """Return whether a box was ticked."""
    return request.POST.get(name) == "1"


def wholes(values: Iterable[str]) -> list[int]:
    """Return the whole numbers among what was chosen."""
    return [int(one) for one in values if one.isdecimal() and len(one) < 16]
