"""A document's row: in whatever order its events were recorded, it says the same of every time."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import commands as cmd
from domain.disclosure import events as ev
from projections import documents
from projections.documentfile import DocumentFile
from projections.fold import Row
from tests.projections.disclosed import FORMED, UNIT, Document, acts, at, draft, publish, review
from tests.projections.told import END_OF_TIME, ZONE, after, times

told = st.lists(st.tuples(times, acts), min_size=1, max_size=8)


def document(events: list[tuple[datetime, cmd.AnyCommand]]) -> Document:
    found = Document()
    for moment, command in events:
        found.tell(moment, command)
    return found


def slots(found: Document, as_of: str = "2100-01-01T00:00") -> Row:
    shown = documents.at(found.row, at(as_of))
    assert shown is not None
    return shown


@given(events=told, as_of=times)
def test_a_row_at_a_time_is_the_fold_of_the_events_by_then(
    events: list[tuple[datetime, cmd.AnyCommand]], as_of: datetime
) -> None:
    then = document([each for each in events if each[0] <= as_of])
    alone = documents.at(then.row, END_OF_TIME) if then.entries else None
    assert documents.at(document(events).row, as_of) == alone


@given(data=st.data(), events=st.lists(acts, min_size=1, max_size=7))
def test_the_order_of_recording_changes_nothing_where_times_differ(
    data: st.DataObject, events: list[cmd.AnyCommand]
) -> None:
    happened = [(after(n * 24), command) for n, command in enumerate(events)]
    recorded = data.draw(st.permutations(happened))
    one, other = document(happened), document(recorded)
    moments = [after(n * 12) for n in range(2 * len(events) + 1)]
    assert [documents.at(one.row, m) for m in moments] == [
        documents.at(other.row, m) for m in moments
    ]
    assert documents.groups(one.row) == documents.groups(other.row)


def test_a_document_before_anything_happened_is_none() -> None:
    row = Document().tell("2016-05-03T09:00", draft()).row
    assert documents.at(row, at("2016-05-03T08:59")) is None
    assert documents.until(row, at("2016-05-03T08:59")) is None
    assert documents.until(row, at("2016-05-03T09:00")) == row


def test_a_document_shows_what_its_life_made_of_it() -> None:
    found = (
        Document()
        .tell("2016-05-03T09:00", draft(category="budget", about="许可1号", sources=("区卫计局",)))
        .tell("2016-05-04T09:00", cmd.Coordinate(unit="区卫计局"))
        .tell("2016-05-05T09:00", review(result=ev.ReviewResult.FAIL))
        .tell("2016-05-06T09:00", review())
        .tell("2016-05-09T09:00", publish())
    )
    assert slots(found) == {
        "title": "招生方案",
        "unit": UNIT,
        "category": "budget",
        "about": "许可1号",
        "column": "政务公开",
        "url": "http://www.hnhs.gov.cn/1",
        "digest": "d1",
        "author": "author-1",
        "formed_on": FORMED,
        "changed_on": None,
        "drafted_at": at("2016-05-03T09:00"),
        "coordinated_at": at("2016-05-04T09:00"),
        "reviewed_at": at("2016-05-06T09:00"),
        "published_at": at("2016-05-09T09:00"),
        "changed_at": None,
        "withdrawn_at": None,
        "withheld_at": None,
        "first_at": at("2016-05-03T09:00"),
        "last_at": at("2016-05-09T09:00"),
        "events": 5,
        "status": "published",
    }


def test_the_status_is_what_stands_last() -> None:
    found = (
        Document()
        .tell("2016-05-03T09:00", draft())
        .tell("2016-05-03T10:00", cmd.Change(changed_on=date(2016, 5, 3), digest="d2"))
        .tell("2016-05-04T09:00", review("d2"))
        .tell("2016-05-05T09:00", publish("d2"))
        .tell("2016-05-06T09:00", cmd.Change(changed_on=date(2016, 5, 6), digest="d3"))
        .tell("2016-05-07T09:00", publish("d3"))
        .tell("2016-05-08T09:00", cmd.Withdraw(reason="有误"))
        .tell("2016-05-09T09:00", cmd.Withhold(basis="公开条例第十六条"))
        .tell("2016-05-10T09:00", publish("d3"))
    )
    days = {day: slots(found, f"2016-05-{day:02}T23:00")["status"] for day in range(3, 11)}
    assert days == {
        3: "drafted",
        4: "reviewed",
        5: "published",
        6: "changed",
        7: "published",
        8: "withdrawn",
        9: "withheld",
        10: "published",
    }
    assert slots(found)["published_at"] == at("2016-05-05T09:00")


@pytest.mark.parametrize(
    ("fields", "groups"),
    [
        ({}, [f"unit:{UNIT}"]),
        ({"about": "许可1号"}, [f"unit:{UNIT}", "no:许可1号"]),
        ({"category": "budget"}, [f"unit:{UNIT}", f"class:{UNIT}|budget"]),
        ({"unit": "", "category": "budget"}, []),
    ],
)
def test_a_document_belongs_to_its_unit_its_grant_and_its_class(
    fields: dict[str, Any], groups: list[str]
) -> None:
    row = Document().tell("2016-05-03T09:00", draft(**fields)).row
    assert documents.groups(row) == groups
    assert documents.columns(row)[-1] == groups


@given(events=told)
def test_the_columns_are_those_of_the_table(
    events: list[tuple[datetime, cmd.AnyCommand]],
) -> None:
    own = list(documents.TABLE.columns.keys())[5:]
    values = dict(zip(own, documents.columns(document(events).row), strict=True))
    assert own[:-1] == list(documents.SLOTS)
    assert all(values[name] is not None for name in (*documents.TEXTS, "first_at", "last_at"))


def test_only_streams_of_documents_concern_the_view() -> None:
    [mine] = Document().tell("2016-05-03T09:00", draft()).entries
    [other] = Document("case-1").tell("2016-05-03T09:00", draft()).entries
    assert documents.keys(mine) == ("disclosure-1",)
    assert documents.keys(other) == ()


def test_a_fold_leaves_the_row_it_was_given_as_it_was() -> None:
    found = Document().tell("2016-05-03T09:00", draft()).tell("2016-05-02T09:00", review())
    first = documents.fold(None, found.entries[0])
    kept = {"marks": [list(mark) for mark in first["marks"]]}
    documents.fold(first, found.entries[1])
    assert first == kept


@given(events=told)
def test_a_file_reads_its_events_in_the_order_they_happened(
    events: list[tuple[datetime, cmd.AnyCommand]],
) -> None:
    found = document(events)
    file = DocumentFile(found.stream, found.row, ZONE)
    expected = sorted((e.occurred_at, e.position) for e in found.entries)
    assert [(noted.at, noted.position) for noted in file.events] == expected
    assert len(file.all(*ev.EVENTS.values())) == len(events)
    assert file.first(ev.DisclosureEvent) == file.events[0]
    assert file.slots["events"] == len(events)
