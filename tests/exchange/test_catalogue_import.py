"""Service catalogues: rows become items, units and entries into the hall, each once."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.case.timing import local_day
from domain.catalogue import CaseType, ItemEntered, ItemExited, ItemListed, ItemType
from domain.decider import Actor, Asked, Event, Origin
from domain.imports import Started
from domain.organisation import UnitKind, UnitRegistered
from exchange.catalogue_import import CatalogueReport, import_catalogue
from exchange.catalogue_mapping import load_catalogue
from exchange.importing import Files
from exchange.mapping_table import MappingError
from exchange.staging import Reject
from ledger.ledger import Ledger
from tests.exchange.imports import Importer
from tests.exchange.logs import MAPPINGS
from tests.shared import shared

HEAD = "code,name,dept,type,kind,law,law_unit,promise,must,papers,is_entry_center,since"
FIRST = "XK1,食品经营许可,区市监局,01,2,20,1,10,是,申请表;章程,1,2016-05-01"
ROWS = (
    FIRST,
    "XK2,施工许可,区住建局,01,1,30,z,,否,,0,2016-05-01",
    "QR1,工伤认定,区人社局,07,2,8,3,1,是,,1,2016-06-01",
)
MAPPING = """
[source]
kind = "catalogue"
name = "items"
zone = "Asia/Shanghai"

[item]
item = "code"
name = "name"
unit = "dept"
type = { column = "type", values = { 01 = "licence", 07 = "confirmation" } }
case_type = { column = "kind", values = { 1 = "immediate", 2 = "promised" } }
must_enter = { column = "must", values = { "是" = "true", "否" = "false" } }
materials = { column = "papers", split = ";" }
since_field

[terms]
statutory_days = { column = "law", unit = "law_unit" }
promised_days = "promise"

[unit]
kind = { value = "department" }
region = { value = "430903" }

[entered]
when = { is_entry_center = "1" }
fields = { hall = { value = "HS" } }
"""
DATED = MAPPING.replace("since_field", 'in_force_from = "since"')
UNDATED = MAPPING.replace("since_field", "")


class Importing:
    """Imports small catalogues into one log."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self._folder = folder
        self.rejects: list[Reject] = []

    def __call__(self, *rows: str, mapping: str = DATED, dry_run: bool = False) -> CatalogueReport:
        path, toml = self._folder / "items.csv", self._folder / "items.toml"
        path.write_text("\n".join((HEAD, *rows)), "utf-8")
        toml.write_text(mapping, "utf-8")
        return self.file(path, toml, dry_run=dry_run)

    def file(self, path: Path, toml: Path, *, dry_run: bool = False) -> CatalogueReport:
        self.rejects = []
        catalogue = load_catalogue(toml)
        files = Files(path, catalogue.table, toml)
        return import_catalogue(self.ledger, files, catalogue, self.rejects.append, dry_run=dry_run)

    def facts(self, kind: type[Event]) -> list[Any]:
        """The facts of a kind, in the order of the log."""
        return [entry.event for entry in self.ledger.reader.entries() if entry.type == kind.TYPE]

    @property
    def today(self) -> date:
        """The day of an import."""
        return local_day(self.ledger.clock(), "Asia/Shanghai")


@pytest.fixture
def take(importer: Importer, tmp_path: Path) -> Importing:
    """Imports into an empty log."""
    return Importing(importer.ledger, tmp_path)


def test_a_row_becomes_an_item_its_unit_and_its_entry_into_the_hall(take: Importing) -> None:
    report = take(*ROWS)
    assert (report.items, report.source_events, report.rejected) == (3, 3, 0)
    assert (report.listed, report.entered, report.units, report.entries) == (3, 2, 3, 8)
    assert take.facts(ItemListed)[0] == ItemListed(
        item="XK1",
        name="食品经营许可",
        unit="区市监局",
        type=ItemType.LICENCE,
        case_type=CaseType.PROMISED,
        statutory_days=20,
        promised_days=10,
        must_enter=True,
        materials=("申请表", "章程"),
        in_force_from=date(2016, 5, 1),
    )
    assert take.facts(ItemEntered)[1] == ItemEntered(item="QR1", hall="HS", on=take.today)
    assert take.facts(UnitRegistered)[0] == UnitRegistered(
        unit="区市监局", kind=UnitKind.DEPARTMENT, region="430903", in_force_from=take.today
    )
    [started] = take.facts(Started)
    assert (started.source, started.rows, started.new_events) == ("items", 3, 8)


def test_terms_are_put_into_working_days(take: Importing) -> None:
    take(*ROWS)
    terms = {item.item: item.statutory_days for item in take.facts(ItemListed)}
    assert terms == {"XK1": 20, "XK2": 22, "QR1": 1}


