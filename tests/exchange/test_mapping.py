"""Mappings: what they make of a row, and how a wrong one is explained."""

from datetime import UTC, datetime

import pytest

from domain.values import Person
from exchange.catalogue_mapping import is_catalogue, load_catalogue
from exchange.mapping_file import load_mapping
from exchange.mapping_table import MappingError
from tests.exchange.logs import MAPPINGS, PLAIN, mapping, meant, written

HEAD = "case:id,activity,at,who,by\n"


def table(folder, using, *lines, head=HEAD):
    return meant(folder, "log.csv", head + "".join(f"{line}\n" for line in lines), using)


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_mapping_loads_and_is_named_after_its_file(path):
    source = (load_catalogue if is_catalogue(path) else load_mapping)(path).source
    assert "-".join(filter(None, (source.name, source.part))) == path.stem


def test_an_unmapped_activity_is_a_step_and_unmapped_columns_ride_on_it_sealed(tmp_path):
    found, bad = table(tmp_path, mapping(tmp_path), "1,sign,2020-01-01T08:00,Wim,s1")
    assert bad == []
    received, step = found
    assert (received.type, received.once, received.identity(1)) == (
        "case.received",
        True,
        "case.received",
    )
    assert (step.type, step.fields, step.identity(3)) == (
        "case.step_finished",
        {"step": "sign"},
        "#3/step",
    )
    assert step.occurred_at == datetime(2020, 1, 1, 7, tzinfo=UTC)
    assert [item.name for item in step.private] == ["by", "who"]
    assert received.private == ()


def test_one_row_may_yield_several_events_each_at_its_own_time(tmp_path):
    using = mapping(
        tmp_path,
        more="""
[[rule]]
name = "started"
event = "case.step_started"
time = "begun"
also_step = true
""",
    )
    head = "case:id,activity,at,begun\n"
    found, _ = table(tmp_path, using, "1,a,2020-01-02,2020-01-01", "1,b,2020-01-03,", head=head)
    kinds = [event.type for event in found if not event.once]
    assert kinds == ["case.step_started", "case.step_finished", "case.step_finished"]


def test_conditions_choose_by_value_list_pattern_presence_and_absence(tmp_path):
    def fires(when: str, cell: str) -> bool:
        using = mapping(
            tmp_path,
            more=f"""
[[rule]]
event = "case.voided"
fields = {{ reason = {{ value = "r" }} }}
when = {{ who = {when} }}
""",
        )
        found, bad = table(tmp_path, using, f"1,a,2020-01-01,{cell},")
        assert bad == []
        return "case.voided" in {event.type for event in found}

    for when, passing, failing in [
        ('"x"', "x", "y"),
        ('["x", "z"]', "z", ""),
        ('{ matches = "x.*" }', "xyz", "ax"),
        ("{ present = true }", "x", ""),
        ("{ absent = true }", "", "x"),
        ('{ not = "x" }', "", "x"),
    ]:
        assert fires(when, passing), when
        assert not fires(when, failing), when


def test_rows_of_many_shapes_are_read_as_each_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("exchange.leftovers.SHAPES", 2)
    monkeypatch.setattr("exchange.leftovers.WIDTH", 4)
    shapes = ["a,2020-01-01,x,y", "a,2020-01-01,,y", "a,2020-01-01,x,", "a,2020-01-01,,"]
    lines = [f"{n},{shapes[n % 4]}" for n in range(16)]
    together, _ = table(tmp_path, mapping(tmp_path), *lines)
    alone = [event for line in lines for event in table(tmp_path, mapping(tmp_path), line)[0]]
    assert together == alone


def test_columns_of_the_case_in_a_flat_table_ride_once_on_its_opening(tmp_path):
    using = written(
        tmp_path,
        PLAIN.replace('"case:id"', '"id"').format(
            source='case_columns = ["id", "district"]', more='[attributes]\npublic = ["district"]'
        ),
    )
    head = "id,activity,at,district\n"
    found, bad = table(tmp_path, using, "1,a,2020-01-01,D", "1,b,2020-01-02,D", head=head)
    assert bad == []
    carriers = {event.type for event in found if event.public}
    assert carriers == {"case.received"}


def test_a_deadline_without_time_of_day_means_its_last_moment_unless_told(tmp_path):
    def due(extra: str) -> datetime:
        using = mapping(tmp_path, more=f'[steps]\ndeadline = {{ column = "who"{extra} }}')
        found, _ = table(tmp_path, using, "1,a,2020-01-01,2020-01-05,")
        return found[1].deadline.due

    assert due("") == datetime(2020, 1, 5, 22, 59, 59, 999999, tzinfo=UTC)
    assert due(', day_means = "start"') == datetime(2020, 1, 4, 23, tzinfo=UTC)


