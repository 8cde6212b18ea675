"""How a caller names a stream: by its own id, or by the id the foreign system knows."""

from urllib.parse import quote

import pytest

from ledger.envelope import STREAM
from tests.api.hall import RECEIPT, Hall, new_case, problem


def received(hall: Hall, given: str) -> str:
    """The stream that a receipt under a name went to."""
    answer = hall.post(f"case/{given}/receive", RECEIPT)
    assert answer.status_code == 201, answer.text
    stream: str = answer.json()["stream"]
    assert STREAM.fullmatch(stream)
    return stream


def test_a_stream_is_the_same_with_and_without_the_prefix_of_its_chapter(hall: Hall) -> None:
    name = new_case()
    assert received(hall, name) == received(hall, name.removeprefix("case-")) == name
    assert [entry.version for entry in hall.entries(name)] == [1, 2]


@pytest.mark.parametrize(
    ("foreign", "stream"),
    [
        ("2016-0001", "case-2016-0001"),
        ("a b", "case-a%20b"),
        ("a/b", "case-a%2Fb"),
        ("a/receive", "case-a%2Freceive"),
        ("100%", "case-100%25"),
        ("赫〔2016〕1号", "case-%E8%B5%AB%E3%80%942016%E3%80%951%E5%8F%B7"),
        ("a?b#c", "case-a%3Fb%23c"),
        ("it's", "case-it%27s"),
        ("🏛", "case-%F0%9F%8F%9B"),
    ],
)
def test_a_foreign_id_is_percent_encoded_and_found_again_under_both_names(
    hall: Hall, foreign: str, stream: str
) -> None:
    assert received(hall, quote(foreign, safe="")) == stream
    assert received(hall, quote(f"case-{foreign}", safe="")) == stream
    assert received(hall, quote(stream, safe="")) == stream
    assert [entry.version for entry in hall.entries(stream)] == [1, 2, 3]


def test_a_slash_may_also_stand_as_it_is(hall: Hall) -> None:
    assert received(hall, "2016/7/3") == "case-2016%2F7%2F3"


@pytest.mark.parametrize("foreign", ["x" * 121, "x" * 500, "号" * 41, "号" * 500])
def test_a_long_id_is_kept_by_its_digest(hall: Hall, foreign: str) -> None:
    stream = received(hall, quote(foreign))
    assert len(stream) == len("case-") + 64
    assert received(hall, stream) == stream


def test_two_long_ids_are_two_streams(hall: Hall) -> None:
    assert received(hall, "y" * 200 + "1") != received(hall, "y" * 200 + "2")


@pytest.mark.parametrize("given", ["", "case-", "x" * 501, "%00", "a%00b", "%FF", "%ED%A0%80"])
def test_what_names_no_stream_is_refused(hall: Hall, given: str) -> None:
    size = hall.size()
    problem(hall.post(f"case/{given}/receive", RECEIPT), 422, "invalid")
    assert hall.size() == size


def test_a_stream_of_another_chapter_is_out_of_reach(hall: Hall) -> None:
    assert received(hall, "rules-calendar-2016") == "case-rules-calendar-2016"
