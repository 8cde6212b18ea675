"""Frozen samples: what was ever stored is still read, and published schemas never change."""

import json
import shutil
from pathlib import Path

import pytest

from domain.chapters import EVENTS
from ledger.canonical import canonical, read_json
from ledger.codec import from_plain, to_plain
from ledger.schemas import FOLDER, event_schema
from ledger.upcast import newest
from mingcha import generate
from tests.ledger.sampling import SAMPLES

SCHEMAS = sorted(p.name.removesuffix(".json") for p in FOLDER.glob("*.v*.json"))
EVENT_SCHEMAS = [name for name in SCHEMAS if name != "entry.v1"]


@pytest.mark.parametrize("name", EVENT_SCHEMAS)
def test_every_published_event_schema_has_a_sample_that_is_still_read(name: str) -> None:
    raw = (SAMPLES / f"{name}.json").read_bytes().removesuffix(b"\n")
    data = read_json(raw)
    type_, _, version = name.rpartition(".v")
    event_schema(type_, int(version)).check(data)
    cls = EVENTS[type_]
    current = newest(type_, int(version), data, cls.SCHEMA)
    event_schema(type_, cls.SCHEMA).check(current)
    again = canonical(to_plain(from_plain(cls, current)))
    assert again == canonical(current)
    assert raw == canonical(data)


@pytest.mark.parametrize("name", EVENT_SCHEMAS)
def test_a_sample_fills_every_field_of_its_schema(name: str) -> None:
    data = json.loads((SAMPLES / f"{name}.json").read_bytes())
    assert data.keys() == json.loads((FOLDER / f"{name}.json").read_bytes())["properties"].keys()


def test_every_event_is_published_at_its_newest_version() -> None:
    assert {f"{name}.v{cls.SCHEMA}" for name, cls in EVENTS.items()} <= set(EVENT_SCHEMAS)


def test_no_published_schema_was_edited() -> None:
    assert set(generate.published()) == {f"{name}.json" for name in SCHEMAS}
    assert generate.edited_schemas() == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The generated files in a folder of the test's own, beside the docs that hold some parts."""
    shutil.copytree(generate.ROOT / "docs", tmp_path / "docs")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main([]) == 0
    return tmp_path


def test_generating_again_changes_nothing(project: Path) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert generate.main([]) == generate.main(["--check"]) == 0
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


def test_generating_refuses_to_change_a_published_schema(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = project / "schemas" / "published.sha256"
    name = "case.closed.v1.json"
    old = generate.published()[name]
    digests.write_text(digests.read_text().replace(old, "0" * 64))
    for arguments in ([], ["--check"]):
        assert generate.main(arguments) == 1
        assert f"{name} was published and may not change" in capsys.readouterr().out


def test_an_older_published_schema_must_stay_as_it_was(project: Path) -> None:
    digests = project / "schemas" / "published.sha256"
    digests.write_text(digests.read_text() + f"{'0' * 64}  case.closed.v0.json\n")
    assert generate.main(["--check"]) == 1
