"""All settings, read once from the environment; a wrong value is explained, never guessed."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from ledger.names import LOG
from mingcha.errors import SettingsError

DEFAULT_LOG = "430903"  # administrative division code of 益阳市赫山区 (GB/T 2260)
SECRETS = ("DATABASE_URL", "MINGCHA_DB_PASSWORD", "MINGCHA_API_KEY")
MEMORY = re.compile(r"[1-9][0-9]*(kB|MB|GB)")
LEVELS = ("debug", "info", "warning", "error")


class Form(StrEnum):
    """How lines of the log are written: for machines, or for people at a terminal."""

    JSON = "json"
    TEXT = "text"


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
    log_format: Form
    """Lines of the log as `json`, or as `text` for people (MINGCHA_LOG_FORMAT)."""
    log_level: str
    """The least important lines of the log: debug, info, warning, error (MINGCHA_LOG_LEVEL)."""

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of an environment; an empty variable counts as unset.

        A secret may stand in a file that the variable of its name and `_FILE` names.
        Raises SettingsError for the first one that cannot be used.
        """
        given = _with_secrets({name: value for name, value in environ.items() if value})
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
            log_format=Form(_one_of(given, "MINGCHA_LOG_FORMAT", "text", tuple(Form))),
            log_level=_one_of(given, "MINGCHA_LOG_LEVEL", "info", LEVELS),
        )


def _with_secrets(given: dict[str, str]) -> dict[str, str]:
    """The environment with the secrets that are named by their files."""
    for name in SECRETS:
        path = given.get(f"{name}_FILE")
        if path is None:
            continue
        try:
            given[name] = Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise SettingsError(
                f"a file to read in {name}_FILE",
                f"{path} cannot be read ({getattr(problem, 'strerror', 'not UTF-8')})",
                "name another, or let this user read it",
            ) from None
    return given


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
    return _with_password(url, given.get("MINGCHA_DB_PASSWORD"))


def _with_password(url: str, password: str | None) -> str:
    """The URL with the password of MINGCHA_DB_PASSWORD, where it names a user and no password."""
    if password is None:
        return url
    scheme, _, rest = url.partition("://")
    user, found, server = rest.partition("@")
    if not found or ":" in user:
        raise SettingsError(
            "a DATABASE_URL with a user and without a password beside MINGCHA_DB_PASSWORD",
            "it has one" if found else "it names no user",
            "write it like postgresql://user@host:5432/database",
        )
    return f"{scheme}://{user}:{quote(password, safe='')}@{server}"


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


def _one_of(given: Mapping[str, str], name: str, default: str, known: Sequence[str]) -> str:
    value = given.get(name, default).lower()
    if value not in known:
        raise SettingsError(
            f"one of {', '.join(known)} in {name}", f"it is {value!r}", "set one or unset it"
        )
    return value
