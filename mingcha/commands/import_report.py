"""What `mingcha import` prints: a short table for people, one JSON object for programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from exchange.catalogue_import import CatalogueReport
from exchange.findings import Report
from exchange.staging import Reject

LISTED = 10


def one_object(
    report: Report | CatalogueReport, rejected_file: Path | None, rejects: list[Reject] | None
) -> str:
    """The report as JSON: its fields, the reject file if one was made, in a dry run the rows."""
    found = asdict(report)
    for name in {"incomplete", "left_out"} & found.keys():
        found[f"{name}_cases"], found[name] = found[name]
    found["rejected_file"] = str(rejected_file) if rejected_file else None
    if rejects is not None:
        found["rejects"] = [asdict(bad) for bad in rejects]
    return json.dumps(found, ensure_ascii=False)


def show_reject(bad: Reject) -> None:
    """One line for a row that would not be taken."""
    where = f"第 {bad.row} 条（文件第 {bad.line} 行）" if bad.row else f"文件第 {bad.line} 行"
    column = f"，列 {bad.column}" if bad.column else ""
    typer.echo(f"{where}{column}：{bad.reason}")


def show_report(report: Report | CatalogueReport, file: Path, rejected_file: Path | None) -> None:
    """The numbers, and what a person should look at next."""
    typer.echo(f"{file.name} → 台账 {report.log}{'（试运行，未写入）' if report.dry_run else ''}")
    table = Table()
    table.add_column("项目")
    table.add_column("数量", justify="right")
    for name, number in _numbers(report):
        table.add_row(name, f"{number:,}")
    Console().print(table)
    if rejected_file:
        typer.echo(f"未能导入的记录及原因见 {rejected_file}，更正后重新导入即可补齐。")
    if isinstance(report, Report):
        _list("不完整的办件", report.incomplete[1], report.incomplete[0])
        _list("全部未导入的办件", report.left_out[1], report.left_out[0])
        _list("作为环节保留的活动", _counted(report.steps), len(report.steps))
        _list("加密保留的未对应列", _counted(report.sealed), len(report.sealed))
        _list("对应表提到而从未有值的列", report.never_seen, len(report.never_seen))


def _numbers(report: Report | CatalogueReport) -> Iterator[tuple[str, int]]:
    written = "将写入的条目" if report.dry_run else "新写入的条目"
    if isinstance(report, Report):
        yield "办件", report.cases
        yield "来源记录", report.source_events
        yield written, report.entries
        yield "台账中已有", report.already_there
        yield "未能导入的记录", report.rejected
        yield "因此不完整的办件", report.incomplete[0]
        yield "因此全部未导入的办件", report.left_out[0]
    else:
        yield "事项", report.items
        yield "来源记录", report.source_events
        yield written, report.entries
        yield "其中：事项版本", report.listed
        yield "其中：事项进驻", report.entered
        yield "其中：单位", report.units
        yield "没有变化的事项", report.already_there
        yield "未能导入的记录", report.rejected


def _counted(counts: dict[str, int]) -> list[str]:
    return [f"{name}（{number:,}）" for name, number in counts.items()]


def _list(title: str, names: list[str], total: int) -> None:
    if names:
        more = f" 等 {total:,} 项" if total > LISTED else ""
        typer.echo(f"{title}：{'、'.join(names[:LISTED])}{more}")
