"""A bundle is checked with nothing but itself: one byte changed anywhere is found, and so is whoever makes the whole thing anew."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.bundling import KEY, manifest, parts, write
from lookthrough.evidence import bundle
from lookthrough.evidence.bundle import check_bundle, check_stream, fingerprint


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound bundle."""
    return write(tmp_path_factory.mktemp("bundle") / "case.zip", parts())


def own_key() -> str:
    """Return the fingerprint of the key that signs here."""
    return fingerprint(KEY.public_key().public_bytes_raw())


def test_a_bundle_as_it_was_made_is_sound_and_any_unzip_opens_it(sound: Path) -> None:
    found = check_bundle(sound, signed_by=own_key())
    assert (found.troubles, found.items, found.case, found.audit_number) == ([], 2, "案2026-0007", 9)
    with zipfile.ZipFile(sound) as archive:
        assert archive.testzip() is None
        assert "files/证2026-000001.txt" in archive.namelist()


def test_every_single_byte_counts(sound: Path) -> None:
    whole, unseen = sound.read_bytes(), []
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        if check_stream(io.BytesIO(changed)).sound:
            unseen.append(place)
    assert unseen == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_bytes_put_in_left_out_or_appended_are_found(sound: Path, data: st.DataObject) -> None:
    whole = sound.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    out = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=40))
    changed = whole[:at] + put + whole[at + out :]
    assert check_stream(io.BytesIO(changed)).sound == (changed == whole)


@pytest.mark.parametrize("name", [bundle.INDEX, bundle.CHAIN, "files/证2026-000001.txt", bundle.README])
def test_a_part_changed_and_the_archive_spelled_anew_is_found(name: str, tmp_path: Path) -> None:
    content = parts()
    listing = manifest(content)
    content[name] = content[name].replace(b"a", b"b", 1) if b"a" in content[name] else content[name] + b" "
    found = check_bundle(write(tmp_path / "case.zip", content, listing))
    assert not found.sound
    assert any(name in one.zh or "被改动" in one.zh for one in found.troubles)


def test_who_hashes_everything_anew_still_breaks_chain_seal_or_key(tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    content = parts()
    index = json.loads(content[bundle.INDEX])
    index["items"][0]["facts"]["source"] = "别处"
    told = content | {bundle.INDEX: bundle.spelled(index)}
    assert "保管链" in check_bundle(write(tmp_path / "facts.zip", told)).troubles[0].zh
    chains = json.loads(content[bundle.CHAIN])
    chains["items"]["证2026-000001"][1]["actor"] = "west"
    told = content | {bundle.CHAIN: bundle.spelled(chains)}
    assert "第 2 条被改动" in check_bundle(write(tmp_path / "chain.zip", told)).troubles[0].zh
    del chains["items"]["证2026-000001"][1:]
    told = content | {bundle.CHAIN: bundle.spelled(chains)}
    assert not check_bundle(write(tmp_path / "short.zip", told)).sound
    assert not check_bundle(write(tmp_path / "audit.zip", content, manifest(content, details={"content_root": "f" * 64}))).sound
    forged = write(tmp_path / "forged.zip", content, key=other)
    assert check_bundle(forged).sound  # by itself it is; only the key tells
    assert "密钥" in check_bundle(forged, signed_by=own_key()).troubles[0].zh
    assert "所记录" in check_bundle(forged, bundle_hash="0" * 64).troubles[0].zh


def test_words_left_out_for_strangers_leave_the_chain_whole_and_words_made_up_do_not(tmp_path: Path) -> None:
    content = parts()
    chains = json.loads(content[bundle.CHAIN])
    for chain in chains["items"].values():
        for link in chain:
            link["said"] = {}
    assert check_bundle(write(tmp_path / "left.zip", content | {bundle.CHAIN: bundle.spelled(chains)})).sound
    chains["items"]["证2026-000001"][0]["said"] = {"from": "某人", "salt": "0"}
    assert not check_bundle(write(tmp_path / "made.zip", content | {bundle.CHAIN: bundle.spelled(chains)})).sound


@pytest.mark.parametrize("junk", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18, random.Random(7).randbytes(5000)])  # noqa: S311
def test_what_is_no_bundle_is_said_to_be_none(junk: bytes, tmp_path: Path) -> None:
    path = tmp_path / "junk.zip"
    path.write_bytes(junk)
    assert not check_bundle(path).sound


def test_an_archive_written_by_another_program_is_refused_even_with_the_same_files(sound: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(sound) as given, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, given.read(name))
    assert not check_bundle(other).sound
