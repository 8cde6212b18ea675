"""What `mingcha import` prints: a short table for people, one JSON object for programs."""

import json
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from exchange.findings import Report
from exchange.staging import Reject

LISTED = 10


def one_object(report: Report, rejected_file: Path | None, rejects: list[Reject] | None) -> str:
    """The report as JSON: its fields, the reject file if one was made, in a dry run the rows."""
    found = asdict(report)
    for name in ("incomplete", "left_out"):
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


def show_report(report: Report, file: Path, rejected_file: Path | None) -> None:
    """The numbers, and what a person should look at next."""
    typer.echo(f"{file.name} → 台账 {report.log}{'（试运行，未写入）' if report.dry_run else ''}")
    table = Table()
    table.add_column("项目")
    table.add_column("数量", justify="right")
    for name, number in (
        ("办件", report.cases),
        ("来源记录", report.source_events),
        ("将写入的条目" if report.dry_run else "新写入的条目", report.entries),
        ("台账中已有", report.already_there),
        ("未能导入的记录", report.rejected),
        ("因此不完整的办件", report.incomplete[0]),
        ("因此全部未导入的办件", report.left_out[0]),
    ):
        table.add_row(name, f"{number:,}")
    Console().print(table)
    if rejected_file:
        typer.echo(f"未能导入的记录及原因见 {rejected_file}，更正后重新导入即可补齐。")
    _list("不完整的办件", report.incomplete[1], report.incomplete[0])
    _list("全部未导入的办件", report.left_out[1], report.left_out[0])
    _list("作为环节保留的活动", _counted(report.steps), len(report.steps))
    _list("加密保留的未对应列", _counted(report.sealed), len(report.sealed))
    _list("对应表提到而从未有值的列", report.never_seen, len(report.never_seen))


def _counted(counts: dict[str, int]) -> list[str]:
    return [f"{name}（{number:,}）" for name, number in counts.items()]


def _list(title: str, names: list[str], total: int) -> None:
    if names:
        more = f" 等 {total:,} 项" if total > LISTED else ""
        typer.echo(f"{title}：{'、'.join(names[:LISTED])}{more}")
