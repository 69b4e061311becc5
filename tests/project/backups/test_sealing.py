"""Nobody reads or changes an encrypted back-up without its passphrase or its private key."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.kernel.files import FileRefused
from lookthrough.project.backups import sealing

PASSPHRASE = b"correct horse battery"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", 10)  # the real one takes a third of a second


def sealed(plain: bytes, **to: bytes) -> bytes:
    out = io.BytesIO()
    writer = sealing.SealingWriter(out, **(to or {"passphrase": PASSPHRASE}))  # type: ignore[arg-type]
    writer.write(plain)
    writer.close()
    return out.getvalue()


def opened(whole: bytes, *, passphrase: bytes | None = PASSPHRASE, identity: Path | None = None) -> bytes:
    beneath = io.BytesIO(whole)
    assert sealing.is_sealed(beneath)
    return sealing.SealedReader(beneath, "b", sealing.opener("b", passphrase=passphrase, identity=identity)).read()


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE])
def test_what_goes_in_comes_out_and_cannot_be_read_on_the_way(size: int) -> None:
    plain = b"a name " * (size // 7 + 1)
    whole = sealed(plain[:size])
    assert b"a name" not in whole
    assert opened(whole) == plain[:size]


def test_the_same_content_is_never_sealed_alike() -> None:
    assert sealed(b"x") != sealed(b"x")


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(FileRefused, match="wrong passphrase"):
        opened(sealed(b"x"), passphrase=b"another one, also long")
    with pytest.raises(FileRefused, match="--passphrase-file"):
        opened(sealed(b"x"), passphrase=None)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_cut_short_or_changed_anywhere_it_is_refused(data: st.DataObject) -> None:
    whole = sealed(b"x" * 5000)
    place = data.draw(st.integers(len(sealing.MAGIC) + 1, len(whole) - 1))
    changed = whole[:place] if data.draw(st.booleans()) else whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    with pytest.raises(FileRefused):
        opened(changed)


def test_pieces_cannot_be_left_out_or_change_places() -> None:
    whole = sealed(b"a" * sealing.PIECE + b"b" * sealing.PIECE + b"c")
    head, piece = len(whole) - (2 * sealing.PIECE + 1 + 3 * sealing.TAG), sealing.PIECE + sealing.TAG
    first, second, last = whole[head : head + piece], whole[head + piece : head + 2 * piece], whole[head + 2 * piece :]
    for forged in (second + first + last, first + last, first + second, first, first + second + last + last):
        with pytest.raises(FileRefused):
            opened(whole[:head] + forged)


def test_only_the_holder_of_the_private_key_opens_what_is_sealed_for_it(tmp_path: Path) -> None:
    private, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    for name, key in (("private", private), ("other", other)):
        (tmp_path / name).write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
    public = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public").write_bytes(public)
    whole = sealed(b"for you", recipient=sealing.recipient_of(tmp_path / "public"))
    assert opened(whole, identity=tmp_path / "private") == b"for you"
    with pytest.raises(FileRefused, match="wrong passphrase or key"):
        opened(whole, identity=tmp_path / "other")
    with pytest.raises(FileRefused, match="--identity"):
        opened(whole)


def test_a_short_passphrase_or_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short\n")
    with pytest.raises(FileRefused, match="at least 12"):
        sealing.passphrase_of(tmp_path / "short")
    with pytest.raises(FileRefused, match="public key"):
        sealing.recipient_of(tmp_path / "short")
