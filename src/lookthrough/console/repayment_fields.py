"""What the forms of assets, claims and repayment share: where they go, what they are about, and how amounts are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lookthrough.console.deed_forms import DeedForm, Field, Words

Forms = list[DeedForm]
SHORT, LONG = 200, 400  # signs of a name, of a sentence


@dataclass(frozen=True, slots=True)
class Deeds:
    """The forms of one page of a case; ``about`` says which thing of several, ``fixed`` carries its numbers unseen."""

    number: str
    page: str
    about: Any = ""
    fixed: tuple[Field, ...] = ()

    def work(self, deed: str, title: Words, *fields: Field, main: bool = False) -> DeedForm:
        """Return the form of a deed that one officer does."""
        return self._form(deed, title, reverse(f"console:work-{self.page}", args=[self.number, deed]), fields, main)

    def decide(self, deed: str, title: Words, *fields: Field, main: bool = False) -> DeedForm:
        """Return the form of a deed that a second person does."""
        return self._form(deed, title, reverse("console:decide-repayment", args=[self.number, deed]), fields, main)

    def _form(self, deed: str, title: Words, url: str, fields: tuple[Field, ...], main: bool) -> DeedForm:
        return DeedForm(deed, title, url, (*self.fixed, *fields), self.about, main)


def hidden(name: str, value: Any) -> Field:
    """Return a field that is sent unseen."""
    return Field(name, "", "hidden", value=value)


def yuan(name: str, label: Words, *, required: bool = True, value: int | None = None) -> Field:
    """Return the field of an amount in yuan, filled in with what is known."""
    return Field(name, label, "yuan", required=required, value="" if value is None else f"{value // 100}.{value % 100:02d}", longest=24)
