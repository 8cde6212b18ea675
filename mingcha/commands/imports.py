"""`mingcha import`: bring an event log into the ledger, and say what was not taken."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from application.handler import TooBusy
from application.opening import NotThisLog
from exchange.catalogue_import import CatalogueReport, import_catalogue
from exchange.catalogue_mapping import CatalogueMapping, is_catalogue, load_catalogue
from exchange.findings import Report
from exchange.importing import Files, Watch, import_log
from exchange.mapping_table import MappingError
from exchange.rejects import CannotWrite, RejectFile
from exchange.source import SourceError
from exchange.staging import AlreadyImporting, Reject
from ledger.committer import Overloaded, Unavailable
from mingcha.commands.import_report import one_object, show_reject, show_report
from mingcha.runtime import Runtime, runtime
from mingcha.settings import Settings

SOME_REJECTED = 1
NOT_DONE = 2

EXPECTED = (SourceError, MappingError, NotThisLog, AlreadyImporting, CannotWrite)
BROKEN_OFF = (Unavailable, Overloaded, TooBusy)


def import_file(
    file: Annotated[Path, typer.Argument(help="XES, CSV or NDJSON, with .gz or without.")],
    *,
    mapping: Annotated[Path, typer.Option(help="The mapping, TOML; see docs/mappings.md.")],
    log: Annotated[str | None, typer.Option(help="The log to import into.")] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(help="Where rejected rows go; default FILE's name + .rejected.csv, here."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing, say what would be done.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON object.")] = False,
) -> None:
    """Import an event log or a catalogue of items: what is new goes in, what is there stays.

    Rows that cannot be taken go to a CSV with row, line, case, column, reason and text; the
    others are imported. Stop it with Ctrl-C; the same command again resumes.
    Exit code: 0 every row was taken, 1 some were rejected, 2 nothing could be imported or it
    broke off, 130 stopped.
    """
    target = rejected or Path(f"{file.name}.rejected.csv")
    try:
        what = What.of(file, mapping)
        if not file.is_file():
            raise SourceError(f"expected a file at {file}, came none; give its path")
        with runtime(Settings.read(), log) as run:
            listed: list[Reject] = []
            with RejectFile(target) as reject:
                take = listed.append if dry_run else reject.write
                report = what.taken(run, take, dry_run=dry_run)
    except EXPECTED as problem:
        _fail(str(problem))
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        _fail(f"expected to read {file} and to write beside it, but {why}; check path and rights")
    except BROKEN_OFF as problem:
        _fail(f"{problem}; what was appended stays, run the same command again to resume")
    written = target if reject.rows else None
    if as_json:
        typer.echo(one_object(report, written, listed if dry_run else None))
    else:
        for bad in listed:
            show_reject(bad)
        show_report(report, file, written)
    if report.rejected:
        raise typer.Exit(SOME_REJECTED)


def _fail(problem: str) -> None:
    typer.echo(f"mingcha: {problem}", err=True)
    raise typer.Exit(NOT_DONE) from None


@dataclass(frozen=True, slots=True)
class What:
    """A file to import: of a catalogue where that has a mapping, else a log."""

    files: Files
    catalogue: CatalogueMapping | None

    @classmethod
    def of(cls, file: Path, mapping: Path) -> "What":
        """Raises MappingError."""
        if not is_catalogue(mapping):
            return cls(Files.of(file, mapping), None)
        catalogue = load_catalogue(mapping)
        return cls(Files(file, catalogue.table, mapping), catalogue)

    def taken(
        self, run: Runtime, take: Callable[[Reject], None], *, dry_run: bool
    ) -> Report | CatalogueReport:
        """Import it."""
        with run.ledger() as ledger, Bar.shown() as bar:
            if self.catalogue is not None:
                return import_catalogue(
                    ledger, self.files, self.catalogue, take, bar, dry_run=dry_run
                )
            return import_log(ledger, run.dsn("writer"), self.files, take, bar, dry_run=dry_run)


class Bar(Watch):
    """A progress bar on stderr; Ctrl-C stops the import at its next step, twice at once."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._step = ""
        self.pressed = False

    @classmethod
    @contextmanager
    def shown(cls) -> Iterator["Bar"]:
        """The bar while it is shown; where stderr is no terminal it is not."""
        console = Console(stderr=True)
        columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            bar = cls(progress)
            before = signal.signal(signal.SIGINT, bar.press)
            try:
                yield bar
            except KeyboardInterrupt:
                console.print("已停止。已写入的批次完整保留，再次运行同一命令即可继续。")
                raise
            finally:
                signal.signal(signal.SIGINT, before)

    def press(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-C."""
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

    def reading(self, done: int, size: int) -> None:
        """Bytes of the file."""
        self._show("读取文件", done, size)

    def appending(self, done: int, size: int) -> None:
        """Events of the ledger."""
        self._show("写入台账", done, size)

    def _show(self, step: str, done: int, size: int) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        if self._task is None or step != self._step:
            self._step = step
            self._task = self._progress.add_task(step, total=size)
        self._progress.update(self._task, completed=done)
