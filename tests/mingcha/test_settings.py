"""Settings: where they come from, and how a wrong one is explained."""

from pathlib import Path

import pytest

from mingcha.errors import SettingsError
from mingcha.settings import Form, Settings


def test_nothing_set_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/clerk")
    settings = Settings.read({})
    assert settings == Settings(
        home=Path("/home/clerk/.local/share/mingcha"),
        database_url=None,
        log="430903",
        host="127.0.0.1",
        port=8000,
        api_key=None,
        shared_buffers="256MB",
        log_format=Form.TEXT,
        log_level="info",
    )


def test_an_empty_variable_counts_as_unset() -> None:
    assert (
        Settings.read({"MINGCHA_HOME": "/h", "MINGCHA_PORT": "", "DATABASE_URL": ""}).port == 8000
    )


def test_the_home_follows_the_data_folder_of_the_user() -> None:
    assert Settings.read({"XDG_DATA_HOME": "/data"}).home == Path("/data/mingcha")


def test_the_home_that_is_named_wins_over_the_data_folder() -> None:
    given = {"XDG_DATA_HOME": "/data", "MINGCHA_HOME": "/srv/mingcha"}
    assert Settings.read(given).home == Path("/srv/mingcha")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MINGCHA_HOME", "data", "absolute path"),
        ("MINGCHA_LOG", "益阳", "a name such as 430903"),
        ("MINGCHA_LOG", "a;drop", "a name such as 430903"),
        ("MINGCHA_PORT", "http", "from 1 to 65535"),
        ("MINGCHA_PORT", "65536", "from 1 to 65535"),
        ("MINGCHA_PORT", "²", "from 1 to 65535"),
        ("MINGCHA_API_KEY", "short", "16 or more"),
        ("MINGCHA_API_KEY", "明" * 20, "printable ASCII"),
        ("MINGCHA_SHARED_BUFFERS", "lots", "256MB"),
        ("MINGCHA_LOG_FORMAT", "xml", "json, text"),
        ("MINGCHA_LOG_LEVEL", "loud", "debug, info"),
        ("DATABASE_URL_FILE", "/nowhere", "a file to read"),
        ("DATABASE_URL", "mysql://host/db", "postgresql://"),
        ("DATABASE_URL", "host=localhost", "postgresql://"),
        ("DATABASE_URL", "postgresql://host", "to name a database"),
        ("DATABASE_URL", "postgresql://host/?sslmode=require", "to name a database"),
        ("DATABASE_URL", "postgresql://u:p@ss@host/db", "write %40"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_was_expected(
    name: str, value: str, expected: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.read({"MINGCHA_HOME": "/h", name: value})
    assert name in str(raised.value)
    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_error_about_the_database_url_never_repeats_its_password() -> None:
    for url in ("mysql://u:geheim@host/db", "u:geheim@host", "postgresql://u:geheim@host"):
        with pytest.raises(SettingsError) as raised:
            Settings.read({"MINGCHA_HOME": "/h", "DATABASE_URL": url})
        assert "geheim" not in str(raised.value)
