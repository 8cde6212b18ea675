"""All settings, read once from the environment; a wrong value is explained, never guessed."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.names import LOG
from mingcha.errors import SettingsError

DEFAULT_LOG = "430903"  # administrative division code of 益阳市赫山区 (GB/T 2260)
MEMORY = re.compile(r"[1-9][0-9]*(kB|MB|GB)")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one command runs with."""

    home: Path
    """Folder of the data, the passwords and the keys (MINGCHA_HOME)."""
    database_url: str | None
    """A PostgreSQL server of your own; None starts the embedded one (DATABASE_URL)."""
    log: str
    """The log that commands work on unless `--log` names another (MINGCHA_LOG)."""
    host: str
    """Address that `serve` listens on (MINGCHA_HOST)."""
    port: int
    """Port that `serve` listens on (MINGCHA_PORT)."""
    api_key: str | None
    """Key that callers of the write API show; None makes one at start (MINGCHA_API_KEY)."""
    shared_buffers: str
    """Memory that the embedded server keeps pages in (MINGCHA_SHARED_BUFFERS)."""

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of an environment; an empty variable counts as unset.

        Raises SettingsError for the first one that cannot be used.
        """
        given = {name: value for name, value in environ.items() if value}
        return cls(
            home=_home(given),
            database_url=_database_url(given),
            log=_matching(given, "MINGCHA_LOG", DEFAULT_LOG, LOG, "a name such as 430903"),
            host=given.get("MINGCHA_HOST", "127.0.0.1"),
            port=_port(given),
            api_key=_api_key(given),
            shared_buffers=_matching(
                given, "MINGCHA_SHARED_BUFFERS", "256MB", MEMORY, "an amount such as 256MB"
            ),
        )


def _home(given: Mapping[str, str]) -> Path:
    if home := given.get("MINGCHA_HOME"):
        path = Path(home).expanduser()
        if not path.is_absolute():
            raise SettingsError(
                "an absolute path in MINGCHA_HOME",
                f"it is {home!r}",
                f"set it to {path.absolute()} if that is the folder meant",
            )
        return path
    data = given.get("XDG_DATA_HOME")
    if data and Path(data).is_absolute():  # the XDG specification ignores relative paths
        return Path(data) / "mingcha"
    try:
        return Path.home() / ".local" / "share" / "mingcha"
    except RuntimeError:
        raise SettingsError(
            "a home folder to keep data in", "this user has none", "set MINGCHA_HOME to a folder"
        ) from None


def _database_url(given: Mapping[str, str]) -> str | None:
    url = given.get("DATABASE_URL")
    if url is None:
        return None
    scheme = url.partition("://")[0]
    if scheme not in ("postgresql", "postgres"):
        # The text itself may hold a password, so only its scheme is repeated.
        raise SettingsError(
            "DATABASE_URL like postgresql://user:password@host:5432/database",
            f"it starts with {scheme[:20]!r}" if "://" in url else "it is not a URL",
            "correct it, or unset it to use the embedded server",
        )
    address, _, path = url.partition("://")[2].partition("/")
    if address.count("@") > 1:
        raise SettingsError(
            "one @ in DATABASE_URL, between the user and the host",
            "there are more",
            "write %40 for an @ in the password",
        )
    if not path.partition("?")[0]:
        raise SettingsError(
            "DATABASE_URL to name a database, as in postgresql://user@host:5432/mingcha",
            "it names none",
            "add the name of an empty UTF8 database after the host",
        )
    return url


def _port(given: Mapping[str, str]) -> int:
    text = given.get("MINGCHA_PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise SettingsError("a port from 1 to 65535 in MINGCHA_PORT", f"it is {text!r}", "set one")
    return int(text)


def _api_key(given: Mapping[str, str]) -> str | None:
    key = given.get("MINGCHA_API_KEY")
    if key is not None and (len(key) < 16 or not key.isascii() or not key.isprintable()):
        raise SettingsError(
            "16 or more printable ASCII characters in MINGCHA_API_KEY",
            f"it has {len(key)}" if len(key) < 16 else "it has others",
            "set a longer random one, or unset it to have one made",
        )
    return key


def _matching(
    given: Mapping[str, str], name: str, default: str, pattern: re.Pattern[str], form: str
) -> str:
    value = given.get(name, default)
    if not pattern.fullmatch(value):
        raise SettingsError(f"{form} in {name}", f"it is {value!r}", "set one or unset it")
    return value
