"""The four exchange tables of electronic supervision fill the same cases, in whatever order."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exchange.findings import Report
from ledger.ledger import Ledger
from projections.read import Views, open_views
from tests.databases import Database
from tests.exchange.imports import Importer, case_entries
from tests.exchange.logs import events, shipped

BASICINFO = (
    "ORGBUSNO,PROJID,PROJPWD,DATAVER,ITEMNO,ITEMNAME,APPLICANT,APPLICANTMOBILE,ACCEPTDEPTNAME,"
    "SUBMIT,OCCURTIME,MAKETIME"
)
PROC = (
    "ORGBUSNO,PROJID,DATAVER,SN,NODENAME,NODEPROCER,NODEPROCERNAME,PROCUNITNAME,NODESTATE,"
    "NODESTARTTIME,NODEENDTIME,NODEADV,NODERESULT,MAKETIME"
)
SPECIALNODE = (
    "ORGBUSNO,PROJID,DATAVER,SN,NODENAME,PROCUNITNAME,NODESTARTTIME,NODEENDTIME,NODEPROCADV,"
    "NODEPROCACCORD,LISTS,NODERESULT,MAKETIME"
)
DONE = "ORGBUSNO,PROJID,DATAVER,DONERESULT,EXITRES,CERTIFICATENAM,CERTIFICATENO,OCCURTIME,MAKETIME"
TABLES = {
    "basicinfo": (
        BASICINFO,
        *(
            f"B{n},P{n},8231,1,XK-{n},食品经营许可,王小明,13800000000,区市监局,{n % 3},"
            f"2016-05-0{n + 2} 09:00:00,2016-05-0{n + 2} 21:00:00"
            for n in range(7)
        ),
    ),
    "proc": (
        PROC,
        "O1,P0,1,1,受理,S01,李四,区市监局,02,2016-05-02 09:00:00,2016-05-02 09:10:00,,4,",
        "O1,P0,1,2,现场勘验,S02,赵六,区市监局,02,2016-05-04 09:00:00,2016-05-04 15:00:00,,1,",
        "O1,P0,1,3,审批,S03,钱七,区市监局,01,2016-05-05 09:00:00,2016-05-05 09:00:00,,1,",
        "O1,P0,1,3,审批,S03,钱七,区市监局,02,2016-05-05 09:00:00,2016-05-06 10:00:00,同意,1,",
    ),
    "specialnode": (
        SPECIALNODE,
        "O2,P0,1,1,补正,区市监局,2016-05-02 10:00:00,2016-05-03 10:00:00,缺章,,申请表;章程,1,",
        "O2,P0,1,2,听证,区市监局,2016-05-04 10:00:00,2016/05/04 10:00,,第四十五条,,2,",
        "O2,P1,1,1,挂起,区市监局,2016-05-04 10:00:00,2016-05-05 10:00:00,,,,5,",
        "O2,P2,1,1,预审补正,区市监局,2016-05-03 10:00:00,2016-05-03 12:00:00,,,,6,",
        "O2,P3,1,1,怪,区市监局,2016-05-06 10:00:00,2016-05-06 12:00:00,,,,9,",
    ),
    "done": (
        DONE,
        "D0,P0,1,0,,许可证,许2016-7,2016-05-10 17:00:00,",
        *(f"D{n},P{n},1,{n},原因,,,2016-05-1{n} 17:00:00," for n in range(1, 7)),
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables as files."""
    path = tmp_path_factory.mktemp("tables")
    for name, lines in TABLES.items():
        (path / f"{name}.csv").write_text("\n".join(lines), "gb18030")
    return path


@pytest.fixture
def views(database: Database, importer: Importer) -> Iterator[Views]:
    """The views of the log that is imported into."""
    dsn, ledger = database.dsn, importer.ledger
    with open_views(ledger.log, ledger.reader, dsn("reader"), dsn("writer")) as opened:
        yield opened


def take(importer: Importer, folder: Path, name: str) -> Report:
    """Import one of the tables."""
    return importer.shipped(folder / f"{name}.csv", f"ea-jc-{name}")


def told(ledger: Ledger, case: str) -> list[tuple[str, str]]:
    """The types and identities of a case's entries by the time they happened."""
    entries = [each for each in case_entries(ledger) if each.stream == f"case-ea-jc.{case}"]
    entries.sort(key=lambda each: each.occurred_at)
    return [(each.type, each.data["imported"]["key"]) for each in entries]


