"""A sealed field opens with its key at its place, and nowhere else."""

import hmac
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from ledger.sealing import CannotOpen, Place, derive, seal, unseal
from tests.ledger.strategies import TEXTS

KEY = b"k" * 32
PLACE = Place("430903", "case-1", 1, "case.received", 1)
AAD = PLACE.aad("note")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_derivation_is_the_expand_step_of_rfc_5869(key: bytes, info: bytes) -> None:
    assert b"".join(derive(key, info)) == HKDFExpand(SHA512(), 64, info).derive(key)


@given(TEXTS)
def test_what_is_sealed_opens_at_its_place(text: str) -> None:
    assert unseal(KEY, seal(KEY, "s1", text, AAD), AAD) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    one, two = (seal(KEY, "s1", "张三", AAD) for _ in range(2))
    assert one.ciphertext != two.ciphertext
    assert one.nonce != two.nonce


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (PLACE._replace(log="430902"), "note"),
        (PLACE._replace(stream="case-2"), "note"),
        (PLACE._replace(version=2), "note"),
        (PLACE._replace(type="case.accepted"), "note"),
        (PLACE._replace(schema=2), "note"),
        (PLACE, "applicant"),
    ],
    ids=["log", "stream", "version", "type", "schema", "field"],
)
def test_a_sealed_field_moved_elsewhere_does_not_open(place: Place, path: str) -> None:
    with pytest.raises(CannotOpen, match="key and place"):
        unseal(KEY, seal(KEY, "s1", "张三", AAD), place.aad(path))


def test_another_key_is_told_by_the_commitment() -> None:
    with pytest.raises(CannotOpen, match="commitment"):
        unseal(b"x" * 32, seal(KEY, "s1", "张三", AAD), AAD)


@pytest.mark.parametrize("name", ["nonce", "ciphertext", "commitment"])
def test_a_changed_byte_does_not_open(name: str) -> None:
    sealed = seal(KEY, "s1", "张三", AAD)
    raw = bytearray(b64decode(getattr(sealed, name)))
    raw[0] ^= 1
    with pytest.raises(CannotOpen):
        unseal(KEY, replace(sealed, **{name: b64encode(raw).decode()}), AAD)


@pytest.mark.parametrize("text", ["", "!", "AA==", "é"])
def test_what_is_no_sealed_field_does_not_open(text: str) -> None:
    sealed = seal(KEY, "s1", "张三", AAD)
    for name in ("nonce", "ciphertext", "commitment"):
        with pytest.raises(CannotOpen):
            unseal(KEY, replace(sealed, **{name: text}), AAD)


def test_the_commitment_tells_nothing_of_the_text() -> None:
    one, two = (seal(KEY, "s1", text, AAD) for text in ("张三", "李四"))
    assert one.commitment == two.commitment
    assert hmac.compare_digest(b64decode(one.commitment), derive(KEY, AAD)[1])