def test_again_nothing_is_new_and_a_changed_row_adds_a_version_from_its_day(
    take: Importing,
) -> None:
    take(*ROWS)
    again = take(*ROWS)
    assert (again.entries, again.already_there) == (0, 3)
    changed = FIRST.replace(",20,", ",15,").replace("2016-05-01", "2017-01-01")
    report = take(changed, *ROWS[1:])
    assert (report.entries, report.listed, report.already_there) == (1, 1, 2)
    versions = [each for each in take.facts(ItemListed) if each.item == "XK1"]
    assert [(each.statutory_days, each.in_force_from) for each in versions] == [
        (20, date(2016, 5, 1)),
        (15, date(2017, 1, 1)),
    ]
    assert len({entry.request for entry in take.ledger.reader.chapter("catalogue")}) == 6


def test_without_a_day_a_row_holds_from_the_import_on_and_back_and_forth_are_three_versions(
    take: Importing,
) -> None:
    changed = FIRST.replace(",20,", ",15,")
    listed = [take(row, mapping=UNDATED).listed for row in (FIRST, FIRST, changed, FIRST)]
    assert listed == [1, 0, 1, 1]
    days = {each.in_force_from for each in take.facts(ItemListed)}
    assert days == {take.today}


def test_an_item_that_left_the_hall_enters_it_again(take: Importing) -> None:
    take(FIRST)
    left = ItemExited(item="XK1", on=take.today)
    asked = Asked(
        actor=Actor(id="office"), occurred_at=take.ledger.clock(), origin=Origin.SYSTEM, request="1"
    )
    take.ledger.append("catalogue-XK1", 2, [left], asked)
    assert (take(FIRST).entered, take(FIRST).entered) == (1, 0)


def test_rows_that_cannot_be_taken_are_told_by_row_column_and_reason(take: Importing) -> None:
    report = take(
        FIRST,
        FIRST,
        FIRST.replace("食品", "药品"),
        FIRST.replace("XK1", ""),
        FIRST.replace("XK1", "A").replace(",01,", ",02,"),
        FIRST.replace("XK1", "B").replace(",20,1,", ",20,旬,"),
        FIRST.replace("XK1", "C").replace(",20,1,", ",-1,1,"),
        FIRST.replace("XK1", "D").replace("2016-05-01", "soon"),
        FIRST.replace("XK1", "E").replace("申请表", "表" * 30_000),
        "F,too,short",
    )
    assert (report.items, report.entries, report.rejected) == (1, 3, 8)
    told = [(bad.row, bad.case_id, bad.column, bad.reason) for bad in take.rejects]
    assert [each[:3] for each in told] == [
        (3, "XK1", ""),
        (4, "", "code"),
        (5, "A", "type"),
        (6, "B", "law_unit"),
        (7, "C", "law"),
        (8, "D", "since"),
        (9, "E", ""),
        (10, "", ""),
    ]
    assert "each item once" in told[0][3]
    assert "translate it with `values`" in told[2][3]
    assert take.rejects[1].raw == FIRST.replace("XK1", "") + "\n"


def test_a_dry_run_says_the_same_and_writes_nothing(take: Importing) -> None:
    tried = take(*ROWS, dry_run=True)
    assert take.ledger.reader.head().size == 0
    done = take(*ROWS)
    assert (tried.entries, tried.items, tried.units) == (done.entries, done.items, done.units)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (UNDATED.replace('name = "name"', ""), "item.name: expected a field that must be filled"),
        (UNDATED.replace("statutory_days", "statutory"), "terms.statutory: .* no meaning here"),
        (UNDATED.replace('name = "items"', 'name = "items"\ntime = "x"'), "source.time: .* no mea"),
        (UNDATED.replace("case_type", "casetype"), "did you mean case_type"),
        (UNDATED.replace('"immediate"', '"quick"'), "item.case_type: expected one of forwarded"),
        (UNDATED.replace("hall =", "haul ="), "did you mean hall"),
        (UNDATED + "[fields]\n", "fields: .* no meaning here"),
    ],
)
def test_a_wrong_mapping_is_explained_by_file_and_key(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "items.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError, match=message):
        load_catalogue(path)


def test_a_real_catalogue_has_the_items_and_units_that_a_plain_reading_counts(
    take: Importing,
) -> None:
    path = shared("china/service_items_sichuan_511602.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    report = take.file(path, MAPPINGS / "service-items.toml")
    units = {row["department"] for row in rows}
    assert (report.items, report.rejected) == (len({row["item_code"] for row in rows}), 0)
    assert report.entries == len(rows) + len(units)
    listed = take.facts(ItemListed)
    by_unit = Counter(each.unit for each in listed)
    assert by_unit == Counter(row["department"] for row in rows)
    by_type = Counter(each.type for each in listed)
    assert by_type[ItemType.PUBLIC_SERVICE] == sum(row["task_type"] == "20" for row in rows)
    again = take.file(path, MAPPINGS / "service-items.toml")
    assert (again.entries, again.already_there) == (0, len(rows))
