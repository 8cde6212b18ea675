"""Ed25519 cosignatures of witnesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import Checkpoint
from audit.cosignature import CosignatureKey, CosigningKey, signed_at
from audit.keys import generate
from audit.note import Note, NoteError, SigningKey, UnverifiedError, VerifierKey

WITNESS = generate("witness.example.com/w1", CosigningKey)
KEY = CosignatureKey.parse(str(WITNESS.verifier))
TEXT = str(Checkpoint.empty("example.com/behind-the-sofa"))
TIME = 1679315147
COSIGNATURE = WITNESS.cosign(TEXT, TIME)


def test_a_cosignature_verifies_and_tells_its_time() -> None:
    assert Note(TEXT, (COSIGNATURE,)).verify([KEY]) == (KEY,)
    assert signed_at(COSIGNATURE.signature) == TIME


def test_the_signed_message_is_the_one_of_the_specification() -> None:
    message = f"cosignature/v1\ntime {TIME}\n{TEXT}".encode()
    KEY.verify_message(message, COSIGNATURE.signature[8:])
    assert COSIGNATURE.signature[:8] == TIME.to_bytes(8, "big")


@given(st.integers(0, 72 * 8 - 1))
def test_no_bit_of_time_or_signature_can_change(bit: int) -> None:
    signature = bytearray(COSIGNATURE.signature)
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UnverifiedError):
        KEY.verify(TEXT, bytes(signature))


def test_extension_lines_are_cosigned_too() -> None:
    cosignature = WITNESS.cosign(f"{TEXT}extension\n", TIME)
    with pytest.raises(UnverifiedError):
        KEY.verify(f"{TEXT}extensioN\n", cosignature.signature)


def test_a_cosignature_of_another_length_is_refused() -> None:
    with pytest.raises(UnverifiedError, match="72 bytes, got 64"):
        KEY.verify(TEXT, COSIGNATURE.signature[8:])
    with pytest.raises(UnverifiedError, match=r"at most 2\^63 - 1"):
        KEY.verify(TEXT, b"\x80" + COSIGNATURE.signature[1:])


def test_only_checkpoints_are_cosigned() -> None:
    with pytest.raises(NoteError, match="expected origin, size and root"):
        WITNESS.cosign("some text\n", TIME)


def test_one_key_has_another_id_for_each_kind_of_signature() -> None:
    log = SigningKey(WITNESS.name, WITNESS.private_key)
    assert log.verifier.key_id != WITNESS.verifier.key_id
    with pytest.raises(NoteError, match="expected a verifier key of type 0x04, got type 0x01"):
        CosignatureKey.parse(str(log.verifier))
    with pytest.raises(NoteError, match="expected a verifier key of type 0x01, got type 0x04"):
        VerifierKey.parse(str(KEY))
