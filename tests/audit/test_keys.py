"""Signing keys in files."""

from pathlib import Path

import pytest

from audit.cosignature import CosigningKey
from audit.keys import KeyFileError, decode, encode, generate, load, load_or_make
from audit.note import NoteError, SigningKey

KEY = generate("mingcha.example/430903", SigningKey)


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.key"
    made = load_or_make(path, KEY.name, SigningKey)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_make(path, KEY.name, SigningKey).verifier == made.verifier
    assert path.read_text().startswith(f"PRIVATE+KEY+{KEY.name}+{made.verifier.key_id.hex()}+")


def test_a_key_is_read_back_from_its_line() -> None:
    assert decode(encode(KEY), SigningKey).verifier == KEY.verifier


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    path.write_text(encode(KEY))
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match=r"expected .* mode 0600, is 0640"):
        load(path, SigningKey)


def test_a_log_key_is_no_witness_key_and_a_name_cannot_change(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    load_or_make(path, KEY.name, SigningKey)
    with pytest.raises(KeyFileError, match="expected a key of type 0x04"):
        load(path, CosigningKey)
    with pytest.raises(KeyFileError, match="expected the key of 'other'"):
        load_or_make(path, "other", SigningKey)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"expected a key file at .*none\.key"):
        load(tmp_path / "none.key", SigningKey)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "PRIVATE+KEY+name",
        encode(KEY).replace("PRIVATE", "PUBLIC"),
        encode(KEY).replace("430903", "430904"),
        encode(KEY).rstrip()[:-8] + "\n",
        encode(KEY).rstrip() + "!\n",
    ],
    ids=["empty", "short", "public", "other_name", "cut", "not_base64"],
)
def test_a_malformed_key_is_refused_without_showing_it(line: str) -> None:
    with pytest.raises(NoteError, match="expected") as caught:
        decode(line, SigningKey)
    assert encode(KEY).split("+", 4)[4].strip()[:20] not in str(caught.value)
