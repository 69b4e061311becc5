"""Encrypts what must be read back, and hashes what need only be recognised, with keys drawn from the signing key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class SealBroken(ValueError):  # noqa: N818 - named like FileRefused
    """What was sealed was changed, belongs to somebody else, or the signing key is another one."""


def sealed(plain: bytes, *, about: str) -> str:
    """Return bytes encrypted so that they open only for what they are ``about``."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(next(_keys("seal"))).encrypt(nonce, plain, about.encode())).decode()


def opened(text: str, *, about: str) -> bytes:
    """Return what was sealed; earlier signing keys (``SECRET_KEY_FALLBACKS``) still open."""
    whole = base64.b64decode(text)
    for key in _keys("seal"):
        try:
            return AESGCM(key).decrypt(whole[:_NONCE], whole[_NONCE:], about.encode())
        except InvalidTag:
            continue
    raise SealBroken(about)


def digests(text: str, *, about: str) -> list[str]:
    """Return the keyed hashes of a text, that of the current signing key first."""
    return [hmac.new(key, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest() for key in _keys("recognise")]


def _keys(purpose: str) -> Iterator[bytes]:
    for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        yield HKDF(SHA256(), 32, salt=None, info=f"lookthrough offices {purpose}".encode()).derive(secret.encode())