def test_the_four_tables_become_rows_of_cases(
    importer: Importer, views: Views, folder: Path
) -> None:
    rejected = {name: take(importer, folder, name).rejected for name in TABLES}
    assert rejected == {"basicinfo": 0, "proc": 0, "specialnode": 1, "done": 0}
    views.catch_up()
    rows = {row["shared_no"]: row for row in views.cases().rows}
    assert {no: (row["status"], row["result"], row["close_kind"]) for no, row in rows.items()} == {
        "P0": ("closed", "granted", "licensed"),
        "P1": ("closed", "refused", "refused"),
        "P2": ("voided", "", "voided"),
        "P3": ("voided", "", "deleted"),
        "P4": ("closed", "", "forwarded"),
        "P5": ("closed", "", "returned"),
        "P6": ("closed", "", "not_accepted"),
    }
    case = rows["P0"]
    assert (case["licence_no"], case["item"], case["unit"]) == ("许2016-7", "XK-0", "区市监局")
    assert (case["origin"], rows["P1"]["origin"]) == ("hall_window", "online")
    assert (case["steps"], case["last_step"]) == (3, "审批")
    assert case["accepted_at"] == datetime(2016, 5, 2, 1, tzinfo=UTC)
    assert rows["P6"]["not_accepted_at"] is not None


def test_a_case_has_the_events_of_all_tables_each_under_the_name_of_its_own(
    importer: Importer, folder: Path
) -> None:
    for name in TABLES:
        take(importer, folder, name)
    assert told(importer.ledger, "P0") == [
        ("case.accepted", "B0/basicinfo.case.accepted"),
        ("case.step_finished", "1/proc.step"),
        ("case.correction_notified", "1/specialnode.case.correction_notified"),
        ("case.paused", "1/specialnode.case.paused"),
        ("case.correction_received", "1/specialnode.case.correction_received"),
        ("case.resumed", "1/specialnode.case.resumed"),
        ("case.paused", "2/specialnode.case.paused"),
        ("case.step_finished", "2/proc.step"),
        ("case.step_started", "3/proc.case.step_started"),
        ("case.step_finished", "3/proc.step"),
        ("case.decided", "D0/done.case.decided"),
        ("case.licence_issued", "D0/done.case.licence_issued"),
        ("case.closed", "D0/done.case.closed"),
    ]
    assert [type_ for type_, _ in told(importer.ledger, "P2")] == [
        "case.correction_notified",
        "case.correction_received",
        "case.accepted",
        "case.voided",
        "case.closed",
    ]


def test_steps_say_their_kind_and_outcome_and_special_nodes_their_reason(folder: Path) -> None:
    steps, bad = events(folder / "proc.csv", shipped("ea-jc-proc"))
    done = [each for each in steps if each.type == "case.step_finished"]
    assert bad == []
    assert [each.fields["kind"] for each in done] == ["accept", "check", "decide"]
    assert [each.fields["outcome"] for each in done] == ["受理", "同意", "同意"]
    nodes, [bad_row] = events(folder / "specialnode.csv", shipped("ea-jc-specialnode"))
    assert bad_row.case_id == "P3"
    pauses = [each for each in nodes if each.type == "case.paused"]
    assert [each.fields["reason"] for each in pauses] == ["correction", "hearing", "other"]
    asked = [each for each in nodes if each.type == "case.correction_notified"]
    assert [each.fields["materials"] for each in asked] == [("申请表", "章程"), ("未附清单",)]


def test_no_password_of_an_applicant_is_kept(folder: Path) -> None:
    found, _ = events(folder / "basicinfo.csv", shipped("ea-jc-basicinfo"))
    kept = {item.name for event in found for item in (*event.public, *event.private)}
    assert kept == {"ITEMNAME", "DATAVER"}


def test_in_whatever_order_they_come_the_same_is_there_and_again_nothing_is_new(
    importer: Importer, folder: Path
) -> None:
    for name in reversed(TABLES):
        assert take(importer, folder, name).entries
    first = told(importer.ledger, "P0")
    assert [take(importer, folder, name).entries for name in TABLES] == [0, 0, 0, 0]
    assert told(importer.ledger, "P0") == first
    assert len(first) == 13
