"""Old data is brought step by step to the newest version, or the missing step is told."""

import pytest

from ledger import upcast


@pytest.fixture
def three_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        upcast,
        "UPCASTERS",
        {
            ("t", 1): lambda data: {"b": data["a"]},
            ("t", 2): lambda data: {**data, "c": 0},
        },
    )


@pytest.mark.usefixtures("three_versions")
def test_data_goes_through_every_version_in_between() -> None:
    assert upcast.newest("t", 1, {"a": 1}, 3) == {"b": 1, "c": 0}
    assert upcast.newest("t", 2, {"b": 1}, 3) == {"b": 1, "c": 0}
    assert upcast.newest("t", 3, {"b": 1}, 3) == {"b": 1}


@pytest.mark.usefixtures("three_versions")
def test_a_missing_step_is_told() -> None:
    with pytest.raises(LookupError):
        upcast.newest("t", 1, {"a": 1}, 4)
