"""Which cases of two registers are one matter, and which stand alone."""

from hypothesis import given
from hypothesis import strategies as st

from domain.feed import Register
from projections.casefile import CaseFile
from projections.matching import By, Lane, Lanes, matched, one_sided, pairs, side_by_side, span
from tests.projections.judged import file, world
from tests.projections.judges.district import (
    HALL,
    OFFICE,
    UNKNOWN,
    closed,
    declared,
    imported,
    local,
    received,
)
from tests.projections.told import Case

WORLD = world()


def case(
    name: str,
    origin: object = HALL,
    begins: int = 1,
    ends: int | None = None,
    no: str = "",
    subject: str = "s1",
) -> CaseFile:
    """A case of the September days from `begins` to `ends`."""
    told = received(
        Case(name),
        f"2016-09-{begins:02} 09:00",
        origin,
        shared_no=no,
        subject=subject,
    )
    return file(closed(told, f"2016-09-{ends:02} 09:00") if ends else told)


def test_the_lane_is_the_door_unless_a_declared_source_says_whose_register_it_is() -> None:
    lanes = Lanes(world(declared("局系统", Register.DEPARTMENT), declared("大厅", Register.HALL)))
    assert [lanes.of(case("case-1", origin)) for origin in (HALL, OFFICE, UNKNOWN)] == [
        Lane.HALL,
        Lane.DEPT,
        Lane.NONE,
    ]
    there = file(imported(received(Case(), "2016-09-05 09:00", UNKNOWN), "局系统"))
    here = file(imported(received(Case(), "2016-09-05 09:00", OFFICE), "大厅"))
    assert (lanes.of(there), lanes.of_register(there)) == (Lane.DEPT, Lane.DEPT)
    assert (lanes.of(here), lanes.of_register(case("case-1"))) == (Lane.HALL, None)


def test_a_shared_number_matches_alone_else_applicant_and_item() -> None:
    assert matched(case("1", no="A"), case("2", no="A", subject="s2")) is By.SHARED_NO
    assert matched(case("1", no="A"), case("2", no="B")) is None
    assert matched(case("1", no="A"), case("2")) is By.SUBJECT_ITEM
    assert matched(case("1"), case("2", subject="s2")) is None


def test_two_cases_overlap_where_their_first_to_last_events_do() -> None:
    [pair] = pairs([case("case-1", HALL, 1, 5), case("case-2", OFFICE, 5, 9)], WORLD)
    assert (pair.hall.stream, pair.dept.stream, pair.overlap) == ("case-1", "case-2", True)
    assert span(pair.hall) == (local("2016-09-01 09:00"), local("2016-09-05 09:00"))
    [apart] = pairs([case("case-1", HALL, 1, 5), case("case-2", OFFICE, 6, 9)], WORLD)
    assert apart.overlap is False
    [open_] = pairs([case("case-1", HALL, 1), case("case-2", OFFICE, 6, 9)], WORLD)
    assert open_.overlap is False


CASES = st.lists(
    st.builds(
        lambda door, begins, days, no, subject: (door, begins, begins + days, no, subject),
        st.sampled_from([HALL, OFFICE, UNKNOWN]),
        st.integers(1, 20),
        st.integers(1, 8),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["s1", "s2"]),
    ),
    max_size=7,
).map(
    lambda rows: [
        case(f"case-{n}", door, begins, ends, no, subject)
        for n, (door, begins, ends, no, subject) in enumerate(rows)
    ]
)


@given(CASES, st.randoms())
def test_pairs_and_one_sided_cases_are_what_comparing_each_with_each_finds(
    files: list[CaseFile], random: object
) -> None:
    lanes = Lanes(WORLD)
    hall = [each for each in files if lanes.of(each) is Lane.HALL]
    dept = [each for each in files if lanes.of(each) is Lane.DEPT]
    expected = {
        (h.stream, d.stream, by, span(h).first <= span(d).last and span(d).first <= span(h).last)
        for h in hall
        for d in dept
        if (by := matched(h, d))
    }
    random.shuffle(files)
    found = pairs(files, WORLD)
    assert {(p.hall.stream, p.dept.stream, p.by, p.overlap) for p in found} == expected
    assert len(found) == len(expected)
    alone_here, alone_there = one_sided(files, WORLD)
    assert {f.stream for f in alone_here} == {f.stream for f in hall} - {e[0] for e in expected}
    assert {f.stream for f in alone_there} == {f.stream for f in dept} - {e[1] for e in expected}


@given(CASES)
def test_side_by_side_are_those_whose_spans_meet_where_all_are_closed(
    files: list[CaseFile],
) -> None:
    found = {frozenset((one.stream, other.stream)) for one, other in side_by_side(files)}
    assert found == {
        frozenset((one.stream, other.stream))
        for one in files
        for other in files
        if one is not other and span(one).meets(span(other))
    }


def test_a_case_that_nothing_ended_stands_beside_all_that_come_later() -> None:
    waiting, late = case("case-1", HALL, 1), case("case-2", OFFICE, 20)
    assert [(a.stream, b.stream) for a, b in side_by_side([late, waiting])] == [
        ("case-1", "case-2")
    ]


def test_an_imported_case_ends_with_the_last_event_its_source_has_told() -> None:
    told = imported(received(Case("case-1"), "2016-09-01 09:00", HALL), "大厅")
    assert list(side_by_side([file(told), case("case-2", OFFICE, 20)])) == []
