"""C2SP signed notes and verifier keys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.keys import generate
from audit.note import Note, NoteError, Signature, SigningKey, UnverifiedError, VerifierKey
from tests.shared import shared

KEY = generate("example.com/日志", SigningKey)
TEXT = "登记\n\n第二段\n"
NOTE = Note(TEXT, (KEY.sign(TEXT),))
LINE = str(NOTE.signatures[0])


def test_the_published_vectors_verify() -> None:
    for vector in json.loads(shared("crypto/signed_note_vectors.json").read_text()):
        key = VerifierKey.parse(vector["vkey"])
        note = Note.parse(vector["note"].encode())
        assert (note.verify([key]) == (key,)) is vector["valid"]
        assert (str(key), bytes(note).decode()) == (vector["vkey"], vector["note"])


def test_a_note_is_read_back_and_verified() -> None:
    note = Note.parse(bytes(NOTE))
    assert note == NOTE
    assert note.verify([KEY.verifier]) == (KEY.verifier,)
    assert VerifierKey.parse(str(KEY.verifier)) == KEY.verifier


@given(st.integers(0, len(bytes(NOTE)) * 8 - 1))
def test_no_single_bit_of_a_note_can_change(bit: int) -> None:
    content = bytearray(bytes(NOTE))
    content[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoteError):
        Note.parse(bytes(content)).verify([KEY.verifier])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    stranger = generate("stranger.example", SigningKey)
    namesake = generate(KEY.name, SigningKey)
    note = NOTE.with_signatures([stranger.sign("another text\n"), namesake.sign("and another\n")])
    assert Note.parse(bytes(note)).verify([KEY.verifier]) == (KEY.verifier,)
    with pytest.raises(UnverifiedError, match="expected a signature of unrelated"):
        note.verify([generate("unrelated", SigningKey).verifier])


def test_a_false_signature_of_a_known_key_condemns_the_note() -> None:
    other = generate("other.example", SigningKey)
    note = NOTE.with_signatures([other.sign("another text\n")])
    with pytest.raises(UnverifiedError, match=r"other\.example .* does not verify"):
        note.verify([KEY.verifier, other.verifier])


def test_sixteen_signatures_are_accepted_and_a_limit_is_set() -> None:
    keys = [generate(f"signer{number}", SigningKey) for number in range(16)]
    note = Note(TEXT, tuple(key.sign(TEXT) for key in keys))
    assert len(Note.parse(bytes(note)).verify([key.verifier for key in keys])) == 16
    with pytest.raises(NoteError, match="at most 100 signatures, got 101"):
        Note.parse(f"{TEXT}\n{LINE * 101}".encode())
    with pytest.raises(NoteError, match="at most 1000000 bytes"):
        Note.parse(b"a" * 1_000_001)


def test_a_signature_is_added_once() -> None:
    assert NOTE.with_signatures(NOTE.signatures) == NOTE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        f"no blank line\n{LINE}".encode(),
        f"{TEXT}\n{LINE.removesuffix(chr(10))}".encode(),
        f"tab\there\n\n{LINE}".encode(),
        f"return\r\n\n{LINE}".encode(),
        f"null\x00\n\n{LINE}".encode(),
        b"\xff\n\n" + LINE.encode(),
        f"{TEXT}\n- name {LINE.split(' ')[2]}".encode(),
        f"{TEXT}\n— two words {LINE.split(' ')[2]}".encode(),
        f"{TEXT}\n—  {LINE.split(' ')[2]}".encode(),
        f"{TEXT}\n— a+b {LINE.split(' ')[2]}".encode(),
        f"{TEXT}\n— a\u2003b {LINE.split(' ')[2]}".encode(),
        f"{TEXT}\n— name !!!!\n".encode(),
        f"{TEXT}\n— name AAAA\n".encode(),
        f"{TEXT}\n— name AAAAAA==\n".encode(),
        f"{TEXT}\n— name AAAAAAB=\n".encode(),
        f"{TEXT}\n— name AAAA AAAAAAA=\n".encode(),
    ],
)
def test_a_malformed_note_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError, match="expected"):
        Note.parse(content)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
        "example .com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+",
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError, match="expected"):
        VerifierKey.parse(vkey)


def test_only_a_text_of_the_right_form_is_signed() -> None:
    for text in ("", "no newline", "tab\t\n"):
        with pytest.raises(NoteError, match="expected"):
            KEY.sign(text)


def test_a_signature_needs_name_and_key_id_together() -> None:
    signature = NOTE.signatures[0]
    assert KEY.verifier.made(signature)
    assert not KEY.verifier.made(Signature("other", signature.key_id, signature.signature))
    assert not KEY.verifier.made(Signature(KEY.name, b"\x00" * 4, signature.signature))