def test_fields_are_translated_split_counted_and_default(tmp_path):
    using = mapping(
        tmp_path,
        more="""
[[rule]]
event = "case.decided"
activity = "decide"
[rule.fields]
by = "by"
result = { column = "who", values = { ja = "granted", nee = "refused" } }

[[rule]]
event = "case.correction_notified"
activity = "ask"
fields = { materials = { column = "who", split = ";" } }

[[rule]]
event = "case.extended"
activity = "extend"
fields = { days = "who", note = "by" }
""",
    )
    found, bad = table(
        tmp_path,
        using,
        "1,decide,2020-01-01,ja,s1",
        "1,ask,2020-01-01,a; b,",
        "1,extend,2020-01-01,10.0,for a reason",
        "1,decide,2020-01-01,perhaps,",
        "1,extend,2020-01-01,soon,",
    )
    decided, asked, extended = (event for event in found if not event.once)
    assert decided.fields == {"result": "granted", "by": "s1"}
    assert [item.value for item in decided.private] == ["decide", "ja"]
    assert asked.fields == {"materials": ("a", "b")}
    assert (extended.fields, extended.note) == ({"days": 10}, "for a reason")
    assert [item.line for item in bad] == [5, 6]
    assert "expected one of granted, refused, came 'perhaps'" in bad[0].reason


def test_the_applicant_the_origin_and_the_recording_time_of_the_source_are_read(tmp_path):
    using = mapping(
        tmp_path,
        'recorded = "booked"',
        """
[applicant]
name = "case:who"
id_number = "case:number"
[origins]
column = "case:channel"
default = "hotline"
values = { Schalter = "hall_window" }
""",
    )
    head = "case:id,activity,at,booked,case:who,case:number,case:channel\n"
    found, bad = table(
        tmp_path,
        using,
        "1,a,2020-01-01,2020-01-09,Wim,77,Schalter",
        "2,a,2020-01-01,,,,?",
        head=head,
    )
    assert bad == []
    first, step, second, _ = found
    assert (first.applicant.name, first.applicant.id_number) == ("Wim", "77")
    assert (first.origin, second.origin) == ("hall_window", "hotline")
    assert second.applicant is None
    assert first.recorded_at is None
    assert step.recorded_at == datetime(2020, 1, 8, 23, tzinfo=UTC)


def test_the_origin_may_be_one_for_a_whole_register_and_goes_with_seals_too(tmp_path):
    using = mapping(
        tmp_path,
        more="""
[origins]
default = "dept_office"
[[rule]]
event = "case.seal_used"
activity = "seal"
fields = { by = "by" }
[[rule]]
event = "case.closed"
activity = "end"
""",
    )
    found, _ = table(tmp_path, using, "1,seal,2020-01-01,,s1", "1,end,2020-01-02,,")
    origins = {event.type: event.origin for event in found}
    assert origins == {
        "case.received": "dept_office",
        "case.seal_used": "dept_office",
        "case.closed": "unknown",
    }


def test_the_kind_of_an_applicants_paper_may_be_a_constant_or_translated(tmp_path):
    def applicant(kind: str) -> object:
        more = f'[applicant]\nid_number = "who"\nid_kind = {kind}'
        found, _ = table(tmp_path, mapping(tmp_path, more=more), "1,a,2020-01-01,77,B")
        return found[0].applicant

    assert applicant('{ value = "bsn" }') == Person(id_kind="bsn", id_number="77")
    translated = applicant('{ column = "by", values = { B = "bsn" } }')
    assert translated == Person(id_kind="bsn", id_number="77")


def test_a_constant_kind_of_paper_alone_names_nobody(tmp_path):
    more = '[applicant]\nid_number = "who"\nid_kind = { value = "bsn" }'
    found, _ = table(tmp_path, mapping(tmp_path, more=more), "1,a,2020-01-01,,")
    assert found[0].applicant is None


def test_a_row_may_be_chosen_by_whether_two_columns_differ(tmp_path):
    using = mapping(
        tmp_path,
        more="""
[[rule]]
event = "case.resumed"
when = { who = { differs = "by" } }
""",
    )
    cells = ("x,y", "x,x", ",y")
    chosen = [table(tmp_path, using, f"1,a,2020-01-01,{each}")[0][-1].type for each in cells]
    assert chosen == ["case.resumed", "case.step_finished", "case.step_finished"]


