"""Errors that a person can act on: what was expected, what came, what to do next."""


class ExplainedError(Exception):
    """An error whose text is one line for the person at the terminal; no trace is shown."""

    def __init__(self, expected: str, came: str, todo: str) -> None:
        super().__init__(f"expected {expected}, but {came}; {todo}")


class SettingsError(ExplainedError):
    """A setting has a value that cannot be used."""


class HomeError(ExplainedError):
    """The home folder, or something in it, cannot be used."""


class ServerError(ExplainedError):
    """The PostgreSQL server cannot be started, reached or used."""
