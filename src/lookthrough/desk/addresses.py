"""Where an officer's mails go: the address is encrypted for the officer, and counts once a code that was sent to it came back."""

from __future__ import annotations

from lookthrough.desk.models import Wishes
from lookthrough.offices.sealing import SealBroken, opened, sealed


def seal(officer_id: int, address: str) -> str:
    """Return an address encrypted for its officer."""
    return sealed(address.encode(), about=_about(officer_id))


def address_of(one: Wishes) -> str:
    """Return the address of an officer's wishes; nothing if there is none or the signing key is another one."""
    return _opened(one.sealed_address, one)


def wanted_address_of(one: Wishes) -> str:
    """Return the address whose code has not come back yet."""
    return _opened(one.sealed_wanted, one)


def _opened(text: str, one: Wishes) -> str:
    if not text:
        return ""
    try:
        return opened(text, about=_about(one.officer_id)).decode()
    except SealBroken:
        return ""


def _about(officer_id: int) -> str:
    return f"mail address of {officer_id}"