def test_the_parts_of_a_feed_have_rules_of_the_same_names(tmp_path):
    def identities(source: str) -> list[str]:
        found, _ = table(tmp_path, mapping(tmp_path, source), "1,a,2020-01-01,,")
        return [event.identity(1) for event in found]

    assert identities("") == ["case.received", "#1/step"]
    assert identities('part = "done"') == ["done.case.received", "#1/done.step"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",a,2020-01-01,,", "case:id"),
        ("1,,2020-01-01,,", "activity"),
        ("1,a,,,", "at"),
        ("1,a,soon,,", "at"),
        ("1,a,2013-03-31T02:30,,", "at"),
    ],
)
def test_a_row_without_what_every_row_needs_is_reported_by_column(tmp_path, line, column):
    found, bad = table(tmp_path, mapping(tmp_path), line, "2,a,2020-01-01,,")
    assert [(item.line, item.column, item.raw) for item in bad] == [(2, column, f"{line}\n")]
    assert {event.case_id for event in found} == {"2"}


def test_cases_may_come_interleaved_and_a_bad_row_hides_no_opening(tmp_path):
    lines = ["1,a,soon,,", "2,a,2020-01-01,,", "1,b,2020-01-02,,", "2,b,2020-01-02,,"]
    using = mapping(tmp_path)
    found, bad = table(tmp_path, using, *lines)
    assert [item.case_id for item in bad] == ["1"]
    assert {event.case_id for event in found if event.type == "case.received"} == {"1", "2"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "expected TOML"),
        ("", "source: expected a table"),
        (PLAIN.replace("Europe", "Mars"), "source.zone: expected an IANA time zone"),
        (PLAIN.replace('"plain"', '"Two Words"'), "source.name: expected a small letter"),
        (PLAIN.replace('"plain"', '"town.permits"'), "digits and _ - .* came 'town.permits'"),
        (PLAIN.replace("activity =", "activty ="), "did you mean activity"),
        (PLAIN.replace("case.received", "case.recieved"), r"rule\[1\].event: expected one of"),
        (PLAIN.replace('"case:id"', "1"), "source.case: expected a text in quotes"),
        (PLAIN + '[[rule]]\nevent = "case.received"', "rules of different names"),
        (PLAIN + '[[rule]]\nevent = "case.extended"', "fields.days: expected the field"),
        (
            PLAIN + '[[rule]]\nevent = "case.closed"\nfields = { kind = { value = "odd" } }',
            "fields.kind: expected one of deleted",
        ),
        (PLAIN + '[[rule]]\nevent = "case.closed"\ndeadline = "x"', "event that starts a clock"),
        (PLAIN + '[steps]\ndeadline = { column = "x", clock = "y" }', "clock: .* no meaning here"),
        (PLAIN + '[[rule]]\nevent = "case.closed"\nname = "a b"', r"digits and _ \. : -"),
        (PLAIN + '[[rule]]\nevent = "case.closed"\nfields = { kynd = "x" }', "did you mean kind"),
        (PLAIN + '[fields]\nunnit = "x"', "did you mean unit"),
        (PLAIN + '[origins]\ncolumn = "x"\nvalues = { a = "moon" }', "origins.values.a"),
        (PLAIN + "[origins]\nvalues = {}", "origins.column: expected a column, or a `default`"),
        (PLAIN.replace("{source}", 'kind = "catalog"'), "source.kind: expected one of log"),
        (PLAIN + '[applicant]\nnumber = "x"', "did you mean id_number"),
        (PLAIN + '[kinds]\nx = "money"', "kinds.x: expected one of string"),
        (PLAIN + '[[rule]]\nevent = "case.closed"\nwhen = { x = { matches = "(" } }', "regular"),
        (PLAIN.replace("{source}", 'encoding = "klingon"'), "source.encoding"),
    ],
)
def test_a_wrong_mapping_is_explained_by_file_and_key(tmp_path, text, message):
    with pytest.raises(MappingError, match=message) as caught:
        written(tmp_path, text.replace("{source}", "").replace("{more}", ""))
    assert "mapping.toml" in str(caught.value)


def test_a_mapping_that_cannot_be_read_is_explained(tmp_path):
    with pytest.raises(MappingError, match="expected a readable file"):
        load_mapping(tmp_path / "none.toml")
