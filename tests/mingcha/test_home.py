"""The home folder and its secrets."""

from pathlib import Path

import pytest

from mingcha import home
from mingcha.errors import HomeError


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_missing_home_is_made_for_its_owner_alone_to_list(tmp_path: Path) -> None:
    home.prepare(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") in (0o700, 0o711)


def test_a_home_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    home.prepare(tmp_path)
    assert mode(tmp_path) == 0o750


def test_a_file_in_the_place_of_the_home_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        HomeError, match=f"{tmp_path}/file/home, but not a directory; .*MINGCHA_HOME"
    ):
        home.prepare(tmp_path / "file" / "home")


def test_passwords_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    first = home.passwords(tmp_path, ("owner",))
    both = home.passwords(tmp_path, ("owner", "writer"))
    assert both["owner"] == first["owner"]
    assert len(set(both.values())) == 2
    assert mode(tmp_path / "secrets.json") == 0o600


def test_damaged_passwords_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(HomeError, match="restore it from a backup"):
        home.passwords(tmp_path, ("owner",))
    assert (tmp_path / "secrets.json").read_text() == "{"
