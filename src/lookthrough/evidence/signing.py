"""The key that signs bundles, drawn from the installation's own secret; its fingerprint is written down where others can compare it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from lookthrough.evidence.bundle import fingerprint


def signing_key() -> Ed25519PrivateKey:
    """Return the key in use; after the secret is changed, bundles made before still check against the fingerprint noted then."""
    drawn = HKDF(SHA256(), 32, salt=None, info=b"lookthrough case bundles").derive(str(settings.SECRET_KEY).encode())
    return Ed25519PrivateKey.from_private_bytes(drawn)


def own_fingerprint() -> str:
    """Return the fingerprint of the key in use."""
    return fingerprint(signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
