"""The second proof at sign-in: an app's codes, each good once, recovery codes on paper, and a pause after wrong ones."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import transaction

from lookthrough.offices import settings_in_force
from lookthrough.offices.models import AuthenticatorApp, Officer, RecoveryCode, SecondStep, SecurityKey
from lookthrough.offices.sealing import digests, opened, sealed

STEP = 30
DIGITS = 6
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class KeyShown:
    """A security key as its owner sees it."""

    key_id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What an officer has set up."""

    app_since: datetime | None
    keys: tuple[KeyShown, ...]
    recovery_left: int

    @property
    def any(self) -> bool:
        """Return whether there is a second factor; recovery codes alone are none."""
        return self.app_since is not None or bool(self.keys)


@dataclass(frozen=True, slots=True)
class NewApp:
    """What an authenticator app must be told: the secret to type, or the address to read as a picture."""

    secret: str
    address: str


def factors(*, officer_id: int) -> Factors:
    """Return what an officer has set up."""
    app = AuthenticatorApp.objects.filter(officer_id=officer_id, confirmed_at__isnull=False).first()
    keys = SecurityKey.objects.filter(officer_id=officer_id).order_by("added_at")
    shown = tuple(KeyShown(one.pk, one.name, one.added_at, one.last_used_at) for one in keys)
    left = RecoveryCode.objects.filter(officer_id=officer_id, used_at=None).count()
    return Factors(app.confirmed_at if app else None, shown, left)


def with_second_factor() -> set[int]:
    """Return the ids of all officers who have set one up."""
    apps = AuthenticatorApp.objects.filter(confirmed_at__isnull=False).values_list("officer_id", flat=True)
    return {*apps, *SecurityKey.objects.values_list("officer_id", flat=True)}


# ---- the app ---------------------------------------------------------------------------------------------------------------


def begin_app(*, officer_id: int, at: datetime, issuer: str) -> NewApp:
    """Return the secret to set an app up with; until a code confirms it, it opens nothing and stays the same."""
    officer = Officer.objects.get(pk=officer_id)
    waiting = AuthenticatorApp.objects.filter(officer=officer, confirmed_at=None).first()
    if waiting is None:
        fresh = sealed(secrets.token_bytes(20), about=_about(officer_id))
        waiting = AuthenticatorApp.objects.create(officer=officer, secret=fresh, added_at=at)
    secret = base64.b32encode(opened(waiting.secret, about=_about(officer_id))).decode()
    label = f"{quote(issuer)}:{quote(officer.username)}"
    return NewApp(secret, f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&algorithm=SHA1&digits={DIGITS}&period={STEP}")


def confirm_app(*, officer_id: int, code: str, at: datetime) -> bool:
    """Take the app into use if its code is right; it replaces an earlier one."""
    waiting = AuthenticatorApp.objects.filter(officer_id=officer_id, confirmed_at=None).first()
    step = _step_of(waiting, code, at) if waiting else None
    if waiting is None or step is None:
        return False
    with transaction.atomic():
        AuthenticatorApp.objects.filter(officer_id=officer_id).exclude(pk=waiting.pk).delete()
        AuthenticatorApp.objects.filter(pk=waiting.pk).update(confirmed_at=at, last_step=step, last_used_at=at)
    return True


def code_is_right(*, officer_id: int, code: str, at: datetime) -> bool:
    """Return whether an app's code is right now, and spend it: it and every earlier one open nothing any more."""
    app = AuthenticatorApp.objects.filter(officer_id=officer_id, confirmed_at__isnull=False).first()
    step = _step_of(app, code, at) if app else None
    if app is None or step is None:
        return False
    unspent = AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step)
    return unspent.update(last_step=step, last_used_at=at) == 1


def code_at(secret: str, at: datetime) -> str:
    """Return the code an app with this secret shows at a time (RFC 6238)."""
    return _code(base64.b32decode(secret), int(at.timestamp()) // STEP)


def _code(secret: bytes, step: int) -> str:
    return HOTP(secret, DIGITS, SHA1(), enforce_key_length=False).generate(step).decode()  # noqa: S303 - what apps understand


def _step_of(app: AuthenticatorApp, code: str, at: datetime) -> int | None:
    """Return the half minute a code belongs to: this one, or its neighbours for a clock that is off."""
    said = re.sub(r"\s", "", code)
    secret, now = opened(app.secret, about=_about(app.officer_id)), int(at.timestamp()) // STEP
    right = [step for step in (now - 1, now, now + 1) if secrets.compare_digest(_code(secret, step).encode(), said.encode())]
    return max(right) if right else None


def _about(officer_id: int) -> str:
    return f"authenticator app of officer {officer_id}"


# ---- recovery codes --------------------------------------------------------------------------------------------------------


def new_recovery_codes(*, officer_id: int) -> list[str]:
    """Return ten new codes, told this once; those before open nothing any more."""
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(officer_id=officer_id).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(officer_id=officer_id, digest=digests(_plain(code), about=str(officer_id))[0]) for code in codes
        )
    return codes


def recovery_code_is_right(*, officer_id: int, code: str, at: datetime) -> bool:
    """Return whether a recovery code opens, and spend it."""
    known = digests(_plain(code), about=str(officer_id))
    return RecoveryCode.objects.filter(officer_id=officer_id, digest__in=known, used_at=None).update(used_at=at) == 1


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


# ---- taking away, and the pause after wrong ones -----------------------------------------------------------------------------


def remove_app(*, officer_id: int) -> bool:
    """Take the app away; returns whether there was one."""
    return AuthenticatorApp.objects.filter(officer_id=officer_id).delete()[0] > 0


def remove_key(*, officer_id: int, key_id: int) -> bool:
    """Take one security key away; returns whether there was one."""
    return SecurityKey.objects.filter(officer_id=officer_id, pk=key_id).delete()[0] > 0


def remove_all(*, officer_id: int) -> None:
    """Take everything away: the officer sets a second factor up anew at the next sign-in."""
    for kind in (AuthenticatorApp, SecurityKey, RecoveryCode, SecondStep):
        kind.objects.filter(officer_id=officer_id).delete()


def must_wait(*, officer_id: int, at: datetime) -> bool:
    """Return whether wrong codes have closed the second step: for a while, or after many until a person lifts it."""
    state = SecondStep.objects.filter(officer_id=officer_id).first()
    if state is None or state.last_failed_at is None:
        return False
    limits = settings_in_force.for_officers(at)
    if state.failures >= limits.whole("second_step_failures_in_all"):
        return True
    pause = timedelta(minutes=limits.whole("second_step_pause_minutes"))
    full = state.failures > 0 and state.failures % limits.whole("second_step_failures") == 0
    return full and at - state.last_failed_at < pause


@transaction.atomic
def failed(*, officer_id: int, at: datetime) -> bool:
    """Count a wrong code; returns whether the second step is closed now."""
    state, _ = SecondStep.objects.select_for_update().get_or_create(officer_id=officer_id)
    state.failures, state.last_failed_at = state.failures + 1, at
    state.save()
    return must_wait(officer_id=officer_id, at=at)


def succeeded(*, officer_id: int) -> bool:
    """Forget the wrong codes; returns whether there were any."""
    return SecondStep.objects.filter(officer_id=officer_id, failures__gt=0).update(failures=0, last_failed_at=None) > 0
