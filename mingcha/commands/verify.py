"""`mingcha verify`: derive the whole log again from its raw bytes and name what is wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.progress import Progress

from audit.erasures import reapply
from audit.heads import kept
from audit.note import encode_base64
from audit.parallel import verify_database
from audit.verify import Progress as Tell
from audit.verify import Verdict
from ledger.names import schemas
from mingcha.runtime import Runtime, runtime
from mingcha.seal import explained
from mingcha.settings import Settings

KINDS = {
    "changed": "内容被改动",
    "deleted": "记录被删除",
    "inserted": "记录被插入",
    "swapped": "两条记录被调换",
    "truncated": "末尾被截断",
    "forked": "与已签名的历史不一致（分叉）",
    "schema-invalid": "不符合已公布的格式",
    "out-of-time-order": "记录时间早于前一条",
}
SHOWN = 20


def verify(
    *,
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every entry, the tree, and everything signed so far; exit 1 where anything is wrong.

    Keys that an older backup brought back after an erasure are destroyed again.
    """
    with runtime(Settings.read(), log) as run, explained():
        erased = _erase_again(run)
        names = schemas(run.log)
        with _bar() as tell:
            heads = kept(run.folder)
            verdict = verify_database(run.dsn("reader"), names.ledger, run.log, heads, tell)
    if as_json:
        typer.echo(json.dumps(verdict.plain() | {"erased_again": erased}, ensure_ascii=False))
    else:
        _report(verdict, erased)
    if not verdict.ok:
        raise typer.Exit(1)


def _erase_again(run: Runtime) -> list[str]:
    names = schemas(run.log)
    with psycopg.connect(run.dsn("vault"), autocommit=True) as vault:
        return reapply(vault, names.ledger, names.vault)


@contextmanager
def _bar() -> Iterator[Tell]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("核验台账", total=None)

        def tell(seen: int, expected: int) -> None:
            bar.update(task, completed=seen, total=max(expected, 1))

        yield tell


def _report(verdict: Verdict, erased: list[str]) -> None:
    for subject in erased:
        typer.echo(f"已删除的当事人 {subject} 的密钥随备份恢复，现已再次销毁。")
    if verdict.ok:
        typer.echo(f"核验通过：共 {verdict.entries} 条记录。")
        typer.echo(f"树根 {encode_base64(verdict.root or b'')}")
        _tell_signed(verdict)
        return
    typer.echo(f"核验未通过：共 {verdict.entries} 条记录，发现 {len(verdict.faults)} 处问题。")
    for fault in verdict.faults[:SHOWN]:
        typer.echo(f"  第 {fault.position} 号  {KINDS[fault.kind]}（{fault.kind}）")
    if len(verdict.faults) > SHOWN:
        typer.echo(f"  其余 {len(verdict.faults) - SHOWN} 处见 --json。")


def _tell_signed(verdict: Verdict) -> None:
    if verdict.signed:
        typer.echo(f"截至第 {verdict.signed} 号记录与已签名的检查点一致。")
    if verdict.signed < verdict.entries:
        typer.echo("此后的记录尚未签名，末尾若被截去无从察觉；请运行 mingcha checkpoint。")
