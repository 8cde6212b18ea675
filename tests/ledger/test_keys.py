"""The vault's key file: made once, 0600, whole; rotated without losing the old keys."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.keys import KeyFileBroken, load_or_make, rotate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault-keys.json"


def test_the_file_is_made_once_and_readable_by_its_owner_only(path: Path) -> None:
    made = load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make(path) == made
    assert list(path.parent.iterdir()) == [path]


def test_many_who_make_it_at_once_get_the_same_keys(path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: load_or_make(path), range(64)))
    assert {keys.pepper for keys in made} == {made[0].pepper}
    assert list(path.parent.iterdir()) == [path]


def test_a_rotated_file_wraps_under_the_new_key_and_still_opens_the_old(path: Path) -> None:
    old = load_or_make(path)
    wrapped = old.wrap(b"s" * 32)
    new = rotate(path)
    assert (new.current, new.pepper, load_or_make(path)) == ("k2", old.pepper, new)
    assert new.unwrap(wrapped, "k1") == new.unwrap(new.wrap(b"s" * 32), "k2") == b"s" * 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_is_not_at_hand_or_not_the_one_is_told(path: Path) -> None:
    keys = load_or_make(path)
    with pytest.raises(KeyFileBroken, match="'k9'"):
        keys.unwrap(keys.wrap(b"s" * 32), "k9")
    with pytest.raises(KeyFileBroken, match="restore"):
        keys.unwrap(bytes(40), "k1")


def test_a_fingerprint_finds_a_person_and_tells_no_other_digest_of_the_pepper(path: Path) -> None:
    keys = load_or_make(path)
    assert keys.fingerprint("a") == keys.fingerprint("a") != keys.fingerprint("b")
    assert keys.fingerprint("a") != keys.body_digest(b"a")


@pytest.mark.parametrize(
    "change",
    [
        {"current": "k9"},
        {"keys": {"k1": "AAAA"}},
        {"keys": []},
        {"pepper": ""},
        {"pepper": None},
    ],
)
def test_a_broken_file_says_so_and_is_left_alone(path: Path, change: dict[str, object]) -> None:
    load_or_make(path)
    broken = json.dumps(json.loads(path.read_text()) | change)
    path.write_text(broken)
    with pytest.raises(KeyFileBroken, match="backup"):
        load_or_make(path)
    assert path.read_text() == broken


@pytest.mark.parametrize("text", ["", "[]", "{}", "\udcff"])
def test_what_is_no_key_file_says_so(path: Path, text: str) -> None:
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(KeyFileBroken, match=r"vault-keys\.json"):
        load_or_make(path)
