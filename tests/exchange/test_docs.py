"""docs/mappings.md is true: its example works as it says, its table is that of the code."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from exchange.catalogue_mapping import SHAPES, load_catalogue
from exchange.event_fields import IMPORTABLE, field_shapes
from exchange.mapping import FieldSource
from tests.exchange.logs import meant, written

DOCS = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text("utf-8")
UNITS = {
    "int": " (days)",
    "bool": " (true, false)",
    "texts": " (list)",
    "instant": " (time)",
    "day": " (date)",
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)


def test_the_example_yields_what_the_text_says(tmp_path):
    [log] = blocks("csv")
    found, bad = meant(tmp_path, "permits.csv", log, written(tmp_path, blocks("toml")[0]))
    assert bad == []
    assert [event.type for event in found] == [
        "case.accepted",
        "case.step_finished",
        "case.accepted",
        "case.decided",
    ]
    accepted, step, again, decided = found
    assert accepted == again
    assert accepted.occurred_at == datetime(2021, 1, 3, 23, tzinfo=UTC)
    assert accepted.deadline.due == datetime(2021, 3, 1, 22, 59, 59, 999999, tzinfo=UTC)
    assert accepted.origin == "hall_window"
    assert accepted.applicant.name == "J. Jansen"
    assert step.fields == {"step": "Ontvangst", "key": "t1", "by": "m17"}
    assert (decided.fields, decided.note) == ({"result": "granted", "by": "m03"}, "akkoord")
    assert [item.value for item in decided.private] == ["Besluit"]


def test_every_piece_of_toml_in_it_can_be_read():
    assert [tomllib.loads(block) for block in blocks("toml")]


def test_its_table_of_events_is_that_of_the_code():
    wanted = "\n".join(map(row, IMPORTABLE))
    assert wanted in DOCS, f"put this table into docs/mappings.md:\n{wanted}"


def test_its_table_of_a_catalogues_fields_is_that_of_the_code():
    wanted = "\n".join(
        f"| `[{name}]` | {', '.join(map(told, shapes.values()))} |"
        for name, shapes in SHAPES.items()
    )
    assert wanted in DOCS, f"put this table into docs/mappings.md:\n{wanted}"


def test_its_mapping_of_a_catalogue_can_be_used(tmp_path):
    path = tmp_path / "items.toml"
    path.write_text(next(block for block in blocks("toml") if "catalogue" in block), "utf-8")
    assert {term.amount.field for term in load_catalogue(path).terms} == {
        "statutory_days",
        "promised_days",
    }


def row(event: str) -> str:
    shapes = [shape for name, shape in field_shapes(event).items() if name != "note"]
    return f"| `{event}` | {', '.join([*map(told, shapes), '`note`'])} |"


def told(shape: FieldSource) -> str:
    codes = f" ({', '.join(sorted(shape.choices))})" if shape.choices else ""
    return f"`{shape.field}`{'*' if shape.required else ''}{codes}{UNITS.get(shape.shape, '')}"
