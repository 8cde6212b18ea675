"""A document's commands are facts: recorded as asked, by who asked where nobody is named."""

from datetime import UTC, date, datetime
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from domain.chapters import CHAPTERS
from domain.decider import Actor, Asked, Happened
from domain.disclosure import commands as cmd
from domain.disclosure import events as ev
from domain.disclosure.decisions import CHAPTER, decide
from domain.leaks import Leak, LeakKind
from ledger.canonical import canonical
from ledger.codec import to_plain
from tests.ledger.strategies import instances

AT = datetime(2016, 4, 29, 1, tzinfo=UTC)
ASKED = Asked(actor=Actor(id="clerk-1"), occurred_at=AT)
ID_NUMBER = "430903199003070012"

commands = st.one_of(*(instances(command) for command in get_args(cmd.AnyCommand)))


def event(command: cmd.AnyCommand) -> Any:
    [decided] = decide(0, command, ASKED, None)
    return decided


def publish(text: str = "", by: str = "") -> ev.Published:
    found: ev.Published = event(
        cmd.Publish(url="http://www.hnhs.gov.cn/1", column="政务公开", digest="d", by=by, text=text)
    )
    return found


@given(command=commands)
def test_nothing_is_refused_and_nothing_else_is_recorded(command: cmd.AnyCommand) -> None:
    made = event(command)
    assert type(made) is CHAPTER.events[type(made).TYPE]
    happened = Happened(id="e", at=AT, position=1, event=made)
    assert CHAPTER.evolve(CHAPTER.initial, happened) == 1


def test_every_command_makes_an_event_of_its_own() -> None:
    assert len(CHAPTER.commands) == len(CHAPTER.events) == len(get_args(cmd.AnyCommand))
    assert CHAPTERS["disclosure"] is CHAPTER


def test_who_asks_is_author_reviewer_and_publisher_where_nobody_is_named() -> None:
    draft = cmd.Draft(title="t", unit="u", formed_on=date(2016, 4, 29), digest="d")
    review = cmd.Review(digest="d", result=ev.ReviewResult.PASS)
    change = cmd.Change(changed_on=date(2016, 5, 3), digest="e")
    assert event(draft).author == event(change).author == "clerk-1"
    assert event(review).reviewer == publish().by == "clerk-1"


def test_who_is_named_stays_named() -> None:
    review = cmd.Review(digest="d", reviewer="chief-2", result=ev.ReviewResult.PASS)
    assert event(review).reviewer == "chief-2"
    assert publish(by="clerk-3").by == "clerk-3"


def test_a_published_text_is_looked_through_and_never_recorded() -> None:
    made = publish(text=f"低保对象张某，身份证{ID_NUMBER}，电话13800138000")
    assert made.scanned
    assert made.leaks == (
        Leak(kind=LeakKind.ID_NUMBER, count=1),
        Leak(kind=LeakKind.MOBILE, count=1),
    )
    written = canonical(to_plain(made)).decode()
    assert ID_NUMBER not in written
    assert "张某" not in written


def test_a_masked_text_leaks_nothing_and_a_text_not_given_was_not_looked_through() -> None:
    masked = publish(text="低保对象张某，身份证430903********0012")
    assert (masked.scanned, masked.leaks) == (True, ())
    assert (publish().scanned, publish().leaks) == (False, ())
