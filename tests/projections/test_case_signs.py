"""What the judges say of one case or document, at any two times."""

from datetime import date

from domain.decider import Origin
from domain.feed import Declared, Heard, Register, Rhythm
from ledger.ledger import Ledger
from projections.read import Views
from projections.sign_list import Wanted
from projections.when import When
from tests.projections.disclosed import Document, at, draft, publish
from tests.projections.test_judging import EXEMPTION, FACTS, FAR, ITEM, accepted, drill, tell
from tests.projections.told import after
from tests.projections.written import open_log, write

END = When(FAR)


def drilled(ledger: Ledger, views: Views) -> None:
    """The same matter at two doors."""
    open_log(ledger)
    tell(ledger, *FACTS)
    drill(ledger)
    views.catch_up()


def said(views: Views, stream: str, when: When) -> dict[str, str]:
    """The decision of each code."""
    return {row["code"]: row["decision"] for row in views.signs_of(stream, when)}


def test_a_case_has_its_own_signs_those_of_its_groups_and_what_is_in_order(
    ledger: Ledger, views: Views
) -> None:
    drilled(ledger, views)
    office = said(views, "case-office", END)
    assert office["DT_OFFHALL_INTAKE"] == "violation"
    assert office["DT_DUAL_CASE"] == "violation"
    assert office["DT_DUAL_ACCEPT"] == "violation"
    assert "ok" in office.values()
    assert said(views, "case-hall", END)["DT_DUAL_CASE"] == "violation"
    assert said(views, "case-none", END) == {}


def test_the_signs_of_all_cases_are_those_of_the_list(ledger: Ledger, views: Views) -> None:
    drilled(ledger, views)
    for hours in (2, 31, 60, 24 * 60):
        when = When(after(hours))
        listed = {
            (row["code"], row["candidate"], row["explanation"])
            for row in views.signs(when, Wanted(None, None)).rows
        }
        of_cases = {
            (row["code"], row["candidate"], row["explanation"])
            for stream in ("case-hall", "case-office", "case-bare")
            for row in views.signs_of(stream, when)
            if row["decision"] != "ok"
        }
        assert of_cases <= listed
        assert {each for each in listed if each[1].startswith("case-")} <= of_cases


def test_what_was_known_before_an_exemption_stands_for_that_position(
    ledger: Ledger, views: Views
) -> None:
    drilled(ledger, views)
    before = ledger.reader.head().size
    tell(ledger, EXEMPTION)
    views.catch_up()
    cleared = said(views, "case-office", END)
    assert cleared["DT_OFFHALL_INTAKE"] == "ok"
    assert "DT_DUAL_CASE" not in cleared
    earlier = said(views, "case-office", When(FAR, before))
    assert earlier["DT_OFFHALL_INTAKE"] == earlier["DT_DUAL_CASE"] == "violation"


def test_a_document_is_listed_read_and_judged_as_of_any_time(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    document = Document("disclosure-a")
    document.tell(at("2016-09-02T09:00"), draft(title="公告", category="notice"))
    document.tell(at("2016-09-05T09:00"), publish())
    write(ledger, document.entries)
    views.catch_up()
    assert views.documents(END, {"status": "published"}).total == 1
    early = When(at("2016-09-03T09:00"))
    [row] = views.documents(early).rows
    assert (row["stream"], row["status"], row["published_at"]) == ("disclosure-a", "drafted", None)
    assert views.documents(When(at("2016-09-01T09:00"))).total == 0
    assert views.document("disclosure-a", When(at("2016-09-01T09:00"))) is None
    assert views.document("case-hall") is None
    told = views.document("disclosure-a", END)
    assert told is not None
    assert told.row["title"] == "公告"
    assert len(told.entries) == 2
    assert views.document_choices("category", END) == ["notice"]
    assert views.titles({"disclosure-a", "case-none"}, END) == {"disclosure-a": "公告"}
    assert said(views, "disclosure-a", END)["DISC_NO_SECRECY_REVIEW"] == "violation"
    assert "DISC_NO_SECRECY_REVIEW" not in said(views, "disclosure-a", early)


def test_a_feed_is_silent_once_its_rhythm_is_broken(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    declared = Declared(
        source="局系统", register=Register.DEPARTMENT, rhythm=Rhythm.REALTIME,
        in_force_from=date(2016, 9, 1),
    )  # fmt: skip
    tell(ledger, declared)
    tell(ledger, Heard(source="局系统"), at=after(0))
    views.catch_up()

    def state(day: str) -> tuple[date | None, bool | None]:
        [feed] = views.feeds(When(at(f"{day}T12:00")))
        return feed.heard_on, feed.silent

    assert state("2016-09-01") == (date(2016, 9, 1), False)
    assert state("2016-09-02") == (date(2016, 9, 1), False)
    assert state("2016-09-20") == (date(2016, 9, 1), True)
    assert views.feeds(When(at("2016-08-01T12:00"))) == []


def test_registers_read_in_part_are_those_read_whole(ledger: Ledger, views: Views) -> None:
    open_log(ledger)
    tell(ledger, *FACTS)
    cases = [
        accepted("case-h1", after(1), Origin.HALL_WINDOW, "s1"),
        accepted("case-o1", after(1.5), Origin.DEPT_OFFICE, "s1"),
        accepted("case-o2", after(30), Origin.DEPT_OFFICE, "s2"),
        accepted("case-h3", after(40), Origin.HALL_WINDOW, "s3"),
        accepted("case-h4", after(41), Origin.ONLINE, "s4"),
    ]
    write(ledger, [entry for case in cases for entry in case.entries])
    views.catch_up()
    for when in (END, When(after(1.7)), When(after(31)), When(FAR, ledger.reader.head().size - 1)):
        whole = views.registers(when).rows
        figures = views.register_figures(when)
        for match, number in (
            ("pair", figures.pairs), ("dept_only", figures.dept_only),
            ("hall_only", figures.hall_only),
        ):  # fmt: skip
            rows = views.registers(when, {"match": match}).rows
            assert rows == [row for row in whole if row["match"] == match]
            assert len(rows) == number
    assert views.register_figures(END).pairs == 1
    assert {row["item"] for row in views.registers(END).rows} == {ITEM}
