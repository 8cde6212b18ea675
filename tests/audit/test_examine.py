"""Which bytes of a row are taken for an entry, told by a round trip and by their schema."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.examine import CHANGED, SCHEMA_INVALID, SCHEMAS, Examiner, leaf_at
from audit.rows import Row

LOG = "430903"
CLOCK = {
    "clock": "case", "rule": "r", "article": "许可法 42", "basis": "given", "unit": "given",
    "length": 7, "started_on": "2018-10-15", "due": "2018-10-22", "zone": "Asia/Shanghai",
}  # fmt: skip
ENTRY: dict[str, Any] = {
    "actor": {"id": "w1", "post": "", "unit": "政务中心"},
    "causation": None,
    "correlation": None,
    "data": {"clocks": [CLOCK], "step": "审查"},
    "id": "0" * 32,
    "log": LOG,
    "occurred_at": "2018-10-15T01:00:00.000000Z",
    "origin": "hall_window",
    "request": "r",
    "salt": "A" * 22 + "==",
    "schema": 1,
    "stream": "case-1",
    "type": "case.step_finished",
    "v": 1,
    "version": 3,
}
STATE = orjson.dumps(ENTRY, option=orjson.OPT_SORT_KEYS)
NOW = 592_000_000_000_000


def examined(state: bytes, version: int = 3) -> str | None:
    """The fault of a row with this state, whose leaf and columns agree with it."""
    leaf = leaf_at(state, 7, NOW)
    row = Row(7, NOW, version, leaf, b"case-1", b"case.step_finished", state)
    found, kind = Examiner(LOG).examine(row)
    assert found == leaf
    return kind


def test_an_entry_as_it_was_published_is_sound() -> None:
    assert examined(STATE) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"step":', '"step":"审查","step":', id="a key twice with one value"),
        pytest.param('"step":', '"step":"审核","step":', id="a key twice with two values"),
        pytest.param('"salt":', '"origin":"hall_window","salt":', id="a key twice further on"),
        pytest.param('"causation":null,"correlation":null', '"correlation":null,"causation":null',
                     id="keys out of order"),
        pytest.param('"v":1', '"v": 1', id="a space"),
        pytest.param('"version":3}', '"version":3}\n', id="an end of line"),
        pytest.param('{"actor"', '\ufeff{"actor"', id="a byte order mark"),
        pytest.param("hall_window", "hall\\u005fwindow", id="an escape that is not needed"),
        pytest.param("许可法 42", "许可法\\/42", id="an escaped solidus"),
        pytest.param("许可法 42", "许可法\\u001F42", id="an escape in capitals"),
        pytest.param("许可法 42", "许可法\\u000042", id="U+0000"),
        pytest.param("许可法 42", "许可法\\ud800", id="a lone surrogate"),
        pytest.param('"v":1', '"v":1.0', id="a point in a constant"),
        pytest.param('"schema":1', '"schema":1.0', id="a point in the schema's version"),
        pytest.param('"version":3', '"version":3.0', id="a point in a version"),
        pytest.param('"length":7', '"length":7.0', id="a point in data"),
        pytest.param('"length":7', '"length":7e0', id="an exponent"),
        pytest.param('"length":7', '"length":-0', id="minus zero"),
        pytest.param('"length":7', '"length":07', id="a leading zero"),
        pytest.param('"length":7', '"length":9007199254740992', id="beyond 2^53-1"),
        pytest.param('"length":7', '"length":true', id="a truth value for a number"),
    ],
)  # fmt: skip
def test_other_bytes_for_the_same_or_nearly_the_same_are_schema_invalid(old: str, new: str) -> None:
    assert STATE.count(old.encode()) == 1
    assert examined(STATE.replace(old.encode(), new.encode())) == SCHEMA_INVALID


@pytest.mark.parametrize("key", ENTRY)
def test_an_entry_without_one_of_its_keys_is_schema_invalid(key: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != key}
    assert examined(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)) == SCHEMA_INVALID


@pytest.mark.parametrize("key", ["id", "post", "unit"])
def test_an_actor_with_another_key_for_one_of_its_own_is_schema_invalid(key: str) -> None:
    actor = {name if name != key else "ward": value for name, value in ENTRY["actor"].items()}
    state = orjson.dumps(ENTRY | {"actor": actor}, option=orjson.OPT_SORT_KEYS)
    assert examined(state) == SCHEMA_INVALID


def test_texts_that_look_like_numbers_with_a_point_are_sound() -> None:
    assert examined(STATE.replace('"审查"'.encode(), b'"1.0,2.0}3.0]"')) is None


@given(at=st.integers(0, len(STATE)), put=st.sampled_from(b' \n\t,:"0.{}[]'))
def test_a_byte_put_in_anywhere_is_sound_only_inside_a_text(at: int, put: int) -> None:
    state = STATE[:at] + bytes([put]) + STATE[at:]
    if examined(state) is None:
        value = orjson.loads(state)
        assert value != ENTRY
        assert orjson.dumps(value, option=orjson.OPT_SORT_KEYS) == state


def test_columns_that_say_something_else_are_changed() -> None:
    assert examined(STATE, version=4) == CHANGED


def test_no_published_schema_takes_a_number_with_a_fraction() -> None:
    files = list(SCHEMAS.glob("*.json"))
    assert files
    assert not [path.name for path in files if b'"type": "number"' in path.read_bytes()]
