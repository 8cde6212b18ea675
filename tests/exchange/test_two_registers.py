"""One real log as two registers, the hall's and a department's: the pairs a plain script finds."""

from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import unquote

import pytest

from mingcha.postgres.server import Server
from projections.read import Views, open_views
from projections.sign_list import Wanted
from tests.exchange.imports import Importer, fresh_database, ledger_of
from tests.exchange.two_registers import MAPPING, Counted, Pair, counted, split
from tests.shared import shared

HALL, DEPT = "hall-register", "dept-register"
Registers = tuple[Views, Counted]


@pytest.fixture(scope="module")
def registers(cluster: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registers]:
    """Both imported once; tests only read them."""
    folder = tmp_path_factory.mktemp("registers")
    files = split(shared("eventlogs/receipt.csv.gz"), folder)
    with fresh_database(cluster) as database, ledger_of(database, folder) as ledger:
        importer = Importer(database, ledger)
        for path, name, origin in zip(
            files, (HALL, DEPT), ("hall_window", "dept_office"), strict=True
        ):
            mapping = folder / f"{name}.toml"
            mapping.write_text(MAPPING.format(name=name, origin=origin), "utf-8")
            assert importer(path, mapping).rejected == 0
        dsn = database.dsn
        with open_views(ledger.log, ledger.reader, dsn("reader"), dsn("writer")) as views:
            views.catch_up()
            yield views, counted(*files)


def known(stream: str) -> str:
    """The id that a register gave to a case."""
    return unquote(stream).partition(".")[2]


def test_the_sample_has_what_is_to_be_told_apart(registers: Registers) -> None:
    _, expected = registers
    overlapping = {pair for pair in expected.pairs if pair.overlap}
    assert overlapping < expected.pairs
    assert len({pair.hall for pair in expected.pairs}) < len(expected.pairs)
    assert expected.hall_only
    assert expected.dept_only


def test_the_two_registers_have_the_pairs_and_lone_cases_that_a_plain_script_counts(
    registers: Registers,
) -> None:
    views, expected = registers
    rows = views.registers().rows
    pairs = [row for row in rows if row["match"] == "pair"]
    assert {Pair(known(r["hall"]), known(r["dept"]), r["overlap"]) for r in pairs} == expected.pairs
    assert len(pairs) == len(expected.pairs)
    assert {known(r["hall"]) for r in rows if r["match"] == "hall_only"} == expected.hall_only
    assert {known(r["dept"]) for r in rows if r["match"] == "dept_only"} == expected.dept_only
    assert {(r["hall_source"], r["dept_source"]) for r in pairs} == {(HALL, DEPT)}
    assert asdict(views.register_figures()) == {
        "pairs": len(expected.pairs),
        "overlapping": sum(pair.overlap for pair in expected.pairs),
        "hall_only": len(expected.hall_only),
        "dept_only": len(expected.dept_only),
    }


def test_every_overlapping_pair_and_no_other_is_a_sign_of_two_doors(registers: Registers) -> None:
    views, expected = registers
    where = {"code": "DT_DUAL_CASE"}
    signs = views.signs(wanted=Wanted(decision=None, where=where)).rows
    assert {sign["decision"] for sign in signs} == {"violation"}
    said = [tuple(map(known, sorted(sign["about"].split("；"), reverse=True))) for sign in signs]
    assert set(said) == {(pair.hall, pair.dept) for pair in expected.pairs if pair.overlap}
    assert len(said) == len(set(said))


def test_one_applicant_has_one_subject_in_both_registers(registers: Registers) -> None:
    views, _ = registers
    found = {known(row["stream"]): row["subject"] for row in views.cases().rows}
    assert found["H0003"] == found["H0013"] == found[f"afd/{9000 - 3}"]
    assert found["H0003"] != found["H0023"]
