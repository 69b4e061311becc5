"""A back-up leaves the machine encrypted: by a passphrase, or for the holder of a key that this machine does not have.

AES-256-GCM over pieces of one MiB, each bound to its place and the last one marked (the STREAM construction), so that a
file cut short, put together anew or changed in one bit is refused. The key comes from a passphrase by scrypt, or from an
X25519 exchange with the recipient's public key.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lookthrough.project.backups.refusal import refused

MAGIC = b"lookthrough sealed back-up 1\n"
PIECE, TAG, SALT, PREFIX, POINT = 1 << 20, 16, 16, 7, 32
COST = 17  # scrypt asks for 2**17 × 8 × 128 bytes = 128 MiB
DEAREST = 20  # a strange file may not make us ask for more than 1 GiB
SHORTEST = 12

Derive = Callable[[bytes, bytes], bytes]  # method, its parameters → key


class SealingWriter(io.RawIOBase):
    """Encrypts what is written to it; ``close`` writes the marked last piece and leaves the file beneath open."""

    def __init__(self, beneath: IO[bytes], *, passphrase: bytes | None = None, recipient: bytes | None = None) -> None:
        method, parameters, key = _fresh_key(passphrase, recipient)
        self.beneath, self.cipher, self.place, self.held = beneath, AESGCM(key), 0, bytearray()
        self.prefix = os.urandom(PREFIX)
        self.header = MAGIC + method + parameters + self.prefix
        beneath.write(self.header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held += data
        while len(self.held) > PIECE:  # one is always held back: the last is marked
            self._seal(bytes(self.held[:PIECE]), last=False)
            del self.held[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self.held), last=True)
        super().close()

    def abandon(self) -> None:
        """Leave the file without its last piece: nobody will take it for whole."""
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self.beneath.write(self.cipher.encrypt(_nonce(self.prefix, self.place, last), piece, self.header))
        self.place += 1


class SealedReader(io.RawIOBase):
    """Decrypts as it is read; refuses the file at the first piece that is not as it was written."""

    def __init__(self, beneath: IO[bytes], name: str, derive: Derive) -> None:
        self.beneath, self.name, self.place, self.ready, self.ended = beneath, name, 0, b"", False
        method = beneath.read(1)
        parameters = beneath.read({b"P": SALT + 1, b"R": POINT}.get(method, 0))
        self.prefix = beneath.read(PREFIX)
        if method not in (b"P", b"R") or len(self.prefix) < PREFIX:
            raise refused(name, "文件被截断或已损坏", "the file is cut short or damaged")
        self.header = MAGIC + method + parameters + self.prefix
        self.cipher = AESGCM(derive(method, parameters))
        self.next = beneath.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self.ready and not self.ended:
            self._open_next()
        taken = min(len(buffer), len(self.ready))
        buffer[:taken] = self.ready[:taken]
        self.ready = self.ready[taken:]
        return taken

    def _open_next(self) -> None:
        piece, self.next = self.next, self.beneath.read(PIECE + TAG)
        self.ended = not self.next
        try:
            self.ready = self.cipher.decrypt(_nonce(self.prefix, self.place, self.ended), piece, self.header)
        except (InvalidTag, ValueError) as fault:
            raise refused(
                self.name, "口令或密钥不对，或文件被截断、改动", "wrong passphrase or key, or the file was cut short or changed"
            ) from fault
        self.place += 1


def is_sealed(beneath: IO[bytes]) -> bool:
    """Return whether a file begins like a sealed one; reading goes on behind the mark, or from the start."""
    if beneath.read(len(MAGIC)) == MAGIC:
        return True
    beneath.seek(0)
    return False


def passphrase_of(path: Path) -> bytes:
    """Return the first line of a file; a short one is refused."""
    lines = path.read_bytes().splitlines()
    if not lines or len(lines[0]) < SHORTEST:
        raise refused(path.name, f"口令至少 {SHORTEST} 个字节", f"a passphrase has at least {SHORTEST} bytes")
    return lines[0]


def recipient_of(path: Path) -> bytes:
    """Return an X25519 public key from its PEM file."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except ValueError as fault:
        raise refused(path.name, "不是公钥（PEM）", "not a public key (PEM)") from fault
    if not isinstance(key, X25519PublicKey):
        raise refused(path.name, "不是 X25519 公钥", "not an X25519 public key")
    return key.public_bytes_raw()


def opener(name: str, *, passphrase: bytes | None, identity: Path | None) -> Derive:
    """Return what makes the key of a sealed file from a passphrase or from the recipient's private key file."""

    def derive(method: bytes, parameters: bytes) -> bytes:
        if method == b"P" and passphrase is not None:
            return _from_passphrase(passphrase, parameters[:SALT], min(parameters[SALT], DEAREST))
        if method == b"R" and identity is not None:
            private = serialization.load_pem_private_key(identity.read_bytes(), password=None)
            if isinstance(private, X25519PrivateKey):
                return _from_exchange(private.exchange(X25519PublicKey.from_public_bytes(parameters)), parameters)
        if method == b"R":
            raise refused(
                name, "为持有私钥者加密：请用 --identity 指明私钥文件", "sealed for a recipient: name the private key by --identity"
            )
        raise refused(name, "已加密：请用 --passphrase-file 指明口令文件", "sealed: name the passphrase by --passphrase-file")

    return derive


def _fresh_key(passphrase: bytes | None, recipient: bytes | None) -> tuple[bytes, bytes, bytes]:
    if passphrase is not None:
        salt = os.urandom(SALT)
        return b"P", salt + bytes([COST]), _from_passphrase(passphrase, salt, COST)
    if recipient is None:
        raise ValueError("a passphrase or a recipient is needed")
    once = X25519PrivateKey.generate()
    point = once.public_key().public_bytes_raw()
    return b"R", point, _from_exchange(once.exchange(X25519PublicKey.from_public_bytes(recipient)), point)


def _from_passphrase(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase)


def _from_exchange(shared: bytes, point: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=MAGIC).derive(shared)


def _nonce(prefix: bytes, place: int, last: bool) -> bytes:
    return prefix + place.to_bytes(4, "big") + bytes([last])
