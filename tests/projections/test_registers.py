"""The view `registers`: one row per entry, as it was last worded."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from domain.values import Imported, Sealed
from projections import registers
from projections.folding import fold_all
from tests.projections.judges.district import ITEM, UNIT, certificate, local, received, written
from tests.projections.told import END_OF_TIME, Case, entry

STREAM = "register-证照库.1"


def rows(*told: tuple[str, object]) -> object:
    entries = [entry(n, STREAM, event, local(at)) for n, (at, event) in enumerate(told, 1)]
    row, poison = fold_all(registers.FOLD, None, entries)
    assert poison is None
    return row


def test_only_streams_of_registers_are_kept() -> None:
    assert registers.keys(entry(1, STREAM, certificate(), local("2016-09-05 09:00"))) == (STREAM,)
    assert registers.keys(received(Case(), "2016-09-05 09:00").entries[0]) == ()


def test_a_row_says_what_the_entry_says_and_no_personal_data() -> None:
    sealed = Sealed(subject="s1", nonce="n", ciphertext="c", commitment="k")
    file = written(replace(certificate(case_no="收1", subject="s1"), holder=sealed))
    assert {name: file.slots[name] for name in ("number", "unit", "item", "on", "case_no")} == {
        "number": "水许2016-7",
        "unit": UNIT,
        "item": ITEM,
        "on": date(2016, 9, 5),
        "case_no": "收1",
    }
    assert (file.slots["kind"], file.slots["position"]) == ("certificate", 9001)
    assert file.slots["recorded_at"] == local("2016-09-05 12:00")
    assert "holder" not in file.slots


def test_the_last_wording_by_a_time_counts_in_whatever_order_they_came() -> None:
    wordings = [
        ("2016-09-05 09:00", certificate(unit="甲")),
        ("2016-09-06 09:00", certificate(unit="乙")),
        ("2016-09-07 09:00", certificate(unit="丙")),
    ]
    for order in permutations(wordings):
        row = rows(*order)
        units = [registers.at(row, local(f"2016-09-{day:02} 12:00")) for day in (4, 5, 6, 7)]
        assert [slots and slots["unit"] for slots in units] == [None, "甲", "乙", "丙"]


def test_a_source_may_not_say_when_it_wrote_something_down() -> None:
    event = replace(certificate(), imported=Imported(source="证照库", key="1"))
    slots = registers.at(rows(("2016-09-05 09:00", event)), END_OF_TIME)
    assert slots is not None
    assert slots["recorded_at"] is None


def test_it_is_judged_with_its_unit_its_item_and_the_cases_of_its_numbers() -> None:
    row = rows(("2016-09-05 09:00", certificate(case_no="收1")))
    assert registers.groups(row) == [
        f"unit:{UNIT}",
        f"item:{ITEM}",
        "no:收1",
        "no:水许2016-7",
    ]
    columns = registers.columns(row)
    assert len(columns) == len(registers.TABLE.columns) - 5
    assert columns[-1] == registers.groups(row)
