"""The identity vault: people's names and numbers are sealed here, and known outside it by keyed hashes alone.

The key comes from ``LOOKTHROUGH_VAULT_KEY`` or from the file ``vault.key`` of the data directory, made on first use and readable by its
owner alone. Either holds one or more keys as ``ID KEY`` (32 bytes, base64url), the first being the one in use; the others open what was
sealed before. In the variable a comma stands between keys.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY_BYTES, _NONCE_BYTES = 32, 12
_VARIABLE = "LOOKTHROUGH_VAULT_KEY"


class VaultLocked(RuntimeError):  # noqa: N818 - named like FileRefused
    """The vault cannot be opened: a key is missing or wrong; says which, never the key."""


@dataclass(frozen=True)
class Vault:
    """Keys by id and the id of the one in use. Two keys are drawn from each: one hashes, one seals."""

    keys: Mapping[str, bytes]
    key_id: str

    def number_hash(self, number: str) -> str:
        """Return what stands for a person with this (normalised) number."""
        return self._hash(f"number\0{number}")

    def name_at_firm_hash(self, folded_name: str, firm: str) -> str:
        """Return what stands for a person of whom only the name and a firm are known."""
        return self._hash(f"name-at-firm\0{folded_name}\0{firm}")

    def name_hash(self, folded_name: str) -> str:
        """Return what finds everybody of exactly this name."""
        return self._hash(f"name\0{folded_name}")

    def label(self, identifier: str) -> str:
        """Return eight characters that stand for a person in lists: the same here for the same identifier, elsewhere others."""
        return self._hash(f"label\0{identifier}")[:8]

    def seal(self, text: str, *, what: str, identity: str) -> bytes:
        """Encrypt a text (AES-256-GCM) bound to the person and to what it is, so that sealed texts cannot be swapped."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), f"{what}\0{identity}".encode())

    def open(self, sealed: bytes | memoryview, *, what: str, identity: str, key_id: str) -> str:
        """Decrypt what ``seal`` made; ``VaultLocked`` when the key is missing or the text was tampered with."""
        cipher = self._cipher if key_id == self.key_id else AESGCM(_drawn(self.key(key_id), b"seal"))
        given = bytes(sealed)
        try:
            return cipher.decrypt(given[:_NONCE_BYTES], given[_NONCE_BYTES:], f"{what}\0{identity}".encode()).decode()
        except InvalidTag:
            raise VaultLocked(f"a sealed text does not open with vault key {key_id}: it was altered, or the key is another one") from None

    def key(self, key_id: str) -> bytes:
        """Return a key by its id."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise VaultLocked(f"vault key {key_id} is missing; known are {', '.join(self.keys)}") from None

    def _hash(self, text: str) -> str:
        return hmac.digest(self._hashing_key, text.encode(), "sha256").hex()

    @cached_property
    def _hashing_key(self) -> bytes:
        return _drawn(self.keys[self.key_id], b"hash")

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(_drawn(self.keys[self.key_id], b"seal"))


def open_vault() -> Vault:
    """Return the vault of this installation; its key is made when there is none yet."""
    given = os.environ.get(_VARIABLE)
    return _read(given.replace(",", "\n"), _VARIABLE) if given else _read(_key_file(), str(_path()))


def renew_key() -> Vault:
    """Put a new key in use; older ones stay behind it, so that back-ups still open. Only for a key kept in the file."""
    if os.environ.get(_VARIABLE):
        raise VaultLocked(f"the key comes from {_VARIABLE}: put the new one before the old one there")
    _write(_new_line() + _key_file())
    return open_vault()


def _drawn(key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"lookthrough identity vault: " + use).derive(key)


def _path() -> Path:
    return Path(settings.HOME) / "vault.key"


def _key_file() -> str:
    """Return the key file's text; the first who asks makes it, and two at once make one."""
    path = _path()
    if not path.exists():
        new = _kept_apart(_new_line())
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii")


def _write(text: str) -> None:
    _kept_apart(text).replace(_path())


def _kept_apart(text: str) -> Path:
    """Write a whole file beside the key file, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=_path().parent, prefix=".vault-")  # mkstemp gives 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _new_line() -> str:
    return f"{secrets.token_hex(4)} {base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}\n"


def _read(text: str, place: str) -> Vault:
    keys: dict[str, bytes] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key_id, _, key = line.partition(" ")
        try:
            keys[key_id] = base64.urlsafe_b64decode(key.strip())
        except ValueError:
            raise VaultLocked(f"{place}: key {key_id[:16]} is not base64") from None
        if len(keys[key_id]) != _KEY_BYTES or not 0 < len(key_id) <= 16:
            raise VaultLocked(f"{place}: a line is an id of at most 16 characters and a key of {_KEY_BYTES} bytes in base64")
    if not keys:
        raise VaultLocked(f"{place} holds no key")
    return Vault(keys, next(iter(keys)))
