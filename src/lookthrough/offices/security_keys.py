"""Passkeys and security keys (WebAuthn): set up, and proved at sign-in; the server keeps only the public half."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lookthrough.offices.models import Officer, SecurityKey

Challenge = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked to sign, and what the session must remember of it."""

    options: Mapping[str, Any]
    challenge: Challenge


def ask_to_register(*, officer_id: int, host: str) -> Asked:
    """Return what the browser needs to make a key for this officer; keys that are there already are not made twice."""
    officer = Officer.objects.get(pk=officer_id)
    user = PublicKeyCredentialUserEntity(name=officer.username, id=_handle(officer_id), display_name=str(officer))
    options, challenge = _server(host).register_begin(
        user,
        _credentials(officer_id),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Asked(json.loads(json.dumps(dict(options))), challenge)


def register(*, officer_id: int, host: str, challenge: Challenge, answer: str, name: str, at: datetime) -> bool:
    """Keep the key that the browser made; a faulty answer, or a key somebody has already, is refused."""
    try:
        data = _server(host).register_complete(challenge, json.loads(answer)).credential_data
    except (ValueError, KeyError, TypeError):
        return False
    if data is None:
        return False
    key = SecurityKey(officer_id=officer_id, name=name.strip()[:40], public_half=_text(bytes(data)), added_at=at)
    key.credential_id = _text(data.credential_id)
    try:
        with transaction.atomic():
            key.save()
    except IntegrityError:
        return False
    return True


def ask_to_prove(*, officer_id: int, host: str) -> Asked | None:
    """Return what the browser is asked to sign, or nothing when the officer has no key."""
    known = _credentials(officer_id)
    if not known:
        return None
    options, challenge = _server(host).authenticate_begin(known, UserVerificationRequirement.PREFERRED)
    return Asked(json.loads(json.dumps(dict(options))), challenge)


def proved(*, officer_id: int, host: str, challenge: Challenge, answer: str, at: datetime) -> bool:
    """Return whether one of the officer's keys signed the challenge; a key whose count went back was copied and is refused."""
    try:
        said = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server(host).authenticate_complete(challenge, _credentials(officer_id), said)
    except (ValueError, KeyError, TypeError):
        return False
    key = SecurityKey.objects.get(officer_id=officer_id, credential_id=_text(used.credential_id))
    counter = said.response.authenticator_data.counter
    if (counter or key.counter) and counter <= key.counter:
        return False
    SecurityKey.objects.filter(pk=key.pk).update(counter=counter, last_used_at=at)
    return True


def _server(host: str) -> Fido2Server:
    """Return the verifier for a host; a browser proves the address it stands on, so a look-alike site gets nothing of use."""
    return Fido2Server(PublicKeyCredentialRpEntity(name="Lookthrough", id=host))


def _credentials(officer_id: int) -> list[AttestedCredentialData]:
    kept = SecurityKey.objects.filter(officer_id=officer_id).values_list("public_half", flat=True)
    return [AttestedCredentialData(_bytes(text)) for text in kept]


def _handle(officer_id: int) -> bytes:
    """Return a name for the officer that says nothing to whoever reads the key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"security keys of {officer_id}".encode(), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
