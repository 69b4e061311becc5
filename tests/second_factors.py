"""An authenticator app and a security key in software, so that stories can sign in with a second factor as an officer does."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

from lookthrough.offices import second_factor


def enrol_app(client: Client, at: datetime) -> str:
    """Set an authenticator app up for whoever is signed in and return its secret; recovery codes are made along the way."""
    page = client.get("/account/second-factor/")
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())
    assert found, page.content.decode()
    secret = found.group(1)
    assert client.post("/account/second-factor/app/", {"code": second_factor.code_at(secret, at)}).status_code == 200
    return secret


@dataclass
class SecurityKeyInSoftware:
    """A key that signs what a browser on ``origin`` hands it."""

    origin: str = "http://localhost"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0

    def register(self, options: dict[str, Any]) -> str:
        """Return what a browser answers when a key is made."""
        asked = options["publicKey"]
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        data = AuthenticatorData.create(_hash(asked["rp"]["id"]), 0x41, 0, credential)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)})
        said = {"clientDataJSON": self._said("webauthn.create", asked["challenge"]), "attestationObject": _text(attestation)}
        return self._answer(said)

    def sign(self, options: dict[str, Any]) -> str:
        """Return what a browser answers when a key is asked to prove itself."""
        asked = options["publicKey"]
        self.counter += 1
        data = bytes(AuthenticatorData.create(_hash(asked["rpId"]), 0x01, self.counter))
        said = self._said("webauthn.get", asked["challenge"])
        signature = self.private.sign(data + hashlib.sha256(_bytes(said)).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": said, "authenticatorData": _text(data), "signature": _text(signature)})

    def _said(self, kind: str, challenge: str) -> str:
        return _text(json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode())

    def _answer(self, response: dict[str, str]) -> str:
        name = _text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
